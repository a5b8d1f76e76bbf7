"""Blank forms to take away: by step, of a day, with the text they are of, who fills them in, until when."""

import re
from collections.abc import Iterable, Sequence
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
from khuyencong.norms.queries.guidance import figures_on, questions_on
from khuyencong.paperwork.blank_forms import BlankForm, Step, blank_form_on, blank_forms_on, content_of
from khuyencong.rules.guidance import Entry, Figure, meant
from khuyencong.rules.text import fold, spaced
from khuyencong.web.downloads import DOCX, XLSX, attachment
from khuyencong.web.norms.forms import DayForm, today_or
from khuyencong.web.rates import FILES, at_most

ALSO = "biểu mẫu mẫu đơn tải về"
"""What people say who look for any form."""
NUMBER = re.compile(r"\b(?:mau|bieu|form)(?: so)? ?0?(\d{1,2})(?: ?([a-c]))?\b")
TYPES = {"docx": DOCX, "xlsx": XLSX}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A form as the page shows it: when it is due by the row of the day, and the answers it belongs to."""

    form: BlankForm
    due: Figure | None
    questions: Sequence[Question]


@login_not_required
@require_safe
def blank_forms(request: HttpRequest) -> HttpResponse:
    """Which form do I need, whose is it, and where do I get it empty?"""
    form = DayForm(request.GET or None)
    on = today_or(form)
    rows = rows_of(blank_forms_on(on), on)
    context = {
        "form": form,
        "on": on,
        "today": on == localdate(),
        "count": len(rows),
        "steps": [(each.label, [row for row in rows if row.form.line.step == each]) for each in Step],
    }
    return render(request, "guidance/forms.html", context, status=422 if form.errors else 200)


def rows_of(found: Iterable[BlankForm], on: date) -> list[Row]:
    """Each with its deadline and its answers of that day; as many SELECTs however many there are."""
    chosen = list(found)
    due = figures_on({each.line.due for each in chosen if each.line.due is not None}, on)
    answers = {each.code: each for each in questions_on(on)}
    return [
        Row(
            form=each,
            due=due[each.line.due] if each.line.due is not None else None,
            questions=[answers[code] for code in each.line.questions if code in answers],
        )
        for each in chosen
    ]


@login_not_required
@require_safe
@at_most(FILES)
def blank_form_file(request: HttpRequest, code: str) -> HttpResponse:
    """The form itself, empty, as it held on the day that is asked for."""
    form = DayForm(request.GET or None)
    on = today_or(form)
    found = blank_form_on(code, on)
    if found is None:
        raise Http404("form")
    return attachment(content_of(found, on), found.file_name, TYPES[found.line.format])


def forms_sought(words: str, on: date) -> list[BlankForm]:
    """The forms of that day that answer to plain words, the best first; one SELECT.

    Who asks for a number, "mẫu số 5c", means that one and no other: none where it is not there.
    """
    found = {each.code: each for each in blank_forms_on(on)}
    asked = number_asked(words)
    if asked:
        return [each for each in found.values() if each.official is not None and answers(each, asked)]
    entries = [
        Entry(key=code, name=each.line.title, also=f"{ALSO} {each.line.note}", text=each.words)
        for code, each in found.items()
    ]
    return [found[code] for code in meant(words, entries)]


def number_asked(words: str) -> str:
    """The number of the form that is asked for, "5c" of "mẫu số 5c"; "" where none is."""
    read = NUMBER.search(fold(words))
    return f"{int(read[1])}{read[2] or ''}" if read is not None else ""


def answers(form: BlankForm, asked: str) -> bool:
    """Whether it is the form of that number; "5" is both 5a and 5b."""
    number = form.official.number.rpartition(" ")[2] if form.official is not None else ""
    return number == asked or (asked.isdecimal() and number.rstrip("abc") == asked)


def plain(words: str) -> set[str]:
    """The words without marks and signs."""
    return set(fold(spaced(words)).split())


def forms_for(question: str, on: date) -> list[BlankForm]:
    """The forms of that day that belong to an answer; one SELECT."""
    return [each for each in blank_forms_on(on) if question in each.line.questions]


def form_hits(words: str, most: int) -> list[dict[str, Any]]:
    """The forms of today that hold every one of these words, as searches elsewhere show them; one SELECT.

    Beside establishments and places one word alike would bring forms before who typed a name.
    """
    page, asked = reverse("guidance_forms"), set() if number_asked(words) else plain(words)
    found = [
        each
        for each in forms_sought(words, localdate())
        if asked <= plain(f"{ALSO} {each.line.title} {each.line.note} {each.words}")
    ]
    return [{"label": each.line.title, "url": f"{page}#{each.code}"} for each in found[:most]]
