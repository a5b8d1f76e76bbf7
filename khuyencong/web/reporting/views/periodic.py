"""Periodic returns: which do I owe, what stands in this one, what is in its way, who opens a locked one?"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import reads
from khuyencong.organisations.queries import names_on
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.periodic import (
    adopt_cells,
    answer,
    ask,
    confirm_all,
    fill_cells,
    of_signers,
    waive,
    zero_blanks,
)
from khuyencong.reporting.lifecycle import PERIODIC_RETURN, begin_return, open_due, owe_returns
from khuyencong.reporting.lifecycle.periodic.guards import has_ended
from khuyencong.reporting.models import SETTLED, PeriodicReturn
from khuyencong.reporting.queries.completeness.history import stopped
from khuyencong.reporting.queries.filling import Dossiers
from khuyencong.reporting.queries.periodic import children_of, duties, returns_seen_by
from khuyencong.reporting.queries.periodic.apart import apart_from
from khuyencong.reporting.queries.periodic.asked_again import again_of
from khuyencong.reporting.queries.periodic.chain import unsaid_words
from khuyencong.reporting.queries.periodic.checking import judged_of
from khuyencong.reporting.queries.periodic.lists import (
    MINE,
    OTHERS,
    OVERDUE,
    OWED,
    Wanted,
    declared_missing_of,
    lately,
    listed,
    lock_words,
    owed_by,
    waiting_for,
)
from khuyencong.reporting.queries.periodic.sheet import blank, cells_of, form_of, mark_of, unconfirmed
from khuyencong.reporting.queries.periodic.waivers import holding
from khuyencong.reporting.queries.periodic.words import unreasoned
from khuyencong.rules.findings import BlockedError, Severity
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.reporting.periodic_forms import SheetForm, WordsForm, rows_of, sections_of
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 50
FORMS = ["GET", "HEAD", "POST"]
WHOSE = {MINE: "Cơ quan tôi", OTHERS: "Nơi khác"}
TOLD = {
    "periodic.begin": "Hệ thống đã điền những ô nó biết; xem từng ô rồi xác nhận.",
    "periodic.submit": "Đã trình lãnh đạo ký.",
    "periodic.withdraw": "Đã rút lại; sửa xong thì trình lại.",
    "periodic.refuse": "Đã trả lại người lập kèm lý do.",
    "periodic.sign": "Đã ký và gửi lên cấp trên.",
    "periodic.return": "Đã trả lại kèm lý do.",
    "periodic.approve": "Đã duyệt; báo cáo đã khóa.",
    "periodic.miss": "Đã ghi nhận nợ báo cáo.",
    "periodic.let_in": "Đã cho nộp muộn; báo cáo lại nằm ở hộp việc của cơ quan nộp.",
    "periodic.reopen": "Đã mở lại; bản đã duyệt vẫn được giữ.",
    "periodic.keep": "Đã giữ bản đã duyệt; báo cáo lại khóa như trước khi mở.",
    "periodic.drop": "Đã ghi kỳ này không phải nộp.",
    "periodic.owe": "Đã ghi lại là phải nộp; báo cáo nằm ở hộp việc của cơ quan nộp.",
}
WORKS: Mapping[str, tuple[Callable[..., Any], str]] = {
    "fill": (fill_cells, "Đã điền lại {} ô từ hồ sơ, sổ cái."),
    "zero": (zero_blanks, "Đã ghi 0 vào {} ô."),
}
LOOKED: Mapping[str, tuple[Callable[..., Any], str]] = {
    "confirm": (confirm_all, "Đã xác nhận {} ô."),
    "adopt": (adopt_cells, "Đã nhận {} số."),
}
"""What says that she looked at the numbers: it is held to what her page showed."""


@require_http_methods(FORMS)
def periodic(request: HttpRequest) -> HttpResponse:
    """Which returns do I owe, which wait for me, and how are the others?"""
    actor, today = asking(request), localdate()
    if not reads(actor):
        raise PermissionDenied
    if request.method == "POST":
        return put_down(request)
    asked = {name: request.GET.get(name, "") for name in ("buoc", "bieu", "nam", "cua")}
    wanted = Wanted(
        state=asked["buoc"] if asked["buoc"] in (OVERDUE, *PeriodicReturn.State.values) else "",
        whose=asked["cua"] if asked["cua"] in WHOSE else "",
        form=asked["bieu"][:60],
        year=key_of(asked["nam"]),
    )
    page = Paginator(listed(actor, wanted, today), A_PAGE).get_page(request.GET.get("page"))
    mine = list(owed_by(actor, today)[:A_PAGE])
    debts = list(declared_missing_of(actor)[:A_PAGE])
    waiting = list(waiting_for(actor)[:A_PAGE])
    agencies = [one for each in (*mine, *debts, *waiting, *page) for one in (each.agency, each.to)]
    context = {
        "mine": [lately(each, today) for each in mine],
        "late": sum(lately(each, today).is_overdue for each in mine),
        "signing": sum(each.state == PeriodicReturn.State.SUBMITTED for each in mine),
        "debts": [lately(each, today) for each in debts],
        "waiting": [lately(each, today) for each in waiting],
        "page": page,
        "rows": [lately(each, today) for each in page],
        "names": names_on(agencies, today),
        "asked": asked,
        "asking": urlencode({name: value for name, value in asked.items() if value}),
        "states": [(OVERDUE, "Quá hạn, chưa nộp"), *PeriodicReturn.State.choices],
        "whose": WHOSE.items(),
        "expects": permissions.may_expect(actor),
    }
    return render(request, "reporting/periodic/list.html", context)


def put_down(request: HttpRequest) -> HttpResponse:
    """What is owed for a whole year, before or beside what the night puts down."""
    by, at, today = asking(request), localtime(), localdate()
    if not permissions.may_expect(by):
        raise PermissionDenied
    year = key_of(request.POST.get("nam", ""))
    first = min((each.since.year for each in duties()), default=today.year)
    if year is None or not first <= year <= today.year:
        messages.error(request, f"Ghi năm từ {first} đến {today.year}.")
        return redirect("periodic")
    act = Act(by=by, at=at)
    count = owe_returns(since=date(year, 1, 1), until=date(year, 12, 31), on=today, act=act)
    open_due(today, act)
    messages.success(request, f"Đã ghi sổ thêm {count} báo cáo phải nộp của năm {year}.")
    return redirect("periodic")


@require_http_methods(FORMS)
def periodic_return(request: HttpRequest, pk: int) -> HttpResponse:
    """What does it say, what is in its way, whose turn is it?"""
    found = seen(request, pk)
    if request.method != "POST":
        return render(request, "reporting/periodic/return.html", shown(request, found))
    do = request.POST.get("do", "")
    try:
        told = done(request, found, do)
    except BlockedError as blocked:
        found.refresh_from_db()
        context = shown(request, found, blocked=blocked.findings, do=do, answer=request.POST.get("note", ""))
        return render(request, "reporting/periodic/return.html", context, status=422)
    if told is None:
        return render(request, "reporting/periodic/return.html", shown(request, found), status=422)
    messages.success(request, told)
    return redirect("periodic_return", pk)


def seen(request: HttpRequest, pk: int) -> PeriodicReturn:
    """The return, where she sees it; else 404."""
    rows = returns_seen_by(asking(request)).select_related("agency__parent")
    found: PeriodicReturn = get_object_or_404(rows, pk=pk)
    return found


def done(request: HttpRequest, found: PeriodicReturn, do: str) -> str | None:
    """Do what was pressed; what is told then, None for what nobody knows. BlockedError or PermissionDenied."""
    by, at, note = asking(request), localtime(), request.POST.get("note", "")
    if do in WORKS:
        work, told = WORKS[do]
        return told.format(len(work(found, by=by, at=at)))
    seen = key_of(request.POST.get("thay", ""))
    if do in LOOKED:
        work, told = LOOKED[do]
        return told.format(len(work(found, by=by, at=at, seen=seen)))
    if do == "waive":
        waive(found, request.POST.get("fingerprint", ""), note, by=by, at=at)
        return "Đã bỏ qua có lý do; lý do đi cùng báo cáo."
    if do in ("ask", "answer"):
        (ask if do == "ask" else answer)(found, note, by=by, at=at)
        return "Đã ghi và gửi thư." if do == "ask" else "Đã ghi câu trả lời."
    name = f"periodic.{do}"
    if name not in TOLD:
        return None
    confirm_before(request, PERIODIC_RETURN.transition(name))
    act = Act(by=by, at=at, reason=note, given=seen)
    if name == "periodic.begin":
        begin_return(found, act)
    else:
        PERIODIC_RETURN.perform(name, found, act)
    return TOLD[name]


def shown(request: HttpRequest, found: PeriodicReturn, **more: Any) -> dict[str, Any]:
    """Everything the page of a return shows."""
    actor, today = asking(request), localdate()
    form, cells = form_of(found), cells_of(found)
    begun = bool(cells) or found.writable
    judged = judged_of(found, form, cells, Dossiers(found, localtime())) if begun else []
    apart = apart_from(found) if begun and found.state not in SETTLED else []
    below = list(children_of(found).select_related("agency"))
    writes = permissions.prepares_return(actor, found) and found.writable
    held = holding(found, judged)
    rows = rows_of(form, cells, None, {}) if begun else []
    told_of = {code for each in judged for code, _ in each.found.cells} | {each.line.code for each in apart}
    return {
        "report": found,
        "form": form,
        "rows": rows,
        "sections": sections_of(rows, told_of),
        "judged": judged,
        "open": [each for each in judged if each.open],
        "grave": sum(each.open and each.found.grade is Severity.ERROR for each in judged),
        "apart": apart,
        "stuck": sum(each.open for each in judged) + sum(each.final for each in apart),
        "blank": len(blank(form, cells)),
        "bare": len(unreasoned(form, cells)),
        "again": again_of(found),
        "unconfirmed": len(unconfirmed(form, cells)),
        "adopts": len(of_signers(found, actor, localtime())) if writes else 0,
        "mark": mark_of(cells),
        "writes": writes,
        "reopened": found.approved_at is not None and found.writable,
        "signs": permissions.signs_return(actor, found),
        "asks": permissions.approves_return(actor, found) and found.state in OWED,
        "answers": permissions.prepares_return(actor, found) or permissions.signs_return(actor, found),
        "offered": offered(found, actor),
        "late": lately(found, today),
        "lock": lock_words(found, today),
        "stopped": stopped(found),
        "unsaid": unsaid_words(found),
        "below": below,
        "urgings": found.urgings.select_related("by", "desk"),
        "waivers": held,
        "past": [each for each in found.waivers.select_related("by").order_by("pk") if each not in held],
        "names": names_on([found.agency, found.to, *(each.agency for each in below)], today),
        "steps": steps_of(PERIODIC_RETURN, found),
        "lying": lying_of(PERIODIC_RETURN, found),
        "why": WordsForm(),
        "sheet": SheetForm(),
    } | more


def offered(found: PeriodicReturn, actor: Actor) -> set[str]:
    """The steps she may take; one that was begun is let go only where its agency has ended."""
    names = {each.name.partition(".")[2] for each in PERIODIC_RETURN.within_reach(found, actor)}
    kept = found.state == PeriodicReturn.State.EXPECTED or has_ended(found)
    return names if kept else names - {"drop"}


def line_or_404(found: PeriodicReturn, indicator: str, purse: str) -> Any:
    """The form, and the line that has that cell."""
    form = form_of(found)
    line = form.by_code.get(indicator)
    if line is None or purse not in form.purses_of(line):
        raise Http404
    return form, line
