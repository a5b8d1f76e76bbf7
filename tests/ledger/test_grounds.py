"""Claims that go another way: a late unit's advance on acceptance and Mẫu 9, force majeure by what was done."""

from datetime import date

import pytest

from khuyencong.ledger.actions.claims import Ground
from khuyencong.ledger.lifecycle import CLAIM, Paid, begin_claim
from khuyencong.ledger.models import Claim
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.claims import findings_on, limit_on
from khuyencong.ledger.queries.other_ways import other_ways
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import position_of
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_changes import state_of
from tests.ledger.test_claims import MOST, accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.ledger.test_posting_corrections import ask, decide

__all__ = [
    "accept",
    "accountant",
    "approved",
    "ask",
    "asked",
    "claim",
    "contract",
    "decide",
    "hand_in",
    "held",
    "sign",
    "signed",
]
__all__ += ["walk"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked_for(dong_thap_officer, now):
    """A claim of all of it on that ground."""

    def begun(on, kind, ground, amount=300 * M):
        act = Act(by=dong_thap_officer, at=now)
        return begin_claim(on, kind=kind, amount=amount, done=100, act=act, ground=ground)

    return begun


LATE, FORCE = Ground(kind="late", told="Chưa đủ hồ sơ"), Ground(kind="force", told="Bão số 5")
UNREAD = "36/2013/TT-BCT (cần xác minh)"


def papers(of):
    return list(of.papers.values_list("title", "law"))


def test_the_grounds_are_of_settling_alone_and_told(signed, held, accept, asked_for):
    accept(signed, held)
    for kind, ground, expected in (
        ("payment", LATE, "other_ground"),
        ("payment", FORCE, "other_ground"),
        ("advance", LATE, "accepted"),
        ("settle", Ground(kind="late", told=" "), "no_words"),
    ):
        with pytest.raises(BlockedError) as caught:
            asked_for(signed, kind, ground)
        assert codes(caught) == [expected]
    assert Claim.objects.count() == 0


def test_force_majeure_hands_in_one_confirmation_beside_the_usual(signed, held, accept, asked_for, walk):
    accept(signed, held)
    walk(asked_for(signed, "payment", None))
    usual = asked_for(signed, "settle", None)
    before = papers(usual)
    Claim.objects.filter(pk=usual.pk).update(state="dropped")
    settled = asked_for(signed, "settle", FORCE)
    own = (
        "Văn bản giải trình của đơn vị thực hiện đề án",
        "Biên bản nghiệm thu xác nhận khối lượng đã thực hiện của Sở Công Thương, Ủy ban nhân dân cấp huyện "
        "hoặc xã nơi thực hiện đề án",
        "Chứng từ chi cho khối lượng công việc đã thực hiện",
    )
    assert papers(settled) == [*before, *((each, f"Điều 18 khoản 4, {UNREAD}") for each in own)]
    assert (settled.ground.kind, settled.ground.told) == ("force", "Bão số 5")


def test_a_late_unit_settles_what_was_advanced_and_no_more(signed, held, accept, claim, asked_for, walk, now):
    walk(claim)
    accept(signed, held)
    late = asked_for(signed, "settle", LATE, amount=MOST)
    clause = f"Điều 18 khoản 3, {UNREAD}"
    assert papers(late) == [
        ("Biên bản nghiệm thu cơ sở (Mẫu 5a, 5b hoặc 5c)", clause),
        ("Biểu đề nghị thanh toán kinh phí (Mẫu 9)", clause),
    ]
    assert (limit_on(late, now.date()), findings_on(late, now.date())) == ((MOST, clause), [])
    late.amount = MOST + 1
    assert [each.code for each in findings_on(late, now.date())] == ["not_the_paid"]


def test_a_late_units_project_is_settled_with_its_rest_and_not_with_its_advance(
    signed, held, accept, claim, asked_for, walk
):
    walk(claim)
    accept(signed, held)
    walk(asked_for(signed, "settle", LATE, amount=MOST), voucher="QT-01")
    rest = 300 * M - MOST
    assert (state_of(signed.project), position_of(pots_of(signed)).settled) == ("accepted", MOST)
    walk(asked_for(signed, "payment", None, amount=rest), voucher="UNC-02")
    walk(asked_for(signed, "settle", None, amount=rest), voucher="QT-02")
    assert (state_of(signed.project), position_of(pots_of(signed)).settled) == ("settled", 300 * M)
    assert list(broken_promises()) == []


def test_a_late_settlement_corrected_after_the_usual_one_is_paid_again_as_it_was(
    signed, held, accept, claim, asked_for, walk, ask, decide, accountant, now
):
    """What was settled in the usual way was the rest: it takes nothing of what was advanced."""
    walk(claim)
    accept(signed, held)
    late = walk(asked_for(signed, "settle", LATE, amount=MOST), voucher="QT-01")
    rest = 300 * M - MOST
    walk(asked_for(signed, "payment", None, amount=rest), voucher="UNC-02")
    walk(asked_for(signed, "settle", None, amount=rest), voucher="QT-02")
    decide(ask(late.posting))
    again = Claim.objects.get(pk=late.pk)
    assert (limit_on(again, now.date())[0], findings_on(again, now.date())) == (MOST, [])
    paid = Paid(voucher="QT-03", on=now.date())
    CLAIM.perform("claim.pay", again, Act(by=accountant, at=now, given=paid))
    assert (state_of(signed.project), position_of(pots_of(signed)).settled) == ("settled", 300 * M)
    assert [each.most for each in other_ways(signed, "settle", now.date())] == [0, 0]
    assert list(broken_promises()) == []


def test_the_law_read_in_the_original_is_quoted_with_its_clause(signed, held, accept):
    accept(signed, held)
    told = {
        on: [each.law for each in other_ways(signed, "settle", on)]
        for on in (date(2016, 1, 1), date(2026, 1, 1))
    }
    assert told == {
        date(2016, 1, 1): ["Điều 18 khoản 3, 36/2013/TT-BCT", "Điều 18 khoản 4, 36/2013/TT-BCT"],
        date(2026, 1, 1): [f"Điều 18 khoản 3, {UNREAD}", f"Điều 18 khoản 4, {UNREAD}"],
    }


def test_a_purse_without_such_a_row_offers_no_other_way(signed, now):
    type(signed.project).objects.filter(pk=signed.project_id).update(purse="KCDP")
    signed.project.refresh_from_db()
    assert other_ways(signed, "settle", now.date()) == []
