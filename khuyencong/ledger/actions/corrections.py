"""Asking that a posting be undone: why it is wrong, and the paper that shows it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.posting import Said, post, reverse
from khuyencong.ledger.models import Acceptance, Claim, GiveBack, Posting, PostingCorrection
from khuyencong.ledger.queries.corrections import (
    Wrong,
    freed_of,
    ground_of,
    let_go_after,
    sentence_of,
    wrong_of,
)
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Project
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.ledger import Kind, Stage
from khuyencong.rules.posting_corrections import AGAIN, check_correction
from khuyencong.workflow.actions import Dossier, record

LONGEST = 400


@transaction.atomic
def ask_correction(
    posting: Posting, *, reason: str, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> PostingCorrection:
    """Ask that it be undone with all of its act. PermissionDenied or BlockedError. The door judged the file."""
    found = held_still(posting)
    if by.desk is None or by.agency is None or not permissions.may_pay(by, found.project):
        raise PermissionDenied
    if blocked := list(check_correction(ground_of(found))):
        raise BlockedError(*blocked)
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST:
        message = f"Ghi sai ở đâu, vì sao, nhiều nhất {LONGEST} ký tự."
        raise BlockedError(error("reason_missing", message, "Ghi lý do.", "Ô “Sai ở đâu, vì sao”"))
    if not content:
        raise BlockedError(error("no_paper", "Chưa nộp giấy kèm theo.", "Nộp tệp chứng từ.", "Ô “Tệp”"))
    digest = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            made = PostingCorrection.objects.create(
                project=found.project,
                posting=found.head,
                reason=why,
                name=name,
                media_type=media_type,
                sha256=digest,
                content=content,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=found.head.made_up,
            )
    except IntegrityError as taken:
        message = "Bút toán này đang có đề nghị đính chính chờ quyết định."
        raise BlockedError(error("asked", message, "Mở đề nghị ấy.", "Bút toán")) from taken
    record(
        "posting_correction.begin",
        f"Soạn đề nghị đính chính {sentence_of(found)}",
        about=Dossier(kind="posting_correction", key=str(made.pk), agency=made.agency.code),
        by=by,
        at=at,
        after={"posting": found.head.pk, "key": found.head.key, "name": name, "sha256": digest},
        reason=why,
    )
    return made


def held_still(posting: Posting) -> Wrong:
    """What is to be undone, its project locked and then its dossier, as all that moves money locks them."""
    found = wrong_of(posting)
    Project.objects.select_for_update().get(pk=found.project.pk)
    if found.claim is not None:
        Claim.objects.select_for_update().get(pk=found.claim.pk)
    if found.acceptance is not None:
        Acceptance.objects.select_for_update().defer("content").get(pk=found.acceptance.pk)
    if found.give_back is not None:
        GiveBack.objects.select_for_update().defer("content").get(pk=found.give_back.pk)
    return wrong_of(posting)


def undo(row: PostingCorrection, found: Wrong, *, by: Actor, at: datetime) -> Mapping[str, object]:
    """Reverse every posting of the act, the last first; the mirror image of the head is kept. BlockedError.

    With a last acceptance also what came back after it and was let go since: it is promised to the unit again.
    """
    give_again(row, found, by=by, at=at)
    act = [*let_go_after(found), *found.act]
    for each in act:
        own = each.pk == found.head.pk
        key = f"{AGAIN}{row.pk}" if own else f"{AGAIN}{row.pk}-{each.pk}"
        made = reverse(each, key=key, reason=f"Đính chính: {row.reason}", by=by, at=at)
        if own:
            row.reversal = made
    return {"reversed": [each.pk for each in act], "reversal": row.reversal_id}


def give_again(row: PostingCorrection, found: Wrong, *, by: Actor, at: datetime) -> None:
    """What a stop freed of it leaves the purse again, and stands where it stood before."""
    again = freed_of(found)
    carried = found.head.kind == Kind.CARRY
    why = "phần chuyển năm sau" if carried else "khoản ghi nhầm này"
    for move in again.moves if again is not None else ():
        kind, part = (Kind.ALLOCATE, "given") if move.out_of is Stage.SOURCE else (Kind.COMMIT, "committed")
        said = Said(
            kind=kind,
            key=f"{AGAIN}{row.pk}-{part}-{move.book}",
            effective_on=localtime(at).date(),
            document=found.head.document,
            reason=f"Khi ngừng đề án, {why} đã về nguồn. Đính chính: {row.reason}",
            made_up=found.head.made_up,
        )
        post(said, [move], by=by, at=at)
