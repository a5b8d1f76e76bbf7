"""Handing in what the system already holds: a signed paper from its dossier, purchases as vouchers."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.claims import hand_in_for
from khuyencong.ledger.actions.vouchers import add_voucher, settling
from khuyencong.ledger.models import Claim, ClaimPaper
from khuyencong.ledger.queries.offered import offered
from khuyencong.ledger.queries.on_file import content_of, on_file
from khuyencong.ledger.queries.vouchers import voucher_form
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError, error


@transaction.atomic
def take_from_file(paper: ClaimPaper, key: str, *, by: Actor, at: datetime) -> ClaimPaper:
    """Hand in a copy of what lies in the contract's dossier; the trail says where it was taken from.

    PermissionDenied, or BlockedError where no such file answers this paper.
    """
    if not permissions.claims(by, paper.claim):
        raise PermissionDenied
    found = next((each for each in on_file(paper.claim, by) if each.key == key), None)
    if found is None or not found.answers(paper.title):
        message = "Hồ sơ hợp đồng không có tệp ấy cho giấy tờ này."
        raise BlockedError(error("not_on_file", message, "Tải lại trang, hoặc nộp tệp.", "Giấy tờ"))
    return hand_in_for(
        paper,
        name=found.name,
        media_type=found.media_type,
        content=content_of(found),
        taken_from=found.told,
        by=by,
        at=at,
    )


@transaction.atomic
def list_purchases(claim: Claim, invoices: Collection[int], *, by: Actor, at: datetime) -> int:
    """Put recorded invoices on the list, each by whose money paid it; how many lines. None twice.

    PermissionDenied, or BlockedError where none of them is still offered.
    """
    row = settling(claim, by)
    form = voucher_form(row.project, localtime(at).date())
    chosen = [each for each in offered(row, form) if each.key in invoices]
    if not chosen:
        message = "Chưa chọn hóa đơn nào còn ngoài bảng kê."
        raise BlockedError(error("none_chosen", message, "Đánh dấu ít nhất một hóa đơn.", "Hóa đơn đã ghi"))
    lines = [line for each in chosen for line in each.lines]
    for line in lines:
        add_voucher(row, line, by=by, at=at)
    return len(lines)
