"""The steps of a made project on days of their own: contract, report, claim, acceptance, liquidation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from khuyencong.console.demo_days import Days
from khuyencong.console.demo_money import PAPER
from khuyencong.console.demo_plans import People
from khuyencong.ledger.actions.acceptances import Held, hand_minutes
from khuyencong.ledger.actions.claims import hand_in_for, judge_paper
from khuyencong.ledger.actions.liquidations import Said as Closed
from khuyencong.ledger.actions.liquidations import close_owners, hand_liquidation
from khuyencong.ledger.actions.returning import Returned
from khuyencong.ledger.lifecycle import (
    ACCEPTANCE,
    CLAIM,
    GIVE_BACK,
    LIQUIDATION,
    Paid,
    begin_acceptance,
    begin_claim,
    begin_give_back,
    begin_liquidation,
)
from khuyencong.ledger.models import Liquidation
from khuyencong.ledger.queries.acceptances import lines_of
from khuyencong.organisations.actors import Actor
from khuyencong.projects.actions import Other
from khuyencong.projects.actions.contracts import keep_contract_copy
from khuyencong.projects.actions.progress import write_report
from khuyencong.projects.lifecycle import CONTRACT, PROGRESS, Signed, begin_contract
from khuyencong.projects.lifecycle.progress import opened
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.contracts import bounds_of
from khuyencong.rules.contracts import Terms
from khuyencong.rules.progress import Said
from khuyencong.workflow.lifecycle import Act

PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands(People):
    """Who takes which step; `accountant` writes down, `keeper` is the one of the province's own purse.

    `signer` heads the unit, which signs with the establishments.
    """

    accountant: Actor
    keeper: Actor | None = None
    signer: Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A planned project that is to be lived through, by whom, on which days; `number` goes into its papers."""

    project: Project
    hands: Hands
    days: Days
    number: int


def contracted(one: Lived, at: datetime, ends_on: date) -> Contract:
    """Drawn up and signed for all that the plan gives; how long it runs says `ends_on`."""
    project, act = one.project, Act(by=one.hands.officer, at=at)
    bounds = bounds_of(project, kind=Contract.Kind.UNIT, year=project.year, on=act.on)
    terms = Terms(
        support=bounds.support,
        counterpart=bounds.counterpart,
        begins_on=act.on,
        ends_on=max(ends_on, act.on),
    )
    contract = begin_contract(project, terms, other=Other(year=project.year), act=act, made_up=True)
    CONTRACT.perform("contract.propose", contract, act)
    keep_contract_copy(
        contract, name="hop-dong.pdf", media_type=PDF, content=PAPER, by=one.hands.officer, at=at
    )
    given = Signed(number=f"{one.number:02d}/HĐ-{one.days.year} (minh họa)", on=act.on)
    signed: Contract = CONTRACT.perform("contract.sign", contract, Act(by=one.hands.leader, at=at, given=given))
    return signed


def reported(one: Lived, at: datetime, done: int, told: str, *, month: date | None = None) -> None:
    """A month's report, sent by the unit and seen by the department on the same day."""
    act = Act(by=one.hands.author, at=at)
    report, _ = opened(one.project, (month or act.on).replace(day=1), act)
    said = Said(done=done, support=0, counterpart=0, told=f"{told} (số liệu minh họa).", ahead="Theo kế hoạch.")
    write_report(report, said, by=one.hands.author, at=at)
    PROGRESS.perform("progress.send", report, act)
    PROGRESS.perform("progress.see", report, Act(by=one.hands.colleague, at=at))


def claimed(
    one: Lived, contract: Contract, kind: str, amount: int, done: int, *, on: Sequence[datetime]
) -> None:
    """Sent, confirmed, approved, written down: as many of these steps as there are days."""
    author, hands = Act(by=one.hands.author, at=on[0]), one.hands
    claim = begin_claim(contract, kind=kind, amount=amount, done=done, act=author)
    for each in claim.papers.all():
        name = f"giay-to-{each.position}.pdf"
        hand_in_for(each, name=name, media_type=PDF, content=PAPER, by=author.by, at=author.at)
    CLAIM.perform("claim.submit", claim, author)
    if len(on) > 1:
        for each in claim.papers.all():
            judge_paper(each, fine=True, note="", by=hands.colleague, at=on[1])
        CLAIM.perform("claim.confirm", claim, Act(by=hands.colleague, at=on[1]))
    if len(on) > 2:
        CLAIM.perform("claim.approve", claim, Act(by=hands.leader, at=on[2]))
    if len(on) > 3:
        paid = Act(by=hands.accountant, at=on[3])
        given = Paid(voucher=f"UNC-{one.number:02d}{claim.pk:02d} (minh họa)", on=paid.on)
        CLAIM.perform("claim.pay", claim, Act(by=paid.by, at=paid.at, given=given))


