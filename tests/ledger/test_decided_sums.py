"""Between a decided change and its annex: the lower sum holds, nothing is given twice, no way is shut."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.ledger.actions.claims import change_claim
from khuyencong.ledger.lifecycle import ACCEPTANCE, CLAIM, Paid, begin_claim
from khuyencong.ledger.models import Acceptance, Book, Posting
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.claims import annex_waits
from khuyencong.projects.lifecycle import CHANGE, begin_contract
from khuyencong.projects.models import ChangeRequest, Line
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Position, Stage
from khuyencong.web.money.views.contracts import beginning
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.ledger.test_acceptances import accept, asked, held
from tests.ledger.test_changes import CUC, MINISTER, cheaper, decided, figures, go, reserve, state_of, want
from tests.ledger.test_changes_later import LATE, annex, next_year, state
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import TERMS, UNIT, approved, codes, contract, sign

__all__ = [
    "accept",
    "accountant",
    "annex",
    "approved",
    "asked",
    "claim",
    "contract",
    "figures",
    "go",
    "hand_in",
]
__all__ += ["held", "next_year", "reserve", "sign", "signed", "walk", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture
def cut(signed, want, go):
    """Decides another support of the contract's year, as the head of the ministry records it."""

    def make(support, number="77/QĐ-BCT", signer=MINISTER):
        return go(want(signed.project, **cheaper(signed.project, support)), number=number, signer=signer)

    return make


@pytest.fixture
def part(held):
    """What a council found: a share of the machine, worth that much; the last time or not."""
    [line] = held.quantities

    def make(share, amount, *, final=False):
        quantity = Decimal(share)
        return replace(held, amount=amount, final=final, quantities={line: quantity})

    return make


def refused(act):
    """The codes of what stands in the way."""
    with pytest.raises(BlockedError) as caught:
        act()
    return codes(caught)


def waiting():
    """The annexes somebody is asked for."""
    return Task.objects.filter(dossier_kind="change", state="open").count()


def test_while_a_cut_waits_no_volume_is_accepted_or_paid_above_it_and_every_way_stays_open(
    claim, walk, signed, cut, part, accept, asked, annex, figures, dong_thap_officer, dong_thap_leader, now
):
    act = Act(by=dong_thap_officer, at=now)
    walk(claim)
    assert cut(250 * M).state == "annex"
    with pytest.raises(BlockedError) as caught:
        accept(signed, part("1", 250 * M + 1))
    assert codes(caught) == ["above_worth"]
    assert "Quyết định 77/QĐ-BCT để lại 250.000.000 đồng" in caught.value.findings[0].message
    accept(signed, part("0.9", 225 * M))
    rest = asked("payment", 15 * M + 1)
    assert refused(lambda: walk(rest)) == ["above_accepted"]
    walk(change_claim(rest, amount=15 * M, done=100, by=dong_thap_officer, at=now), voucher="UNC-02")
    assert refused(lambda: accept(signed, part("0.1", 25 * M, final=True))) == ["annex_waits"]
    annex("PL1", support=250 * M, counterpart=430 * M)
    last = ACCEPTANCE.perform("acceptance.propose", Acceptance.objects.get(state="draft"), act)
    ACCEPTANCE.perform("acceptance.record", last, Act(by=dong_thap_leader, at=now))
    walk(asked("payment", 25 * M), voucher="UNC-03")
    walk(asked("settle", 250 * M), voucher="QT-01")
    assert (figures(signed.project).given, figures(signed.project).settled) == (250 * M, 250 * M)
    assert state_of(signed.project) == "settled"
    assert list(broken_promises()) == []


def test_what_more_was_accepted_than_is_decided_by_now_is_not_paid(signed, part, accept, asked, walk):
    """Books of before this rule may say so; the way out is a decision that raises the sum again."""
    accept(signed, part("0.97", 290 * M))
    Line.objects.filter(project=signed.project).update(national=250 * M)
    assert refused(lambda: walk(asked("payment", 250 * M + 1))) == ["above_accepted"]


