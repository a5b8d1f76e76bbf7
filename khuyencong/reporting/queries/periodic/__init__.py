"""Questions about periodic returns: who owes one, where it waits, what stands above and below it."""

from khuyencong.reporting.queries.periodic.places import (
    above_of,
    children_of,
    desk_that,
    parents_of,
    returns_seen_by,
)

__all__ = ["above_of", "children_of", "desk_that", "parents_of", "returns_seen_by"]