def accepted(one: Lived, contract: Contract, *, proposed: datetime, recorded: datetime | None) -> None:
    """All of it found done; recorded by the head unless it still waits for that."""
    held = Held(
        form="5a",
        held_on=Act(by=None, at=proposed).on,
        place="Xưởng của cơ sở (minh họa)",
        council="Sở Công Thương\nĐơn vị thực hiện\nỦy ban nhân dân xã\nCơ sở thụ hưởng",
        amount=contract.support,
        counterpart=contract.counterpart,
        final=True,
        conclusion="Máy mới, đúng cấu hình, chạy tốt (số liệu minh họa).",
        quantities={each.pk: Decimal(each.quantity) for each in lines_of(contract)},
    )
    act = Act(by=one.hands.colleague, at=proposed)
    found = begin_acceptance(contract, held, act)
    hand_minutes(found, name="bien-ban-5a.pdf", media_type=PDF, content=PAPER, by=act.by, at=act.at)
    ACCEPTANCE.perform("acceptance.propose", found, act)
    if recorded is not None:
        ACCEPTANCE.perform("acceptance.record", found, Act(by=one.hands.head, at=recorded))


def lent(one: Lived, unit: Contract, at: datetime) -> Contract | None:
    """The unit's contract with the establishment for all of its own; None where the unit has no head."""
    hands, owner = one.hands, one.project.beneficiaries.first()
    if hands.signer is None or owner is None:
        return None
    act = Act(by=hands.author, at=at)
    terms = Terms(support=unit.support, counterpart=0, begins_on=act.on, ends_on=unit.ends_on)
    other = Other(year=unit.year, beneficiary=owner)
    contract = begin_contract(one.project, terms, other=other, act=act, made_up=True)
    CONTRACT.perform("contract.propose", contract, act)
    keep_contract_copy(contract, name="hop-dong-co-so.pdf", media_type=PDF, content=PAPER, by=act.by, at=at)
    given = Signed(number=f"{one.number:02d}/HĐ-CS (minh họa)", on=act.on)
    signed: Contract = CONTRACT.perform("contract.sign", contract, Act(by=hands.signer, at=at, given=given))
    return signed


def drawn_up(one: Lived, contract: Contract, at: datetime, *, remains: str = "") -> Liquidation:
    """The minutes of a liquidation, as a draft."""
    done = "Mua, lắp, chạy thử đủ máy (số liệu minh họa)."
    return begin_liquidation(contract, done=done, remains=remains, act=Act(by=one.hands.officer, at=at))


def laid_before(
    one: Lived, row: Liquidation, owner: Contract | None, at: datetime, *, paid: int, remains: str = ""
) -> None:
    """What the establishment did and got of its contract, the signed minutes, and both before the head."""
    act = Act(by=one.hands.officer, at=at)
    if owner is not None:
        told = Closed(done=owner.support, paid=paid, remains=remains)
        close_owners(row, {owner.pk: told}, by=act.by, at=at)
    hand_liquidation(row, name="thanh-ly.pdf", media_type=PDF, content=PAPER, by=act.by, at=at)
    LIQUIDATION.perform("liquidation.propose", row, act)


def liquidated(one: Lived, contract: Contract, owner: Contract | None, at: datetime) -> None:
    """The liquidation, signed by both sides and recorded."""
    row = drawn_up(one, contract, at)
    laid_before(one, row, owner, at, paid=contract.support)
    last = Act(by=one.hands.leader, at=at)
    given = Signed(number=f"{one.number:02d}/BBTL (minh họa)", on=last.on)
    LIQUIDATION.perform("liquidation.record", row, Act(by=last.by, at=at, given=given))


def given_back(
    one: Lived, contract: Contract, amount: int, *, written: datetime, confirmed: datetime | None
) -> None:
    """Money that a unit paid back, with its voucher; confirmed by the head unless it still waits for that."""
    act = Act(by=one.hands.accountant, at=written)
    said = Returned(
        amount=amount,
        voucher=f"GNT-{one.number:02d}-{act.on:%m%d} (minh họa)",
        paid_on=act.on,
        name="giay-nop-tien.pdf",
        media_type=PDF,
        content=PAPER,
    )
    row = begin_give_back(contract, said, act)
    if confirmed is not None:
        GIVE_BACK.perform("give_back.confirm", row, Act(by=one.hands.leader, at=confirmed))
