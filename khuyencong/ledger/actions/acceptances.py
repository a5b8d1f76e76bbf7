"""Writing down what a council found done, with the signed minutes, while nobody has recorded it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.keeping import dropped
from khuyencong.ledger.models import Acceptance, AcceptedVolume
from khuyencong.ledger.queries.acceptances import grounds_of, volumes_of
from khuyencong.ledger.queries.changing import given_up_years, year_of
from khuyencong.ledger.queries.claims import is_final, not_now
from khuyencong.ledger.queries.doubted import asks_for_the_work, in_doubt
from khuyencong.organisations.actors import Actor
from khuyencong.projects.actions.papers import KEPT, keep_file
from khuyencong.projects.models import Contract
from khuyencong.rules.acceptances import Result, check_acceptance
from khuyencong.rules.findings import BlockedError, error, stops
from khuyencong.workflow.actions import Dossier, locked, record

PLAIN = ("form", "held_on", "place", "council", "amount", "counterpart", "final", "conclusion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What was found and when; amounts in đồng, quantities by the key of the line of the estimate."""

    form: str
    held_on: date
    place: str
    council: str
    amount: int
    counterpart: int
    final: bool
    conclusion: str
    quantities: Mapping[int, Decimal]


@transaction.atomic
def write_down(contract: Contract, held: Held, *, by: Actor, at: datetime) -> Acceptance:
    """Begin an acceptance on a signed contract with the unit. PermissionDenied or BlockedError."""
    first = contract.first
    if by.desk is None or by.agency is None or not permissions.may_accept(by, first.project):
        raise PermissionDenied
    if first.kind != Contract.Kind.UNIT or first.state != Contract.State.SIGNED:
        message = "Chỉ nghiệm thu hợp đồng thực hiện đề án đã ký."
        raise BlockedError(error("not_signed", message, "Chờ hợp đồng được ký và ghi."))
    if is_final(first):
        raise BlockedError(error("accepted", "Hợp đồng đã nghiệm thu lần cuối.", "Xem lần nghiệm thu ấy."))
    if found := not_now(first.project):
        raise BlockedError(*found)
    if found := in_doubt(first, localtime(at).date(), asks_for_the_work):
        raise BlockedError(*found)
    if (found_year := year_of(first.project, first.year)).dropped:
        raise BlockedError(dropped(first.year, found_year))
    if first.year in given_up_years(first.project):
        message = (
            f"Năm {first.year} đã khóa sổ, phần chưa có khối lượng đã thu hồi: không nghiệm thu thêm được."
        )
        fix = "Không cần lần nghiệm thu cuối: quyết toán phần đã chi. Chưa nghiệm thu gì thì ngừng đề án."
        raise BlockedError(error("given_up", message, fix))
    held_to(first, held, localtime(at).date())
    plain = {name: getattr(held, name) for name in PLAIN}
    try:
        with transaction.atomic():
            made = Acceptance.objects.create(
                project=first.project,
                contract=first,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=first.made_up,
                **plain,
            )
    except IntegrityError as caught:
        message = "Hợp đồng đang có một lần nghiệm thu chưa ghi xong."
        raise BlockedError(error("acceptance_open", message, "Mở lần ấy, hoặc bỏ nó trước.")) from caught
    put_volumes(made, held)
    tell("acceptance.begin", "Ghi kết quả nghiệm thu", made, told(held), by=by, at=at)
    return made


@transaction.atomic
def write_anew(acceptance: Acceptance, held: Held, *, by: Actor, at: datetime) -> Acceptance:
    """Change what was written while it is a draft. PermissionDenied or BlockedError."""
    row = writable(acceptance, by)
    held_to(row.contract, held, localtime(at).date())
    for name in PLAIN:
        setattr(row, name, getattr(held, name))
    row.save(update_fields=list(PLAIN))
    row.volumes.all().delete()
    put_volumes(row, held)
    tell("acceptance.change", "Sửa kết quả nghiệm thu", row, told(held), by=by, at=at)
    return row


@transaction.atomic
def hand_minutes(
    acceptance: Acceptance, *, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> Acceptance:
    """Keep the signed minutes; the trail keeps the hash of those before. The door judged the file."""
    row = writable(acceptance, by)
    after = keep_file(row, name=name, media_type=media_type, content=content)
    row.save(update_fields=KEPT)
    tell("acceptance.minutes", "Nộp biên bản nghiệm thu", row, after, by=by, at=at)
    return row


def held_to(contract: Contract, held: Held, today: date) -> None:
    """BlockedError for what cannot be: a day to come, more volume than planned, more money than it is worth."""
    if held.held_on > today:
        message = f"Ngày nghiệm thu {held.held_on:%d/%m/%Y} chưa đến."
        raise BlockedError(error("future", message, "Ghi sau khi đã nghiệm thu.", "Ô “Ngày nghiệm thu”"))
    if contract.signed_on is not None and held.held_on < contract.signed_on:
        message = (
            f"Ngày nghiệm thu {held.held_on:%d/%m/%Y} trước ngày ký hợp đồng {contract.signed_on:%d/%m/%Y}."
        )
        raise BlockedError(error("before_contract", message, "Xem lại ngày.", "Ô “Ngày nghiệm thu”"))
    result = Result(
        amount=held.amount,
        counterpart=held.counterpart,
        final=held.final,
        volumes=volumes_of(contract, held.quantities),
    )
    if stops(found := list(check_acceptance(result, grounds_of(contract)))):
        raise BlockedError(*found)


def put_volumes(acceptance: Acceptance, held: Held) -> None:
    """One row for each line of which something was found done."""
    AcceptedVolume.objects.bulk_create(
        AcceptedVolume(acceptance=acceptance, line_id=key, quantity=quantity)
        for key, quantity in held.quantities.items()
        if quantity
    )


def writable(acceptance: Acceptance, by: Actor) -> Acceptance:
    """The acceptance locked, while it is a draft. PermissionDenied or BlockedError."""
    row = locked(acceptance)
    if not permissions.accepts(by, row):
        raise PermissionDenied
    if row.state != Acceptance.State.DRAFT:
        message = f"Lần nghiệm thu đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại để sửa."))
    return row


def told(held: Held) -> dict[str, object]:
    """What the trail tells; who sat there stays in the row."""
    plain: dict[str, object] = {name: getattr(held, name) for name in PLAIN if name != "council"}
    return plain | {"quantities": {str(key): str(value) for key, value in held.quantities.items() if value}}


def tell(name: str, title: str, row: Acceptance, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    """One line of the trail."""
    about = Dossier(kind="acceptance", key=str(row.pk), agency=row.agency.code)
    record(name, f"{title}: {row.project.title}", about=about, by=by, at=at, after=after)