@pytest.mark.parametrize("sent", [True, False])
def test_an_advance_is_held_to_a_cut_that_waits_whether_it_was_asked_before_or_after(
    claim, walk, signed, cut, annex, accountant, dong_thap_officer, now, sent
):
    """70 % of the 150 that are decided, not of the 300 that the contract still says."""
    if sent:
        claim = walk(claim, until="approved")
    assert cut(150 * M).state == "annex"
    if not sent:
        with pytest.raises(BlockedError) as caught:
            walk(claim)
        assert codes(caught) == ["above_ceiling"]
        assert "Quyết định 77/QĐ-BCT để lại 150.000.000 đồng" in caught.value.findings[0].message
        less = change_claim(claim, amount=105 * M, done=75, by=dong_thap_officer, at=now)
    else:
        paid = Act(by=accountant, at=now, given=Paid(voucher="UNC-01", on=now.date()))
        assert refused(lambda: CLAIM.perform("claim.pay", claim, paid)) == ["above_ceiling"]
        back = Act(by=accountant, at=now, reason="Vượt số đã quyết định")
        CLAIM.perform("claim.return", claim, back)
        less = change_claim(claim, amount=105 * M, done=75, by=dong_thap_officer, at=now)
    assert walk(less).state == "paid"
    annex("PL1", support=150 * M, counterpart=530 * M)
    assert annex_waits(signed) == []


def test_an_advance_leaves_room_for_what_was_accepted_and_for_the_cut(
    signed, cut, part, accept, walk, dong_thap_officer, accountant, now
):
    """The ceiling of 70 % alone would let 175 go where 100 of the 250 are left."""
    accept(signed, part("0.5", 150 * M))
    cut(250 * M)
    act = Act(by=dong_thap_officer, at=now)
    more = begin_claim(signed, amount=100 * M + 1, done=75, act=act)
    assert refused(lambda: walk(more)) == ["above_contract"]
    assert walk(change_claim(more, amount=100 * M, done=75, by=dong_thap_officer, at=now)).state == "paid"


def test_a_cut_that_is_decided_back_gives_nothing_new_and_asks_for_no_annex(
    signed, cut, accept, held, figures, ministry_leader, now
):
    before = figures()
    first = cut(250 * M)
    assert (first.state, waiting()) == ("annex", 1)
    back = cut(300 * M, number="78/QĐ-BCT")
    assert (state(first), back.state, waiting()) == ("decided", "decided", 0)
    assert (figures(), annex_waits(signed)) == (before, [])
    freed = Event.objects.get(name="change.free_annex")
    assert (freed.dossier_key, freed.reason) == (str(first.pk), "Quyết định 78/QĐ-BCT")
    accept(signed, held)
    assert state_of(signed.project) == "accepted"
    assert list(broken_promises()) == []


def test_a_part_of_a_cut_that_is_decided_back_counts_against_it(signed, cut, annex, figures):
    first = cut(250 * M)
    more = cut(280 * M, number="78/QĐ-BCT")
    assert (first.state, more.state, figures(signed.project).given) == ("annex", "decided", 300 * M)
    [told] = annex_waits(signed)
    assert told.message == (
        "Quyết định 77/QĐ-BCT: kinh phí hỗ trợ năm 2027 là 280.000.000 đồng, hợp đồng còn ghi 300.000.000 đồng."
    )
    # The annex begins from what is decided by now, not from the first cut.
    assert (beginning(signed)["support"], beginning(signed)["reason"][:27]) == (
        "280.000.000",
        "Theo Quyết định 78/QĐ-BCT n",
    )
    annex("PL1", support=280 * M, counterpart=400 * M)
    assert (state(first), figures(signed.project)) == ("decided", Position(given=280 * M, committed=280 * M))
    more = cut(300 * M, number="79/QĐ-BCT")
    assert (more.state, figures(signed.project).given) == ("annex", 300 * M)
    annex("PL2", support=300 * M, counterpart=380 * M)
    assert figures(signed.project) == Position(given=300 * M, committed=300 * M)


def test_an_annex_below_what_a_cut_that_was_decided_back_left_takes_nothing_to_the_purse(
    signed, cut, annex, figures
):
    cut(250 * M)
    cut(300 * M, number="78/QĐ-BCT")
    annex("PL1", support=280 * M, counterpart=400 * M)
    assert figures(signed.project) == Position(given=300 * M, committed=280 * M)
    annex("PL2", support=300 * M, counterpart=380 * M)
    assert figures(signed.project) == Position(given=300 * M, committed=300 * M)


