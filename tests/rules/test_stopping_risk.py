"""Nguy cơ dừng: each sign at its limit and one before it; the level is the sum of what is written."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.stopping_risk import Level, Seen, Sign, risk_of

SIGNS = {
    "counterpart": Sign(weight=3, limit=50),
    "no_revenue": Sign(weight=1, limit=0),
    "young": Sign(weight=2, limit=24),
    "withdrawn": Sign(weight=3, limit=1),
    "running": Sign(weight=2, limit=2),
    "behind": Sign(weight=3, limit=20),
    "late_reports": Sign(weight=2, limit=2),
    "no_advance": Sign(weight=2, limit=7),
    "watch": Sign(weight=0, limit=3),
    "high": Sign(weight=0, limit=6),
}
CALM = Seen(
    counterpart=49,
    owners=1,
    revenue=100,
    months_old=24,
    elapsed=50,
    done=31,
    signed=True,
    advanced=1,
    year=2026,
)
DAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"counterpart": 50}, ["counterpart"]),
        ({"revenue": None}, ["no_revenue"]),
        ({"revenue": None, "counterpart": 0}, []),
        ({"months_old": 23}, ["young"]),
        ({"months_old": None}, []),
        ({"withdrawn": 1}, ["withdrawn"]),
        ({"running": 1}, []),
        ({"running": 2}, ["running"]),
        ({"done": 30}, ["behind"]),
        ({"elapsed": 500, "done": 81}, []),
        ({"elapsed": 500, "done": 80}, ["behind"]),
        ({"late_reports": 1}, []),
        ({"late_reports": 2}, ["late_reports"]),
        ({"advanced": 0}, ["no_advance"]),
        ({"advanced": 0, "signed": False, "done": 0, "late_reports": 9}, []),
    ],
)
def test_each_sign_counts_from_its_limit_on(change, codes):
    assert [each.code for each in risk_of(replace(CALM, **change), SIGNS, DAY).reasons] == codes


def test_before_mid_year_nobody_must_have_been_advanced_anything():
    assert risk_of(replace(CALM, advanced=0), SIGNS, date(2026, 6, 30)).reasons == []


@pytest.mark.parametrize(
    ("change", "level", "weight"),
    [
        ({"months_old": 3}, Level.LOW, 2),
        ({"withdrawn": 1}, Level.WATCH, 3),
        ({"withdrawn": 1, "months_old": 3}, Level.WATCH, 5),
        ({"withdrawn": 1, "counterpart": 200}, Level.HIGH, 6),
    ],
)
def test_the_level_is_the_sum_of_the_weights(change, level, weight):
    found = risk_of(replace(CALM, **change), SIGNS, DAY)
    assert (found.level, found.weight) == (level, weight)


def test_the_reasons_are_sentences_the_heaviest_first():
    found = risk_of(replace(CALM, withdrawn=2, months_old=5), SIGNS, DAY)
    assert [each.words for each in found.reasons] == [
        "Cơ sở đã từng rút hoặc dừng 2 đề án.",
        "Cơ sở mới thành lập 5 tháng.",
    ]


SEEN = st.builds(
    Seen,
    counterpart=st.integers(0, 10**12),
    owners=st.integers(0, 3),
    revenue=st.none() | st.integers(0, 10**12),
    months_old=st.none() | st.integers(0, 500),
    withdrawn=st.integers(0, 3),
    running=st.integers(0, 5),
    done=st.integers(0, 100),
    elapsed=st.none() | st.integers(0, 400),
    late_reports=st.integers(0, 12),
    signed=st.booleans(),
    advanced=st.integers(0, 10),
    year=st.just(2026),
)


@given(SEEN, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_more_lateness_never_lowers_the_risk_and_no_row_no_reason(seen, on):
    found = risk_of(seen, SIGNS, on)
    worse = replace(seen, late_reports=seen.late_reports + 1, withdrawn=seen.withdrawn + 1)
    assert risk_of(worse, SIGNS, on).weight >= found.weight
    assert found.weight == sum(each.weight for each in found.reasons)
    assert risk_of(seen, {}, on).reasons == []
