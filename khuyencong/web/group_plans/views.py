"""Plans of group projects: who benefits from the money of a year, place by place; has the Sở approved it?"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry.models import Establishment, Site
from khuyencong.industry.queries import search
from khuyencong.organisations.queries import names_on
from khuyencong.projects import permissions
from khuyencong.projects.actions.group_plans import put_place, say_how, take_out
from khuyencong.projects.lifecycle import GROUP_PLAN, Signed, begin_group_plan
from khuyencong.projects.models import GroupPlace, GroupPlan, Project
from khuyencong.projects.models.states import RUNNING
from khuyencong.projects.queries.flags import flags_of_owners
from khuyencong.projects.queries.group_plans import (
    apart_from,
    approved,
    judged,
    owners_in,
    places_of,
    plans_of,
    plans_seen_by,
    power_over_plan,
    under_way,
    with_sums,
)
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.group_plans import differences, excess_of, left_of, used_by
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.group_plans.forms import AppraisedForm, HowForm, NewPlanForm, PlaceForm, SignedPlanForm
from khuyencong.web.money.forms import WhyContractForm
from khuyencong.web.projects.forms import FindForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 30
MOST_FOUND = 20
FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "group_plan.submit": "Đã gửi; Sở thẩm định và phê duyệt.",
    "group_plan.appraise": "Đã ghi ý kiến; kế hoạch chờ lãnh đạo Sở phê duyệt.",
    "group_plan.approve": "Đã phê duyệt; cơ sở có tên trong kế hoạch nay là đơn vị thụ hưởng của đề án.",
    "group_plan.return": "Đã trả lại kèm lý do.",
    "group_plan.drop": "Đã bỏ kế hoạch đang lập.",
}


@require_safe
def group_plans(request: HttpRequest) -> HttpResponse:
    """Which plans wait, and which are in force?"""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    waiting = list(with_sums(under_way(actor))[:A_PAGE])
    page = Paginator(with_sums(approved(actor)), A_PAGE).get_page(request.GET.get("page"))
    agencies = [each.agency for each in (*waiting, *page.object_list)]
    context = {"waiting": waiting, "page": page, "names": names_on(agencies, localdate())}
    return render(request, "group_plans/plans.html", context)


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """For which year, and why again?"""
    actor = asking(request)
    project = get_object_or_404(projects_seen_by(actor), pk=pk)
    if not permissions.may_plan_places(actor, project):
        raise PermissionDenied
    standing = [each for each in plans_of(actor, project) if each.state == GroupPlan.State.APPROVED]
    form = NewPlanForm(
        request.POST if request.method == "POST" else None, project=project, again=bool(standing)
    )
    context = {"form": form, "project": project, "standing": standing}
    if not form.is_bound or not form.is_valid():
        return render(request, "group_plans/new.html", context, status=422 if form.is_bound else 200)
    act = Act(by=actor, at=localtime(), reason=form.cleaned_data.get("reason", ""))
    try:
        made = begin_group_plan(project, form.cleaned_data["year"], act)
    except BlockedError as blocked:
        return render(request, "group_plans/new.html", context | {"blocked": blocked.findings}, status=422)
    return redirect("group_plan", made.pk)


@require_http_methods(FORMS)
def group_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Who benefits, does the money hold, whose turn is it?"""
    found = get_object_or_404(plans_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "group_plans/plan.html", shown(request, found))
    do = request.POST.get("do", "")
    if do == "find" or "pick" in request.POST:
        return looked_up(request, found)
    if do in ("place", "leave", "how"):
        return written(request, found, do)
    return moved(request, found, f"group_plan.{do}")


