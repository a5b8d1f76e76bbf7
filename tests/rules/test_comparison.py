"""A change names its base; the pace counts what is left over the months that are left."""

from datetime import date
from fractions import Fraction

import pytest

from khuyencong.rules.comparison import Base, Change, pace


def change(new, old, base=Base.RELATIVE):
    return Change(
        label="Kế hoạch năm 2018", against="kế hoạch năm 2017", base=base, new=Fraction(new), old=Fraction(old)
    )


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (change(73_781_000_000, 68_495_100_000), "Kế hoạch năm 2018 tăng 7,72 % so với kế hoạch năm 2017."),
        (change(90, 100), "Kế hoạch năm 2018 giảm 10,00 % so với kế hoạch năm 2017."),
        (change(5, 5), "Kế hoạch năm 2018 bằng kế hoạch năm 2017."),
        (change(5, 0), "Kế hoạch năm 2018: kế hoạch năm 2017 bằng 0 nên không tính tỷ lệ tăng, giảm."),
        (
            change(Fraction(2659, 10000), Fraction(2823, 10000), Base.POINTS),
            "Kế hoạch năm 2018 giảm 1,64 điểm phần trăm so với kế hoạch năm 2017.",
        ),
    ],
)
def test_a_sentence_says_what_changed_by_how_much_against_what(made, sentence):
    assert made.sentence == sentence


def test_half_a_year_needs_as_much_again_each_month():
    result = pace(12_000_000, 6_000_000, date(2026, 7, 1))
    assert result.left == 6_000_000
    assert result.so_far == Fraction(6_000_000 * 365, 12 * 182)
    assert result.needed == Fraction(6_000_000 * 365, 12 * 183)


def test_at_the_end_of_the_year_no_pace_is_left():
    result = pace(10, 4, date(2018, 12, 31))
    assert (result.left, result.needed) == (6, None)
    assert result.sentence == "Năm đã hết, còn 0,0 triệu đồng chưa thực hiện."


def test_more_than_the_plan_leaves_nothing_to_do():
    assert pace(10, 11, date(2018, 6, 30)).sentence == "Đã thực hiện hết kế hoạch năm."
