"""Any table of the screens as .csv, for programs: the same cells as the .xlsx, days and numbers as they are."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_rows(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with its mark, so that Excel reads the accents; no text of it is run as a formula."""
    content = io.StringIO()
    written = csv.writer(content, lineterminator="\r\n")
    written.writerow([cell(each) for each in header])
    written.writerows([cell(each) for each in row] for row in rows)
    return content.getvalue().encode("utf-8-sig")


def cell(value: Any) -> str:
    """One cell: nothing for None, a day as yyyy-mm-dd; a text that a sheet would run gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(BEGINS_A_FORMULA) else text
