"""Questions about periodic returns: who owes one, where it waits, what stands above and below it."""

from khuyencong.reporting.queries.periodic.duties import Duty, duties
from khuyencong.reporting.queries.periodic.places import (
    above_of,
    children_of,
    desk_that,
    parents_of,
    returns_seen_by,
    seats_that,
)

__all__ = [
    "Duty",
    "above_of",
    "children_of",
    "desk_that",
    "duties",
    "parents_of",
    "returns_seen_by",
    "seats_that",
]
