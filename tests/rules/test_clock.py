"""The disbursement clock: the range, its sums, its causes; three roads of the same dossier."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from khuyencong.rules.advances import Part, Tier
from khuyencong.rules.clock import (
    Accepting,
    Agreed,
    Asked,
    Cause,
    Days,
    Facts,
    Step,
    Work,
    forecast,
    held_back,
    measured,
    needed,
    reason,
    total_of,
)

TRIEU = 10**6
MACHINES = Tier(code="b", percent=70, done=70, papers=(), law="Điều 13", verified=False)
TRAINING = Tier(code="a", percent=70, done=None, papers=(), law="Điều 13", verified=False)
SHORT = {
    **dict.fromkeys(Step, Days(quick=5, usual=10, slow=20, source="thử")),
    Step.WORK: Days(quick=60, usual=120, slow=200, source="thử"),
    Step.VOLUME: Days(quick=100, usual=95, slow=80, source="thử"),
}
DAY = date(2026, 7, 31)


def book(**more):
    """Machines for 200 million, signed in March, to be done by 30 November, 40 % done in July."""
    said = {
        "year": 2026,
        "given": 200 * TRIEU,
        "committed": 200 * TRIEU,
        "disbursed": 0,
        "given_on": date(2026, 1, 15),
        "contract": Agreed(begins_on=date(2026, 3, 1), ends_on=date(2026, 11, 30), since=date(2026, 3, 1)),
        "work": Work(done=40, on=date(2026, 7, 20)),
        "parts": (Part(name="Máy", amount=200 * TRIEU, tier=MACHINES),),
    }
    return Facts(**said | more)


def three(facts, on=DAY):
    found = forecast(facts, on, SHORT)
    return found.low, found.middle, found.high


DRAFTED = Asked(advance=True, amount=140 * TRIEU, step=Step.CLAIM, since=date(2026, 7, 1), missing=2)


@pytest.mark.parametrize(
    ("facts", "low", "middle", "high"),
    [
        # Slowly the rest is accepted too late, and so is the advance that 71 % of the work would open.
        (book(), 0, 140, 200),
        (book(contract=Agreed(begins_on=DAY, ends_on=date(2026, 12, 20), since=DAY)), 0, 140, 200),
        # A contract that runs into the next year has only its advance.
        (book(contract=Agreed(begins_on=DAY, ends_on=date(2027, 6, 30), since=DAY), work=Work()), 0, 0, 0),
        # All done and accepted: what is owed goes out at any pace.
        (book(final=True, disbursed=140 * TRIEU, advanced=140 * TRIEU, owed=60 * TRIEU), 200, 200, 200),
        # What the last acceptance let go of does not.
        (book(final=True, committed=140 * TRIEU, disbursed=140 * TRIEU, advanced=140 * TRIEU), 140, 140, 140),
        (book(held=True), 0, 0, 200),
        (book(over=True, disbursed=TRIEU), 1, 1, 1),
        (book(committed=0, contract=None, work=Work()), 0, 140, 200),
        (book(committed=150 * TRIEU), 0, 105, 150),
    ],
)
def test_where_a_dossier_stands_decides_its_range(facts, low, middle, high):
    assert three(facts) == (low * TRIEU, middle * TRIEU, high * TRIEU)


def test_after_the_year_nothing_more_goes_out():
    assert three(book(disbursed=7), on=date(2027, 1, 1)) == (7, 7, 7)


def test_a_claim_at_the_accountants_goes_out_even_in_december():
    paid = book(claim=Asked(advance=True, amount=140 * TRIEU, step=Step.PAY, since=date(2026, 12, 10)))
    assert three(paid, on=date(2026, 12, 11)) == (140 * TRIEU, 140 * TRIEU, 140 * TRIEU)
    drafted = book(claim=replace(DRAFTED, since=date(2026, 12, 10)))
    assert three(drafted, on=date(2026, 12, 11)) == (0, 0, 0)


def test_an_advance_nobody_asked_for_in_time_is_counted_on_only_at_quick_pace():
    asked = book(parts=(Part(name="Lớp", amount=200 * TRIEU, tier=TRAINING),), work=Work())
    late = replace(asked, contract=replace(asked.contract, ends_on=date(2027, 6, 30)))
    assert three(late) == (0, 0, 140 * TRIEU)
    soon = replace(late, contract=replace(late.contract, since=date(2026, 7, 20)))
    assert three(soon) == (140 * TRIEU, 140 * TRIEU, 140 * TRIEU)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            book(claim=DRAFTED),
            "Hợp đồng đến 30/11/2026, khối lượng 40 %, đề nghị đang soạn 30 ngày, thiếu 2 giấy: "
            "chi thêm thấp 0, giữa 140, cao 200 triệu.",
        ),
        (
            book(contract=None, committed=0),
            "Chưa có hợp đồng sau 197 ngày được giao: chi thêm thấp 0, giữa 140, cao 200 triệu.",
        ),
        (book(over=True), "Đề án đã dừng hoặc đã quyết toán: từ nay đến 31/12 không chi thêm."),
    ],
)
def test_the_reason_is_a_sentence(facts, words):
    assert reason(facts, forecast(facts, DAY, SHORT), DAY) == words


@pytest.mark.parametrize(
    ("facts", "held"),
    [
        (book(), [(Cause.WORK, 200, 152)]),
        (book(claim=DRAFTED), [(Cause.PAPERS, 140, 30), (Cause.WORK, 60, 152)]),
        (
            book(claim=replace(DRAFTED, step=Step.APPROVE, missing=0), given=250 * TRIEU),
            [(Cause.UNUSED, 50, 197), (Cause.APPROVE, 140, 30), (Cause.WORK, 60, 152)],
        ),
        (book(work=Work(done=80, on=DAY)), [(Cause.NO_CLAIM, 140, 0), (Cause.WORK, 60, 152)]),
        (book(contract=None, committed=0), [(Cause.NO_CONTRACT, 200, 197)]),
        (book(held=True), [(Cause.HELD, 200, 197)]),
        (
            book(accepting=Accepting(since=DAY, final=True), work=Work(done=100, on=DAY)),
            [(Cause.NO_CLAIM, 140, 0), (Cause.ACCEPTANCE, 60, 0)],
        ),
    ],
)
def test_every_dong_that_lies_has_one_cause(facts, held):
    assert [(each.cause, each.amount // TRIEU, each.days) for each in held_back(facts, DAY)] == held


@pytest.mark.parametrize(
    ("left", "on", "days", "a_week"),
    [(210, date(2026, 12, 10), 21, 70), (211, date(2026, 12, 10), 21, 71), (5, date(2026, 12, 30), 1, 5)],
)
def test_the_pace_needed_is_rounded_up(left, on, days, a_week):
    found = needed(left, on, 2026)
    assert (found.days, found.a_week) == (days, a_week)
    assert needed(left, date(2026, 12, 31), 2026).a_week is None


def test_days_are_measured_only_from_enough():
    convention = Days(quick=1, usual=2, slow=3, source="quy ước")
    few = measured(convention, [9] * 4, 5)
    assert (few.quick, few.usual, few.slow, few.source, few.seen) == (1, 2, 3, "quy ước", 4)
    enough = measured(convention, [*range(1, 11), 100], 5)
    assert (enough.quick, enough.usual, enough.slow, enough.seen) == (2, 6, 10, 11)


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
STEPS = st.sampled_from((Step.CLAIM, Step.CONFIRM, Step.APPROVE, Step.PAY))


@st.composite
def books(draw):
    """Any book that its dossiers allow."""
    given_ = draw(st.integers(1, 10**9))
    signed = draw(st.booleans())
    committed = draw(st.integers(1, given_)) if signed else 0
    disbursed = draw(st.integers(0, committed))
    advanced = draw(st.integers(0, disbursed))
    owed = draw(st.integers(0, committed - disbursed))
    begins = draw(DAYS)
    step = None if signed else draw(st.sampled_from((Step.CONTRACT, Step.SIGNING)))
    agreed = Agreed(
        begins_on=begins, ends_on=begins + timedelta(draw(st.integers(0, 500))), since=begins, step=step
    )
    left = committed - disbursed
    asked = st.builds(
        Asked,
        advance=st.booleans(),
        amount=st.integers(1, max(left, 1)),
        step=STEPS,
        since=DAYS,
        missing=st.integers(0, 4),
    )
    tier = draw(st.sampled_from((MACHINES, TRAINING, None)))
    return Facts(
        year=2026,
        given=given_,
        committed=committed,
        disbursed=disbursed,
        given_on=draw(DAYS),
        owed=owed,
        owed_since=draw(st.none() | DAYS),
        advanced=advanced,
        contract=agreed if signed else draw(st.none() | st.just(agreed)),
        work=draw(st.builds(Work, done=st.integers(0, 100), on=DAYS) | st.just(Work())),
        accepting=draw(st.none() | st.builds(Accepting, since=DAYS, final=st.booleans())),
        claim=draw(st.none() | asked) if left else None,
        parts=(Part(name="Phần", amount=10, tier=tier),),
        final=draw(st.booleans()) if signed else False,
        held=draw(st.booleans()),
        over=draw(st.booleans()),
    )


@given(books(), DAYS)
def test_the_range_is_in_order_between_what_is_out_and_what_was_given(facts, on):
    low, middle, high = three(facts, on)
    assert facts.disbursed <= low <= middle <= high <= facts.given


@given(books(), DAYS, DAYS)
def test_while_nothing_happens_the_forecast_never_rises(facts, one, other):
    early, late = sorted((one, other))
    # A report of a day between the two is something that happened.
    assume(facts.work.on is None or facts.work.on <= early)
    assert all(now <= then for then, now in zip(three(facts, early), three(facts, late), strict=True))


@given(books(), DAYS)
def test_the_causes_add_up_to_what_lies(facts, on):
    found = held_back(facts, on)
    assert sum(each.amount for each in found) == facts.waiting
    assert all(each.amount > 0 and each.days >= 0 for each in found)


@given(st.lists(books(), max_size=6), DAYS, st.integers(0, 6))
def test_sums_are_the_same_whichever_way_they_are_grouped(found, on, cut):
    every = [forecast(each, on, SHORT) for each in found]
    parts = total_of(every[:cut]).plus(total_of(every[cut:]))
    assert total_of(every) == parts
    assert parts.low == sum(each.low for each in every)
