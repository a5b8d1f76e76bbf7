"""Writing in the register: an establishment, its state, its owner's account, and everything it has."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST

from khuyencong.industry import actions, permissions, queries
from khuyencong.industry.lifecycle.surveys import link as link_answer
from khuyencong.industry.models import Answer, Establishment
from khuyencong.projects.actions import add_beneficiary
from khuyencong.projects.models import GroupPlan, Project
from khuyencong.projects.permissions import writes as writes_project
from khuyencong.projects.permissions import writes_group_plan
from khuyencong.projects.queries import projects_seen_by
from khuyencong.projects.queries.group_plans import plans_seen_by
from khuyencong.rules.findings import BlockedError, Finding
from khuyencong.web.industry.forms import EditForm, LinkForm, NewForm, StandingForm
from khuyencong.web.industry.kinds import KINDS, Kind
from khuyencong.web.industry.views import seen, shown
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
OUTSIDE = "Địa điểm này ngoài địa bàn của anh/chị; nhờ cơ quan của nơi ấy ghi."


def doubles_in(findings: tuple[Finding, ...]) -> list[tuple[Finding, int | None]]:
    """The findings that say “this may be the same as…”, with the row each means."""
    return [(each, key_of(each.place)) for each in findings if each.code == "double"]


@require_http_methods(FORMS)
def new(request: HttpRequest) -> HttpResponse:
    """Which establishment is missing? Likely doubles are shown before anything is written."""
    actor = asking(request)
    if not permissions.may_register(actor):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    answer, draft, plan = answer_named(request), draft_named(request), plan_named(request)
    first = {"name": request.GET.get("ten", "")} | told_by(answer)
    form = NewForm(data, provinces=queries.provinces_of(actor), initial=first)
    context: dict[str, Any] = {"form": form, "draft": draft}
    if data is None or not form.is_valid():
        return render(request, "industry/new.html", context, status=200 if data is None else 422)
    place = actions.Place(
        unit=form.cleaned_data["unit"],
        address=form.cleaned_data["address"],
        since=form.cleaned_data["here_since"],
    )
    sources = (answer.round if answer is not None else None, draft, plan)
    made_up = any(each.made_up for each in sources if each is not None)
    told = {"other": request.POST.get("other") == "yes", "made_up": made_up}
    try:
        row = actions.register(form.said(), place, by=actor, at=localtime(), **told)
    except PermissionDenied:
        form.add_error("province", OUTSIDE)
        return render(request, "industry/new.html", context, status=422)
    except BlockedError as blocked:
        context["doubles"] = doubles_in(blocked.findings)
        context["blocked"] = [each for each in blocked.findings if each.code != "double"]
        return render(request, "industry/new.html", context, status=422)
    if draft is not None:
        return taken_into(request, draft, row)
    if plan is not None:
        messages.success(request, f"Đã ghi “{row.name}” vào sổ; ghi tiếp địa điểm của kế hoạch ở dưới.")
        return redirect(f"{reverse('group_plan', args=[plan.pk])}?noi={row.sites.get().pk}#dong")
    if answer is not None:
        link_answer(answer, row, Act(by=actor, at=localtime()))
        messages.success(request, "Đã ghi vào sổ và gắn với phiếu này.")
        return redirect("survey_answer", answer.pk)
    messages.success(request, "Đã ghi vào sổ. Ghi tiếp sản phẩm, máy móc, số liệu năm ở dưới.")
    return redirect("industry_row", row.pk)


def plan_named(request: HttpRequest) -> GroupPlan | None:
    """The plan of a group project for which it is entered, if any; 404, or 403 where she does not write it."""
    key = key_of(request.GET.get("ke-hoach", ""))
    if key is None:
        return None
    found = get_object_or_404(plans_seen_by(asking(request)), pk=key)
    if not writes_group_plan(asking(request), found):
        raise PermissionDenied
    return found


def draft_named(request: HttpRequest) -> Project | None:
    """The draft for which it is entered, if any; 404, or 403 where she does not draft it."""
    key = key_of(request.GET.get("de-an", ""))
    if key is None:
        return None
    found = get_object_or_404(projects_seen_by(asking(request)), pk=key)
    if not writes_project(asking(request), found):
        raise PermissionDenied
    return found


def taken_into(request: HttpRequest, draft: Project, row: Establishment) -> HttpResponse:
    """Name it in the draft, and go back there; entered it stays, whatever becomes of the draft."""
    try:
        add_beneficiary(draft, row, None, by=asking(request), at=localtime())
        messages.success(request, f"Đã ghi “{row.name}” vào sổ và thêm vào đề án.")
    except BlockedError as blocked:
        messages.warning(request, f"Đã ghi “{row.name}” vào sổ. {blocked.findings[0].message}")
    return redirect("project_step", draft.pk, "co-so")


def answer_named(request: HttpRequest) -> Answer | None:
    """The answer that the address names, if any; 404, or 403 where she may not link it."""
    key = key_of(request.GET.get("phieu", ""))
    if key is None:
        return None
    visible = Answer.objects.visible_to(asking(request)).select_related("round", "commune__parent__parent")
    found = get_object_or_404(visible, pk=key)
    if not permissions.links(asking(request), found):
        raise PermissionDenied
    return found


def told_by(answer: Answer | None) -> dict[str, Any]:
    """What the form begins with: what the answer says."""
    if answer is None:
        return {}
    standing = answer.editions.get(standing=True)
    above = (answer.commune.parent, answer.commune.parent and answer.commune.parent.parent)
    province = next((each for each in above if each is not None and each.level == each.Level.PROVINCE), None)
    return {
        "name": standing.name,
        "province": province.pk if province is not None else None,
        "commune": answer.commune.full_name,
        "source": f"Phiếu của “{answer.round.title}”, hỏi ngày {localtime(standing.taken_at):%d/%m/%Y}"[:300],
    }


def writable(request: HttpRequest, pk: int) -> Establishment:
    """The row she sees and may write; 404, or 403."""
    found = seen(request, pk)
    if not permissions.writes(asking(request), found):
        raise PermissionDenied
    return found


@require_http_methods(FORMS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What shall be said of it instead?"""
    found = writable(request, pk)
    data = request.POST if request.method == "POST" else None
    form = EditForm(data, initial=EditForm.saying(found))
    form.keep(found)
    context: dict[str, Any] = {"row": found, "form": form}
    if data is None or not form.is_valid():
        return render(request, "industry/edit.html", context, status=200 if data is None else 422)
    reason = form.cleaned_data["reason"]
    try:
        actions.change(found, form.said(), by=asking(request), at=localtime(), reason=reason)
    except BlockedError as blocked:
        return render(request, "industry/edit.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, "Đã lưu.")
    return redirect("industry_row", pk)


@require_POST
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """It works no more, or again."""
    found, by, at = writable(request, pk), asking(request), localtime()
    form = StandingForm(request.POST)
    if not form.is_valid():
        return render(request, "industry/row.html", shown(request, found) | {"form": form}, status=422)
    reason = form.cleaned_data["reason"]
    try:
        if request.POST.get("do") == "reopen":
            actions.reopen(found, reason=reason, by=by, at=at)
        else:
            on = form.cleaned_data["on"] or localtime(at).date()
            actions.close(found, on=on, reason=reason, by=by, at=at)
    except BlockedError as blocked:
        context = shown(request, found) | {"blocked": blocked.findings}
        return render(request, "industry/row.html", context, status=422)
    messages.success(request, "Đã ghi trạng thái của cơ sở.")
    return redirect("industry_row", pk)


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """This account is the owner's."""
    found, form = writable(request, pk), LinkForm(request.POST)
    if not form.is_valid():
        raise Http404("registration")
    offered = queries.registrations_to_link(asking(request))
    registration = get_object_or_404(offered, pk=form.cleaned_data["registration"])
    try:
        actions.link_registration(found, registration, by=asking(request), at=localtime())
    except BlockedError as blocked:
        context = shown(request, found) | {"blocked": blocked.findings}
        return render(request, "industry/row.html", context, status=422)
    messages.success(request, "Đã gắn tài khoản; chủ cơ sở đăng nhập là thấy dòng này.")
    return redirect("industry_row", pk)


def kind_of(slug: str) -> Kind:
    """The kind of that slug; Http404."""
    if slug not in KINDS:
        raise Http404("kind")
    return KINDS[slug]


@require_http_methods(FORMS)
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What more does it have?"""
    return written(request, writable(request, pk), kind_of(kind), None)


@require_http_methods(FORMS)
def change_one(request: HttpRequest, pk: int, kind: str, key: int) -> HttpResponse:
    """What shall this row of it say instead?"""
    chosen, owner = kind_of(kind), writable(request, pk)
    found = get_object_or_404(
        chosen.model.objects.select_related("establishment", *chosen.related), pk=key, establishment=owner
    )
    return written(request, owner, chosen, found)


def written(request: HttpRequest, owner: Establishment, kind: Kind, row: Any) -> HttpResponse:
    """The form of a holding, and what came of it."""
    by = asking(request)
    data = request.POST if request.method == "POST" else None
    initial = kind.form.saying(row) if row is not None else {}
    form = kind.form(data, initial=initial, provinces=queries.provinces_of(by), actor=by)
    context: dict[str, Any] = {"owner": owner, "kind": kind, "row": row, "form": form}
    if data is None or not form.is_valid():
        return render(request, "industry/holding.html", context, status=200 if data is None else 422)
    try:
        if row is None:
            actions.add_holding(kind.model, owner, form.said(), by=by, at=localtime())
        else:
            actions.change_holding(row, form.said(), by=by, at=localtime())
    except PermissionDenied:
        form.add_error("province" if "province" in form.fields else None, OUTSIDE)
        return render(request, "industry/holding.html", context, status=422)
    except BlockedError as blocked:
        return render(request, "industry/holding.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, f"Đã lưu {kind.one}.")
    return redirect("industry_row", owner.pk)
