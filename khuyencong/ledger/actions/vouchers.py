"""Writing the vouchers of a settlement down, one by one or a whole workbook in place of what was there."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import localtime

from khuyencong.ledger.actions.claims import tell, writable
from khuyencong.ledger.models import Claim, Voucher
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.vouchers import Listed


@transaction.atomic
def add_voucher(claim: Claim, given: Listed, *, by: Actor, at: datetime) -> Voucher:
    """One more voucher. PermissionDenied or BlockedError."""
    row = settling(claim, by)
    if given.on > localtime(at).date():
        message = f"Ngày chứng từ {given.on:%d/%m/%Y} chưa đến."
        raise BlockedError(error("future", message, "Xem lại ngày trên chứng từ.", "Ô “Ngày”"))
    if given.amount <= 0:
        raise BlockedError(error("not_positive", "Số tiền phải lớn hơn 0.", "Ghi số đồng.", "Ô “Số tiền”"))
    last = row.vouchers.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            made = Voucher.objects.create(claim=row, position=last + 1, **fields(given))
    except IntegrityError as caught:
        message = f"Chứng từ {given.number} ngày {given.on:%d/%m/%Y} của nguồn ấy đã có trong bảng kê."
        raise BlockedError(error("voucher_twice", message, "Sửa số, ngày hoặc nguồn.", "Ô “Số”")) from caught
    after: dict[str, object] = {"number": given.number, "amount": given.amount, "source": given.source}
    tell("claim.voucher", "Ghi chứng từ", row, after, by=by, at=at)
    return made


@transaction.atomic
def remove_voucher(claim: Claim, position: int, *, by: Actor, at: datetime) -> None:
    """Take one off the list. PermissionDenied or BlockedError."""
    row = settling(claim, by)
    gone = row.vouchers.filter(position=position).first()
    if gone is not None:
        after: dict[str, object] = {"number": gone.number, "amount": gone.amount, "source": gone.source}
        gone.delete()
        tell("claim.voucher_off", "Bỏ chứng từ", row, after, by=by, at=at)


@transaction.atomic
def replace_vouchers(claim: Claim, rows: Sequence[Listed], *, file: str, by: Actor, at: datetime) -> int:
    """The whole list anew, as a checked workbook has it. PermissionDenied or BlockedError."""
    row = settling(claim, by)
    row.vouchers.all().delete()
    Voucher.objects.bulk_create(
        Voucher(claim=row, position=position, **fields(each)) for position, each in enumerate(rows, start=1)
    )
    after: dict[str, object] = {"file": file, "count": len(rows), "amount": sum(each.amount for each in rows)}
    tell("claim.vouchers", "Nhập bảng kê chứng từ", row, after, by=by, at=at)
    return len(rows)


@transaction.atomic
def explain_vouchers(claim: Claim, why: str, *, by: Actor, at: datetime) -> Claim:
    """Say why the list differs from what was confirmed or begins early; "" takes it back. BlockedError."""
    row = settling(claim, by)
    row.explanation = " ".join(why.split())[:500] or None
    row.save(update_fields=["explanation"])
    tell("claim.explain", "Giải trình bảng kê chứng từ", row, {"explanation": row.explanation}, by=by, at=at)
    return row


def fields(given: Listed) -> dict[str, object]:
    """The columns of a voucher."""
    return {name: getattr(given, name) for name in ("number", "on", "content", "amount", "source")}


def settling(claim: Claim, by: Actor) -> Claim:
    """The settlement locked, while its unit writes it. PermissionDenied or BlockedError."""
    row = writable(claim, by)
    if row.kind != Claim.Kind.SETTLEMENT:
        message = "Bảng kê chứng từ thuộc hồ sơ quyết toán."
        raise BlockedError(error("not_a_settlement", message, "Mở hồ sơ quyết toán của hợp đồng."))
    return row