def test_a_contract_that_says_already_what_is_decided_asks_for_no_annex(
    approved, want, go, sign, ministry_officer, figures, now
):
    terms = replace(TERMS, support=250 * M, counterpart=430 * M)
    signed = sign(begin_contract(approved, terms, other=UNIT, act=Act(by=ministry_officer, at=now)))
    done = go(want(approved, **cheaper(approved, 250 * M)), signer=CUC)
    assert (done.state, waiting(), annex_waits(signed)) == ("decided", 0, [])
    assert figures(approved) == Position(given=250 * M, committed=250 * M)


def test_a_stop_gives_no_substitute_what_a_cut_has_left_under_the_contract(
    signed, want, go, cut, reserve, figures, ministry_leader, ministry_officer, now
):
    before = figures()
    first = cut(250 * M)
    [big, one] = reserve(250 * M + 1, 240 * M)
    request = go(want(signed.project, course=Course.STOPPED, substitutes=[big]), until="confirmed")
    assert refused(lambda: CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now))) == [
        "does_not_fit"
    ]
    CHANGE.perform("change.refuse", request, Act(by=ministry_leader, at=now, reason="Vượt số còn lại"))
    go(want(signed.project, course=Course.STOPPED, substitutes=[one]), number="79/QĐ-BCT")
    assert (figures(one).given, figures(signed.project)) == (240 * M, Position())
    assert figures().given == before.given - 60 * M
    assert (state(first), waiting()) == ("decided", 0)
    assert list(broken_promises()) == []


@pytest.mark.parametrize("wanted", [{"support": 250 * M}, {"course": Course.HELD}, {"partner": "Trường nghề"}])
def test_what_was_asked_before_the_last_acceptance_is_not_decided_after_it(
    claim, walk, signed, want, go, part, accept, asked, ministry_leader, now, wanted
):
    walk(claim)
    more = cheaper(signed.project, wanted["support"]) if "support" in wanted else wanted
    request = go(want(signed.project, **more), until="proposed")
    accept(signed, part("0.8", 240 * M, final=True))
    books = Posting.objects.count()
    with pytest.raises(BlockedError) as caught:
        decided(request, by=ministry_leader, signer=MINISTER, at=now)
    assert codes(caught) == ["not_running"]
    assert "Không đồng ý" in caught.value.findings[0].fix
    assert Posting.objects.count() == books
    CHANGE.perform("change.refuse", request, Act(by=ministry_leader, at=now, reason="Đã nghiệm thu cuối"))
    walk(asked("payment", 30 * M), voucher="UNC-02")
    walk(asked("settle", 240 * M), voucher="QT-01")
    assert state_of(signed.project) == "settled"


def costs_of(project, first, later):
    """The estimate of the two years with other supports."""
    one, two = terms_now(project).costs
    return {"costs": (replace(one, support=first), replace(two, support=later, unit_price=later))}


@pytest.mark.parametrize("years", [(250, 100), (200, 200)])
def test_the_support_of_a_year_accepted_to_its_end_is_not_changed(
    part, next_year, claim, walk, signed, want, go, accept, asked, ministry_officer, ministry_leader, now, years
):
    first, later = years
    walk(claim)
    early = go(want(next_year, **costs_of(next_year, first * M, later * M)), until="confirmed")
    accept(signed, part("0.8", 240 * M, final=True))
    assert state_of(next_year) == "contracted"
    act = Act(by=ministry_officer, at=now)
    with pytest.raises(BlockedError) as caught:
        CHANGE.perform("change.propose", early, act)
    assert codes(caught) == ["accepted_to_the_end"]
    assert "Giữ hỗ trợ năm 2027 là 300.000.000 đồng" in caught.value.findings[0].fix
    CHANGE.perform("change.refuse", early, Act(by=ministry_leader, at=now, reason="Năm 2027 đã xong"))
    one, two = terms_now(next_year).costs
    assert go(want(next_year, costs=(one, replace(two, support=90 * M))), signer=CUC).state == "decided"
    walk(asked("payment", 30 * M), voucher="UNC-02")
    assert walk(asked("settle", 240 * M), voucher="QT-01").state == "paid"


