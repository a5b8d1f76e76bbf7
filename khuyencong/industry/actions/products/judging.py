"""What a judge declares and how she scores: once each, never about what is her own."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from khuyencong.industry.actions.products.entries import about_entry, locked_entry
from khuyencong.industry.actions.products.rounds import about_ballot
from khuyencong.industry.models import (
    ProductEntry,
    ProductInterest,
    ProductMember,
    ProductRound,
    ProductScore,
    ProductSheet,
)
from khuyencong.industry.permissions import products as may
from khuyencong.industry.queries.products.judging import left_for
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.products import sheet_findings
from khuyencong.workflow.actions import close_task, record


def before_jury(found: ProductEntry, by: Actor) -> ProductEntry:
    """The entry, locked, while the jury she sits on looks at it."""
    entry = locked_entry(found)
    if not may.judges(by, entry.round):
        raise PermissionDenied
    if entry.round.state != ProductRound.State.COUNCIL or entry.state != ProductEntry.State.ACCEPTED:
        message = "Ban Giám khảo chưa chấm hoặc đã chấm xong sản phẩm này."
        raise BlockedError(error("not_before_jury", message, "Tải lại trang."))
    return entry


@transaction.atomic
def declare_interest(
    found: ProductEntry, *, conflicted: bool, words: str, by: Actor, at: datetime
) -> ProductInterest:
    """What a judge says of her interest, once, before she scores. PermissionDenied or BlockedError."""
    entry = before_jury(found, by)
    if conflicted and not words.strip():
        raise BlockedError(error("no_words", "Có liên quan thì ghi liên quan thế nào.", "Ghi một câu."))
    try:
        with transaction.atomic():
            made = ProductInterest.objects.create(
                entry=entry, user=by.account, conflicted=conflicted, words=words.strip(), at=at
            )
    except IntegrityError as wrong:
        raise BlockedError(error("declared", "Anh/chị đã khai rồi.", "Lời khai không đổi được.")) from wrong
    _done_with(entry, by, at)
    told = {"conflicted": conflicted}
    title = f"Khai liên quan: {entry.name}"
    record("product_entry.declare", title, about=about_entry(entry), by=by, at=at, after=told)
    return made


@transaction.atomic
def hand_in_sheet(
    found: ProductEntry, tenths: Mapping[str, int | None], remarks: str, *, by: Actor, at: datetime
) -> ProductSheet:
    """A judge's sheet, whole and once a sitting. PermissionDenied or BlockedError."""
    entry = before_jury(found, by)
    if may.is_party(by.account, entry, localdate(at)):
        message = "Chủ cơ sở, người lập hồ sơ và người của nơi đăng ký không chấm sản phẩm ấy."
        raise BlockedError(error("own_product", message, "Để giám khảo khác chấm."))
    declared = ProductInterest.objects.filter(entry=entry, user=by.account).first()
    if declared is None:
        raise BlockedError(error("not_declared", "Chưa khai có liên quan hay không.", "Khai trước khi chấm."))
    if declared.conflicted:
        message = "Anh/chị đã khai có liên quan nên không chấm."
        raise BlockedError(error("conflicted", message, "Để giám khảo khác chấm."))
    criteria = entry.round.judged_by
    if wrong_points := sheet_findings(tenths, criteria):
        raise BlockedError(*wrong_points)
    given = {each.code: tenths[each.code] or 0 for each in criteria}
    try:
        with transaction.atomic():
            sheet = ProductSheet.objects.create(
                entry=entry,
                user=by.account,
                sitting=entry.round.sitting,
                total_tenths=sum(given.values()),
                remarks=remarks.strip(),
                at=at,
            )
    except IntegrityError as wrong:
        raise BlockedError(error("scored", "Anh/chị đã nộp phiếu rồi.", "Phiếu không đổi được.")) from wrong
    ProductScore.objects.bulk_create(
        ProductScore(sheet=sheet, criterion=each.code, most=each.most, tenths=given[each.code])
        for each in criteria
    )
    _done_with(entry, by, at)
    # The points stay in the sheet, which the side that registered may not read.
    record("product_entry.score", f"Chấm điểm: {entry.name}", about=about_entry(entry), by=by, at=at)
    return sheet


def _done_with(entry: ProductEntry, by: Actor, at: datetime) -> None:
    """With her last sheet what waits for a judge is done."""
    member = ProductMember.objects.select_related("user", "round__agency").get(
        round=entry.round_id, user=by.account
    )
    if not left_for(member, localdate(at)):
        close_task(about_ballot(member), by=by, at=at)
