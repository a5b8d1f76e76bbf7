"""Awards of a year: the rounds, one round with its council and list, and what is written down in it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.awards import (
    permitted_forms,
    seat_member,
    set_up_council,
    unseat_member,
)
from khuyencong.reporting.lifecycle import AWARD, start_award, start_proposal, whom_it_names
from khuyencong.reporting.models import AwardMember, AwardRound
from khuyencong.reporting.queries.awards import (
    awards_seen_by,
    may_be_seated,
    members_of,
    nominees_for,
    proposals_of,
    sent_to,
    tallies_of,
)
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.forms import AskForm
from khuyencong.web.merit.award_forms import (
    BeginAwardForm,
    CouncilForm,
    DecisionForm,
    MeetingForm,
    MemberForm,
    ProposeForm,
)
from khuyencong.web.merit.forms import WhyMeritForm
from khuyencong.web.projects.views.lists import MADE
from khuyencong.web.requests import asking, key_of
from khuyencong.web.tray.views import waiting_here
from khuyencong.workflow.lifecycle import Act

A_PAGE = 50
FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "award.convene": "Đã đưa ra hội đồng: từng thành viên khai liên quan rồi bỏ phiếu ở từng đề nghị.",
    "award.conclude": "Đã ghi biên bản và đếm phiếu; trình lãnh đạo ghi quyết định.",
    "award.decide": "Đã ghi quyết định; mỗi người được khen có số vào sổ và bằng để in.",
    "award.return": "Đã trả lại hội đồng: bỏ phiếu lại.",
    "award.take_more": "Đã trở về bước nhận đề nghị.",
    "award.drop": "Đã bỏ đợt này.",
}


@require_http_methods(FORMS)
def awards(request: HttpRequest) -> HttpResponse:
    """Who was rewarded, and which round still takes proposals?"""
    actor = asking(request)
    if not permissions.may_see_merit(actor):
        raise PermissionDenied
    begins, today = permissions.may_score(actor), localdate()
    given = permitted_forms(actor, today) if begins else []
    form = BeginAwardForm(given=given, initial={"year": today.year})
    blocked: Any = ()
    if request.method == "POST":
        if not begins:
            raise PermissionDenied
        form = BeginAwardForm(request.POST, given=given)
        if form.is_valid():
            try:
                made = start_award(form.begun, Act(by=actor, at=localtime()))
            except BlockedError as wrong:
                blocked = wrong.findings
            else:
                messages.success(request, "Đã mở đợt; các đơn vị gửi đề nghị đến hết hạn.")
                return redirect("award", made.pk)
    page = Paginator(awards_seen_by(actor), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "names": names_on([each.agency for each in page.object_list], today),
        "begins": begins,
        "here": waiting_here(actor, ("award_round", "award_proposal", "award_ballot")),
        "form": form,
        "blocked": blocked,
    }
    return render(request, "merit/awards.html", context, status=422 if form.errors or blocked else 200)


@require_http_methods(FORMS)
def award(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is proposed, how far is it, whose turn is it?"""
    found = get_object_or_404(awards_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "merit/award.html", shown(request, found))
    do = request.POST.get("do", "")
    form = form_of(request, found, do)
    if (f"award.{do}" not in TOLD and do not in WRITTEN) or (form is not None and not form.is_valid()):
        kept = {SLOTS[do]: form, "form": form} if form is not None else {}
        return render(request, "merit/award.html", shown(request, found, **kept), status=422)
    try:
        address = carried_out(request, found, do, form)
    except BlockedError as blocked:
        kept = {SLOTS[do]: form} if form is not None else {"why": WhyMeritForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "merit/award.html", context, status=422)
    return address


def form_of(request: HttpRequest, found: AwardRound, do: str) -> Any:
    """The form behind a button; None for one that has none."""
    made: dict[str, Callable[[], AskForm]] = {
        "conclude": lambda: MeetingForm(request.POST),
        "decide": lambda: DecisionForm(request.POST),
        "council": lambda: CouncilForm(request.POST),
        "seat": lambda: MemberForm(request.POST, people=list(may_be_seated(found))),
        "propose": lambda: ProposeForm(request.POST, units=units_for(request, found)),
    }
    return made[do]() if do in made else None


