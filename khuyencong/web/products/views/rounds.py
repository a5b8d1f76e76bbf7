"""Rounds of outstanding products: which there are, one with its products, council, result and papers."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry.actions.products.rounds import (
    levels_offered,
    seat_member,
    set_up_council,
    unseat_member,
    unusual,
)
from khuyencong.industry.lifecycle import PRODUCT_ROUND
from khuyencong.industry.lifecycle.products import clashes_in, missing_sheets, start_product_round
from khuyencong.industry.models import ProductCertificate, ProductEntry, ProductMember, ProductRound
from khuyencong.industry.permissions import products as may
from khuyencong.industry.queries.products.judging import own_progress, tallies_of
from khuyencong.industry.queries.products.rounds import (
    accepted_in,
    entries_of,
    may_be_seated,
    members_of,
    regions_to_choose,
    rounds_seen_by,
)
from khuyencong.industry.queries.products.sites import places_of_owners
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.product_papers import certificates_zip, round_paper
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.products import mean_words
from khuyencong.web.appraisal.councils import printed
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import ANY, XLSX, attachment
from khuyencong.web.forms import AskForm
from khuyencong.web.norms.views import asked_again
from khuyencong.web.products.forms import (
    BeginRoundForm,
    CouncilForm,
    DecisionForm,
    MeetingForm,
    MemberForm,
    NoticeForm,
    WhyForm,
)
from khuyencong.web.projects.views.lists import MADE
from khuyencong.web.requests import asking, key_of
from khuyencong.web.tray.views import waiting_here
from khuyencong.workflow.lifecycle import Act

A_PAGE = 50
FORMS = ["GET", "HEAD", "POST"]
KINDS = ("product_round", "product_entry", "product_ballot", "product_complaint", "product_certificate")
TOLD = {
    "product_round.convene": "Đã đưa ra chấm: từng giám khảo khai liên quan rồi chấm ở từng sản phẩm.",
    "product_round.conclude": "Đã ghi biên bản, xếp thứ; trình người có thẩm quyền.",
    "product_round.decide": "Đã ghi quyết định; mỗi sản phẩm được công nhận có giấy chứng nhận để in.",
    "product_round.return": "Đã trả lại: Ban Giám khảo chấm lại.",
    "product_round.take_more": "Đã trở về bước nhận đăng ký.",
    "product_round.announce": "Đã ghi ngày thông báo; thời hiệu khiếu nại bắt đầu, danh mục công khai đã có.",
    "product_round.drop": "Đã bỏ đợt này.",
}
SLOTS = {
    "conclude": "meeting",
    "decide": "decision",
    "announce": "notice",
    "council": "council",
    "seat": "member",
}
WRITTEN = {
    "council": "Đã lưu quyết định lập Hội đồng.",
    "seat": "Đã thêm thành viên.",
    "unseat": "Đã cho thành viên thôi.",
}


@require_http_methods(FORMS)
def rounds(request: HttpRequest) -> HttpResponse:
    """Where can products be registered, and what was chosen?"""
    actor, today = asking(request), localdate()
    if not may.may_see_rounds(actor):
        raise PermissionDenied
    begins = may.may_open(actor)
    levels = levels_offered(actor, today) if begins else []
    given: dict[str, Any] = {"levels": levels, "regions": regions_to_choose(today) if begins else []}
    form = BeginRoundForm(initial={"year": today.year}, **given)
    blocked: Any = ()
    if request.method == "POST":
        if not begins:
            raise PermissionDenied
        form = BeginRoundForm(request.POST, **given)
        if form.is_valid():
            try:
                made = start_product_round(form.begun, Act(by=actor, at=localtime()))
            except BlockedError as wrong:
                blocked = wrong.findings
            else:
                row = next(each for each in levels if each.level == made.level)
                for each in unusual(form.begun, row, actor, but=made.pk):
                    messages.warning(request, f"{each.message} {each.fix}")
                messages.success(request, "Đã mở đợt; cơ sở đăng ký đến hết hạn.")
                return redirect("product_round", made.pk)
    page = Paginator(rounds_seen_by(actor), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "names": names_on([each.agency for each in page.object_list], today),
        "begins": begins,
        "levels": levels,
        "here": waiting_here(actor, KINDS),
        "form": form,
        "blocked": blocked,
    }
    return render(request, "products/rounds.html", context, status=422 if form.errors or blocked else 200)


@require_http_methods(FORMS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Which products, how far is it, whose turn is it?"""
    found = get_object_or_404(rounds_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "products/round.html", shown(request, found))
    do = request.POST.get("do", "")
    form = form_of(request, found, do)
    if (f"product_round.{do}" not in TOLD and do not in WRITTEN) or (form is not None and not form.is_valid()):
        kept = {SLOTS[do]: form, "form": form} if form is not None else {}
        return render(request, "products/round.html", shown(request, found, **kept), status=422)
    try:
        carry_out(request, found, do, form)
    except BlockedError as blocked:
        kept = {SLOTS[do]: form} if form is not None else {"why": WhyForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "products/round.html", context, status=422)
    return redirect("product_round", pk)


