"""Closing a year of one purse: what becomes of each book's money, and whether every đồng is accounted for.

What was accepted must be paid first; what was paid may be settled later (Điều 18 khoản 3, Thông tư
36/2013/TT-BCT). All other money is carried over on a decision, or given up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khuyencong.rules.findings import Finding, error
from khuyencong.rules.ledger import Kind, Move, Position, Pots, Stage, after, carrying, position_of
from khuyencong.rules.money import dong

MOVABLE = (Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED)
"""The stages of money that closing has to do something with."""


class Choice(StrEnum):
    """What becomes of a book's money that no volume stands for."""

    CARRY = "carry"
    GIVE_UP = "give_up"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return {"carry": "Chuyển năm sau", "give_up": "Thu hồi, trả về nguồn"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The decision on which money is carried over: its number, its day, who decided."""

    number: str = ""
    on: date | None = None
    authority: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it says all three."""
        return bool(self.number and self.on and self.authority)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A book at the end of its year: what stands in it, what was chosen and on which ground."""

    book: int
    title: str
    pots: Pots
    choice: Choice | None = None
    ground: Ground = Ground()

    @property
    def movable(self) -> int:
        """What something has to be done with, in đồng."""
        return sum(self.pots.get(stage, 0) for stage in MOVABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A posting that closing writes; `part` tells the postings of one book apart, "" for its last."""

    kind: Kind
    part: str
    moves: tuple[Move, ...]

    @property
    def amount(self) -> int:
        """What it takes out of the year, or back out of contracts, in đồng."""
        return sum(move.amount for move in self.moves if move.out_of is not Stage.SOURCE)


NEXT = 0
"""The book of the next year in a plan that was not carried out yet: no book has this key."""


def planned(case: Case) -> list[Planned]:
    """The postings that do with a book's money what was chosen, in their order; none where nothing moves."""
    if not case.movable or case.choice is None:
        return []
    if case.choice is Choice.CARRY:
        return [Planned(kind=Kind.CARRY, part="", moves=tuple(carrying(case.pots, case.book, NEXT)))]
    committed, given = case.pots.get(Stage.COMMITTED, 0), case.pots.get(Stage.ALLOCATED, 0)
    found = []
    if committed:
        release = Move(book=case.book, out_of=Stage.COMMITTED, into=Stage.ALLOCATED, amount=committed)
        found.append(Planned(kind=Kind.RELEASE, part="-release", moves=(release,)))
    if committed + given:
        back = Move(book=case.book, out_of=Stage.ALLOCATED, into=Stage.SOURCE, amount=committed + given)
        found.append(Planned(kind=Kind.WITHDRAW, part="", moves=(back,)))
    return found


def check_case(case: Case, today: date) -> Iterator[Finding]:
    """What stands against closing this book."""
    place = f"Đề án “{case.title}”"
    if left := case.pots.get(Stage.ACCEPTED, 0):
        message = f"{dong(left)} đã nghiệm thu mà chưa chi."
        yield error("unpaid", message, "Chi phần này trước khi khóa sổ.", place)
    if not case.movable:
        return
    if case.choice is None:
        message = f"Còn {dong(case.movable)} chưa chọn chuyển năm sau hay thu hồi."
        yield error("no_choice", message, "Chọn một trong hai ở trang khóa sổ.", place)
    elif case.choice is Choice.CARRY:
        yield from _check_ground(case.ground, today, place)
    elif left := case.pots.get(Stage.ADVANCED, 0):
        message = f"{dong(left)} đã tạm ứng chưa có khối lượng, không thu hồi bằng bút toán được."
        fix = "Kế toán ghi hoàn trả, hoặc chuyển năm sau theo quyết định."
        yield error("advanced_left", message, fix, place)


def _check_ground(ground: Ground, today: date, place: str) -> Iterator[Finding]:
    if not ground.is_whole:
        message = "Chuyển năm sau mà chưa ghi đủ số, ngày và người quyết định."
        yield error("no_ground", message, "Ghi quyết định cho gia hạn sang năm sau.", place)
    elif ground.on is not None and ground.on > today:
        yield error("future", f"Ngày quyết định {ground.on:%d/%m/%Y} chưa đến.", "Xem lại ngày.", place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A year's money before and after, and what stands in the next year's books by it; in đồng."""

    before: Position
    after: Position
    following: Position
    withdrawn: int

    @property
    def left_over(self) -> int:
        """What the equation giao trước = giao sau + chuyển + thu hồi misses by: 0, or something is wrong."""
        return self.before.given - self.after.given - self.following.given - self.withdrawn


def outcome(cases: Iterable[Case]) -> Outcome:
    """What the planned postings of all these books add up to."""
    before, now, following, withdrawn = Position(), Position(), Position(), 0
    for case in cases:
        moves = [move for each in planned(case) for move in each.moves]
        before = before.plus(position_of(case.pots))
        now = now.plus(position_of(after(case.pots, of(moves, case.book))))
        following = following.plus(position_of(after({}, of(moves, NEXT))))
        withdrawn += sum(each.amount for each in moves if each.into is Stage.SOURCE)
    return Outcome(before=before, after=now, following=following, withdrawn=withdrawn)


def of(moves: Sequence[Move], book: int) -> list[Move]:
    """Those of one book."""
    return [each for each in moves if each.book == book]
