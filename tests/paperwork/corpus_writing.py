"""Writing files as officers send them, byte for byte the same on every run."""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import xlsxwriter
import xlwt

from tests.paperwork.returns_form import FORM

Grid = list[list[Any]]
NAMES = {line.code: line.name for line in FORM}
HEADERS = ["Mã", "Nội dung", "KCQG", "KCĐP", "Ghi chú"]
PLAN = {"K01": (100, 80), "K02": (None, 20), "K10": (250.5, None), "8": (None, 30)}
DONE = {"K01": (60, 40.5), "K02": (None, 0), "K10": (100.25, None), "8": (None, 12)}
STAMP = datetime(2018, 8, 1)


@dataclass(frozen=True)
class Formula:
    """A formula with the result that is saved beside it; None for none."""

    text: str
    value: Any = 0


@dataclass(frozen=True)
class Shown:
    """A value with a number format of its own."""

    value: Any
    pattern: str


@dataclass
class Book:
    """A workbook to write: grids by sheet name, and what a cell alone cannot say."""

    sheets: dict[str, Grid]
    merges: dict[str, list[str]] = field(default_factory=dict)
    hidden_rows: dict[str, list[int]] = field(default_factory=dict)
    hidden_columns: dict[str, list[int]] = field(default_factory=dict)
    hidden_sheets: tuple[str, ...] = ()


def info(**changes: Any) -> Grid:
    """The information sheet; a field changed to None is left out."""
    fields = {
        "Tỉnh/thành phố": "Đồng Tháp",
        "Năm": 2018,
        "Số liệu đến ngày": date(2018, 7, 31),
        "Đơn vị tính": "triệu đồng",
        "Người lập": "Nguyễn Văn A",
        "Ghi chú": None,
    }
    short = {"province": "Tỉnh/thành phố", "year": "Năm", "cut": "Số liệu đến ngày", "unit": "Đơn vị tính"}
    for name, value in changes.items():
        fields[short[name]] = value
    return [["BÁO CÁO"], [], *([label, value] for label, value in fields.items())]


def table(title: str, amounts: Mapping[str, tuple[Any, Any]], scale: Any = 1) -> Grid:
    """Title, header, total (row 3), content 1 (4), K01 (5), K02 (6), content 3 (7), K10 (8), content 8 (9)."""

    def at(code: str) -> list[Any]:
        return [None if value is None else value * scale for value in amounts[code]]

    def added(*codes: str) -> list[Any]:
        columns = zip(*(at(code) for code in codes), strict=True)
        return [round(sum(each for each in column if each), 9) or None for column in columns]

    return [
        [title],
        list(HEADERS),
        ["", "Tổng cộng", *added("K01", "K02", "K10", "8")],
        ["1", NAMES["1"], *added("K01", "K02")],
        ["K01", NAMES["K01"], *at("K01")],
        ["K02", NAMES["K02"], *at("K02")],
        ["3", NAMES["3"], *added("K10")],
        ["K10", NAMES["K10"], *at("K10")],
        ["8", NAMES["8"], *at("8")],
    ]


def book(scale: Any = 1, **changes: Any) -> Book:
    """The usual return: 10 rows; `changes` go to the information sheet."""
    return Book(
        sheets={
            "Thông tin": info(**changes),
            "Kế hoạch": table("KẾ HOẠCH KINH PHÍ KHUYẾN CÔNG NĂM 2018", PLAN, scale),
            "Thực hiện": table("KẾT QUẢ THỰC HIỆN NĂM 2018", DONE, scale),
        }
    )


def put(made: Book, *cells: tuple[str, str, Any]) -> Book:
    """`made` with (sheet, address, value) put in; rows and columns grow as needed."""
    for sheet, where, value in cells:
        match = re.fullmatch(r"([A-Z])(\d+)", where)
        assert match
        row, column = int(match[2]) - 1, ord(match[1]) - 65
        grid = made.sheets[sheet]
        grid.extend([] for _ in range(row + 1 - len(grid)))
        grid[row].extend([None] * (column + 1 - len(grid[row])))
        grid[row][column] = value
    return made


