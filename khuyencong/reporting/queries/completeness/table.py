"""The table of completeness: who owes a form × the periods of a year, in a fixed number of SELECTs."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from khuyencong.norms.models import ReturnForm
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import names_on
from khuyencong.places.queries import UnknownRegionError, province_lineage, region_on
from khuyencong.reporting.models import PeriodicReturn, ReturnMark, Urging
from khuyencong.reporting.queries.periodic.known import let_in_since
from khuyencong.reporting.queries.periodic.lists import NOT_HERE
from khuyencong.rules.periods import Every, Period
from khuyencong.rules.text import sort_key
from khuyencong.rules.timeliness import LACKING, Owed, Rates, Timed, rates, timed

State = PeriodicReturn.State
KEPT = Count("marks", filter=Q(marks__kind=ReturnMark.Kind.KEPT))
"""How often a return was opened again and put back as it had been."""
YEARS = 8
"""So many years are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which returns: a form, how often it comes, from which kind of agency, of a year; "" for every region."""

    form: str
    every: Every
    by: str
    year: int
    region: str = ""

    @property
    def code(self) -> str:
        """The same without year and region, as an address carries it."""
        return f"{self.form}.{self.every}.{self.by}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kind of return that is owed at all, and what a reader calls it."""

    form: str
    every: Every
    by: str
    name: str

    @property
    def code(self) -> str:
        """As an address carries it."""
        return f"{self.form}.{self.every}.{self.by}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One return of the table: where it stands, how often it was asked for, which revision it is."""

    pk: int
    number: int
    timed: Timed
    urged: int
    due_on: date | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One agency with its periods in order, None where it owes nothing, and its rates."""

    agency: int
    name: str
    squares: tuple[Square | None, ...]
    rates: Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRates:
    """The rates of one year."""

    year: int
    rates: Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The table of one year with the rates of each period, of it, and of the years before."""

    asked: Asked
    on: date
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    by_period: tuple[Rates, ...]
    rates: Rates
    years: tuple[YearRates, ...]
    made: bool = False
    """Whether any return of it is made up."""

    @property
    def heads(self) -> list[tuple[str, Period, Rates]]:
        """Each period under a head as narrow as its column, with its rates."""
        pairs = zip(self.periods, self.by_period, strict=True)
        return [(period.short, period, rate) for period, rate in pairs]


def kept_by(actor: Actor) -> tuple[Kept, ...]:
    """Every kind of return she sees one of; two SELECTs."""
    seen = PeriodicReturn.objects.visible_to(actor).order_by()
    rows = seen.values_list("form", "every", "agency__kind")
    forms = forms_named(seen)
    order = {code: place for place, code in enumerate(forms)}
    kinds, steps = list(Agency.Kind.values), list(Every)
    found = sorted(
        rows.distinct(),
        key=lambda row: (
            order.get(row[0], len(order)),
            row[0],
            kinds.index(row[2]),
            steps.index(Every(row[1])),
        ),
    )
    return tuple(
        Kept(
            form=form,
            every=Every(every),
            by=kind,
            name=f"{forms.get(form, form)}, {Every(every).label.lower()}, {Agency.Kind(kind).label}",
        )
        for form, every, kind in found
    )


def forms_named(rows: QuerySet[PeriodicReturn]) -> dict[str, str]:
    """What the forms are called: as the last one that has begun; a province's own by what those of it say."""
    begun = ReturnForm._default_manager.filter(since__lte=localdate()).order_by("since", "position")
    names: dict[str, str] = {}
    for code, name, province in begun.values_list("code", "name", "province_id"):
        names[code] = names.get(code, "") if province is not None else name
    own = [code for code, name in names.items() if not name]
    told: dict[str, list[str]] = defaultdict(list)
    titles = rows.filter(form__in=own).order_by("title").values_list("form", "title")
    for form, title in titles.distinct() if own else ():
        told[form].append(title)
    return names | {form: " / ".join(said) for form, said in told.items()}


def years_of(actor: Actor) -> list[int]:
    """The years of which she sees a return, the latest first; one SELECT."""
    rows = PeriodicReturn.objects.visible_to(actor).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def owed_by(actor: Actor, asked: Asked) -> QuerySet[PeriodicReturn]:
    """The returns of the year and of those before it that she sees."""
    return PeriodicReturn.objects.visible_to(actor).filter(
        form=asked.form,
        every=asked.every,
        agency__kind=asked.by,
        year__range=(asked.year - YEARS + 1, asked.year),
    )


