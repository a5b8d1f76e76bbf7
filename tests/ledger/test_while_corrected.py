"""While a correction waits for its head nothing takes its money on, and nothing is opened beside it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection

from khuyencong.ledger.lifecycle import ACCEPTANCE, CLAIM, POSTING_CORRECTION, Paid
from khuyencong.ledger.models import Acceptance, Claim, Posting, PostingCorrection
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.closing import checklist, rows_of
from khuyencong.organisations.queries import names_on
from khuyencong.rules.change_terms import Course
from khuyencong.rules.closing import Choice
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act
from tests.ledger.backs import ask_back
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_after_reopening import half
from tests.ledger.test_changes import MINISTER, decided, go, state_of, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_closing import LATER, choosing, taken
from tests.ledger.test_closing import close as year_close
from tests.ledger.test_contracts import approved, contract, sign
from tests.ledger.test_liquidations import close
from tests.ledger.test_posting_corrections import ask, decide

__all__ = ["accept", "accountant", "approved", "ask", "asked", "choosing", "claim", "close", "contract"]
__all__ += ["decide", "go", "half", "hand_in", "held", "sign", "signed", "taken", "walk", "want", "year_close"]
pytestmark = pytest.mark.django_db
FIX = (
    "Chờ lãnh đạo đồng ý hoặc không đồng ý rồi làm tiếp; đề nghị lập nhầm thì kế toán bỏ nó ở trang của "
    "đề nghị đính chính ấy."
)


@pytest.fixture
def refuse(ministry_leader, now):
    """The head does not agree."""

    def make(row, at=now):
        act = Act(by=ministry_leader, at=at, reason="Bút toán đúng")
        return POSTING_CORRECTION.perform("posting_correction.refuse", row, act)

    return make


def refused(act):
    """What stands in the way, with nothing moved and nothing begun."""
    before = Posting.objects.count(), Claim.objects.count(), Acceptance.objects.count()
    with pytest.raises(BlockedError) as caught:
        act()
    assert (Posting.objects.count(), Claim.objects.count(), Acceptance.objects.count()) == before
    return caught.value.findings


@pytest.fixture
def paid(claim, walk, signed, held, accept, asked):
    """An advance covered by the work, and the rest of it paid: all but the settlement."""
    walk(claim)
    accept(signed, held)
    return walk(asked("payment", 90 * M), voucher="UNC-02")


def test_a_settlement_is_not_begun_while_a_correction_of_what_it_settles_waits(
    paid, ask, refuse, asked, walk, ministry_leader, signed, now
):
    row = ask(paid.posting)
    [found] = refused(lambda: asked("settle", 300 * M))
    assert (found.code, found.fix) == ("correction_waits", FIX)
    named = f"thanh toán 90.000.000 đồng đề án “{signed.project.title}” (bút toán số {paid.posting.pk})"
    desk = (
        f"{ministry_leader.desk}, {names_on([ministry_leader.agency], now.date())[ministry_leader.agency.pk]}"
    )
    assert found.message.lower() == f"Đề nghị đính chính {named} đang chờ quyết định ở {desk}.".lower()
    refuse(row)
    walk(asked("settle", 300 * M), voucher="QT-01")
    assert (state_of(signed.project), list(broken_promises())) == ("settled", [])


def test_once_agreed_the_payment_is_written_anew_and_then_settled(
    paid, ask, decide, asked, walk, accountant, signed, now
):
    decide(ask(paid.posting))
    [found] = refused(lambda: asked("settle", 300 * M))
    assert found.code == "claim_open"
    given = Paid(voucher="UNC-03", on=now.date())
    CLAIM.perform("claim.pay", Claim.objects.get(pk=paid.pk), Act(by=accountant, at=now, given=given))
    walk(asked("settle", 300 * M), voucher="QT-01")
    assert (state_of(signed.project), list(broken_promises())) == ("settled", [])


@pytest.fixture
def of_before(paid, asked, walk, accountant, now):
    """A settlement approved and a correction laid before the head, as both could come before this rule."""
    settling = walk(asked("settle", 300 * M), until="approved")
    row = PostingCorrection.objects.create(
        project=paid.project,
        posting=paid.posting,
        reason="Nhầm số",
        name="a.pdf",
        sha256="0" * 64,
        content=b"%PDF",
        agency=accountant.agency,
        desk=accountant.desk,
        author=accountant.account,
        created_at=now,
        state="proposed",
    )
    return settling, row


def settle(settling, accountant, now):
    given = Paid(voucher="QT-01", on=now.date())
    return CLAIM.perform("claim.pay", settling, Act(by=accountant, at=now, given=given))


def test_settled_first_is_refused_by_name_and_the_head_opens_the_way(
    of_before, refuse, decide, accountant, signed, now
):
    settling, row = of_before
    found = refused(lambda: settle(settling, accountant, now))
    assert [each.code for each in found] == ["correction_waits"]
    [found] = refused(lambda: decide(row))
    assert (found.code, found.fix) == (
        "another_open",
        "Trả hồ sơ quyết toán để đơn vị bỏ, đính chính, rồi soạn lại: quyết toán xong thì tiền đi tiếp.",
    )
    refuse(row)
    settle(settling, accountant, now)
    assert (state_of(signed.project), list(broken_promises())) == ("settled", [])


def test_or_the_settlement_is_taken_back_and_the_payment_corrected(
    of_before, decide, accountant, dong_thap_officer, signed, now
):
    settling, row = of_before
    CLAIM.perform("claim.return", settling, Act(by=accountant, at=now, reason="Chờ đính chính"))
    CLAIM.perform("claim.drop", settling, Act(by=dong_thap_officer, at=now, reason="Chờ đính chính"))
    decide(row)
    pots = pots_of(signed)
    assert (pots[Stage.ACCEPTED], pots[Stage.PAID]) == (90 * M, 210 * M)
    assert list(broken_promises()) == []


def test_what_was_accepted_is_not_paid_while_the_acceptance_is_doubted(
    claim, walk, signed, held, accept, asked, ask, decide, ministry_leader, now
):
    walk(claim)
    row = ask(accept(signed, held).posting)
    rest = walk(asked("payment", 90 * M), until="confirmed")

    def approve():
        return CLAIM.perform("claim.approve", rest, Act(by=ministry_leader, at=now))

    assert [each.code for each in refused(approve)] == ["correction_waits"]
    decide(row)
    # The work is open again: nothing is owed for it until it is accepted anew.
    assert [each.code for each in refused(approve)] == ["above_accepted"]


def test_work_that_would_cover_a_doubted_advance_waits_as_does_the_last_acceptance(
    claim, walk, signed, half, held, accept, ask, refuse, dong_thap_officer, dong_thap_leader, now
):
    row = ask(walk(claim).posting)
    part = accept(signed, half, until="proposed")
    step = Act(by=dong_thap_leader, at=now)
    found = refused(lambda: ACCEPTANCE.perform("acceptance.record", part, step))
    assert [each.code for each in found] == ["correction_waits"]
    by = Act(by=dong_thap_officer, at=now, reason="Ghi lại")
    ACCEPTANCE.perform("acceptance.drop", part, by)
    last = accept(signed, held, until="draft")
    found = refused(lambda: ACCEPTANCE.perform("acceptance.propose", last, by))
    assert [each.code for each in found] == ["correction_waits"]
    refuse(row)
    ACCEPTANCE.perform("acceptance.propose", last, by)
    ACCEPTANCE.perform("acceptance.record", last, step)
    assert (state_of(signed.project), list(broken_promises())) == ("accepted", [])


def test_no_acceptance_and_no_voucher_is_written_beside_a_doubted_acceptance(
    claim, walk, signed, half, accept, ask, accountant, decide, now
):
    walk(claim)
    last = accept(signed, replace(half, final=True))
    row = ask(last.posting)
    back = {"amount": 60 * M, "voucher": "BC-1", "on": now.date(), "by": accountant, "at": now}
    assert [each.code for each in refused(lambda: ask_back(signed, **back))] == ["correction_waits"]
    decide(row)
    assert state_of(signed.project) == "contracted"


def test_a_second_acceptance_waits_for_the_correction_of_the_first(
    claim, walk, signed, half, accept, ask, refuse
):
    walk(claim)
    [line] = half.quantities
    some = replace(half, amount=60 * M, counterpart=0, quantities={line: Decimal("0.2")})
    row = ask(accept(signed, some).posting)
    assert [each.code for each in refused(lambda: accept(signed, some))] == ["correction_waits"]
    refuse(row)
    assert accept(signed, some).state == "recorded"


def test_a_stop_names_the_correction_and_waits(
    claim, walk, signed, ask, refuse, want, go, ministry_leader, now
):
    row = ask(walk(claim).posting)
    request = go(want(signed.project, course=Course.STOPPED), until="proposed")

    def stop():
        return decided(request, by=ministry_leader, signer=MINISTER, at=now)

    found = refused(stop)
    assert [(each.code, each.fix) for each in found] == [
        ("correction_open", "Quyết định hoặc bỏ đề nghị rồi mới ghi ngừng.")
    ]
    refuse(row)
    stop()
    assert state_of(signed.project) == "stopped"


def test_minutes_that_would_count_a_doubted_posting_are_not_signed(paid, ask, refuse, close):
    row = ask(paid.posting)
    found = refused(lambda: close(until="recorded"))
    assert [each.code for each in found] == ["correction_waits"]
    refuse(row)


def test_a_year_is_not_closed_over_a_correction_that_waits(paid, ask, refuse, year_close, choosing, taken):
    choosing(year_close, Choice.CARRY)
    row = ask(paid.posting)

    def blocking():
        items = checklist(year_close, rows_of(year_close), LATER.date())
        return [(each.check.code, len(each.found)) for each in items if each.blocks]

    assert blocking() == [("corrections", 1)]
    assert [each.code for each in refused(lambda: taken(year_close))] == ["check_blocks"]
    refuse(row)
    assert blocking() == []


@pytest.mark.django_db(transaction=True)
def test_a_correction_and_a_settlement_at_once_leave_one_of_them_to_say_why(
    committed_world, paid, asked, walk, ask, accountant, now
):
    settling = walk(asked("settle", 300 * M), until="approved")

    def pay():
        return settle(settling, accountant, now)

    def doubt():
        return ask(paid.posting)

    def try_it(act):
        try:
            act()
            return "ok"
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(try_it, (pay, doubt)))
    # The settlement is open or done: either way the correction is refused, and says what is done first.
    assert said[0] == "ok"
    assert said[1] in ("another_open", "rested_on")
    assert (PostingCorrection.objects.count(), list(broken_promises())) == (0, [])
