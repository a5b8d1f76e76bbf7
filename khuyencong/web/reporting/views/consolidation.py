"""Returns added up: the form of an area, what each number is the sum of, and both as files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import ministry_department
from khuyencong.paperwork.return_form import FormSheet, form_docx, form_xlsx, head_of, summed_form
from khuyencong.paperwork.zips import zipped
from khuyencong.reporting.queries.consolidated import (
    BOTH,
    Consolidated,
    LineRow,
    PlaceSum,
    areas_of,
    consolidated,
    ground_of,
    history_of,
)
from khuyencong.reporting.queries.consolidated.building import value_of
from khuyencong.rules.periods import Period
from khuyencong.web.downloads import DOCX, XLSX, attachment
from khuyencong.web.reporting.consolidated_questions import Answer, answer_of, code_of
from khuyencong.web.reporting.views.completeness import reader

KINDS = {"xlsx": XLSX, "docx": DOCX}
MOST_AREAS = 70
"""So many areas go into one zip at most: every province there ever was at a time, the regions, the nation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One place behind a number, with its value as it is shown."""

    place: PlaceSum
    shown: str
    overridden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A number in one period; `code` is the period as an address carries it."""

    period: Period
    shown: str
    code: str


def answered(request: HttpRequest) -> Answer:
    """The answer to what the address asks; Http404 where nothing is owed that she sees."""
    found = answer_of(request, reader(request))
    if found is None:
        raise Http404("nothing owed")
    return found


@require_safe
def consolidation(request: HttpRequest) -> HttpResponse:
    """What did the area report for the period, how complete is it, and what changed?"""
    answer = answer_of(request, reader(request))
    if answer is None:
        return render(request, "reporting/consolidated_none.html")
    context = {"answer": answer, "found": answer.found, "question": answer.found.question, "form": answer.form}
    return render(request, "reporting/consolidated.html", context)


@require_safe
def number(request: HttpRequest, indicator: str, purse: str) -> HttpResponse:
    """What is this number the sum of?"""
    answer = answered(request)
    found = answer.found
    row = next((each for each in found.rows if each.line.code == indicator), None)
    if row is None or purse not in row.cells:
        raise Http404("line")
    context = {
        "answer": answer,
        "found": found,
        "question": found.question,
        "row": row,
        "cell": row.cells[purse],
        "purse": purse if purse != BOTH else "",
        "parts": parts_of(found, row, purse, found.places),
        "regions": parts_of(found, row, purse, found.regions),
        "overrides": [
            each for each in found.overrides if each.line.code == indicator and purse in (each.purse, BOTH)
        ],
        "history": history_shown(found, row, purse, reader(request)),
    }
    return render(request, "reporting/consolidated_number.html", context)


def history_shown(found: Consolidated, row: LineRow, purse: str, actor: Actor) -> list[Told]:
    """The same number in every period, with the address of each."""
    members = [place.id for place in found.members]
    rows = history_of(found.question, row.line, purse, actor=actor, members=members)
    return [Told(period=period, shown=row.line.show(value), code=code_of(period)) for period, value in rows]


def parts_of(found: Consolidated, row: LineRow, purse: str, places: Sequence[PlaceSum]) -> list[Part]:
    """Each place's own part of a number, those that gave none included."""
    parts = []
    for each in places:
        value = value_of(each.values, row.line, purse, divided=found.by_purse)
        written = each.overridden_of(row.line.code, purse)
        parts.append(Part(place=each, shown=row.line.show(value), overridden=written))
    return parts


@require_safe
def form_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of the area as .xlsx or .docx."""
    if kind not in KINDS:
        raise Http404("kind")
    actor = reader(request)
    found = answered(request).found
    return attachment(content_of(sheet_of(found, actor), kind), f"{name_of(found)}.{kind}", KINDS[kind])


@require_safe
def forms_bundle(request: HttpRequest) -> HttpResponse:
    """The same form of the nation, each region and each province that she may ask for, in one zip."""
    actor = reader(request)
    asked = answered(request).found.question
    ground = ground_of(asked)
    files = []
    for code, _ in areas_of(actor, ground)[:MOST_AREAS]:
        found = consolidated(replace(asked, area=code), actor=actor, ground=ground)
        if not found.empty:
            files.append((f"{name_of(found)}.xlsx", form_xlsx(sheet_of(found, actor))))
    if not files:
        raise Http404("nothing returned")
    name = f"{asked.form}-{asked.period.year}-{asked.period.every}-{asked.period.number}.zip"
    return attachment(zipped(files), name, "application/zip")


def sheet_of(found: Consolidated, actor: Actor) -> FormSheet:
    """The form under the name of the agency that adds up, as it is called on the day it is told of."""
    on = localtime(found.question.known_at).date()
    agency = actor.agency if actor.agency is not None else ministry_department()
    return summed_form(found, head=head_of(agency, on))


def content_of(form: FormSheet, kind: str) -> bytes:
    """The bytes of the kind."""
    if kind == "xlsx":
        return form_xlsx(form)
    return form_docx(form, draft=True)


def name_of(found: Consolidated) -> str:
    """ket-qua-nam-2026-quarter-3: plain letters, so that every mail server leaves it alone."""
    question = found.question
    period = question.period
    running = "-luy-ke" if question.running else ""
    return f"{question.form}-{question.area}-{period.year}-{period.every}-{period.number}{running}"
