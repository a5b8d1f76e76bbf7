"""A rate of advance decided for one contract: by whom, on which paper, from which day; what it leaves alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.ledger.actions.claims import change_claim, judge_paper
from khuyencong.ledger.actions.rates import WantedRate, rewrite_rate
from khuyencong.ledger.lifecycle import ADVANCE_RATE, CLAIM, Paid, begin_claim, begin_rate
from khuyencong.ledger.lifecycle.rates import SignedRate, let_rates_lapse
from khuyencong.ledger.models import AdvanceRate, Book, Claim, Posting
from khuyencong.ledger.queries.claims import limit_on, standing_on
from khuyencong.ledger.queries.known import known_of
from khuyencong.ledger.queries.rates import rate_on, rates_by_plan
from khuyencong.norms.models import Authority
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.advances import ceiling_of, papers_of
from khuyencong.rules.clock import Facts
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = ["accountant", "approved", "claim", "contract", "hand_in", "sign", "signed", "walk"]
pytestmark = pytest.mark.django_db
M = 10**6
ASKED = "Báo cáo tiến độ\n\n  Bảo lãnh   tạm ứng \nBáo cáo tiến độ"
LAW = "Điều 16, 36/2013/TT-BCT (cần xác minh)"


def wanted(percent=50, papers=ASKED, reason="Máy đặt sản xuất riêng, phải trả trước."):
    return WantedRate(percent=percent, papers=papers, reason=reason)


def paper(on, number="12/QĐ-CTĐP", content=b"%PDF-1 qd"):
    return SignedRate(number=number, on=on, name="qd.pdf", media_type="application/pdf", content=content)


@pytest.fixture
def rate(signed, ministry_officer, ministry_leader, now):
    """Takes a rate up to the state before, or to, `until`."""

    def make(until="decided", percent=50, on=None, number="12/QĐ-CTĐP", papers=ASKED):
        fresh = Contract.objects.get(pk=signed.pk)
        row = begin_rate(fresh, wanted(percent, papers), Act(by=ministry_officer, at=now))
        if until == "draft":
            return row
        row = ADVANCE_RATE.perform("advance_rate.propose", row, Act(by=ministry_officer, at=now))
        if until == "proposed":
            return row
        act = Act(by=ministry_leader, at=now, given=paper(on or now.date(), number))
        return ADVANCE_RATE.perform("advance_rate.decide", row, act)

    return make


@pytest.fixture
def steps(dong_thap_leader, ministry_leader, accountant, now):
    """Walks what is left of a sent claim's road."""

    def make(claim):
        for each in claim.papers.exclude(state="fine"):
            judge_paper(each, fine=True, note="", by=dong_thap_leader, at=now)
        road = {
            "submitted": ("claim.confirm", dong_thap_leader, None),
            "confirmed": ("claim.approve", ministry_leader, None),
            "approved": ("claim.pay", accountant, Paid(voucher="UNC-01", on=now.date())),
        }
        while claim.state in road:
            name, by, given = road[claim.state]
            claim = CLAIM.perform(name, claim, Act(by=by, at=now, given=given))
        return claim

    return make


def test_the_ceiling_the_clause_and_the_papers_follow_it_from_its_day_on(rate, signed, now):
    row = rate(on=now.date() - timedelta(days=1))
    assert (row.state, row.decided_by, row.law) == ("decided", "Cục trưởng", LAW)
    day = row.signed_on
    before, after = (standing_on(signed, 0, each) for each in (day - timedelta(days=1), day))
    assert [ceiling_of(before), ceiling_of(after)] == [0, 150 * M]
    told = f"theo Quyết định 12/QĐ-CTĐP ngày {day:%d/%m/%Y}, {LAW}"
    assert papers_of(after) == [("Báo cáo tiến độ", told), ("Bảo lãnh tạm ứng", told)]
    assert "Báo cáo tiến độ" not in [title for title, _ in papers_of(before)]


