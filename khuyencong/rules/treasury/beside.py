"""A statement beside those that stand: which of its lines are new, and what of it cannot be true with theirs.

A line is the same in two files where account, day, number and amounts are, and the balance where both tell one.
Where neither number nor balance tells lines apart, their words do. On a day that both files begin at the same
height the balances tell nothing: the lines of one minute may stand in another order in each.
"""

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from datetime import date, timedelta

from khuyencong.rules.findings import Finding
from khuyencong.rules.money import dong
from khuyencong.rules.returns.places import error
from khuyencong.rules.text import compact
from khuyencong.rules.treasury.balances import MOST_TOLD, Period, apart, reach
from khuyencong.rules.treasury.model import Row

AGAIN = (
    "Xem lại có đúng tệp, đúng tài khoản không. Nếu tệp đã nhập mới là tệp sai: đề nghị bỏ riêng tệp ấy, "
    "lãnh đạo đồng ý thì nhập tệp đúng."
)


def words_of(row: Row) -> str:
    """Its words where no number tells it apart."""
    return "" if numbered(row) else compact(row.content)


def numbered(row: Row) -> str:
    """Its number as two exports tell it alike: a table takes the zeros before it and the spaces in it away."""
    return "".join(row.number.split()).casefold().lstrip("0")


def loose(row: Row) -> Hashable:
    """What two files tell alike of one line, though one of them has no balances."""
    return row.on, numbered(row), row.debit, row.credit, words_of(row)


def strict(account: str, row: Row) -> tuple[object, ...]:
    """What files with the same columns tell alike."""
    alike = (account, row.on, numbered(row), row.debit, row.credit, row.balance)
    return alike if numbered(row) or row.balance is not None else (*alike, words_of(row))


def new_in(
    account: str, rows: Sequence[Row], standing: Sequence[Row], marks: set[str]
) -> list[tuple[str, Row]]:
    """The lines that no file brought yet, with their marks: two that are alike in one file are two."""
    kept = Counter(strict(account, each) for each in standing)
    held = Counter(loose(each) for each in standing)
    bare = Counter(loose(each) for each in standing if each.balance is None)
    whole_days = begun_alike(rows, standing)
    seen: Counter[Hashable] = Counter()
    alike: Counter[Hashable] = Counter()
    found = []
    for row in rows:
        key, same = strict(account, row), loose(row)
        seen[key] += 1
        alike[same] += 1
        mark = hashlib.sha256("\x1f".join(map(str, (*key, seen[key]))).encode()).hexdigest()
        if mark in marks or seen[key] <= kept[key]:
            continue
        if (row.balance is None or row.on in whole_days) and alike[same] <= held[same]:
            continue
        if row.balance is not None and bare[same]:
            bare[same] -= 1
            continue
        found.append((mark, row))
    return found


def begun_alike(rows: Sequence[Row], standing: Sequence[Row]) -> set[date]:
    """The days whose first line has the same balance before it in both: neither was cut on that morning."""
    mine, theirs = mornings(rows), mornings(standing)
    return {on for on, level in mine.items() if theirs.get(on) == level}


def mornings(rows: Sequence[Row]) -> dict[date, int]:
    """The balance before the first line of each day that tells one; rows in order."""
    found: dict[date, int] = {}
    seen: set[date] = set()
    for row in rows:
        if row.on not in seen and row.balance is not None:
            found[row.on] = row.balance - row.net
        seen.add(row.on)
    return found


def check_beside(
    mine: Period,
    rows: Sequence[Row],
    new: Sequence[Row],
    standing: Sequence[Row],
    periods: Sequence[Period],
) -> list[Finding]:
    """What of a file cannot be true while the statements of its account that stand are.

    A statement with balances is whole, so it has every line of the days inside it. Its first and last day may
    be cut by the hour of the export, so they prove nothing.
    """
    whole = [each for each in periods if each.whole]
    found = [*lines_too_many(new, whole, standing if mine.whole else None)]
    if mine.whole:
        found += lines_too_few(mine, rows, standing)
        if not found:
            found += other_level(mine, rows, standing, whole)
    return found[:MOST_TOLD]


def lines_too_many(
    new: Sequence[Row], whole: Sequence[Period], standing: Sequence[Row] | None
) -> Iterator[Finding]:
    """Lines of the file on days that another statement has whole without them.

    `standing` are the lines that stand, where the file is whole itself: then the other's last line is as far as
    it proves anything, for it may have been exported before the end of the days it was asked for.
    """
    for row in new:
        for each in whole:
            if each.since < row.on < (each.until if standing is None else reach(each, by_day(standing))):
                told = (
                    f"Dòng {named(row)} không có trong sao kê {span(each)} đã nhập, mà sao kê ấy đủ từ "
                    f"số dư đầu đến số dư cuối: lệch {dong(row.debit or row.credit)}."
                )
                yield error("against_standing", row.cell, told, AGAIN)
                break


def by_day(rows: Sequence[Row]) -> dict[date, int]:
    """What lines come to each day."""
    found: dict[date, int] = {}
    for row in rows:
        found[row.on] = found.get(row.on, 0) + row.net
    return found


def proven(period: Period, standing: Sequence[Row]) -> date:
    """The day of the last line of a statement; its first day where it has none."""
    return max((row.on for row in standing if period.since <= row.on <= period.until), default=period.since)


def lines_too_few(mine: Period, rows: Sequence[Row], standing: Sequence[Row]) -> Iterator[Finding]:
    """Lines that stand, on days that the file has whole without them: before its own last line."""
    last = proven(mine, rows)
    here = Counter((each.on, numbered(each), each.debit, each.credit) for each in rows)
    for row in standing:
        key = row.on, numbered(row), row.debit, row.credit
        if not mine.since < row.on < last:
            continue
        if here[key]:
            here[key] -= 1
            continue
        told = (
            f"Tệp đủ từ số dư đầu đến số dư cuối ({days(mine)}) mà không có dòng {named(row)} "
            f"của sao kê đã nhập: lệch {dong(row.debit or row.credit)}."
        )
        yield error("against_standing", row.cell, told, AGAIN)


def other_level(
    mine: Period, rows: Sequence[Row], standing: Sequence[Row], whole: Sequence[Period]
) -> Iterator[Finding]:
    """Balances that stand at another height on the morning of a day that both have."""
    for each in whole:
        on = max(mine.since, each.since) + timedelta(days=1)
        lines = [row for row in standing if each.since <= row.on <= each.until]
        if on > min(mine.until, reach(each, by_day(standing))) or sum(row.net for row in lines) != each.moved:
            continue
        gap = level(mine, rows, on) - level(each, lines, on)
        if gap:
            told = f"Số dư đầu ngày {on:%d/%m/%Y} khác với sao kê {span(each)} đã nhập: {apart(gap)}."
            yield error("against_standing", "Số dư", told, AGAIN)


def level(period: Period, rows: Sequence[Row], on: date) -> int:
    """What stands in the account on the morning of a day."""
    return (period.opening or 0) + sum(row.net for row in rows if row.on < on)


def named(row: Row) -> str:
    """A line in words."""
    number = f" số {row.number}" if row.number else ""
    return f"{row.on:%d/%m/%Y}{number} {'Nợ' if row.debit else 'Có'} {dong(row.debit or row.credit)}"


def span(period: Period) -> str:
    """A statement in words."""
    return f"“{period.name}” ({days(period)})"


def days(period: Period) -> str:
    """From when until when."""
    return f"{period.since:%d/%m/%Y} – {period.until:%d/%m/%Y}"
