"""Which question a document answers, written into it as the name of a bookmark, and read out of it again."""

import re
from datetime import UTC, date, datetime, timedelta

from khuyencong.reporting.queries.report import BORDERS, Query

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAME = re.compile(r"kcq_(bac|trung|nam|vn)_(\d{8})_(then|now)_(\d{14,16})")
LATEST = 4_102_444_800_000_000
"""The year 2100, in microseconds."""
VIETNAM = timedelta(hours=7)


def name_of(query: Query) -> str:
    """The name: at most 40 letters, digits and underlines, as both programs keep it."""
    instant = (query.known_at - EPOCH) // timedelta(microseconds=1)
    return f"kcq_{query.region}_{query.cut:%Y%m%d}_{query.borders}_{instant}"


def query_of(name: str) -> Query | None:
    """The question of a name; None for what is no such name."""
    found = NAME.fullmatch(name)
    if found is None or found[3] not in BORDERS or int(found[4]) > LATEST:
        return None
    try:
        cut = date.fromisoformat(found[2])
    except ValueError:
        return None
    known = EPOCH + timedelta(microseconds=int(found[4]))
    today = (known + VIETNAM).date()
    return Query(region=found[1], year=cut.year, cut=cut, borders=found[3], known_at=known, today=today)
