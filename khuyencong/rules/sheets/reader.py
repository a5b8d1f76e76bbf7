"""Reading one row of a table cell by cell; what is wrong gathers in `findings`, all of it at once."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from khuyencong.rules.findings import Finding
from khuyencong.rules.returns.model import Spot, Value
from khuyencong.rules.returns.numbers import is_blank
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.sheets.cells import Refused, text_in
from khuyencong.rules.sheets.table import Table
from khuyencong.rules.text import compact

Read = TypeVar("Read")
Listed = TypeVar("Listed")


class CellReader:
    """One row; each finding names sheet, cell, column, what is wrong and what to do."""

    def __init__(self, table: Table, number: int) -> None:
        self.table, self.number = table, number
        self.findings: list[Finding] = []

    def spot(self, key: str) -> Spot:
        """Where the column is in this row; the first cell for a column that is not there."""
        return (self.number, self.table.columns.get(key, 0))

    def place(self, key: str) -> str:
        """The same as people read it: "Cơ sở!C7"."""
        return place(self.table.sheet.name, self.spot(key))

    def value(self, key: str) -> Value:
        """What stands in the cell; "" for a column that is not there."""
        place_in_row = self.table.columns.get(key)
        row = self.table.sheet.rows[self.number]
        return "" if place_in_row is None or place_in_row >= len(row) else row[place_in_row]

    def wrong(self, key: str, code: str, message: str, fix: str) -> None:
        """One more thing that stops the import, with the column's name."""
        heading = self.table.layout.by_key[key].heading
        self.findings.append(error(code, self.place(key), f"{heading}: {message}", fix))

    def text(self, key: str) -> str:
        """The cell as text."""
        column = self.table.layout.by_key[key]
        try:
            text = text_in(self.value(key), longest=column.longest)
        except Refused as refused:
            self.wrong(key, refused.code, refused.message, refused.fix)
            return ""
        if column.required and not text:
            self.wrong(key, "required", "chưa ghi.", column.help)
        return text

    def took(self, key: str, read: Callable[[Value], Read]) -> Read | None:
        """The cell read by `read`, None where it is blank or wrong; a required one is asked for."""
        column = self.table.layout.by_key[key]
        if is_blank(self.value(key)):
            if column.required:
                self.wrong(key, "required", "chưa ghi.", column.help)
            return None
        try:
            return read(self.value(key))
        except Refused as refused:
            self.wrong(key, refused.code, refused.message, refused.fix)
            return None

    def listed(self, key: str, text: str, known: Mapping[str, Listed]) -> Listed | None:
        """What of a list the text names; None for a blank."""
        if not text:
            return None
        if compact(text) in known:
            return known[compact(text)]
        told = f"“{text[:60]}” không có trong danh mục."
        self.wrong(key, f"unknown_{key}", told, "Chép một dòng ở tờ “Danh mục”.")
        return None
