"""What a cluster's rows say: land on a day, how full it is, contradictions with their size, conditions."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.clusters import (
    NEW,
    STANDING,
    Let,
    Mark,
    Paper,
    Total,
    Verdict,
    ares,
    hectares,
    judged,
    land_on,
    quarrels,
    standing_on,
)

TODAY = date(2026, 11, 30)
PAPERS = [
    Paper(kind="listed", on=date(2020, 1, 1), area=500_000),
    Paper(kind="established", on=date(2021, 1, 1), area=300_000),
    Paper(kind="detailed", on=date(2022, 1, 1), area=290_000, industrial=200_000),
    Paper(kind="expanded", on=date(2024, 1, 1), area=100_000),
    Paper(kind="expanded", on=date(2025, 1, 1), area=50_000),
]


def let(key=1, area=50_000, since=date(2022, 6, 1), until=None, lot="", tenant=1):
    return Let(key=key, tenant=tenant, area=area, since=since, until=until, lot=lot)


def test_land_is_what_the_papers_of_the_day_say_and_expansions_add_up():
    land = land_on(PAPERS, [let(), let(key=2, until=TODAY)], TODAY)
    assert (land.listed, land.established, land.expanded, land.detailed) == (500_000, 300_000, 150_000, 290_000)
    assert (land.whole, land.industrial, land.leased, land.free) == (450_000, 200_000, 50_000, 150_000)
    assert land.occupancy == Fraction(1, 4)
    before = land_on(PAPERS, [let()], date(2021, 6, 1))
    assert (before.industrial, before.occupancy, before.free, before.leased) == (None, None, None, 0)


def test_what_it_is_in_law_goes_by_the_day():
    ended = [*PAPERS, Paper(kind="ended", on=TODAY)]
    days = (date(2019, 1, 1), date(2020, 6, 1), date(2021, 6, 1), TODAY - timedelta(days=1), TODAY)
    assert [standing_on(ended, day) for day in days] == ["", "listed", "established", "established", "ended"]


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(0, 3000), st.none() | st.integers(1, 2000)), max_size=20
    ),
    st.integers(0, 4000),
)
def test_leased_land_is_the_sum_of_the_rows_that_run_that_day(rows, offset):
    first, day = date(2015, 1, 1), date(2015, 1, 1) + timedelta(days=offset)
    lets = [
        let(
            key=key,
            area=area,
            since=first + timedelta(days=since),
            until=None if length is None else first + timedelta(days=since + length),
        )
        for key, (area, since, length) in enumerate(rows)
    ]
    running = [
        area for area, since, length in rows if since <= offset and (length is None or offset < since + length)
    ]
    land = land_on([Paper(kind="detailed", on=first, area=1, industrial=10**6)], lets, day)
    assert land.leased == sum(running)
    assert land.occupancy == Fraction(sum(running), 10**6)
    assert land.free == max(10**6 - sum(running), 0)


def test_each_contradiction_says_its_size_and_none_is_put_right():
    lets = [let(area=150_000, lot="A1"), let(key=2, area=80_000, lot="a1", tenant=2)]
    totals = [
        Total(measure="leased", value=200_000, on=date(2026, 6, 14)),
        Total(measure="leased", value=1, on=date(2025, 6, 14)),
        Total(measure="projects", value=2, on=date(2026, 6, 14)),
        Total(measure="jobs", value=9, on=date(2026, 6, 14)),
    ]
    found = quarrels(PAPERS, lets, totals, TODAY)
    assert [(each.code, each.severity) for each in found] == [
        ("let_more_than_there_is", "warning"),
        ("lot_let_twice", "warning"),
        ("leased_apart", "warning"),
    ]
    assert "hơn đất công nghiệp 20,00 ha là 3,00 ha" in found[0].message
    assert "lệch 3,00 ha" in found[2].message
    assert quarrels(PAPERS, [let()], [], TODAY) == []


def test_industrial_land_is_no_more_than_the_whole():
    papers = [
        Paper(kind="established", on=date(2021, 1, 1), area=100_000),
        Paper(kind="detailed", on=date(2022, 1, 1), area=100_000, industrial=120_000),
    ]
    assert [each.code for each in quarrels(papers, [], [], TODAY)] == ["more_industrial_than_whole"]


@pytest.mark.parametrize(
    ("bound", "value", "known", "verdict"),
    [
        ("least", 60, Fraction(6, 10), Verdict.ENOUGH),
        ("least", 60, Fraction(5999, 10000), Verdict.SHORT),
        ("more", 50, Fraction(1, 2), Verdict.SHORT),
        ("more", 50, Fraction(5001, 10000), Verdict.ENOUGH),
        ("most", 60, Fraction(6, 10), Verdict.ENOUGH),
        ("most", 60, Fraction(7, 10), Verdict.SHORT),
        ("least", 60, None, Verdict.UNKNOWN),
    ],
)
def test_a_rate_is_held_to_its_bound_exactly(bound, value, known, verdict):
    mark = Mark(
        code="x", name="x", asks="occupancy_to_expand", bound=bound, value=Fraction(value), measure="percent"
    )
    assert [each.verdict for each in judged([mark], {"occupancy_to_expand": known}, STANDING)] == [verdict]


def test_what_has_only_to_be_there_and_what_is_not_asked_of_it():
    marks = [
        Mark(code="a", name="a", asks="investor"),
        Mark(code="b", name="b", asks="listed"),
        Mark(code="c", name="c", asks="land"),
        Mark(code="d", name="d", asks="area", bound="least", value=Fraction(10), measure="ha"),
    ]
    seen = {"investor": True, "listed": False, "land": None, "area": Fraction(999, 100)}
    found = [(each.mark.code, each.verdict.value) for each in judged(marks, seen, NEW)]
    assert found == [("b", "short"), ("c", "unknown"), ("a", "enough"), ("d", "short")]
    assert [each.mark.code for each in judged(marks, seen, STANDING)] == ["d"]


def test_square_metres_are_told_in_hectares_and_kept_in_hundredths_of_them():
    assert [hectares(each) for each in (None, 0, 12_345, 10_000_000)] == ["–", "0,00", "1,2345", "1.000,00"]
    assert [ares(each) for each in (0, 49, 50, 149, 150, 12_345)] == [0, 0, 1, 1, 2, 123]