SLOTS = {
    "conclude": "meeting",
    "decide": "decision",
    "council": "council",
    "seat": "member",
    "propose": "propose",
}
WRITTEN = ("council", "seat", "unseat", "propose")
SAVED = {
    "council": "Đã lưu quyết định lập hội đồng.",
    "seat": "Đã thêm thành viên.",
    "unseat": "Đã cho thành viên thôi hội đồng.",
}


def units_for(request: HttpRequest, found: AwardRound) -> list[Any]:
    """The units she may propose, by the names of today."""
    rows = list(nominees_for(asking(request), found))
    names = names_on(rows, localdate())
    return [(each, names[each.pk]) for each in rows]


def carried_out(request: HttpRequest, found: AwardRound, do: str, form: Any) -> HttpResponse:
    """Do what the button says, and where it leads."""
    by, at = asking(request), localtime()
    if do == "propose":
        made = start_proposal(found, form.proposed, Act(by=by, at=at))
        messages.success(request, "Đã lập đề nghị; thêm căn cứ rồi gửi.")
        return redirect("award_proposal", made.pk)
    if do == "council":
        set_up_council(found, form.setting, by=by, at=at)
    elif do == "seat":
        seat_member(found, *form.chosen, by=by, at=at)
    elif do == "unseat":
        member = get_object_or_404(found.members, pk=key_of(request.POST.get("member", "")) or 0)
        unseat_member(member, by=by, at=at)
    else:
        name = f"award.{do}"
        confirm_before(request, AWARD.transition(name))
        given = form.meeting if do == "conclude" else form.signed if do == "decide" else None
        AWARD.perform(name, found, Act(by=by, at=at, reason=request.POST.get("note", ""), given=given))
    messages.success(request, SAVED.get(do) or TOLD[f"award.{do}"])
    return redirect("award", found.pk)


def shown(request: HttpRequest, found: AwardRound, **more: Any) -> dict[str, Any]:
    """Everything the page of a round shows."""
    actor, today = asking(request), localdate()
    page = Paginator(proposals_of(actor, found), A_PAGE).get_page(request.GET.get("page"))
    runs = permissions.runs_award(actor, found)
    tallies = tallies_of(found, list(page.object_list)) if runs else {}
    writes = runs and found.state == AwardRound.State.OPEN
    proposes = (
        found.state == AwardRound.State.OPEN and found.until >= today and permissions.may_propose(actor, found)
    )
    return {
        "award": found,
        "page": page,
        "rows": [(each, tallies.get(each.pk)) for each in page.object_list],
        "names": names_on([found.agency, *(each.agency for each in page.object_list)], today),
        "runs": runs,
        "writes": writes,
        "members": members_of(found) if runs or permissions.sits_on(actor, found) else (),
        "hindered": whom_it_names(sent_to(found), today) if runs else (),
        "offered": {each.name.partition(".")[2] for each in AWARD.offered(found, actor)},
        "steps": steps_of(AWARD, found),
        "lying": lying_of(AWARD, found),
        "council": CouncilForm(
            initial={"number": found.council_number, "on": found.council_on, "quorum": found.quorum}
        ),
        "member": MemberForm(people=list(may_be_seated(found))) if writes else None,
        "propose": ProposeForm(units=units_for(request, found)) if proposes else None,
        "meeting": MeetingForm(),
        "decision": DecisionForm(),
        "why": WhyMeritForm(),
    } | more


@require_safe
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Where what waits for a member is done: on the page of the round."""
    member = get_object_or_404(AwardMember.objects.visible_to(asking(request)), pk=pk)
    return redirect("award", member.round_id)


@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as it was decided, or what she sees of it before, as an Excel file."""
    actor = asking(request)
    found = get_object_or_404(awards_seen_by(actor), pk=pk)
    rows = list(proposals_of(actor, found))
    names = names_on([each.agency for each in rows], localdate())
    header = ("Số vào sổ", "Tên", "Loại", "Thành tích", "Nơi đề nghị", "Bước")
    lines = (
        (
            *(each.register_number, each.name, each.get_kind_display(), each.achievements),
            *(names[each.agency_id], each.get_state_display()),
        )
        for each in rows
    )
    notes = [f"Quyết định {found.number} ngày {found.signed_on:%d/%m/%Y}"] if found.signed_on else []
    notes += [MADE] if any(each.made_up for each in rows) else []
    return attachment(xlsx_rows(header, lines, title=str(found), notes=notes), "khen-thuong.xlsx", XLSX)
