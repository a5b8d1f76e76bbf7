"""Who has sent what in time: a table of agencies by periods, its rates, and what happened in one cell."""

from khuyencong.reporting.queries.completeness.history import Happened, history_of
from khuyencong.reporting.queries.completeness.table import (
    Asked,
    Kept,
    Row,
    Square,
    Table,
    YearRates,
    kept_by,
    lacking,
    table_of,
)
from khuyencong.reporting.queries.completeness.whole import Whole, latest_whole, whole_of

__all__ = [
    "Asked",
    "Happened",
    "Kept",
    "Row",
    "Square",
    "Table",
    "Whole",
    "YearRates",
    "history_of",
    "kept_by",
    "lacking",
    "latest_whole",
    "table_of",
    "whole_of",
]