def test_a_claim_drafted_after_it_asks_its_papers_and_pays_under_its_ceiling(
    rate, signed, walk, accountant, dong_thap_officer, now
):
    row = rate()
    act = Act(by=dong_thap_officer, at=now)
    made = begin_claim(signed, amount=150 * M + 1, done=0, act=act)
    assert list(made.papers.values_list("title", flat=True)) == ["Báo cáo tiến độ", "Bảo lãnh tạm ứng"]
    with pytest.raises(BlockedError) as caught:
        walk(made)
    assert codes(caught) == ["above_ceiling"]
    change_claim(made, amount=150 * M, done=0, by=dong_thap_officer, at=now)
    paid = walk(made)
    assert (paid.rate_id, paid.ceiling) == (row.pk, 150 * M)
    posting = Posting.objects.get(pk=paid.posting_id)
    assert (posting.ceiling, posting.ceiling_law) == (150 * M, paid.ceiling_law)
    assert paid.ceiling_law == f"50 % theo Quyết định 12/QĐ-CTĐP ngày {now:%d/%m/%Y}, {LAW}"


@pytest.mark.parametrize("until", ["submitted", "confirmed", "approved"])
def test_a_claim_already_sent_keeps_what_was_pinned(rate, claim, walk, until, steps, now):
    sent = walk(claim, until=until)
    pinned = sent.ceiling, sent.ceiling_law
    rate(percent=10, on=now.date() - timedelta(days=3))
    fresh = Claim.objects.get(pk=sent.pk)
    assert (fresh.ceiling, fresh.ceiling_law, fresh.rate_id) == (*pinned, None)
    assert limit_on(fresh, fresh.submitted_on)[0] == 210 * M
    assert steps(fresh).ceiling == 210 * M


def test_a_claim_sent_under_a_rate_keeps_it_when_a_lower_one_comes(
    rate, signed, walk, accountant, dong_thap_officer, now
):
    old = rate(percent=60, on=now.date() - timedelta(days=2))
    made = begin_claim(signed, amount=180 * M, done=0, act=Act(by=dong_thap_officer, at=now))
    walk(made, until="submitted")
    new = rate(percent=20, number="13/QĐ-CTĐP", on=now.date())
    fresh = Claim.objects.get(pk=made.pk)
    assert (fresh.rate_id, limit_on(fresh, now.date())[0]) == (old.pk, 180 * M)
    assert rate_on(signed, now.date()).pk == new.pk


def test_a_draft_from_before_lists_other_papers_and_is_drafted_anew(
    rate, claim, hand_in, dong_thap_officer, now
):
    hand_in(claim)
    change_claim(claim, amount=100 * M, done=75, by=dong_thap_officer, at=now)
    rate()
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.submit", claim, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["other_papers", "other_papers"]


def test_another_project_and_another_contract_stay_as_they_were(rate, signed, now):
    rate(percent=90)
    other = Contract.objects.get(pk=signed.pk)
    other.pk, other.year = other.pk + 1000, other.year + 1
    assert rate_on(other, now.date()) is None
    assert standing_on(other, 100, now.date()).decided is None


def test_a_newer_one_takes_its_place_and_an_older_or_equal_day_does_not(
    rate, signed, ministry_officer, ministry_leader, now
):
    first = rate(percent=60, on=now.date() - timedelta(days=5))
    for on in (first.signed_on, first.signed_on - timedelta(days=1)):
        row = rate(until="proposed", percent=40)
        with pytest.raises(BlockedError) as caught:
            ADVANCE_RATE.perform("advance_rate.decide", row, Act(by=ministry_leader, at=now, given=paper(on)))
        assert codes(caught) == ["not_newer"]
        ADVANCE_RATE.perform("advance_rate.drop", row, Act(by=ministry_officer, at=now, reason="Thôi."))
    second = rate(percent=40, number="13/QĐ-CTĐP")
    days = [first.signed_on, now.date() - timedelta(days=1), now.date()]
    assert [rate_on(signed, each).pk for each in days] == [first.pk, first.pk, second.pk]
    assert AdvanceRate.objects.filter(state="decided").count() == 2


