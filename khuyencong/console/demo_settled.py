"""A made project lived to its end: planned, contracted, advanced, accepted, paid, liquidated, settled."""

from datetime import date, datetime
from decimal import Decimal

from khuyencong.console.demo_money import DONE, PAPER, sign
from khuyencong.console.demo_plans import (
    NATIONAL,
    Made,
    People,
    communes_of_dong_thap,
    drafted,
    passed,
    people,
    sent,
    waiting,
)
from khuyencong.industry.actions import Place
from khuyencong.ledger.actions.acceptances import Held, hand_minutes
from khuyencong.ledger.actions.claims import hand_in_for, judge_paper
from khuyencong.ledger.actions.liquidations import hand_liquidation
from khuyencong.ledger.lifecycle import (
    ACCEPTANCE,
    CLAIM,
    LIQUIDATION,
    Paid,
    begin_acceptance,
    begin_claim,
    begin_correction,
    begin_liquidation,
)
from khuyencong.ledger.models import Claim, Liquidation
from khuyencong.ledger.queries.acceptances import lines_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.projects.actions import Other
from khuyencong.projects.lifecycle import (
    PLAN_DECISION,
    PROJECT,
    REGISTRATION,
    SELECTION,
    Signed,
    begin_contract,
    begin_decision,
    begin_list,
)
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.contracts import bounds_of
from khuyencong.rules.contracts import Terms
from khuyencong.workflow.lifecycle import Act

PDF = "application/pdf"
CLOSED = Made(
    owner="Hợp tác xã Khô cá Tháp Mười (minh họa)",
    form="htx",
    title="Hỗ trợ máy sấy khô cá kín",
    purse=NATIONAL,
    sector="che-bien",
    price=240_000_000,
    support=110_000_000,
)
"""Of this year's plan, beside those of the next."""


def load_settled(at: datetime) -> int:
    """How many projects were lived to their end: one; a second run adds none."""
    who, user = people(at), person_named("ketoan")
    if who is None or user is None or Liquidation.objects.filter(made_up=True).exists():
        return 0
    accountant = seated(user, at.date())
    project = planned(at.date().year, who, at)
    contract = sign(agreed(project, who, at), "00/HĐ (minh họa)", who, at)
    asked(contract, Claim.Kind.ADVANCE, 77_000_000, "UNC-77 (minh họa)", who, accountant, at)
    accepted(contract, who, at)
    asked(contract, Claim.Kind.PAYMENT, 33_000_000, "UNC-78 (minh họa)", who, accountant, at)
    closed(contract, who, at)
    asked(contract, Claim.Kind.SETTLEMENT, contract.support, "QT-01 (minh họa)", who, accountant, at)
    to_correct(contract, accountant, at)
    return 1


def to_correct(contract: Contract, accountant: Actor, at: datetime) -> None:
    """The settlement was written down under a wrong number: the head is asked to let it be undone."""
    settled = Claim.objects.get(contract=contract, kind=Claim.Kind.SETTLEMENT)
    assert settled.posting is not None
    why = "Ghi nhầm số chứng từ: đúng là QT-11 (số liệu minh họa)."
    name = "chung-tu-quyet-toan.pdf"
    begin_correction(
        settled.posting, reason=why, name=name, media_type=PDF, content=PAPER, by=accountant, at=at
    )


