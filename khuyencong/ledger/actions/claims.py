"""Asking for money or for settlement: begun with the papers the law asks for, each handed in and looked at."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.models import Claim, ClaimGround, ClaimPaper
from khuyencong.ledger.queries.claims import is_final, not_now, papers_needed
from khuyencong.ledger.queries.doubted import in_doubt, opens_a_claim
from khuyencong.ledger.queries.other_ways import other_ways
from khuyencong.organisations.actors import Actor
from khuyencong.projects.actions.papers import keep_file
from khuyencong.projects.models import Contract
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import Dossier, locked, record

WRITABLE = (Claim.State.DRAFT, Claim.State.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why a claim goes another way than the usual: which (`late`, `force`), and what happened."""

    kind: str
    told: str


@transaction.atomic
def ask_for(
    contract: Contract,
    kind: str,
    *,
    amount: int,
    done: int,
    by: Actor,
    at: datetime,
    ground: Ground | None = None,
) -> Claim:
    """Begin a claim of that kind on a signed contract with the unit. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_claim(by, contract.project):
        raise PermissionDenied
    first = contract.first
    signed = Contract.objects.filter(pk=first.pk, kind=Contract.Kind.UNIT, state=Contract.State.SIGNED)
    if not signed.exists():
        message = "Chỉ chi theo hợp đồng thực hiện đề án đã ký."
        raise BlockedError(error("not_signed", message, "Chờ hợp đồng được ký và ghi."))
    if kind == Claim.Kind.ADVANCE and is_final(first):
        message = "Hợp đồng đã nghiệm thu lần cuối nên không tạm ứng nữa."
        raise BlockedError(error("accepted", message, "Đề nghị chi phần còn lại, rồi quyết toán."))
    if found := not_now(first.project, kind):
        raise BlockedError(*found)
    if found := in_doubt(first, localtime(at).date(), opens_a_claim):
        raise BlockedError(*found)
    check_shares(amount, done)
    check_ground(first, kind, ground, localtime(at).date())
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                project=first.project,
                contract=first,
                kind=kind,
                amount=amount,
                done=done,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=first.made_up,
            )
    except IntegrityError as caught:
        message = "Đề án đang có một đề nghị chưa xong."
        raise BlockedError(error("claim_open", message, "Mở đề nghị ấy, hoặc bỏ nó trước.")) from caught
    if ground is not None:
        ClaimGround.objects.create(claim=claim, kind=ground.kind, told=ground.told.strip())
    named = ground.kind if ground is not None else ""
    asked = papers_needed(first, kind, done, localtime(at).date(), named)
    ClaimPaper.objects.bulk_create(
        ClaimPaper(claim=claim, position=position, title=title[:300], law=law[:200])
        for position, (title, law) in enumerate(asked, start=1)
    )
    after: dict[str, object] = {"kind": kind, "amount": amount, "done": done, "ground": named}
    tell("claim.begin", f"Soạn đề nghị {claim.get_kind_display().lower()}", claim, after, by=by, at=at)
    return claim


@transaction.atomic
def change_claim(claim: Claim, *, amount: int, done: int, by: Actor, at: datetime) -> Claim:
    """Ask for another amount, or report other work, while it is hers to write."""
    row = writable(claim, by)
    check_shares(amount, done)
    row.amount, row.done = amount, done
    row.save(update_fields=["amount", "done"])
    tell("claim.change", "Sửa đề nghị", row, {"amount": amount, "done": done}, by=by, at=at)
    return row


@transaction.atomic
def hand_in_for(
    paper: ClaimPaper,
    *,
    name: str,
    media_type: str,
    content: bytes,
    by: Actor,
    at: datetime,
    taken_from: str = "",
) -> ClaimPaper:
    """Keep the file of a paper; the trail keeps the hash of the one before. The door judged the file.

    `taken_from` says in whose dossier it already lay, or from what the system printed it.
    """
    claim = writable(paper.claim, by)
    row = claim.papers.select_for_update().get(pk=paper.pk)
    before = row.sha256
    kept = keep_file(row, name=name, media_type=media_type, content=content)
    if row.sha256 == before:
        return row
    row.absent = ""
    given(row, by=by, at=at)
    after = {"paper": row.position, **kept, **({"taken_from": taken_from} if taken_from else {})}
    tell("claim.paper", f"Nộp giấy tờ: {row.title}", claim, after, by=by, at=at)
    return row


@transaction.atomic
def say_absent(paper: ClaimPaper, *, why: str, by: Actor, at: datetime) -> ClaimPaper:
    """Say why there is no such paper; it is looked at like a file. PermissionDenied or BlockedError."""
    claim = writable(paper.claim, by)
    row = claim.papers.select_for_update().get(pk=paper.pk)
    reason = " ".join(why.split())
    if not reason:
        message = "Chưa ghi vì sao không có giấy tờ này."
        raise BlockedError(error("no_words", message, "Ghi lý do, hoặc nộp tệp.", "Ô “Vì sao không có”"))
    row.name, row.media_type, row.content, row.sha256, row.absent = "", "", None, "", reason[:500]
    given(row, by=by, at=at)
    after = {"paper": row.position, "absent": row.absent}
    tell("claim.absent", f"Không có giấy tờ: {row.title}", claim, after, by=by, at=at)
    return row


def given(row: ClaimPaper, *, by: Actor, at: datetime) -> None:
    """Handed in anew: whoever looked at what was there before looks again."""
    row.author, row.at, row.state = by.account, at, ClaimPaper.State.HANDED
    row.checked_by, row.checked_at, row.note = None, None, ""
    row.save()


@transaction.atomic
def judge_paper(paper: ClaimPaper, *, fine: bool, note: str, by: Actor, at: datetime) -> ClaimPaper:
    """Say whether a paper will do, with words where it will not. PermissionDenied or BlockedError."""
    claim = locked(paper.claim)
    if not permissions.confirms(by, claim):
        raise PermissionDenied
    row = claim.papers.select_for_update().get(pk=paper.pk)
    if claim.state != Claim.State.SUBMITTED or row.state == ClaimPaper.State.MISSING:
        message = f"Đề nghị đang ở bước “{claim.get_state_display().lower()}”, không xem giấy tờ lúc này được."
        raise BlockedError(error("not_now", message, "Tải lại trang để xem như hiện nay."))
    if row.author_id == by.account.pk:
        message = "Người nộp giấy tờ không tự đánh giá giấy tờ ấy."
        raise BlockedError(error("own_work", message, "Nhờ một người khác của Sở xem."))
    if not fine and not note.strip():
        place = f"Giấy tờ “{row.title}”, ô “Ý kiến”"
        raise BlockedError(error("no_words", "Chưa đạt thì phải ghi vì sao.", "Ghi phải sửa gì.", place))
    row.state = ClaimPaper.State.FINE if fine else ClaimPaper.State.REFUSED
    row.note, row.checked_by, row.checked_at = note.strip(), by.account, at
    row.save(update_fields=["state", "note", "checked_by", "checked_at"])
    after = {"paper": row.position, "state": row.state, "note": row.note}
    tell("claim.judge", f"Xem giấy tờ: {row.title}", claim, after, by=by, at=at)
    return row


def writable(claim: Claim, by: Actor) -> Claim:
    """The claim locked, while its unit writes it. PermissionDenied or BlockedError."""
    row = locked(claim)
    if not permissions.claims(by, row):
        raise PermissionDenied
    if row.state not in WRITABLE:
        message = f"Đề nghị đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại để sửa."))
    return row


def check_ground(contract: Contract, kind: str, ground: Ground | None, on: date) -> None:
    """BlockedError for a ground without words, or one that the law of the day has not for such a claim."""
    if ground is None:
        return
    if ground.kind not in [each.kind for each in other_ways(contract, kind, on)]:
        message = "Quy định ngày này không có trường hợp ấy cho loại đề nghị và nguồn kinh phí này."
        fix = "Chậm quyết toán và bất khả kháng là trường hợp của quyết toán KCQG; soạn đề nghị thường."
        raise BlockedError(error("other_ground", message, fix, "Ô “Trường hợp”"))
    if not ground.told.strip():
        message = "Trường hợp riêng thì phải giải trình."
        raise BlockedError(error("no_words", message, "Ghi việc gì đã xảy ra.", "Ô “Giải trình”"))


def check_shares(amount: int, done: int) -> None:
    """BlockedError for an amount or a share of work that cannot be."""
    if amount <= 0:
        message = "Số đề nghị phải lớn hơn 0."
        raise BlockedError(error("not_positive", message, "Ghi số đồng.", "Ô “Số đề nghị”"))
    if not 0 <= done <= 100:
        message = f"Khối lượng {done} % không thể có."
        raise BlockedError(error("not_a_share", message, "Ghi từ 0 đến 100.", "Ô “Khối lượng”"))


def tell(name: str, title: str, claim: Claim, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    """One line of the trail."""
    about = Dossier(kind="claim", key=str(claim.pk), agency=claim.agency.code)
    record(name, f"{title}: {claim.project.title}", about=about, by=by, at=at, after=after)