def test_days_and_papers_that_cannot_be_are_refused(rate, ministry_leader, now):
    row = rate(until="proposed", percent=80)
    today = now.date()
    for given, expected in (
        (None, ["no_number"]),
        (paper(today, number=" "), ["no_number"]),
        (paper(today, content=b""), ["no_signed_copy"]),
        (paper(today + timedelta(days=1)), ["future"]),
        (paper(date(2018, 5, 10)), ["above_cap"]),
        (paper(date(2014, 2, 9)), ["no_authority"]),
    ):
        with pytest.raises(BlockedError) as caught:
            ADVANCE_RATE.perform("advance_rate.decide", row, Act(by=ministry_leader, at=now, given=given))
        assert codes(caught) == expected


def test_without_a_row_that_names_who_decides_nothing_is_laid_before_anybody(rate, ministry_officer, now):
    row = rate(until="draft")
    Authority.objects.filter(code="ty-le-tam-ung").delete()
    with pytest.raises(BlockedError) as caught:
        ADVANCE_RATE.perform("advance_rate.propose", row, Act(by=ministry_officer, at=now))
    assert codes(caught) == ["no_authority"]


def test_each_waits_at_the_desk_of_whose_turn_it_is(rate, ministry_officer, ministry_leader, now):
    def waiting():
        return list(
            Task.objects.filter(dossier_kind="advance_rate", state="open").values_list("desk", flat=True)
        )

    row = rate(until="draft")
    assert waiting() == [ministry_officer.desk.code]
    row = ADVANCE_RATE.perform("advance_rate.propose", row, Act(by=ministry_officer, at=now))
    assert waiting() == [ministry_leader.desk.code]
    back = Act(by=ministry_leader, at=now, reason="Ghi rõ giấy tờ.")
    row = ADVANCE_RATE.perform("advance_rate.return", row, back)
    assert waiting() == [ministry_officer.desk.code]
    ADVANCE_RATE.perform("advance_rate.drop", row, Act(by=ministry_officer, at=now, reason="Thôi."))
    assert waiting() == []


def test_only_the_ministry_prepares_its_head_decides_and_nobody_decides_her_own(
    rate, signed, dong_thap_officer, dong_thap_leader, tay_ninh_officer, accountant, ministry_officer,
    ministry_leader, now,
):  # fmt: skip
    strangers = (dong_thap_officer, dong_thap_leader, tay_ninh_officer, accountant)
    for each in strangers:
        with pytest.raises(PermissionDenied):
            begin_rate(signed, wanted(), Act(by=each, at=now))
    row = rate(until="draft")
    for each in strangers:
        with pytest.raises(PermissionDenied):
            rewrite_rate(row, wanted(60), by=each, at=now)
    row = ADVANCE_RATE.perform("advance_rate.propose", row, Act(by=ministry_officer, at=now))
    for each in (*strangers, ministry_officer):
        with pytest.raises(PermissionDenied):
            ADVANCE_RATE.perform("advance_rate.decide", row, Act(by=each, at=now, given=paper(now.date())))
    with pytest.raises(BlockedError) as caught:
        rewrite_rate(row, wanted(60), by=ministry_officer, at=now)
    assert codes(caught) == ["not_draft"]
    ADVANCE_RATE.perform("advance_rate.drop", row, Act(by=ministry_officer, at=now, reason="Thôi."))
    for proposer in (ministry_leader, ministry_officer):
        own = begin_rate(signed, wanted(), Act(by=ministry_leader, at=now))
        own = ADVANCE_RATE.perform("advance_rate.propose", own, Act(by=proposer, at=now))
        act = Act(by=ministry_leader, at=now, given=paper(now.date()))
        with pytest.raises(BlockedError) as caught:
            ADVANCE_RATE.perform("advance_rate.decide", own, act)
        assert codes(caught) == ["own_work"]
        ADVANCE_RATE.perform("advance_rate.drop", own, Act(by=ministry_officer, at=now, reason="Thôi."))
    assert rate_on(signed, now.date()) is None


