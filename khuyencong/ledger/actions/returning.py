"""Money that was advanced and has no volume comes back: Điều 12 khoản 6, Thông tư 36/2013/TT-BCT.

Written down with its voucher by the accountant; posted when a second person confirms (the lifecycle).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.changing import close_when_done
from khuyencong.ledger.actions.posting import Said, book_for, dated, fresh, post
from khuyencong.ledger.models import Book, GiveBack, Posting, Transfer
from khuyencong.ledger.queries.chains import chain_of
from khuyencong.ledger.queries.claims import is_final
from khuyencong.ledger.queries.doubted import in_doubt, opens_an_acceptance
from khuyencong.ledger.queries.give_backs import beginning_of, ground_on, key_of, open_give_back
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk
from khuyencong.projects.actions.papers import keep_file
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.changes import stop_asked
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.give_backs import check_back
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.workflow.actions import Dossier, locked, record
from khuyencong.workflow.lifecycle import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a voucher says, with its file; without one the file handed in before stands."""

    amount: int
    voucher: str
    paid_on: date
    name: str = ""
    media_type: str = ""
    content: bytes = b""


def open_one(
    contract: Contract, amount: int, *, agency: Agency, desk: Desk, by: Actor, at: datetime
) -> GiveBack:
    """A row for what is to come back, with what is owed; BlockedError where one is open."""
    first = contract.first
    try:
        with transaction.atomic():
            made = GiveBack.objects.create(
                project=first.project,
                contract=first,
                amount=amount,
                agency=agency,
                desk=desk,
                author=by.account,
                created_at=at,
                made_up=first.made_up,
            )
    except IntegrityError as taken:
        raise BlockedError(already_open(open_give_back(first))) from taken
    tell("give_back.begin", "Chờ hoàn trả tạm ứng", made, {"amount": amount}, by=by, at=at)
    return made


def already_open(row: GiveBack | None) -> Finding:
    """What is read by who writes a second one while the first is not confirmed."""
    state = f", {row.get_state_display().lower()}" if row is not None else ""
    message = f"Hợp đồng này đang có một khoản hoàn trả chưa xong{state}."
    return error("give_back_open", message, "Làm xong hoặc bỏ khoản ấy trước.", "Hợp đồng")


def not_in_writing(row: GiveBack) -> Finding:
    """What is read by who sends a form of a page that has grown old."""
    message = f"Khoản hoàn trả này ở bước “{row.get_state_display().lower()}”, không ghi thêm được."
    if row.state == GiveBack.State.PROPOSED:
        return error("give_back_open", message, "Bấm “Trả lại để sửa” ở khoản ấy rồi ghi lại.", "Hợp đồng")
    fix = "Tải lại trang; khoản đã ghi sổ mà sai thì lập đề nghị đính chính ở bảng bút toán."
    return error("give_back_over", message, fix, "Hợp đồng")


def write_back(row: GiveBack, said: Returned, *, by: Actor, at: datetime) -> GiveBack:
    """Keep what the voucher says with its file, while she has it. PermissionDenied or BlockedError."""
    kept = locked(row)
    if not permissions.gives_back(by, kept):
        raise PermissionDenied
    if kept.state != GiveBack.State.DRAFT:
        raise BlockedError(not_in_writing(kept))
    kept.amount, kept.voucher, kept.paid_on = said.amount, said.voucher.strip(), said.paid_on
    told: dict[str, object] = {"amount": kept.amount, "voucher": kept.voucher, "paid_on": kept.paid_on}
    if said.content:
        told |= keep_file(kept, name=said.name, media_type=said.media_type, content=said.content)
    if not kept.sha256:
        message = "Chưa nộp chứng từ."
        raise BlockedError(error("no_paper", message, "Nộp bản chụp giấy nộp tiền, báo có.", "Ô “Chứng từ”"))
    if found := list(judged(kept, at)):
        raise BlockedError(*found)
    kept.save()
    tell("give_back.write", "Ghi chứng từ hoàn trả", kept, told, by=by, at=at)
    return kept


