"""Registering a product: its papers, photographs, and what its maker agrees to have published."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from khuyencong.industry.actions.photos import Shot, refuse_picture, taken
from khuyencong.industry.models import (
    Certificate,
    Establishment,
    ProductConsent,
    ProductEntry,
    ProductPhoto,
    ProductRound,
)
from khuyencong.industry.permissions import products as may
from khuyencong.organisations.actors import Actor
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Dossier, record

Life = ProductEntry.State
WRITABLE = (Life.DRAFT, Life.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySaid:
    """What is written in the registration of a product."""

    name: str
    group: str
    set_case: str = ""
    description: str = ""
    standard: str = ""
    own: bool = False
    original: bool = False
    serial_made: bool = False
    lower: Certificate | None = None
    no_round_below: bool = False
    letter_number: str = ""
    letter_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSaid:
    """Whether the maker agrees, who said so, how and when."""

    agreed: bool
    said_by: str
    how: str
    on: date


def about_entry(entry: ProductEntry) -> Dossier:
    """The entry, as the trail names it."""
    return Dossier(kind="product_entry", key=str(entry.pk), agency=entry.agency.code)


def takes_entries(found: ProductRound, on: date) -> None:
    """BlockedError once the round takes no products any more."""
    if found.state != ProductRound.State.OPEN or on > found.until:
        message = f"Đợt này nhận đăng ký đến hết {found.until:%d/%m/%Y}."
        raise BlockedError(error("closed", message, "Chờ đợt sau."))


@transaction.atomic
def draft_entry(
    found: ProductRound, establishment: Establishment, said: EntrySaid, *, by: Actor, at: datetime
) -> ProductEntry:
    """A product of an establishment of the register. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not may.may_enter_of(by, found, establishment):
        raise PermissionDenied
    takes_entries(found, localdate(at))
    entry = ProductEntry(
        round=found,
        establishment=establishment,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        made_up=found.made_up or establishment.made_up,
    )
    filled(entry, said)
    saved(entry)
    told = {"name": entry.name, "establishment": establishment.pk}
    title = f"Đăng ký sản phẩm: {entry.name}"
    record("product_entry.write", title, about=about_entry(entry), by=by, at=at, after=told)
    return entry


def filled(entry: ProductEntry, said: EntrySaid) -> None:
    """Put what was typed in; BlockedError for what the round does not know."""
    groups = dict(entry.round.group_choices)
    if said.group not in groups:
        raise BlockedError(
            error("no_group", "Chưa chọn nhóm sản phẩm của đợt này.", "Chọn một nhóm.", "Ô “Nhóm”")
        )
    if said.set_case not in ProductEntry.SetCase.values:
        raise BlockedError(error("no_set", "Chưa chọn một sản phẩm hay bộ.", "Chọn lại.", "Ô “Một hay bộ”"))
    if not said.name.strip():
        raise BlockedError(error("no_name", "Chưa ghi tên sản phẩm.", "Ghi tên như trong phiếu.", "Ô “Tên”"))
    if bool(said.letter_number.strip()) != (said.letter_on is not None):
        message = "Văn bản đề nghị phải có cả số và ngày."
        raise BlockedError(error("half_letter", message, "Ghi cả hai, hoặc để trống.", "Văn bản đề nghị"))
    entry.name, entry.group, entry.group_name = " ".join(said.name.split()), said.group, groups[said.group]
    entry.set_case, entry.description = said.set_case, said.description.strip()
    entry.standard = said.standard.strip()
    entry.own, entry.original, entry.serial_made = said.own, said.original, said.serial_made
    entry.lower, entry.no_round_below = said.lower, said.no_round_below and said.lower is None
    entry.letter_number, entry.letter_on = said.letter_number.strip(), said.letter_on


def saved(entry: ProductEntry) -> None:
    """Save it; BlockedError for one that is in the round already."""
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as wrong:
        raise BlockedError(twice(entry.name)) from wrong


def twice(name: str) -> Finding:
    """That the establishment has it in the round."""
    message = f"Cơ sở đã đăng ký “{name}” trong đợt này."
    return error("twice", message, "Mở hồ sơ ấy, hoặc ghi tên khác.", "Ô “Tên”")


@transaction.atomic
def rewrite_entry(found: ProductEntry, said: EntrySaid, *, by: Actor, at: datetime) -> ProductEntry:
    """Change its papers while they are with who registers. PermissionDenied or BlockedError."""
    entry = writable(found, by)
    before = {name: value for name, value in asdict_of(entry).items() if name != "description"}
    filled(entry, said)
    saved(entry)
    after = {name: value for name, value in asdict_of(entry).items() if name != "description"}
    title = f"Sửa hồ sơ sản phẩm: {entry.name}"
    record("product_entry.write", title, about=about_entry(entry), by=by, at=at, before=before, after=after)
    return entry


