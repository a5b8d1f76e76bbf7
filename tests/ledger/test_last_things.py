"""A project ends with the last thing that was left of it, whatever that was: a cut, a closing, a settlement."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from khuyencong.ledger.actions.closing import choose
from khuyencong.ledger.lifecycle import ACCEPTANCE, YEAR_CLOSE, begin_acceptance, begin_claim, begin_close
from khuyencong.ledger.lifecycle.closing import run_closing
from khuyencong.ledger.models import Posting
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.claims import annex_waits
from khuyencong.ledger.queries.closing import rows_of
from khuyencong.organisations.queries import operator
from khuyencong.projects.actions.changes import hand_in_change
from khuyencong.projects.lifecycle import CHANGE, begin_annex
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.change_terms import Course
from khuyencong.rules.closing import Choice
from khuyencong.rules.closing import Ground as Basis
from khuyencong.rules.ledger import Position, Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.ledger.test_acceptances import accept, held
from tests.ledger.test_changes import CUC, MINISTER, figures, go, state_of, want
from tests.ledger.test_claims import accountant, hand_in, walk
from tests.ledger.test_closing import LATER, choosing, close, taken
from tests.ledger.test_contracts import sign
from tests.ledger.test_given_up import give_up, refused
from tests.ledger.test_later_years import approved, contract_of, found_of, given, opened, signed
from tests.ledger.test_posting_corrections import ask, decide

__all__ = ["accept", "accountant", "approved", "ask", "choosing", "close", "contract_of", "decide", "figures"]
__all__ += ["give_up", "given", "go", "hand_in", "held", "opened", "sign", "signed", "taken", "walk", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture
def later(signed, given, contract_of):
    """The contract of the second year."""
    return contract_of(2028, 100 * M)


@pytest.fixture
def settle(walk, dong_thap_officer, now):
    """Pays and settles what was accepted of a contract."""

    def make(contract, amount, at=now):
        for kind in ("payment", "settle"):
            act = Act(by=dong_thap_officer, at=at)
            made = begin_claim(contract, kind=kind, amount=amount, done=100, act=act)
            row = walk(made, voucher=f"{contract.year}-{kind}", at=at)
        return row

    return make


@pytest.fixture
def drop(want, go):
    """Decides that nothing is given for that year any more; of the last one the project ends a year earlier."""

    def make(project, year=2028, signer=CUC, **more):
        terms = terms_now(Project.objects.get(pk=project.pk))
        costs = tuple(replace(each, support=0) if each.year == year else each for each in terms.costs)
        if year == 2028:
            more = {"last_year": 2027, "ends_on": date(2027, 11, 30), **more}
        return go(want(Project.objects.get(pk=project.pk), costs=costs, **more), signer=signer)

    return make


def desks(project):
    """What waits at a desk about the project itself, its changes, its contracts."""
    others = Project.objects.exclude(pk=project.pk).values_list("pk", flat=True)
    rows = Task.objects.filter(state="open", dossier_kind__in=("project", "change", "contract"))
    rows = rows.exclude(dossier_kind="project", dossier_key__in=[str(each) for each in others])
    return sorted(rows.values_list("dossier_kind", flat=True))


@pytest.fixture
def refuse(ministry_leader, now):
    """Refuses the request that is open."""

    def make():
        [row] = ChangeRequest.objects.filter(state="confirmed")
        CHANGE.perform("change.refuse", row, Act(by=ministry_leader, at=now, reason="Không đủ căn cứ"))

    return make


def whole():
    return list(broken_promises())


def test_a_year_under_contract_that_gets_nothing_more_ends_with_the_decision(
    signed, later, drop, accept, settle, figures, want, go, ministry_officer, dong_thap_colleague, now
):
    done = drop(signed.project)
    assert (done.state, done.changes) == ("decided", ["support_down", "shorten"])
    assert {stage: amount for stage, amount in pots_of(later).items() if amount} == {}
    assert figures(signed.project) == Position(given=300 * M, committed=300 * M)
    rows = Posting.objects.filter(key__startswith=f"change-{done.pk}-").order_by("pk")
    assert [(each.kind, each.key.partition("-")[2].partition("-")[2]) for each in rows] == [
        ("release", "release-2028"),
        ("withdraw", "withdraw-2028"),
    ]
    # What stands is the contract of 2027, and nothing of it has changed.
    assert terms_now(signed.project).ends_on == date(2027, 11, 30)
    assert (desks(signed.project), annex_waits(later)) == (["project"], [])
    again = want(Project.objects.get(pk=signed.project_id), **raised(signed.project, 80 * M))
    request = go(again, until="confirmed")
    [found] = refused(lambda: CHANGE.perform("change.propose", request, Act(by=ministry_officer, at=now)))
    assert (found.code, found.message) == (
        "dropped",
        "Quyết định 77/QĐ-BCT đã thôi toàn bộ hỗ trợ năm 2028, hợp đồng năm ấy hết theo.",
    )
    assert found.fix == "Giữ hỗ trợ năm 2028 là 0 đồng. Làm tiếp thì đăng ký đề án khác."
    [found] = refused(
        lambda: begin_acceptance(later, found_of(later, M, now), Act(by=dong_thap_colleague, at=now))
    )
    assert found.code == "dropped"
    accept(signed, found_of(signed, 300 * M, now))
    assert state_of(signed.project) == "accepted"
    settle(signed, 300 * M)
    assert (state_of(signed.project), desks(signed.project), whole()) == ("settled", [], [])


def raised(project, support):
    """The terms with that much for 2028 again, from what 2027 has."""
    first, second = terms_now(Project.objects.get(pk=project.pk)).costs
    costs = (replace(first, support=first.support - support), replace(second, support=support))
    return {"costs": costs, "last_year": 2028}


@pytest.mark.parametrize("ends_on", [date(2027, 11, 30), date(2027, 12, 20)])
def test_what_was_accepted_and_paid_before_goes_to_its_settlement_with_the_cut(
    signed, later, drop, accept, walk, dong_thap_officer, now, ends_on
):
    accept(signed, found_of(signed, 300 * M, now))
    act = Act(by=dong_thap_officer, at=now)
    walk(begin_claim(signed, kind="payment", amount=300 * M, done=100, act=act), voucher="1")
    assert state_of(signed.project) == "contracted"
    done = drop(signed.project, ends_on=ends_on)
    # No annex says another last day of a contract that was accepted to its end.
    assert (state_of(signed.project), ChangeRequest.objects.get(pk=done.pk).state) == ("accepted", "decided")
    assert (Project.objects.get(pk=signed.project_id).accepted_on, desks(signed.project)) == (
        now.date(),
        ["project"],
    )
    walk(begin_claim(signed, kind="settle", amount=300 * M, done=100, act=act), voucher="2")
    assert (state_of(signed.project), desks(signed.project), whole()) == ("settled", [], [])


@pytest.mark.parametrize("contracted", [False, True])
def test_a_cut_of_all_that_is_left_settles_what_was_settled_before(
    signed, drop, accept, settle, request, now, contracted
):
    if contracted:
        request.getfixturevalue("later")
    accept(signed, found_of(signed, 300 * M, now))
    settle(signed, 300 * M)
    assert state_of(signed.project) == "contracted"
    drop(signed.project)
    assert (state_of(signed.project), desks(signed.project), whole()) == ("settled", [], [])
    steps = Event.objects.filter(name__in=("project.accept", "project.settle")).order_by("sequence")
    assert list(steps.values_list("name", "reason")) == [
        ("project.accept", ""),
        ("project.settle", "Quyết định 77/QĐ-BCT"),
    ]


def test_a_cut_that_waited_for_its_annex_is_taken_off_too_and_waits_no_more(signed, later, drop, want, go):
    first, second = terms_now(Project.objects.get(pk=signed.project_id)).costs
    less = go(want(signed.project, costs=(first, replace(second, support=60 * M))), signer=CUC)
    assert (less.state, pots_of(later)[Stage.COMMITTED]) == ("annex", 100 * M)
    done = drop(signed.project)
    assert [ChangeRequest.objects.get(pk=each.pk).state for each in (less, done)] == ["decided", "decided"]
    assert {stage: amount for stage, amount in pots_of(later).items() if amount} == {}
    assert (desks(signed.project), whole()) == (["project"], [])


def test_no_year_is_dropped_of_which_money_went_out_or_work_stands(
    signed, later, drop, accept, ask, decide, refuse, now
):
    half = replace(found_of(later, 50 * M, now), final=False)
    half = replace(half, quantities={line: each / 2 for line, each in half.quantities.items()})
    done = accept(later, half)
    assert [each.code for each in refused(lambda: drop(signed.project))] == ["less_than_paid"]
    refuse()
    decide(ask(done.posting))
    assert [each.code for each in refused(lambda: drop(signed.project))] == ["acceptance_open"]


def test_an_annex_that_was_begun_before_is_not_signed_and_is_dropped(
    signed, later, drop, sign, ministry_officer, now
):
    act = Act(by=ministry_officer, at=now, reason="Giảm")
    annex = begin_annex(later, replace(later.terms, support=90 * M), act)
    drop(signed.project)
    assert [each.code for each in refused(lambda: sign(annex, number="PL28"))] == ["above_plan", "begins_late"]
    assert pots_of(later).get(Stage.COMMITTED, 0) == 0


@pytest.mark.parametrize("waits", ["approved", "signed"])
def test_all_support_is_taken_by_a_stop_alone(request, approved, want, dong_thap_officer, now, waits):
    request.getfixturevalue(waits)
    costs = tuple(replace(each, support=0) for each in terms_now(approved).costs)
    row, act = want(approved, costs=costs), Act(by=dong_thap_officer, at=now)
    paper = {"name": "a.pdf", "media_type": "application/pdf", "content": b"%PDF"}
    hand_in_change(row.papers.get(), **paper, by=act.by, at=now)
    [told] = refused(lambda: CHANGE.perform("change.submit", row, act))
    assert (told.code, told.fix[:20]) == ("stops_it", "Chọn “Ngừng đề án”: ")


def test_a_year_given_up_before_its_contract_is_not_waited_for(
    approved, give_up, given, contract_of, accept, settle
):
    give_up()
    later = contract_of(2028, 100 * M)
    accept(later, found_of(later, 100 * M, LATER), at=LATER)
    assert state_of(approved) == "accepted"
    settle(later, 100 * M, at=LATER)
    assert (state_of(approved), desks(approved), whole()) == ("settled", [], [])


def test_after_such_a_year_the_other_is_not_dropped_either(
    approved, give_up, given, contract_of, drop, refuse, want, go, figures
):
    give_up()
    contract_of(2028, 100 * M)
    [found] = refused(lambda: drop(approved, last_year=2028, ends_on=date(2028, 11, 30)))
    assert (found.code, found.message) == (
        "stops_it",
        "Giảm như vậy thì đề án không còn đồng hỗ trợ nào để thực hiện (năm 2027 đã khóa sổ): đó là ngừng "
        "đề án.",
    )
    refuse()
    go(want(Project.objects.get(pk=approved.pk), course=Course.STOPPED), signer=MINISTER, number="79/QĐ-BCT")
    assert (state_of(approved), figures(approved), whole()) == ("closed", Position(), [])


def test_a_closing_that_takes_the_last_year_settles_what_was_settled_before(
    signed, later, accept, settle, give_up, accountant, ministry_officer, ministry_leader, now
):
    accept(signed, found_of(signed, 300 * M, now))
    settle(signed, 300 * M)
    give_up()
    at = datetime(2029, 1, 10, 9, tzinfo=now.tzinfo)
    row = begin_close("KCQG", 2028, Act(by=ministry_officer, at=at))
    books = [each.book.pk for each in rows_of(row) if each.book.project_id == signed.project_id]
    choose(row, books, Choice.GIVE_UP, Basis(), by=ministry_officer, at=at)
    for name, by in (("prepare", ministry_officer), ("check", accountant), ("close", ministry_leader)):
        row = YEAR_CLOSE.perform(f"year_close.{name}", row, Act(by=by, at=at))
    run_closing(row, by=operator(), at=at)
    assert (state_of(signed.project), desks(signed.project), whole()) == ("settled", [], [])
    assert Event.objects.get(name="project.settle").reason == "Khóa sổ KCQG năm 2028"


def test_what_a_correction_opened_while_a_project_is_held_is_written_anew_before_the_stop(
    signed, accept, want, go, ask, decide, dong_thap_officer, dong_thap_leader, now
):
    whole_ = found_of(signed, 150 * M, now)
    half = replace(whole_, final=False, quantities={line: each / 2 for line, each in whole_.quantities.items()})
    done = accept(signed, half)
    go(want(Project.objects.get(pk=signed.project_id), course=Course.HELD), signer=CUC)
    [found] = refused(lambda: accept(signed, half))
    assert found.code == "held"
    decide(ask(done.posting))
    for name, by in (("propose", dong_thap_officer), ("record", dong_thap_leader)):
        done = ACCEPTANCE.perform(f"acceptance.{name}", done, Act(by=by, at=now))
    assert (done.state, pots_of(signed)[Stage.ACCEPTED], state_of(signed.project)) == (
        "recorded",
        150 * M,
        "held",
    )
    go(
        want(Project.objects.get(pk=signed.project_id), course=Course.STOPPED),
        signer=MINISTER,
        number="79/QĐ-BCT",
    )
    assert (state_of(signed.project), pots_of(signed).get(Stage.COMMITTED, 0), whole()) == ("stopped", 0, [])
