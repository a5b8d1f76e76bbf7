"""Until when certificates stand: by the year of grant, and what is said where the law changed or was unread."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.industry.queries.lists import certificate_asked, certificate_terms, validity_in, years_standing
from khuyencong.rules.certificates import validity_of


@pytest.mark.parametrize(
    ("year", "last", "latest"),
    [
        (2013, None, None),
        (2014, None, None),
        (2015, date(2017, 12, 31), date(2017, 12, 31)),
        (2017, date(2019, 12, 31), date(2019, 12, 31)),
        (2018, date(2020, 12, 31), date(2021, 12, 31)),
        (2019, date(2022, 12, 31), date(2022, 12, 31)),
        (2023, date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_end_of_the_third_year_and_since_august_2018_of_the_fourth(year, last, latest):
    found = validity_in(year)
    assert (found.last, found.latest) == (last, latest)


@pytest.mark.parametrize(
    ("year", "on", "words"),
    [
        (
            2023,
            date(2026, 12, 31),
            "Còn giá trị đến hết 31/12/2026 (14/2018/TT-BCT Điều 1 khoản 10 (sửa Điều 17 khoản 3 "
            "Thông tư 26/2014/TT-BCT), cần xác minh)",
        ),
        (2015, date(2018, 1, 1), "Đã hết giá trị, chỉ đến hết 31/12/2017 (26/2014/TT-BCT Điều 17 khoản 3)"),
        (2014, date(2026, 1, 1), "Chưa rõ thời hạn: quy định của năm cấp chưa được đọc, cần xác minh"),
    ],
)
def test_what_the_register_says_of_it(year, on, words):
    assert validity_in(year).words(on) == words


def test_where_the_day_of_grant_decides_both_ends_are_told_and_the_shorter_is_sure():
    found, between = validity_in(2018), date(2021, 6, 1)
    assert (found.stands(between), found.ended(between)) == (False, False)
    assert found.words(between).startswith("Có thể đã hết giá trị: đến hết 31/12/2020 hoặc 31/12/2021")


def test_which_years_stand_on_a_day():
    assert years_standing(date(2026, 12, 31)) == [2023, 2024, 2025, 2026]
    assert years_standing(date(2027, 1, 1)) == [2024, 2025, 2026, 2027]
    assert years_standing(date(2021, 1, 1)) == [2019, 2020, 2021]


def test_which_priority_wants_one_and_since_when():
    asked = [certificate_asked("sp-tieu-bieu", day) for day in (date(2013, 2, 9), date(2013, 2, 10))]
    assert (asked[0], asked[1].law) == (None, "46/2012/TT-BCT Điều 6 khoản 2 điểm đ")
    assert certificate_asked("xuat-khau", date(2026, 1, 1)) is None


@given(st.integers(1990, 2100), st.dates(date(1990, 1, 1), date(2110, 1, 1)))
def test_a_certificate_never_stands_and_is_ended_on_one_day_and_never_stands_again(year, on):
    found = validity_of(year, certificate_terms())
    assert not (found.stands(on) and found.ended(on))
    if found.ended(on):
        assert not found.stands(on.replace(year=on.year + 1, day=1))
