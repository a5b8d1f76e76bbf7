"""Whether a statement is whole: opening + credits - debits = closing; else by how much, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from khuyencong.rules.findings import Finding
from khuyencong.rules.money import dong
from khuyencong.rules.returns.places import error
from khuyencong.rules.treasury.model import Row


def in_order(rows: Sequence[Row]) -> list[Row]:
    """The rows from the oldest on: a statement that runs from the newest down is turned round.

    The days say which way it runs; where all are of one day, the balances do.
    """
    found = list(rows)
    if len(found) > 1 and (found[0].on, breaks(found)) > (found[-1].on, breaks(found[::-1])):
        found.reverse()
    return found


def breaks(rows: Sequence[Row]) -> int:
    """How often a balance is not the one before it with the row's own move."""
    return sum(not follows(before, row) for before, row in pairwise(rows))


def follows(before: Row, row: Row) -> bool:
    """Whether the balance of a row comes out of the one before; True where either tells none."""
    return before.balance is None or row.balance is None or before.balance + row.net == row.balance


def ends_of(rows: Sequence[Row], opening: int | None, closing: int | None) -> tuple[int | None, int | None]:
    """Opening and closing as the file says them, else as its first and last balance tell; rows in order."""
    if rows and opening is None and (first := rows[0].balance) is not None:
        opening = first - rows[0].net
    if rows and closing is None:
        closing = rows[-1].balance
    return opening, closing


def check_balances(
    rows: Sequence[Row], opening: int | None, closing: int | None, place: str
) -> Iterator[Finding]:
    """Every break in the running balance, else a gap between opening and closing; rows in order."""
    broken = [(before, row) for before, row in pairwise(rows) if not follows(before, row)]
    first = rows[0] if rows else None
    if first is not None and opening is not None and first.balance is not None:
        gap = first.balance - first.net - opening
        if gap:
            yield broken_at(first, gap, "số dư đầu kỳ", rows)
    for before, row in broken[:MOST_TOLD]:
        assert row.balance is not None
        assert before.balance is not None
        yield broken_at(row, row.balance - before.balance - row.net, f"số dư ở {before.cell}", rows)
    if broken or opening is None or closing is None:
        return
    gap = closing - opening - sum(row.net for row in rows)
    if gap:
        message = (
            f"Số dư đầu {dong(opening)} + Có {dong(sum(row.credit for row in rows))} - Nợ "
            f"{dong(sum(row.debit for row in rows))} không ra số dư cuối {dong(closing)}: {apart(gap)}."
        )
        fix = f"{cause_of_gap(gap, rows)} Xuất lại sao kê của cả kỳ rồi nhập."
        yield error("balance_gap", place, message, fix)


MOST_TOLD = 20
"""So many breaks of one running balance are told."""


def broken_at(row: Row, gap: int, since: str, rows: Sequence[Row]) -> Finding:
    """One break of the running balance."""
    message = f"Số dư: từ {since} cộng Có, trừ Nợ của dòng này không ra số dư của dòng: {apart(gap)}."
    fix = f"{cause_of_gap(gap, rows, row)} Xuất lại sao kê, không xóa dòng, không sửa số."
    return error("balance_gap", row.cell, message, fix)


def apart(gap: int) -> str:
    """By how much the file differs, and which way: a minus before an amount is read past."""
    return f"lệch {dong(abs(gap))}, số trong tệp {'cao' if gap > 0 else 'thấp'} hơn"


def cause_of_gap(gap: int, rows: Sequence[Row], at: Row | None = None) -> str:
    """What most likely makes a balance differ by so much."""
    near = [at] if at is not None else list(rows)
    for row in near:
        if row.net and gap == -2 * row.net:
            return f"Có thể dòng {row.cell} ghi nhầm cột Nợ và Có."
    for row in near:
        if swapped(row.net, row.net + gap):
            return f"Có thể số tiền ở {row.cell} đảo hai chữ số liền nhau."
    for row in rows:
        if row.net and row.net == -gap:
            return f"Có thể dòng {row.cell} bị chép hai lần."
    side = "Có" if gap > 0 else "Nợ"
    return f"Có thể thiếu một hay nhiều dòng bên {side}, cộng {dong(abs(gap))}."


def swapped(one: int, other: int) -> bool:
    """Whether two amounts of one sign differ by two neighbouring digits changed with each other."""
    if one == other or one * other <= 0:
        return False
    left, right = str(abs(one)), str(abs(other))
    if len(left) != len(right):
        return False
    apart = [place for place, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    first, second = apart
    return left[first] == right[second] and left[second] == right[first]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A statement of one account beside others of it: its days, its balances, and its file's name."""

    name: str
    since: date
    until: date
    opening: int | None
    closing: int | None

    @property
    def whole(self) -> bool:
        """Whether its balances prove that no line of it is missing."""
        return self.opening is not None and self.closing is not None

    @property
    def moved(self) -> int:
        """What its balances say that its lines add."""
        return (self.closing or 0) - (self.opening or 0)


def reach(period: Period, moves: Mapping[date, int]) -> date:
    """The last day whose lines its closing balance counts: it may have been exported before its last day.

    `moves` are what all lines of the account come to by day; where none of its days comes out, its last day.
    """
    level, found = 0, None if period.moved else period.since
    for on in sorted(each for each in moves if period.since <= each <= period.until):
        level += moves[on]
        if level == period.moved:
            found = on
    return found or period.until


def check_chain(periods: Sequence[Period], moves: Mapping[date, int]) -> Iterator[Finding]:
    """Whether the statements of one account leave nothing out between them.

    `moves` are all their lines, each once, summed by day. Those without balances cannot tell.
    """
    known = [each for each in periods if each.whole]
    if not known:
        return
    first = min(known, key=lambda each: (each.since, each.until, each.name))
    last = max(known, key=lambda each: (reach(each, moves), each.until, each.since, each.name))
    assert first.opening is not None
    assert last.closing is not None
    gap = last.closing - first.opening - sum(moves.values())
    if gap:
        message = (
            f"Từ số dư đầu {dong(first.opening)} ({first.name}) cộng mọi dòng không ra số dư cuối "
            f"{dong(last.closing)} ({last.name}): {apart(gap)}."
        )
        yield error("chain_gap", "Các sao kê", message, fix_of_chain(periods))


def fix_of_chain(periods: Sequence[Period]) -> str:
    """Which days no statement has; where every day is there, that a statement is wrong."""
    wrong = "bỏ lần đối chiếu này, ghi lý do, rồi lập lại từ tệp xuất cả kỳ."
    holes, until = [], None
    for each in sorted(periods, key=lambda each: (each.since, each.until)):
        if until is not None and (each.since - until).days > 1:
            last = each.since - timedelta(days=1)
            holes.append(f"từ {until + timedelta(days=1):%d/%m/%Y} đến {last:%d/%m/%Y}")
        until = each.until if until is None else max(until, each.until)
    if holes:
        return (
            f"Chưa có sao kê {', '.join(holes)}: nhập thêm. Nếu ngày ấy không có giao dịch, có tệp sai: {wrong}"
        )
    return f"Các sao kê đã liền ngày, không thiếu tệp ở giữa: có tệp sai hoặc thiếu dòng; {wrong}"
