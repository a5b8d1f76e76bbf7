"""Where a finding points, and short ways to state one."""

from collections.abc import Sequence
from functools import cache

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.returns.model import Spot


@cache
def column_name(column: int) -> str:
    """The letters of a column counted from 0: 0 is "A", 27 is "AB"."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(spot: Spot) -> str:
    """The address of a cell as Excel writes it: (6, 2) is "C7"."""
    return f"{column_name(spot[1])}{spot[0] + 1}"


def place(sheet: str, spot: Spot | None = None) -> str:
    """ "Kế hoạch!C7", or the sheet alone; the cell never holds "!", so the last one parts the two."""
    return f"{sheet}!{address(spot)}" if spot else f"{sheet}!"


def error(code: str, where: str, message: str, fix: str) -> Finding:
    """A finding that stops the import."""
    return Finding(code=code, severity=Severity.ERROR, message=message, place=where, fix=fix)


def warning(code: str, where: str, message: str, fix: str) -> Finding:
    """A finding that asks for a look and lets the import go on."""
    return Finding(code=code, severity=Severity.WARNING, message=message, place=where, fix=fix)


def note(code: str, where: str, message: str) -> Finding:
    """A finding that only explains."""
    return Finding(code=code, severity=Severity.NOTE, message=message, place=where)


def without_value(sheet: str, spots: Sequence[Spot]) -> Finding:
    """Formulas whose result was never saved, in one finding at the first of them."""
    cells = ", ".join(address(spot) for spot in spots[:8]) + ("…" if len(spots) > 8 else "")
    return error(
        "formula_without_value",
        place(sheet, spots[0]),
        f"{len(spots)} ô công thức chưa có kết quả tính sẵn: {cells}.",
        "Mở tệp bằng Excel, chờ tính xong, lưu lại rồi gửi.",
    )
