"""Changes of a project of several years, and decided changes that wait for the annex which says them."""

from dataclasses import replace
from datetime import date

import pytest

from khuyencong.ledger.actions import open_book
from khuyencong.ledger.models import Posting
from khuyencong.projects.actions import Other
from khuyencong.projects.actions.progress import write_report
from khuyencong.projects.lifecycle import CHANGE, PROGRESS, begin_annex, begin_contract, begin_report
from khuyencong.projects.models import Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.rules.progress import Said
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_acceptances import accept, held
from tests.ledger.test_changes import CUC, cheaper, go, want
from tests.ledger.test_claims import signed
from tests.ledger.test_contracts import TERMS, approved, codes, contract, sign

__all__ = ["accept", "approved", "contract", "go", "held", "sign", "signed", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000
LATE = date(2027, 12, 20)


@pytest.fixture
def next_year(signed):
    """The project under contract asks for 100 million đồng of 2028 too."""
    [line] = signed.project.lines.all()
    line.pk, line.year, line.position, line.counterpart = None, 2028, 2, 0
    line.national = line.unit_price = 100 * M
    Project.objects.filter(pk=signed.project_id).update(last_year=2028)
    line.save(force_insert=True)
    return Project.objects.get(pk=signed.project_id)


@pytest.fixture
def annex(signed, sign, ministry_officer, now):
    """Signs an annex to the contract of 2027."""

    def make(number, **more):
        act = Act(by=ministry_officer, at=now, reason="Theo quyết định")
        return sign(begin_annex(signed, replace(TERMS, **more), act), number=number)

    return make


def state(request):
    request.refresh_from_db()
    return request.state


def test_who_ends_earlier_lets_the_money_of_later_years_go(
    signed, held, next_year, want, go, accept, dong_thap_officer, now
):
    request = want(next_year, last_year=2027)
    with pytest.raises(BlockedError) as caught:
        go(request, signer=CUC)
    assert codes(caught) == ["support_later"]
    first, later = terms_now(next_year).costs
    CHANGE.perform("change.drop", request, Act(by=dong_thap_officer, at=now, reason="Sửa lại"))
    done = go(
        want(next_year, last_year=2027, costs=(first, replace(later, support=0, unit_price=0))), signer=CUC
    )
    # The contract of 2027 says nothing of 2028: no annex has to follow.
    assert (done.changes, done.state) == (["support_down", "shorten"], "decided")
    accept(signed, held)
    next_year.refresh_from_db()
    assert next_year.state == "accepted"


def test_an_annex_about_something_else_leaves_a_decided_change_at_its_desk(signed, want, go, annex):
    request = go(want(signed.project, ends_on=LATE), signer=CUC)
    assert request.state == "annex"
    annex("PL1", counterpart=381 * M)
    assert state(request) == "annex"
    assert Task.objects.filter(dossier_kind="change", state="open").count() == 1
    annex("PL2", ends_on=LATE)
    assert state(request) == "decided"
    assert not Task.objects.filter(dossier_kind="change", state="open").exists()


def test_two_decided_changes_may_be_followed_one_after_the_other(signed, want, go, annex):
    days = go(want(signed.project, ends_on=LATE), signer=CUC)
    money = go(want(signed.project, **cheaper(signed.project, 250 * M)), signer=CUC, number="78")
    annex("PL1", support=250 * M, counterpart=430 * M)
    assert (state(days), state(money)) == ("annex", "decided")
    assert Posting.objects.filter(kind="withdraw").count() == 1
    annex("PL2", support=250 * M, counterpart=430 * M, ends_on=LATE)
    assert state(days) == "decided"


def test_a_report_counts_over_the_contracts_of_all_years(
    next_year, sign, move, ministry_officer, dong_thap_officer, now
):
    move(open_book(next_year, purse="KCQG", year=2028), Stage.SOURCE, Stage.ALLOCATED, 100 * M)
    terms = replace(
        TERMS, support=100 * M, counterpart=0, begins_on=date(2028, 1, 10), ends_on=date(2028, 11, 30)
    )
    other = Other(year=2028)
    sign(begin_contract(next_year, terms, other=other, act=Act(by=ministry_officer, at=now)), number="2028")
    report = begin_report(next_year, Act(by=dong_thap_officer, at=now))
    said = Said(done=90, support=400 * M + 1, counterpart=0, told="Đã chi hai năm", ahead="Chi nốt")
    with pytest.raises(BlockedError) as caught:
        write_report(report, said, by=dong_thap_officer, at=now)
    assert codes(caught) == ["above_contract"]
    write_report(report, replace(said, support=400 * M), by=dong_thap_officer, at=now)
    assert PROGRESS.perform("progress.send", report, Act(by=dong_thap_officer, at=now)).state == "sent"
