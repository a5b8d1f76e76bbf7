"""Questions about the law: contents, the norm that binds, lists, and what a change would do."""

from khuyencong.norms.queries.activities import activities_on, contents, missing_activities
from khuyencong.norms.queries.changes import changes_waiting, effect_of, proposed
from khuyencong.norms.queries.lists import LISTS, binding, cited, documents, places_with_rows, rows_on, seats_on
from khuyencong.norms.queries.norms import (
    Judged,
    LawOf,
    history_of,
    norm_for,
    norms_on,
    recompute,
    rules_of,
)

__all__ = [
    "LISTS",
    "Judged",
    "LawOf",
    "activities_on",
    "binding",
    "changes_waiting",
    "cited",
    "contents",
    "documents",
    "effect_of",
    "history_of",
    "missing_activities",
    "norm_for",
    "norms_on",
    "places_with_rows",
    "proposed",
    "recompute",
    "rows_on",
    "rules_of",
    "seats_on",
]
