"""The list of projects (Mẫu 2) of a registration, a decision or a notice: across the page, with its sums."""

from collections.abc import Sequence
from dataclasses import dataclass

from khuyencong.paperwork.dossier.amounts import (
    SOURCES,
    UNIT_LINE,
    column_width,
    exact,
    sources,
    together,
)
from khuyencong.paperwork.dossier.parts import ListedProject
from khuyencong.paperwork.official import Column, Table
from khuyencong.rules.estimate import Sums
from khuyencong.rules.norms import Purse

ACROSS = 257.0
"""mm between the margins of a page that lies across."""
NARROW = 29.0
LEAST_TEXT = 120.0
SHARES = (0.26, 0.18, 0.25, 0.18, 0.13)
MARKS = {"group": "Đề án nhóm", "model": "Đề án điểm", "named": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list: four texts, when, who pays, a note."""

    texts: tuple[str, str, str, str]
    period: str
    money: Sums
    note: str = ""


HEADS = ("Tên đề án", "Đơn vị thực hiện", "Mục tiêu và nội dung chính", "Dự kiến kết quả")


def plan_table(projects: Sequence[ListedProject], purse: Purse) -> Table:
    """The projects of a plan in the columns of Mẫu 2, with the sum of all."""
    entries = [
        Entry(
            texts=(each.title, each.unit, each.goals, each.results),
            period=each.period,
            money=each.money,
            note="; ".join(part for part in (MARKS[each.kind], each.note) if part),
        )
        for each in projects
    ]
    return money_table(HEADS, entries, purse, sum_of=f"Tổng cộng ({len(entries)} đề án)")


def money_table(
    heads: tuple[str, str, str, str], entries: Sequence[Entry], purse: Purse, *, sum_of: str
) -> Table:
    """Lines with their money and the sum; amounts are exact, so that columns add up as printed."""
    whole = together(each.money for each in entries)
    parts = sources(purse, [whole])
    show = exact([getattr(each.money, part) for each in entries for part in parts])
    money = [tuple(show(getattr(one, part)) for part in parts) for one in (*(e.money for e in entries), whole)]
    rows = [
        (str(number), *each.texts, each.period, *cells, each.note)
        for number, (each, cells) in enumerate(zip(entries, money, strict=False), start=1)
    ]
    rows.append(("", sum_of, "", "", "", "", *money[-1], ""))
    widths = [column_width(column) for column in zip(*money, strict=True)]
    return Table(
        columns=columns(heads, money_heads(parts), widths),
        rows=tuple(rows),
        bold=frozenset({len(entries)}),
        unit=UNIT_LINE,
    )


def money_heads(parts: Sequence[str]) -> list[str]:
    """The total, the state's part in it, then the others."""
    return [SOURCES["total"], f"Trong đó: {SOURCES[parts[1]]}", *(SOURCES[part] for part in parts[2:])]


def columns(heads: Sequence[str], money: Sequence[str], widths: Sequence[float]) -> tuple[Column, ...]:
    """Text shares what money leaves of the page."""
    text = max(LEAST_TEXT, ACROSS - NARROW - sum(widths))
    *shares, last = SHARES
    return (
        Column(head="TT", width=9, align="centre"),
        *(Column(head=head, width=text * share) for head, share in zip(heads, shares, strict=True)),
        Column(head="Thời gian", width=20, align="centre"),
        *(Column(head=head, width=width, align="right") for head, width in zip(money, widths, strict=True)),
        Column(head="Ghi chú", width=text * last),
    )
