"""Which words at a cell explain the numbers that stand, and whose numbers these are: read from all it held.

An explanation holds for the numbers it was written for. One that stood before a number of the finding came to
be what it is explains nothing of it, and what the system wrote for itself never does.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.periodic.sheet import Form, Place

RESTATED = "Tính lại khi báo cáo được mở lại"
TYPED_BEFORE = "Số đã nhập tay trước khi hệ thống điền"
KEPT = "Giữ bản đã duyệt:"
"""What a reason begins with that says why the approved version stands again: it was said of all cells."""
BY_API = "API"
"""What the place of a number begins with that a program sent, in the file that keeps what was sent."""
MACHINE = frozenset({RESTATED, TYPED_BEFORE})
"""Reasons the system puts where a row must have one and nobody gave any."""
HERS = tuple(each for each in ReturnCell.How if each is not ReturnCell.How.FILLED)
"""How a number came that somebody stands for: all but what the system filled and nobody looked at."""
PUT = (ReturnCell.How.TYPED, ReturnCell.How.OVERRIDDEN, ReturnCell.How.IMPORTED)


def words_of(cell: ReturnCell | None) -> str:
    """What a person wrote beside it: why it was changed, or what explains it."""
    if cell is None:
        return ""
    made = cell.reason in MACHINE or cell.reason.startswith(KEPT)
    return cell.explanation if made else cell.note


def lacks_reason(cell: ReturnCell | None) -> bool:
    """Whether another number than the system's stands by hand and nobody ever said why."""
    return cell is not None and cell.how == ReturnCell.How.OVERRIDDEN and not words_of(cell)


def unreasoned(form: Form, cells: Mapping[Place, ReturnCell]) -> list[Place]:
    """The places where that is so; totals follow by themselves."""
    totals = form.totals
    return [each for each in form.places if each[0] not in totals and lacks_reason(cells.get(each))]


def how_of(cell: ReturnCell) -> str:
    """How the number came, in words: it is not said to have a reason where it has none."""
    if cell.location.startswith(BY_API):
        return "Nhận qua API, có lý do" if cell.how == ReturnCell.How.OVERRIDDEN else "Nhận qua API"
    return "Nhập tay, chưa có lý do" if lacks_reason(cell) else str(ReturnCell.How(cell.how).label)


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in a place: since which row the number, since which the words, and who put the number.

    `writer` is whose number it is: who wrote or confirmed it, or took it over; None where the system filled it.
    `written_in` is the revision she did it in.
    """

    value_since: int
    words: str
    words_since: int
    hands: frozenset[int]
    writer: int | None
    written_in: int


def told_of(report: PeriodicReturn) -> dict[Place, Told]:
    """Every place of a return by all that was ever written there; one SELECT."""
    rows = ReturnCell.objects.filter(periodic_return=report.pk).order_by("pk")
    found: dict[Place, Told] = {}
    last: dict[Place, ReturnCell] = {}
    for each in rows.defer("file", "location"):
        place, words = (each.indicator, each.purse), words_of(each)
        before, same = found.get(place), place in last and last[place].value == each.value
        old = last.get(place)
        hers = old is None or before is None or made_hers(old, each, before.words == words)
        hands = before.hands if before is not None and same else frozenset()
        found[place] = Told(
            value_since=before.value_since if before is not None and same else each.pk,
            words=words,
            words_since=before.words_since if before is not None and before.words == words else each.pk,
            hands=hands | {each.by_id} if each.how in PUT else hands,
            writer=(each.by_id if each.how in HERS else None) if hers or before is None else before.writer,
            written_in=each.revision if hers or before is None else before.written_in,
        )
        last[place] = each
    return found


def made_hers(old: ReturnCell, new: ReturnCell, same_words: bool) -> bool:
    """Whether who wrote the row stands for its number: not where she only added words, or the books moved."""
    if old.value != new.value:
        return True
    return old.filled == new.filled and (old.how != new.how or same_words)


def writers_of(report: PeriodicReturn) -> dict[int, list[Place]]:
    """Who wrote or confirmed numbers that stand in the present revision, and which; one SELECT.

    What stands from an earlier revision was signed and approved by others then.
    """
    found: dict[int, list[Place]] = {}
    for place, each in told_of(report).items():
        if each.writer is not None and each.written_in == report.revision:
            found.setdefault(each.writer, []).append(place)
    return found


def explained(told: Mapping[Place, Told], places: Collection[Place]) -> bool:
    """Whether somebody wrote words at one of these cells when all of their numbers stood."""
    there = [told[each] for each in places if each in told]
    latest = max((each.value_since for each in there), default=0)
    return any(each.words and each.words_since >= latest for each in there)


def hands_in(told: Mapping[Place, Told], places: Collection[Place], form: Form) -> set[int]:
    """Who put the numbers that stand there; of a total, those of its lines."""
    below = [(part, purse) for code, purse in places for part in form.totals.get(code, ())]
    return {hand for each in (*places, *below) if each in told for hand in told[each].hands}
