"""Everything kept about one person as a file: .json for a program, .xlsx for her."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from khuyencong.organisations.actions.persons import Held
from khuyencong.paperwork.table import xlsx_rows

TITLE = "Dữ liệu cá nhân mà hệ thống khuyến công giữ"


def as_json(held: Sequence[Held], *, at: datetime) -> bytes:
    """One object a table: why it is kept, on what ground, how long, and the rows under their columns' names."""
    tables = [
        {
            "bảng": each.table.title,
            "mục đích": each.table.purpose,
            "căn cứ": each.table.ground.title if each.table.ground else "",
            "căn cứ đã kiểm chứng": bool(each.table.ground and each.table.ground.verified),
            "giữ bao lâu": each.table.retention,
            "dòng": [dict(zip(each.headings, row, strict=True)) for row in each.rows],
        }
        for each in held
    ]
    content = {"tên": TITLE, "lập lúc": at.isoformat(timespec="seconds"), "bảng": tables}
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


def as_workbook(held: Sequence[Held], *, at: datetime) -> bytes:
    """One line a value: table, row, column, value."""
    made = f"Lập lúc {at:%H:%M ngày %d/%m/%Y}."
    notes = [f"{made} Mục đích, căn cứ và thời hạn của từng bảng: trang “Dữ liệu cá nhân”."]
    return xlsx_rows(("Bảng", "Dòng", "Cột", "Giá trị"), lines(held), title=TITLE, notes=notes)


def lines(held: Sequence[Held]) -> Iterator[tuple[str, int, str, Any]]:
    """The values one by one, those that are empty left out."""
    for each in held:
        for number, row in enumerate(each.rows, start=1):
            for heading, value in zip(each.headings, row, strict=True):
                if value not in (None, ""):
                    yield each.table.title, number, heading, value
