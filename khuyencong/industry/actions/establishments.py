"""Entering an establishment, changing it, closing it, linking the account of its owner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from khuyencong.industry import permissions
from khuyencong.industry.models import Establishment, Site
from khuyencong.industry.queries.doubles import Double, card_of, doubles_of_card
from khuyencong.industry.queries.lists import all_legal_forms
from khuyencong.organisations.actions.registrations import about_owner
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Registration
from khuyencong.places.models import Unit
from khuyencong.rules.duplicates import Card, keys_of
from khuyencong.rules.findings import BlockedError, Finding, Severity, error
from khuyencong.rules.masking import masked_email, masked_name, masked_phone
from khuyencong.rules.tax_code import tax_code_of
from khuyencong.rules.text import fold, sort_key
from khuyencong.workflow.actions import Dossier, close_task, record

SAID = (
    *("name", "legal_form", "tax_code", "registration_number", "representative", "phone", "email"),
    *("since", "sector", "vsic", "source"),
)
"""The columns that somebody types."""
TYPED = frozenset(SAID) - {"name", "legal_form", "tax_code", "source"}
"""Those whose column alone says what is wrong; the others have words of their own."""
MASKS = {"representative": masked_name, "phone": masked_phone, "email": masked_email}
"""What the trail, which is never erased, keeps only in part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where things are made: the commune, or only the province while the commune is not known."""

    unit: Unit
    address: str = ""
    since: date | None = None


def about(establishment: Establishment, by: Actor) -> Dossier:
    """The row, as the trail names it; it belongs to the agency that writes."""
    return Dossier(kind="establishment", key=str(establishment.pk), agency=by.agency_code)


@transaction.atomic
def register(
    said: Mapping[str, Any],
    place: Place,
    *,
    by: Actor,
    at: datetime,
    other: bool = False,
    made_up: bool = False,
) -> Establishment:
    """Enter an establishment with its first site.

    `other` says that she has seen the doubles and it is another one. Raises PermissionDenied, or BlockedError
    with what is wrong or with the rows it may be the same as.
    """
    if not permissions.may_register_at(by, place.unit):
        raise PermissionDenied
    row = Establishment(made_up=made_up)
    fill(row, said)
    site = Site(address=place.address.strip(), since=place.since, **levels(place.unit))
    card = Card(
        name=row.name,
        tax_code=row.tax_code,
        phone=row.phone,
        representative=row.representative,
        address=site.address,
        commune=str(site.commune_id or ""),
    )
    if not other and (doubles := doubles_of_card(card, by)):
        raise BlockedError(*(double_found(each) for each in doubles))
    key(row, card)
    save(row)
    site.establishment = row
    site.save(force_insert=True)
    title = f"Ghi cơ sở vào sổ: {row.name}"
    record("establishment.register", title, about=about(row, by), by=by, at=at, after=told(row))
    return row


@transaction.atomic
def change(
    establishment: Establishment, said: Mapping[str, Any], *, by: Actor, at: datetime, reason: str = ""
) -> Establishment:
    """Change what is said of it; nothing is written where nothing differs. Raises as `register` does."""
    row = locked(establishment, by)
    before = told(row)
    values = {name: getattr(row, name) for name in SAID}
    fill(row, values | dict(said))
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    key(row, card_of(row))
    save(row)
    after = told(row)
    differing = {name for name in after if after[name] != before[name]}
    record(
        "establishment.change",
        f"Sửa cơ sở: {row.name}",
        about=about(row, by),
        by=by,
        at=at,
        before={name: before[name] for name in differing},
        after={name: after[name] for name in differing},
        reason=reason.strip(),
    )
    return row


@transaction.atomic
def close(establishment: Establishment, *, on: date, reason: str, by: Actor, at: datetime) -> Establishment:
    """Say that it works no more since that day; its history stays."""
    row = locked(establishment, by)
    if row.state == Establishment.State.CLOSED:
        raise BlockedError(error("closed", "Cơ sở này đã ghi là ngừng hoạt động.", "Tải lại trang."))
    if not reason.strip():
        raise BlockedError(error("reason_missing", "Ghi ngừng phải kèm lý do.", "Ghi vì sao.", "Ô “Lý do”"))
    row.state, row.closed_on = Establishment.State.CLOSED, on
    row.save()
    record(
        "establishment.close",
        f"Ghi cơ sở ngừng hoạt động: {row.name}",
        about=about(row, by),
        by=by,
        at=at,
        before={"state": "active"},
        after={"state": "closed", "closed_on": on},
        reason=reason.strip(),
    )
    return row


@transaction.atomic
def reopen(establishment: Establishment, *, reason: str, by: Actor, at: datetime) -> Establishment:
    """Say that it works after all, or again; BlockedError where another one that works has its tax code."""
    row = locked(establishment, by)
    if row.state != Establishment.State.CLOSED:
        raise BlockedError(error("active", "Cơ sở này đang hoạt động.", "Tải lại trang."))
    if not reason.strip():
        raise BlockedError(error("reason_missing", "Ghi lại phải kèm lý do.", "Ghi vì sao.", "Ô “Lý do”"))
    before = row.closed_on
    row.state, row.closed_on = Establishment.State.ACTIVE, None
    save(row)
    record(
        "establishment.reopen",
        f"Ghi cơ sở hoạt động trở lại: {row.name}",
        about=about(row, by),
        by=by,
        at=at,
        before={"state": "closed", "closed_on": before},
        after={"state": "active"},
        reason=reason.strip(),
    )
    return row


@transaction.atomic
def link_registration(
    establishment: Establishment, registration: Registration, *, by: Actor, at: datetime
) -> Establishment:
    """Give the row to the account that registered itself; BlockedError for an unconfirmed or a second one."""
    row = locked(establishment, by)
    if registration.user is None:
        raise BlockedError(
            error("unconfirmed", "Chủ cơ sở chưa xác nhận thư.", "Chờ họ mở đường dẫn trong thư.")
        )
    taken = Establishment.objects.filter(registration=registration).exclude(pk=row.pk).exists()
    if taken or (row.owner_id is not None and row.owner_id != registration.user_id):
        message = "Cơ sở hoặc tài khoản này đã gắn với bên khác."
        raise BlockedError(error("taken", message, "Xem lại hai bên; nếu trùng thì đề xuất gộp."))
    row.owner, row.registration = registration.user, registration
    row.save()
    close_task(about_owner(registration), by=by, at=at)
    record(
        "establishment.link",
        f"Gắn tài khoản của chủ cơ sở: {row.name}",
        about=about(row, by),
        by=by,
        at=at,
        after={"owner": row.owner_id, "registration": registration.pk},
    )
    return row


def locked(establishment: Establishment, by: Actor) -> Establishment:
    """The row as it stands, locked; PermissionDenied where she may not write."""
    row = Establishment.objects.select_for_update().get(pk=establishment.pk)
    if not permissions.writes(by, row):
        raise PermissionDenied
    return row


def fill(row: Establishment, said: Mapping[str, Any]) -> None:
    """Put what was typed into a row, unsaved; BlockedError without a name or with no tax code."""
    for name in SAID:
        value = said.get(name, getattr(row, name))
        setattr(row, name, " ".join(value.split()) if isinstance(value, str) else value)
    found = [*missing(row), *refused(row)]
    try:
        row.tax_code = tax_code_of(row.tax_code)
    except ValueError as caught:
        fix = "Xem lại giấy đăng ký thuế; chưa biết thì để trống."
        found.append(error("tax_code", str(caught), fix, "Ô “Mã số thuế”"))
    if found:
        raise BlockedError(*found)


def missing(row: Establishment) -> list[Finding]:
    """What must be said and was not."""
    found = []
    if not row.name:
        found.append(
            error("name_missing", "Cơ sở phải có tên.", "Ghi tên như trên giấy đăng ký.", "Ô “Tên cơ sở”")
        )
    if row.legal_form not in {each.code for each in all_legal_forms()}:
        fix = "Chọn một loại hình trong danh sách."
        found.append(error("legal_form", "Chưa chọn loại hình của cơ sở.", fix, "Ô “Loại hình”"))
    if not row.source:
        found.append(error("source_missing", "Phải ghi biết từ đâu.", "Ghi nguồn.", "Ô “Nguồn”"))
    return found


def refused(row: Establishment) -> list[Finding]:
    """What a column would not take: too long, no address of mail, no code of an industry."""
    found = []
    try:
        row.clean_fields(exclude={each.name for each in row._meta.fields if each.name not in TYPED})
    except ValidationError as caught:
        for name, messages in caught.message_dict.items():
            label = row._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            place = f"Ô “{str(label)[:1].upper()}{str(label)[1:]}”"
            found.append(error(f"refused_{name}", " ".join(messages), "Sửa ô này rồi lưu lại.", place))
    if row.vsic and not (row.vsic.isascii() and row.vsic.isdecimal()):
        fix = "Ghi 2 đến 5 chữ số, ví dụ 1629; chưa biết thì để trống."
        found.append(error("vsic", f"“{row.vsic}” không phải mã ngành VSIC.", fix, "Ô “Mã ngành VSIC”"))
    return found


def key(row: Establishment, card: Card) -> None:
    """Fill the folded columns from what a row says."""
    card = Card(
        name=row.name,
        tax_code=row.tax_code,
        phone=row.phone,
        representative=row.representative,
        address=card.address,
        commune=card.commune,
    )
    for name, value in keys_of(card)._asdict().items():
        setattr(row, name, value)
    digits = row.tax_code.replace("-", "")
    row.searched = fold(f"{row.name} {digits} {row.registration_number}")
    row.sort_key = sort_key(row.name)[:400]


def save(row: Establishment) -> None:
    """Save; BlockedError where another active row has the tax code."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as caught:
        message = f"Mã số thuế {row.tax_code} đã có ở một cơ sở đang hoạt động khác."
        fix = "Tìm theo mã số thuế; nếu là một cơ sở thì sửa dòng đã có."
        raise BlockedError(error("tax_code_taken", message, fix, "Ô “Mã số thuế”")) from caught


def levels(unit: Unit) -> dict[str, Unit]:
    """Commune, district and province of a unit, as a site keeps them."""
    found: dict[str, Unit] = {}
    at: Unit | None = unit
    while at is not None:
        found[at.level] = at
        at = at.parent
    return found


def told(row: Establishment) -> dict[str, object]:
    """What the trail tells of a row; persons only in part."""
    values = {name: getattr(row, name) for name in SAID if name != "sector"}
    values |= {name: mask(values[name]) for name, mask in MASKS.items()}
    return values | {"sector": row.sector_id}


def double_found(double: Double) -> Finding:
    """What is read where a row may be the same as one that stands."""
    reasons = ", ".join(double.likeness.reasons)
    return Finding(
        code="double",
        severity=Severity.ERROR,
        message=f"Có thể trùng với “{double.establishment.name}” ({reasons}).",
        place=str(double.establishment.pk),
        fix="Nếu là một cơ sở thì mở dòng đã có để bổ sung; nếu là cơ sở khác thì chọn “Cơ sở khác” rồi lưu.",
    )
