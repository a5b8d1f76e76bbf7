"""Which papers are missing, at whose desk, for how many days, across all projects she sees."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.ledger.queries import years_with_money
from khuyencong.ledger.queries.papers import Missing, missing
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.projects import permissions
from khuyencong.rules.obstacles import held_in_all, piles
from khuyencong.web.dossiers import address_of
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.money.forms import AskMoneyForm
from khuyencong.web.projects.views.lists import MADE, asked_again
from khuyencong.web.requests import asking

A_PAGE = 50
HEADER = (
    *("Đề án", "Tên đề án", "Giấy tờ", "Căn cứ", "Tình trạng"),
    *("Cơ quan", "Bàn", "Số ngày", "Quá hạn", "Tiền đang chờ (đồng)"),
)


def asked(request: HttpRequest) -> tuple[list[Missing], AskMoneyForm]:
    """The papers that the address asks for; all where it asks for nonsense, which the form says."""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    form = AskMoneyForm(request.GET, years=years_with_money(actor))
    given: Mapping[str, Any] = form.cleaned_data if form.is_valid() else {}
    return missing(actor, localdate(), purse=given.get("purse") or "", year=given.get("year")), form


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """What is missing, who has to do something about it, how much waits for it?"""
    rows, form = asked(request)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    stuck = [each.stuck for each in rows]
    context = {
        "page": page,
        "form": form,
        "rows": [(each, address_of(each.paper.kind, each.paper.key)) for each in page.object_list],
        "held": held_in_all(stuck),
        "piles": piles(stuck),
        "made_up": any(each.paper.project.made_up for each in rows),
        "asking": asked_again(request),
    }
    return render(request, "money/papers.html", context, status=422 if form.errors else 200)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same rows as an Excel file."""
    rows, _ = asked(request)
    lines = (
        (
            *(row.paper.project.code, row.paper.project.title, row.paper.title, row.paper.law, row.paper.state),
            *(row.where, row.desk, row.days, "quá hạn" if row.late else "", row.paper.held),
        )
        for row in rows
    )
    notes = [MADE] if any(each.paper.project.made_up for each in rows) else []
    content = xlsx_rows(HEADER, lines, title="Giấy tờ còn thiếu", notes=notes)
    return attachment(content, "giay-to-con-thieu.xlsx", XLSX)