def test_the_local_purse_is_not_for_the_ministry(signed, ministry_officer, now):
    Project.objects.filter(pk=signed.project_id).update(purse=Project.Purse.LOCAL)
    with pytest.raises(PermissionDenied):
        begin_rate(Contract.objects.get(pk=signed.pk), wanted(), Act(by=ministry_officer, at=now))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (wanted(0), ["not_a_rate"]),
        (wanted(101), ["not_a_rate"]),
        (wanted(papers=" \n "), ["no_papers"]),
        (wanted(papers="a" * 301), ["paper_too_long"]),
        (wanted(reason=" "), ["no_words"]),
    ],
)
def test_what_is_proposed_has_a_rate_papers_and_a_reason(signed, ministry_officer, now, given, expected):
    with pytest.raises(BlockedError) as caught:
        begin_rate(signed, given, Act(by=ministry_officer, at=now))
    assert (codes(caught), AdvanceRate.objects.count()) == (expected, 0)


def test_one_is_open_at_a_time_and_only_while_the_project_runs(rate, signed, ministry_leader, now):
    row = rate(until="proposed")
    with pytest.raises(BlockedError) as caught:
        rate()
    assert codes(caught) == ["rate_open"]
    Project.objects.filter(pk=signed.project_id).update(state=Project.State.HELD)
    with pytest.raises(BlockedError) as caught:
        ADVANCE_RATE.perform(
            "advance_rate.decide", row, Act(by=ministry_leader, at=now, given=paper(now.date()))
        )
    assert codes(caught) == ["not_running"]


def test_a_stop_ends_what_nobody_decided(rate, signed, ministry_leader, now):
    kept, row = rate(on=now.date() - timedelta(days=1)), rate(until="proposed", percent=30)

    class Stop:
        stops, project_id, number = True, signed.project_id, "77/QĐ-BCT"

    assert let_rates_lapse(Stop, Act(by=ministry_leader, at=now)) == {"rates_lapsed": [row.pk]}
    states = dict(AdvanceRate.objects.values_list("pk", "state"))
    assert states == {kept.pk: "decided", row.pk: "dropped"}


def test_the_database_keeps_what_was_decided(rate):
    row = rate()
    copied = f"SELECT * FROM ledger_advancerate WHERE id = {row.pk}"
    attempts = [
        lambda: AdvanceRate.objects.filter(pk=row.pk).update(percent=100),
        lambda: AdvanceRate.objects.filter(pk=row.pk)._raw_delete("default"),
    ]
    if connection.vendor == "sqlite":
        attempts.append(lambda: connection.cursor().execute(f"REPLACE INTO ledger_advancerate {copied}"))
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert AdvanceRate.objects.get().percent == 50


def test_the_forecast_goes_by_it_too_with_one_select_more_for_all(rate, signed, now, django_assert_num_queries):
    books, key = Book.objects.filter(project=signed.project_id), (signed.project_id, signed.year)
    assert known_of(books, now.date()).rates == {}
    rate(percent=60, on=now.date() - timedelta(days=1))
    rate(percent=100, number="13/QĐ-CTĐP")
    told = known_of(books, now.date())
    assert told.rates[key].percent == 100
    facts = {
        "year": signed.year,
        "given": 300 * M,
        "committed": 300 * M,
        "disbursed": 0,
        "given_on": now.date(),
    }
    before = Facts(**facts, parts=told.parts[key])
    after = Facts(**facts, parts=told.parts[key], decided=told.rates[key])
    assert [before.ceiling(0), after.ceiling(0)] == [0, 300 * M]
    assert [before.thresholds, after.thresholds] == [[0, 71], [0]]
    with django_assert_num_queries(1):
        rates_by_plan(Project.objects.values("pk"), now.date())


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once(committed_world, rate, ministry_leader, now):
    row = rate(until="proposed")

    def attempt(number):
        act = Act(by=ministry_leader, at=now, given=paper(now.date(), number))
        try:
            return ADVANCE_RATE.perform("advance_rate.decide", row, act).number
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(attempt, ("1", "2")))
    assert results in (["1", "wrong_state"], ["2", "wrong_state"])
    assert AdvanceRate.objects.get().number == results[0]