def form_of(request: HttpRequest, found: ProductRound, do: str) -> Any:
    """The form behind a button; None for one that has none."""
    made: dict[str, Callable[[], AskForm]] = {
        "conclude": lambda: MeetingForm(request.POST, reaching=reaching(found)),
        "decide": lambda: DecisionForm(request.POST),
        "announce": lambda: NoticeForm(request.POST),
        "council": lambda: CouncilForm(request.POST),
        "seat": lambda: MemberForm(request.POST, people=list(may_be_seated(found))),
    }
    return made[do]() if do in made else None


def reaching(found: ProductRound) -> list[tuple[str, str]]:
    """The products that may be proposed by their mean, the best first."""
    entries = accepted_in(found)
    tallies = tallies_of(found, entries, localdate())
    able = [each for each in entries if tallies[each.pk].reaches]
    able.sort(key=lambda each: (-(tallies[each.pk].mean or 0), each.pk))
    return [(str(each.pk), f"{each.name}: {mean_words(tallies[each.pk].mean)} điểm") for each in able]


def carry_out(request: HttpRequest, found: ProductRound, do: str, form: Any) -> None:
    """Do what the button says."""
    by, at = asking(request), localtime()
    if do == "council":
        set_up_council(found, form.setting, by=by, at=at)
    elif do == "seat":
        seat_member(found, form.said, by=by, at=at)
    elif do == "unseat":
        member = get_object_or_404(found.members, pk=key_of(request.POST.get("member", "")) or 0)
        unseat_member(member, by=by, at=at)
    else:
        name = f"product_round.{do}"
        confirm_before(request, PRODUCT_ROUND.transition(name))
        given = {
            "conclude": lambda: form.meeting,
            "decide": lambda: form.signed,
            "announce": lambda: form.cleaned_data["on"],
        }.get(do, lambda: None)()
        act = Act(by=by, at=at, reason=request.POST.get("note", ""), given=given)
        PRODUCT_ROUND.perform(name, found, act)
    messages.success(request, WRITTEN.get(do) or TOLD[f"product_round.{do}"])


def shown(request: HttpRequest, found: ProductRound, **more: Any) -> dict[str, Any]:
    """Everything the page of a round shows."""
    actor, today = asking(request), localdate()
    state, group = request.GET.get("state", ""), request.GET.get("group", "")
    page = Paginator(entries_of(actor, found, state=state, group=group), A_PAGE).get_page(
        request.GET.get("page")
    )
    rows, runs = list(page.object_list), may.runs(actor, found)
    scoring = found.state == ProductRound.State.COUNCIL
    entries = accepted_in(found) if runs and scoring else []
    tallies = tallies_of(found, entries, today) if entries else {}
    mine = own_progress(actor, found, rows, today) if scoring else {}
    writes = runs and found.state == ProductRound.State.OPEN
    return {
        "round": found,
        "page": page,
        "asking": asked_again(request),
        "rows": [(each, tallies.get(each.pk), mine.get(each.pk, "")) for each in rows],
        "judging": bool(mine),
        "left": sum(each == "Chưa chấm" for each in mine.values()),
        "states": ProductEntry.State.choices,
        "groups": found.group_choices,
        "chosen": {"state": state, "group": group},
        "names": names_on([found.agency, *(each.agency for each in rows)], today),
        "runs": runs,
        "writes": writes,
        "enters": found.state == ProductRound.State.OPEN
        and found.until >= today
        and may.may_enter(actor, found),
        "members": members_of(found) if runs or mine else (),
        "hindered": [*clashes_in(found, today)] if writes else missing_sheets(entries, tallies),
        "offered": {each.name.partition(".")[2] for each in PRODUCT_ROUND.within_reach(found, actor)},
        "waits_for_another": waits_for_another(found, actor),
        "steps": steps_of(PRODUCT_ROUND, found),
        "lying": lying_of(PRODUCT_ROUND, found),
        "council": CouncilForm(initial={"number": found.council_number, "on": found.council_on}),
        "member": MemberForm(people=list(may_be_seated(found))) if writes else None,
        "meeting": MeetingForm(reaching=reaching(found)) if runs and scoring else None,
        "decision": DecisionForm(),
        "notice": NoticeForm(initial={"on": today}),
        "why": WhyForm(),
    } | more


