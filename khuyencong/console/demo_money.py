"""Made contracts on the made plan, one in the making; an advance paid and half of its work being accepted."""

from datetime import date, datetime
from decimal import Decimal

from khuyencong.console.demo_plans import NATIONAL, People, people
from khuyencong.ledger.actions.acceptances import Held, hand_minutes
from khuyencong.ledger.actions.claims import hand_in_for, judge_paper
from khuyencong.ledger.actions.rates import WantedRate
from khuyencong.ledger.lifecycle import ADVANCE_RATE, CLAIM, Paid, begin_acceptance, begin_claim, begin_rate
from khuyencong.ledger.queries.acceptances import lines_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.projects.actions import Other
from khuyencong.projects.actions.contracts import keep_contract_copy
from khuyencong.projects.actions.outcomes import promise
from khuyencong.projects.actions.progress import write_report
from khuyencong.projects.lifecycle import CONTRACT, PROGRESS, Signed, begin_contract, begin_report
from khuyencong.projects.lifecycle.outcomes import answer, opened
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.contracts import bounds_of
from khuyencong.rules.contracts import Terms
from khuyencong.rules.outcomes import Round
from khuyencong.rules.progress import Said
from khuyencong.workflow.lifecycle import Act

DONE = 75
PROMISED = {
    "jobs": Decimal(6),
    "revenue": Decimal(1_500_000_000),
    "productivity": Decimal("12.5"),
    "energy": Decimal(12_000),
}
GOT = {"jobs": Decimal(5), "revenue": Decimal(1_200_000_000), "productivity": Decimal("14.25"), "energy": None}
PAPER = b"%PDF-1.4\n% gi\xe1\xba\xa5y t\xe1\xbb\x9d minh h\xe1\xbb\x8da\n"


def load_money(at: datetime) -> int:
    """How many contracts were added, on the first three approved projects; a second run adds none."""
    who, user = people(at), person_named("ketoan")
    if who is None or user is None or Contract.objects.filter(made_up=True).exists():
        return 0
    accountant = seated(user, at.date())
    rows = Project.objects.filter(made_up=True, purse=NATIONAL, state=Project.State.APPROVED).order_by("pk")
    chosen = list(rows[:3])
    for number, project in enumerate(chosen, start=1):
        contract = drawn_up(project, who, at)
        promise(project, PROMISED, by=who.author, at=at)
        if number == len(chosen):
            continue
        signed = sign(contract, f"{number:02d}/HĐ (minh họa)", who, at)
        if number == 1:
            advance(signed, who, accountant, at)
            accepted(signed, who, at)
            reported(signed.project, who, at)
        else:
            begin_claim(signed, amount=signed.support // 2, done=DONE - 10, act=Act(by=who.author, at=at))
            begin_report(project, Act(by=who.author, at=at))
            rate_proposed(signed, who, at)
    if chosen:
        followed(chosen[0], who, at)
    return len(chosen)


def rate_proposed(contract: Contract, who: People, at: datetime) -> None:
    """A rate of its own, waiting for the head."""
    wanted = WantedRate(
        percent=50,
        papers="Hợp đồng mua máy\nBảo lãnh tạm ứng của ngân hàng",
        reason="Máy đặt chế tạo riêng, bên bán yêu cầu trả trước (số liệu minh họa).",
    )
    act = Act(by=who.officer, at=at)
    ADVANCE_RATE.perform("advance_rate.propose", begin_rate(contract, wanted, act), act)


def followed(project: Project, who: People, at: datetime) -> None:
    """Its owner asked as if it had been accepted before, once answered by phone, once still open."""
    owner = project.beneficiaries.select_related("project__agency", "project__desk__agency").first()
    if owner is None:
        return
    act, on = Act(by=who.author, at=at), at.date()
    six, _ = (opened(owner, Round(months=months, days=60), on, on, act) for months in (6, 12))
    answer(six, GOT, "Số liệu minh họa.", by=who.author, at=at, phone=True)


def drawn_up(project: Project, who: People, at: datetime) -> Contract:
    """The contract with the unit for all that the plan gives it."""
    bounds = bounds_of(project, kind=Contract.Kind.UNIT, year=project.year, on=at.date())
    terms = Terms(
        support=bounds.support,
        counterpart=bounds.counterpart,
        begins_on=at.date(),
        ends_on=date(project.last_year, 11, 30),
    )
    act = Act(by=who.officer, at=at)
    return begin_contract(project, terms, other=Other(year=project.year), act=act, made_up=True)


def sign(contract: Contract, number: str, who: People, at: datetime) -> Contract:
    """Proposed by the officer, recorded by the head."""
    CONTRACT.perform("contract.propose", contract, Act(by=who.officer, at=at))
    name, kind = "hop-dong.pdf", "application/pdf"
    keep_contract_copy(contract, name=name, media_type=kind, content=PAPER, by=who.officer, at=at)
    given = Signed(number=number, on=at.date())
    signed: Contract = CONTRACT.perform("contract.sign", contract, Act(by=who.leader, at=at, given=given))
    return signed


def advance(contract: Contract, who: People, accountant: Actor, at: datetime) -> None:
    """Half of the contract, asked, confirmed, approved and paid by four people."""
    author = Act(by=who.author, at=at)
    claim = begin_claim(contract, amount=contract.support // 2, done=DONE, act=author)
    for each in claim.papers.all():
        name = f"giay-to-{each.position}.pdf"
        hand_in_for(each, name=name, media_type="application/pdf", content=PAPER, by=who.author, at=at)
    CLAIM.perform("claim.submit", claim, author)
    for each in claim.papers.all():
        judge_paper(each, fine=True, note="", by=who.colleague, at=at)
    CLAIM.perform("claim.confirm", claim, Act(by=who.colleague, at=at))
    CLAIM.perform("claim.approve", claim, Act(by=who.leader, at=at))
    given = Paid(voucher="UNC-01 (minh họa)", on=at.date())
    CLAIM.perform("claim.pay", claim, Act(by=accountant, at=at, given=given))


def accepted(contract: Contract, who: People, at: datetime) -> None:
    """Half of every line found done, with minutes, not yet laid before the head."""
    held = Held(
        form="5a",
        held_on=at.date(),
        place="Xưởng của cơ sở (minh họa)",
        council="Sở Công Thương\nĐơn vị thực hiện\nỦy ban nhân dân xã\nCơ sở thụ hưởng",
        amount=contract.support // 2,
        counterpart=contract.counterpart // 2,
        final=False,
        conclusion="Đã lắp phần đầu của dây chuyền, chạy thử được.",
        quantities={each.pk: each.quantity / Decimal(2) for each in lines_of(contract)},
    )
    act = Act(by=who.colleague, at=at)
    found = begin_acceptance(contract, held, act)
    name, kind = "bien-ban-5a.pdf", "application/pdf"
    hand_minutes(found, name=name, media_type=kind, content=PAPER, by=act.by, at=at)


def reported(project: Project, who: People, at: datetime) -> None:
    """This month's report, sent and waiting to be looked at."""
    act = Act(by=who.author, at=at)
    report = begin_report(project, act)
    said = Said(
        done=DONE,
        support=0,
        counterpart=0,
        told="Máy đã về xưởng, lắp xong phần đầu (số liệu minh họa).",
        ahead="Chờ điện ba pha; cần điện lực kéo dây trước cuối tháng sau.",
    )
    write_report(report, said, by=who.author, at=at)
    PROGRESS.perform("progress.send", report, act)
