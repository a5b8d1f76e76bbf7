"""What goes well, out of figures that exist, each by a dated threshold; and what fell short of its own."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from khuyencong.ledger.queries.clock import Clock
from khuyencong.post.queries.tray import TrayItem
from khuyencong.reporting.queries.completeness import Kept, Whole
from khuyencong.reporting.queries.dashboard.view import Said
from khuyencong.rules.conference import Mark
from khuyencong.rules.conference.marks import SENT_IN_TIME, SPENT_IN_TIME
from khuyencong.rules.money import number, percent
from khuyencong.rules.periods import share_gone
from khuyencong.rules.timeliness import Rates

MOST_NAMED = 5
Told = tuple[bool, Said]
"""Whether it is good, and the sentence."""


def good_of(
    found: Whole,
    clock: Clock | None,
    items: Sequence[TrayItem],
    kinds: Sequence[Kept],
    marks: Mapping[str, Mark],
) -> tuple[list[Said], list[Said]]:
    """What goes well, then what does not reach its threshold; nothing is judged that has not begun."""
    told = [*own_tasks(items)]
    if mark := marks.get(SENT_IN_TIME):
        told += returns_told(found, kinds, mark)
    if clock is not None and (mark := marks.get(SPENT_IN_TIME)):
        told += money_told(clock, mark)
    good = [said for fine, said in told if fine]
    return good + perfect(found), [said for fine, said in told if not fine]


def own_tasks(items: Sequence[TrayItem]) -> list[Told]:
    """Nothing at her own desk is late: told only where something waits; what is late is told elsewhere."""
    if not items or any(each.urgency.is_late for each in items):
        return []
    return [
        (True, Said(title=f"{len(items)} việc", words="ở bàn của anh/chị, không việc nào quá hạn", page="tray"))
    ]


def returns_told(found: Whole, kinds: Sequence[Kept], mark: Mark) -> list[Told]:
    """Returns in time: of her own agency, of all she sees, of each kind; what says the same is told once."""
    named = {each.code: each.name for each in kinds}
    several = len([code for code, each in found.by_kind.items() if each.owed]) > 1
    rows = (
        [(found.own, "báo cáo của cơ quan anh/chị nộp đúng hạn")] if found.own.owed < found.rates.owed else []
    )
    rows.append((found.rates, "báo cáo đến hạn hoặc nộp sớm đã nộp đúng hạn"))
    told = [whole_of(found), *(in_time(rates, words, found.year, mark) for rates, words in rows)]
    if several:
        parts = (
            in_time(rates, f"đúng hạn: {named.get(code, code)}", found.year, mark, kind=code)
            for code, rates in sorted(found.by_kind.items())
        )
        # A kind that falls short is part of the sum, which says so already.
        told += [each for each in parts if each is not None and each[0]]
    return [each for each in told if each is not None]


def whole_of(found: Whole) -> Told | None:
    """Her own agency owes nothing of the year any more, in time or not: that needs no threshold."""
    own = found.own
    if not own.owed or own.received < own.owed or own.in_time == own.owed:
        return None
    words = "báo cáo của cơ quan anh/chị đã nộp, không nợ kỳ nào đã đến hạn"
    return True, Said(
        title=f"{own.received}/{own.owed}", words=words, page="completeness", query=f"nam={found.year}"
    )


def in_time(rates: Rates, words: str, year: int, mark: Mark, *, kind: str = "") -> Told | None:
    """One rate against the threshold; None where nothing is owed."""
    share = rates.in_time_share
    if share is None:
        return None
    fine = share * 100 >= mark.value
    against = "" if fine else f" (mốc {number(mark.value, 0)} %)"
    query = f"nam={year}" + (f"&loai={kind}" if kind else "")
    said = f"{rates.in_time}/{rates.owed} {words}{against}"
    return fine, Said(title=percent(share, 0), words=said, page="completeness", query=query)


def money_told(clock: Clock, mark: Mark) -> list[Told]:
    """Money that is out against the part of the year that is over."""
    rate, gone = clock.position.rate, share_gone(clock.year, clock.on)
    if rate is None or not gone:
        return []
    near = (gone - rate) * 100 <= mark.value
    words = f"kinh phí năm {clock.year} đã giải ngân, {against_time(rate, gone, mark, near=near)}"
    return [(bool(rate) and near, Said(title=percent(rate, 1), words=words, page="money"))]


def against_time(rate: Fraction, gone: Fraction, mark: Mark, *, near: bool) -> str:
    """Where it stands beside the part of the year that is over; the threshold is named where it judges."""
    over, points = percent(gone, 0), f"{number(mark.value, 0)} điểm phần trăm"
    if rate >= gone:
        return "không chậm hơn thời gian đã qua của năm"
    if near:
        return f"thời gian của năm đã qua {over}" + (f", chậm không quá {points}" if rate else "")
    return f"thời gian của năm đã qua {over} (mốc: chậm không quá {points})"


def perfect(found: Whole) -> list[Said]:
    """The places that sent everything in time."""
    names = found.perfect
    if not names:
        return []
    more = f" và {len(names) - MOST_NAMED} nơi nữa" if len(names) > MOST_NAMED else ""
    words = f"nộp đủ, đúng hạn: {', '.join(names[:MOST_NAMED])}{more}"
    return [Said(title=f"{len(names)} nơi", words=words, page="completeness", query=f"nam={found.year}")]