def table_of(asked: Asked, *, actor: Actor, on: date) -> Table:
    """Who owes, what came, what is late on that day; the same number of SELECTs however many there are."""
    periods = tuple(
        Period(every=asked.every, year=asked.year, number=each + 1) for each in range(asked.every.in_a_year)
    )
    rows = (
        owed_by(actor, asked)
        .order_by()
        .annotate(kept=KEPT, let_in=let_in_since())
        .values_list(
            *("pk", "agency_id", "agency__unit_id", "year", "number", "due_on", "first_sent_at", "state"),
            *("revision", "kept", "let_in", "made_up"),
        )
    )
    inside = members(asked)
    of_year: dict[int, dict[int, Square]] = defaultdict(dict)
    every_year: dict[int, list[Timed]] = defaultdict(list)
    urged = urgings(owed_by(actor, asked).filter(year=asked.year))
    made = False
    for pk, agency, unit, year, number, due_on, sent_at, state, revision, kept, let_in, made_up in rows:
        if inside is not None and unit not in inside:
            continue
        sent_on = localdate(sent_at) if sent_at and not let_in else None
        found = timed(owed_of(due_on, sent_on, state, revision - kept), on)
        made |= made_up
        every_year[year].append(found)
        if year == asked.year:
            of_year[agency][number] = Square(
                pk=pk, number=number, timed=found, urged=urged.get(pk, 0), due_on=due_on, state=state
            )
    return Table(
        asked=asked,
        on=on,
        periods=periods,
        rows=rows_of(of_year, periods),
        by_period=tuple(
            rates(each[period.number].timed for each in of_year.values() if period.number in each)
            for period in periods
        ),
        rates=rates(every_year[asked.year]),
        years=tuple(YearRates(year=year, rates=rates(every_year[year])) for year in sorted(every_year)),
        made=made,
    )


def owed_of(due_on: date | None, sent_on: date | None, state: str, revision: int) -> Owed:
    """A row as its timeliness is reckoned; one sent back is that until it is sent again.

    `sent_on` is when it first came, None of one that was let in again and did not come since.
    `revision` less how often it was put back to what had been approved: that restates nothing.
    """
    coming_again = (State.RETURNED, State.SUBMITTED, State.WITHDRAWN)
    return Owed(
        due_on=due_on,
        sent_on=None if state in NOT_HERE else sent_on,
        returned=state in coming_again and sent_on is not None and revision == 1,
        missing=state == State.MISSING,
        dropped=state == State.DROPPED,
        revision=revision,
    )


def rows_of(squares: dict[int, dict[int, Square]], periods: Sequence[Period]) -> tuple[Row, ...]:
    """The lines in alphabetical order under the names of the year's end; two SELECTs."""
    agencies = list(Agency.objects.filter(pk__in=squares).select_related("unit"))
    names = names_of(agencies, periods[-1].ends)
    found = [
        Row(
            agency=agency.pk,
            name=names[agency.pk],
            squares=tuple(squares[agency.pk].get(period.number) for period in periods),
            rates=rates(each.timed for each in squares[agency.pk].values()),
        )
        for agency in agencies
    ]
    return tuple(sorted(found, key=lambda row: (sort_key(row.name), row.agency)))


def names_of(agencies: Collection[Agency], on: date) -> dict[int, str]:
    """An agency by its place, which is how a table of provinces is read; by its own name where it has none."""
    own = names_on([each for each in agencies if each.unit is None], on)
    return own | {each.pk: each.unit.name for each in agencies if each.unit is not None}


def members(asked: Asked) -> frozenset[int] | None:
    """The provinces of the region as it was at the year's end, with those that had become part of them by then.

    None for no region asked; nobody where there was no such region.
    """
    if not asked.region:
        return None
    try:
        region = region_on(asked.region, date(asked.year, 12, 31))
    except UnknownRegionError:
        return frozenset()
    here, lineage = {place.id for place in region.members}, province_lineage()
    waiting, found = list(here), set(here)
    while waiting:
        origins = [each.ancestor for each in lineage.origins(waiting.pop()) if each.ancestor not in found]
        found.update(origins)
        waiting.extend(origins)
    return frozenset(found)


def urgings(returns: QuerySet[PeriodicReturn]) -> dict[int, int]:
    """How often each was asked or reminded of; one SELECT."""
    rows = Urging.objects.filter(periodic_return__in=returns.order_by().values("pk"))
    told = rows.exclude(kind=Urging.Kind.ANSWERED).order_by().values_list("periodic_return")
    return dict(told.annotate(times=Count("pk")))


def lacking(table: Table) -> list[int]:
    """The returns of the table that should be here and are not."""
    return [
        square.pk
        for row in table.rows
        for square in row.squares
        if square is not None and square.timed.standing in LACKING
    ]
