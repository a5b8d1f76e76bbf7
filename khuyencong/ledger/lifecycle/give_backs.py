"""The life of what is given back: an accountant writes it with its voucher, a head confirms, then it is posted.

Where money is owed after a last acceptance or a stop one is opened by itself: it stands on the accountant's
desk with what is owed until the unit has paid.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.returning import Returned, judged, open_one, post_back, write_back
from khuyencong.ledger.lifecycle.claims import accountant_of
from khuyencong.ledger.models import GiveBack, Posting
from khuyencong.ledger.queries.claims import ends_with
from khuyencong.ledger.queries.give_backs import open_give_back, outstanding_of
from khuyencong.organisations.models import Desk
from khuyencong.organisations.queries import leader_desk
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.changes import planner_of
from khuyencong.rules.findings import Finding, error
from khuyencong.rules.money import dong
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = GiveBack.State


def told(row: GiveBack) -> str:
    """It in one line."""
    return f"hoàn trả tạm ứng {dong(row.amount)} đề án “{row.project.title}”"


def writing_desk(project: Project, on: date) -> Desk | None:
    """The accountant of the agency that pays; its head where nobody holds that desk, for it waits somewhere."""
    payer = planner_of(project)
    return accountant_of(payer, on) or leader_desk(payer, on)


def at_the_accountant(row: GiveBack, on: date) -> Waits | None:
    """At her desk, with what is owed or what was sent back to her."""
    return _at(writing_desk(row.project, on), f"Ghi chứng từ {told(row)}", row)


def at_the_head(row: GiveBack, on: date) -> Waits | None:
    """At the head of the agency that pays."""
    return _at(leader_desk(planner_of(row.project), on), f"Xác nhận {told(row)}", row)


def _at(desk: Desk | None, title: str, row: GiveBack) -> Waits | None:
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=row.amount)


def stands(row: GiveBack, act: Act) -> Sequence[Finding]:
    """The voucher is whole and the money still owed; its project locked."""
    return judged(row, act.at)


def not_owed(row: GiveBack, act: Act) -> Sequence[Finding]:
    """What waits for the unit's money is not dropped while the money is owed."""
    if row.state != Life.DRAFT or row.voucher or not owed_of(row.contract):
        return ()
    message = f"Đơn vị còn phải hoàn trả {dong(owed_of(row.contract))}; việc này tự đóng khi đã thu đủ."
    return [error("still_owed", message, "Chờ đơn vị nộp rồi ghi chứng từ.", "Hoàn trả")]


def move_the_money(row: GiveBack, act: Act) -> Mapping[str, object]:
    """Post it; it is the key, so that it moves once."""
    row.posting = post_back(row, by=act.by, at=act.at)
    return {"amount": row.amount, "voucher": row.voucher, "posting": row.posting.pk}


def undone(row: GiveBack, act: Act) -> Sequence[Finding]:
    """Only what a decided correction has reversed is taken back."""
    if Posting.objects.filter(reverses=row.posting_id).exists():
        return ()
    message = "Bút toán hoàn trả chưa được đính chính."
    return [error("not_reversed", message, "Lập đề nghị đính chính ở trang kinh phí của đề án.", "Bút toán")]