def judged(row: GiveBack, at: datetime) -> list[Finding]:
    """What stands against it now, its project locked."""
    project = Project.objects.select_for_update().get(pk=row.project_id)
    ground = ground_on(row, project, localtime(at).date())
    found = list(check_back(row.amount, row.voucher, row.paid_on, ground))
    found = found or in_doubt(row.contract, localtime(at).date(), opens_an_acceptance)
    if not found:
        said, move = said_of(row)
        try:
            dated(said, {move.book: Book.objects.get(pk=move.book)}, [move])
        except BlockedError as early:
            found = list(early.findings)
    return found


def said_of(row: GiveBack, *, why: str = "") -> tuple[Said, Move]:
    """What its posting says, and the money it moves out of the advance."""
    contract, on = row.contract, row.paid_on
    assert on is not None
    book = book_for(contract)
    said = Said(
        kind=Kind.GIVE_BACK,
        key=fresh(key_of(row)),
        effective_on=on,
        document=f"Chứng từ hoàn trả {row.voucher}",
        reason=why,
        made_up=contract.made_up,
        by_hand=not may_be_put_off(row, book),
    )
    return said, Move(book=book.pk, out_of=Stage.ADVANCED, into=Stage.COMMITTED, amount=row.amount)


def why_given(project: Project, *, waits: bool) -> str:
    """Why money came back, in words."""
    if not waits:
        return "Tạm ứng không có khối lượng nghiệm thu"
    stop = stop_asked(project) is not None
    return "Hoàn trả trước khi quyết định ngừng đề án" if stop else "Hoàn trả trước lần nghiệm thu cuối"


def may_be_put_off(row: GiveBack, book: Book) -> bool:
    """Whether a day on which this book did not hold the advance may be right all the same.

    The voucher is of a day after the advance, and since then the money was carried to another book, or another
    give-back was undone: that counts until the day it was undone.
    """
    chain = Transfer.objects.filter(book__in=chain_of(row.contract).values("pk"))
    paid = chain.filter(posting__kind=Kind.ADVANCE.value).order_by("posting__effective_on")
    first = paid.values_list("posting__effective_on", flat=True).first()
    if first is None or row.paid_on is None or row.paid_on < first:
        return False
    undone = Posting.objects.filter(
        key__startswith=beginning_of(row.contract.first.pk),
        kind=Kind.GIVE_BACK.value,
        reversed_by__isnull=False,
    )
    return book.year != book.plan_year or undone.exists()


def post_back(row: GiveBack, *, by: Actor, at: datetime) -> Posting:
    """Move the money: out of the advance, and on to where it is free; BlockedError.

    Once the contract was accepted for the last time or the project stopped it is no longer promised to
    anybody; of a stopped project it goes on to the purse. While a stop is being decided it waits under the
    contract, so that the decision frees it for those that come in its place.
    """
    project = Project.objects.select_for_update().get(pk=row.project_id)
    stopped, final = project.state == Project.State.STOPPED, is_final(row.contract)
    waits = not final and not stopped
    said, move = said_of(row, why=why_given(project, waits=waits))
    posting = post(said, [move], by=by, at=at)
    if waits:
        return posting
    why = "Đề án đã ngừng" if stopped else "Hợp đồng đã nghiệm thu lần cuối"
    rest = replace(said, kind=Kind.RELEASE, key=f"{said.key}-rest", reason=why)
    post(rest, [replace(move, out_of=Stage.COMMITTED, into=Stage.ALLOCATED)], by=by, at=at)
    if stopped:
        purse = replace(rest, kind=Kind.WITHDRAW, key=f"{said.key}-purse")
        post(purse, [replace(move, out_of=Stage.ALLOCATED, into=Stage.SOURCE)], by=by, at=at)
    close_when_done(project, Act(by=by, at=at, reason=said.document))
    return posting


def tell(name: str, title: str, row: GiveBack, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    """One line of the trail."""
    about = Dossier(kind="give_back", key=str(row.pk), agency=row.agency.code)
    record(name, f"{title}: {row.project.title}", about=about, by=by, at=at, after=after)
