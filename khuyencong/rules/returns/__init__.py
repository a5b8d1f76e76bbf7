"""A province's return: from the cells of a workbook to checked rows, or to findings an officer can act on.

In here: recognising sheets, headers, names, units, dates and numbers, and checking sums. Not in here: files
(that is `paperwork.return_workbook`), the list of activities and of provinces (the caller passes them in).
"""

from khuyencong.rules.returns.check import check_return
from khuyencong.rules.returns.model import (
    ActivityLine,
    CheckedReturn,
    ResolvedProvince,
    ResolveProvince,
    ReturnRow,
    Sheet,
    Workbook,
)

__all__ = [
    "ActivityLine",
    "CheckedReturn",
    "ResolveProvince",
    "ResolvedProvince",
    "ReturnRow",
    "Sheet",
    "Workbook",
    "check_return",
]
