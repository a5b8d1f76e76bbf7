"""Scores of capability: exact, explained, the same in any order, and moved only by what was corrected."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.capability import About, Counts, Criterion, Event, Measured, ranks, score
from khuyencong.rules.outcomes import months_after

CUT = date(2027, 12, 31)


def criterion(counts=Counts.MONTHLY, **more):
    plain = {
        "code": counts.value,
        "name": counts.label,
        "about": About.UNIT,
        "counts": counts,
        "weight": 20,
        "measured": Measured.SHARE,
        "full_at": 100,
        "none_at": 50,
        "months": 12,
        "least": 2,
    }
    return Criterion(**plain | more)


def event(key, value=1, of=1, counts=Counts.MONTHLY, on=date(2027, 6, 30), **more):
    return Event(key=str(key), counts=counts, on=on, value=value, of=of, **more)


MONTHLY, SPENT = criterion(), criterion(Counts.SPENT, weight=10, none_at=0, least=1)
DAYS = criterion(Counts.DAYS_TO_SETTLE, weight=30, measured=Measured.AVERAGE, full_at=15, none_at=90)


def judged(events, criteria=(MONTHLY, DAYS, SPENT), needs=0):
    return score(criteria, events, CUT, needs=needs)


def test_points_are_in_proportion_and_exact():
    events = [event(1), event(2), event(3, 0)]
    line = judged(events, [MONTHLY]).lines[0]
    assert (line.measure, line.points) == (Fraction(200, 3), Fraction(20, 3))
    assert line.words == "3 việc, 66,67 %: 6,67 trên 20 điểm (đủ điểm khi 100 %, không điểm khi 50 %)."
    assert judged(events, [MONTHLY]).total == Fraction(100, 3)


@pytest.mark.parametrize(
    ("values", "points"), [([15, 15], 30), ([0, 10], 30), ([90, 90], 0), ([400, 90], 0), ([15, 90], 15)]
)
def test_fewer_days_are_better_and_points_stay_between_nothing_and_all(values, points):
    events = [event(n, value, counts=Counts.DAYS_TO_SETTLE) for n, value in enumerate(values)]
    assert judged(events, [DAYS]).lines[0].points == points


def test_a_large_sum_weighs_more_in_a_share_and_the_same_in_a_mean():
    events = [event(1, 0, 1_000_000_000, Counts.SPENT), event(2, 1_000_000, 1_000_000, Counts.SPENT)]
    share = judged(events, [SPENT]).lines[0].measure
    mean = judged(events, [replace(SPENT, measured=Measured.MEAN)]).lines[0].measure
    assert (share, mean) == (Fraction(100, 1001), 50)


def test_too_few_events_are_no_data_and_never_a_guess():
    found = judged([event(1)], [MONTHLY])
    line = found.lines[0]
    assert (line.measure, line.points, found.total, found.hundredths) == (None, None, None, None)
    assert line.words == "Chưa đủ dữ liệu: mới có 1 việc, cần ít nhất 2; không tính vào điểm."
    assert judged([], [MONTHLY]).lines[0].words.startswith("Chưa đủ dữ liệu: chưa có việc nào")
    assert judged([], []).total is None


def test_a_score_rests_on_enough_of_the_weight_or_is_not_given():
    events = [event(1), event(2)]
    assert [judged(events, needs=needs).total for needs in (33, 34)] == [100, None]
    assert judged(events, needs=34).words == (
        "Chưa đủ dữ liệu: mới đo được 20 trên 60 điểm tối đa, cần ít nhất 34 %; không cho điểm chung."
    )


@pytest.mark.parametrize(
    ("on", "counted"),
    [(date(2026, 12, 31), 0), (date(2027, 1, 1), 1), (date(2027, 12, 31), 1), (date(2028, 1, 1), 0)],
)
def test_only_what_happened_in_the_window_counts(on, counted):
    assert judged([event(1, on=on)], [MONTHLY]).lines[0].counted == counted


def test_what_still_runs_counts_once_it_is_worse_than_what_earns_all():
    kind = Counts.DAYS_TO_SETTLE
    fast = [event(1, 15, counts=kind, running=True), event(2, 16, counts=kind, running=True)]
    assert [each.key for each in judged(fast, [DAYS]).lines[0].events] == ["2"]


def test_what_was_set_aside_is_shown_and_not_counted():
    events = [event(1), event(2), event(3, 0, set_aside="Bão, theo Quyết định 5")]
    line = judged(events, [MONTHLY]).lines[0]
    assert (len(line.events), line.counted, line.measure) == (3, 2, 100)


@pytest.mark.parametrize("wrong", [{"of": 0}, {"value": -1}])
def test_an_event_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="cannot be"):
        event(1, **wrong)


def test_an_event_handed_in_twice_is_refused():
    with pytest.raises(ValueError, match="once"):
        judged([event(1), event(1)])


@pytest.mark.parametrize("wrong", [{"weight": 0}, {"least": 0}, {"months": 0}, {"full_at": 50}])
def test_a_criterion_that_weighs_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="weighs"):
        criterion(**wrong)


def test_equal_scores_share_a_place_and_those_without_have_none():
    assert ranks({1: 9000, 2: 8000, 3: 9000, 4: None, 5: 7000}) == {1: 1, 3: 1, 2: 3, 5: 4}


KINDS = (Counts.MONTHLY, Counts.DAYS_TO_SETTLE, Counts.SPENT, Counts.FAULTS)


@st.composite
def happenings(draw):
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=25))
    return [
        event(
            number,
            draw(st.integers(0, 10**11)),
            draw(st.integers(1, 10**11)),
            kind,
            months_after(CUT, -draw(st.integers(0, 14))),
        )
        for number, kind in enumerate(kinds)
    ]


@given(happenings(), st.randoms())
def test_the_order_of_events_never_matters(events, chance):
    mixed = list(events)
    chance.shuffle(mixed)
    assert judged(mixed) == judged(events)


@given(happenings(), st.data())
def test_one_corrected_event_changes_its_own_line_and_nothing_else(events, data):
    if not events:
        return
    at = data.draw(st.integers(0, len(events) - 1))
    corrected = [*events]
    corrected[at] = replace(events[at], value=data.draw(st.integers(0, 10**11)))
    before, after = judged(events), judged(corrected)
    kept = [(one, other) for one, other in zip(before.lines, after.lines, strict=True) if one != other]
    assert [one.criterion.counts for one, _ in kept] in ([], [events[at].counts])
    if before.total is not None and after.total is not None:
        moved = sum(((b.points or 0) - (a.points or 0) for a, b in kept), Fraction(0))
        assert after.total - before.total == moved * 100 / before.weighed


@given(happenings())
def test_a_score_is_the_sum_of_its_points_between_nothing_and_a_hundred(events):
    found = judged(events)
    points = [each.points for each in found.lines if each.points is not None]
    assert all(0 <= each.points <= each.criterion.weight for each in found.lines if each.points is not None)
    if found.total is not None:
        assert found.total == sum(points, Fraction(0)) * 100 / found.weighed
        assert 0 <= found.hundredths <= 10_000


@given(happenings(), st.sampled_from(KINDS))
def test_a_better_event_never_lowers_the_score(events, kind):
    found = judged(events, [replace(MONTHLY, counts=kind)])
    better = judged([*events, event("more", 1, 1, kind)], [replace(MONTHLY, counts=kind)])
    perfect = all(each.value <= each.of for each in events)
    if perfect and found.total is not None:
        assert better.total >= found.total


def test_three_hundred_events_take_milliseconds():
    events = [event(n, n % 2, 1, KINDS[n % 4]) for n in range(300)]
    begun = perf_counter()
    judged(events)
    assert perf_counter() - begun < 0.05
