"""Writing down what a person says about what the treasury says: only added, or undone."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.models import (
    Match,
    MatchMember,
    Reconciliation,
    SignedSheet,
)
from khuyencong.ledger.queries.statements import sheets_of
from khuyencong.ledger.queries.treasury import entries_of, told_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.money import dong
from khuyencong.rules.treasury.causes import Cause
from khuyencong.workflow.actions import Dossier, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Keys of lines and postings that are one payment, and why."""

    lines: tuple[int, ...]
    postings: tuple[int, ...]
    reason: str


@transaction.atomic
def draw_up(
    unit: Agency, *, purse: str, year: int, side: str, by: Actor, at: datetime, made_up: bool = False
) -> Reconciliation:
    """Begin a reconciliation. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_reconcile(by, unit, purse):
        raise PermissionDenied
    try:
        with transaction.atomic():
            made = Reconciliation.objects.create(
                unit=unit,
                purse=purse,
                year=year,
                side=side,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=made_up,
            )
    except IntegrityError as caught:
        message = "Đơn vị, nguồn và năm này đã có bảng đối chiếu của tài khoản ấy."
        raise BlockedError(
            error("reconciliation_taken", message, "Mở bảng ấy ra làm tiếp.", "Danh sách")
        ) from caught
    tell("reconciliation.begin", "Lập", made, {"side": side}, by=by, at=at)
    return made


@transaction.atomic
def tie(row: Reconciliation, pair: Pair, *, by: Actor, at: datetime) -> Match:
    """Say that lines and postings are one payment: equal to the đồng. PermissionDenied or BlockedError."""
    found = open_for(row, by)
    return written(found, pair, amounts_in(found), cause="", by=by, at=at)


@transaction.atomic
def tie_all(row: Reconciliation, pairs: Sequence[Pair], *, by: Actor, at: datetime) -> tuple[int, int]:
    """The same of many at once: how many were written, how many somebody else had dealt with before."""
    found = open_for(row, by)
    amounts = amounts_in(found)
    made = 0
    for pair in pairs:
        try:
            with transaction.atomic():
                written(found, pair, amounts, cause="", by=by, at=at)
        except BlockedError:
            continue
        made += 1
    return made, len(pairs) - made


@transaction.atomic
def explain(
    row: Reconciliation,
    *,
    lines: Sequence[int] = (),
    postings: Sequence[int] = (),
    cause: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> int:
    """Say why each of these stands on one side only; how many. PermissionDenied or BlockedError."""
    found, why = open_for(row, by), " ".join(reason.split())
    if cause not in {each.value for each in Cause}:
        raise BlockedError(
            error("no_cause", "Chưa chọn nguyên nhân.", "Chọn một nguyên nhân.", "Ô “Nguyên nhân”")
        )
    if not why:
        raise BlockedError(error("no_words", "Chưa giải thích.", "Ghi rõ, kèm số chứng từ.", "Ô “Giải thích”"))
    if not lines and not postings:
        raise BlockedError(
            error("nothing", "Chưa đánh dấu dòng nào.", "Đánh dấu ít nhất một dòng.", "Danh sách")
        )
    amounts = amounts_in(found)
    for key in lines:
        written(found, Pair(lines=(key,), postings=(), reason=why), amounts, cause=cause, by=by, at=at)
    for key in postings:
        written(found, Pair(lines=(), postings=(key,), reason=why), amounts, cause=cause, by=by, at=at)
    return len(lines) + len(postings)


@transaction.atomic
def untie(match: Match, *, why: str, by: Actor, at: datetime) -> Match:
    """Undo a match or an explanation, with a reason; it stays as history. PermissionDenied or BlockedError."""
    found = open_for(match.reconciliation, by)
    row = found.matches.select_for_update().get(pk=match.pk)
    reason = " ".join(why.split())
    if row.undone_at is not None:
        raise BlockedError(error("undone", "Cặp này đã bỏ.", "Tải lại trang để xem như hiện nay.", str(row)))
    if not reason:
        raise BlockedError(error("no_words", "Bỏ một cặp phải ghi vì sao.", "Ghi lý do.", "Ô “Lý do”"))
    row.undone_by, row.undone_at, row.undone_why = by.account, at, reason[:500]
    row.save(update_fields=["undone_by", "undone_at", "undone_why"])
    row.members.update(active=False)
    tell("reconciliation.undo", "Bỏ ghép", found, {"match": row.pk, "why": reason}, by=by, at=at)
    return row


@transaction.atomic
def hand_signed_sheet(
    row: Reconciliation, *, name: str, media_type: str, content: bytes, on: date, by: Actor, at: datetime
) -> SignedSheet:
    """Keep the sheet that the treasury signed; a better one is another row, and the last one holds.

    PermissionDenied or BlockedError. The door judged the file.
    """
    found = Reconciliation.objects.select_for_update().get(pk=row.pk)
    if not permissions.reconciles(by, found):
        raise PermissionDenied
    if found.state != Reconciliation.State.CONFIRMED:
        message = f"Bảng đối chiếu đang ở bước “{found.get_state_display().lower()}”."
        raise BlockedError(error("not_now", message, "Nộp bản Kho bạc đã ký sau khi xác nhận.", "Bản đã ký"))
    if on > localtime(at).date() or (found.confirmed_on is not None and on < found.confirmed_on):
        message = f"Ngày ký {on:%d/%m/%Y} chưa đến, hoặc trước ngày xác nhận."
        raise BlockedError(error("wrong_day", message, "Ghi ngày trên bản Kho bạc đã ký.", "Ô “Ngày ký”"))
    digest = hashlib.sha256(content).hexdigest()
    for each in sheets_of(found).filter(sha256=digest):
        if each.figures != found.figures:
            message = f"Tệp này đã nộp ngày {localtime(each.at):%d/%m/%Y} cho bảng có số liệu khác."
            raise BlockedError(
                error("other_figures", message, "In bảng mới, lấy chữ ký Kho bạc, nộp bản mới.", "Bản đã ký")
            )
    before = found.sha256
    made = SignedSheet.objects.create(
        reconciliation=found,
        figures=found.figures,
        signed_on=on,
        name=name[:255],
        media_type=media_type[:100],
        sha256=digest,
        content=content,
        author=by.account,
        at=at,
    )
    found.name, found.sha256, found.signed_on = made.name, digest, on
    found.save(update_fields=["name", "sha256", "signed_on"])
    after = {"name": name, "sha256": digest, "instead_of": before, "signed_on": on}
    tell("reconciliation.paper", "Nộp bản Kho bạc đã ký", found, after, by=by, at=at)
    return made


Amounts = tuple[Mapping[int, int], Mapping[int, int]]


def amounts_in(row: Reconciliation) -> Amounts:
    """What each line and each posting of it took to the unit, by key."""
    lines = {each.pk: told_of(each, row.side, None).amount for each in row.lines.standing()}
    entries, _ = entries_of(row, {})
    return lines, {each.key: each.amount for each in entries}


def written(row: Reconciliation, pair: Pair, amounts: Amounts, *, cause: str, by: Actor, at: datetime) -> Match:
    """A match with its members; what another has matched in the meantime is refused by name."""
    lines, entries = amounts
    if not set(pair.lines) <= lines.keys() or not set(pair.postings) <= entries.keys():
        message = "Dòng hoặc bút toán không thuộc bảng đối chiếu này."
        raise BlockedError(error("not_here", message, "Tải lại trang rồi chọn lại.", "Danh sách"))
    left, right = sum(lines[key] for key in pair.lines), sum(entries[key] for key in pair.postings)
    if not cause and (not pair.lines or not pair.postings or left != right):
        gap = dong(abs(left - right))
        message = f"Sao kê {dong(left)}, sổ {dong(right)}: lệch {gap}."
        raise BlockedError(error("uneven", message, "Chỉ ghép khi cộng hai bên bằng nhau.", "Danh sách"))
    if taken := taken_in(row, pair):
        raise BlockedError(taken)
    try:
        with transaction.atomic():
            made = Match.objects.create(
                reconciliation=row, cause=cause, reason=pair.reason[:500], author=by.account, at=at
            )
            of_lines = [(key, None, lines[key]) for key in pair.lines]
            of_postings = [(None, key, entries[key]) for key in pair.postings]
            MatchMember.objects.bulk_create(
                MatchMember(reconciliation=row, match=made, line_id=line, posting_id=posting, amount=amount)
                for line, posting, amount in (*of_lines, *of_postings)
            )
    except IntegrityError as caught:
        message = "Một dòng trong cặp vừa được người khác xử lý."
        raise BlockedError(
            error("taken", message, "Tải lại trang để xem như hiện nay.", "Danh sách")
        ) from caught
    after: dict[str, object] = {
        "match": made.pk,
        "cause": cause,
        "lines": pair.lines,
        "postings": pair.postings,
    }
    tell("reconciliation.match", "Giải thích" if cause else "Ghép", row, after, by=by, at=at)
    return made


def taken_in(row: Reconciliation, pair: Pair) -> Finding | None:
    """Who has dealt with one of these already."""
    members = MatchMember.objects.filter(reconciliation=row, active=True).select_related("match__author")
    for member in (members.filter(line__in=pair.lines) | members.filter(posting__in=pair.postings))[:1]:
        match = member.match
        message = f"{match.author} đã xử lý dòng này lúc {localtime(match.at):%H:%M %d/%m/%Y}."
        return error("taken", message, "Tải lại trang; bỏ cặp ấy trước nếu sai.", str(match))
    return None


def open_for(row: Reconciliation, by: Actor) -> Reconciliation:
    """The reconciliation locked, while its accountant writes it. PermissionDenied or BlockedError."""
    found = Reconciliation.objects.select_for_update().get(pk=row.pk)
    if not permissions.reconciles(by, found):
        raise PermissionDenied
    if found.state != Reconciliation.State.DRAFT:
        message = f"Bảng đối chiếu đang ở bước “{found.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại, hoặc mở lại, để sửa.", "Bảng đối chiếu"))
    return found


def tell(
    name: str, title: str, row: Reconciliation, after: Mapping[str, object], *, by: Actor, at: datetime
) -> None:
    """One line of the trail."""
    about = Dossier(kind="reconciliation", key=str(row.pk), agency=row.unit.code)
    record(name, f"{title}: {row}", about=about, by=by, at=at, after=dict(after))
