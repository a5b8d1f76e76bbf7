"""Drawing the liquidation of a contract up, and handing in what both sides signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.ledger import permissions
from khuyencong.ledger.models import Liquidation, OwnerClosing
from khuyencong.ledger.queries.claims import ends_with
from khuyencong.ledger.queries.liquidations import closing_on, owners_of
from khuyencong.organisations.actors import Actor
from khuyencong.projects.actions.papers import KEPT, keep_file
from khuyencong.projects.models import Contract
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.liquidation import check_closing
from khuyencong.workflow.actions import Dossier, locked, record


@transaction.atomic
def draw_up_liquidation(contract: Contract, *, done: str, remains: str, by: Actor, at: datetime) -> Liquidation:
    """Begin the liquidation of a contract that was accepted to the end. PermissionDenied or BlockedError."""
    first = contract.first
    if by.desk is None or by.agency is None or not permissions.may_liquidate(by, first):
        raise PermissionDenied
    if first.kind != Contract.Kind.UNIT or first.state != Contract.State.SIGNED:
        message = "Chỉ thanh lý hợp đồng thực hiện đề án đã ký."
        raise BlockedError(error("not_signed", message, "Chờ hợp đồng được ký và ghi."))
    # Whether what is owed is told in words is asked when it is laid before the head, not while it is written.
    found = list(check_closing(closing_on(first), final=ends_with(first), remains="…"))
    if stopping := [each for each in found if each.code == "not_final"]:
        raise BlockedError(*stopping)
    try:
        with transaction.atomic():
            made = Liquidation.objects.create(
                project=first.project,
                contract=first,
                done=done,
                remains=remains,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=first.made_up,
            )
    except IntegrityError as caught:
        message = "Hợp đồng này đã có biên bản thanh lý."
        raise BlockedError(error("liquidation_open", message, "Mở biên bản ấy, hoặc bỏ nó trước.")) from caught
    tell("liquidation.begin", "Soạn biên bản thanh lý", made, {"remains": remains}, by=by, at=at)
    return made


@transaction.atomic
def rewrite_liquidation(row: Liquidation, *, done: str, remains: str, by: Actor, at: datetime) -> Liquidation:
    """Other words while it is a draft. PermissionDenied or BlockedError."""
    kept = writable(row, by)
    kept.done, kept.remains = done, remains
    kept.save(update_fields=["done", "remains"])
    tell("liquidation.change", "Sửa biên bản thanh lý", kept, {"remains": remains}, by=by, at=at)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of one establishment's contract: done, got, what remains."""

    done: int
    paid: int
    remains: str = ""


@transaction.atomic
def close_owners(row: Liquidation, said: Mapping[int, Said], *, by: Actor, at: datetime) -> int:
    """Write down what establishments did and got, by the key of their contract; how many are new or other.

    PermissionDenied or BlockedError. What does not add up is told at once and refused when it is laid before
    the head: a draft may be unfinished.
    """
    kept = writable(row, by)
    open_ = {each.key: each for each in owners_of(kept.contract, kept)}
    for key in said:
        if key not in open_ or not open_[key].asked:
            message = "Hợp đồng này không thanh lý trong biên bản này."
            raise BlockedError(error("not_here", message, "Tải lại trang rồi ghi lại.", "Danh sách cơ sở"))
    changed = {
        key: each
        for key, each in said.items()
        if (each.done, each.paid, each.remains) != (open_[key].done, open_[key].paid, open_[key].remains)
    }
    for key, each in changed.items():
        values = {"done": each.done, "paid": each.paid, "remains": each.remains}
        OwnerClosing.objects.update_or_create(liquidation=kept, contract_id=key, defaults=values)
    if changed:
        after = {str(key): f"{each.done}/{each.paid} {each.remains}".strip() for key, each in changed.items()}
        tell("liquidation.owners", "Ghi thanh lý với cơ sở", kept, dict(after), by=by, at=at)
    return len(changed)


@transaction.atomic
def hand_liquidation(
    row: Liquidation, *, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> Liquidation:
    """Keep the signed minutes; the trail keeps the hash of those before. The door judged the file."""
    kept = writable(row, by)
    after = keep_file(kept, name=name, media_type=media_type, content=content)
    kept.save(update_fields=KEPT)
    tell("liquidation.minutes", "Nộp biên bản thanh lý đã ký", kept, after, by=by, at=at)
    return kept


def writable(row: Liquidation, by: Actor) -> Liquidation:
    """It locked, while it is a draft. PermissionDenied or BlockedError."""
    kept = locked(row)
    if not permissions.liquidates(by, kept):
        raise PermissionDenied
    if kept.state != Liquidation.State.DRAFT:
        message = f"Biên bản đang ở bước “{kept.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại để sửa."))
    return kept


def tell(name: str, title: str, row: Liquidation, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    """One line of the trail."""
    about = Dossier(kind="liquidation", key=str(row.pk), agency=row.agency.code)
    record(name, f"{title}: {row.project.title}", about=about, by=by, at=at, after=after)
