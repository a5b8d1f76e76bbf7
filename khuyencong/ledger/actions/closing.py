"""Preparing the closing of a year: begun by the agency that pays, each book's money given a way to go."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.posting import Said, open_book, post
from khuyencong.ledger.models import CloseLine, YearClose
from khuyencong.ledger.queries.closing import Row, books_of, grounds_of, rows_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import inherited, ministry_department
from khuyencong.projects.models import Project
from khuyencong.rules.closing import NEXT, Choice, Ground, Planned, planned
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.workflow.actions import Dossier, record

WRITABLE = (YearClose.State.DRAFT, YearClose.State.RETURNED, YearClose.State.REOPENED)


@transaction.atomic
def begin_closing(purse: str, year: int, *, by: Actor, at: datetime, made_up: bool = False) -> YearClose:
    """Begin to close a year that is over. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_close(by, purse):
        raise PermissionDenied
    if localtime(at).year <= year:
        message = f"Năm {year} chưa hết."
        fix = f"Khóa sổ từ ngày 01/01/{year + 1}; trước đó xem thử."
        raise BlockedError(error("not_over", message, fix, "Ô “Năm”"))
    national = purse == Project.Purse.NATIONAL
    try:
        with transaction.atomic():
            close = YearClose.objects.create(
                purse=purse,
                year=year,
                agency=ministry_department() if national else by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=made_up,
            )
    except IntegrityError as caught:
        message = f"Năm {year} của nguồn này đã có lần khóa sổ."
        raise BlockedError(error("close_taken", message, "Mở lần ấy ra làm tiếp.", "Ô “Năm”")) from caught
    if not national:
        close.departments.set(inherited(by.agency))
    tell("year_close.begin", "Chuẩn bị khóa sổ", close, {"purse": purse, "year": year}, by=by, at=at)
    return close


@transaction.atomic
def choose(
    close: YearClose, books: Collection[int], choice: Choice, ground: Ground, *, by: Actor, at: datetime
) -> int:
    """Say what becomes of these books' money, on which ground; how many. PermissionDenied or BlockedError."""
    row = YearClose.objects.select_for_update().get(pk=close.pk)
    if not permissions.prepares_close(by, row):
        raise PermissionDenied
    if row.state not in WRITABLE:
        message = f"Lần khóa sổ đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại để sửa."))
    held_to(choice, ground, localtime(at).date())
    known = list(books_of(row).filter(pk__in=list(books)).values_list("pk", flat=True))
    if not known:
        raise BlockedError(error("none_chosen", "Chưa chọn đề án nào.", "Đánh dấu ít nhất một.", "Danh sách"))
    carries = choice is Choice.CARRY
    for key in known:
        said = {
            "choice": choice.value,
            "number": ground.number if carries else "",
            "signed_on": ground.on if carries else None,
            "authority": ground.authority if carries else "",
        }
        CloseLine.objects.update_or_create(close=row, round=row.round, book_id=key, defaults=said)
    after: dict[str, object] = {
        "books": known,
        "choice": choice.value,
        "number": ground.number,
        "on": ground.on,
    }
    tell("year_close.choose", f"{choice.label} ({len(known)} đề án)", row, after, by=by, at=at)
    return len(known)


@transaction.atomic
def carry_decided(close: YearClose, *, by: Actor, at: datetime) -> int:
    """Carry over every book that nothing was chosen for on the decision that extended its project; how many.

    PermissionDenied or BlockedError.
    """
    rows = rows_of(close)
    grounds = grounds_of(rows, close.year)
    open_ones = [each for each in rows if each.case.choice is None and each.book.pk in grounds]
    if not open_ones:
        message = "Không còn đề án chưa chọn nào có quyết định gia hạn đã ghi."
        raise BlockedError(
            error("no_extension", message, "Đánh dấu đề án và ghi quyết định bằng tay.", "Danh sách")
        )
    for each in open_ones:
        choose(close, [each.book.pk], Choice.CARRY, grounds[each.book.pk], by=by, at=at)
    return len(open_ones)


def held_to(choice: Choice, ground: Ground, today: date) -> None:
    """BlockedError for carrying over without a whole ground whose day has come."""
    if choice is not Choice.CARRY:
        return
    if not ground.is_whole:
        message = "Chuyển năm sau phải ghi số, ngày và người quyết định."
        raise BlockedError(error("no_ground", message, "Ghi như trên quyết định.", "Quyết định"))
    if ground.on is not None and ground.on > today:
        message = f"Ngày quyết định {ground.on:%d/%m/%Y} chưa đến."
        raise BlockedError(error("future", message, "Xem lại ngày.", "Ô “Ngày”"))


def pin(close: YearClose, rows: Iterable[Row]) -> int:
    """Keep what the postings of each book will move, as it was decided; how many books."""
    kept = 0
    for each in rows:
        if each.line is None or not (steps := planned(each.case)):
            continue
        each.line.plan = [spelled(step) for step in steps]
        each.line.save(update_fields=["plan"])
        kept += 1
    return kept


def spelled(step: Planned) -> dict[str, object]:
    """A planned posting as the line keeps it; 0 stands for the book of the next year."""
    moves = [[move.book, move.out_of.value, move.into.value, move.amount] for move in step.moves]
    return {"kind": step.kind.value, "part": step.part, "moves": moves}


def key_of(line: CloseLine, part: str = "") -> str:
    """What makes a posting of a book in a round one, however often the closing is run again."""
    again = f"-lan-{line.round}" if line.round > 1 else ""
    return f"close-{line.close.purse}-{line.close.year}-book-{line.book_id}{again}{part}"


@transaction.atomic
def write_line(line: CloseLine, *, by: Actor, at: datetime) -> bool:
    """Write the postings of one book, all or none; whether it was this call that did. BlockedError.

    Nothing is written once the closing stands elsewhere or in another round: a head may reopen it while its job
    still walks. The closing is locked, the book by the posting; not the project, which payments lock first.
    """
    close = YearClose.objects.select_for_update().get(pk=line.close_id)
    row = CloseLine.objects.select_for_update(of=("self",)).select_related("book__project").get(pk=line.pk)
    if close.state != YearClose.State.RUNNING or row.round != close.round:
        return False
    if row.written_at is not None or row.plan is None:
        return False
    row.close, book = close, row.book
    carries = row.chosen is Choice.CARRY
    document = f"Quyết định {row.number} ngày {row.signed_on:%d/%m/%Y}" if row.signed_on else str(close)
    following = NEXT
    if carries:
        following = open_book(book.project, purse=book.purse, year=book.year + 1, plan_year=book.plan_year).pk
    for step in row.plan:
        moves = [
            Move(book=following if key == NEXT else key, out_of=Stage(out), into=Stage(into), amount=amount)
            for key, out, into, amount in step["moves"]
        ]
        said = Said(
            kind=Kind(step["kind"]),
            key=key_of(row, step["part"]),
            effective_on=date(close.year, 12, 31),
            document=document,
            reason=f"{close}: {row.authority}" if carries else str(close),
            made_up=close.made_up,
        )
        post(said, moves, by=by, at=at)
    row.written_at = at
    row.save(update_fields=["written_at"])
    return True


def tell(name: str, title: str, close: YearClose, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    """One line of the trail."""
    about = Dossier(kind="year_close", key=str(close.pk), agency=close.agency.code)
    record(name, f"{title}: {close}", about=about, by=by, at=at, after=after)