GIVE_BACK = Lifecycle(
    kind="give_back",
    title="Hoàn trả tạm ứng",
    initial=Life.DRAFT,
    states=(
        State(
            code=Life.DRAFT,
            label="Chờ đơn vị nộp, kế toán ghi",
            owner="Kế toán nơi cấp kinh phí",
            waits=at_the_accountant,
        ),
        State(
            code=Life.PROPOSED,
            label="Chờ người thứ hai xác nhận",
            owner="Lãnh đạo nơi cấp kinh phí",
            waits=at_the_head,
        ),
        State(code=Life.CONFIRMED, label="Đã ghi sổ", reopens=True),
        State(code=Life.UNDONE, label="Đã đính chính"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="give_back.propose",
            title="Trình người thứ hai xác nhận",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.gives_back,
            by="Kế toán nơi cấp kinh phí",
            when=stands,
        ),
        Transition(
            name="give_back.confirm",
            title="Xác nhận đã thu",
            sources=frozenset({Life.PROPOSED}),
            target=Life.CONFIRMED,
            who=permissions.confirms_back,
            by="Lãnh đạo nơi cấp kinh phí",
            when=stands,
            effect=move_the_money,
            unlike=frozenset({"give_back.propose"}),
            decision=True,
        ),
        Transition(
            name="give_back.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.sends_back_again,
            by="Người xác nhận, hoặc kế toán tự rút lại",
            needs_reason=True,
        ),
        Transition(
            name="give_back.undo",
            title="Bỏ ghi sổ",
            sources=frozenset({Life.CONFIRMED}),
            target=Life.UNDONE,
            who=permissions.confirms_back,
            by="Lãnh đạo nơi cấp kinh phí, khi quyết định đính chính bút toán",
            when=undone,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="give_back.drop",
            title="Bỏ khoản này",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.gives_back,
            by="Kế toán nơi cấp kinh phí",
            when=not_owed,
            needs_reason=True,
        ),
        Transition(
            name="give_back.lapse",
            title="Không còn phải hoàn trả",
            sources=frozenset({Life.DRAFT}),
            target=Life.DROPPED,
            who=permissions.lets_back_lapse,
            by="Cùng quyết định làm hết khoản phải thu",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda row: row.agency.code,
)


def owed_of(contract: Contract) -> int:
    """What a unit has to give back of a contract now, in đồng: nothing while its work goes on."""
    return outstanding_of(contract) if ends_with(contract) else 0


def await_returns(project: Project, act: Act) -> Mapping[str, object]:
    """Let what is owed stand on a desk: open what is missing, follow the amount, end what nobody owes."""
    told: dict[str, object] = {}
    signed = Contract.objects.filter(
        project=project.pk, kind=Contract.Kind.UNIT, amends=None, state=Contract.State.SIGNED
    )
    for contract in signed.select_related("project").order_by("pk"):
        owed, row = owed_of(contract), open_give_back(contract)
        if row is None and owed:
            desk = writing_desk(contract.project, act.on)
            # A stop is never refused because nobody holds a desk: the money page tells what is owed.
            if desk is None:
                continue
            row = open_one(contract, owed, agency=desk.agency, desk=desk, by=act.by, at=act.at)
            GIVE_BACK.begin(row, act)
        elif row is not None and row.state == Life.DRAFT and not row.voucher and row.amount != owed:
            follow_amount(row, owed, act)
        told |= {"to_give_back": owed} if owed else {}
    return told


def follow_amount(row: GiveBack, owed: int, act: Act) -> None:
    """What waits for the unit's money asks for what is owed now."""
    if not owed:
        GIVE_BACK.perform("give_back.lapse", row, Act(by=act.by, at=act.at, reason="Không còn phải hoàn trả"))
        return
    row.amount = owed
    row.save(update_fields=["amount"])
    GIVE_BACK.begin(row, act)


@transaction.atomic
def begin_give_back(contract: Contract, said: Returned, act: Act) -> GiveBack:
    """Write down what came back and lay it before the head at once. PermissionDenied or BlockedError."""
    first = contract.first
    if act.by.desk is None or act.by.agency is None or not permissions.may_pay(act.by, first.project):
        raise PermissionDenied
    row = open_give_back(first)
    if row is None:
        own = {"agency": act.by.agency, "desk": act.by.desk}
        row = open_one(first, max(said.amount, 1), **own, by=act.by, at=act.at)
    return propose_back(row, said, act)


@transaction.atomic
def propose_back(row: GiveBack, said: Returned, act: Act) -> GiveBack:
    """Write it into the one that waits, and lay it before the head. PermissionDenied or BlockedError."""
    kept = write_back(row, said, by=act.by, at=act.at)
    proposed: GiveBack = GIVE_BACK.perform("give_back.propose", kept, act)
    return proposed
