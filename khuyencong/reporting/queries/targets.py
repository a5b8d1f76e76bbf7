"""What was reached of a programme's targets: approved returns of departments, by year and province.

A figure counts when its return is approved; a province's span counts when every department that stood there by
its end has reported (three old ones before a merger, one after), on the provinces of the day asked about.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Sum

from khuyencong.norms.models import Programme, ProgrammeTarget
from khuyencong.norms.queries.returns import indicators_of, targets_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.places.queries import Place, province_lineage, provinces_on
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.rules.indicators import Aggregation, IndicatorLine
from khuyencong.rules.periods import Every
from khuyencong.rules.return_checks import codes_in
from khuyencong.rules.targets import Reached, Span, due_by, reached, share_of
from khuyencong.rules.validity import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDone:
    """One year of one target: None where nothing is known; of how many provinces, and up to which month."""

    year: int
    value: int | None = None
    known: int = 0
    owed: int = 0
    through: int = 0


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
        return known[-1] if self.line.aggregation is Aggregation.LAST else sum(known)

    @property
    def share(self) -> Fraction | None:
        """How much of the target that is."""
        return share_of(self.done, self.target.value)

    @property
    def verdict(self) -> str:
        """Reached, in time, behind, by how much of its years the figures cover; "" where it is unknown.

        What is missing can only add to it: then it may be told as reached or in time, but not as behind.
        """
        last = max((each for each in self.years if each.value is not None), key=_when, default=None)
        if self.share is None or last is None:
            return ""
        if self.share >= 1:
            return "reached"
        gone = due_by(self.target.first_year, self.target.last_year, last.year, last.through)
        if self.share >= gone:
            return "in_time"
        told = [each for each in self.years if each.year <= last.year]
        return "behind" if all(each.known == each.owed for each in told) else "partial"


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

    Six SELECTs, however many returns; `province` (the key of its row) narrows to one, `actor` to what she sees.
    """

    def __init__(
        self, codes: Collection[str], years: Collection[int], *, actor: Actor, on: date, province: int | None
    ) -> None:
        self.places = [each for each in provinces_on(on) if province is None or each.id == province]
        lines = {each.code: each for each in indicators_of("", on)}
        self.lines = {code: lines[code] for code in codes if code in lines}
        homes = self._homes(on)
        self.owing: dict[int, list[Unit]] = defaultdict(list)
        for unit, home in homes.items():
            self.owing[home].append(unit)
        forms = {line.form for line in self.lines.values()}
        returns = (
            PeriodicReturn.objects.visible_to(actor)
            .filter(state=PeriodicReturn.State.APPROVED, agency__kind=Agency.Kind.DEPARTMENT)
            .filter(form__in=forms, year__in=years)
            .exclude(every=Every.MONTH)
        )
        cells = ReturnCell.objects.standing().filter(periodic_return__in=returns, indicator__in=self.lines)
        said = cells.values_list("periodic_return_id", "indicator").annotate(total=Sum("value"))
        values = {(key, code): total for key, code, total in said}
        self.found: dict[tuple[int, str, int], dict[Span, int | None]] = defaultdict(dict)
        for key, place, form, every, year, number in returns.values_list(
            "pk", "agency__unit_id", "form", "every", "year", "number"
        ):
            months = Every(every).months
            span = ((number - 1) * months + 1, number * months)
            for code in self.lines:
                if self.lines[code].form == form:
                    self.found[place, code, year][span] = values.get((key, code), 0) or 0

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
        known = {span: sum(part[span] for part in parts) for span in spans}
        return reached(known, self.lines[codes[0]].aggregation) if known else None

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
                whole[span] = sum(each for each in said if each is not None)
        return whole


def _end(year: int, month: int) -> date:
    """A day in the last days of that month: the 28th is in each."""
    return date(year, month, 28)


def progress_of(
    programme: Programme, *, actor: Actor, on: date, province: int | None = None, returns: bool = True
) -> tuple[list[TargetRow], list[ProgrammeTarget]]:
    """Every target with what was done, and what was published beside them; seven SELECTs.

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
    """All places together; the month is the one that every known place has reached."""
    made = [known.year(place.id, codes, year) for place in known.places]
    told = [each for each in made if each is not None]
    return YearDone(
        year=year,
        value=sum(each.value for each in told) if told else None,
        known=len(told),
        owed=len(made),
        through=min((each.through for each in told), default=0),
    )


def provinces_of(target: ProgrammeTarget, *, actor: Actor, on: date) -> tuple[TargetRow, list[ProvinceRow]]:
    """One target by province and year, and all of them together; six SELECTs."""
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
    made = known.year(home, codes, year)
    if made is None:
        return YearDone(year=year, owed=1)
    return YearDone(year=year, value=made.value, known=1, owed=1, through=made.through)
