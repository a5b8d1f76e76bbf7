"""What was reached of a programme's targets: approved returns of departments, by year and province.

A figure counts when its return is approved, and what was approved stands while the return is open again, until
the restatement is approved in its turn; of a line it does not hold a return says nothing. A province's span
counts when every department that stood there by its end has reported (three old ones before a merger, one
after), on the provinces of the day asked about.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from khuyencong.norms.models import Programme, ProgrammeTarget
from khuyencong.norms.queries.returns import LineOn, lines_ever, targets_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.places.queries import Place, province_lineage, provinces_on
from khuyencong.reporting.models import PeriodicReturn, ReturnMark
from khuyencong.reporting.queries.consolidated import Counted
from khuyencong.reporting.queries.consolidated.values import cells_of, counting
from khuyencong.rules.chains import Span
from khuyencong.rules.indicators import Aggregation, IndicatorLine
from khuyencong.rules.periods import Every
from khuyencong.rules.return_checks import codes_in
from khuyencong.rules.returned_values import last_counts, over_places
from khuyencong.rules.targets import Reached, due_by, reached, share_of
from khuyencong.rules.validity import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDone:
    """One year of one target: None where nothing is known; of how many provinces, each up to which month."""

    year: int
    value: int | None = None
    known: int = 0
    owed: int = 0
    reaches: tuple[int, ...] = ()
    made: bool = False

    @property
    def through(self) -> int:
        """The month up to which every known place is in it; 0 where none is."""
        return min(self.reaches, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One target, what was done of it by year and together, and what else was published of the same."""

    target: ProgrammeTarget
    line: IndicatorLine
    years: tuple[YearDone, ...]
    published: tuple[ProgrammeTarget, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether any line of the forms counts it."""
        return bool(self.target.indicator)

    @property
    def done(self) -> int | None:
        """What the years come to; of what stands the last that is known. None where no year is."""
        known = [each.value for each in self.years if each.value is not None]
        if not known:
            return None
        return known[-1] if last_counts(self.line) else sum(known)

    @property
    def share(self) -> Fraction | None:
        """How much of the target that is."""
        return share_of(self.done, self.target.value)

    @property
    def verdict(self) -> str:
        """Reached, in time, behind, by how much of its years the figures cover; "" where it is unknown.

        What is missing can only add to it: then it may be told as reached or in time, but not as behind. In
        time it is for the month the farthest place has reached, behind for the one all have.
        """
        last = max((each for each in self.years if each.value is not None), key=_when, default=None)
        if self.share is None or last is None:
            return ""
        if self.share >= 1:
            return "reached"
        if self.share >= self._gone(last.year, max(last.reaches)):
            return "in_time"
        told = [each for each in self.years if each.year <= last.year]
        whole = all(each.known == each.owed for each in told)
        return "behind" if whole and self.share < self._gone(last.year, last.through) else "partial"

    def _gone(self, year: int, month: int) -> Fraction:
        return due_by(self.target.first_year, self.target.last_year, year, month)

    @property
    def made(self) -> bool:
        """Whether any of its figures is made up."""
        return any(each.made for each in self.years)


def _when(done: YearDone) -> int:
    return done.year


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceRow:
    """One province's part in a target."""

    place: Place
    years: tuple[YearDone, ...]
    done: int | None


class Returns:
    """Approved returns of departments, by the provinces of a day: what each reported in each span of a year.

    Seven SELECTs, however many returns; `province` (the key of its row) narrows to one, `actor` to her sight.
    """

    def __init__(
        self, codes: Collection[str], years: Collection[int], *, actor: Actor, on: date, province: int | None
    ) -> None:
        self.places = [each for each in provinces_on(on) if province is None or each.id == province]
        ever = lines_ever(codes, on)
        self.lines = {code: then_of(rows, years) for code, rows in ever.items()}
        homes = self._homes(on)
        self.owing: dict[int, list[Unit]] = defaultdict(list)
        for unit, home in homes.items():
            self.owing[home].append(unit)
        forms = {each.line.form for rows in ever.values() for each in rows}
        returns = (
            PeriodicReturn.objects.visible_to(actor)
            .filter(agency__kind=Agency.Kind.DEPARTMENT, form__in=forms, year__in=years)
            .exclude(every=Every.MONTH)
            .order_by()
        )
        marks = ReturnMark.objects.filter(periodic_return__in=returns).order_by(
            "periodic_return_id", "at", "pk"
        )
        counted = counting(marks, Counted.APPROVED)
        cells = cells_of(counted).filter(indicator__in=self.lines).order_by()
        said: dict[tuple[int, str], list[int | None]] = defaultdict(list)
        for key, code, value in cells.values_list("periodic_return_id", "indicator", "value"):
            said[key, code].append(value)
        told = returns.filter(pk__in=[each.report for each in counted]).values_list("pk", "every", "made_up")
        steps = {key: every for key, every, _ in told}
        made = {key for key, _, made_up in told if made_up}
        self.made = {(each.unit, each.year) for each in counted if each.report in made}
        self.found: dict[tuple[int, str, int], dict[Span, int | None]] = defaultdict(dict)
        for each in counted:
            if each.unit is None:
                continue
            months = Every(steps[each.report]).months
            span = ((each.number - 1) * months + 1, each.number * months)
            for code, line in self.lines.items():
                if (each.report, code) in said:
                    value = over_places(line, said[each.report, code])
                    self.found[each.unit, code, each.year][span] = told_in(
                        line, line_on(ever[code], _end(each.year, span[1])), value
                    )

    def _homes(self, on: date) -> dict[Unit, int]:
        """Every province there ever was, and the one of that day in which it is shown."""
        wanted, lineage = {each.id for each in self.places}, province_lineage()
        units = Unit.objects.filter(level=Unit.Level.PROVINCE)
        held = {unit: lineage.holder(unit.pk, wanted) for unit in units}
        return {unit: home for unit, home in held.items() if home is not None}

    def year(self, home: int, codes: Sequence[str], year: int) -> Reached | None:
        """What the province reached in a year of these lines together."""
        parts = [self._whole(home, code, year) for code in codes]
        spans = set.intersection(*(set(part) for part in parts)) if parts else set()
        line = self.lines[codes[0]]
        told = {span: over_places(line, [part[span] for part in parts]) for span in spans}
        known = {span: value for span, value in told.items() if value is not None}
        last = last_counts(line)
        return reached(known, Aggregation.LAST if last else Aggregation.SUM) if known else None

    def is_made(self, home: int, year: int) -> bool:
        """Whether a return of the province in that year is made up."""
        return any((unit.pk, year) in self.made for unit in self.owing[home])

    def _whole(self, home: int, code: str, year: int) -> dict[Span, int]:
        """The spans for which every department that stood at their end has reported."""
        owing = self.owing[home]
        spans = {span for unit in owing for span in self.found.get((unit.pk, code, year), ())}
        whole = {}
        for span in spans:
            ends = _end(year, span[1])
            owe = [unit for unit in owing if in_force(unit.since, unit.until, ends)]
            said = [self.found.get((unit.pk, code, year), {}).get(span) for unit in owe]
            if said and None not in said:
                together = over_places(self.lines[code], said)
                if together is not None:
                    whole[span] = together
        return whole


def then_of(rows: Sequence[LineOn], years: Collection[int]) -> IndicatorLine:
    """How a line is shown beside those years: as it was last in them, though it be retired since."""
    last = max(years, default=None)
    by_then = [each for each in rows if last is None or each.since.year <= last]
    return (by_then or rows)[-1].line


def line_on(rows: Sequence[LineOn], day: date) -> IndicatorLine:
    """A line as it stood on a day; of days before or between its rows the next one."""
    return next((each.line for each in rows if each.until is None or each.until > day), rows[-1].line)


def told_in(line: IndicatorLine, then: IndicatorLine, value: int | None) -> int | None:
    """A value that was typed in the line of then, in the digits of the line it is shown by.

    None where the unit was another one, or there are more digits than that line holds.
    """
    if value is None or then.unit.strip() != line.unit.strip() or then.money != line.money:
        return None
    if then.places <= line.places:
        more: int = 10 ** (line.places - then.places)
        return value * more
    whole, rest = divmod(value, 10 ** (then.places - line.places))
    return whole if rest == 0 else None


def _end(year: int, month: int) -> date:
    """A day in the last days of that month: the 28th is in each."""
    return date(year, month, 28)


def progress_of(
    programme: Programme, *, actor: Actor, on: date, province: int | None = None, returns: bool = True
) -> tuple[list[TargetRow], list[ProgrammeTarget]]:
    """Every target with what was done, and what was published beside them; eight SELECTs.

    Without `returns` only what was published is told: who does not see every province must not read a part of
    the nation as the whole.
    """
    rows = targets_of(programme.code, on)
    targets = [each for each in rows if each.kind == ProgrammeTarget.Kind.TARGET]
    published = [each for each in rows if each.kind == ProgrammeTarget.Kind.DONE]
    years = range(programme.first_year, min(programme.last_year, on.year) + 1)
    codes = {code for each in targets if each.indicator for code in codes_in(each.indicator)}
    known = Returns(codes if returns else (), years, actor=actor, on=on, province=province)
    shown = [_row(each, known, on, published) for each in targets]
    beside = {each.pk for row in shown for each in row.published}
    return shown, [each for each in published if each.pk not in beside]


def _row(target: ProgrammeTarget, known: Returns, on: date, published: Iterable[ProgrammeTarget]) -> TargetRow:
    codes = _codes(target, known.lines)
    years = [_nation(known, codes, year) for year in _years(target, on)] if codes else []
    same = tuple(each for each in published if each.indicator and each.indicator == target.indicator)
    return TargetRow(target=target, line=_line(target, known.lines), years=tuple(years), published=same)


def _codes(target: ProgrammeTarget, lines: Mapping[str, IndicatorLine]) -> list[str]:
    """The lines that count it; none where any of them is not known."""
    codes = list(codes_in(target.indicator)) if target.indicator else []
    return codes if all(code in lines for code in codes) else []


def _years(target: ProgrammeTarget, on: date) -> range:
    return range(target.first_year, min(target.last_year, on.year) + 1)


def _line(target: ProgrammeTarget, lines: Mapping[str, IndicatorLine]) -> IndicatorLine:
    """How its figures are shown: as the first line that counts it, or as it says itself."""
    codes = _codes(target, lines)
    if codes:
        return lines[codes[0]]
    return IndicatorLine(code="", name=target.name, form="", unit=target.unit, money=target.money)


def _nation(known: Returns, codes: Sequence[str], year: int) -> YearDone:
    """All places together, each as far as it has got."""
    reached = {place.id: known.year(place.id, codes, year) for place in known.places}
    told = [each for each in reached.values() if each is not None]
    return YearDone(
        year=year,
        value=over_places(known.lines[codes[0]], [each.value for each in told]),
        known=len(told),
        owed=len(reached),
        reaches=tuple(each.through for each in told),
        made=any(known.is_made(home, year) for home, each in reached.items() if each is not None),
    )


def provinces_of(target: ProgrammeTarget, *, actor: Actor, on: date) -> tuple[TargetRow, list[ProvinceRow]]:
    """One target by province and year, and all of them together; seven SELECTs."""
    codes = list(codes_in(target.indicator)) if target.indicator else []
    known = Returns(codes, _years(target, on), actor=actor, on=on, province=target.province_id)
    codes = _codes(target, known.lines)
    rows = []
    for place in known.places if codes else ():
        years = [_one(known, place.id, codes, year) for year in _years(target, on)]
        whole = TargetRow(target=target, line=known.lines[codes[0]], years=tuple(years))
        rows.append(ProvinceRow(place=place, years=whole.years, done=whole.done))
    return _row(target, known, on, ()), rows


def _one(known: Returns, home: int, codes: Sequence[str], year: int) -> YearDone:
    found = known.year(home, codes, year)
    if found is None:
        return YearDone(year=year, owed=1)
    made = known.is_made(home, year)
    return YearDone(year=year, value=found.value, known=1, owed=1, reaches=(found.through,), made=made)
