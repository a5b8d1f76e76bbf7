"""A made year of a made local purse, closed: one project carried over on a made decision, one given up."""

from datetime import date, datetime

from khuyencong.console.demo_money import PAPER
from khuyencong.console.demo_plans import (
    LOCAL,
    Made,
    communes_of_dong_thap,
    drafted,
    passed,
    people,
    sent,
    waiting,
)
from khuyencong.industry.actions import Place
from khuyencong.ledger.actions.closing import choose
from khuyencong.ledger.lifecycle import YEAR_CLOSE, begin_close
from khuyencong.ledger.lifecycle.closing import run_closing
from khuyencong.ledger.models import YearClose
from khuyencong.ledger.queries.closing import rows_of
from khuyencong.organisations.queries import operator
from khuyencong.projects.actions import Other
from khuyencong.projects.actions.contracts import keep_contract_copy
from khuyencong.projects.lifecycle import (
    CONTRACT,
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
from khuyencong.rules.closing import Choice, Ground
from khuyencong.rules.contracts import Terms
from khuyencong.workflow.lifecycle import Act

YEAR = 2018
ONES = (
    Made(
        owner="Cơ sở Mộc Tân Thuận Đông (minh họa)",
        form="ho",
        title="Hỗ trợ máy cưa đĩa cho cơ sở mộc",
        purse=LOCAL,
        sector="che-bien",
        price=180_000_000,
        support=80_000_000,
    ),
    Made(
        owner="Hộ kinh doanh Bún Tân Khánh (minh họa)",
        form="ho",
        title="Hỗ trợ máy làm bún",
        purse=LOCAL,
        sector="che-bien",
        price=120_000_000,
        support=50_000_000,
    ),
)


def load_closing(at: datetime) -> int:
    """How many years were closed: the local purse of 2018 of Đồng Tháp; a second run closes none."""
    who = people(at)
    if who is None or YearClose.objects.filter(made_up=True).exists():
        return 0
    author, colleague, head = (Act(by=each, at=at) for each in (who.author, who.colleague, who.head))
    places = communes_of_dong_thap()
    for number, made in enumerate(ONES):
        place = Place(unit=places[-1 - number], address="Ấp 2")
        project = drafted(made, place, who.author, at, year=YEAR)
        PROJECT.perform("project.submit", project, author)
        passed(project, who.colleague, who.head, at)
    appraised(author, colleague, head)
    planned(author, head)
    signed(Project.objects.filter(purse=LOCAL, year=YEAR, made_up=True).order_by("pk")[0], author, head)
    close = begin_close(LOCAL, YEAR, author, made_up=True)
    rows = rows_of(close)
    ground = Ground(number="00/QĐ-UBND (minh họa)", on=at.date(), authority="Chủ tịch UBND tỉnh (minh họa)")
    choose(close, [rows[0].book.pk], Choice.CARRY, ground, by=who.author, at=at)
    choose(close, [each.book.pk for each in rows[1:]], Choice.GIVE_UP, Ground(), by=who.author, at=at)
    YEAR_CLOSE.perform("year_close.prepare", close, author)
    YEAR_CLOSE.perform("year_close.check", close, colleague)
    run_closing(YEAR_CLOSE.perform("year_close.close", close, head), by=operator(), at=at)
    return 1


def appraised(author: Act, colleague: Act, head: Act) -> None:
    """A request received, its projects appraised where the plan is made."""
    dossier = sent(LOCAL, YEAR, author.by, author.at)
    REGISTRATION.perform("registration.receive", dossier, head)
    for project in waiting(LOCAL):
        passed(project, colleague.by, head.by, head.at)


def planned(author: Act, head: Act) -> None:
    """Chosen, adopted and decided."""
    found = begin_list(purse=LOCAL, year=YEAR, ceiling=200_000_000, act=author)
    SELECTION.perform("selection.propose", found, author)
    SELECTION.perform("selection.adopt", found, head)
    decision = begin_decision(purse=LOCAL, year=YEAR, act=author)
    PLAN_DECISION.perform("plan_decision.propose", decision, author)
    number = Signed(number="000/QĐ-UBND (minh họa)", on=head.on)
    PLAN_DECISION.perform("plan_decision.record", decision, Act(by=head.by, at=head.at, given=number))


def signed(project: Project, author: Act, head: Act) -> None:
    """A contract with the unit for all that the plan gives it."""
    bounds = bounds_of(project, kind=Contract.Kind.UNIT, year=YEAR, on=author.on)
    terms = Terms(
        support=bounds.support,
        counterpart=bounds.counterpart,
        begins_on=date(YEAR, 3, 1),
        ends_on=date(YEAR, 11, 30),
    )
    contract = begin_contract(project, terms, other=Other(year=YEAR), act=author, made_up=True)
    CONTRACT.perform("contract.propose", contract, author)
    keep_contract_copy(
        contract, name="hop-dong.pdf", media_type="application/pdf", content=PAPER, by=author.by, at=author.at
    )
    given = Signed(number="01/HĐ-KCĐP (minh họa)", on=head.on)
    CONTRACT.perform("contract.sign", contract, Act(by=head.by, at=head.at, given=given))
