"""Changes of a later year's money before and after that year is opened: given once, taken off once."""

from dataclasses import replace

import pytest

from khuyencong.ledger.lifecycle import YEAR_OPENING, begin_opening, opening
from khuyencong.ledger.models import Posting
from khuyencong.ledger.queries import broken_promises
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.opening import going_on
from khuyencong.organisations.queries import operator
from khuyencong.projects.lifecycle import Signed, begin_annex
from khuyencong.projects.models import Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_changes import CUC, go, want
from tests.ledger.test_claims import accountant
from tests.ledger.test_contracts import sign
from tests.ledger.test_later_years import approved, contract_of, signed
from tests.ledger.test_posting_corrections import ask, decide

__all__ = ["accountant", "approved", "ask", "contract_of", "decide", "go", "sign", "signed", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture
def opened(ministry_officer, ministry_leader, now):
    """Opens 2028 for every project that goes on into it."""

    def make(number="7/QĐ-BCT"):
        row = begin_opening("KCQG", 2028, Act(by=ministry_officer, at=now))
        YEAR_OPENING.perform("year_opening.propose", row, Act(by=ministry_officer, at=now))
        given = Signed(number=number, on=now.date())
        YEAR_OPENING.perform("year_opening.record", row, Act(by=ministry_leader, at=now, given=given))
        opening.run_opening(row, by=operator(), at=now)

    return make


def costs(project, first, later):
    """The estimate with other supports of the two years."""
    one, two = terms_now(Project.objects.get(pk=project.pk)).costs
    return {"costs": (replace(one, support=first), replace(two, support=later, unit_price=max(later, 100 * M)))}


def test_a_year_whose_opening_was_undone_is_given_whole_by_the_next_one(
    approved, signed, want, go, ask, decide, opened, contract_of, ministry_leader
):
    opened()
    decide(ask(Posting.objects.get(key__startswith="open-")))
    go(want(approved, **costs(approved, 280 * M, 120 * M)))
    assert going_on(ministry_leader.agency, "KCQG", 2028) == [(approved, 120 * M)]
    opened(number="8/QĐ-BCT")
    later = contract_of(2028, 120 * M)
    assert pots_of(later)[Stage.COMMITTED] == 120 * M
    assert list(broken_promises()) == []


def test_what_was_cut_before_a_year_was_opened_is_not_taken_off_what_was_given_after(
    approved, signed, want, go, opened, contract_of, sign, ministry_officer, now
):
    assert go(want(approved, **costs(approved, 300 * M, 60 * M)), signer=CUC).state == "decided"
    opened()
    later = contract_of(2028, 60 * M)
    for number, support, free in (("PL1", 50 * M, 10 * M), ("PL2", 60 * M, 0)):
        act = Act(by=ministry_officer, at=now, reason="Khối lượng thay đổi")
        sign(begin_annex(later, replace(later.terms, support=support), act), number=number)
        pots = pots_of(later)
        assert (pots[Stage.COMMITTED], pots[Stage.ALLOCATED]) == (support, free)
    assert not Posting.objects.filter(kind="withdraw").exists()
