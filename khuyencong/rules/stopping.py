"""What becomes of a project's money when it stops: what was not disbursed leaves it for the purse or others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.rules.ledger import Move, Pots, Stage
from khuyencong.rules.money import dong

UNNUMBERED = 10**9
"""After every place of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """The moves of a stop: out of the contract, on to those that come in its place, the rest to the purse."""

    release: tuple[Move, ...] = ()
    substitute: tuple[Move, ...] = ()
    withdraw: tuple[Move, ...] = ()


def freed_of(pots: Pots) -> int:
    """What a stop frees of a book, in đồng: given, and neither disbursed nor owed for accepted volume."""
    return pots.get(Stage.ALLOCATED, 0) + pots.get(Stage.COMMITTED, 0)


def owed_of(pots: Pots) -> int:
    """What was advanced without volume, in đồng: it comes back (Điều 12 khoản 6, Thông tư 36/2013/TT-BCT)."""
    return pots.get(Stage.ADVANCED, 0)


def is_wound_up(pots: Pots) -> bool:
    """Whether nothing of a stopped book is left to be paid, settled or given back."""
    return not any(pots.get(each, 0) for each in (Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID))


def freeing(pots: Pots, book: int, to: Sequence[tuple[int, int]] = (), *, back: int = 0) -> Freed:
    """Free a book for the books and amounts `to`; BlockedError where they ask for more than there is for them.

    What they take leaves the one and reaches the others in one posting, so that the purse stays what it was.
    `back` is what was decided to go back to it before.
    """
    committed, whole = pots.get(Stage.COMMITTED, 0), freed_of(pots)
    wanted = sum(amount for _, amount in to)
    if wanted > (there := max(whole - back, 0)):
        raise BlockedError(does_not_fit(wanted, there))
    return Freed(
        release=_move(book, Stage.COMMITTED, Stage.ALLOCATED, committed),
        substitute=(
            *_move(book, Stage.ALLOCATED, Stage.SOURCE, wanted),
            *(one for key, amount in to for one in _move(key, Stage.SOURCE, Stage.ALLOCATED, amount)),
        ),
        withdraw=_move(book, Stage.ALLOCATED, Stage.SOURCE, whole - wanted),
    )


def _move(book: int, out_of: Stage, into: Stage, amount: int) -> tuple[Move, ...]:
    return (Move(book=book, out_of=out_of, into=into, amount=amount),) if amount else ()


def passed_over(chosen: Collection[int], order: Sequence[tuple[int, int | None]]) -> list[int]:
    """Whom a choice passes over: keys with a place in the list before a chosen one, not chosen themselves.

    `order` has each project of the reserve with its place, None for one that the list does not number: those
    come after all that it does, and among themselves stand in no order. That passing over needs a reason is our
    own convention: the list was adopted in an order, and an owner asks why hers was not taken.
    """
    last = max((UNNUMBERED if place is None else place for key, place in order if key in chosen), default=0)
    return [key for key, place in order if key not in chosen and place is not None and place < last]


def out_of_order(names: str) -> Finding:
    """What is read where somebody is passed over without a word."""
    return Finding(
        code="out_of_order",
        severity=Severity.ERROR,
        message=f"Không theo thứ tự của danh sách dự phòng: bỏ qua {names}.",
        fix="Chọn theo thứ tự, hoặc ghi lý do; lý do được in trong quyết định.",
        place="Ô “Vì sao không theo thứ tự”",
    )


def does_not_fit(wanted: int, there: int) -> Finding:
    """What is read where the substitutes ask for more than becomes free."""
    return Finding(
        code="does_not_fit",
        severity=Severity.ERROR,
        message=f"Các đề án thay thế cần {dong(wanted)}, mà ngừng đề án này chỉ còn {dong(there)}: thiếu "
        f"{dong(wanted - there)}.",
        fix="Bớt đề án thay thế; hoặc đơn vị hoàn trả tạm ứng, kế toán nơi cấp kinh phí ghi ở trang Kinh phí "
        "của đề án, rồi trình lại.",
        place="Đề án thay thế",
    )
