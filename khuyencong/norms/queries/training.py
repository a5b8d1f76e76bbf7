"""Units of training of a day, what the law and our rules say in them, and how they stand with people."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from khuyencong.handover.models import LearnedUnit
from khuyencong.handover.queries import learned_by
from khuyencong.norms.models import AdvanceTier, Deadline, Norm, ProductMark
from khuyencong.norms.queries.guidance import NATIONAL, NORMS, figures_on, questions_on
from khuyencong.norms.queries.lists import LISTS, rows_on
from khuyencong.norms.queries.norms import norms_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.dated import in_force as limit_in_force
from khuyencong.organisations.limits import limits
from khuyencong.organisations.models import Agency, Desk, Seat, User
from khuyencong.organisations.queries import names_on
from khuyencong.post.queries.working_days import working_days
from khuyencong.rules import advances
from khuyencong.rules.calendar import add_working_days
from khuyencong.rules.guidance import Figure, Reference
from khuyencong.rules.money import dong
from khuyencong.rules.norms import highest_support
from khuyencong.rules.products import TENTHS, mean_of, mean_words, reaches
from khuyencong.rules.reconcile.engine import reconcile
from khuyencong.rules.reconcile.reading import read_claims
from khuyencong.rules.settling import Limit
from khuyencong.rules.training import (
    SUMS,
    Change,
    Standing,
    Sum,
    Unit,
    UnreadableUnitError,
    changes,
    in_force_on,
    law_of,
    standing,
    unit_of,
)

FOLDER = Path(__file__).resolve().parents[1] / "data" / "training"
QUESTIONS = "hoi-dap"


@cache
def units() -> tuple[Unit, ...]:
    """Every version of every unit as the files have them; UnreadableUnitError names a file that is none."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            try:
                found.append(unit_of(tomllib.load(file)))
            except (UnreadableUnitError, tomllib.TOMLDecodeError) as error:
                raise UnreadableUnitError(f"{path.name}: {error}") from error
    return tuple(found)


def units_on(on: date) -> list[Unit]:
    """The units of a day, in their order; no SELECT."""
    return in_force_on(units(), on)


def unit_on(code: str, on: date) -> Unit | None:
    """The version of a unit that holds on that day; no SELECT."""
    return next((each for each in units_on(on) if each.code == code), None)


def units_for(role: str, on: date) -> list[Unit]:
    """The units that go with a desk of that role; no SELECT."""
    return [each for each in units_on(on) if role in each.roles]


class Law:
    """What the law and our rules say on a day in the places of units; each list is read once."""

    def __init__(self, found: Iterable[Unit], on: date) -> None:
        chosen = list(found)
        rows = {each for unit in chosen for each in unit.law}
        figures = figures_on(rows, on)
        sums = _sums(chosen, on)
        asked = {each: None for unit in chosen for each in unit.questions}
        answers = {each.code: each for each in questions_on(on)} if asked else {}
        self._answers = {
            code: f"câu trả lời áp dụng từ {answers[code].since:%d/%m/%Y}" for code in asked if code in answers
        }
        self._figures, self._sums = figures, sums

    def figures(self, unit: Unit) -> dict[Reference, Figure]:
        """What is said in each place that the unit names."""
        said = {each: self._figures[each] for each in unit.law}
        for each in unit.sums:
            reference = Reference(SUMS, each.name)
            row = self._figures[each.row] if each.row is not None else None
            said[reference] = Figure(
                reference=reference,
                lines=tuple(self._sums[unit.code, each.name]),
                law=row.law if row is not None else "",
                since=row.since if row is not None else None,
                verified=row.verified if row is not None else True,
            )
        return said

    def of(self, unit: Unit) -> dict[str, list[str]]:
        """The same and the answers of guidance it leads to, as a record keeps them."""
        rests = {f"{QUESTIONS}:{code}": [self._answers.get(code, "")] for code in unit.questions}
        return law_of(self.figures(unit).values()) | rests


def _sums(chosen: Sequence[Unit], on: date) -> dict[tuple[str, str], list[str]]:
    """Each sum in words by its unit and name, [] where the law of the day has no row for it.

    One SELECT a list, however many units take a row of it.
    """
    sums = [(unit.code, each) for unit in chosen for each in unit.sums]
    rows = {name: _rows(name, on) for name in {each.row.list for _, each in sums if each.row is not None}}
    return {(code, each.name): _worked_out(each, rows) for code, each in sums}


