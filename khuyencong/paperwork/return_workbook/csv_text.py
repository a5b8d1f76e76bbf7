"""Reading a .csv: which encoding, which separator, and rows that do not fit under the header."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.refusal import AGAIN, RefusedFileError
from khuyencong.rules.findings import Finding
from khuyencong.rules.returns.labels import fund_of, legacy_font
from khuyencong.rules.returns.model import Sheet, Workbook
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.text import compact

SHEET = "CSV"
"""The name under which findings name the one sheet of a .csv."""

_SEPARATORS = ";,\t|"
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UTF8 = "Lưu lại dạng “CSV UTF-8 (Comma delimited)”, hoặc tốt hơn: dùng biểu mẫu .xlsx."


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the form a .csv is in: words that tell its text, folded, is read right; its head."""

    text: Callable[[str], bool]
    head: Callable[[str], bool]


def _says_it_is_a_return(folded: str) -> bool:
    return "kcdp" in folded and ("kehoach" in folded or "thuchien" in folded)


def _names_both_purses(line: str) -> bool:
    return "kcqg" in compact(line) and "kcdp" in compact(line)


RETURN = Known(text=_says_it_is_a_return, head=_names_both_purses)
"""A province's return."""


def read_csv(name: str, data: bytes, known: Known = RETURN) -> Workbook:
    """A .csv as one sheet of texts; raises RefusedFileError when it is no text or no table."""
    text = decode(data, known)
    separator = _separator(text, known)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as broken:
        raise RefusedFileError(
            "csv_broken",
            "Tệp .csv có dấu ngoặc kép không khớp hoặc một ô quá dài, không tách được thành cột.",
            "Mở bằng Excel, sửa ô có dấu ngoặc kép lẻ, lưu lại; hoặc dùng biểu mẫu .xlsx.",
        ) from broken
    if rows and len(rows[0]) == 1 and rows[0][0].startswith("sep="):
        rows[0] = [""]
    width = max((len(row) for row in rows), default=0)
    if len(rows) > limits.CSV_ROWS or width > limits.CSV_COLUMNS:
        raise RefusedFileError("too_many_cells", "Tệp .csv có quá nhiều dòng hoặc cột so với biểu mẫu.", AGAIN)
    sheet = Sheet(name=SHEET, rows=[row + [""] * (width - len(row)) for row in rows])
    findings = _misfits(rows, separator)
    return Workbook(name=name, kind="csv", sheet_names=(SHEET,), sheets=(sheet,), findings=findings)


def decode(data: bytes, known: Known = RETURN) -> str:
    """The text of a .csv in UTF-8, UTF-16 or Windows-1258; old fonts and binary data are refused."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding)
    zeros = data[:400].count(0)
    if zeros > len(data[:400]) // 4:
        return _strict(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = _of_old_windows(data, known)
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1f]", text))
    if controls * 20 > len(text):
        raise RefusedFileError("not_a_workbook", "Tệp không phải bảng tính và cũng không phải văn bản.", AGAIN)
    return text


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise _unknown_encoding() from broken


def _of_old_windows(data: bytes, known: Known) -> str:
    """Windows-1258, taken only when the form's own words come out of it; the old fonts are named."""
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        text = ""
    if known.text(compact(text[:20_000])):
        return text
    for cell in re.split(r"[;,\t\r\n]", data[:20_000].decode("latin-1")):
        if font := legacy_font(cell):
            raise RefusedFileError(
                "legacy_font",
                f"Tệp gõ bằng bảng mã cũ {font}, không phải Unicode.",
                "Chuyển sang Unicode (Unikey: Ctrl+Shift+F6) rồi gửi lại.",
            )
    raise _unknown_encoding()


def _unknown_encoding() -> RefusedFileError:
    return RefusedFileError("encoding", "Không nhận ra bảng mã tiếng Việt của tệp .csv.", _UTF8)


def _separator(text: str, known: Known) -> str:
    """The separator of the line that is the head, else of the first lines together."""
    lines = text[:50_000].splitlines()[:60]
    header = next((line for line in lines if known.head(line)), "")
    sample = header or "\n".join(lines[:10])
    return max(_SEPARATORS, key=sample.count)


def _misfits(rows: list[list[str]], separator: str) -> tuple[Finding, ...]:
    """Rows that do not fit their header: a comma inside a number or a name has split them.

    Between commas a row must have exactly the header's cells, or "250,5" would silently become two amounts.
    """
    header = next(
        (number for number, row in enumerate(rows) if len({fund_of(cell) for cell in row} - {None}) == 2), None
    )
    if header is None:
        return ()
    width = len(rows[header])
    last_fund = max(column for column, cell in enumerate(rows[header]) if fund_of(cell))
    findings = []
    for number, row in enumerate(rows[header + 1 :], start=header + 1):
        filled = sum(1 for cell in row if cell.strip())
        over = any(cell.strip() for cell in row[width:])
        uneven = separator == "," and filled > 1 and len(row) != width
        split = separator == "," and any(cell.strip().isdecimal() for cell in row[last_fund + 1 :])
        if over or uneven or split:
            findings.append(
                error(
                    "csv_columns",
                    place(SHEET, (number, min(width, len(row) - 1))),
                    f"Dòng {number + 1} có {len(row)} ô, tiêu đề có {width}: dấu “{separator}” nằm trong số"
                    " hoặc chữ đã tách ô làm đôi.",
                    "Đặt ô có dấu phẩy trong ngoặc kép, hoặc ngăn cột bằng dấu chấm phẩy;"
                    " tốt hơn: dùng biểu mẫu .xlsx.",
                )
            )
    return tuple(findings)
