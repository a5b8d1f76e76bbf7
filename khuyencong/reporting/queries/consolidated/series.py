"""A form over many periods at once: every line of every period by province, region and nation."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from khuyencong.norms.queries.returns import indicators_of
from khuyencong.organisations.actors import Actor
from khuyencong.reporting.queries.consolidated.places import Ground, ground_of, on_ground
from khuyencong.reporting.queries.consolidated.question import Question
from khuyencong.reporting.queries.consolidated.report import BOTH
from khuyencong.reporting.queries.consolidated.values import Line, counting, marks_of, values_of
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.periods import Period
from khuyencong.rules.returned_values import adds_up, rates_in, total

Area = int | str
"""A province by its key, a region or the nation by its code."""


def series_of(
    question: Question,
    periods: Collection[Period],
    *,
    actor: Actor,
    ground: Ground | None = None,
    indicator: str = "",
) -> Mapping[Line, Mapping[Area, int]]:
    """The sums of all those periods (none named: of every one), or of one indicator only.

    One SELECT of marks, one of cells, one of lines, besides those of the ground. Sums of what was given: where
    nobody gave anything there is no line. Rates are each province's own and no region's.
    """
    ground = ground or ground_of(question)
    marks = marks_of(
        actor=actor,
        form=question.form,
        every=question.period.every,
        by=question.by,
        known_at=question.known_at,
        periods=periods,
    )
    rates = rates_in(indicators_of(question.form, question.period.ends, known_at=question.known_at))
    shown, _ = on_ground(values_of(counting(marks, question.counted), indicator, rates), ground, rates)
    members = {each.code: [place.id for place in each.members] for each in ground.regions}
    sums: dict[Line, Mapping[Area, int]] = {}
    for line, given in shown.items():
        totals = dict[Area, int](given.items())
        for code, held in members.items() if line.indicator not in rates else ():
            totals[code] = sum(given[one] for one in held if one in given)
        sums[line] = totals
    return sums


def history_of(
    question: Question, line: IndicatorLine, purse: str, *, actor: Actor, members: Collection[int]
) -> list[tuple[Period, int]]:
    """A line of those provinces in every period somebody returned, the latest first; each by itself.

    On the borders of the question throughout: else it would bend where a province did; purse "all" is both.
    """
    if not adds_up(line) and len(members) > 1:
        return []
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, sums in series_of(question, (), actor=actor, indicator=line.code).items():
        if purse in (at.purse, BOTH):
            found[at.year, at.number] += [sums[one] for one in members if one in sums]
    every = question.period.every
    return [
        (Period(every=every, year=year, number=number), value)
        for (year, number), given in sorted(found.items(), reverse=True)
        if (value := total(given)) is not None
    ]
