"""A project of two years: each year's money, contract, advances and acceptances stand by themselves."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from khuyencong.ledger.actions import open_book
from khuyencong.ledger.actions.acceptances import Held
from khuyencong.ledger.lifecycle import YEAR_OPENING, begin_claim, begin_liquidation, begin_opening
from khuyencong.ledger.lifecycle.opening import run_opening
from khuyencong.ledger.models import Book, Posting, YearOpening
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import given_years, pots_of
from khuyencong.ledger.queries.claims import limit_on, papers_needed
from khuyencong.ledger.queries.liquidations import closing_due
from khuyencong.ledger.queries.opening import going_on
from khuyencong.organisations.queries import operator
from khuyencong.projects.actions import Other
from khuyencong.projects.lifecycle import Signed, begin_annex, begin_contract
from khuyencong.projects.models import Contract, Line, Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.projects.queries.settling import CLOSING
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_acceptances import accept
from tests.ledger.test_changes import CUC, MINISTER, go, want
from tests.ledger.test_claims import accountant, hand_in, walk
from tests.ledger.test_contracts import TERMS, codes, sign
from tests.ledger.test_posting_corrections import ask, decide
from tests.projects.test_decisions import proposed, record

__all__ = ["accept", "accountant", "ask", "decide", "go", "hand_in", "sign", "walk", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture
def approved(selected, ministry_officer, ministry_leader, now) -> Project:
    """A project of two years: 300 million of the national purse in 2027, 100 in 2028; decided for 2027."""
    project = selected[0]
    Project.objects.filter(pk=project.pk).update(last_year=2028)
    [line] = Line.objects.filter(project=project)
    line.pk, line.year, line.position, line.national, line.counterpart = None, 2028, 2, 100 * M, 0
    line.unit_price = 100 * M
    line.save(force_insert=True)
    record(proposed(ministry_officer, now), ministry_leader, now)
    return Project.objects.get(pk=project.pk)


@pytest.fixture
def contract_of(approved, ministry_officer, sign, now):
    """A signed contract with the unit for a year."""

    def make(year, support):
        begins, ends = date(year, 1, 10), date(year, 11, 30)
        terms = replace(TERMS, support=support, counterpart=380 * M, begins_on=begins, ends_on=ends)
        made = begin_contract(approved, terms, other=Other(year=year), act=Act(by=ministry_officer, at=now))
        return sign(made, number=f"{year}/HĐ")

    return make


@pytest.fixture
def signed(contract_of) -> Contract:
    return contract_of(2027, 300 * M)


@pytest.fixture
def given(approved, move):
    """The money of the second year, as if that year had been opened."""
    move(open_book(approved, purse="KCQG", year=2028), Stage.SOURCE, Stage.ALLOCATED, 100 * M)


def found_of(contract, amount, now):
    """What a council found: all of the year's line, the last time."""
    [line] = Line.objects.filter(project=contract.project, year=contract.year)
    return Held(
        form="5a",
        held_on=now.date(),
        place="Xưởng",
        council="Sở, trung tâm",
        amount=amount,
        counterpart=0,
        final=True,
        conclusion="Đạt.",
        quantities={line.pk: Decimal(line.quantity)},
    )


def test_only_the_first_year_is_given_and_a_later_contract_is_not_signed_before(approved, contract_of):
    assert (given_years(approved), pots_of(Contract(project=approved, year=2028))) == ([2027], {})
    with pytest.raises(BlockedError) as caught:
        contract_of(2028, 100 * M)
    assert codes(caught) == ["year_not_open"]
    # The officer is told, and not the head: it was never laid before her.
    late = Contract.objects.get(year=2028)
    assert (late.state, caught.value.findings[0].fix) == (
        "draft",
        "Nơi lập kế hoạch mở năm 2028 cho đề án (trang Mở năm) và ghi quyết định giao kinh phí, rồi trình lại, "
        "bản đang soạn giữ nguyên.",
    )
    assert list(Book.objects.filter(project=approved).values_list("year", "plan_year")) == [(2027, 2027)]


def test_a_later_years_contract_bears_no_day_before_the_decision_that_gave_its_money(
    signed, approved, contract_of, move, now
):
    day = timedelta(days=1)
    book = open_book(approved, purse="KCQG", year=2028)
    move(book, Stage.SOURCE, Stage.ALLOCATED, 100 * M, on=now.date() + day, at=now + day)
    with pytest.raises(BlockedError) as caught:
        contract_of(2028, 100 * M)
    assert codes(caught) == ["before_its_money"]


def test_each_years_contract_commits_its_own_years_money(signed, given, contract_of):
    later = contract_of(2028, 100 * M)
    assert (pots_of(signed)[Stage.COMMITTED], pots_of(later)[Stage.COMMITTED]) == (300 * M, 100 * M)
    with pytest.raises(BlockedError) as caught:
        contract_of(2028, 1)
    assert codes(caught) == ["contract_taken"]


def test_a_later_year_is_advanced_by_the_work_done_not_by_the_tiers(
    signed, given, contract_of, dong_thap_officer, now
):
    later = contract_of(2028, 100 * M)
    for contract, done, most in ((signed, 40, 0), (signed, 75, 210 * M), (later, 40, 40 * M)):
        made = begin_claim(contract, amount=1, done=done, act=Act(by=dong_thap_officer, at=now))
        assert limit_on(made, now.date())[0] == most
        made.state = "dropped"
        made.save()
    assert [paper for paper, _ in papers_needed(later, "advance", 40, now.date())] == [
        "Hợp đồng thực hiện đề án của năm",
        "Báo cáo tiến độ: khối lượng đã thực hiện trong năm",
    ]