def each_text(made: Book, change: Callable[[str], str]) -> Book:
    """`made` with every text, sheet names included, changed."""
    sheets = {
        change(name): [[change(each) if isinstance(each, str) else each for each in row] for row in grid]
        for name, grid in made.sheets.items()
    }
    return replace(made, sheets=sheets)


def each_amount(made: Book, change: Callable[[float], Any]) -> Book:
    """`made` with every amount of the two tables changed."""
    for name in ("Kế hoạch", "Thực hiện"):
        for row in made.sheets[name][2:]:
            row[2:4] = [change(each) if isinstance(each, int | float) else each for each in row[2:4]]
    return made


def xlsx(made: Book, **options: Any) -> bytes:
    """`made` as an .xlsx."""
    buffer = io.BytesIO()
    file = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    file.set_properties({"created": STAMP})
    formats: dict[str, Any] = {}
    for name, grid in made.sheets.items():
        sheet = file.add_worksheet(name)
        for row, cells in enumerate(grid):
            for column, value in enumerate(cells):
                _write(file, sheet, formats, (row, column), value)
        for area in made.merges.get(name, []):
            first = re.match(r"([A-Z])(\d+)", area)
            assert first
            kept = grid[int(first[2]) - 1][ord(first[1]) - 65]
            sheet.merge_range(area, kept)
        for number in made.hidden_rows.get(name, []):
            sheet.set_row(number - 1, None, None, {"hidden": True})
        for number in made.hidden_columns.get(name, []):
            sheet.set_column(number, number, None, None, {"hidden": True})
        if name in made.hidden_sheets:
            sheet.hide()
    file.close()
    return buffer.getvalue()


def _write(file: Any, sheet: Any, formats: dict[str, Any], spot: tuple[int, int], value: Any) -> None:
    pattern = value.pattern if isinstance(value, Shown) else "dd/mm/yyyy" if isinstance(value, date) else ""
    look = formats.setdefault(pattern, file.add_format({"num_format": pattern})) if pattern else None
    raw = value.value if isinstance(value, Shown) else value
    if isinstance(raw, Formula):
        sheet.write_formula(*spot, raw.text, look, "__none__" if raw.value is None else raw.value)
    elif isinstance(raw, bool):
        sheet.write_boolean(*spot, raw, look)
    elif isinstance(raw, str):
        sheet.write_string(*spot, raw, look)
    elif isinstance(raw, date):
        sheet.write_datetime(*spot, raw, look)
    elif raw is not None:
        sheet.write_number(*spot, raw, look)


def without_results(data: bytes) -> bytes:
    """The formulas written with result None lose their result, as in files no spreadsheet has ever opened."""
    cached = rb' t="str"><f>([^<]*)</f><v>__none__</v>'
    return edit(data, {"xl/worksheets/": lambda xml: re.sub(cached, rb"><f>\1</f><v></v>", xml)})


