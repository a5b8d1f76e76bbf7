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

from khuyencong.organisations.permissions import reads
from khuyencong.organisations.queries import names_on
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.periodic import (
    answer,
    ask,
    confirm_all,
    expect,
    fill_cells,
    waive,
    zero_blanks,
)
from khuyencong.reporting.lifecycle import PERIODIC_RETURN, begin_return, open_due
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.filling import Dossiers
from khuyencong.reporting.queries.periodic import children_of, duties, returns_seen_by
from khuyencong.reporting.queries.periodic.checking import judged_of
from khuyencong.reporting.queries.periodic.lists import (
    OWED,
    Wanted,
    lately,
    listed,
    lock_words,
    owed_by,
    waiting_for,
)
from khuyencong.reporting.queries.periodic.sheet import blank, cells_of, form_of, unconfirmed
from khuyencong.rules.findings import BlockedError
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.reporting.periodic_forms import SheetForm, WordsForm, rows_of
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 50
FIRST_YEAR = 2014
"""The duties of the list begin then."""
FORMS = ["GET", "HEAD", "POST"]
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
    "periodic.drop": "Đã ghi kỳ này không phải nộp.",
}
WORKS: Mapping[str, tuple[Callable[..., Any], str]] = {
    "fill": (fill_cells, "Đã điền lại {} ô từ hồ sơ, sổ cái."),
    "confirm": (confirm_all, "Đã xác nhận {} ô."),
    "zero": (zero_blanks, "Đã ghi 0 vào {} ô."),
}


@require_http_methods(FORMS)
def periodic(request: HttpRequest) -> HttpResponse:
    """Which returns do I owe, which wait for me, and how are the others?"""
    actor, today = asking(request), localdate()
    if not reads(actor):
        raise PermissionDenied
    if request.method == "POST":
        return put_down(request)
    asked = {name: request.GET.get(name, "") for name in ("buoc", "bieu", "nam")}
    wanted = Wanted(
        state=asked["buoc"] if asked["buoc"] in PeriodicReturn.State.values else "",
        form=asked["bieu"][:60],
        year=key_of(asked["nam"]),
    )
    page = Paginator(listed(actor, wanted, today), A_PAGE).get_page(request.GET.get("page"))
    mine = list(owed_by(actor, today)[:A_PAGE])
    waiting = list(waiting_for(actor)[:A_PAGE])
    agencies = [one for each in (*mine, *waiting, *page) for one in (each.agency, each.to)]
    context = {
        "mine": [lately(each, today) for each in mine],
        "late": sum(lately(each, today).by.days > 0 for each in mine),
        "waiting": [lately(each, today) for each in waiting],
        "page": page,
        "rows": [lately(each, today) for each in page],
        "names": names_on(agencies, today),
        "asked": asked,
        "asking": urlencode({name: value for name, value in asked.items() if value}),
        "states": PeriodicReturn.State.choices,
        "expects": permissions.may_expect(actor),
    }
    return render(request, "reporting/periodic/list.html", context)


def put_down(request: HttpRequest) -> HttpResponse:
    """What is owed for a whole year, before or beside what the night puts down."""
    by, at, today = asking(request), localtime(), localdate()
    if not permissions.may_expect(by):
        raise PermissionDenied
    year = key_of(request.POST.get("nam", ""))
    if year is None or not FIRST_YEAR <= year <= today.year:
        messages.error(request, f"Ghi năm từ {FIRST_YEAR} đến {today.year}.")
        return redirect("periodic")
    count = expect(duties(), since=date(year, 1, 1), until=date(year, 12, 31), by=by, at=at)
    open_due(today, Act(by=by, at=at))
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
        context = shown(request, found, blocked=blocked.findings, do=do)
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
    act = Act(by=by, at=at, reason=note)
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
    below = list(children_of(found).select_related("agency"))
    writes = permissions.prepares_return(actor, found) and found.writable
    return {
        "report": found,
        "form": form,
        "rows": rows_of(form, cells, None, {}) if begun else [],
        "judged": judged,
        "open": [each for each in judged if each.open],
        "blank": len(blank(form, cells)),
        "unconfirmed": len(unconfirmed(form, cells)),
        "writes": writes,
        "signs": permissions.signs_return(actor, found),
        "asks": permissions.approves_return(actor, found) and found.state in OWED,
        "answers": permissions.prepares_return(actor, found) or permissions.signs_return(actor, found),
        "offered": {each.name.partition(".")[2] for each in PERIODIC_RETURN.within_reach(found, actor)},
        "late": lately(found, today),
        "lock": lock_words(found, today),
        "below": below,
        "urgings": found.urgings.select_related("by", "desk"),
        "waivers": found.waivers.select_related("by"),
        "names": names_on([found.agency, found.to, *(each.agency for each in below)], today),
        "steps": steps_of(PERIODIC_RETURN, found),
        "lying": lying_of(PERIODIC_RETURN, found),
        "why": WordsForm(),
        "sheet": SheetForm(),
    } | more


def line_or_404(found: PeriodicReturn, indicator: str, purse: str) -> Any:
    """The form, and the line that has that cell."""
    form = form_of(found)
    line = form.by_code.get(indicator)
    if line is None or purse not in form.purses_of(line):
        raise Http404
    return form, line
