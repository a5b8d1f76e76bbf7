"""An advance: asked by the unit, confirmed by the department, approved by a head, paid by the accountant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.ledger.actions.claims import change_claim, hand_in_for, judge_paper
from khuyencong.ledger.lifecycle import CLAIM, Paid, begin_claim
from khuyencong.ledger.models import Claim, ClaimPaper, Posting
from khuyencong.ledger.queries import Question, broken_promises, position
from khuyencong.ledger.queries.claims import standing_on
from khuyencong.organisations.models import Seat
from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.models import Contract
from khuyencong.rules.advances import ceiling_of
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Position
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.conftest import person
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = ["approved", "contract", "sign"]
pytestmark = pytest.mark.django_db
MOST = 210_000_000
"""70 % of the 300 million of the contract: machines, once more than 70 % of the work is done."""


@pytest.fixture
def accountant(db):
    """The accountant of the ministry's department."""
    return person(ministry_department(), "ke-toan", "accountant", "Kế toán")


@pytest.fixture
def signed(contract, sign) -> Contract:
    return sign(contract)


@pytest.fixture
def claim(signed, accountant, dong_thap_officer, now) -> Claim:
    """A draft for all that may be advanced."""
    return begin_claim(signed, amount=MOST, done=75, act=Act(by=dong_thap_officer, at=now))


@pytest.fixture
def hand_in(dong_thap_officer, now):
    """Hands a file in for every paper of a claim."""

    def make(claim, by=dong_thap_officer):
        for each in claim.papers.all():
            content = f"%PDF {each.position}".encode()
            hand_in_for(each, name="a.pdf", media_type="application/pdf", content=content, by=by, at=now)

    return make


@pytest.fixture
def walk(hand_in, dong_thap_officer, dong_thap_leader, ministry_leader, accountant, now):
    """Takes a claim from its draft up to the state before, or to, `until`."""

    def make(claim, until="paid", voucher="UNC-01", at=now):
        hand_in(claim)
        claim = CLAIM.perform("claim.submit", claim, Act(by=dong_thap_officer, at=at))
        if until == "submitted":
            return claim
        for each in claim.papers.all():
            judge_paper(each, fine=True, note="", by=dong_thap_leader, at=at)
        claim = CLAIM.perform("claim.confirm", claim, Act(by=dong_thap_leader, at=at))
        if until == "confirmed":
            return claim
        claim = CLAIM.perform("claim.approve", claim, Act(by=ministry_leader, at=at))
        if until == "approved":
            return claim
        given = Paid(voucher=voucher, on=at.date())
        return CLAIM.perform("claim.pay", claim, Act(by=accountant, at=at, given=given))

    return make


def test_an_advance_goes_through_four_hands_and_moves_the_money_with_the_last(
    claim, walk, ministry_leader, accountant, now
):
    papers = list(claim.papers.values_list("title", "state"))
    assert papers == [
        ("Hợp đồng thực hiện đề án", "missing"),
        ("Báo cáo tiến độ: khối lượng đã thực hiện trên 70 % tổng vốn đầu tư của dự án", "missing"),
    ]
    before = walk(claim, until="approved")
    assert Posting.objects.filter(kind="advance").count() == 0
    task = Task.objects.get(dossier_kind="claim", state="open")
    assert (task.desk, task.stake) == (accountant.desk.code, MOST)
    given = Paid(voucher="UNC-01", on=now.date())
    paid = CLAIM.perform("claim.pay", before, Act(by=accountant, at=now, given=given))
    assert (paid.state, paid.ceiling, paid.posting.ceiling) == ("paid", MOST, MOST)
    assert paid.ceiling_law == "70 % 17/2018/TT-BCT (cần xác minh)"
    assert position(Question(actor=ministry_leader, project=claim.project_id)) == Position(
        given=300_000_000, committed=300_000_000, disbursed=MOST, advanced=MOST
    )
    assert list(broken_promises()) == []


