"""How much must go out each week until 31 December, where shall we stand, and what holds money back?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.ledger import queries
from khuyencong.ledger.queries import Group, Question
from khuyencong.ledger.queries.clock import Clock, GroupTicking, HeldBy, Ticking, clock_of, year_asked, years_of
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.places.models import Unit
from khuyencong.rules.clock import CAUSES, STEPS, Cause
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.money.forms import AskMoneyForm
from khuyencong.web.money.views.overview import A_PAGE, MOST_ROWS, PURSES, asked, narrowed, open_years
from khuyencong.web.projects.views.lists import MADE, asked_again

HEADER = (
    *("Mã", "Tên đề án", "Nguồn", "Năm", "Tỉnh", "Đơn vị thực hiện"),
    *("Giao (đồng)", "Cam kết (đồng)", "Giải ngân (đồng)", "Còn phải giải ngân (đồng)"),
    *("Dự báo 31/12 thấp (đồng)", "Giữa (đồng)", "Cao (đồng)", "Vì sao"),
    *("Nguyên nhân giữ tiền nhiều nhất", "Số tiền (đồng)", "Số ngày", "Ở bàn"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One purse, province or unit, and the question that opens to its projects."""

    name: str
    told: GroupTicking
    asking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseLine:
    """One cause in words, and the question that opens to its projects."""

    name: str
    told: HeldBy
    asking: str


@require_safe
def clock(request: HttpRequest) -> HttpResponse:
    """The pace and the forecast first, then what holds money back, then by purse, province and unit."""
    question, form, years = question_of(request)
    found, narrow = clock_of(question, localdate()), cause_of(request)
    rows = with_cause(found, narrow)
    provinces = named_provinces(found)
    agencies = list(Agency.objects.filter(pk__in={each.book.project.agency_id for each in found.rows}))
    names = names_on(agencies, found.on)
    context = {
        "form": form,
        "clock": found,
        "open_years": open_years(request, years, found.year, found.on),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "names": names,
        "made_up": any(each.book.project.made_up for each in found.rows),
        "causes": [
            CauseLine(name=CAUSES[each.cause], told=each, asking=again(request, "nguyen-nhan", each.cause))
            for each in found.causes
        ],
        "cause": CAUSES[narrow] if narrow is not None else "",
        "labels": {cause.value: words for cause, words in CAUSES.items()},
        "purses": lines(request, found.by("purse"), "purse", PURSES),
        "provinces": lines(request, found.by("province"), "tinh", provinces),
        "agencies": lines(request, found.by("agency"), "don-vi", names),
        "steps": [(STEPS[step], days) for step, days in found.usual.items()],
        "narrowed": narrowed(question, provinces, names),
        "asking": asked_again(request),
    }
    return render(request, "money/clock.html", context, status=422 if form.errors else 200)


def question_of(request: HttpRequest) -> tuple[Question, AskMoneyForm, list[Group]]:
    """The question of the address, of one year: the one asked for, else the one that hurts most; every year."""
    question, form = asked(request)
    years, standing = queries.years_with_money(question.actor), years_of(question)
    year = question.year or year_asked(standing, localdate())
    if form.errors:
        form.offer_years(years, one_year=True)
        return replace(question, year=year), form, standing
    # The same form, saying of which year the page is.
    told = AskMoneyForm(
        {**form.given, "year": str(year)}, years=sorted({year, *years}, reverse=True), one_year=True
    )
    return replace(question, year=year), told, standing


def cause_of(request: HttpRequest) -> Cause | None:
    """The cause that the address is narrowed to."""
    wanted = request.GET.get("nguyen-nhan", "")
    return Cause(wanted) if wanted in set(Cause) else None


def with_cause(found: Clock, cause: Cause | None) -> list[Ticking]:
    """The books that the cause holds back; all of them for none."""
    return [each for each in found.rows if cause is None or any(held.cause is cause for held in each.held)]


def named_provinces(found: Clock) -> dict[int, str]:
    """The provinces of its projects by name."""
    keys = {each.book.project.province_id for each in found.rows}
    return {each.pk: each.name for each in Unit.objects.filter(pk__in=keys)}


def again(request: HttpRequest, name: str, value: object) -> str:
    """The same question narrowed once more."""
    query = request.GET.copy()
    query.pop("page", None)
    query[name] = str(value)
    return query.urlencode()


def lines(request: HttpRequest, groups: list[GroupTicking], name: str, called: Mapping[Any, str]) -> list[Line]:
    """What is forecast for each group; `name` is the question's in the address."""
    return [Line(name=called[each.key], told=each, asking=again(request, name, each.key)) for each in groups]


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """Every project with its range, the reason in words and what holds it back most, as an Excel file."""
    found = clock_of(question_of(request)[0], localdate())
    kept = with_cause(found, cause_of(request))[:MOST_ROWS]
    names = names_on({each.book.project.agency for each in kept}, localdate())
    rows = [row_of(each, names) for each in kept]
    notes = [f"Dự báo từ hồ sơ ngày {found.on:%d/%m/%Y}; số ngày mỗi bước là quy ước hoặc đo từ năm trước."]
    if any(each.book.project.made_up for each in kept):
        notes.append(MADE)
    title = f"Đồng hồ giải ngân {found.year}"
    return attachment(xlsx_rows(HEADER, rows, title=title, notes=notes), "dong-ho-giai-ngan.xlsx", XLSX)


def row_of(row: Ticking, names: Mapping[int, str]) -> tuple[object, ...]:
    """One project's row."""
    project, position = row.book.project, row.position
    most = row.held[0] if row.held else None
    held = (CAUSES[most.cause], most.amount, most.days, most.desk) if most is not None else ("", 0, 0, "")
    return (
        *(project.code, project.title, row.book.purse, row.book.year, project.province.name),
        names[project.agency_id],
        *(position.given, position.committed, position.disbursed, position.waiting),
        *(row.forecast.low, row.forecast.middle, row.forecast.high, row.reason, *held),
    )
