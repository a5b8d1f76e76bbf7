"""Money that was advanced and has no volume comes back: Điều 12 khoản 6, Thông tư 36/2013/TT-BCT."""

from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.changing import close_when_done
from khuyencong.ledger.actions.posting import Said, book_for, fresh, post
from khuyencong.ledger.models import Posting
from khuyencong.ledger.queries.claims import is_final
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.models.states import ENDED
from khuyencong.projects.queries.changes import stop_asked
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.workflow.lifecycle import Act


@transaction.atomic
def take_back(contract: Contract, *, amount: int, voucher: str, on: date, by: Actor, at: datetime) -> Posting:
    """Write down what the unit has paid back; the voucher is the key. PermissionDenied or BlockedError.

    Only once the contract was accepted for the last time or the project stopped: then the money is no longer
    promised to anybody; of a stopped project it goes on to the purse. While a stop is being decided it waits
    under the contract, so that the decision frees it for those that come in its place.
    """
    project = Project.objects.select_for_update().get(pk=contract.project_id)
    number = voucher.strip()
    if not permissions.may_pay(by, project):
        raise PermissionDenied
    if not number:
        raise BlockedError(error("no_voucher", "Chưa ghi số chứng từ.", "Ghi như trên chứng từ.", "Ô “Số”"))
    if on > localtime(at).date():
        raise BlockedError(error("future", f"Ngày {on:%d/%m/%Y} chưa đến.", "Ghi khi đã thu.", "Ô “Ngày”"))
    stopped = project.state == Project.State.STOPPED
    final, stopping = is_final(contract), stop_asked(project) is not None
    if project.state not in ENDED and not final and not stopping:
        message = "Hợp đồng chưa nghiệm thu lần cuối, chưa rõ phần nào của tạm ứng không có khối lượng."
        fix = "Ghi hoàn trả sau lần nghiệm thu cuối, khi đề nghị ngừng đã gửi, hoặc khi đề án đã ngừng."
        raise BlockedError(error("not_final", message, fix))
    waits = stopping and not final and not stopped
    book = book_for(contract)
    # The year is in the key, for vouchers are numbered anew every year; the day is not: another is a mistake.
    own = f"back-{contract.first.pk}-"
    key, document = fresh(f"{own}{number}-{on:%Y}"), f"Chứng từ hoàn trả {number}"
    undone = Posting.objects.filter(key__startswith=own, kind=Kind.GIVE_BACK, reversed_by__isnull=False)
    said = Said(
        kind=Kind.GIVE_BACK,
        key=key,
        effective_on=on,
        document=document,
        reason="Hoàn trả trước khi quyết định ngừng đề án"
        if waits
        else "Tạm ứng không có khối lượng nghiệm thu",
        made_up=contract.made_up,
        # What was undone counts until the day it was undone: the day of the paper is put off, not refused.
        by_hand=not undone.exists(),
    )
    move = Move(book=book.pk, out_of=Stage.ADVANCED, into=Stage.COMMITTED, amount=amount)
    posting = post(said, [move], by=by, at=at)
    if waits:
        return posting
    why = "Đề án đã ngừng" if stopped else "Hợp đồng đã nghiệm thu lần cuối"
    rest = replace(said, kind=Kind.RELEASE, key=f"{key}-rest", reason=why)
    post(rest, [replace(move, out_of=Stage.COMMITTED, into=Stage.ALLOCATED)], by=by, at=at)
    if stopped:
        purse = replace(rest, kind=Kind.WITHDRAW, key=f"{key}-purse")
        post(purse, [replace(move, out_of=Stage.ALLOCATED, into=Stage.SOURCE)], by=by, at=at)
    close_when_done(project, Act(by=by, at=at, reason=document))
    return posting
