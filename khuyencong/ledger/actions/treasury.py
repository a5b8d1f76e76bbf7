"""Writing down what the treasury says, and what a person says about it: only added, or undone."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.models import Match, MatchMember, Reconciliation, Statement, StatementLine
from khuyencong.ledger.queries.treasury import entries_of, told_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.money import dong
from khuyencong.rules.treasury.causes import Cause
from khuyencong.rules.treasury.model import CheckedStatement, Row
from khuyencong.workflow.actions import Dossier, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Keys of lines and postings that are one payment, and why."""

    lines: tuple[int, ...]
    postings: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a file brought: the statement, how many lines were new, whether the file was known already."""

    statement: Statement
    new: int
    known: bool


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
def take_statement(
    row: Reconciliation,
    checked: CheckedStatement,
    *,
    name: str,
    media_type: str,
    content: bytes,
    by: Actor,
    at: datetime,
) -> Taken:
    """Keep a checked file and those of its lines that are new. PermissionDenied or BlockedError.

    The same file sent again is the statement that stands. A line that another file brought is not taken again.
    """
    found = open_for(row, by)
    digest = hashlib.sha256(content).hexdigest()
    standing = Statement.objects.defer("content").filter(reconciliation=found, sha256=digest).first()
    if standing is not None:
        return Taken(statement=standing, new=0, known=True)
    if checked.refused or checked.since is None or checked.until is None:
        raise BlockedError(*checked.findings)
    made = Statement.objects.create(
        reconciliation=found,
        account=checked.account,
        since=checked.since,
        until=checked.until,
        opening=checked.opening,
        closing=checked.closing,
        count=len(checked.rows),
        name=name[:255],
        media_type=media_type[:100],
        sha256=digest,
        content=content,
        author=by.account,
        at=at,
    )
    known = set(found.lines.values_list("mark", flat=True))
    new = [(mark, each) for mark, each in marked(checked.account, checked.rows) if mark not in known]
    StatementLine.objects.bulk_create(
        [
            StatementLine(
                reconciliation=found,
                statement=made,
                cell=each.cell[-60:],
                on=each.on,
                number=each.number,
                told=each.content,
                debit=each.debit,
                credit=each.credit,
                balance=each.balance,
                mark=mark,
            )
            for mark, each in new
        ],
        batch_size=500,
    )
    after = {"file": name, "sha256": digest, "lines": len(checked.rows), "new": len(new)}
    tell("reconciliation.statement", "Nhập sao kê", found, after, by=by, at=at)
    return Taken(statement=made, new=len(new), known=False)


def marked(account: str, rows: Sequence[Row]) -> list[tuple[str, Row]]:
    """Each line with its mark: two that are alike in one file are two, the same in another file is one."""
    seen: Counter[tuple[object, ...]] = Counter()
    found = []
    for each in rows:
        alike = (account, each.on, each.number.casefold(), each.debit, each.credit, each.balance)
        seen[alike] += 1
        text = "\x1f".join(map(str, (*alike, seen[alike])))
        found.append((hashlib.sha256(text.encode()).hexdigest(), each))
    return found


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
) -> Reconciliation:
    """Keep the sheet that the treasury signed. PermissionDenied or BlockedError. The door judged the file."""
    found = Reconciliation.objects.select_for_update().get(pk=row.pk)
    if not permissions.reconciles(by, found):
        raise PermissionDenied
    if found.state != Reconciliation.State.CONFIRMED:
        message = f"Bảng đối chiếu đang ở bước “{found.get_state_display().lower()}”."
        raise BlockedError(error("not_now", message, "Nộp bản Kho bạc đã ký sau khi xác nhận.", "Bản đã ký"))
    if on > localtime(at).date() or (found.confirmed_on is not None and on < found.confirmed_on):
        message = f"Ngày ký {on:%d/%m/%Y} chưa đến, hoặc trước ngày xác nhận."
        raise BlockedError(error("wrong_day", message, "Ghi ngày trên bản Kho bạc đã ký.", "Ô “Ngày ký”"))
    before = found.sha256
    found.name, found.media_type, found.content = name[:255], media_type[:100], content
    found.sha256, found.signed_on = hashlib.sha256(content).hexdigest(), on
    found.save(update_fields=["name", "media_type", "content", "sha256", "signed_on"])
    after = {"name": name, "sha256": found.sha256, "instead_of": before, "signed_on": on}
    tell("reconciliation.paper", "Nộp bản Kho bạc đã ký", found, after, by=by, at=at)
    return found


Amounts = tuple[Mapping[int, int], Mapping[int, int]]


def amounts_in(row: Reconciliation) -> Amounts:
    """What each line and each posting of it took to the unit, by key."""
    lines = {each.pk: told_of(each, row.side, None).amount for each in row.lines.all()}
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
    found = Reconciliation.objects.select_for_update().defer("content").get(pk=row.pk)
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
