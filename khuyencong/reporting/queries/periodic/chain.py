"""What returns on money say of a year so far: period after period, those of agencies taken over along.

A figure counts from 1 January to its cut, a return its period. Where a period is not there, not owed or not
approved nothing is said from there on: what it would have said is not known, and never taken for nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass

from django.db.models import Q

from khuyencong.norms.models import Activity
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import inherited
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.filling.dossiers import OTHER
from khuyencong.reporting.queries.periodic.sheet import Form, Place, form_of, standing_of
from khuyencong.rules.periods import Every, Period
from khuyencong.rules.validity import in_force

Life = PeriodicReturn.State
MONEY_FORM = "kinh-phi"
"""The form whose lines are the report lines of the programme's money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The periods of a year that say something, each with all that was owed for it; `gap` is why no more do."""

    links: tuple[tuple[PeriodicReturn, ...], ...]
    gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """What an agency says of the year up to a period's end: report line and purse → đồng.

    `activities` are the keys of those lines, each as it last stood in one of the periods; `held` are the report
    lines that the form had in every one of them, `latest` is the one approved last of all it is the sum of.
    """

    report: PeriodicReturn
    latest: PeriodicReturn
    amounts: Mapping[Place, int]
    activities: Mapping[str, int]
    held: Set[str]


def becomes_figures(report: PeriodicReturn) -> bool:
    """Only a department's money does: what a centre returns is part of that."""
    return report.form == MONEY_FORM and report.agency.kind == Agency.Kind.DEPARTMENT


def family_of(agency: Agency) -> list[Agency]:
    """The agency and all of its kind that it took over; two SELECTs."""
    found = Agency.objects.filter(pk__in=inherited(agency), kind=agency.kind)
    return sorted(found, key=lambda each: (each.pk != agency.pk, each.pk))


def chain_of(
    agency: Agency,
    every: Every,
    year: int,
    *,
    form: str = MONEY_FORM,
    counts: PeriodicReturn | None = None,
    states: Collection[str] = (Life.APPROVED,),
) -> Chain:
    """Its chain of a year, of returns in these states; `counts` is one that counts in any. Three SELECTs."""
    family = family_of(agency)
    rows = PeriodicReturn.objects.filter(
        form=form, agency__in=[each.pk for each in family], every=every, year=year
    ).select_related("agency__parent")
    by_place = {(each.number, each.agency_id): each for each in rows}
    links: list[tuple[PeriodicReturn, ...]] = []
    for number in range(1, every.in_a_year + 1):
        period = Period(every=every, year=year, number=number)
        owing = [each for each in family if in_force(each.since, each.until, period.ends)]
        link = [by_place[number, each.pk] for each in owing if (number, each.pk) in by_place]
        if len(link) < len(owing) or not owing:
            lost = [each.name_on(period.ends) for each in owing if (number, each.pk) not in by_place]
            of = f" của {', '.join(lost)}" if lost else ""
            return Chain(links=tuple(links), gap=f"báo cáo {period.label}{of} chưa được ghi sổ")
        for each in link:
            if each.state not in states and (counts is None or each.pk != counts.pk):
                state = each.get_state_display().lower()
                told = f"báo cáo {period.label} của {each.agency.name_on(period.ends)}: {state}"
                return Chain(links=tuple(links), gap=told)
        links.append(tuple(link))
    return Chain(links=tuple(links))


def said_so_far(agency: Agency, chain: Chain) -> Iterator[SoFar]:
    """What the agency itself says period after period; of its time before it, nothing is its own."""
    cells = standing_of([each for link in chain.links for each in link])
    amounts: dict[Place, int] = defaultdict(int)
    activities: dict[str, int] = {}
    held: set[str] | None = None
    latest: PeriodicReturn | None = None
    for link in chain.links:
        activities |= dict(Activity.objects.on(link[0].ends).values_list("code", "pk"))
        for each in link:
            form = form_of(each)
            add(amounts, form, cells[each.pk])
            lines = {line.line or OTHER for line in form.lines if line.code not in form.totals}
            held = lines if held is None else held & lines
            latest = later_approved(latest, each)
        own = next((each for each in link if each.agency_id == agency.pk), None)
        if own is not None and latest is not None:
            yield SoFar(
                report=own,
                latest=latest,
                amounts=dict(amounts),
                activities=dict(activities),
                held=held or set(),
            )


def later_approved(one: PeriodicReturn | None, other: PeriodicReturn) -> PeriodicReturn:
    """Whichever was approved last."""
    if one is None or one.approved_at is None:
        return other
    return other if other.approved_at is not None and other.approved_at >= one.approved_at else one


def add(amounts: dict[Place, int], form: Form, cells: Mapping[Place, ReturnCell]) -> None:
    """Add one period's cells to the year's, by report line and purse; totals say nothing of their own.

    Nor does a line that is a part of another one that is counted: it stands in that one already.
    """
    counted = {line.code for line in form.lines} - form.totals.keys()
    for line in form.lines:
        if line.parent in counted:
            continue
        for purse in form.purses_of(line):
            cell = cells.get((line.code, purse))
            if line.code not in form.totals and cell is not None and cell.value is not None:
                amounts[line.line or OTHER, purse] += cell.value


def told_by_others(said: SoFar) -> list[SoFar]:
    """What approved returns of other kinds of period say of the same months."""
    report = said.report
    others = PeriodicReturn.objects.filter(
        ~Q(every=report.every),
        form=report.form,
        agency=report.agency_id,
        year=report.year,
        ends=report.ends,
        state=Life.APPROVED,
    )
    found = []
    for other in others.order_by("pk"):
        chain = chain_of(report.agency, Every(other.every), other.year)
        found += [each for each in said_so_far(report.agency, chain) if each.report.pk == other.pk]
    return found


def places_apart(one: SoFar, other: SoFar) -> list[Place]:
    """Where the two say something else of the same months.

    A line that ended or began in these months only one of them may be able to say: its money lies in another
    line of the other's form. So beside such a line the sum of the purse is compared, and between the lines that
    both hold throughout no more may have moved than those others hold.
    """
    shared = one.held & other.held
    found: set[Place] = set()
    for purse in sorted({purse for _, purse in (*one.amounts, *other.amounts)}):
        here = {code: amount for (code, of), amount in one.amounts.items() if of == purse}
        there = {code: amount for (code, of), amount in other.amounts.items() if of == purse}
        more = {code: here.get(code, 0) - there.get(code, 0) for code in shared}
        ours, theirs = (sum(side[code] for code in side.keys() - shared) for side in (here, there))
        if (
            sum(here.values()) == sum(there.values())
            and sum(each for each in more.values() if each > 0) <= theirs
            and sum(-each for each in more.values() if each < 0) <= ours
        ):
            continue
        lost = {code for side in (here, there) for code in side.keys() - shared if side[code]}
        found |= {(code, purse) for code in {*lost, *(code for code, each in more.items() if each)}}
    return sorted(found)


def unsaid_words(report: PeriodicReturn) -> str:
    """Why an approved return on money is not among the figures of its province; "" where it is."""
    if not becomes_figures(report) or report.state != Life.APPROVED:
        return ""
    chain = chain_of(report.agency, Every(report.every), report.year)
    if len(chain.links) >= report.number:
        return ""
    return f"Chưa vào số liệu của tỉnh, vì số liệu tính từ ngày 01/01/{report.year} và {chain.gap}."
