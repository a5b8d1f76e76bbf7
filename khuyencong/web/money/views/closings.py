"""Closing a year: what is still to be done, what would be written, who decides, how far the server is."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.closing import WRITABLE, carry_decided, choose
from khuyencong.ledger.lifecycle import YEAR_CLOSE, begin_close
from khuyencong.ledger.models import YearClose
from khuyencong.ledger.queries.closing import (
    Item,
    Row,
    ahead_of,
    checklist,
    closes_seen_by,
    decided_on,
    extension_by,
    grounds_of,
    progress_of,
    rows_of,
    steps_of,
    why_stopped,
)
from khuyencong.organisations.queries import names_on
from khuyencong.projects import permissions as projects
from khuyencong.rules.closing import Choice, outcome, planned
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Kind
from khuyencong.web import dossiers
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.money.closing_forms import BeginCloseForm, ChooseForm
from khuyencong.web.money.forms import WhyContractForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 50
REPLAYED = "ledger"
"""The check that reads every line again: on its own page, not whenever the closing is looked at."""
FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "year_close.prepare": "Đã trình; người khác kiểm tra lại.",
    "year_close.check": "Đã xác nhận; lãnh đạo quyết định khóa sổ.",
    "year_close.return": "Đã trả lại kèm lý do.",
    "year_close.close": "Đã quyết định; máy đang ghi từng quyển, không cần chờ ở trang này.",
    "year_close.resume": "Máy ghi tiếp từ quyển còn lại.",
    "year_close.reopen": "Đã mở lại; sửa xong thì trình khóa lại.",
    "year_close.drop": "Đã bỏ lần khóa này.",
}


@require_http_methods(FORMS)
def closings(request: HttpRequest) -> HttpResponse:
    """Which years are closed, which are being closed, and which do I close next?"""
    actor = asking(request)
    if not projects.may_see_projects(actor):
        raise PermissionDenied
    purses = permissions.purses_closed_by(actor)
    form = BeginCloseForm(
        request.POST if request.method == "POST" else None, purses=purses, last_year=localdate().year - 1
    )
    if request.method == "POST":
        if not purses:
            raise PermissionDenied
        if form.is_valid():
            if form.cleaned_data["year"] >= localdate().year:
                return redirect(f"{reverse('closing_ahead')}?{urlencode(form.given)}")
            try:
                made = begin_close(**form.cleaned_data, act=Act(by=actor, at=localtime()))
            except BlockedError as blocked:
                return render(
                    request, "money/closings.html", listed(request, form, blocked.findings), status=422
                )
            return redirect("closing", made.pk)
    return render(request, "money/closings.html", listed(request, form), status=422 if form.errors else 200)


def listed(request: HttpRequest, form: BeginCloseForm, blocked: Sequence[object] = ()) -> dict[str, Any]:
    """Everything the list shows."""
    actor = asking(request)
    found = closes_seen_by(actor).exclude(state=YearClose.State.DROPPED)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "names": names_on([each.agency for each in page], localdate()),
        "form": form,
        "begins": bool(permissions.purses_closed_by(actor)),
        "blocked": blocked,
    }


@require_safe
def closing_ahead(request: HttpRequest) -> HttpResponse:
    """What would stand in the way if the year were closed today? Nothing is begun, nothing is kept."""
    actor, on = asking(request), localdate()
    purses = permissions.purses_closed_by(actor)
    if not purses:
        raise PermissionDenied
    form = BeginCloseForm(request.GET, purses=purses, last_year=on.year)
    found = ahead_of(actor, *form.asked) if form.is_valid() else None
    if found is None or found.year < on.year:
        return redirect("closings")
    rows = rows_of(found)
    items = checklist(found, rows, on, replays=request.GET.get("viec") == REPLAYED)
    query = urlencode(form.given)
    context = {"close": found, "query": query, "asking": query, "on": on, "until": date(found.year + 1, 1, 1)}
    if "viec" in request.GET:
        return rows_behind(request, items, request.GET["viec"], context)
    page = Paginator(waiting(rows, decided=False), A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "items": items,
        "blocking": sum(each.blocks for each in items),
        "page": page,
        "left": sum(each.case.movable for each in rows),
        "result": outcome(each.case for each in rows),
        "grounds": grounds_of(rows, found.year),
        "names": names_on([found.agency, *(each.book.project.agency for each in page)], on),
    }
    return render(request, "money/closing_ahead.html", context)


@require_http_methods(FORMS)
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """What is left to do, what would be written, does the purse add up, whose turn is it?"""
    found = get_object_or_404(closes_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "money/closing.html", shown(request, found))
    do = request.POST.get("do", "")
    if do in (each.value for each in Choice):
        return chosen(request, found, Choice(do))
    if do == "by_changes":
        return carried(request, found)
    name = f"year_close.{do}"
    if name not in TOLD:
        return render(request, "money/closing.html", shown(request, found), status=422)
    confirm_before(request, YEAR_CLOSE.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        YEAR_CLOSE.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, why=WhyContractForm(request.POST))
        return render(request, "money/closing.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("closing", pk)


def chosen(request: HttpRequest, found: YearClose, choice: Choice) -> HttpResponse:
    """What becomes of the books that were marked."""
    form = ChooseForm(request.POST)
    books = [key for each in request.POST.getlist("book") if (key := key_of(each)) is not None]
    if not form.is_valid():
        return render(request, "money/closing.html", shown(request, found, form=form, marked=books), status=422)
    try:
        number = choose(found, books, choice, form.ground, by=asking(request), at=localtime())
    except BlockedError as blocked:
        context = shown(request, found, form=form, marked=books, blocked=blocked.findings)
        return render(request, "money/closing.html", context, status=422)
    messages.success(request, f"{choice.label}: {number} đề án.")
    return redirect("closing", found.pk)


def carried(request: HttpRequest, found: YearClose) -> HttpResponse:
    """Everything that a recorded extension lets go on."""
    try:
        number = carry_decided(found, by=asking(request), at=localtime())
    except BlockedError as blocked:
        return render(
            request, "money/closing.html", shown(request, found, blocked=blocked.findings), status=422
        )
    messages.success(request, f"Chuyển năm sau theo quyết định gia hạn đã ghi: {number} đề án.")
    return redirect("closing", found.pk)


@require_safe
def check(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What stands behind a line of the checklist, project by project?"""
    found = get_object_or_404(closes_seen_by(asking(request)), pk=pk)
    items = checklist(found, rows_of(found), localdate(), replays=code == REPLAYED)
    return rows_behind(request, items, code, {"close": found})


