"""Changing a list of the law: a line is proposed, another person looks at what it would change and confirms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.norms import permissions, queries
from khuyencong.norms.actions.kinds import Kind
from khuyencong.norms.actions.lines import (
    all_lines,
    as_file,
    cells_of,
    changes_in,
    kind_for,
    kind_named,
    lines_in,
)
from khuyencong.norms.lifecycle import LIST_CHANGE, propose_lines
from khuyencong.norms.models import LegalDocument, ListChange
from khuyencong.norms.queries.changes import list_changes_seen_by
from khuyencong.norms.queries.norms import provinces_of
from khuyencong.organisations.permissions import is_ministry
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import CSV, attachment
from khuyencong.web.norms.list_forms import LineForm, LinesForm
from khuyencong.web.reporting.forms import ReasonForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

OF_ITS_LAW = frozenset(
    {"purse", "province", "since", "until", "document", "clause", "source", "verified", "note"}
)
"""What a province's own row does not take over from the row it stands in for."""
DOCUMENTS = "van-ban"
"""The list of documents: it has a page of its own, and is changed like the others."""
TOLD = {
    "list_change.propose": "Đã trình; sổ chỉ đổi khi người thứ hai đồng ý.",
    "list_change.confirm": "Đã đồng ý; các dòng đã vào sổ.",
    "list_change.return": "Đã trả lại kèm lý do.",
    "list_change.withdraw": "Đã rút đề xuất; sổ không đổi.",
}


def kind_at(slug: str) -> Kind:
    """The list at that address; 404 for none."""
    model = LegalDocument if slug == DOCUMENTS else queries.LISTS.get(slug)
    if model is None:
        raise Http404("list")
    return kind_for(model)


def slug_of(kind: Kind) -> str:
    """The address of a list."""
    return next((slug for slug, model in queries.LISTS.items() if model is kind.model), DOCUMENTS)


@login_not_required
@require_safe
def list_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Every line of every day, as the file that can be changed and proposed."""
    found = kind_at(kind)
    content = as_file(found, all_lines(found))
    return attachment(content.encode("utf-8-sig"), f"{found.name}.csv", CSV)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, kind: str) -> HttpResponse:
    """Which line shall the list hold, from which day, by which clause?"""
    found = kind_at(kind)
    if not permissions.may_propose_lines(asking(request), found.placed):
        raise PermissionDenied
    form, lines = first_words(request, found), LinesForm()
    if request.method == "POST":
        by_file = request.POST.get("do") == "file"
        form = form if by_file else LineForm(request.POST, kind=found, **hers(request, found))
        lines = LinesForm(request.POST, request.FILES) if by_file else lines
        bound: Any = lines if by_file else form
        if bound.is_valid():
            content = bound.cleaned_data["file"] if by_file else form.content
            return handed(request, found, content, bound, form=form, lines=lines)
    return asked(request, found, form=form, lines=lines, status=422 if request.method == "POST" else 200)


def hers(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """The provinces whose rows she may write, and whether she writes no others."""
    if not kind.placed:
        return {}
    return {"provinces": provinces_of(asking(request)), "own": not is_ministry(asking(request))}


def first_words(request: HttpRequest, kind: Kind) -> LineForm:
    """The form with a row that stands, with a proposal that came back, or empty.

    To a province a row for all is only the model of its own: its figures, but no law.
    """
    options = hers(request, kind)
    if again := key_of(request.GET.get("tu", "")):
        change = get_object_or_404(list_changes_seen_by(asking(request)), pk=again, kind=kind.name)
        return LineForm.showing(kind, next(iter(lines_in(change.content)), {}), **options)
    if wanted := key_of(request.GET.get("dong", "")):
        row = get_object_or_404(kind.model._default_manager, pk=wanted)
        cells = cells_of(kind, row)
        if options.get("own") and not cells["province"]:
            cells = {name: text for name, text in cells.items() if name not in OF_ITS_LAW}
        return LineForm.showing(kind, cells, **options)
    return LineForm(kind=kind, **options)


def handed(
    request: HttpRequest, kind: Kind, content: str, bound: Any, *, form: LineForm, lines: LinesForm
) -> HttpResponse:
    """The proposal made, or what stands in its way with all that was typed."""
    reason = bound.cleaned_data["reason"]
    act = Act(by=asking(request), at=localtime(), reason=reason)
    try:
        change = propose_lines(kind.name, content, reason=reason, act=act, document=bound.new_document)
    except BlockedError as blocked:
        return asked(request, kind, form=form, lines=lines, status=422, blocked=blocked.findings)
    messages.success(request, TOLD["list_change.propose"])
    return redirect("norm_list_change", change.pk)


def asked(
    request: HttpRequest, kind: Kind, *, form: LineForm, lines: LinesForm, status: int, **more: Any
) -> HttpResponse:
    """The page of a proposal that is being written."""
    context = {
        "slug": slug_of(kind),
        "name": kind.model._meta.verbose_name,
        "form": form,
        "lines": lines,
        "own": not is_ministry(asking(request)),
    }
    return render(request, "norms/list_propose.html", context | more, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What would these lines change, and is it right?"""
    found = get_object_or_404(list_changes_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "norms/list_change.html", shown(request, found))
    name = f"list_change.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "norms/list_change.html", shown(request, found), status=422)
    confirm_before(request, LIST_CHANGE.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        LIST_CHANGE.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, reason_form=ReasonForm(request.POST))
        return render(request, "norms/list_change.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("norm_list_change", pk)


def shown(request: HttpRequest, found: ListChange, **more: Any) -> dict[str, Any]:
    """Everything the page of a proposal shows."""
    kind, actor = kind_named(found.kind), asking(request)
    waits = found.state in (ListChange.State.DRAFT, ListChange.State.PROPOSED)
    return {
        "change": found,
        "slug": slug_of(kind),
        "name": kind.model._meta.verbose_name,
        "lines": changes_in(kind, found.content, worded=True) if waits else (),
        "said": lines_in(found.content),
        "again": permissions.writes_list(actor, found) and found.state == ListChange.State.WITHDRAWN,
        "offered": {each.name.partition(".")[2] for each in LIST_CHANGE.offered(found, actor)},
        "steps": steps_of(LIST_CHANGE, found),
        "lying": lying_of(LIST_CHANGE, found),
        "reason_form": ReasonForm(),
    } | more
