"""A return held to its check rules: what it and its neighbours say, which findings stand or were let stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from khuyencong.norms.queries.returns import check_rules_of, indicators_of
from khuyencong.reporting.models import SETTLED, CheckWaiver, PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.filling import Dossiers, fill_of
from khuyencong.reporting.queries.periodic.places import children_of
from khuyencong.reporting.queries.periodic.sheet import Form, Place, province_of, standing_of
from khuyencong.rules.findings import Severity
from khuyencong.rules.indicators import Aggregation, IndicatorLine
from khuyencong.rules.periods import Period
from khuyencong.rules.return_checks import CheckFinding, check

Said = dict[Place, int | None]
Taken = dict[tuple[str, str, str], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A finding, the waiver it was let stand by, and whether a cell of it is explained."""

    found: CheckFinding
    waiver: CheckWaiver | None
    explained: bool

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
    province = province_of(report.agency)
    lines = indicators_of("", report.ends, province)
    values = values_of(report, form, cells, lines, dossiers)
    rules = check_rules_of(report.form, report.ends, province)
    waivers = {each.fingerprint: each for each in report.waivers.select_related("by").order_by("pk")}
    grave = list(Severity)
    found = [
        Judged(
            found=each,
            waiver=waivers.get(each.fingerprint),
            explained=any(place in cells and cells[place].note for place in each.cells),
        )
        for each in check(rules, values, report.period, lines)
    ]
    return sorted(found, key=lambda each: (not each.open, grave.index(each.found.grade)))


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
    _add(found, "con", said_below(report, form))
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
    """What its agency returned on the form in the same kind of period, this year and the last; two SELECTs.

    Only what was sent counts: a draft is nothing to compare with.
    """
    years = Q(year=report.year, number__lt=report.number) | Q(year=report.year - 1)
    earlier = PeriodicReturn.objects.filter(
        years, form=report.form, agency=report.agency_id, every=report.every, sent_at__isnull=False
    )
    rows = list(earlier.exclude(state=PeriodicReturn.State.MISSING))
    cells = standing_of(rows)
    return {each.period: {place: cell.value for place, cell in cells[each.pk].items()} for each in rows}


def so_far(said: Mapping[Period, Said], until: Period, lines: Sequence[IndicatorLine]) -> Said:
    """The running total of the year at a period: what adds up over every period so far, else the last."""
    periods = until.so_far
    if any(each not in said for each in periods):
        return {}
    found: Said = {}
    for line in lines:
        for place in said[until]:
            if place[0] != line.code:
                continue
            if line.aggregation is Aggregation.LAST:
                found[place] = said[until][place]
                continue
            parts = [said[each].get(place) for each in periods]
            known = [part for part in parts if part is not None]
            found[place] = sum(known) if len(known) == len(parts) else None
    return found


def said_below(report: PeriodicReturn, form: Form) -> Said:
    """What the returns below say together, once all are settled and one is approved; two SELECTs."""
    rows = list(children_of(report))
    approved = [each for each in rows if each.state == PeriodicReturn.State.APPROVED]
    if not approved or any(each.state not in SETTLED for each in rows):
        return {}
    summed: dict[Place, int] = defaultdict(int)
    for cells in standing_of(approved).values():
        for place, cell in cells.items():
            summed[place] += cell.value or 0
    return {place: summed[place] for place in form.places if place in summed}


def by_the_books(form: Form, dossiers: Dossiers) -> Said:
    """What dossiers and ledger make of the cells they fill, and of the totals of those."""
    able = [each for each in form.lines if each.fill]
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