def edit(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """An archive with the parts whose name contains a key changed; times stay fixed."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    for name in parts:
        for key, change in changes.items():
            if key in name:
                parts[name] = change(parts[name])
    return archive(parts)


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip of `parts` with fixed times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2018, 8, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0
            entry.create_system = 0
            made.writestr(entry, content)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """An archive with one more part."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return archive({each: source.read(each) for each in source.namelist()} | {name: content})


def lying(data: bytes, name: str, size: int) -> bytes:
    """An archive whose directory and header claim that `name` inflates to `size` bytes."""
    changed = bytearray(data)
    title = name.encode()
    at = -1
    while (at := changed.find(title, at + 1)) >= 0:
        if changed[at - 30 : at - 26] == b"PK\3\4":
            changed[at - 8 : at - 4] = struct.pack("<I", size)
        elif changed[at - 46 : at - 42] == b"PK\1\2":
            changed[at - 22 : at - 18] = struct.pack("<I", size)
    return bytes(changed)


def xls(made: Book) -> bytes:
    """`made` as an .xls of Excel 97."""
    file = xlwt.Workbook(encoding="utf-8")
    for name, grid in made.sheets.items():
        sheet = file.add_sheet(name)
        for row, cells in enumerate(grid):
            for column, value in enumerate(cells):
                _write_old(sheet, row, column, value)
        for number in made.hidden_rows.get(name, []):
            sheet.row(number - 1).hidden = True
        for number in made.hidden_columns.get(name, []):
            sheet.col(number).hidden = True
        for top, bottom, left, right in _areas(made.merges.get(name, [])):
            sheet.merge(top, bottom, left, right)
        if name in made.hidden_sheets:
            sheet.visibility = 1
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _write_old(sheet: Any, row: int, column: int, value: Any) -> None:
    pattern = value.pattern if isinstance(value, Shown) else "dd/mm/yyyy" if isinstance(value, date) else ""
    look = xlwt.easyxf(num_format_str=pattern) if pattern else xlwt.Style.default_style
    raw = value.value if isinstance(value, Shown) else value
    if isinstance(raw, str) and raw.startswith("#"):
        sheet.row(row).set_cell_error(column, raw)
    elif isinstance(raw, Formula):
        sheet.write(row, column, xlwt.Formula(raw.text.removeprefix("=")), look)
    elif raw is not None:
        sheet.write(row, column, raw, look)


def _areas(merges: list[str]) -> list[tuple[int, int, int, int]]:
    found = [re.fullmatch(r"([A-Z])(\d+):([A-Z])(\d+)", each) for each in merges]
    return [(int(m[2]) - 1, int(m[4]) - 1, ord(m[1]) - 65, ord(m[3]) - 65) for m in found if m]


def flat(separator: str = ";", shown: Callable[[float], str] | None = None, unit: str = "triệu đồng") -> str:
    """The flat layout as text: four lines of information, a header, one line an amount."""
    write = shown or (lambda value: f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ","))
    rows = [
        ["Tỉnh/thành phố", "Đồng Tháp"],
        ["Năm", "2018"],
        ["Số liệu đến ngày", "31/07/2018"],
        ["Đơn vị tính", unit],
        [],
        ["Giai đoạn", "Mã", "Nội dung", "KCQG", "KCĐP", "Ghi chú"],
    ]
    for stage, amounts in (("Kế hoạch", PLAN), ("Thực hiện", DONE)):
        for code, values in amounts.items():
            cells = ["" if value is None else write(value) for value in values]
            rows.append([stage, code, NAMES[code], *cells, ""])
    return "".join(separator.join(_quoted(cell, separator) for cell in row) + "\r\n" for row in rows)


def _quoted(cell: str, separator: str) -> str:
    return f'"{cell}"' if separator in cell else cell


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A minimal OLE container with the given streams, each of at least 4,096 bytes."""
    sectors: list[bytes] = []
    table: list[int] = []

    def add(content: bytes) -> int:
        first, count = len(sectors), -(-len(content) // 512)
        sectors.extend(content[at : at + 512].ljust(512, b"\0") for at in range(0, count * 512, 512))
        table.extend([*range(first + 1, first + count), 0xFFFFFFFE])
        return first

    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, content in streams.items():
        entries.append(_entry(name, 2, add(content), len(content)))
    directory = add(b"".join(entries))
    fat = len(sectors)
    table.append(0xFFFFFFFD)
    words = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    assert len(words) == 512
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", header, 44, 1, directory)
    struct.pack_into("<5I", header, 56, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, fat, *[0xFFFFFFFF] * 108)
    return bytes(header) + b"".join(sectors) + words


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    title = name.encode("utf-16-le")
    entry = bytearray(128)
    entry[: len(title)] = title
    struct.pack_into("<HB", entry, 64, len(title) + 2, kind)
    struct.pack_into("<3I", entry, 68, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<II", entry, 116, start, size)
    return bytes(entry)
