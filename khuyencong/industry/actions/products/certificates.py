"""Certificates as a decision grants them, with a row in the register; complaints as they come in."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from khuyencong.industry.models import (
    Certificate,
    ProductCertificate,
    ProductComplaint,
    ProductEntry,
    ProductRound,
    Site,
)
from khuyencong.industry.permissions import products as may
from khuyencong.industry.queries.products.law import ANSWER, deadline_on, term_law, validity_from
from khuyencong.industry.queries.products.rounds import sites_in
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.post.queries.working_days import working_days
from khuyencong.rules.conference.codes import code_of
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.products import last_day_of
from khuyencong.rules.text import fold, sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A decision as it was signed."""

    number: str
    on: date
    signer: str


def last_serial(found: ProductRound) -> int:
    """The last number of the register of its year; of two decisions at once one waits."""
    Agency.objects.select_for_update().get(pk=found.agency_id)
    on = found.signed_on
    given = ProductCertificate.objects.filter(
        agency=found.agency_id, level=found.level, year=on.year if on is not None else found.year
    )
    return given.aggregate(last=Max("serial"))["last"] or 0


def place_of(entry: ProductEntry) -> tuple[Unit, str]:
    """The province it is made in and the place in words, as they are on that day; two SELECTs."""
    mine = Site.objects.filter(establishment=entry.establishment_id).select_related("commune", "province")
    site = mine.filter(sites_in(entry.round)).order_by("pk").first() or mine.order_by("pk").first()
    if site is None:
        raise BlockedError(
            error(
                "no_site", f"{entry.establishment} chưa có địa điểm sản xuất.", "Ghi địa điểm trong sổ cơ sở."
            )
        )
    words = ", ".join(each.full_name for each in (site.commune, site.province) if each is not None)
    return site.province, words


def register_row_of(entry: ProductEntry, year: int) -> Certificate | None:
    """The row of her register that names the product; None where it is another certificate's, or withdrawn.

    Two rounds of one level, at two of her places, may recognise one product in a year: it is registered once.
    """
    row, _ = Certificate.objects.get_or_create(
        establishment_id=entry.establishment.kept_key,
        product=entry.name,
        level=entry.round.level,
        year=year,
        defaults={"decision": entry.round.number},
    )
    taken = ProductCertificate.objects.filter(register_row=row).exists()
    return None if taken or row.withdrawn_on is not None else row


def grant(entry: ProductEntry, serial: int, *, at: datetime) -> ProductCertificate:
    """Its certificate by the decision of the round, and the same in the register of its establishment."""
    found = entry.round
    assert found.signed_on is not None
    validity = validity_from(found.signed_on)
    province, place = place_of(entry)
    owner, year = entry.establishment, found.signed_on.year
    question = ("product", found.agency.code, found.pk, entry.pk, at.isoformat())
    words = (entry.name, owner.name, place, entry.group_name)
    return ProductCertificate.objects.create(
        entry=entry,
        agency=found.agency,
        level=found.level,
        year=year,
        serial=serial,
        code=code_of(question, found.number, Fraction(serial)),
        name=entry.name,
        owner_name=owner.name,
        group=entry.group,
        group_name=entry.group_name,
        province=province,
        place=place,
        decided_by=found.decided_by,
        decision=found.number,
        granted_on=found.signed_on,
        last_day=validity.last,
        term_law=term_law(validity)[:300],
        searched=fold(" ".join(words)),
        sort_key=sort_key(entry.name)[:400],
        register_row=register_row_of(entry, year),
        made_up=entry.made_up,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Complained:
    """A complaint as it came in."""

    words: str
    on: date


@transaction.atomic
def write_complaint(entry: ProductEntry, said: Complained, *, by: Actor, at: datetime) -> ProductComplaint:
    """A complaint within its term; its own clock runs from its coming. PermissionDenied or BlockedError."""
    if by.desk is None or not may.complains(by, entry):
        raise PermissionDenied
    found = entry.round
    if not said.words.strip():
        raise BlockedError(
            error("nothing_said", "Chưa ghi khiếu nại điều gì.", "Ghi như trong đơn.", "Ô “Nội dung”")
        )
    until, begun = found.complaints_until, found.announced_on
    if until is None or begun is None:
        message = "Kết quả chưa thông báo nên thời hiệu khiếu nại chưa bắt đầu."
        raise BlockedError(error("not_announced", message, "Ghi ngày thông báo kết quả trước."))
    if not begun <= said.on <= localdate(at):
        message = f"Ngày nhận đơn phải từ ngày thông báo {begun:%d/%m/%Y} đến hôm nay."
        raise BlockedError(error("wrong_day", message, "Sửa ngày nhận đơn.", "Ô “Nhận đơn ngày”"))
    if said.on > until:
        message = f"Đơn đến sau thời hiệu, hết ngày {until:%d/%m/%Y} ({found.complaints_law})."
        raise BlockedError(
            error("too_late", message, "Trả lời người gửi rằng đã hết thời hiệu.", "Ô “Nhận đơn ngày”")
        )
    row = deadline_on(ANSWER, said.on)
    due = last_day_of(said.on, row.after_days or 0, working=row.working_days, known=working_days())
    return ProductComplaint.objects.create(
        entry=entry,
        words=said.words.strip(),
        received_on=said.on,
        due=due,
        due_law=row.told[:300],
        agency=found.agency,
        desk=found.desk,
        author=by.account,
        created_at=at,
    )
