"""Entering what was bought, and striking out what was entered by mistake."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.actions.obstacles import UNHINDERED
from khuyencong.projects.models import Beneficiary, Line, Project, Purchase, PurchaseSerial
from khuyencong.projects.queries.purchases import shelf_of
from khuyencong.rules.findings import BlockedError, Finding, error, stops
from khuyencong.rules.purchases import Bought, check_purchase, invoice_key, number_key, seller_code, serials_in
from khuyencong.workflow.actions import Dossier, locked, record

UNBOUGHT = tuple(state for state in UNHINDERED if state != Project.State.STOPPED)
"""Projects that buy nothing. What was bought before a stop is still written down, for its settlement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """The file of an invoice, which the door judged."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What the unit says that it bought; amounts in đồng."""

    line: Line
    kind: str
    name: str
    seller: str
    seller_code: str
    number: str
    on: date
    amount: int
    support: int
    serials: Sequence[str] = ()
    no_serial: str = ""
    series: str = ""
    reason: str = ""
    beneficiary: Beneficiary | None = None


@transaction.atomic
def enter_purchase(
    project: Project, paid: Paid, invoice: Invoice, *, by: Actor, at: datetime
) -> tuple[Purchase, list[Finding]]:
    """Keep what was bought with its invoice; the row, and what looks odd. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_buy(by, project):
        raise PermissionDenied
    # A decision that takes a line out of the estimate comes wholly before or after.
    Project.objects.select_for_update().get(pk=project.pk)
    code, serials = check_whose(project, paid), serials_in("\n".join(paid.serials))
    bought = Bought(
        name=paid.name,
        machine=paid.kind == Purchase.Kind.MACHINE,
        serials=serials,
        no_serial=paid.no_serial,
        number=paid.number,
        on=paid.on,
        amount=paid.amount,
        support=paid.support,
        reason=paid.reason,
    )
    found = list(check_purchase(bought, shelf_of(paid.line, localtime(at).date())))
    if stops(found):
        raise BlockedError(*found)
    try:
        with transaction.atomic():
            made = Purchase.objects.create(
                project=project,
                line=paid.line,
                beneficiary=paid.beneficiary,
                kind=paid.kind,
                name=" ".join(paid.name.split()),
                no_serial="" if serials else paid.no_serial.strip(),
                seller=" ".join(paid.seller.split()),
                seller_code=code,
                series=paid.series.strip(),
                number=paid.number.strip(),
                on=paid.on,
                invoice_key=invoice_key(code, paid.number, paid.on),
                amount=paid.amount,
                support=paid.support,
                reason=" ".join(paid.reason.split()),
                file_name=invoice.name,
                media_type=invoice.media_type,
                sha256=hashlib.sha256(invoice.content).hexdigest(),
                content=invoice.content,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=project.made_up,
            )
    except IntegrityError as caught:
        message = "Khoản này đã ghi rồi: cùng dòng, cùng hóa đơn, cùng tên và số tiền."
        raise BlockedError(error("entered", message, "Xem trong danh sách; ghi nhầm thì gạch.")) from caught
    PurchaseSerial.objects.bulk_create(
        PurchaseSerial(purchase=made, serial=each[:80], key=number_key(each)[:120]) for each in serials
    )
    after: dict[str, object] = {"amount": made.amount, "support": made.support, "invoice": made.invoice_key}
    tell("purchase.enter", "Ghi mua sắm", made, after, made.reason, by=by, at=at)
    return made, found


def check_whose(project: Project, paid: Paid) -> str:
    """The seller's code in its one spelling. BlockedError for none, or for a line of another project."""
    if project.state in UNBOUGHT:
        message = f"Đề án ở bước “{project.get_state_display().lower()}”, không ghi mua sắm được."
        raise BlockedError(error("over", message, "Ghi khi đề án đang làm."))
    if paid.line.project_id != project.pk or (
        paid.beneficiary is not None and paid.beneficiary.project_id != project.pk
    ):
        raise BlockedError(error("elsewhere", "Dòng chi hay cơ sở không thuộc đề án này.", "Chọn lại."))
    if not Line.objects.filter(pk=paid.line.pk).exists():
        message = f"Dòng “{paid.line}” đã bỏ khỏi dự toán theo quyết định điều chỉnh."
        raise BlockedError(error("line_removed", message, "Chọn dòng còn trong dự toán.", "Ô “Dòng chi”"))
    try:
        code = seller_code(paid.seller_code)
    except ValueError as caught:
        raise BlockedError(
            error("tax_code", str(caught), "Ghi như trên hóa đơn.", "Ô “Mã số thuế”")
        ) from caught
    if not code or not paid.seller.strip():
        message = "Chưa ghi bên bán và mã số thuế bên bán."
        raise BlockedError(error("no_seller", message, "Ghi như trên hóa đơn.", "Ô “Bên bán”"))
    return code


@transaction.atomic
def strike(purchase: Purchase, why: str, *, by: Actor, at: datetime) -> Purchase:
    """Strike out a row entered by mistake; it stays readable. PermissionDenied or BlockedError."""
    row = locked(purchase)
    if not permissions.may_buy(by, row.project):
        raise PermissionDenied
    if row.struck_at is not None:
        raise BlockedError(error("struck", "Khoản này đã gạch rồi.", "Tải lại trang."))
    reason = " ".join(why.split())
    if not reason:
        raise BlockedError(
            error("reason_missing", "Gạch phải kèm lý do.", "Ghi nhầm ở đâu.", "Ô “Vì sao gạch”")
        )
    row.struck_at, row.struck_by, row.struck_because = at, by.account, reason[:500]
    row.save(update_fields=["struck_at", "struck_by", "struck_because"])
    tell("purchase.strike", "Gạch khoản mua sắm", row, {"invoice": row.invoice_key}, reason, by=by, at=at)
    return row


def tell(
    name: str, title: str, row: Purchase, after: dict[str, object], reason: str, *, by: Actor, at: datetime
) -> None:
    """One line of the trail, in the story of the project."""
    about = Dossier(kind="project", key=str(row.project_id), agency=row.agency.code)
    record(name, f"{title}: {row.name}", about=about, by=by, at=at, after=after, reason=reason)
