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
    """A line per content of the programme, its report lines added in; one SELECT, two where one ended.

    One that ended and has no row of its code since stands last, by the name it had: no sum may lose it.
    """
    listed = list(Activity.objects.on(query.cut))
    home = {each.pk: each.parent_id or each.pk for each in listed}
    used = {
        line.activity for place in members for line in shown.sums.get(place, {}) if line.activity is not None
    }
    homes, ended = ended_homes(used - home.keys(), listed)
    home |= homes
    lines: dict[int, list[tuple[Line, int]]] = defaultdict(list)
    for place in members:
        for line, amount in shown.sums.get(place, {}).items():
            if line.activity in home:
                lines[home[line.activity]].append((line, amount))
    made = any((place, query.year) in shown.made for place in members)
    contents = [each for each in listed if each.parent_id is None]
    return tuple(
        ActivityRow(
            code=activity.code,
            name=f"{activity.name} (đã thôi)" if activity in ended else activity.name,
            cells=cells_of(lines[activity.pk], query.year, query.cut),
            made=made and bool(lines[activity.pk]),
        )
        for activity in (*contents, *ended)
    )


def ended_homes(
    ended: Collection[int], listed: Sequence[Activity]
) -> tuple[dict[int, int], tuple[Activity, ...]]:
    """Where a line that ended before the cut is added in: the content it was of, as it stands at the cut.

    Also the contents of which none stands any more, each as it was last.
    """
    if not ended:
        return {}, ()
    by_code = {each.code: each for each in listed}
    rows = Activity.objects.filter(pk__in=ended).select_related("parent").order_by("position", "since", "pk")
    homes: dict[int, int] = {}
    gone: dict[str, Activity] = {}
    for each in rows:
        content = each.parent or each
        now = by_code.get(content.code)
        last = gone.get(content.code)
        if now is None and (last is None or last.since < content.since):
            gone[content.code] = content
    for each in rows:
        content = by_code.get((each.parent or each).code) or gone[(each.parent or each).code]
        homes[each.pk] = content.parent_id or content.pk
    return homes, tuple(gone.values())
