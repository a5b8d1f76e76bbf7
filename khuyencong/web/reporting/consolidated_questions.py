"""Reading a question about returns added up out of an address, and writing it back into one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode
from django.utils.timezone import is_naive, localdate, localtime

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness import Kept, kept_by
from khuyencong.reporting.queries.consolidated import (
    Consolidated,
    Counted,
    Question,
    UnknownAreaError,
    areas_of,
    consolidated,
    ground_of,
)
from khuyencong.reporting.queries.consolidated.places import NATION
from khuyencong.reporting.queries.report import BORDERS, THEN
from khuyencong.rules.periods import Every, Period
from khuyencong.rules.returned_values import Against
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.questions import known_at

Choices = Sequence[tuple[str, str]]
YES = "1"


class AskConsolidatedForm(AskForm):
    """Which form, period, area; on which borders, from which returns, against what, as known when."""

    loai = forms.ChoiceField(label="Biểu", required=False)
    ky = forms.ChoiceField(label="Kỳ", required=False)
    vung = forms.ChoiceField(label="Địa bàn", required=False)
    luy = forms.BooleanField(label="Lũy kế từ đầu năm", required=False)
    sovoi = forms.ChoiceField(
        label="So với", choices=[(each.value, each.label) for each in Against], required=False
    )
    tinh = forms.ChoiceField(
        label="Tính", choices=[(each.value, each.label.capitalize()) for each in Counted], required=False
    )
    diagioi = forms.ChoiceField(
        label="Địa giới",
        choices=[(code, words.capitalize()) for code, words in BORDERS.items()],
        required=False,
    )
    biet = forms.CharField(
        label="Như đã biết đến",
        required=False,
        max_length=10,
        widget=forms.TextInput(
            attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )

    def __init__(self, *args: Any, loai: Choices, ky: Choices, vung: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("loai", loai), ("ky", ky), ("vung", vung)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer with the form filled with its question, and the question as an address carries it."""

    found: Consolidated
    form: AskConsolidatedForm
    kind: Kept
    asking: str
    pinned: str
    region: str
    """The region asked for, as the table of who has sent narrows by it; "" for the nation or one province."""


def placed_kinds(actor: Actor) -> list[Kept]:
    """The kinds of returns that add up by place: what a regional centre or the ministry owes has none."""
    nowhere = (Agency.Kind.REGION_CENTRE, Agency.Kind.MINISTRY)
    return [each for each in kept_by(actor) if each.by not in nowhere]


def periods_of(actor: Actor, kind: Kept) -> list[Period]:
    """The periods that something is owed for, the latest first; one SELECT."""
    rows = PeriodicReturn.objects.visible_to(actor).filter(
        form=kind.form, every=kind.every, agency__kind=kind.by
    )
    pairs = rows.order_by("-year", "-number").values_list("year", "number").distinct()
    return [Period(every=Every(kind.every), year=year, number=number) for year, number in pairs]


def code_of(period: Period) -> str:
    """A period as an address carries it."""
    return f"{period.year}.{period.number}"


def instant(request: HttpRequest) -> datetime:
    """As known when: that very instant, else the end of that day, else now; never after now."""
    told, now = request.GET.get("luc", ""), localtime()
    if not told:
        return min(known_at(request.GET.get("biet", "")), now)
    try:
        found = parse_datetime(told)
        if found is None or is_naive(found):
            raise Http404("instant")
        return min(localtime(found), now)
    except (ValueError, OverflowError) as error:
        raise Http404("instant") from error


def borders_day(request: HttpRequest) -> date:
    """The day whose borders "now" means: the one a pinned question names, else today; never after today."""
    told, today = request.GET.get("ngay", ""), localdate()
    if not told:
        return today
    try:
        found = parse_date(told)
    except ValueError as error:
        raise Http404("day") from error
    if found is None:
        raise Http404("day")
    return min(found, today)


def answer_of(request: HttpRequest, actor: Actor) -> Answer | None:
    """The answer to what the address asks; None where nothing is owed. Http404 for what does not exist."""
    kinds = placed_kinds(actor)
    if not kinds:
        return None
    asked = request.GET
    kind = chosen(kinds, lambda each: each.code, asked.get("loai", ""))
    periods = periods_of(actor, kind)
    ended = [each for each in periods if each.ends <= localdate()]
    # A period of another kind stays in the address when the form is changed: then its own latest one.
    wanted = asked.get("ky", "")
    period = next((each for each in periods if code_of(each) == wanted), (ended or periods)[0])
    question = Question(
        form=kind.form,
        by=kind.by,
        period=period,
        known_at=instant(request),
        today=borders_day(request),
        running=asked.get("luy", "") in (YES, "on"),
        borders=one_of(asked.get("diagioi") or THEN, BORDERS),
        counted=Counted(one_of(asked.get("tinh") or Counted.SIGNED, list(Counted))),
        against=Against(one_of(asked.get("sovoi") or Against.YEAR_BEFORE, list(Against))),
    )
    ground = ground_of(question)
    areas = areas_of(actor, ground)
    if not areas:
        return None
    question = replace(question, area=asked.get("vung") or areas[0][0])
    try:
        found = consolidated(question, actor=actor, ground=ground)
    except UnknownAreaError as unknown:
        raise Http404("area") from unknown
    form = AskConsolidatedForm(
        initial=told(question, asked.get("biet", "")),
        loai=[(each.code, each.name) for each in kinds],
        ky=[(code_of(each), each.label) for each in periods],
        vung=areas,
    )
    stays = pinned_of(question) if asked.get("luc") else told(question, asked.get("biet", ""))
    asking = urlencode({name: value for name, value in stays.items() if value})
    pinned = urlencode({name: value for name, value in pinned_of(question).items() if value})
    region = question.area if question.area in {each.code for each in ground.regions} - {NATION} else ""
    return Answer(found=found, form=form, kind=kind, asking=asking, pinned=pinned, region=region)


def chosen(listed: Sequence[Any], code: Any, wanted: str) -> Any:
    """The one of that code, else the first; Http404 where another is asked for."""
    if not wanted:
        return listed[0]
    found = next((each for each in listed if code(each) == wanted), None)
    if found is None:
        raise Http404("choice")
    return found


def one_of(value: str, allowed: Any) -> str:
    """The value where it is one of those; Http404."""
    if value not in allowed:
        raise Http404("choice")
    return value


def pinned_of(question: Question) -> dict[str, str]:
    """A question as a link that is answered alike whenever it is opened: with its instant and its borders."""
    day = question.today.isoformat() if question.borders != THEN else ""
    return told(question, "") | {"luc": question.known_at.isoformat(), "ngay": day}


def told(question: Question, known: str) -> dict[str, str]:
    """A question as the form's fields say it."""
    return {
        "loai": f"{question.form}.{question.period.every}.{question.by}",
        "ky": code_of(question.period),
        "vung": question.area,
        "luy": YES if question.running else "",
        "sovoi": question.against.value,
        "tinh": question.counted.value,
        "diagioi": question.borders,
        "biet": known,
    }
