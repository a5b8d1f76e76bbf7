"""Adding returns up: province, region, nation; one pass over the cells, in a fixed number of SELECTs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from khuyencong.norms.queries.returns import form_on, indicators_of
from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import Place
from khuyencong.reporting.queries.consolidated.marked import overrides_of, waived_of
from khuyencong.reporting.queries.consolidated.own_lines import OwnLines, own_by_place, told_of
from khuyencong.reporting.queries.consolidated.places import (
    NATION,
    Ground,
    area_of,
    borders_moved,
    complete,
    ground_of,
    on_ground,
    owed_for,
)
from khuyencong.reporting.queries.consolidated.question import Question
from khuyencong.reporting.queries.consolidated.report import (
    BOTH,
    Consolidated,
    Key,
    LineCell,
    LineRow,
    Override,
    PlaceSum,
    times_of,
)
from khuyencong.reporting.queries.consolidated.values import (
    Amounts,
    Mark,
    counting,
    marks_of,
    values_of,
)
from khuyencong.rules.consolidation import Completeness
from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.periods import Period
from khuyencong.rules.purses import DIVIDED
from khuyencong.rules.returned_values import Compared, over_places, over_time, rates_in

Values = Mapping[int, Mapping[Key, int]]
"""By province, then by indicator and purse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Values of one stretch of time by province, those resting on overridden cells, which are estimates."""

    values: Values
    overridden: Mapping[int, Mapping[Key, int]]
    estimated: frozenset[int]


def consolidated(question: Question, *, actor: Actor, ground: Ground | None = None) -> Consolidated:
    """The answer as `actor` may see it. UnknownAreaError for an area she does not see as a whole."""
    ground = ground or ground_of(question)
    name, members = area_of(question, ground, actor)
    lines = indicators_of(question.form, question.period.ends, known_at=question.known_at)
    own = own_by_place(question, ground, lines)
    alone = members[0] if [each.code for each in members] == [question.area] else None
    form = form_on(
        question.form, question.period.ends, alone.id if alone is not None else None, known_at=question.known_at
    )
    if alone is not None:
        lines = (*lines, *own.get(alone.id, {}).values())
    periods = [*question.periods, *question.base_periods]
    marks = counting(
        marks_of(
            actor=actor,
            form=question.form,
            every=question.period.every,
            by=question.by,
            known_at=question.known_at,
            periods=periods,
        ),
        question.counted,
    )
    rates = rates_in((*lines, *(line for held in own.values() for line in held.values())))
    amounts = values_of(marks, rates=rates)
    divided = form.by_purse if form is not None else any(line.purse in DIVIDED for line in amounts)
    owed, made = owed_for(question, periods, actor=actor)
    inside = frozenset(place.id for place in members)
    ours = [
        each
        for each in marks
        if covers(question.periods, each) and inside.intersection(ground.home(each.unit or 0))
    ]
    overrides = overrides_of(ours, lines)
    shown = partial(shown_of, amounts, lines=lines, own=own, rates=rates, ground=ground)
    now = shown(question.periods, overridden=written_in(overrides, ours, ground))
    before = shown(question.base_periods, overridden={})
    whole = complete(owed, marks, members, ground, question.periods)
    return Consolidated(
        question=question,
        form_name=form.name if form is not None else question.form,
        form_number=form.number if form is not None else "",
        by_purse=divided,
        area_name=name,
        members=members,
        rows=tuple(row_of(line, now, before, members, question, divided=divided) for line in lines),
        completeness=whole,
        base_completeness=complete(owed, marks, members, ground, question.base_periods),
        regions=regions_of(question, ground, now, lines, whole),
        places=tuple(place_of(each, now, whole, ours, ground) for each in members),
        overrides=overrides,
        waived=waived_of(ours),
        own=told_of(own, now.values, members, lines) if alone is None else (),
        made=made,
        estimated=bool(inside & now.estimated),
        borders_moved=borders_moved(question, members, actor),
    )


def covers(periods: Collection[Period], mark: Mark) -> bool:
    """Whether the mark's return is for one of these periods."""
    return any((mark.year, mark.number) == (each.year, each.number) for each in periods)


def written_in(
    overrides: Iterable[Override], marks: Iterable[Mark], ground: Ground
) -> dict[int, dict[Key, int]]:
    """How many cells behind each province's numbers were overridden."""
    units = {mark.report: mark.unit for mark in marks}
    written: dict[int, dict[Key, int]] = defaultdict(lambda: defaultdict(int))
    for each in overrides:
        for place in ground.home(units[each.report] or 0):
            written[place][each.line.code, each.purse] += 1
    return written


