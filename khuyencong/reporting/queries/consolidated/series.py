"""A form over many periods at once: every line of every period by province, region and nation."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.queries.consolidated.places import Ground, ground_of, on_ground
from khuyencong.reporting.queries.consolidated.question import Question
from khuyencong.reporting.queries.consolidated.values import Line, by_place, counting, marks_of, values_of
from khuyencong.rules.periods import Period

Area = int | str
"""A province by its key, a region or the nation by its code."""


def series_of(
    question: Question,
    periods: Collection[Period],
    *,
    actor: Actor,
    ground: Ground | None = None,
    indicator: str = "",
) -> Mapping[Area, Mapping[Line, int]]:
    """The sums of all those periods (none named: of every one), or of one indicator only.

    One SELECT of marks, one grouped one of cells, besides those of the ground. Sums of what was given: where
    nobody gave anything there is no line.
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
    amounts, _ = by_place(values_of(counting(marks, question.counted), indicator))
    shown, _ = on_ground(amounts, ground)
    above = {
        place.id: [each.code for each in ground.regions if place in each.members] for place in ground.provinces
    }
    sums: dict[Area, dict[Line, int]] = defaultdict(dict)
    for line, given in shown.items():
        totals: dict[str, int] = defaultdict(int)
        for place, amount in given.items():
            sums[place][line] = amount
            for code in above[place]:
                totals[code] += amount
        for code, amount in totals.items():
            sums[code][line] = amount
    return sums