def test_one_dong_above_the_ceiling_is_refused_when_it_is_sent(claim, hand_in, dong_thap_officer, now):
    hand_in(claim)
    change_claim(claim, amount=MOST + 1, done=75, by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.submit", claim, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["above_ceiling"]
    change_claim(claim, amount=MOST, done=70, by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.submit", claim, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["above_ceiling", "too_early"]


def test_what_is_missing_or_not_fine_stops_it_by_name(claim, hand_in, dong_thap_officer, dong_thap_leader, now):
    act = Act(by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.submit", claim, act)
    assert codes(caught) == ["paper_missing", "paper_missing"]
    hand_in(claim)
    CLAIM.perform("claim.submit", claim, act)
    one, other = claim.papers.all()
    with pytest.raises(BlockedError) as caught:
        judge_paper(one, fine=True, note="", by=dong_thap_officer, at=now)
    assert codes(caught) == ["own_work"]
    judge_paper(one, fine=True, note="", by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as caught:
        judge_paper(other, fine=False, note=" ", by=dong_thap_leader, at=now)
    assert codes(caught) == ["no_words"]
    judge_paper(other, fine=False, note="Mờ, không đọc được", by=dong_thap_leader, at=now)
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.confirm", claim, Act(by=dong_thap_leader, at=now))
    assert codes(caught) == ["paper_not_fine"]
    back = Act(by=dong_thap_leader, at=now, reason="Nộp lại báo cáo tiến độ")
    CLAIM.perform("claim.return", claim, back)
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.submit", claim, act)
    assert codes(caught) == ["paper_missing"]
    hand_in(claim)
    states = claim.papers.values_list("state", flat=True)
    # The same file again changes nothing, neither what was fine nor what was refused.
    assert list(states) == ["fine", "refused"]
    better = {"name": "b.pdf", "media_type": "application/pdf", "content": b"%PDF better"}
    hand_in_for(claim.papers.get(position=2), **better, by=dong_thap_officer, at=now)
    assert CLAIM.perform("claim.submit", claim, act).state == "submitted"


def test_each_hand_does_its_own_step_and_no_other(
    claim,
    walk,
    hand_in,
    dong_thap_officer,
    dong_thap_leader,
    ministry_leader,
    accountant,
    tay_ninh_officer,
    now,
):
    people = (dong_thap_officer, dong_thap_leader, ministry_leader, accountant, tay_ninh_officer)
    hand_in(claim)
    given = Paid(voucher="1", on=now.date())
    may = {
        "claim.submit": {dong_thap_officer, dong_thap_leader},
        "claim.confirm": {dong_thap_officer, dong_thap_leader},
        "claim.approve": {ministry_leader},
        "claim.pay": {accountant},
    }
    for name, allowed in may.items():
        for each in people:
            if each in allowed:
                continue
            with pytest.raises(PermissionDenied):
                CLAIM.perform(name, claim, Act(by=each, at=now, given=given))
    sent = walk(claim, until="submitted")
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.confirm", sent, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["own_work"]


def test_the_ceiling_is_of_the_day_of_sending_and_the_cap_of_2014_stood_on_top(signed, now):
    for on, most in (
        (date(2018, 5, 10), 210_000_000),
        (date(2018, 5, 11), 210_000_000),
        (date(2014, 2, 9), 0),
        (now.date(), 210_000_000),
    ):
        standing = standing_on(signed, 100, on)
        assert (on, ceiling_of(standing)) == (on, most)
        assert (standing.cap is not None) == (date(2014, 4, 8) <= on < date(2018, 5, 11))


def test_a_second_claim_counts_what_was_advanced_and_one_is_open_at_a_time(claim, walk, dong_thap_officer, now):
    act = Act(by=dong_thap_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        begin_claim(claim.contract, amount=1, done=80, act=act)
    assert codes(caught) == ["claim_open"]
    change_claim(claim, amount=200_000_000, done=75, by=dong_thap_officer, at=now)
    walk(claim)
    again = begin_claim(claim.contract, amount=10_000_001, done=75, act=act)
    for each in again.papers.all():
        hand_in_for(each, name="a.pdf", media_type="application/pdf", content=b"%PDF", by=act.by, at=now)
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.submit", again, act)
    assert codes(caught) == ["above_ceiling"]
    change_claim(again, amount=10_000_000, done=75, by=dong_thap_officer, at=now)
    assert CLAIM.perform("claim.submit", again, act).state == "submitted"


@pytest.mark.parametrize(
    ("voucher", "days", "code"),
    [("", 0, "no_voucher"), ("  ", 0, "no_voucher"), ("1", 1, "future"), ("1", -1, "before_asked")],
)
def test_a_payment_names_its_voucher_and_a_day_that_can_be(claim, walk, accountant, now, voucher, days, code):
    walk(claim, until="approved")
    given = Paid(voucher=voucher, on=now.date() + timedelta(days=days))
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.pay", claim, Act(by=accountant, at=now, given=given))
    assert (codes(caught), Posting.objects.filter(kind="advance").count()) == ([code], 0)


def test_without_an_accountant_nothing_is_approved_into_the_void(claim, walk, ministry_leader, now):
    walk(claim, until="confirmed")
    Seat.objects.filter(desk__role="accountant").delete()
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.approve", claim, Act(by=ministry_leader, at=now))
    claim.refresh_from_db()
    assert (codes(caught), claim.state) == (["nobody_there"], "confirmed")


def test_a_paid_claim_and_its_papers_stay_in_either_database(claim, walk):
    paid = walk(claim)
    rows, papers = Claim.objects.filter(pk=paid.pk), ClaimPaper.objects.filter(claim=paid)
    for attempt in (
        lambda: rows.update(amount=1),
        lambda: rows.update(state="approved"),
        lambda: papers.update(note="x"),
        lambda: papers._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_claims_are_seen_with_their_project(claim, dong_thap_colleague, tay_ninh_officer, accountant):
    readers = (dong_thap_colleague, tay_ninh_officer, accountant)
    assert [Claim.objects.visible_to(each).count() for each in readers] == [1, 0, 1]
    assert [ClaimPaper.objects.visible_to(each).count() for each in readers] == [2, 0, 2]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_pay_once(committed_world, claim, walk, accountant, ministry_leader, now):
    walk(claim, until="approved")

    def attempt(voucher):
        try:
            given = Paid(voucher=voucher, on=now.date())
            CLAIM.perform("claim.pay", claim, Act(by=accountant, at=now, given=given))
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()
        return "paid"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, ("a", "a"))) == ["paid", "wrong_state"]
    found = position(Question(actor=ministry_leader, project=claim.project_id))
    assert (found.disbursed, Posting.objects.filter(kind="advance").count()) == (MOST, 1)
