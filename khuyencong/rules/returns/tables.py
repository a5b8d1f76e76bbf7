"""Finding the table in a sheet by its headers, wherever it stands and in whatever order its columns are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from khuyencong.rules.findings import Finding
from khuyencong.rules.money import Unit
from khuyencong.rules.returns.labels import LONGEST_LABEL, fund_of, header_of, legacy_font, letters
from khuyencong.rules.returns.model import FUND_LABELS, FUNDS, Fund, Sheet, Spot
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.returns.units import introduces_unit, unit_of

HEADER_WITHIN = 40
"""The header must start within so many rows; below that a sheet is not the form."""

_YEAR = re.compile(r"nam(20\d\d)", re.ASCII)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the table stands: `first` is its first row under the header, columns are counted from 0."""

    sheet: Sheet
    header: int
    first: int
    funds: dict[Fund, int]
    name: int | None
    code: int | None
    stage: int | None


def find_table(sheet: Sheet, *, flat: bool, found: list[Finding]) -> Table | None:
    """The table of `sheet`; None, with the reason in `found`, when a needed column is missing or doubled."""
    header, funds = _fund_columns(sheet)
    if not funds:
        found.append(_no_header(sheet))
        return None
    others: dict[str, Spot] = {}
    for row in range(max(0, header - 3), min(header + 2, len(sheet.rows))):
        for column, cell in enumerate(sheet.rows[row]):
            if isinstance(cell, str) and cell and (kind := header_of(cell)):
                others.setdefault(kind, (row, column))
    problems = _column_problems(sheet, header, funds, others, flat=flat)
    found.extend(problems)
    if problems:
        return None
    last = max(header, *(row for row, _ in others.values()))
    first = last + 1 + _numbering_rows(sheet, last + 1, others)
    columns = {kind: spot[1] for kind, spot in others.items()}
    return Table(
        sheet=sheet,
        header=header,
        first=first,
        funds={fund: spots[0] for fund, spots in funds.items()},
        name=columns.get("name"),
        code=columns.get("code"),
        stage=columns.get("stage") if flat else None,
    )


def _fund_columns(sheet: Sheet) -> tuple[int, dict[Fund, list[int]]]:
    """The row that names both purses (else the first that names one), and the columns of each."""
    best: tuple[int, dict[Fund, list[int]]] = (0, {})
    for row, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        funds: dict[Fund, list[int]] = {}
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell and (fund := fund_of(cell)):
                funds.setdefault(fund, []).append(column)
        if len(funds) == len(FUNDS):
            return row, funds
        if funds and not best[1]:
            best = (row, funds)
    return best


def _no_header(sheet: Sheet) -> Finding:
    for row, column, text in _texts(sheet, len(sheet.rows[:HEADER_WITHIN])):
        if font := legacy_font(text):
            return error(
                "legacy_font",
                place(sheet.name, (row, column)),
                f"Chữ trong sheet gõ bằng bảng mã cũ {font}, không phải Unicode.",
                "Chuyển sang Unicode (Unikey: Ctrl+Shift+F6) rồi gửi lại.",
            )
    return error(
        "missing_header",
        place(sheet.name),
        "Không thấy dòng tiêu đề có hai cột KCQG và KCĐP.",
        "Giữ nguyên dòng tiêu đề của biểu mẫu: Mã, Nội dung, KCQG, KCĐP, Ghi chú.",
    )


def _column_problems(
    sheet: Sheet, header: int, funds: dict[Fund, list[int]], others: dict[str, Spot], *, flat: bool
) -> list[Finding]:
    problems = []
    for fund in FUNDS:
        columns = funds.get(fund, [])
        if not columns:
            problems.append(_missing_column(sheet, header, FUND_LABELS[fund]))
        elif len(columns) > 1:
            problems.append(
                error(
                    "doubled_column",
                    place(sheet.name, (header, columns[1])),
                    f"Cột {FUND_LABELS[fund]} có hai lần (cột kia: {place(sheet.name, (header, columns[0]))}).",
                    "Mỗi sheet chỉ để một cột cho mỗi nguồn kinh phí.",
                )
            )
    if "name" not in others and "code" not in others:
        problems.append(_missing_column(sheet, header, "Nội dung"))
    if flat and "stage" not in others:
        problems.append(_missing_column(sheet, header, "Giai đoạn"))
    return problems


def _missing_column(sheet: Sheet, header: int, label: str) -> Finding:
    return error(
        "missing_column",
        place(sheet.name, (header, 0)),
        f"Dòng tiêu đề thiếu cột “{label}”.",
        f"Thêm tiêu đề “{label}” đúng như biểu mẫu.",
    )


def _numbering_rows(sheet: Sheet, row: int, others: dict[str, Spot]) -> int:
    """1 when a row of column numbers ("A B 1 2", "(1) (2) (3)") stands under the header, else 0."""
    if row >= len(sheet.rows):
        return 0
    shown = [_mark(cell) for cell in sheet.rows[row]]
    filled = [each for each in shown if each]
    label = others.get("name") or others["code"]
    if len(filled) < 3 or not shown[label[1]] or not all(len(each) <= 2 for each in filled):
        return 0
    digits = [int(each) for each in filled if each.isdigit()]
    letters = [each for each in filled if not each.isdigit()]
    consecutive = digits == list(range(1, len(digits) + 1))
    return int(consecutive and all(each.isalpha() and len(each) == 1 for each in letters))


def _mark(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip(" ()") if cell != "" else ""


def _texts(sheet: Sheet, rows: int) -> Iterator[tuple[int, int, str]]:
    for row, cells in enumerate(sheet.rows[:rows]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell:
                yield row, column, cell


def check_heading(table: Table, unit: Unit | None, year: int | None, found: list[Finding]) -> None:
    """What stands over the table must not contradict the information sheet: its unit and its year."""
    years: dict[int, Spot] = {}
    sheet = table.sheet
    for row, column, text in _texts(sheet, table.first):
        if unit and (stated := _stated_unit(sheet, row, column, text)) and stated is not unit:
            found.append(
                error(
                    "unit_contradiction",
                    place(sheet.name, (row, column)),
                    f"Ở đây ghi {stated.label}, sheet “Thông tin” ghi {unit.label}.",
                    "Sửa cho hai nơi cùng một đơn vị tính, đúng với các số trong bảng.",
                )
            )
        if row < table.header and len(text) <= LONGEST_LABEL:
            for each in _YEAR.findall(letters(text)):
                years.setdefault(int(each), (row, column))
    if year and years and year not in years:
        other, spot = next(iter(years.items()))
        found.append(
            error(
                "year_mismatch",
                place(sheet.name, spot),
                f"Tiêu đề ghi năm {other}, sheet “Thông tin” ghi năm {year}.",
                "Kiểm tra xem có gửi nhầm tệp của năm khác không, rồi sửa cho khớp.",
            )
        )


def _stated_unit(sheet: Sheet, row: int, column: int, text: str) -> Unit | None:
    if introduces_unit(text):
        beside = next((cell for cell in sheet.rows[row][column + 1 :] if isinstance(cell, str) and cell), "")
        return unit_of(text) or unit_of(beside)
    if fund_of(text) and (bracket := _IN_BRACKETS.search(text)):
        return unit_of(bracket[1])
    if text.startswith("(") and text.endswith(")"):
        return unit_of(text)
    return None
