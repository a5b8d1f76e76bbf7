"""Reading a claims file: CSV text in, claims out, or every fault of the file with its line and column."""

import csv
import io
import unicodedata
from collections.abc import Iterator

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.printed import NOTATIONS
from khuyencong.rules.reconcile.checking import check_claims
from khuyencong.rules.reconcile.claims import Claim, ClaimsError

COLUMNS = ("id", "label", "kind", "value", "unit", "of", "note")


def read_claims(text: str, notation: str = "vi") -> list[Claim]:
    """The claims of a CSV text, figures in `notation` ("vi": 57.615,3; "en": 57,615.3).

    A byte-order mark, CRLF, quoted fields, decomposed Vietnamese and blank lines are read as meant. Raises
    ClaimsError with all problems found, each with its line, column, rule and fix.
    """
    if notation not in NOTATIONS:
        message, fix = f"không có cách viết số “{notation}”", f"chọn {' hoặc '.join(NOTATIONS)}"
        raise ClaimsError([_fault("unknown_notation", message, "tham số notation", fix)])
    rows = list(_rows(unicodedata.normalize("NFC", text.removeprefix("\ufeff"))))
    if not rows:
        raise ClaimsError(
            [_fault("empty_file", "tệp không có gì", "dòng 1", f"dòng đầu ghi {','.join(COLUMNS)}")]
        )
    positions = _columns(*rows[0])
    if len(rows) == 1:
        raise ClaimsError([_fault("empty_file", "không có dòng số liệu nào", "dòng 2", "mỗi số liệu một dòng")])
    width = len(rows[0][1])
    if too_long := [_too_long(line, row, width) for line, row in rows[1:] if len(row) > width]:
        raise ClaimsError(too_long)
    claims = [_claim(row, positions, notation) for _, row in rows[1:]]
    # Two rows may carry the same id, and a claim is a value: only identity tells their lines apart.
    lines = {id(claim): line for claim, (line, _) in zip(claims, rows[1:], strict=True)}
    check_claims(claims, lambda claim, column: f"dòng {lines[id(claim)]}, cột {column}")
    return claims


def _fault(code: str, message: str, place: str, fix: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, place=place, fix=fix)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if any(field.strip() for field in row):
                yield line, [field.strip() for field in row]
            line = reader.line_num + 1
    except csv.Error as error:
        fix = "kiểm tra dấu ngoặc kép: mở phải có đóng, trong ngoặc viết đôi"
        raise ClaimsError(
            [_fault("malformed_csv", f"không đọc được CSV ({error})", f"dòng {line}", fix)]
        ) from error


def _columns(line: int, header: list[str]) -> dict[str, int]:
    """Where each column stands; raises ClaimsError naming the columns that are missing or doubled."""
    names = [name.casefold() for name in header]
    fix = f"dòng đầu phải có đủ {','.join(COLUMNS)}, cách nhau bằng dấu phẩy"
    missing = [("missing_column", f"thiếu cột {name}", name) for name in COLUMNS if name not in names]
    doubled = [("doubled_column", f"có hơn một cột {name}", name) for name in COLUMNS if names.count(name) > 1]
    if wrong := missing + doubled:
        raise ClaimsError([_fault(code, text, f"dòng {line}, cột {name}", fix) for code, text, name in wrong])
    return {name: names.index(name) for name in COLUMNS}


def _too_long(line: int, row: list[str], width: int) -> Finding:
    message = f"có {len(row)} ô trong khi dòng đầu có {width} cột"
    return _fault(
        "too_many_fields", message, f"dòng {line}, cột {width + 1}", "đặt số có dấu phẩy trong ngoặc kép"
    )


def _claim(row: list[str], positions: dict[str, int], notation: str) -> Claim:
    """A row as a claim; cells missing at its end are empty ones."""
    cells = {name: row[at] if at < len(row) else "" for name, at in positions.items()}
    return Claim(
        id=cells["id"],
        label=cells["label"],
        kind=cells["kind"].casefold(),
        value=cells["value"],
        unit=cells["unit"],
        of=tuple(cells["of"].split()),
        note=cells["note"],
        notation=notation,
    )