def planned(year: int, who: People, at: datetime) -> Project:
    """From the draft to the recorded decision, as demo_plans does it for the next year."""
    officer, leader = Act(by=who.officer, at=at), Act(by=who.leader, at=at)
    place = Place(unit=communes_of_dong_thap()[5], address="Ấp 6")
    project = drafted(CLOSED, place, who.author, at, year=year)
    PROJECT.perform("project.submit", project, Act(by=who.author, at=at))
    passed(project, who.colleague, who.head, at)
    REGISTRATION.perform("registration.receive", sent(NATIONAL, year, who.author, at), officer)
    for each in waiting(NATIONAL):
        passed(each, who.officer, who.leader, at)
    found = begin_list(purse=NATIONAL, year=year, ceiling=CLOSED.support, act=officer)
    SELECTION.perform("selection.propose", found, officer)
    SELECTION.perform("selection.adopt", found, leader)
    decision = begin_decision(purse=NATIONAL, year=year, act=officer)
    PLAN_DECISION.perform("plan_decision.propose", decision, officer)
    number = Signed(number="0001/QĐ-BCT (minh họa)", on=at.date())
    PLAN_DECISION.perform("plan_decision.record", decision, Act(by=who.leader, at=at, given=number))
    return Project.objects.get(pk=project.pk)


def agreed(project: Project, who: People, at: datetime) -> Contract:
    """The contract with the unit over the whole year: on whichever day the demonstration is loaded."""
    bounds = bounds_of(project, kind=Contract.Kind.UNIT, year=project.year, on=at.date())
    terms = Terms(
        support=bounds.support,
        counterpart=bounds.counterpart,
        begins_on=date(project.year, 1, 10),
        ends_on=date(project.year, 12, 31),
    )
    act = Act(by=who.officer, at=at)
    return begin_contract(project, terms, other=Other(year=project.year), act=act, made_up=True)


def asked(
    contract: Contract, kind: str, amount: int, voucher: str, who: People, accountant: Actor, at: datetime
) -> None:
    """Asked, confirmed, approved and written down by four people."""
    author = Act(by=who.author, at=at)
    claim = begin_claim(contract, kind=kind, amount=amount, done=DONE, act=author)
    for each in claim.papers.all():
        hand_in_for(
            each, name=f"giay-to-{each.position}.pdf", media_type=PDF, content=PAPER, by=who.author, at=at
        )
    CLAIM.perform("claim.submit", claim, author)
    for each in claim.papers.all():
        judge_paper(each, fine=True, note="", by=who.colleague, at=at)
    CLAIM.perform("claim.confirm", claim, Act(by=who.colleague, at=at))
    CLAIM.perform("claim.approve", claim, Act(by=who.leader, at=at))
    CLAIM.perform("claim.pay", claim, Act(by=accountant, at=at, given=Paid(voucher=voucher, on=at.date())))


def accepted(contract: Contract, who: People, at: datetime) -> None:
    """All of it found done, recorded by the head of the department."""
    held = Held(
        form="5a",
        held_on=at.date(),
        place="Xưởng của hợp tác xã (minh họa)",
        council="Sở Công Thương\nĐơn vị thực hiện\nỦy ban nhân dân xã\nCơ sở thụ hưởng",
        amount=contract.support,
        counterpart=contract.counterpart,
        final=True,
        conclusion="Máy mới, đúng cấu hình, chạy tốt (số liệu minh họa).",
        quantities={each.pk: Decimal(each.quantity) for each in lines_of(contract)},
    )
    act = Act(by=who.colleague, at=at)
    found = begin_acceptance(contract, held, act)
    hand_minutes(found, name="bien-ban-5a.pdf", media_type=PDF, content=PAPER, by=who.colleague, at=at)
    ACCEPTANCE.perform("acceptance.propose", found, act)
    ACCEPTANCE.perform("acceptance.record", found, Act(by=who.head, at=at))


def closed(contract: Contract, who: People, at: datetime) -> None:
    """The liquidation, signed by both sides and recorded."""
    act = Act(by=who.officer, at=at)
    row = begin_liquidation(contract, done="Mua, lắp một máy sấy kín (số liệu minh họa).", remains="", act=act)
    hand_liquidation(row, name="thanh-ly.pdf", media_type=PDF, content=PAPER, by=who.officer, at=at)
    LIQUIDATION.perform("liquidation.propose", row, act)
    given = Signed(number="01/BBTL (minh họa)", on=at.date())
    LIQUIDATION.perform("liquidation.record", row, Act(by=who.leader, at=at, given=given))
