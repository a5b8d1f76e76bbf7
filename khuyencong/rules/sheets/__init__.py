"""Tables that people fill in with Excel: headings known by many names, and cells read one by one.

Pure, and about no subject: which columns there are and what a row means stands with the subject.
"""

from khuyencong.rules.sheets.cells import Refused, amount_in, day_in, million_in, text_in, whole_in
from khuyencong.rules.sheets.columns import Column, Layout
from khuyencong.rules.sheets.reader import CellReader
from khuyencong.rules.sheets.table import Table, amount_of_rows, filled_rows, no_headings, problems, table_in

__all__ = [
    "CellReader",
    "Column",
    "Layout",
    "Refused",
    "Table",
    "amount_in",
    "amount_of_rows",
    "day_in",
    "filled_rows",
    "million_in",
    "no_headings",
    "problems",
    "table_in",
    "text_in",
    "whole_in",
]