def rows_behind(
    request: HttpRequest, items: Sequence[Item], code: str, context: dict[str, Any]
) -> HttpResponse:
    """The rows of one line of the checklist."""
    item = next((each for each in items if each.check.code == code), None)
    if item is None:
        raise Http404("check")
    page = Paginator(item.found, A_PAGE).get_page(request.GET.get("page"))
    agencies = [each.project.agency for each in page if each.project is not None]
    agencies += [each.unit for each in page if each.unit is not None]
    context |= {"item": item, "page": page, "names": names_on(agencies, localdate())}
    return render(request, "money/closing_check.html", context)


def shown(request: HttpRequest, found: YearClose, **more: Any) -> dict[str, Any]:
    """Everything the page of a closing shows."""
    actor, on = asking(request), localdate()
    rows = rows_of(found)
    grounds = grounds_of(rows, found.year)
    writes = found.state in WRITABLE and permissions.prepares_close(actor, found)
    decided = found.state in (YearClose.State.RUNNING, YearClose.State.FAILED, YearClose.State.CLOSED)
    items = [] if decided else checklist(found, rows, on, replays=False)
    page = Paginator(waiting(rows, decided=decided), A_PAGE).get_page(request.GET.get("page"))
    return {
        "close": found,
        "items": items,
        "blocking": sum(each.blocks for each in items),
        "page": page,
        "plans": {each.book.pk: told_of(each, decided=decided) for each in page},
        "result": outcome(each.case for each in rows),
        "writes": writes,
        "grounds": grounds,
        "by_changes": sum(each.case.choice is None and each.book.pk in grounds for each in rows),
        "decided": decided,
        "moved": decided_on(rows),
        "progress": progress_of(found),
        "names": names_on([found.agency, *(each.book.project.agency for each in page)], on),
        "offered": {each.name.partition(".")[2] for each in YEAR_CLOSE.offered(found, actor)},
        "stopped": why_stopped("year_close", found.pk) if found.state == YearClose.State.FAILED else "",
        "steps": dossiers.steps_of(YEAR_CLOSE, found),
        "lying": dossiers.lying_of(YEAR_CLOSE, found),
        "form": ChooseForm(initial={"authority": extension_by(found, on)}),
        "marked": [],
        "why": WhyContractForm(),
    } | more


def told_of(row: Row, *, decided: bool) -> list[tuple[Kind, int]]:
    """The postings of a book with their amounts: as decided, or as they would be now."""
    if decided:
        return steps_of(row.line) if row.line is not None else []
    return [(step.kind, step.amount) for step in planned(row.case)]


def waiting(rows: Sequence[Row], *, decided: bool) -> list[Row]:
    """The books with money something is done with; once decided those that it was done with."""
    if decided:
        return [each for each in rows if each.line is not None and each.line.plan is not None]
    return sorted(
        (each for each in rows if each.case.movable),
        key=lambda each: (each.case.choice is not None, -each.case.movable, each.book.pk),
    )