def shown_of(
    amounts: Amounts,
    periods: Sequence[Period],
    *,
    lines: Sequence[IndicatorLine],
    own: OwnLines,
    rates: Collection[str],
    ground: Ground,
    overridden: Mapping[int, Mapping[Key, int]],
) -> Shown:
    """The values of the periods together, on the borders asked for; those of a province's own lines along."""
    wanted = {(each.year, each.number) for each in periods}
    mine = {line: given for line, given in amounts.items() if (line.year, line.number) in wanted}
    placed, estimated = on_ground(mine, ground, rates)
    numbers = [each.number for each in periods]
    found: dict[int, dict[Key, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for line, given in placed.items():
        for place, amount in given.items():
            found[place][line.indicator, line.purse][line.number] = amount
    known = {each.code: each for each in lines}
    values: dict[int, dict[Key, int]] = defaultdict(dict)
    for place, cells in found.items():
        hers = {**own.get(place, {}), **known}
        for (code, purse), given_by in cells.items():
            if code in hers and (value := over_time(hers[code], given_by, numbers)) is not None:
                values[place][code, purse] = value
    return Shown(values=values, overridden=overridden, estimated=estimated)


def row_of(
    line: IndicatorLine,
    now: Shown,
    before: Shown,
    members: Sequence[Place],
    question: Question,
    *,
    divided: bool,
) -> LineRow:
    """One line of the area with its comparison."""
    cells = {}
    for purse in (*DIVIDED, BOTH) if divided else (BOTH,):
        given = [value_of(now.values.get(place.id, {}), line, purse, divided=divided) for place in members]
        old = [value_of(before.values.get(place.id, {}), line, purse, divided=divided) for place in members]
        value = over_places(line, given)
        cells[purse] = LineCell(
            value=value,
            given=sum(each is not None for each in given),
            overridden=sum(times_of(now.overridden.get(place.id, {}), line.code, purse) for place in members),
            compared=Compared(line=line, new=value, old=over_places(line, old), against=question.against),
        )
    return LineRow(line=line, cells=cells)


def value_of(values: Mapping[Key, int], line: IndicatorLine, purse: str, *, divided: bool) -> int | None:
    """One place's value in a column; both purses together where the form divides them and neither is a rate."""
    if purse != BOTH or not divided:
        return values.get((line.code, purse))
    return over_places(line, [values.get((line.code, each)) for each in (*DIVIDED, BOTH)])


def regions_of(
    question: Question, ground: Ground, now: Shown, lines: Sequence[IndicatorLine], whole: Completeness
) -> tuple[PlaceSum, ...]:
    """The three regions, where the nation is asked for."""
    if question.area != NATION:
        return ()
    return tuple(
        region_sum(each.code, each.name, each.members, now, lines, whole)
        for each in ground.regions
        if each.code != NATION
    )


def region_sum(
    code: str,
    name: str,
    members: Sequence[Place],
    now: Shown,
    lines: Sequence[IndicatorLine],
    whole: Completeness,
) -> PlaceSum:
    """A region as the sum of its provinces."""
    known = {line.code: line for line in lines}
    keys = {key for place in members for key in now.values.get(place.id, {}) if key[0] in known}
    sums = {
        key: over_places(known[key[0]], [now.values.get(place.id, {}).get(key) for place in members])
        for key in keys
    }
    written: dict[Key, int] = defaultdict(int)
    for place in members:
        for key, times in now.overridden.get(place.id, {}).items():
            written[key] += times
    return PlaceSum(
        code=code,
        name=name,
        values={key: value for key, value in sums.items() if value is not None},
        overridden=written,
        reported=not {place.name for place in members} & set(whole.missing),
        estimated=bool({place.id for place in members} & now.estimated),
        members=len(members),
    )


def place_of(place: Place, now: Shown, whole: Completeness, marks: Sequence[Mark], ground: Ground) -> PlaceSum:
    """One province, with the returns that its values come from."""
    return PlaceSum(
        code=place.code,
        name=place.name,
        values=now.values.get(place.id, {}),
        overridden=now.overridden.get(place.id, {}),
        reported=place.name not in whole.missing,
        estimated=place.id in now.estimated,
        reports=tuple(mark.report for mark in marks if place.id in ground.home(mark.unit or 0)),
    )
