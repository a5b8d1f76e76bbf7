"""A return held to its check rules: what it and its neighbours say, which findings stand or were let stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from khuyencong.norms.queries.returns import check_rules_of, indicators_of
from khuyencong.reporting.models import SETTLED, CheckWaiver, PeriodicReturn, ReturnCell, ReturnMark
from khuyencong.reporting.queries.consolidated.question import Counted
from khuyencong.reporting.queries.consolidated.values import cells_of, counting
from khuyencong.reporting.queries.filling import Dossiers, fill_of
from khuyencong.reporting.queries.filling.ways import BY_PROJECT
from khuyencong.reporting.queries.periodic.places import children_of
from khuyencong.reporting.queries.periodic.sheet import Form, Place, known_of, province_of, standing_of
from khuyencong.reporting.queries.periodic.words import explained, told_of
from khuyencong.rules.findings import Severity
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.periods import Period
from khuyencong.rules.purses import of_column
from khuyencong.rules.return_checks import CheckFinding, check
from khuyencong.rules.returned_values import last_counts, over_places

Said = dict[Place, int | None]
Taken = dict[tuple[str, str, str], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A finding, the waiver it was let stand by, and whether its numbers were explained at one of its cells.

    `outworn` says that there are words, written for other numbers; `place` is the cell as pages call it.
    """

    found: CheckFinding
    waiver: CheckWaiver | None
    explained: bool
    outworn: bool = False
    place: str = ""

    @property
    def open(self) -> bool:
        """Whether it still stops the return: an error not waived, a warning neither waived nor explained."""
        if self.waiver is not None or self.found.grade is Severity.NOTE:
            return False
        return self.found.grade is Severity.ERROR or not self.explained


def judged_of(
    report: PeriodicReturn, form: Form, cells: Mapping[Place, ReturnCell], dossiers: Dossiers
) -> list[Judged]:
    """Every rule of the form against the return as it stands; errors first."""
    province, known_at = province_of(report.agency), known_of(report)
    lines = indicators_of("", report.ends, province, known_at=known_at)
    values = values_of(report, form, cells, lines, dossiers)
    rules = check_rules_of(report.form, report.ends, province, known_at=known_at)
    waivers = {each.fingerprint: each for each in report.waivers.select_related("by").order_by("pk")}
    told, grave, named = told_of(report), list(Severity), {each.code: each for each in lines}
    found = [
        Judged(
            found=each,
            waiver=waivers.get(each.fingerprint),
            explained=explained(told, each.cells),
            outworn=not explained(told, each.cells)
            and any(told[one].words for one in each.cells if one in told),
            place=place_words(each, named),
        )
        for each in check(rules, values, report.period, lines)
    ]
    return sorted(found, key=lambda each: (not each.open, grave.index(each.found.grade)))


def place_words(found: CheckFinding, lines: Mapping[str, IndicatorLine]) -> str:
    """Where a finding stands: the line as the form names it, and the column where there are two."""
    line = lines.get(found.indicator)
    return f"Dòng {line.title if line is not None else found.indicator}{of_column(found.purse)}"


def values_of(
    report: PeriodicReturn,
    form: Form,
    cells: Mapping[Place, ReturnCell],
    lines: Sequence[IndicatorLine],
    dossiers: Dossiers,
) -> Taken:
    """All that rules may ask for: the return, other forms, earlier periods, the ledger, returns below."""
    own: Said = {place: cells[place].value if place in cells else None for place in form.places}
    found: Taken = {("", code, purse): value for (code, purse), value in own.items()}
    _add(found, "", said_by_other_forms(report))
    before = said_before(report)
    period = report.period
    _add(found, "truoc", before.get(period.previous, {}))
    _add(found, "namtruoc", before.get(period.year_before, {}))
    running = before | {period: own}
    _add(found, "luyke", so_far(running, period, form.lines))
    if period.number > 1:
        _add(found, "truoc:luyke", so_far(running, period.previous, form.lines))
    _add(found, "namtruoc:luyke", so_far(running, period.year_before, form.lines))
    _add(found, "con", said_below(report, form, dossiers))
    _add(found, "so", by_the_books(form, dossiers))
    return found


def _add(found: Taken, taken: str, said: Said) -> None:
    for (code, purse), value in said.items():
        found.setdefault((taken, code, purse), value)


