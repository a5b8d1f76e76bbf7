"""Sums of a return: a content is the sum of its lines, the total the sum of all, and nothing counts twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from khuyencong.rules.findings import Finding
from khuyencong.rules.money import Unit
from khuyencong.rules.returns.activities import ActivityIndex
from khuyencong.rules.returns.amounts import Amount
from khuyencong.rules.returns.entries import Entry
from khuyencong.rules.returns.model import FUND_LABELS, FUNDS, ActivityLine, Fund, Stage
from khuyencong.rules.returns.places import error, place, warning


@dataclass(slots=True)
class Purse:
    """The amounts of one stage and fund by code; `broken` codes have a value that could not be read.

    A broken "" stands for a row that belongs to no known line: the total is then not to be judged.
    """

    by_code: dict[str, Amount] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    totals: list[Amount] = field(default_factory=list)


def purses(amounts: Iterable[Amount], broken: Iterable[Entry]) -> dict[tuple[Stage, Fund], Purse]:
    """The amounts sorted by stage and fund."""
    sorted_: dict[tuple[Stage, Fund], Purse] = {}
    for amount in amounts:
        entry = amount.entry
        purse = sorted_.setdefault((entry.stage, entry.fund), Purse())
        if entry.line is None:
            purse.totals.append(amount)
        else:
            purse.by_code[entry.line.code] = amount
    for entry in broken:
        code = entry.line.code if entry.line else ""
        sorted_.setdefault((entry.stage, entry.fund), Purse()).broken.add(code)
    return sorted_


def tree(index: ActivityIndex) -> dict[str, list[str]]:
    """The codes of the contents in the order of the form, each with the codes of its lines."""
    codes = {line.code for line in index.lines}
    contents: dict[str, list[str]] = {}
    for line in index.lines:
        if line.parent_code in codes and line.parent_code is not None:
            contents.setdefault(line.parent_code, []).append(line.code)
        else:
            contents.setdefault(line.code, [])
    return contents


def check_purse(
    purse: Purse, contents: dict[str, list[str]], unit: Unit | None, found: list[Finding]
) -> list[Amount]:
    """The amounts that count (lines, or a content given without lines); sums that differ go into `found`."""
    counted: list[Amount] = []
    for code, lines in contents.items():
        given = [purse.by_code[line] for line in lines if line in purse.by_code]
        content = purse.by_code.get(code)
        if given:
            counted += given
            if content and purse.broken.isdisjoint([code, *lines]):
                _compare(content, given, "sum", unit, found)
        elif content and (content.value or not lines):
            counted.append(content)
    if not purse.broken:
        for total in purse.totals:
            _compare(total, counted, "total", unit, found)
    return counted


def _compare(
    stated: Amount, parts: Sequence[Amount], kind: str, unit: Unit | None, found: list[Finding]
) -> None:
    """Exact in the printed unit; one unit of the last printed decimal apart is rounding, worth a warning."""
    computed = sum((part.value for part in parts), Decimal(0))
    apart = stated.value - computed
    if not apart:
        return
    entry = stated.entry
    decimals = max([stated.decimals, *(part.decimals for part in parts)])
    message = (
        f"{entry.what} ghi {_shown(stated.value)}, cộng các {'dòng' if kind == 'sum' else 'nội dung'} được"
        f" {_shown(computed)}; chênh {_shown(apart, sign=True)}{' ' + unit.label if unit else ''}."
    )
    where = place(entry.sheet, entry.spot)
    if decimals and abs(apart) <= Decimal(1).scaleb(-decimals):
        found.append(
            warning(f"{kind}_rounded", where, message, "Có thể do làm tròn; các dòng chi tiết là số được nhập.")
        )
        return
    found.append(
        error(
            f"{kind}_mismatch",
            where,
            message,
            "Sửa số sai; nếu ô là công thức, mở tệp bằng Excel để tính lại rồi lưu.",
        )
    )


def _shown(value: Decimal, *, sign: bool = False) -> str:
    return (f"{value:+,f}" if sign else f"{value:,f}").translate(str.maketrans(",.", ".,"))


def warn_done_over_plan(
    stages: dict[tuple[Stage, Fund], list[Amount]], contents: dict[str, list[str]], found: list[Finding]
) -> None:
    """What is done beyond its plan: by line where both are given by lines, else by content."""
    for fund in FUNDS:
        plan = _by_code(stages.get(("plan", fund), ()))
        done = _by_code(stages.get(("done", fund), ()))
        if not plan or not done:
            continue
        for code, lines in contents.items():
            if code in plan or code in done:
                _warn([code, *lines], [code, *lines], plan, done, fund, found)
            else:
                for line in lines:
                    _warn([line], [line], plan, done, fund, found)


def _by_code(amounts: Iterable[Amount]) -> dict[str, Amount]:
    return {amount.entry.line.code: amount for amount in amounts if amount.entry.line}


def _warn(
    planned: Sequence[str],
    spent: Sequence[str],
    plan: dict[str, Amount],
    done: dict[str, Amount],
    fund: Fund,
    found: list[Finding],
) -> None:
    counted = [done[code] for code in spent if code in done]
    total = sum((each.value for each in counted), Decimal(0))
    allowed = sum((plan[code].value for code in planned if code in plan), Decimal(0))
    if total <= allowed:
        return
    line: ActivityLine | None = counted[0].entry.line
    assert line is not None
    found.append(
        warning(
            "done_over_plan",
            place(counted[0].entry.sheet, counted[0].entry.spot),
            f"“{line.code}. {line.name}”, {FUND_LABELS[fund]}: thực hiện {_shown(total)}"
            f" vượt kế hoạch {_shown(allowed)}.",
            "Kiểm tra lại hai số; nếu đúng thì giữ nguyên và ghi lý do ở cột “Ghi chú”.",
        )
    )
