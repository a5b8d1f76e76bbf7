"""Returns added up by place: for any period, as known at an instant, on the borders of then or of now."""

from khuyencong.reporting.queries.consolidated.building import consolidated
from khuyencong.reporting.queries.consolidated.marked import marks_of_one
from khuyencong.reporting.queries.consolidated.places import UnknownAreaError, areas_of, ground_of
from khuyencong.reporting.queries.consolidated.question import Counted, Question
from khuyencong.reporting.queries.consolidated.report import BOTH, Consolidated, LineCell, LineRow, PlaceSum
from khuyencong.reporting.queries.consolidated.series import history_of, series_of

__all__ = [
    "BOTH",
    "Consolidated",
    "Counted",
    "LineCell",
    "LineRow",
    "PlaceSum",
    "Question",
    "UnknownAreaError",
    "areas_of",
    "consolidated",
    "ground_of",
    "history_of",
    "marks_of_one",
    "series_of",
]
