"""How much was given, committed, disbursed, and which projects hold most of it back?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.ledger import queries
from khuyencong.ledger.models import Book
from khuyencong.ledger.queries import Group, Moment, Question, Standing
from khuyencong.ledger.queries.clock import clock_of, year_asked, years_of
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenYear:
    """A year that still holds money, by how many days it is over, and the question that opens to it."""

    year: int
    waiting: int
    late: int
    asking: str


@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """The three figures of what she sees, by province and unit, and the projects behind them."""
    question, form = asked(request)
    moment = form.moment(localdate())
    page = Paginator(kept(question, moment), A_PAGE).get_page(request.GET.get("page"))
    page.object_list = standing_of(page.object_list)
    by = {name: grouped(question, name, moment) for name in ("province", "agency", "purse")}
    provinces = {each.pk: each.name for each in Unit.objects.filter(pk__in=[one.key for one in by["province"]])}
    agencies = list(Agency.objects.filter(pk__in=[each.key for each in by["agency"]]))
    names = names_on(agencies, localdate())
    today = localdate()
    years = years_of(question)
    year = question.year or year_asked(years, today)
    context = {
        "form": form,
        "moment": moment,
        "page": page,
        "names": names,
        "total": position_at(question, moment),
        "made_up": queries.books(question).filter(project__made_up=True).exists(),
        "purses": lines(request, by["purse"], "purse", PURSES),
        "provinces": lines(request, by["province"], "tinh", provinces),
        "agencies": lines(request, by["agency"], "don-vi", names),
        "narrowed": narrowed(question, provinces, names),
        "told": told_of(moment) if moment is not None else "",
        "clock": clock_of(replace(question, year=year), today) if moment is None else None,
        "open_years": open_years(request, years, year, today) if moment is None else [],
        "asking": asked_again(request),
        "prints": question.actor.desk is not None,
    }
    return render(request, "money/money.html", context, status=422 if form.errors else 200)


def kept(question: Question, moment: Moment | None) -> Any:
    """The books now, or the figures of each at a moment; those that hold most money back first."""
    if moment is not None:
        return queries.books_as_known(question, moment)
    return queries.books(question).prefetch_related("balances")


def standing_of(rows: Any) -> list[Standing]:
    """Each book with its figures, of a page of `kept`."""
    found = list(rows)
    if found and isinstance(found[0], Group):
        return queries.standing(found)
    return [Standing(book=each, position=each.position) for each in found]


def grouped(question: Question, name: str, moment: Moment | None) -> list[Group]:
    """The figures by province, agency or purse, now or at a moment."""
    if moment is not None:
        return queries.groups_as_known(question, name, moment)
    return queries.groups(question, name)


def position_at(question: Question, moment: Moment | None) -> Position:
    """The figures now or at a moment."""
    if moment is not None:
        return queries.position_as_known(question, on=moment.on, known=moment.known)
    return queries.position(question)


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


def open_years(request: HttpRequest, years: Sequence[Group], shown: int, on: date) -> list[OpenYear]:
    """The other years in which money still waits, those that are over first; [] where there is none."""
    found = []
    for each in years:
        if each.key != shown and each.position.waiting:
            query = request.GET.copy()
            query.pop("page", None)
            query["year"] = str(each.key)
            late = max((on - date(each.key, 12, 31)).days, 0)
            found.append(
                OpenYear(year=each.key, waiting=each.position.waiting, late=late, asking=query.urlencode())
            )
    return found


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
    question, form = asked(request)
    moment = form.moment(localdate())
    found = standing_of(kept(question, moment)[:MOST_ROWS])
    names = names_on([each.book.project.agency for each in found], localdate())
    rows = [row_of(each.book, each.position, names) for each in found]
    notes = [told_of(moment)] if moment is not None else []
    if any(each.book.project.made_up for each in found):
        notes.append(MADE)
    return attachment(xlsx_rows(HEADER, rows, title="Kinh phí khuyến công", notes=notes), "kinh-phi.xlsx", XLSX)


def row_of(book: Book, position: Position, names: Mapping[int, str]) -> tuple[object, ...]:
    """One project's row."""
    project = book.project
    return (
        *(project.code, project.title, book.purse, book.year, project.province.name, names[project.agency_id]),
        *(position.given, position.committed, position.disbursed, position.accepted, position.settled),
        *(position.carried, position.waiting),
    )


def told_of(moment: Moment) -> str:
    """The moment in words."""
    known = f", như đã biết đến hết ngày {localdate(moment.known):%d/%m/%Y}" if moment.known else ""
    return f"Số liệu tính đến hết ngày {moment.on:%d/%m/%Y}{known}; không phải số hôm nay."
