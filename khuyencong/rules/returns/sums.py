"""Sums of a return: a content is the sum of its lines, the total the sum of all, and nothing counts twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from khuyencong.rules.findings import Finding
from khuyencong.rules.money import Unit
from khuyencong.rules.returns.activities import ActivityIndex
from khuyencong.rules.returns.amounts import scale_of
from khuyencong.rules.returns.entries import Entry
from khuyencong.rules.returns.model import FUNDS, Fund, Stage
from khuyencong.rules.returns.places import error, place, warning

Tree: TypeAlias = dict[str, list[str]]
"""The codes of the contents in the order of the form, each with the codes of its lines."""


@dataclass(slots=True)
class Purse:
    """The amounts of one stage and fund by code; `broken` codes have a value that could not be read.

    A broken "" stands for a row that belongs to no known line: the total is then not to be judged.
    """

    by_code: dict[str, Entry] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    totals: list[Entry] = field(default_factory=list)


def purses(amounts: Iterable[Entry], broken: Iterable[Entry]) -> dict[tuple[Stage, Fund], Purse]:
    """The amounts sorted by stage and fund."""
    sorted_: dict[tuple[Stage, Fund], Purse] = {}
    for entry in amounts:
        key = (entry.stage, entry.fund)
        purse = sorted_.get(key)
        if purse is None:
            purse = sorted_[key] = Purse()
        if entry.line is None:
            purse.totals.append(entry)
        else:
            purse.by_code[entry.line.code] = entry
    for entry in broken:
        code = entry.line.code if entry.line else ""
        sorted_.setdefault((entry.stage, entry.fund), Purse()).broken.add(code)
    return sorted_


def tree(index: ActivityIndex) -> Tree:
    """The codes of the contents in the order of the form, each with the codes of its lines."""
    codes = {line.code for line in index.lines}
    contents: Tree = {}
    for line in index.lines:
        if line.parent_code in codes and line.parent_code is not None:
            contents.setdefault(line.parent_code, []).append(line.code)
        else:
            contents.setdefault(line.code, [])
    return contents


def check_purse(purse: Purse, contents: Tree, unit: Unit | None, found: list[Finding]) -> list[Entry]:
    """The amounts that count (lines, or a content without lines); sums that differ go into `found`."""
    counted: list[Entry] = []
    for code, lines in contents.items():
        given = [purse.by_code[line] for line in lines if line in purse.by_code]
        content = purse.by_code.get(code)
        if given:
            counted += given
            if content and purse.broken.isdisjoint([code, *lines]):
                _compare(content, given, "sum", unit, found)
        elif content and (content.dong or not lines):
            counted.append(content)
    if not purse.broken:
        for total in purse.totals:
            _compare(total, counted, "total", unit, found)
    return counted


def _compare(stated: Entry, parts: Sequence[Entry], kind: str, unit: Unit | None, found: list[Finding]) -> None:
    """Exact in the printed unit; one unit of the last printed decimal apart is rounding, worth a warning."""
    computed = sum(part.dong for part in parts)
    apart = stated.dong - computed
    if not apart:
        return
    texts = [part for part in parts if isinstance(part.value, str)]
    if texts and stated.dong == computed - sum(part.dong for part in texts):
        found.append(_text_left_out(stated, texts))
        return
    scale = scale_of(unit)
    decimals = max([stated.decimals, *(part.decimals for part in parts)])
    parts_label = "dòng" if kind == "sum" else "nội dung"
    message = (
        f"{stated.what} ghi {_shown(stated.dong, scale)}, cộng các {parts_label} được"
        f" {_shown(computed, scale)}; chênh {_shown(apart, scale, '+')}{' ' + unit.label if unit else ''}."
    )
    where = place(stated.sheet, stated.spot)
    if decimals and abs(apart) * 10**decimals <= scale:
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


def _text_left_out(stated: Entry, texts: Sequence[Entry]) -> Finding:
    """A SUM of Excel passes over amounts typed as text; they are read all the same, and named."""
    cells = ", ".join(place(part.sheet, part.spot) for part in texts[:10])
    return warning(
        "sum_ignores_text",
        place(stated.sheet, stated.spot),
        f"{stated.what}: công thức cộng bỏ qua {len(texts)} ô gõ dạng chữ ({cells}); "
        "số ở các ô đó vẫn được đọc và cộng.",
        "Nên gõ lại các ô đó thành số để tổng trong tệp khớp.",
    )


def _shown(dong: int, scale: int, sign: str = "") -> str:
    """An amount in the file's unit, in Vietnamese notation, without idle zeros."""
    value = (Decimal(dong) / scale).normalize()
    return f"{value:{sign},f}".translate(str.maketrans(",.", ".,"))


def warn_done_over_plan(
    stages: dict[tuple[Stage, Fund], list[Entry]],
    unread: dict[tuple[Stage, Fund], set[str]],
    contents: Tree,
    unit: Unit | None,
    found: list[Finding],
) -> None:
    """What is done beyond its plan: by line where both are given by lines, else by content.

    A content with an amount that could not be read (`unread`, by codes) is not judged.
    """
    for fund in FUNDS:
        plan = _by_code(stages.get(("plan", fund), ()))
        done = _by_code(stages.get(("done", fund), ()))
        if not plan or not done:
            continue
        doubtful = unread.get(("plan", fund), set()) | unread.get(("done", fund), set())
        for code, lines in contents.items():
            if not doubtful.isdisjoint(["", code, *lines]):
                continue
            groups = [[code, *lines]] if code in plan or code in done else [[line] for line in lines]
            for codes in groups:
                spent = [done[each] for each in codes if each in done]
                allowed = sum(plan[each].dong for each in codes if each in plan)
                total = sum(each.dong for each in spent)
                if total > allowed:
                    found.append(_over_plan(spent[0], total, allowed, scale_of(unit)))


def _by_code(amounts: Iterable[Entry]) -> dict[str, Entry]:
    return {amount.line.code: amount for amount in amounts if amount.line}


def _over_plan(entry: Entry, total: int, allowed: int, scale: int) -> Finding:
    return warning(
        "done_over_plan",
        place(entry.sheet, entry.spot),
        f"{entry.what}: thực hiện {_shown(total, scale)} vượt kế hoạch {_shown(allowed, scale)}.",
        "Kiểm tra lại hai số; nếu đúng thì giữ nguyên và ghi lý do ở cột “Ghi chú”.",
    )
