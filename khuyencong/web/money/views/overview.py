"""How much was given, committed, disbursed, and which projects hold most of it back?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.ledger import queries
from khuyencong.ledger.queries import Group, Question
from khuyencong.ledger.queries.clock import clock_of, year_asked
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.places.models import Unit
from khuyencong.projects import permissions
from khuyencong.projects.models import Project
from khuyencong.rules.ledger import Position
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.money.forms import AskMoneyForm
from khuyencong.web.projects.views.lists import MADE, asked_again
from khuyencong.web.requests import asking, key_of

A_PAGE = 30
PURSES = {each.value: str(each.label) for each in Project.Purse}
MOST_ROWS = 20_000
HEADER = (
    *("Mã", "Tên đề án", "Nguồn", "Năm", "Tỉnh", "Đơn vị thực hiện"),
    *("Giao (đồng)", "Cam kết (đồng)", "Giải ngân (đồng)", "Nghiệm thu (đồng)", "Quyết toán (đồng)"),
    *("Chuyển năm sau (đồng)", "Còn phải giải ngân (đồng)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One province or agency with its figures, and the question that opens to its projects."""

    name: str
    position: Position
    asking: str


@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """The three figures of what she sees, by province and unit, and the projects behind them."""
    question, form = asked(request)
    years = queries.years_with_money(question.actor)
    page = Paginator(queries.books(question).prefetch_related("balances"), A_PAGE).get_page(
        request.GET.get("page")
    )
    by_province, by_agency = queries.groups(question, "province"), queries.groups(question, "agency")
    provinces = {each.pk: each.name for each in Unit.objects.filter(pk__in=[one.key for one in by_province])}
    agencies = list(Agency.objects.filter(pk__in=[each.key for each in by_agency]))
    names = names_on(agencies, localdate())
    context = {
        "form": form,
        "page": page,
        "names": names,
        "total": queries.position(question),
        "made_up": queries.books(question).filter(project__made_up=True).exists(),
        "purses": lines(request, queries.groups(question, "purse"), "purse", PURSES),
        "provinces": lines(request, by_province, "tinh", provinces),
        "agencies": lines(request, by_agency, "don-vi", names),
        "narrowed": narrowed(question, provinces, names),
        "clock": clock_of(replace(question, year=question.year or year_asked(years, localdate())), localdate()),
        "asking": asked_again(request),
    }
    return render(request, "money/money.html", context, status=422 if form.errors else 200)


def asked(request: HttpRequest) -> tuple[Question, AskMoneyForm]:
    """The question of the address; all she sees where it asks for nonsense, which the form says."""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    form = AskMoneyForm(request.GET, years=queries.years_with_money(actor))
    given: Mapping[str, Any] = form.cleaned_data if form.is_valid() else {}
    question = Question(
        actor=actor,
        year=given.get("year"),
        purse=given.get("purse") or "",
        province=key_of(request.GET.get("tinh", "")),
        agency=key_of(request.GET.get("don-vi", "")),
    )
    return question, form


def lines(request: HttpRequest, groups: Sequence[Group], name: str, called: Mapping[Any, str]) -> list[Line]:
    """What stands for each, the one that holds most back first; `name` is the question's in the address."""
    found = []
    for each in groups:
        again = request.GET.copy()
        again.pop("page", None)
        again[name] = str(each.key)
        found.append(Line(name=called[each.key], position=each.position, asking=again.urlencode()))
    return sorted(found, key=lambda line: (-line.position.waiting, line.name))


def narrowed(question: Question, provinces: Mapping[int, str], names: Mapping[int, str]) -> list[str]:
    """The province and unit that the page is narrowed to, in words."""
    told = []
    if question.province is not None:
        told.append(provinces.get(question.province, "Không có"))
    if question.agency is not None:
        told.append(names.get(question.agency, "Không có"))
    return told


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The projects behind the figures as an Excel file, each with all its figures."""
    question, _ = asked(request)
    found = list(queries.books(question).prefetch_related("balances")[:MOST_ROWS])
    names = names_on([each.project.agency for each in found], localdate())
    rows = [
        (
            *(each.project.code, each.project.title, each.purse, each.year, each.project.province.name),
            names[each.project.agency_id],
            *(each.position.given, each.position.committed, each.position.disbursed),
            *(each.position.accepted, each.position.settled, each.position.carried, each.position.waiting),
        )
        for each in found
    ]
    notes = [MADE] if any(each.project.made_up for each in found) else []
    return attachment(xlsx_rows(HEADER, rows, title="Kinh phí khuyến công", notes=notes), "kinh-phi.xlsx", XLSX)