def moved(request: HttpRequest, found: GroupPlan, name: str) -> HttpResponse:
    """A step of its life."""
    if name not in TOLD:
        return render(request, "group_plans/plan.html", shown(request, found), status=422)
    confirm_before(request, GROUP_PLAN.transition(name))
    signed, given = SignedPlanForm(request.POST), None
    if name == "group_plan.approve":
        if not signed.is_valid():
            return render(request, "group_plans/plan.html", shown(request, found, signed=signed), status=422)
        given = Signed(number=signed.cleaned_data["number"], on=signed.cleaned_data["signed_on"])
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        GROUP_PLAN.perform(name, found, act)
    except BlockedError as blocked:
        kept: dict[str, Any] = {"signed": signed} if given else {}
        if name == "group_plan.appraise":
            kept = {"appraised": AppraisedForm(request.POST)}
        elif not given:
            kept = {"why": WhyContractForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "group_plans/plan.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("group_plan", found.pk)


def written(request: HttpRequest, found: GroupPlan, do: str) -> HttpResponse:
    """A line, a line less, or how it is carried out."""
    by, at = asking(request), localtime()
    forms: dict[str, Any] = {}
    try:
        if do == "leave":
            take_out(
                get_object_or_404(found.places, pk=key_of(request.POST.get("dong", "")) or 0), by=by, at=at
            )
            return redirect("group_plan", found.pk)
        if do == "how":
            forms = {"how": HowForm(request.POST, plan=found)}
            if forms["how"].is_valid():
                given = forms["how"].cleaned_data
                say_how(found, given["organisation"], given.get("reason", ""), by=by, at=at)
                return redirect("group_plan", found.pk)
        else:
            place = line_asked(request, found)
            form = PlaceForm(request.POST, plan=found, site=site_asked(request, request.POST))
            forms = {"form": form, "editing": place}
            if form.is_valid():
                put_place(found, form.planned, place=place, by=by, at=at)
                return redirect("group_plan", found.pk)
    except BlockedError as blocked:
        forms |= {"blocked": blocked.findings}
    return render(request, "group_plans/plan.html", shown(request, found, **forms), status=422)


def looked_up(request: HttpRequest, found: GroupPlan) -> HttpResponse:
    """The register searched, or a site of it picked, beside the line as far as it is typed; writes nothing."""
    if not found.open or not permissions.writes_group_plan(asking(request), found):
        raise PermissionDenied
    place = line_asked(request, found)
    site = site_asked(request, {"noi": request.POST.get("pick") or request.POST.get("noi", "")})
    form = PlaceForm(initial=request.POST.dict(), plan=found, site=site)
    find = FindForm({} if "pick" in request.POST else request.POST)
    more = {"form": form, "editing": place, **searched(request, find)}
    return render(request, "group_plans/plan.html", shown(request, found) | more)


def searched(request: HttpRequest, find: FindForm) -> dict[str, Any]:
    """What the register has under the words that were typed."""
    words = find.cleaned_data["q"] if find.is_valid() else ""
    rows = search(asking(request), words=words).prefetch_related("sites__commune")[:MOST_FOUND] if words else ()
    return {"find": find, "words": words, "found": list(rows)}


def line_asked(request: HttpRequest, found: GroupPlan) -> GroupPlace | None:
    """The line that is written over; None for a new one, 404 for one that is not there."""
    if not request.POST.get("dong", ""):
        return None
    return get_object_or_404(found.places, pk=key_of(request.POST["dong"]) or 0)


def site_asked(request: HttpRequest, given: Any) -> Site | None:
    """The site that was picked, of an establishment she sees; 404 for another, None where none was."""
    if not given.get("noi", ""):
        return None
    key = key_of(given["noi"]) or 0
    seen = Establishment.objects.visible_to(asking(request))
    return get_object_or_404(Site.objects.select_related("establishment"), pk=key, establishment__in=seen)


def shown(request: HttpRequest, found: GroupPlan, **more: Any) -> dict[str, Any]:
    """Everything the page shows."""
    actor, today, places = asking(request), localdate(), places_of(found)
    given, findings = judged(found, places, today)
    lines = [each.rule for each in places]
    project = found.project
    open_ = found.state not in (GroupPlan.State.SUPERSEDED, GroupPlan.State.DROPPED)
    waits = open_ and found.state != GroupPlan.State.APPROVED
    writes = found.open and permissions.writes_group_plan(actor, found)
    others = list(plans_of(actor, project).filter(year=found.year).exclude(pk=found.pk))
    standing = next((each for each in others if waits and each.state == GroupPlan.State.APPROVED), None)
    return {
        "plan": found,
        "project": project,
        "lines": places,
        "given": given,
        "used": used_by(lines),
        "left": left_of(given, lines),
        "excess": excess_of(given, lines),
        "findings": findings if waits else apart_from(found, places, given),
        "flags": flags_of_owners(project, owners_in(project, places), actor) if open_ else [],
        "power": power_over_plan(project, today),
        "others": others,
        "writes": writes,
        "again": found.state == GroupPlan.State.APPROVED
        and project.state in RUNNING
        and permissions.may_plan_places(actor, project),
        "followed": project.purse == Project.Purse.NATIONAL,
        "names": names_on([found.agency, project.department], today),
        "offered": {
            each.name.partition(".")[2] for each in GROUP_PLAN.within_reach(found, actor) if each.name in TOLD
        },
        "standing": standing,
        "differs": differences([each.rule for each in places_of(standing)], lines) if standing else [],
        "steps": steps_of(GROUP_PLAN, found),
        "lying": lying_of(GROUP_PLAN, found),
        "why": WhyContractForm(),
        "appraised": AppraisedForm(),
        "signed": SignedPlanForm(),
        **(writing(request, found) if writes else {}),
    } | more


def writing(request: HttpRequest, found: GroupPlan) -> dict[str, Any]:
    """The forms of whoever writes it: a line to be added or changed, the register, how it is carried out."""
    key = key_of(request.GET.get("sua", "")) or 0
    editing = found.places.select_related("site__establishment", "establishment").filter(pk=key).first()
    form = (
        PlaceForm.showing(editing) if editing else PlaceForm(plan=found, site=site_asked(request, request.GET))
    )
    return {
        **searched(request, FindForm(request.GET)),
        "editing": editing,
        "form": form,
        "how": HowForm(plan=found),
    }
