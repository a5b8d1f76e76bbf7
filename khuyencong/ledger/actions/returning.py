"""Money that was advanced and has no volume comes back: Điều 12 khoản 6, Thông tư 36/2013/TT-BCT."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.claims import wrong
from khuyencong.ledger.actions.posting import Said, book_for, post
from khuyencong.ledger.models import Posting
from khuyencong.ledger.queries.claims import is_final
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Kind, Move, Stage


@transaction.atomic
def take_back(contract: Contract, *, amount: int, voucher: str, on: date, by: Actor, at: datetime) -> Posting:
    """Write down what the unit has paid back; the voucher is the key. PermissionDenied or BlockedError.

    Once the contract was accepted for the last time the money is no longer promised to anybody.
    """
    project, number = contract.project, voucher.strip()
    if not permissions.may_pay(by, project):
        raise PermissionDenied
    if not number:
        raise BlockedError(wrong("no_voucher", "Chưa ghi số chứng từ.", "Ghi như trên chứng từ.", "Ô “Số”"))
    if on > localtime(at).date():
        raise BlockedError(wrong("future", f"Ngày {on:%d/%m/%Y} chưa đến.", "Ghi khi đã thu.", "Ô “Ngày”"))
    book = book_for(contract)
    key, document = f"back-{contract.first.pk}-{number}", f"Chứng từ hoàn trả {number}"
    said = Said(
        kind=Kind.GIVE_BACK,
        key=key,
        effective_on=on,
        document=document,
        reason="Tạm ứng không có khối lượng nghiệm thu",
        made_up=contract.made_up,
    )
    move = Move(book=book.pk, out_of=Stage.ADVANCED, into=Stage.COMMITTED, amount=amount)
    posting = post(said, [move], by=by, at=at)
    if is_final(contract):
        release = Said(
            kind=Kind.RELEASE,
            key=f"{key}-rest",
            effective_on=on,
            document=document,
            reason="Hợp đồng đã nghiệm thu lần cuối",
            made_up=contract.made_up,
        )
        post(
            release,
            [Move(book=book.pk, out_of=Stage.COMMITTED, into=Stage.ALLOCATED, amount=amount)],
            by=by,
            at=at,
        )
    return posting
