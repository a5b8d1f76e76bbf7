"""The numbers of a return: all of them on one page to be typed, and one with everything behind it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from khuyencong.reporting import permissions
from khuyencong.reporting.actions.periodic import write_cells
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.filling import Ground
from khuyencong.reporting.queries.periodic.apart import apart_from
from khuyencong.reporting.queries.periodic.behind import behind_of
from khuyencong.reporting.queries.periodic.lists import lock_words
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of
from khuyencong.reporting.queries.periodic.words import how_of, words_of
from khuyencong.rules.findings import BlockedError
from khuyencong.web.dossiers import address_of
from khuyencong.web.reporting.periodic_forms import entered_of, rows_of
from khuyencong.web.reporting.views.periodic import FORMS, line_or_404, seen
from khuyencong.web.requests import asking

A_PAGE = 50


@require_http_methods(FORMS)
def periodic_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Which numbers do I put in, and why where the system says something else?"""
    found = seen(request, pk)
    if not permissions.prepares_return(asking(request), found):
        raise PermissionDenied
    form, cells = form_of(found), cells_of(found)
    context: dict[str, Any] = {"report": found, "form": form, "lock": lock_words(found, localtime().date())}
    context["apart"] = apart_from(found) if found.writable else []
    if request.method != "POST":
        context["rows"] = rows_of(form, cells, None, {})
        return render(request, "reporting/periodic/write.html", context)
    entries, errors = entered_of(form, cells, request.POST)
    blocked: Any = ()
    if not errors:
        try:
            rows = write_cells(found, entries, by=asking(request), at=localtime())
        except BlockedError as error:
            blocked = error.findings
        else:
            messages.success(request, f"Đã ghi {len(rows)} ô." if rows else "Không ô nào đổi.")
            return redirect("periodic_return", pk)
    context |= {"rows": rows_of(form, cells, request.POST, errors), "errors": errors, "blocked": blocked}
    return render(request, "reporting/periodic/write.html", context, status=422)


@require_http_methods(FORMS)
def periodic_cell(request: HttpRequest, pk: int, indicator: str, purse: str) -> HttpResponse:
    """Where is this number from, who changed it and why?"""
    found = seen(request, pk)
    form, line = line_or_404(found, indicator, purse)
    writes = permissions.prepares_return(asking(request), found) and found.writable
    cells = cells_of(found)
    errors: dict[str, str] = {}
    blocked: Any = ()
    if request.method == "POST":
        if not permissions.prepares_return(asking(request), found):
            raise PermissionDenied
        entries, errors = entered_of(form, cells, request.POST)
        if not errors:
            try:
                write_cells(found, entries, by=asking(request), at=localtime())
            except BlockedError as error:
                blocked = error.findings
            else:
                messages.success(request, "Đã ghi." if entries else "Ô không đổi.")
                return redirect("periodic_cell", pk, indicator, purse)
    given = request.POST if request.method == "POST" else None
    row = next(each for each in rows_of(form, cells, given, errors) if each.line.code == line.code)
    behind = behind_of(found, form, cells, (indicator, purse))
    page = Paginator(behind.grounds, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "report": found,
        "line": line,
        "row": row,
        "box": next(each for each in row.boxes if each is not None and each.purse == purse),
        "cell": cells.get((indicator, purse)),
        "words": words_of(cells.get((indicator, purse))),
        "writes": writes and not row.total,
        "behind": behind,
        "page": page,
        "shown": {
            "total": line.show(behind.total),
            "filled": line.show(behind.filled),
            "grounds": [(each, line.show(each.amount), opened(each)) for each in page],
            "history": [
                (each, line.show(each.value), line.show(each.filled), how_of(each), words_of(each))
                for each in history(found, indicator, purse)
            ],
        },
        "lock": lock_words(found, localtime().date()),
        "errors": errors,
        "blocked": blocked,
    }
    return render(request, "reporting/periodic/cell.html", context, status=422 if errors or blocked else 200)


def opened(ground: Ground) -> str:
    """Where the row is opened."""
    return address_of(ground.kind, str(ground.key))


def history(found: PeriodicReturn, indicator: str, purse: str) -> Any:
    """Every number that ever stood there, the latest first."""
    return found.cells.filter(indicator=indicator, purse=purse).select_related("by", "file").order_by("-pk")
