"""The one door through which money moves: checked by the rules, held by the database, told to the trail."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger.models import Book, Posting, Transfer
from khuyencong.ledger.queries.chains import standing_book
from khuyencong.ledger.queries.doubted import taken_from_waiting
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.ledger import Kind, Move, Pots, Stage, after, check_kind, earliest
from khuyencong.rules.money import dong
from khuyencong.rules.posting_corrections import Origin, origin_of
from khuyencong.workflow.actions import Dossier, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a posting says besides its moves; `key` names the act, so that sent twice it is written once.

    `ceiling` in đồng is the most that may have been advanced in a book after it, with its law. A day `by_hand`
    is somebody's word: refused where the money was not there yet. Any other is put off to the day it was.
    """

    kind: Kind
    key: str
    effective_on: date
    document: str
    reason: str = ""
    ceiling: int | None = None
    ceiling_law: str = ""
    made_up: bool = False
    by_hand: bool = False


def open_book(project: Project, *, purse: str, year: int, plan_year: int | None = None) -> Book:
    """The book of a project's money of that purse and year, opened when it is first asked for.

    `plan_year` is the year whose plan gave the money, where it was carried over; else the same year.
    """
    plan = year if plan_year is None else plan_year
    book, _ = Book.objects.get_or_create(project=project, purse=purse, year=year, plan_year=plan)
    return book


def book_for(contract: Contract) -> Book:
    """The book in which a contract's money stands now, locked: of its year, or of the one it was carried to."""
    return book_of_plan(contract.project, contract.year)


def book_of_plan(project: Project, year: int) -> Book:
    """The book in which the money of a plan year stands now, locked; opened where there is none yet."""
    book = standing_book(project, year)
    if book is None:
        book = open_book(project, purse=project.purse, year=year)
    return Book.objects.select_for_update().get(pk=book.pk)


def post(said: Said, moves: Sequence[Move], *, by: Actor, at: datetime) -> Posting:
    """Write a posting; the one that stands where the same key was sent before, and nothing more.

    BlockedError with what stands in the way: a stage that holds too little, or the key of another act. The
    books are locked in their order, so that two postings never wait for each other.
    """
    check_kind(said.kind, moves)
    return _once(said, moves, reverses=None, by=by, at=at)


def reverse(posting: Posting, *, key: str, reason: str, by: Actor, at: datetime) -> Posting:
    """Undo a posting by its mirror image, with a reason; once only, while the money still stands there."""
    if not reason.strip():
        raise BlockedError(error("reason_missing", "Đảo bút toán phải kèm lý do.", "Ghi lý do.", "Ô “Lý do”"))
    moves = [each.mirrored for each in reversed(moves_of(posting))]
    said = Said(
        kind=Kind.REVERSE,
        key=key,
        effective_on=max(posting.effective_on, localtime(at).date()),
        document=posting.document,
        reason=" ".join(reason.split()),
        made_up=posting.made_up,
    )
    return _once(said, moves, reverses=posting, by=by, at=at)


def fresh(key: str) -> str:
    """The key of an act: with its round once a correction has undone it, so that it may be written anew."""
    undone, again = Posting.objects.filter(reversed_by__isnull=False), key
    for count in itertools.count(2):
        if not undone.filter(key=again).exists():
            break
        again = f"{key}#{count}"
    return again


def moves_of(posting: Posting) -> list[Move]:
    """Its transfers as the rules know them, in their order."""
    return [move_of(each) for each in posting.transfers.order_by("position")]


def move_of(transfer: Transfer) -> Move:
    """A transfer as the rules know it."""
    return Move(
        book=transfer.book_id,
        out_of=Stage(transfer.out_of),
        into=Stage(transfer.into),
        amount=transfer.amount,
    )


def _once(said: Said, moves: Sequence[Move], *, reverses: Posting | None, by: Actor, at: datetime) -> Posting:
    """Write it, or find what stands: what another wrote meanwhile shows once the database refused."""
    try:
        with transaction.atomic():
            not_reversed(reverses, said.key)
            return _write(said, moves, reverses=reverses, by=by, at=at)
    except IntegrityError as caught:
        not_reversed(reverses, said.key)
        return _standing(said, moves, caught)


def not_reversed(posting: Posting | None, key: str) -> None:
    """BlockedError where the posting was undone under another key."""
    if posting is not None and Posting.objects.filter(reverses=posting).exclude(key=key).exists():
        message = "Bút toán này đã được đảo."
        raise BlockedError(error("reversed", message, "Tải lại trang để xem bút toán đảo."))


