"""The ledger's arithmetic: stages of money, which moves there are, and what a book of moves adds up to.

A book is one project's money of one purse and one year, given by one plan. Every move takes an amount out of
one stage and puts it into another, so that a book sums to zero whatever is written in it; SOURCE is the purse
itself and the only stage that may stand below zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.money import dong


class Stage(StrEnum):
    """Where money stands: each đồng of a book in exactly one of them."""

    SOURCE = "source"
    ALLOCATED = "allocated"
    COMMITTED = "committed"
    ADVANCED = "advanced"
    ACCEPTED = "accepted"
    PAID = "paid"
    SETTLED = "settled"
    CARRIED = "carried"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return LABELS[self]


LABELS = {
    Stage.SOURCE: "Nguồn kinh phí",
    Stage.ALLOCATED: "Đã giao, chưa ký hợp đồng",
    Stage.COMMITTED: "Đã cam kết, chưa chi",
    Stage.ADVANCED: "Đã tạm ứng, chưa có khối lượng nghiệm thu",
    Stage.ACCEPTED: "Đã nghiệm thu, chưa thanh toán",
    Stage.PAID: "Đã chi cho khối lượng nghiệm thu, chưa quyết toán",
    Stage.SETTLED: "Đã quyết toán",
    Stage.CARRIED: "Đã chuyển năm sau",
}


class Kind(StrEnum):
    """What a posting says happened."""

    ALLOCATE = "allocate"
    COMMIT = "commit"
    ADVANCE = "advance"
    ACCEPT = "accept"
    PAY = "pay"
    SETTLE = "settle"
    GIVE_BACK = "give_back"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    SUBSTITUTE = "substitute"
    CARRY = "carry"
    REVERSE = "reverse"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return KIND_LABELS[self]


KIND_LABELS = {
    Kind.ALLOCATE: "Giao kế hoạch",
    Kind.COMMIT: "Cam kết theo hợp đồng",
    Kind.ADVANCE: "Tạm ứng",
    Kind.ACCEPT: "Nghiệm thu khối lượng",
    Kind.PAY: "Thanh toán",
    Kind.SETTLE: "Quyết toán",
    Kind.GIVE_BACK: "Thu hồi tạm ứng",
    Kind.RELEASE: "Giảm cam kết",
    Kind.WITHDRAW: "Thu hồi kế hoạch",
    Kind.SUBSTITUTE: "Thay đề án, kinh phí không đổi",
    Kind.CARRY: "Chuyển năm sau",
    Kind.REVERSE: "Bút toán đảo",
}

Pair = tuple[Stage, Stage]
FORWARD: Mapping[Kind, frozenset[Pair]] = {
    Kind.ALLOCATE: frozenset({(Stage.SOURCE, Stage.ALLOCATED)}),
    Kind.COMMIT: frozenset({(Stage.ALLOCATED, Stage.COMMITTED)}),
    Kind.ADVANCE: frozenset({(Stage.COMMITTED, Stage.ADVANCED)}),
    Kind.ACCEPT: frozenset({(Stage.ADVANCED, Stage.PAID), (Stage.COMMITTED, Stage.ACCEPTED)}),
    Kind.PAY: frozenset({(Stage.ACCEPTED, Stage.PAID)}),
    Kind.SETTLE: frozenset({(Stage.PAID, Stage.SETTLED)}),
    Kind.GIVE_BACK: frozenset({(Stage.ADVANCED, Stage.COMMITTED)}),
    Kind.RELEASE: frozenset({(Stage.COMMITTED, Stage.ALLOCATED)}),
    Kind.WITHDRAW: frozenset({(Stage.ALLOCATED, Stage.SOURCE)}),
    Kind.SUBSTITUTE: frozenset({(Stage.ALLOCATED, Stage.SOURCE), (Stage.SOURCE, Stage.ALLOCATED)}),
    Kind.CARRY: frozenset(
        {
            *((each, Stage.CARRIED) for each in (Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED)),
            *((Stage.SOURCE, each) for each in (Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED)),
        }
    ),
}
"""The moves each kind of posting may make; a reversal makes the same ones backwards."""

EVERY_PAIR = frozenset(pair for pairs in FORWARD.values() for pair in pairs)
EITHER_WAY = EVERY_PAIR | {(into, out) for out, into in EVERY_PAIR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An amount of whole đồng out of one stage of a book into another; `book` is any key of the book."""

    book: int
    out_of: Stage
    into: Stage
    amount: int

    @property
    def mirrored(self) -> "Move":
        """The move that undoes it."""
        return Move(book=self.book, out_of=self.into, into=self.out_of, amount=self.amount)