def _worked_out(said: Sum, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    if said.row is None:
        return KINDS[said.kind](None, said.given)
    row = rows[said.row.list].get(said.row.code)
    return [] if row is None else KINDS[said.kind](row, said.given)


def _rows(name: str, on: date) -> dict[str, Any]:
    if name == NORMS:
        return {each.item.code: each for each in norms_on(on, purse=NATIONAL)}
    return {each.code: each for each in rows_on(LISTS[name], on)}


def _support(row: Norm, given: Mapping[str, Any]) -> list[str]:
    """The most the norm allows for that cost."""
    most = highest_support(row.rule, given["cost"], count=given.get("count", 1)).amount
    return [] if most is None else [dong(most)]


def _counterpart(row: Norm, given: Mapping[str, Any]) -> list[str]:
    """What is left for the owner when the most is given."""
    most = highest_support(row.rule, given["cost"]).amount
    return [] if most is None else [dong(given["cost"] - most)]


def _advance(row: AdvanceTier, given: Mapping[str, Any]) -> list[str]:
    """The most that may be advanced on that support once so much of the work is done."""
    part = advances.Part(name="", amount=given["support"], tier=row.rule)
    asked = advances.Standing(support=given["support"], advanced=0, done=given["done"], parts=[part])
    return [dong(advances.ceiling_of(asked))]


def _term(row: Deadline, given: Mapping[str, Any]) -> list[str]:
    """The last day of a term that begins on that day, or of that budget year's date."""
    since: date = given["since"]
    if row.working_days and row.after_days is not None:
        return [f"{add_working_days(since, row.after_days, working_days()):%d/%m/%Y}"]
    limit = Limit(
        law=row.law,
        verified=row.verified,
        days=row.after_days,
        month=row.month,
        day=row.day,
        inclusive=row.inclusive,
    )
    last = limit.last(since, since.year)
    return [] if last is None else [f"{last:%d/%m/%Y}"]


def _mean(row: ProductMark, given: Mapping[str, Any]) -> list[str]:
    """The mean of the judges' totals and whether it reaches the threshold."""
    mean = mean_of([int(Fraction(str(each)) * TENTHS) for each in given["points"]])
    threshold = int(row.value or 0)
    return [f"{mean_words(mean)} điểm, {'đạt' if reaches(mean, threshold) else 'chưa đạt'}"] if mean else []


def _contradiction(_: None, given: Mapping[str, Any]) -> list[str]:
    """What `khuyencong reconcile` says of these figures."""
    return [each.message for each in reconcile(read_claims(given["claims"])).findings]


KINDS: dict[str, Callable[[Any, Mapping[str, Any]], list[str]]] = {
    "support": _support,
    "counterpart": _counterpart,
    "advance": _advance,
    "term": _term,
    "mean": _mean,
    "contradiction": _contradiction,
}
"""How each kind of sum is worked out: by the rules that the pages use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A unit of a desk and how it stands with a person; `row` is what she passed last."""

    unit: Unit
    standing: Standing
    row: LearnedUnit | None = None
    changes: tuple[Change, ...] = ()

    @property
    def version_is_new(self) -> bool:
        """Whether the unit has a version that she has not passed."""
        return self.row is not None and self.row.version < self.unit.version


def learning(chosen: Sequence[Unit], passed: Mapping[str, LearnedUnit], law: Law) -> list[Learned]:
    """How these units stand with one person; no SELECT."""
    found = []
    for unit in chosen:
        row = passed.get(unit.code)
        now = law.of(unit) if row is not None else {}
        found.append(
            Learned(
                unit=unit,
                row=row,
                standing=standing(unit, row.version if row else None, row.law if row else {}, now),
                changes=changes(row.law, now) if row is not None else (),
            )
        )
    return found


def learning_of(user: User, role: str, on: date) -> list[Learned]:
    """How the units of a desk of that role stand with her: one SELECT, and one a list of what she passed."""
    chosen = units_for(role, on)
    passed = learned_by([user.pk], LearnedUnit.objects.all())[user.pk]
    return learning(chosen, passed, Law([each for each in chosen if each.code in passed], on))


def learned_one(unit: Unit, user: User, on: date) -> Learned:
    """How one unit stands with her, whatever her desk: one SELECT, and one a list of a unit she passed."""
    passed = learned_by([user.pk], LearnedUnit.objects.all())[user.pk]
    [found] = learning([unit], passed, Law([unit] if unit.code in passed else [], on))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the page of her work says of training: the next unit of a newcomer, and units to look at again."""

    next: Unit | None
    left: int
    look: tuple[Learned, ...]


def offer_for(user: User, desk: Desk, on: date) -> Offer | None:
    """What to offer her at that desk, None for nothing: an old hand is asked only to look at what changed."""
    found = learning_of(user, desk.role, on)
    left = [each.unit for each in found if each.standing is Standing.NOT_YET]
    look = tuple(each for each in found if each.standing is Standing.LOOK)
    new = bool(left) and is_new(user, desk, on)
    if not new and not look:
        return None
    return Offer(next=left[0] if new else None, left=len(left) if new else 0, look=look)


def is_new(user: User, desk: Desk, on: date) -> bool:
    """Whether she has sat at the desk for less than our limit says; one SELECT."""
    days = limit_in_force(limits(), "newcomer", on).days
    seats = Seat.objects.on(on).filter(user=user, desk=desk)
    return seats.filter(since__gt=on - timedelta(days=days)).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLine:
    """A desk, who sits there and how its units stand with her; nobody and none where it is empty."""

    desk: Desk
    holder: User | None
    learned: tuple[Learned, ...]

    @property
    def done(self) -> int:
        """How many were passed, whatever changed since."""
        return sum(each.standing is not Standing.NOT_YET for each in self.learned)

    @property
    def of(self) -> dict[str, Learned]:
        """By the code of the unit."""
        return {each.unit.code: each for each in self.learned}


def desks_learned(actor: Actor, on: date) -> list[DeskLine]:
    """The desks of her very agency with their holders, and of what they passed what she may see.

    As many SELECTs however many sit there.
    """
    desks = list(Desk.objects.on(on).filter(agency=actor.agency).order_by("title", "pk"))
    return _lines(desks, on, LearnedUnit.objects.visible_to(actor))


def _lines(desks: Sequence[Desk], on: date, among: QuerySet[LearnedUnit]) -> list[DeskLine]:
    seats = Seat.objects.on(on).filter(desk__in=desks).select_related("user")
    holders = {each.desk_id: each.user for each in seats}
    passed = learned_by([each.pk for each in holders.values()], among)
    law = Law(units_on(on), on)
    found = []
    for desk in desks:
        holder = holders.get(desk.pk)
        chosen = units_for(desk.role, on)
        if not chosen:
            continue
        told = tuple(learning(chosen, passed[holder.pk], law)) if holder is not None else ()
        found.append(DeskLine(desk=desk, holder=holder, learned=told))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyCount:
    """Of an agency only how many: people at desks that have units, units passed of those that go with them."""

    agency: Agency
    name: str
    people: int
    passed: int
    due: int
    finished: int


def agencies_learned(on: date) -> list[AgencyCount]:
    """Every agency with a held desk that has units, in as many SELECTs for any number.

    Counts alone leave it, no person and no row: so all rows are counted, not those that one reader may see.
    """
    desks = list(Desk.objects.on(on).select_related("agency").order_by("agency__code"))
    by_agency: dict[Agency, list[DeskLine]] = defaultdict(list)
    for line in _lines(desks, on, LearnedUnit.objects.all()):
        if line.holder is not None:
            by_agency[line.desk.agency].append(line)
    names = names_on(by_agency, on)
    return [
        AgencyCount(
            agency=agency,
            name=names[agency.pk],
            people=len(lines),
            passed=sum(each.done for each in lines),
            due=sum(len(each.learned) for each in lines),
            finished=sum(each.done == len(each.learned) for each in lines),
        )
        for agency, lines in by_agency.items()
    ]


def learned_until(user: User, desk: Desk, at: datetime, on: date) -> list[tuple[Unit, LearnedUnit | None]]:
    """The units of a desk and what she had passed of each by then, as a minute tells it; one SELECT."""
    passed = learned_by([user.pk], LearnedUnit.objects.filter(passed_at__lte=at))[user.pk]
    return [(each, passed.get(each.code)) for each in units_for(desk.role, on)]