def said_by_other_forms(report: PeriodicReturn) -> Said:
    """What the agency's returns on other forms say of the same period, once something stands in them."""
    rows = ReturnCell.objects.standing().filter(
        periodic_return__agency=report.agency_id,
        periodic_return__every=report.every,
        periodic_return__year=report.year,
        periodic_return__number=report.number,
    )
    rows = rows.exclude(periodic_return=report.pk)
    return {(code, purse): value for code, purse, value in rows.values_list("indicator", "purse", "value")}


def said_before(report: PeriodicReturn) -> dict[Period, Said]:
    """What its agency returned on the form in the same kind of period, this year and the last; three SELECTs.

    Only what counts: a draft is nothing to compare with, and what was approved stands while it is open again.
    """
    years = Q(year=report.year, number__lt=report.number) | Q(year=report.year - 1)
    earlier = PeriodicReturn.objects.filter(
        years, form=report.form, agency=report.agency_id, every=report.every, sent_at__isnull=False
    )
    periods = {each.pk: each.period for each in earlier}
    marks = ReturnMark.objects.filter(periodic_return__in=periods).order_by("periodic_return_id", "at", "pk")
    counted = counting(marks, Counted.SIGNED)
    said: dict[Period, Said] = {periods[each.report]: {} for each in counted}
    for cell in cells_of(counted) if counted else ():
        said[periods[cell.periodic_return_id]][cell.indicator, cell.purse] = cell.value
    return said


def so_far(said: Mapping[Period, Said], until: Period, lines: Sequence[IndicatorLine]) -> Said:
    """The running total of the year at a period: what adds up over every period so far, else the last.

    All of it or nothing: it is held against another number, and a part would be found wrong. A sum that is
    only shown (`returned_values.over_time`) counts what was given, for its page says of how many.
    """
    periods = until.so_far
    if any(each not in said for each in periods):
        return {}
    found: Said = {}
    for line in lines:
        for place in said[until]:
            if place[0] != line.code:
                continue
            if last_counts(line):
                found[place] = said[until][place]
                continue
            parts = [said[each].get(place) for each in periods]
            known = [part for part in parts if part is not None]
            found[place] = sum(known) if len(known) == len(parts) else None
    return found


def said_below(report: PeriodicReturn, form: Form, dossiers: Dossiers) -> Said:
    """What the returns below say together, once all are settled and one is approved.

    What a unit carries out that returns nothing, or that was declared missing, stands in no return below: the
    books speak for it, or its department's number, which counts all of the province, could never be the sum.
    """
    rows = list(children_of(report))
    approved = [each for each in rows if each.state == PeriodicReturn.State.APPROVED]
    if not approved or any(each.state not in SETTLED for each in rows):
        return {}
    returned = standing_of(approved).values()
    besides = unreturned(report, form, dossiers, [each.agency_id for each in approved])
    return {
        (line.code, purse): over_places(line, [*values, besides.get((line.code, purse))])
        for line in form.lines
        for purse in form.purses
        if (values := [cells[line.code, purse].value for cells in returned if (line.code, purse) in cells])
    }


def unreturned(
    report: PeriodicReturn, form: Form, dossiers: Dossiers, returned: Sequence[int]
) -> dict[Place, int]:
    """What the books say of projects whose unit has no approved return, line by line and in the totals."""
    rest = Dossiers(report, dossiers.known, but=returned)
    if not rest.projects:
        return {}
    return {place: value or 0 for place, value in by_the_books(form, rest, ways=BY_PROJECT).items()}


def by_the_books(form: Form, dossiers: Dossiers, ways: Collection[str] = ()) -> Said:
    """What dossiers and ledger make of the cells they fill, and of the totals of those."""
    able = [each for each in form.lines if (each.fill in ways if ways else each.fill)]
    filled = fill_of(dossiers, able, form.purses)
    said: Said = dict(filled)
    for total, parts in form.totals.items():
        for purse in form.purses:
            values = [filled.get((part, purse)) for part in parts]
            if None not in values:
                said[total, purse] = sum(each for each in values if each is not None)
    return said


def known_at(report: PeriodicReturn, at: datetime) -> Dossiers:
    """What dossiers and ledger say of it as known at that instant."""
    return Dossiers(report, at)
