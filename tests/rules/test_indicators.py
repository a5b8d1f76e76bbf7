"""Lines of a form: how their figures are typed, kept as whole numbers, and shown again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.indicators import MOST, IndicatorLine, children
from khuyencong.rules.money import NotWholeDongError
from khuyencong.rules.printed import UnreadableFigureError

PEOPLE = IndicatorLine(code="kq-01", name="Lao động", form="ket-qua", unit="lao động", number="1")
MONEY = IndicatorLine(code="kp-01", name="Đào tạo", form="kinh-phi", unit="đồng", money=True)
AREA = IndicatorLine(code="cc-02", name="Diện tích", form="cum-cong-nghiep", unit="ha", decimals=2)


@pytest.mark.parametrize(
    ("line", "text", "value", "shown"),
    [
        (PEOPLE, "1.250", 1250, "1.250"),
        (PEOPLE, " 0 ", 0, "0"),
        (PEOPLE, "", None, ""),
        (MONEY, "57.615,3", 57_615_300_000, "57.615,3"),
        (MONEY, "100", 100_000_000, "100,0"),
        (MONEY, "0,000001", 1, "0,000001"),
        (AREA, "49,3", 4930, "49,30"),
        (AREA, "-0,25", -25, "-0,25"),
    ],
)
def test_a_figure_is_kept_whole_and_shown_as_it_was_typed(line, text, value, shown):
    assert (line.read(text), line.show(value)) == (value, shown)


@pytest.mark.parametrize(
    ("line", "text", "says"),
    [
        (PEOPLE, "12,5", "phải là số nguyên"),
        (PEOPLE, "khoảng", "không phải số"),
        (PEOPLE, "~12", "không ghi khoảng"),
        (AREA, "1,255", "nhiều nhất 2 chữ số"),
        (PEOPLE, str(MOST + 1), "quá lớn"),
        (MONEY, "200.000.000.000", "triệu đồng"),
    ],
)
def test_what_the_unit_cannot_hold_is_refused_in_words(line, text, says):
    with pytest.raises(UnreadableFigureError, match=says):
        line.read(text)


def test_less_than_a_dong_is_refused():
    with pytest.raises(NotWholeDongError):
        MONEY.read("0,0000001")


@given(st.sampled_from([PEOPLE, MONEY, AREA]), st.integers(-MOST, MOST))
def test_what_is_shown_reads_back(line, value):
    assert line.read(line.show(value)) == value


def test_what_is_unknown_is_told_as_unknown():
    assert (PEOPLE.told(None), PEOPLE.told(0), MONEY.told(1_500_000)) == (
        "chưa có",
        "0 lao động",
        "1,5 triệu đồng",
    )
    assert (PEOPLE.title, MONEY.title) == ("1. Lao động", "Đào tạo")


def test_lines_under_a_line_keep_the_order_of_the_form():
    parts = [IndicatorLine(code=f"kp-0{n}", name="", form="f", unit="đồng", parent="kp-tong") for n in (2, 1)]
    assert children([MONEY, *parts]) == {"kp-tong": ("kp-02", "kp-01")}