def test_the_project_is_accepted_and_settled_with_the_last_of_its_years(
    signed, given, accept, contract_of, walk, dong_thap_officer, now
):
    later = contract_of(2028, 100 * M)

    def settle(contract, amount):
        for kind in ("payment", "settle"):
            act = Act(by=dong_thap_officer, at=now)
            walk(
                begin_claim(contract, kind=kind, amount=amount, done=100, act=act),
                voucher=f"{contract.year}-{kind}",
            )
        return Project.objects.get(pk=contract.project_id).state

    accept(later, found_of(later, 100 * M, now))
    assert Project.objects.get(pk=signed.project_id).state == "contracted"
    accept(signed, found_of(signed, 300 * M, now))
    assert Project.objects.get(pk=signed.project_id).state == "accepted"
    assert settle(later, 100 * M) == "accepted"
    assert settle(signed, 300 * M) == "settled"
    assert list(broken_promises()) == []


def test_the_pages_offer_each_year_its_contract(client, approved, contract_of, given, ministry_officer):
    contract_of(2027, 300 * M)
    client.force_login(ministry_officer.account)
    page = client.get(f"/tien/de-an/{approved.pk}/")
    assert (page.context["to_contract"], page.context["not_given"]) == ([2028], [])
    address = f"/tien/de-an/{approved.pk}/hop-dong/"
    assert f"{address}?nam=2028" in page.content.decode()
    typed = {"support": "100.000.000", "counterpart": "0", "begins_on": "10/01/2028", "ends_on": "30/11/2028"}
    assert client.get(f"{address}?nam=2029").status_code == 404
    assert client.post(f"{address}?nam=2028", typed).status_code == 302
    assert list(Contract.objects.order_by("pk").values_list("year", flat=True)) == [2027, 2028]


def test_a_year_that_was_not_given_is_named_and_its_contract_not_offered(client, approved, ministry_officer):
    client.force_login(ministry_officer.account)
    page = client.get(f"/tien/de-an/{approved.pk}/")
    assert (page.context["to_contract"], page.context["not_given"]) == ([2027], [2028])
    assert "Năm 2028: chưa giao kinh phí" in page.content.decode()
    assert client.get(f"/tien/de-an/{approved.pk}/hop-dong/?nam=2028").status_code == 404


def test_each_years_contract_has_its_own_day_to_be_settled_and_closed(
    signed, given, contract_of, accept, ministry_officer, now
):
    later = contract_of(2028, 100 * M)
    assert closing_due(signed) is None
    first, second = datetime(2027, 9, 1, 9, tzinfo=now.tzinfo), datetime(2028, 12, 1, 9, tzinfo=now.tzinfo)
    accept(signed, found_of(signed, 300 * M, first), at=first)
    due = closing_due(signed, (CLOSING,))
    assert (due and due.last, closing_due(later)) == (date(2028, 1, 31), None)
    assert Project.objects.get(pk=signed.project_id).accepted_on is None
    act = Act(by=ministry_officer, at=first)
    begin_liquidation(signed, done="Đã lắp máy.", remains="Còn chi phần còn lại.", act=act)
    assert Task.objects.get(dossier_kind="liquidation", state="open").due == date(2028, 1, 31)
    accept(later, found_of(later, 100 * M, second), at=second)
    days = [due.last for contract in (signed, later) if (due := closing_due(contract, (CLOSING,))) is not None]
    assert days == [date(2028, 1, 31), date(2029, 1, 22)]


@pytest.fixture
def opened(ministry_officer, ministry_leader, now):
    """Opens 2028 by a signed decision of that number."""

    def make(number):
        act = Act(by=ministry_officer, at=now, reason="Số đã đổi")
        # An opening that was undone leaves another at the desk.
        for draft in YearOpening.objects.filter(state="draft"):
            YEAR_OPENING.perform("year_opening.drop", draft, act)
        row = begin_opening("KCQG", 2028, act)
        YEAR_OPENING.perform("year_opening.propose", row, Act(by=ministry_officer, at=now))
        given = Signed(number=number, on=now.date())
        YEAR_OPENING.perform("year_opening.record", row, Act(by=ministry_leader, at=now, given=given))
        run_opening(row, by=operator(), at=now)

    return make


def test_a_year_whose_opening_was_undone_is_given_whole_by_another_after_a_change(
    signed, approved, opened, want, go, ask, decide, contract_of, ministry_leader
):
    opened("7")
    decide(ask(Posting.objects.get(key__startswith="open-")))
    first, later = terms_now(Project.objects.get(pk=approved.pk)).costs
    costs = (replace(first, support=280 * M), replace(later, support=120 * M, unit_price=120 * M))
    go(want(approved, costs=costs), signer=MINISTER)
    assert [amount for _, amount in going_on(ministry_leader.agency, "KCQG", 2028)] == [120 * M]
    opened("8")
    assert pots_of(contract_of(2028, 120 * M))[Stage.COMMITTED] == 120 * M
    assert list(broken_promises()) == []


def test_a_cut_of_a_year_that_was_not_given_yet_takes_nothing_once_it_is(
    signed, approved, opened, want, go, contract_of, sign, ministry_officer, now
):
    first, later = terms_now(Project.objects.get(pk=approved.pk)).costs
    go(want(approved, costs=(first, replace(later, support=60 * M))), signer=CUC)
    opened("7")
    made = contract_of(2028, 60 * M)
    act = Act(by=ministry_officer, at=now, reason="Khối lượng thay đổi")
    sign(begin_annex(made, replace(made.terms, support=50 * M), act), number="PL28")
    assert not Posting.objects.filter(kind="withdraw").exists()
    sign(begin_annex(made, replace(made.terms, support=60 * M), act), number="PL29")
    assert pots_of(made)[Stage.COMMITTED] == 60 * M
