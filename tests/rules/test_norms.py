"""Which norm binds, the most it allows, and that what was judged once is judged again alike."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.findings import Severity
from khuyencong.rules.norms import (
    Bound,
    LawUnclearError,
    Norm,
    Purse,
    check_support,
    highest_support,
    norm_in_force,
)
from khuyencong.rules.what_if import Draft, norms_after, shifts

M = 1_000_000
CHANGED = date(2018, 5, 11)
NOW = datetime(2026, 11, 23, tzinfo=ZoneInfo("UTC"))
LAW_2018 = "Điều 8 khoản 4, Thông tư 28/2018/TT-BTC"
OLD = Norm(
    key="kcqg-may-moc@2014-04-08#1",
    item="may-moc",
    name="Máy móc",
    purse=Purse.NATIONAL,
    rate=Fraction(1, 2),
    cap=200 * M,
    multiplier=Fraction(3, 2),
    per="cơ sở",
    since=date(2014, 4, 8),
    until=CHANGED,
    document="TTLT 26/2014/TTLT-BTC-BCT",
    clause="Điều 6 khoản 2 điểm c",
    verified=True,
)
NEW = replace(
    OLD,
    key="kcqg-may-moc@2018-05-11#1",
    cap=300 * M,
    since=CHANGED,
    until=None,
    document="Thông tư 28/2018/TT-BTC",
    clause="Điều 8 khoản 4",
)
LAW = [OLD, NEW]
NORMS = st.builds(
    lambda rate, cap, multiplier: replace(NEW, rate=rate, cap=cap, multiplier=multiplier),
    st.fractions(min_value=0, max_value=1, max_denominator=10000),
    st.integers(0, 10**10),
    st.sampled_from([None, Fraction(1), Fraction(3, 2)]),
)
COSTS = st.integers(0, 10**11)
DAYS = st.dates(date(2014, 4, 8), date(2030, 12, 31))


def binding(on, norms=LAW, **asked):
    return norm_in_force(norms, "may-moc", on, Purse.NATIONAL, **asked)


@pytest.mark.parametrize(
    ("cost", "given_then", "most"),
    [(270 * M, 127 * M, 135 * M), (60 * M, 28 * M, 30 * M), (680 * M, 300 * M, 300 * M)],
)
def test_the_three_published_cases_pass_and_one_dong_above_the_most_is_refused_with_the_clause(
    cost, given_then, most
):
    norm = binding(date(2025, 3, 1))
    assert check_support(norm, given_then, cost) == ()
    assert check_support(norm, most, cost) == ()
    [refused] = check_support(norm, most + 1, cost)
    assert (refused.code, refused.severity, LAW_2018 in refused.message) == ("above_norm", Severity.ERROR, True)


def test_the_change_of_may_2018_is_felt_from_its_first_day():
    assert [highest_support(binding(day), 680 * M).amount for day in (date(2018, 5, 10), CHANGED)] == [
        200 * M,
        300 * M,
    ]


def test_the_steps_are_told_in_the_order_rate_cap_multiplier():
    assert highest_support(NEW, 680 * M, priority=True).steps == (
        "50 % của 680.000.000 đồng là 340.000.000 đồng.",
        "Mức tối đa 300.000.000 đồng/cơ sở; lấy mức tối đa.",
        "Địa bàn, ngành nghề ưu tiên: tối đa 1,5 lần mức trên, là 450.000.000 đồng.",
        f"Căn cứ: {LAW_2018}.",
    )


def test_a_cap_counts_once_for_each_establishment_of_a_group():
    assert highest_support(NEW, 3000 * M, count=4).amount == 1200 * M


def test_before_the_first_norm_the_gap_is_named():
    with pytest.raises(LawUnclearError) as unclear:
        binding(date(2014, 4, 7))
    assert str(unclear.value) == (
        "Ngày 07/04/2014 chưa có định mức khuyến công quốc gia nào cho “Máy móc”; "
        "định mức sau có hiệu lực từ 08/04/2014."
    )


def test_two_norms_of_one_day_are_no_answer_and_both_are_named():
    other = replace(NEW, key="other", cap=250 * M)
    with pytest.raises(LawUnclearError) as unclear:
        binding(CHANGED, [OLD, NEW, other])
    assert unclear.value.candidates == (NEW, other)


def test_a_province_answers_only_with_its_own_norm():
    own = replace(NEW, purse=Purse.LOCAL, province="66-2025", cap=240 * M)
    assert norm_in_force([NEW, own], "may-moc", CHANGED, Purse.LOCAL, "66-2025") == own
    with pytest.raises(LawUnclearError):
        norm_in_force([NEW, own], "may-moc", CHANGED, Purse.LOCAL, "82-2025")


def test_above_a_norm_nobody_has_read_is_a_warning():
    [told] = check_support(replace(NEW, verified=False), 400 * M, 680 * M)
    assert (told.code, told.severity, "cần xác minh" in told.message) == ("above_norm", Severity.WARNING, True)


@pytest.mark.parametrize("bound", [Bound.PRICE, Bound.REFERENCE, Bound.UNKNOWN])
def test_where_the_law_has_no_figure_none_is_proposed(bound):
    norm = replace(NEW, bound=bound, rate=None, cap=None)
    assert highest_support(norm, 10 * M).amount is None
    assert [each.code for each in check_support(norm, 10 * M, 10 * M)] == ["no_figure"]
    assert [each.code for each in check_support(norm, 10 * M + 1, 10 * M)] == ["above_norm"]


@given(NORMS, COSTS, st.integers(1, 20))
def test_support_never_exceeds_rate_times_cost_nor_cap(norm, cost, count):
    amount = highest_support(norm, cost, count=count).amount
    assert type(amount) is int
    assert amount <= norm.rate * cost
    assert amount <= norm.cap * count
    assert amount + 1 > min(norm.rate * cost, norm.cap * count)


@given(NORMS, COSTS)
def test_priority_raises_by_the_multiplier_at_most_and_never_above_the_cost(norm, cost):
    plain, raised = (highest_support(norm, cost, priority=each).amount for each in (False, True))
    assert plain <= raised <= min(cost, plain * (norm.multiplier or 1))


@given(NORMS, COSTS, st.booleans())
def test_what_is_proposed_is_never_refused_and_one_dong_more_always_is(norm, cost, priority):
    most = highest_support(norm, cost, priority=priority).amount
    assert check_support(norm, most, cost, priority=priority) == ()
    assert [each.code for each in check_support(norm, most + 1, cost, priority=priority)] == ["above_norm"]


@given(DAYS, DAYS, COSTS, st.integers(0, 10**10))
def test_yesterdays_projects_recompute_alike_after_a_norm_changes_tomorrow(judged, tomorrow, cost, cap):
    changed = replace(NEW, key="next", since=tomorrow, cap=cap)
    if tomorrow <= CHANGED:
        return
    later = norms_after(LAW, changed)
    on = min(judged, tomorrow - timedelta(days=1))
    assert highest_support(binding(on, later), cost).amount == highest_support(binding(on), cost).amount
    assert binding(tomorrow, later) == changed


@given(DAYS, st.integers(0, 10**10))
def test_what_was_read_wrongly_is_still_known_as_it_was_read_then(on, cap):
    wrong = [replace(each, superseded_at=NOW) for each in LAW]
    right = [replace(each, key=each.key + "b", cap=cap, recorded_at=NOW) for each in LAW]
    before = binding(on, [*wrong, *right], known_at=NOW - timedelta(days=1))
    assert before.cap == binding(on).cap
    assert binding(on, [*wrong, *right]).cap == cap


def drafts():
    kinds = {"may-moc": (600 * M, 300 * M), "khac": (600 * M, 300 * M)}
    for item, (cost, asked) in kinds.items():
        yield Draft(
            key=item,
            title=item,
            item=item,
            purse=Purse.NATIONAL,
            on=date(2027, 1, 15),
            cost=cost,
            requested=asked,
        )
    yield Draft(
        key="truoc",
        title="Trước",
        item="may-moc",
        purse=Purse.NATIONAL,
        on=date(2026, 12, 1),
        cost=600 * M,
        requested=300 * M,
    )


def test_a_circular_to_come_tells_which_drafts_it_would_judge_otherwise_and_by_how_much():
    circular = replace(NEW, key="next", since=date(2027, 1, 1), cap=250 * M)
    [shift] = shifts(LAW, circular, drafts())
    assert (shift.draft.key, shift.difference, shift.refused_before, shift.refused_after) == (
        "may-moc",
        -50 * M,
        False,
        True,
    )
