"""Units of training: five minutes to read, an example, a check; only what was passed is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.norms.actions.training import answer
from khuyencong.norms.models import Question
from khuyencong.norms.permissions import may_count_learning, may_see_learning
from khuyencong.norms.queries.guidance import questions_on
from khuyencong.norms.queries.training import Law, Learned, learned_one, learning_of, unit_on, units_on
from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.blank_forms import BlankForm, blank_forms_on
from khuyencong.rules.guidance import Figure, Reference, lines_of, references
from khuyencong.rules.training import SUMS, Check, Choice, Marked, Standing, Unit, passed
from khuyencong.web.guidance.views import Shown, grouped, once, shown, url_of
from khuyencong.web.norms.forms import DayForm, today_or
from khuyencong.web.rates import SEARCH, at_most
from khuyencong.web.requests import asking

VERSION = "ban"
"""The field of a check that says which version she read: the letters of another one mean other answers."""


@login_not_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Which units go with my desk, which have I passed, and which is next?"""
    actor, today = asking(request), localdate()
    mine = learning_of(actor.account, actor.desk.role, today) if actor.desk is not None else []
    codes = {each.unit.code for each in mine}
    context = {
        "mine": mine,
        "next": next((each for each in mine if each.standing is not Standing.DONE), None),
        "done": sum(each.standing is not Standing.NOT_YET for each in mine),
        "others": [each for each in units_on(today) if each.code not in codes],
        "may_see": may_see_learning(actor),
        "may_count": may_count_learning(actor),
    }
    return render(request, "training/units.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChoice:
    """A choice as it is shown; once the check was marked, whether it was chosen and why it is wrong."""

    choice: Choice
    line: Shown
    chosen: bool
    why: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCheck:
    """A question as it is shown: its choices, what it rests on, and how it was answered once it was marked."""

    check: Check
    line: Shown
    choices: Sequence[ShownChoice]
    laws: Sequence[str]
    marked: Marked | None
    left: bool = False


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@at_most(SEARCH)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What do I learn in five minutes, and have I understood it?"""
    actor, form = asking(request), DayForm(request.GET or None)
    today = localdate()
    on = today if request.method == "POST" else today_or(form)
    found = unit_on(code, on)
    if found is None:
        raise Http404("unit")
    page = Page(unit=found, on=on, actor=actor)
    if request.method != "POST":
        return render(request, "training/unit.html", page.context(form=form))
    if request.POST.get(VERSION) != str(found.version):
        return render(request, "training/unit.html", page.context(form=form, outdated=True), status=422)
    given = {each.number: request.POST.getlist(f"cau-{each.number}") for each in found.checks}
    if any(not letters for letters in given.values()):
        return render(request, "training/unit.html", page.context(form=form, given=given), status=422)
    rows = answer(found, given, by=actor, at=localtime(), on=on)
    if passed(rows) and actor.desk is not None:
        messages.success(request, f"Đạt bài “{found.title}”. Đã ghi cho bàn giao sau này.")
        return redirect("training_unit", code)
    status = 200 if passed(rows) else 422
    return render(request, "training/unit.html", page.context(form=form, given=given, rows=rows), status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page of a unit tells on a day, to whom."""

    unit: Unit
    on: date
    actor: Actor

    def context(
        self,
        *,
        form: DayForm,
        given: Mapping[str, Sequence[str]] | None = None,
        rows: Sequence[Marked] = (),
        outdated: bool = False,
    ) -> dict[str, Any]:
        """Text, example, where it is done, the check with what was answered, and how it stands with her.

        `outdated`: what was answered belongs to another version than this one, and was not marked.
        """
        figures = Law([self.unit], self.on).figures(self.unit)
        marked = {each.check.number: each for each in rows}
        checks = [
            self.check(each, figures, marked.get(each.number), (given or {}).get(each.number))
            for each in self.unit.checks
        ]
        learned = self.learned()
        return {
            "form": form,
            "on": self.on,
            "today": self.on == localdate(),
            "unit": self.unit,
            "text": self.said(self.unit.text, figures),
            "example": self.said(self.unit.example, figures),
            "checks": checks,
            "outdated": outdated,
            "unanswered": [each for each in checks if each.left],
            "answered": bool(rows),
            "passed": bool(rows) and passed(rows),
            "right": sum(each.right for each in rows),
            "learned": learned,
            "following": self.following(learned),
            "records": self.actor.desk is not None,
            "figures": [(each, url_of(each.reference, self.on)) for each in rests_on(figures)],
            "questions": self.questions(),
            "forms": self.forms(),
        }

    def said(self, text: str, figures: Mapping[Reference, Figure]) -> list[tuple[str, list[Shown]]]:
        """A text as paragraphs and lists."""
        return grouped([shown(line, figures, self.on) for line in lines_of(text)])

    def line(self, text: str, figures: Mapping[Reference, Figure]) -> Shown:
        """A text of one line."""
        return shown(lines_of(text)[0], figures, self.on)

    def check(
        self,
        each: Check,
        figures: Mapping[Reference, Figure],
        marked: Marked | None,
        given: Sequence[str] | None,
    ) -> ShownCheck:
        """A question; only of what was chosen it says why, so that a second look is a second thought."""
        chosen = set(given or ())
        named = {*each.by, *(one for choice in each.choices for one in references(choice.why))}
        laws = [figures[one].told for one in sorted(named) if one in figures and figures[one].law]
        return ShownCheck(
            check=each,
            line=self.line(each.text, figures),
            choices=[
                ShownChoice(
                    choice=choice,
                    line=self.line(choice.text, figures),
                    chosen=choice.letter in chosen,
                    why=self.line(choice.why, figures) if marked and choice.letter in chosen else None,
                )
                for choice in each.choices
            ],
            laws=list(dict.fromkeys(laws)),
            marked=marked,
            left=given is not None and not given,
        )

    def learned(self) -> Learned | None:
        """How the unit stands with her; None for who is not signed in, or never passed it at no desk of it."""
        if self.actor.user is None or self.on != localdate():
            return None
        return learned_one(self.unit, self.actor.user, self.on)

    def following(self, learned: Learned | None) -> Unit | None:
        """The unit of her desk that comes next, once she has passed this one."""
        if learned is None or learned.standing is not Standing.DONE or self.actor.desk is None:
            return None
        mine = learning_of(self.actor.account, self.actor.desk.role, self.on)
        return next((each.unit for each in mine if each.standing is not Standing.DONE), None)

    def questions(self) -> list[Question]:
        """The answers of guidance that it leads to."""
        return [each for each in questions_on(self.on) if each.code in self.unit.questions]

    def forms(self) -> list[BlankForm]:
        """The blank forms that it leads to."""
        return [each for each in blank_forms_on(self.on) if each.code in self.unit.forms]


def rests_on(figures: Mapping[Reference, Figure]) -> list[Figure]:
    """Each row of the law once; what is worked out of a row is told by the row."""
    return once({each: figure for each, figure in figures.items() if each.list != SUMS})
