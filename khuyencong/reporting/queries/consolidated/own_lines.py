"""Lines a province has for itself: its totals hold them, and no form for all has a row for them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from khuyencong.norms.queries.returns import own_lines
from khuyencong.places.queries import Place
from khuyencong.reporting.queries.consolidated.places import Ground
from khuyencong.reporting.queries.consolidated.question import Question
from khuyencong.reporting.queries.consolidated.report import Key, OwnLine
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.purses import DIVIDED, WHOLE
from khuyencong.rules.returned_values import over_places

OwnLines = Mapping[int, Mapping[str, IndicatorLine]]
"""By province of the ground, then by code."""


def own_by_place(question: Question, ground: Ground, lines: Sequence[IndicatorLine]) -> OwnLines:
    """The lines of each province that are none for all; of an old one where it is shown. One SELECT."""
    common = {line.code for line in lines}
    found: dict[int, dict[str, IndicatorLine]] = defaultdict(dict)
    for line in own_lines(question.form, question.period.ends):
        if line.code not in common and line.province is not None:
            for place in ground.home(line.province):
                found[place].setdefault(line.code, line)
    return found


def told_of(
    own: OwnLines,
    values: Mapping[int, Mapping[Key, int]],
    members: Sequence[Place],
    lines: Sequence[IndicatorLine],
) -> tuple[OwnLine, ...]:
    """What provinces gave in lines of their own, and the line for all that holds it."""
    totals = {line.code: line for line in lines}
    told = []
    for place in members:
        given = values.get(place.id, {})
        for code, line in own.get(place.id, {}).items():
            value = over_places(line, [given.get((code, purse)) for purse in (*DIVIDED, WHOLE)])
            if value is not None:
                told.append(OwnLine(place=place.name, line=line, value=value, of=totals.get(line.parent)))
    return tuple(told)