def _write(said: Said, moves: Sequence[Move], *, reverses: Posting | None, by: Actor, at: datetime) -> Posting:
    keys = sorted({move.book for move in moves})
    books = {each.pk: each for each in Book.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if (standing := Posting.objects.filter(key=said.key).first()) is not None:
        return same(standing, said, moves)
    pots = {key: books[key].pots for key in keys}
    for key in keys:
        after(pots[key], [move for move in moves if move.book == key])
    if reverses is None:
        leave_what_waits(said, pots, moves, localtime(at).date())
    said = dated(said, books, moves)
    posting = Posting.objects.create(
        kind=said.kind.value,
        key=said.key,
        effective_on=said.effective_on,
        recorded_at=at,
        author=by.account,
        document=said.document[:200],
        reason=said.reason[:500],
        ceiling=said.ceiling,
        ceiling_law=said.ceiling_law[:300],
        reverses=reverses,
        made_up=said.made_up,
    )
    # One by one: each has to find what the one before has left, and the database judges each by itself.
    for position, move in enumerate(moves, start=1):
        Transfer.objects.create(
            posting=posting,
            position=position,
            book_id=move.book,
            out_of=move.out_of.value,
            into=move.into.value,
            amount=move.amount,
        )
    _tell(posting, moves, books[keys[0]], by=by, at=at)
    return posting


def leave_what_waits(said: Said, pots: Mapping[int, Pots], moves: Sequence[Move], on: date) -> None:
    """BlockedError where a correction that waits for its head could not lead the money back any more.

    Not of a closing: its checklist names what waits before it is decided; a run under way takes no decision.
    """
    if origin_of(said.kind, said.key) is Origin.CLOSING:
        return
    if found := taken_from_waiting(pots, moves, on):
        raise BlockedError(*found)


def dated(said: Said, books: Mapping[int, Book], moves: Sequence[Move]) -> Said:
    """The same on the first day on which the money was there, and why; BlockedError for a day by hand."""
    later = Transfer.objects.filter(book__in=books, posting__effective_on__gt=said.effective_on)
    rows = [
        (each.book_id, each.posting.effective_on, move_of(each)) for each in later.select_related("posting")
    ]
    day = max(
        earliest(
            books[key].pots,
            [(on, move) for book, on, move in rows if book == key],
            [move for move in moves if move.book == key],
            said.effective_on,
        )
        for key in books
    )
    if day == said.effective_on:
        return said
    if said.by_hand:
        message = f"Ngày {said.effective_on:%d/%m/%Y} tiền chưa ở bước này; sớm nhất là {day:%d/%m/%Y}."
        raise BlockedError(error("too_early", message, "Xem lại ngày trên chứng từ.", "Ô “Ngày”"))
    why = f"Tính từ {day:%d/%m/%Y}, ngày tiền đã ở bước trước; chứng từ ngày {said.effective_on:%d/%m/%Y}."
    return replace(said, effective_on=day, reason=f"{said.reason} {why}".strip())


def _tell(posting: Posting, moves: Sequence[Move], book: Book, *, by: Actor, at: datetime) -> None:
    amount = sum(move.amount for move in moves if move.out_of is not Stage.SOURCE or len(moves) == 1)
    record(
        f"ledger.{posting.kind}",
        f"{Kind(posting.kind).label} {dong(amount)}: {book.project.title}",
        about=Dossier(kind="posting", key=str(posting.pk), agency=book.project.agency.code),
        by=by,
        at=at,
        after={
            "key": posting.key,
            "effective_on": posting.effective_on,
            "document": posting.document,
            "moves": [[move.book, move.out_of.value, move.into.value, move.amount] for move in moves],
        },
        reason=posting.reason,
    )


def _standing(said: Said, moves: Sequence[Move], caught: IntegrityError) -> Posting:
    """The posting that another wrote under this key in the meantime; else the database's refusal in words."""
    standing = Posting.objects.filter(key=said.key).first()
    if standing is None:
        raise BlockedError(refused(str(caught))) from caught
    return same(standing, said, moves)


def same(standing: Posting, said: Said, moves: Sequence[Move]) -> Posting:
    """The posting that stands under this key; BlockedError when it says something else."""
    alike = standing.kind == said.kind.value and moves_of(standing) == list(moves)
    if alike and not (said.by_hand and standing.effective_on != said.effective_on):
        return standing
    message = "Thao tác này đã được ghi sổ với số tiền khác."
    if alike:
        message = f"Chứng từ này đã được ghi sổ ngày {standing.effective_on:%d/%m/%Y}."
    raise BlockedError(
        error("key_taken", message, "Tải lại trang để xem bút toán đã ghi, rồi làm lại nếu cần.")
    )


def refused(words: str) -> Finding:
    """What is read when the database itself refuses; told when two wrote at once and one came too late."""
    if "closed" in words:
        message = "Năm của quyển sổ đã khóa, không ghi thêm bút toán được."
        fix = "Ghi vào năm sau nếu tiền đã chuyển; sai thì lãnh đạo nơi cấp kinh phí mở lại sổ kèm lý do."
        return error("year_closed", message, fix)
    if "ceiling" in words:
        message = "Tổng số đã tạm ứng sẽ vượt trần tạm ứng của đề án."
        return error("above_ceiling", message, "Giảm số tạm ứng; phần còn lại chi sau nghiệm thu.")
    message = "Số tiền ở bước ấy vừa thay đổi, không còn đủ cho bút toán này."
    return error("not_enough", message, "Tải lại trang để xem số hiện nay.")
