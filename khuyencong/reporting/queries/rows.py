"""The lines of a regional report: by place and by content."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from khuyencong.norms.models import Activity
from khuyencong.places.queries import Place, tiles_on
from khuyencong.reporting.queries.borders import Shown, cells_of
from khuyencong.reporting.queries.facts import Line
from khuyencong.reporting.queries.report import ActivityRow, PlaceRow, Query


def place_rows(
    members: Sequence[Place],
    shown: Shown,
    query: Query,
    missing: Collection[str],
    names: Mapping[int, str],
) -> tuple[PlaceRow, ...]:
    """A line per member, in the order of the register; a line that nobody reported is there, empty."""
    shorts = {(tile.code, tile.since): tile.short for tile in tiles_on(query.target) if not tile.part}
    rows = []
    for place in members:
        parts = sorted(
            names[unit] for unit in shown.parts.get(place.id, ()) if unit != place.id and unit in names
        )
        rows.append(
            PlaceRow(
                code=place.code,
                name=place.name,
                short=shorts.get((place.code, place.since), place.name),
                cells=cells_of(shown.sums.get(place.id, {}).items(), query.year, query.cut),
                reported=place.name not in missing,
                made=(place.id, query.year) in shown.made,
                estimated=place.id in shown.estimated,
                parts=tuple(parts),
            )
        )
    return tuple(rows)


def activity_rows(shown: Shown, members: Collection[int], query: Query) -> tuple[ActivityRow, ...]:
    """A line per content of the programme, its report lines added in; one SELECT."""
    contents: dict[int, Activity] = {}
    listed = list(Activity.objects.on(query.cut))
    for activity in listed:
        contents[activity.pk] = activity
    lines: dict[int, list[tuple[Line, int]]] = defaultdict(list)
    for place in members:
        for line, amount in shown.sums.get(place, {}).items():
            if line.activity in contents:
                activity = contents[line.activity]
                lines[activity.parent_id or activity.pk].append((line, amount))
    made = any((place, query.year) in shown.made for place in members)
    return tuple(
        ActivityRow(
            code=activity.code,
            name=activity.name,
            cells=cells_of(lines[activity.pk], query.year, query.cut),
            made=made and bool(lines[activity.pk]),
        )
        for activity in listed
        if activity.parent_id is None
    )
