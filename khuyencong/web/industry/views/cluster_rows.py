"""Writing one row about a cluster, or another in its place; and what the public may read of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST

from khuyencong.industry import actions, permissions
from khuyencong.industry.lifecycle import CLUSTER_NOTICE, propose_notice
from khuyencong.industry.models import Cluster, ClusterNotice
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.industry.cluster_forms import ROWS, BackForm
from khuyencong.web.industry.public_clusters import shown_notice
from khuyencong.web.industry.views.writing import FORMS
from khuyencong.web.reporting.forms import ReasonForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "publish": "Đã công khai; công chúng thấy ngay ở trang Cụm công nghiệp.",
    "refuse": "Đã ghi là không công khai.",
    "withdraw": "Đã rút bản trình.",
    "end": "Đã thôi công khai; công chúng không còn thấy cụm này.",
}


def writable(request: HttpRequest, pk: int) -> Cluster:
    """The cluster she sees and may write about; 404, or 403."""
    found = get_object_or_404(Cluster.objects.visible_to(asking(request)), pk=pk)
    if not permissions.writes_cluster(asking(request), found):
        raise PermissionDenied
    return found


@require_http_methods(FORMS)
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What else is known of the cluster?"""
    return written(request, writable(request, pk), kind)


@require_http_methods(FORMS)
def change(request: HttpRequest, pk: int, kind: str, key: int) -> HttpResponse:
    """What shall stand in the place of this row?"""
    return written(request, writable(request, pk), kind, key)


def written(request: HttpRequest, found: Cluster, slug: str, key: int | None = None) -> HttpResponse:
    """The form of a row, and what came of it."""
    kind = ROWS.get(slug)
    if kind is None:
        raise Http404("kind")
    rows: Any = kind.model.objects
    row = get_object_or_404(rows.standing().filter(cluster=found), pk=key) if key is not None else None
    data = request.POST if request.method == "POST" else None
    initial = kind.form.saying(row) if row is not None else {}
    form, back = kind.form(data, initial=initial, actor=asking(request)), BackForm()
    context: dict[str, Any] = {"cluster": found, "kind": kind, "row": row, "form": form, "back": back}
    if data is not None and row is not None and data.get("do") == "back":
        return taken_back(request, found, row, context | {"form": kind.form(initial=initial)})
    if data is None or not form.is_valid():
        return render(request, "industry/cluster_row.html", context, status=200 if data is None else 422)
    try:
        actions.write_cluster_row(
            kind.model, found, form.said(), by=asking(request), at=localtime(), instead=row
        )
    except BlockedError as blocked:
        return render(request, "industry/cluster_row.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, f"Đã lưu {kind.one}.")
    return redirect("cluster", found.pk)


def taken_back(request: HttpRequest, found: Cluster, row: Any, context: dict[str, Any]) -> HttpResponse:
    """Say that the row was a mistake."""
    back = BackForm(request.POST)
    if not back.is_valid():
        return render(request, "industry/cluster_row.html", context | {"back": back}, status=422)
    reason = back.cleaned_data["reason"]
    try:
        actions.take_back_cluster_row(row, reason=reason, by=asking(request), at=localtime())
    except BlockedError as blocked:
        return render(request, "industry/cluster_row.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, "Đã bỏ dòng ghi nhầm; vẫn đọc lại được ở cuối trang.")
    return redirect("cluster", found.pk)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the public read what the register says today, once a second person agrees."""
    found = writable(request, pk)
    try:
        notice = propose_notice(found, act=Act(by=asking(request), at=localtime()))
    except BlockedError as blocked:
        context = {"cluster": found, "blocked": blocked.findings}
        return render(request, "industry/cluster_not_yet.html", context, status=422)
    messages.success(request, "Đã trình; công chúng chỉ thấy khi lãnh đạo Sở công khai.")
    return redirect("cluster_notice", notice.pk)


@require_http_methods(FORMS)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Is this what the public may read of the cluster?"""
    actor = asking(request)
    related = ("cluster", "author", "desk", "agency", "decided_by", "province")
    found = get_object_or_404(ClusterNotice.objects.visible_to(actor).select_related(*related), pk=pk)
    if request.method != "POST":
        return render(request, "industry/cluster_notice.html", proposal(request, found))
    do = request.POST.get("do", "")
    if do not in TOLD:
        raise Http404("do")
    name = f"cluster_notice.{do}"
    confirm_before(request, CLUSTER_NOTICE.transition(name))
    act = Act(by=actor, at=localtime(), reason=request.POST.get("note", ""))
    try:
        CLUSTER_NOTICE.perform(name, found, act)
    except BlockedError as blocked:
        context = proposal(request, found, blocked=blocked.findings, reason_form=ReasonForm(request.POST))
        return render(request, "industry/cluster_notice.html", context, status=422)
    messages.success(request, TOLD[do])
    return redirect("cluster_notice", pk)


def proposal(request: HttpRequest, found: ClusterNotice, **more: Any) -> dict[str, Any]:
    """Everything the page of a notice shows."""
    actor = asking(request)
    context = {
        "notice": found,
        "shown": shown_notice(found),
        "offered": {each.name.partition(".")[2] for each in CLUSTER_NOTICE.within_reach(found, actor)},
        "own": found.author_id == getattr(actor.user, "pk", None),
        "steps": steps_of(CLUSTER_NOTICE, found),
        "lying": lying_of(CLUSTER_NOTICE, found),
        "reason_form": ReasonForm(),
    }
    return context | more