UNDISBURSED = frozenset({Stage.ALLOCATED, Stage.COMMITTED, Stage.ACCEPTED})
"""The stages of money that was given and has not gone out."""

Pots = Mapping[Stage, int]
"""What stands in each stage of a book, in đồng; a stage not named is 0. All of them sum to 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The figures people ask for, in đồng: giao, cam kết, giải ngân, nghiệm thu, quyết toán, chuyển năm sau."""

    given: int = 0
    committed: int = 0
    disbursed: int = 0
    accepted: int = 0
    settled: int = 0
    advanced: int = 0
    carried: int = 0

    def plus(self, other: "Position") -> "Position":
        """Two positions together."""
        return Position(**{name: getattr(self, name) + getattr(other, name) for name in self.__slots__})

    @property
    def rate(self) -> Fraction | None:
        """Share of what was given that was disbursed; None where nothing was given."""
        return Fraction(self.disbursed, self.given) if self.given else None

    @property
    def waiting(self) -> int:
        """What was given and not yet disbursed, in đồng."""
        return self.given - self.disbursed

    @property
    def ordered(self) -> bool:
        """Whether giao ≥ cam kết ≥ giải ngân ≥ quyết toán ≥ 0, and no more is accepted than committed."""
        return (
            self.given >= self.committed >= self.disbursed >= self.settled >= 0
            and self.committed >= self.accepted >= self.settled
            and self.advanced >= 0
            and self.carried >= 0
        )


def position_of(pots: Pots) -> Position:
    """What the pots of a book, or of many books together, add up to.

    Money carried over is given in the next year's book and counts no more in this one.
    """
    settled = pots.get(Stage.SETTLED, 0)
    paid = settled + pots.get(Stage.PAID, 0)
    accepted = paid + pots.get(Stage.ACCEPTED, 0)
    disbursed = paid + pots.get(Stage.ADVANCED, 0)
    committed = accepted + pots.get(Stage.ADVANCED, 0) + pots.get(Stage.COMMITTED, 0)
    return Position(
        given=committed + pots.get(Stage.ALLOCATED, 0),
        committed=committed,
        disbursed=disbursed,
        accepted=accepted,
        settled=settled,
        advanced=pots.get(Stage.ADVANCED, 0),
        carried=pots.get(Stage.CARRIED, 0),
    )


def after(pots: Pots, moves: Iterable[Move]) -> dict[Stage, int]:
    """The pots of one book after these moves; BlockedError at the first that takes more than there is."""
    now = dict(pots)
    for move in moves:
        if move.amount <= 0:
            raise BlockedError(error("not_positive", "Số tiền phải lớn hơn 0.", "Ghi số đồng lớn hơn 0."))
        there = now.get(move.out_of, 0)
        if move.out_of is not Stage.SOURCE and there < move.amount:
            raise BlockedError(short(move, there))
        now[move.out_of] = there - move.amount
        now[move.into] = now.get(move.into, 0) + move.amount
    return now


def bears(pots: Pots, moves: Iterable[Move]) -> bool:
    """Whether these moves of one book take no more than there is."""
    try:
        after(pots, moves)
    except BlockedError:
        return False
    return True


def takes_from(pots: Pots, moves: Iterable[Move], back: Sequence[Move]) -> bool:
    """Whether `moves` of one book leave too little for moves `back` that now could be made."""
    return bears(pots, back) and not bears(after(pots, moves), back)


