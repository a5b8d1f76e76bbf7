"""Choosing outstanding products: sheets, exact means, ranks, councils, years, terms, who may enter."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.calendar import calendar
from khuyencong.rules.certificates import Term, Validity
from khuyencong.rules.products import (
    Criterion,
    Declared,
    Lower,
    Seats,
    Usual,
    council_findings,
    declared_findings,
    last_day_of,
    lower_findings,
    mean_of,
    mean_words,
    most_of,
    ranked,
    reaches,
    sheet_findings,
    standing_on,
    term_from,
    year_findings,
)

CRITERIA = [Criterion(code=code, name=code, most=most) for code, most in (("a", 40), ("b", 40), ("c", 10))]
totals = st.lists(st.integers(0, 1000), min_size=1, max_size=15)


def codes(found):
    return [each.code for each in found]


@given(st.fixed_dictionaries({each.code: st.integers(0, each.most * 10) for each in CRITERIA}))
def test_points_from_none_to_the_most_are_always_a_sheet(tenths):
    assert sheet_findings(tenths, CRITERIA) == []


@given(st.sampled_from(CRITERIA), st.integers(1, 10_000), st.booleans())
def test_one_tenth_outside_is_always_refused_and_says_where(criterion, beyond, above):
    tenths = {each.code: 0 for each in CRITERIA}
    tenths[criterion.code] = criterion.most * 10 + beyond if above else -beyond
    [found] = sheet_findings(tenths, CRITERIA)
    assert (found.code, found.place) == ("out_of_range", criterion.name)


def test_a_sheet_scores_every_criterion_and_no_other():
    assert codes(sheet_findings({"a": 1, "b": None, "x": 5}, CRITERIA)) == [
        "not_scored",
        "not_scored",
        "unknown_criterion",
    ]


@given(totals, st.integers(1, 100))
def test_a_mean_reaches_the_threshold_exactly_when_the_sum_does(sums, threshold):
    assert reaches(mean_of(sums), threshold) == (sum(sums) >= threshold * 10 * len(sums))


@given(totals)
def test_a_mean_lies_between_the_lowest_and_the_highest_whatever_the_order(sums):
    mean = mean_of(sums)
    assert Fraction(min(sums), 10) <= mean <= Fraction(max(sums), 10)
    assert mean == mean_of(list(reversed(sums)))


@given(totals, st.integers(1, 100))
def test_what_is_printed_never_reads_as_reached_where_it_is_not(sums, threshold):
    mean = mean_of(sums)
    shown = Fraction(mean_words(mean).replace(",", "."))
    assert shown <= mean < shown + Fraction(1, 100)
    assert reaches(shown, threshold) == reaches(mean, threshold)


def test_nobody_scored_is_no_mean():
    assert (mean_of([]), reaches(None, 1), mean_words(None)) == (None, False, "")


@given(st.dictionaries(st.integers(1, 50), st.one_of(st.none(), st.integers(0, 100).map(Fraction))))
def test_ranks_follow_the_means_and_equals_share_one(means):
    ranks = ranked(means)
    assert set(ranks) == {key for key, mean in means.items() if mean is not None}
    for key, rank in ranks.items():
        assert rank == 1 + sum(mean is not None and mean > means[key] for mean in means.values())


@given(st.integers(0, 40), st.integers(0, 40))
def test_most_is_more_than_half(count, among):
    assert most_of(count, among) == (count > among / 2)


@given(st.integers(0, 15), st.integers(0, 2), st.integers(0, 15), st.integers(0, 2))
def test_council_and_jury_are_faulted_for_what_is_wrong_and_nothing_else(council, chairs, judges, heads):
    seats = Seats(council=council, chairs=chairs, judges=judges, heads=heads)
    expected = [
        *(["council_size"] if council not in (7, 9) else []),
        *(["no_chair"] if chairs != 1 else []),
        *(["jury_even"] if judges % 2 == 0 else []),
        *(["no_head"] if judges and heads != 1 else []),
    ]
    assert codes(council_findings(seats, (7, 9), council_law="Điều 9", jury_law="Điều 11")) == expected


@pytest.mark.parametrize(
    ("years", "year", "last", "below", "code"),
    [
        ("odd", 2017, None, None, []),
        ("odd", 2016, None, None, ["other_year"]),
        ("even", 2016, 2014, None, []),
        ("even", 2016, 2015, None, ["too_soon"]),
        ("any", 2026, 2024, None, []),
        ("any", 2026, 2025, None, ["too_soon"]),
        ("any", 2026, 2026, None, []),
        ("after", 2025, None, 2024, []),
        ("after", 2026, None, 2024, ["other_year"]),
        ("after", 2026, None, None, []),
    ],
)
def test_an_unusual_year_is_warned_of_and_never_stopped(years, year, last, below, code):
    found = year_findings(year, Usual(every=2, years=years, law="Điều 14"), last=last, last_below=below)
    assert (codes(found), {each.severity.value for each in found} - {"warning"}) == (code, set())


@given(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 5), st.booleans())
def test_every_declaration_that_lacks_is_named(own, original, serial, angles, described):
    said = Declared(own=own, original=original, serial=serial, angles=angles, described=described)
    expected = [
        *(["not_own"] if not own else []),
        *(["copied"] if not original else []),
        *(["single_piece"] if not serial else []),
        *(["not_described"] if not described else []),
        *(["photos_missing"] if angles < 3 else []),
    ]
    assert codes(declared_findings(said, photos=3, law="Điều 4", photo_law="Điều 12")) == expected


STANDS = Validity(last=date(2028, 12, 31), latest=date(2028, 12, 31), law="Điều 17", verified=True)


@pytest.mark.parametrize(
    ("below", "lower", "instead", "letter", "expected"),
    [
        ("", None, False, False, []),
        ("province", None, False, True, ["no_lower"]),
        ("commune", None, True, True, []),
        ("commune", None, True, False, ["no_letter"]),
        ("province", Lower(level="province", own=True, validity=STANDS), False, True, []),
        ("province", Lower(level="commune", own=True, validity=STANDS), False, True, ["wrong_lower"]),
        ("province", Lower(level="province", own=False, validity=STANDS), False, True, ["wrong_lower"]),
    ],
)
def test_who_may_enter_at_a_higher_level(below, lower, instead, letter, expected):
    found = lower_findings(
        below, "cấp dưới", lower, instead=instead, letter=letter, on=date(2026, 11, 23), law="Điều 12"
    )
    assert codes(found) == expected


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_a_certificate_from_below_serves_exactly_as_long_as_it_stands(on):
    lower = Lower(level="province", own=True, validity=STANDS)
    found = lower_findings("province", "cấp tỉnh", lower, instead=False, letter=True, on=on, law="Điều 12")
    assert (codes(found) == []) == (on <= date(2028, 12, 31))


def test_a_certificate_whose_term_nobody_read_serves_nowhere():
    lower = Lower(level="province", own=True, validity=Validity(last=None, latest=None))
    found = lower_findings(
        "province", "cấp tỉnh", lower, instead=False, letter=True, on=date(2013, 1, 1), law="Điều 12"
    )
    assert codes(found) == ["lower_ended"]


TERMS = (
    Term(years=3, since=date(2014, 10, 21), until=date(2018, 8, 16), law="Điều 17", verified=True),
    Term(years=4, since=date(2018, 8, 16), until=None, law="14/2018", verified=False),
)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2014, 10, 20), None),
        (date(2014, 10, 21), date(2016, 12, 31)),
        (date(2018, 8, 15), date(2020, 12, 31)),
        (date(2018, 8, 16), date(2021, 12, 31)),
        (date(2026, 11, 23), date(2029, 12, 31)),
    ],
)
def test_the_term_is_that_of_the_very_day_of_the_grant(day, last):
    assert term_from(day, TERMS).last == last


@given(st.dates(), st.one_of(st.none(), st.dates()), st.booleans())
def test_a_certificate_stands_in_one_way_on_a_day(on, last, withdrawn):
    standing = standing_on(withdrawn=withdrawn, last=last, on=on)
    if withdrawn:
        assert standing == "withdrawn"
    elif last is None:
        assert standing == "unknown"
    else:
        assert (standing == "valid") == (on <= last)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 40))
def test_a_term_in_working_days_never_ends_before_one_in_days(since, days):
    known = calendar((), ())
    working = last_day_of(since, days, working=True, known=known)
    assert working >= last_day_of(since, days, working=False, known=known) > since
