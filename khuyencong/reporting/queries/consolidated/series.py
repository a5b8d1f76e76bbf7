"""A form over many periods at once: every line of every period by province, region and nation."""

from collections.abc import Collection, Mapping

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.queries.consolidated.places import Ground, ground_of, on_ground
from khuyencong.reporting.queries.consolidated.question import Question
from khuyencong.reporting.queries.consolidated.values import Line, counting, marks_of, values_of
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
) -> Mapping[Line, Mapping[Area, int]]:
    """The sums of all those periods (none named: of every one), or of one indicator only.

    One SELECT of marks, one of cells, besides those of the ground. Sums of what was given: where nobody gave
    anything there is no line.
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
    shown, _ = on_ground(values_of(counting(marks, question.counted), indicator), ground)
    members = {each.code: [place.id for place in each.members] for each in ground.regions}
    sums: dict[Line, Mapping[Area, int]] = {}
    for line, given in shown.items():
        totals = dict[Area, int](given.items())
        for code, held in members.items():
            totals[code] = sum(given[one] for one in held if one in given)
        sums[line] = totals
    return sums