def test_the_same_is_asked_again_when_it_is_decided(
    part, next_year, claim, walk, signed, want, go, accept, ministry_leader, now
):
    walk(claim)
    request = go(want(next_year, **costs_of(next_year, 250 * M, 100 * M)), until="proposed")
    accept(signed, part("0.8", 240 * M, final=True))
    decide = lambda: decided(request, by=ministry_leader, signer=MINISTER, at=now)  # noqa: E731
    assert refused(decide) == ["accepted_to_the_end"]
    assert (state(request), annex_waits(signed)) == ("proposed", [])


def test_an_annex_about_days_that_nobody_can_sign_any_more_leaves_no_task_behind(
    claim, walk, signed, want, go, held, accept, ministry_leader, now
):
    walk(claim)
    request = go(want(signed.project, ends_on=LATE), signer=CUC)
    assert (request.state, waiting()) == ("annex", 1)
    act = Act(by=ministry_leader, at=now)
    assert refused(lambda: CHANGE.perform("change.free_annex", request, act)) == ["annex_due"]
    accept(signed, held)
    assert (state(request), waiting()) == ("decided", 0)
    assert Event.objects.filter(name="change.carry_out").count() == 0


def test_nobody_else_lets_an_annex_go(signed, cut, ministry_officer, dong_thap_officer, tay_ninh_officer, now):
    request = cut(250 * M)
    for by in (ministry_officer, dong_thap_officer, tay_ninh_officer):
        with pytest.raises(PermissionDenied):
            CHANGE.perform("change.free_annex", request, Act(by=by, at=now))
    assert ChangeRequest.objects.get(pk=request.pk).state == "annex"


def test_what_takes_all_that_is_left_is_the_last_acceptance(signed, part, accept):
    """No last one could come after it: that needs some work and some money."""
    assert refused(lambda: accept(signed, part("1", 200 * M))) == ["not_marked_last"]
    accept(signed, part("0.5", 150 * M))
    assert refused(lambda: accept(signed, part("0.5", 150 * M)))[0] == "not_marked_last"
    accept(signed, part("0.5", 150 * M, final=True))
    assert state_of(signed.project) == "accepted"


def test_no_cut_or_annex_leaves_nothing_for_the_last_acceptance(
    signed, part, accept, cut, annex, want, go, ministry_leader, now
):
    accept(signed, part("0.5", 150 * M))
    with pytest.raises(BlockedError) as caught:
        cut(150 * M)
    assert codes(caught) == ["nothing_left"]
    assert "đính chính lần nghiệm thu ấy" in caught.value.findings[0].fix
    stuck = Act(by=ministry_leader, at=now, reason="Không để lại gì cho lần cuối")
    CHANGE.perform("change.refuse", ChangeRequest.objects.get(), stuck)
    assert refused(lambda: annex("PL1", support=150 * M, counterpart=190 * M)) == ["nothing_left"]
    # The way that is named: the project stops, and what was accepted is paid and settled.
    go(want(signed.project, course=Course.STOPPED), number="79/QĐ-BCT")
    assert state_of(signed.project) == "stopped"


def test_verify_ledger_names_money_beyond_the_last_decision(signed, cut, annex, part, accept, move):
    cut(250 * M)
    # What waits under the contract for its annex is no broken promise.
    assert list(broken_promises()) == []
    annex("PL1", support=250 * M, counterpart=430 * M)
    move(Book.objects.get(project=signed.project), Stage.SOURCE, Stage.ALLOCATED, 50 * M)
    [found] = broken_promises()
    assert found.sentence == "còn 50.000.000 đồng đã giảm theo quyết định mà chưa thu hồi."
    accept(signed, part("0.8", 200 * M))
    Line.objects.filter(project=signed.project).update(national=150 * M)
    [found] = broken_promises()
    assert found.sentence == ("đã tạm ứng, nghiệm thu 200.000.000 đồng, mà quyết định để lại 150.000.000 đồng.")
