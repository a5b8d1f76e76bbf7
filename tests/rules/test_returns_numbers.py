"""Amounts as officers type them."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.money import Unit
from khuyencong.rules.returns.numbers import LARGEST_AMOUNT, Reading, Refusal, is_blank, read_amount, settle
from khuyencong.rules.returns.units import misspelled_unit, unit_of

AMOUNTS = st.integers(min_value=0, max_value=LARGEST_AMOUNT)


def values(value, unit=Unit.TRIEU):
    reading = read_amount(value, unit)
    assert isinstance(reading, Reading), reading
    return reading.values


def code(value, unit=Unit.TRIEU):
    refusal = read_amount(value, unit)
    assert isinstance(refusal, Refusal), refusal
    return refusal.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234,5", {"vi": Decimal("1234.5")}),
        ("1,234.5", {"en": Decimal("1234.5")}),
        ("1.234.567", {"vi": Decimal(1234567)}),
        ("1,234,567", {"en": Decimal(1234567)}),
        ("12,5", {"vi": Decimal("12.5")}),
        ("12.5", {"en": Decimal("12.5")}),
        ("0.123", {"en": Decimal("0.123")}),
        ("1.234", {"vi": Decimal(1234), "en": Decimal("1.234")}),
        ("1,234", {"vi": Decimal("1.234"), "en": Decimal(1234)}),
        ("1234", {"": Decimal(1234)}),
        ("0", {"": Decimal(0)}),
        ("1 234,5", {"vi": Decimal("1234.5")}),
        ("1\u00a0234\u202f567", {"": Decimal(1234567)}),
        (" 12,5 tr.đ ", {"vi": Decimal("12.5")}),
        ("12,5 Triệu đồng", {"vi": Decimal("12.5")}),
        ("１２，５", {"vi": Decimal("12.5")}),
    ],
)
def test_a_text_is_read_in_every_notation_that_fits_it(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize("text", ["1.234", "1,234"])
def test_a_part_of_a_dong_being_impossible_settles_the_notation(text):
    assert list(values(text, Unit.DONG).values()) == [Decimal(1234)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.23.4", "not_a_number"),
        ("1 23,4", "not_a_number"),
        ("1 234.567", "not_a_number"),
        (",5", "not_a_number"),
        ("12,", "not_a_number"),
        ("100²", "not_a_number"),
        ("½", "not_a_number"),
        ("~12", "not_a_number"),
        ("12 con", "not_a_number"),
        ("١٢", "not_a_number"),
        (True, "not_a_number"),
        (float("inf"), "not_a_number"),
        (float("nan"), "not_a_number"),
        ("-12", "negative"),
        ("−12", "negative"),
        ("(12,5)", "negative"),
        (-0.5, "negative"),
        ("12 %", "percent"),
        ("1E+09", "scientific"),
        ("1,2e3", "scientific"),
        ("12 tỷ", "unit_contradiction"),
        ("1.500.000 đ", "unit_contradiction"),
        ("=1+1", "formula_text"),
        ("+cmd|x", "formula_text"),
        ("@SUM(A1)", "formula_text"),
        ("1\x000", "bad_character"),
        ("1" * 500, "text_too_long"),
        (date(2018, 5, 1), "date_as_amount"),
        (time(7, 30), "date_as_amount"),
    ],
)
def test_what_is_no_amount_is_refused_by_its_reason(value, expected):
    assert code(value) == expected


@pytest.mark.parametrize("value", ["", " ", "-", "–", "\u00a0", "…", "....", "x"])
def test_dashes_and_spaces_say_nothing(value):
    assert is_blank(value)


@pytest.mark.parametrize("value", ["0", 0, 0.0, False, "không"])
def test_zero_and_words_say_something(value):
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (Decimal("0.000001"), Unit.TRIEU, 1),
        (Decimal("0.0000001"), Unit.TRIEU, "not_whole_dong"),
        (Decimal("0.5"), Unit.DONG, "not_whole_dong"),
        (Decimal(10_000), Unit.TY, LARGEST_AMOUNT),
        (Decimal("10000.000000001"), Unit.TY, "amount_too_large"),
    ],
)
def test_an_amount_is_whole_dong_or_refused(value, unit, expected):
    settled = settle(value, unit)
    assert (settled.code if isinstance(settled, Refusal) else settled) == expected


@given(dong=AMOUNTS, unit=st.sampled_from(Unit))
def test_a_number_cell_gives_back_the_dong_it_was_made_of(dong, unit):
    [value] = values(dong / unit.scale, unit).values()
    assert settle(value, unit) == dong


@given(a=st.integers(0, 10**9), b=st.integers(0, 10**9))
def test_binary_noise_of_a_sum_is_tolerated(a, b):
    [value] = values(a / 10**6 + b / 10**6, Unit.TRIEU).values()
    assert settle(value, Unit.TRIEU) == a + b


@given(dong=AMOUNTS, notation=st.sampled_from(["vi", "en"]))
def test_a_number_printed_in_a_notation_can_always_be_read_in_it(dong, notation):
    text = f"{Decimal(dong) / 10**6:,f}"
    printed = text.translate(str.maketrans(",.", ".,")) if notation == "vi" else text
    readings = values(printed)
    assert readings.get(notation, readings.get("")) == Decimal(dong) / 10**6


@given(text=st.text(max_size=60) | st.text(alphabet="0123456789.,- %đe+", max_size=20))
@settings(max_examples=300)
def test_no_text_breaks_the_reading(text):
    assert isinstance(read_amount(text, Unit.TRIEU), Reading | Refusal)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("đồng", Unit.DONG),
        ("VNĐ", Unit.DONG),
        ("Nghìn đồng", Unit.NGHIN),
        ("ngàn đồng", Unit.NGHIN),
        ("1.000 đ", Unit.NGHIN),
        ("TRIEU DONG", Unit.TRIEU),
        ("tr.đ", Unit.TRIEU),
        ("(triệu đồng)", Unit.TRIEU),
        ("ĐVT: triệu đồng", Unit.TRIEU),
        ("Đơn vị tính: tỉ đồng", Unit.TY),
        ("tỷ", Unit.TY),
        ("USD", None),
        ("", None),
    ],
)
def test_units_are_known_by_all_their_names(text, unit):
    assert unit_of(text) is unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("triệu đônng", Unit.TRIEU),
        ("tiệu đồng", Unit.TRIEU),
        ("nghỉn đôg", Unit.NGHIN),
        ("đô la", None),
        ("ty dog", None),
    ],
)
def test_only_a_long_unit_may_be_misspelled(text, unit):
    assert misspelled_unit(text) is unit