def asdict_of(entry: ProductEntry) -> dict[str, object]:
    """What of an entry is written in its papers."""
    return asdict(said_of(entry)) | {"lower": entry.lower_id}


def said_of(entry: ProductEntry) -> EntrySaid:
    """The same as it was typed."""
    return EntrySaid(
        name=entry.name,
        group=entry.group,
        set_case=entry.set_case,
        description=entry.description,
        standard=entry.standard,
        own=entry.own,
        original=entry.original,
        serial_made=entry.serial_made,
        lower=None,
        no_round_below=entry.no_round_below,
        letter_number=entry.letter_number,
        letter_on=entry.letter_on,
    )


def writable(found: ProductEntry, by: Actor) -> ProductEntry:
    """The entry, locked, while it may be written in."""
    entry = locked_entry(found)
    if not may.enters(by, entry):
        raise PermissionDenied
    if entry.state not in WRITABLE:
        raise BlockedError(error("sent", "Hồ sơ đã gửi, không sửa được.", "Chờ nơi nhận trả lại."))
    return entry


def locked_entry(found: ProductEntry) -> ProductEntry:
    """The entry as it stands, locked."""
    ProductEntry.objects.select_for_update().get(pk=found.pk)
    return ProductEntry.objects.select_related("round__agency", "agency", "establishment", "lower").get(
        pk=found.pk
    )


@transaction.atomic
def keep_product_photo(
    found: ProductEntry, content: bytes, angle: str, alt: str, *, by: Actor, at: datetime
) -> ProductPhoto:
    """A photograph from one angle, with words in its place. PermissionDenied or BlockedError."""
    entry = writable(found, by)
    if angle not in ProductPhoto.Angle.values or not alt.strip():
        message = "Ảnh phải có góc độ và chữ thay ảnh cho người không nhìn thấy."
        raise BlockedError(error("no_alt", message, "Ghi ảnh cho thấy gì.", "Ô “Chữ thay ảnh”"))
    refuse_picture(content, entry.photos.count())
    row = ProductPhoto(entry=entry, angle=angle, alt=" ".join(alt.split())[:200])
    photo = taken(row, Shot(content=content), by=by, at=at)
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except IntegrityError as wrong:
        message = f"Đã có ảnh {ProductPhoto.Angle(angle).label.lower()}."
        raise BlockedError(error("angle_taken", message, "Bỏ ảnh cũ rồi thêm lại.", "Ô “Góc độ”")) from wrong
    told = {"angle": angle, "sha256": photo.sha256}
    title = f"Thêm ảnh sản phẩm: {entry.name}"
    record("product_entry.photo", title, about=about_entry(entry), by=by, at=at, after=told)
    return photo


@transaction.atomic
def drop_product_photo(photo: ProductPhoto, *, by: Actor, at: datetime) -> None:
    """Take a photograph out while the papers are with who registers. PermissionDenied or BlockedError."""
    entry = writable(photo.entry, by)
    told = {"angle": photo.angle, "sha256": photo.sha256}
    photo.delete()
    title = f"Bỏ ảnh sản phẩm: {entry.name}"
    record("product_entry.unphoto", title, about=about_entry(entry), by=by, at=at, before=told)


@transaction.atomic
def note_consent(found: ProductEntry, said: ConsentSaid, *, by: Actor, at: datetime) -> ProductConsent:
    """Write down what the maker said; the last word counts. PermissionDenied or BlockedError."""
    entry = locked_entry(found)
    if not may.notes_consent(by, entry):
        raise PermissionDenied
    if not said.said_by.strip() or not said.how.strip() or said.on > localdate(at):
        message = "Ghi ai nói, nói bằng cách nào, vào ngày đã đến."
        raise BlockedError(error("no_consent", message, "Ví dụ: phiếu đăng ký có chữ ký của chủ cơ sở."))
    row = ProductConsent.objects.create(
        entry=entry,
        agreed=said.agreed,
        said_by=said.said_by.strip(),
        how=said.how.strip(),
        on=said.on,
        author=by.account,
        at=at,
    )
    ProductEntry.objects.filter(pk=entry.pk).update(contact_public=said.agreed)
    title = f"{'Đồng ý' if said.agreed else 'Thôi đồng ý'} đăng cách liên hệ: {entry.name}"
    told = {"agreed": said.agreed, "on": said.on}
    record("product_entry.consent", title, about=about_entry(entry), by=by, at=at, after=told)
    return row
