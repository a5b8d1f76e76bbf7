"""Results after acceptance: months by the calendar, promised against got, unknown never taken for nothing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.outcomes import (
    Kept,
    Measure,
    Told,
    UnreadableError,
    bare,
    check_figures,
    check_promises,
    in_wholes,
    kept_of,
    months_after,
    read_figure,
    written,
)

JOBS = Measure(code="jobs", name="Việc làm", question="Mấy người?", unit="người")
ENERGY = Measure(code="energy", name="Điện", question="Bao nhiêu?", unit="kWh")
RISE = Measure(code="rise", name="Năng suất", question="Bao nhiêu?", unit="%", places=2)
MOST = JOBS.most


def told(promised, got):
    return Told(measure="jobs", promised=promised, got=got)


@pytest.mark.parametrize(
    ("on", "months", "day"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_go_by_the_calendar(on, months, day):
    assert months_after(on, months) == day


def test_only_what_is_known_on_both_sides_is_compared():
    found = kept_of([told(10, 8), told(None, 5), told(4, None), told(None, None), told(2, 0)])
    assert found == Kept(promised=12, got=8, compared=2, unpromised=1, unknown=2)
    assert found.share == Fraction(8, 12)
    parts = kept_of([told(Decimal("0.1"), Decimal("0.2")), told(Decimal("0.2"), Decimal("0.1"))])
    assert (parts.promised, parts.got, parts.share) == (Decimal("0.3"), Decimal("0.3"), 1)
    assert kept_of([told(None, 5)]).share is None
    assert kept_of([told(0, 5)]).share is None


COUNTS = st.none() | st.decimals(-MOST, MOST, places=3)


@given(
    st.lists(
        st.builds(
            Told, measure=st.just("jobs"), promised=st.none() | st.decimals(0, MOST, places=3), got=COUNTS
        )
    )
)
def test_every_row_is_compared_unpromised_or_unknown(rows):
    found = kept_of(rows)
    assert found.compared + found.unpromised + found.unknown == len(rows)


@pytest.mark.parametrize(
    ("given_", "codes"),
    [
        ({"jobs": 3, "energy": None}, []),
        ({"jobs": -3, "energy": 0}, []),
        ({"jobs": None, "energy": None}, ["nothing"]),
        ({"jobs": MOST + 1}, ["too_great"]),
    ],
)
def test_an_answer_says_something_and_may_be_bad_news(given_, codes):
    assert [each.code for each in check_figures(given_, [JOBS, ENERGY])] == codes


@pytest.mark.parametrize(
    ("given_", "codes"),
    [({"jobs": 0}, []), ({}, []), ({"jobs": -1}, ["not_a_promise"]), ({"jobs": MOST + 1}, ["not_a_promise"])],
)
def test_nobody_promises_less_than_nothing(given_, codes):
    assert [each.code for each in check_promises(given_, [JOBS])] == codes


@pytest.mark.parametrize("check", [check_figures, check_promises])
def test_what_would_be_rounded_and_what_is_beyond_belief_is_refused(check):
    given_ = {"jobs": Decimal("2.5"), "rise": Decimal("12.345")}
    assert [each.code for each in check(given_, [JOBS, RISE])] == ["too_fine", "too_fine"]
    assert list(check({"jobs": Decimal(2), "rise": Decimal("12.34")}, [JOBS, RISE])) == []
    assert [each.place for each in check({"rise": Decimal(RISE.most + 1)}, [RISE])] == ["Ô “Năng suất”"]


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("", JOBS, None),
        ("  ", RISE, None),
        ("1.200.000", JOBS, "1200000"),
        ("1 200", JOBS, "1200"),
        ("-5", JOBS, "-5"),
        ("−5", RISE, "-5"),
        ("12,5", RISE, "12.5"),
        ("12,50", RISE, "12.5"),
        ("0,05", RISE, "0.05"),
        ("1.200", RISE, "1200"),
        ("1.234.567,89", RISE, "1234567.89"),
    ],
)
def test_a_figure_is_read_as_people_type_it(text, measure, value):
    assert read_figure(text, measure) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "measure", "words"),
    [
        ("12.5", RISE, "ghi 12,5."),
        ("12.5", JOBS, "chưa rõ là số nào: ghi số nguyên"),
        ("1.20", JOBS, "chưa rõ"),
        ("1,200", JOBS, "hàng nghìn ngăn bằng dấu chấm (1.200)"),
        ("1,200", RISE, "hàng nghìn ngăn bằng dấu chấm (1.200)"),
        ("32,5", JOBS, "32,5 thì làm tròn, ghi 33."),
        ("12,0", JOBS, "12,0 thì làm tròn, ghi 12."),
        ("12,3456", RISE, "12,3456 thì làm tròn, ghi 12,35."),
        ("1,2,3", RISE, "chưa rõ"),
        (",5", RISE, "chưa rõ"),
        ("5,", RISE, "chưa rõ"),
        ("vài", RISE, "nhiều nhất 2 chữ số sau dấu phẩy"),
        ("1e5", JOBS, "chưa rõ"),
        ("٣", JOBS, "chưa rõ"),
        ("12,5 %", RISE, "chưa rõ"),
    ],
)
def test_a_figure_that_could_be_two_is_asked_again(text, measure, words):
    with pytest.raises(UnreadableError) as wrong:
        read_figure(text, measure)
    assert words in str(wrong.value)


@given(st.decimals(-MOST // 100, MOST // 100, places=2))
def test_what_is_printed_is_read_back_to_the_last_digit(value):
    assert read_figure(written(value), RISE) == value


@given(st.lists(st.decimals(0, MOST // 1000, places=3), min_size=2, max_size=2))
def test_shares_stay_the_same_in_whole_parts(values):
    got, of = in_wholes(*values)
    assert got * values[1] == of * values[0]


def test_whole_figures_stay_whole():
    assert in_wholes(Decimal("5.000"), Decimal(10)) == (5, 10)
    assert [(bare(each), type(bare(each))) for each in (Decimal("5.000"), Decimal("12.50"), None)] == [
        (5, int),
        (Decimal("12.5"), Decimal),
        (None, type(None)),
    ]