def waits_for_another(found: ProductRound, actor: Any) -> bool:
    """Whether the decision would be hers, had she not written the minutes."""
    name = "product_round.decide"
    offered = {each.name for each in PRODUCT_ROUND.offered(found, actor)}
    return name in offered and name not in {each.name for each in PRODUCT_ROUND.within_reach(found, actor)}


@require_safe
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Where what waits for a judge is done: on the page of the round."""
    member = get_object_or_404(ProductMember.objects.visible_to(asking(request)), pk=pk)
    return redirect("product_round", member.round_id)


@require_safe
def paper(request: HttpRequest, pk: int, what: str, kind: str) -> HttpResponse:
    """The list (Phụ lục 5) as .docx, PDF or Excel, or the minutes of the result for who runs the round."""
    actor, today = asking(request), localdate()
    found = get_object_or_404(rounds_seen_by(actor), pk=pk)
    if what not in ("danh-sach", "bien-ban") or (what == "bien-ban" and not may.runs(actor, found)):
        raise Http404("paper")
    entries = list(entries_of(actor, found).exclude(state__in=("draft", "dropped")))
    places = places_of_owners([each.establishment_id for each in entries])
    if kind == "xlsx" and what == "danh-sach":
        return workbook(found, entries, places)
    agency = names_on([found.agency], today)[found.agency_id]
    made = round_paper(found, entries, places, kind=what, agency=agency, on=today, at=localtime())
    return printed(made, f"{what}-binh-chon-{found.level}-{found.year}", kind)


def workbook(found: ProductRound, entries: list[ProductEntry], places: dict[int, str]) -> HttpResponse:
    """The list as a workbook, with what came of each."""
    header = ("TT", "Sản phẩm", "Nhóm", "Cơ sở", "Nơi sản xuất", "Điểm bình quân", "Xếp thứ", "Bước")
    lines = (
        (
            *(number, each.name, each.group_name, each.establishment.name),
            *(places.get(each.establishment_id, ""), mean_words(each.mean) or None),
            *(each.rank, each.get_state_display()),
        )
        for number, each in enumerate(entries, start=1)
    )
    notes = [f"Quyết định {found.number} ngày {found.signed_on:%d/%m/%Y}"] if found.signed_on else []
    notes += [MADE] if any(each.made_up for each in entries) else []
    content = xlsx_rows(header, lines, title=str(found), notes=notes)
    return attachment(content, f"binh-chon-{found.level}-{found.year}.xlsx", XLSX)


@require_safe
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """Every certificate of the round that was not taken back, at once, for who runs it."""
    actor = asking(request)
    found = get_object_or_404(rounds_seen_by(actor), pk=pk)
    if not may.runs(actor, found):
        raise PermissionDenied
    standing = ProductCertificate.objects.exclude(state=ProductCertificate.State.WITHDRAWN)
    papers = list(standing.filter(entry__round=found).order_by("serial"))
    if not papers:
        raise Http404("no certificates")
    where = {each.code: where_to_verify(each.code) for each in papers}
    content = certificates_zip(papers, signer=found.signer, where=where)
    return attachment(content, f"giay-chung-nhan-{found.level}-{found.year}.zip", ANY)


def where_to_verify(code: str) -> str:
    """How a reader of the paper looks whether it stands."""
    return f"Xem còn giá trị không: {settings.SITE_URL}{reverse('product_verified', args=[code])}"