def earliest(pots: Pots, later: Iterable[tuple[date, Move]], moves: Iterable[Move], wanted: date) -> date:
    """The first day from `wanted` on which these moves of one book leave no stage below zero on any day.

    `pots` is what stands now, `later` what counts only from a day after `wanted`. Days differ from the order of
    writing: minutes of the 10th written down on the 25th may cover an advance of the 20th.
    """
    change, by_day, now = net(moves), defaultdict[date, list[Move]](list), dict(pots)
    for day, move in later:
        by_day[day].append(move)
    for day in sorted(by_day, reverse=True):
        for stage, amount in net(by_day[day]).items():
            now[stage] = now.get(stage, 0) - amount
        if any(now.get(stage, 0) + amount < 0 for stage, amount in change.items() if amount < 0):
            return day
    return wanted


def net(moves: Iterable[Move]) -> dict[Stage, int]:
    """What moves change in every stage but the purse itself, which owes what the others hold."""
    change: dict[Stage, int] = {}
    for move in moves:
        change[move.out_of] = change.get(move.out_of, 0) - move.amount
        change[move.into] = change.get(move.into, 0) + move.amount
    return {stage: amount for stage, amount in change.items() if stage is not Stage.SOURCE}


def check_kind(kind: Kind, moves: Sequence[Move]) -> None:
    """BlockedError for moves that a posting of this kind may not make."""
    if not moves:
        raise BlockedError(error("empty", "Bút toán không có dòng nào.", "Ghi ít nhất một số tiền."))
    for move in moves:
        if kind is not Kind.REVERSE and (move.out_of, move.into) not in FORWARD[kind]:
            message = (
                f"“{kind.label}” không chuyển tiền từ “{move.out_of.label.lower()}” sang "
                f"“{move.into.label.lower()}”."
            )
            raise BlockedError(error("wrong_move", message, "Chọn loại bút toán khác."))
    given = sum(move.amount for move in moves if move.out_of is Stage.SOURCE)
    taken_back = sum(move.amount for move in moves if move.into is Stage.SOURCE)
    if kind is Kind.SUBSTITUTE and given != taken_back:
        message = f"Thay đề án làm nguồn kinh phí lệch {dong(abs(given - taken_back))}."
        fix = "Giao cho đề án thay thế đúng số đã thu hồi."
        raise BlockedError(error("purse_changes", message, fix))


def accepting(pots: Pots, amount: int, book: int) -> list[Move]:
    """The moves that write accepted volume worth `amount`: what was advanced first, then what is owed."""
    covered = min(amount, pots.get(Stage.ADVANCED, 0))
    moves = [
        Move(book=book, out_of=Stage.ADVANCED, into=Stage.PAID, amount=covered),
        Move(book=book, out_of=Stage.COMMITTED, into=Stage.ACCEPTED, amount=amount - covered),
    ]
    return [each for each in moves if each.amount]


def carrying(pots: Pots, this: int, following: int) -> list[Move]:
    """The moves that carry a book over: what is not yet accepted leaves it and stands alike in next year's."""
    moves = []
    for stage in (Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED):
        if amount := pots.get(stage, 0):
            moves.append(Move(book=this, out_of=stage, into=Stage.CARRIED, amount=amount))
            moves.append(Move(book=following, out_of=Stage.SOURCE, into=stage, amount=amount))
    return moves


def short(move: Move, there: int) -> Finding:
    """What is read where a stage holds less than is taken out of it."""
    message = (
        f"Cần lấy {dong(move.amount)} từ “{move.out_of.label.lower()}”, mà ở đó chỉ còn {dong(there)}: "
        f"thiếu {dong(move.amount - there)}."
    )
    if there <= 0:
        return error("not_enough", message, "Mở sổ của đề án xem bút toán nào đã lấy đi, hay còn thiếu.")
    return error("not_enough", message, f"Ghi không quá {dong(there)}, hoặc xem lại bút toán trước.")
