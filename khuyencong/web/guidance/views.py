"""The law as questions and answers: found by plain words, as it was on any day, each figure from its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.norms.models import Question
from khuyencong.norms.permissions import may_propose_lines
from khuyencong.norms.queries.guidance import (
    CONTENTS,
    NATIONAL,
    NORMS,
    answered,
    figures_on,
    first_day_after,
    questions_on,
    sought,
)
from khuyencong.rules.guidance import Figure, Line, Reference, lines_of, references, to_look_at
from khuyencong.rules.training import SUMS
from khuyencong.web.guidance.blank_forms import forms_for, forms_sought, number_asked
from khuyencong.web.guidance.forms import GuidanceForm
from khuyencong.web.norms.forms import DayForm, today_or
from khuyencong.web.rates import SEARCH, at_most
from khuyencong.web.requests import asking


@login_not_required
@require_safe
@at_most(SEARCH)
def questions(request: HttpRequest) -> HttpResponse:
    """What do people ask, and which of it answers what you typed?"""
    form = GuidanceForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    on, words = today_or(form), asked.get("q", "")
    rows = questions_on(on)
    if asked.get("topic"):
        rows = [each for each in rows if each.topic == asked["topic"]]
    context = {
        "form": form,
        "on": on,
        "today": on == localdate(),
        "words": words,
        "found": sought(words, rows) if words else (),
        "number": number_asked(words),
        "forms_found": forms_sought(words, on) if words and not asked.get("topic") else (),
        "topics": [(label, [each for each in rows if each.topic == topic]) for topic, label in TOPICS],
        "count": len(rows),
        "first": None if rows else first_day_after(on),
    }
    return render(request, "guidance/questions.html", context, status=422 if form.errors else 200)


TOPICS = Question.Topic.choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a line as it is shown: plain words, or what the law says there with a link to its row."""

    words: str
    figure: Figure | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A line of an answer as it is shown; `rows` are those of a place that holds several."""

    pieces: Sequence[Piece]
    item: bool
    rows: Sequence[str] = ()


@login_not_required
@require_safe
def question(request: HttpRequest, code: str) -> HttpResponse:
    """What is the answer on that day, by which clause, and does it still hold?"""
    form = DayForm(request.GET or None)
    on = today_or(form)
    told = answered(code, on)
    if told is None:
        raise Http404("question")
    # An answer of the past is told by the law of its own days: its last one, or its first.
    day = on if told.holds else told.row.since if on < told.row.since else last_day(told.row)
    figures = figures_on(references(told.row.answer), day)
    context = {
        "form": form,
        "on": on,
        "day": day,
        "told": told,
        "row": told.row,
        "groups": grouped([shown(line, figures, day) for line in lines_of(told.row.answer)]),
        "figures": [(each, url_of(each.reference, day)) for each in once(figures)],
        "to_look": to_look_at(figures.values(), told.row.looked) if told.holds else (),
        "today": on == localdate(),
        "blank_forms": forms_for(code, day) if told.holds else (),
        "may_propose": may_propose_lines(asking(request), placed=False),
    }
    return render(request, "guidance/question.html", context, status=422 if form.errors else 200)


def last_day(row: Question) -> date:
    """The last day on which an answer held."""
    return row.since if row.until is None else date.fromordinal(row.until.toordinal() - 1)


def shown(line: Line, figures: Mapping[Reference, Figure], day: date) -> Shown:
    """A line with what the law says in its places."""
    pieces, rows = [], []
    for each in line.pieces:
        if isinstance(each, str):
            pieces.append(Piece(words=each))
            continue
        figure = figures[each]
        if each.many and figure.lines:
            rows = list(figure.lines)
        else:
            pieces.append(Piece(words=figure.words, figure=figure, url=url_of(each, day)))
    return Shown(pieces=pieces, item=line.item, rows=rows)


def grouped(lines: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """Lines as paragraphs and lists: those of one list that follow each other stand in one."""
    found: list[tuple[str, list[Shown]]] = []
    for each in lines:
        kind = "rows" if each.rows else "list" if each.item else "line"
        if kind == "list" and found and found[-1][0] == "list":
            found[-1][1].append(each)
        else:
            found.append((kind, [each]))
    return found


def once(figures: Mapping[Reference, Figure]) -> list[Figure]:
    """Each row of the law that was named, once, whatever of it was asked."""
    seen: dict[tuple[str, str], Figure] = {}
    for reference in sorted(figures):
        seen.setdefault((reference.list, reference.code), figures[reference])
    return list(seen.values())


def url_of(reference: Reference, day: date) -> str:
    """The page of the row as it stood on that day; "" for what a rule worked out: there is no row of it."""
    if reference.list == SUMS:
        return ""
    asked = f"?on={day:%d/%m/%Y}"
    if reference.list == NORMS:
        return reverse("norm", args=[f"{NATIONAL.lower()}-{reference.code}"]) + asked
    if reference.list == CONTENTS:
        return reverse("norms") + asked
    return reverse("norm_list", args=[reference.list]) + asked


def hits(words: str, most: int) -> list[dict[str, Any]]:
    """The questions of today that answer to these words, as searches elsewhere show them; one SELECT."""
    found = sought(words, questions_on(localdate()))[:most]
    return [{"label": each.name, "url": reverse("guidance_question", args=[each.code])} for each in found]
