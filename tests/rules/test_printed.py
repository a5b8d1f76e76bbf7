"""A printed figure is its digits and the interval of values behind them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.printed import (
    UnreadableFigureError,
    read_printed,
    spelled_out,
    write_like,
    write_number,
)


@pytest.mark.parametrize(
    ("text", "notation", "low", "high"),
    [
        ("57.615,3", "vi", "57615.25", "57615.35"),
        ("57,615.3", "en", "57615.25", "57615.35"),
        ("56.147", "vi", "56146.5", "56147.5"),
        ("56,147", "en", "56146.5", "56147.5"),
        ("56.147", "en", "56.1465", "56.1475"),
        ("84,12", "vi", "84.115", "84.125"),
        ("-1,64", "vi", "-1.645", "-1.635"),
        ("−1,64", "vi", "-1.645", "-1.635"),
        ("+2,61", "vi", "2.605", "2.615"),
        ("0", "vi", "-0.5", "0.5"),
        ("~80", "vi", "78.5", "81.5"),
        ("~ -7,8", "vi", "-7.95", "-7.65"),
        ("> 91,3", "vi", "91.25", None),
        ("<80", "vi", None, "80.5"),
        ("57\u00a0615,3", "vi", "57615.25", "57615.35"),
    ],
)
def test_a_print_stands_for_the_values_that_round_to_it(text, notation, low, high):
    figure = read_printed(text, notation)
    assert (figure.low, figure.high) == (low and Fraction(low), high and Fraction(high))


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("57,615.3", "vi"),
        ("57.615,3", "en"),
        ("0.123", "vi"),
        ("0,123", "en"),
        ("1.23", "vi"),
        ("12.34.567", "vi"),
        ("84,12 %", "vi"),
        ("~>5", "vi"),
        ("1e5", "vi"),
        ("", "vi"),
        ("–", "vi"),
        ("٣", "vi"),
        ("1" * 25, "vi"),
    ],
)
def test_what_is_no_figure_in_the_notation_is_refused_not_guessed(text, notation):
    with pytest.raises(UnreadableFigureError):
        read_printed(text, notation)


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.sampled_from(["vi", "en"]), st.booleans())
def test_what_is_written_is_read_back(units, decimals, notation, grouped):
    value = Fraction(units, 10**decimals)
    figure = read_printed(write_number(value, decimals, notation, grouped=grouped), notation)
    assert (Fraction(figure.value), figure.decimals) == (value, decimals)


@pytest.mark.parametrize(
    ("printed", "value", "written"),
    [
        ("12.594,3", "12589.8", "12.589,8"),
        ("12594,3", "12589.8", "12589,8"),
        ("999,5", "1000.25", "1.000,3"),
        ("+2,61", "2.6151", "+2,62"),
        ("~80", "82", "82"),
        ("-1,64", "1.46", "1,46"),
    ],
)
def test_a_correction_is_written_as_the_figure_was_printed(printed, value, written):
    assert write_like(read_printed(printed), Fraction(value)) == written


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("300 triệu", 300_000_000),
        ("1,2 tỷ đồng", 1_200_000_000),
        ("50tr", 50_000_000),
        ("1.500 nghìn", 1_500_000),
        ("0,0000001 triệu", None),
        ("-5 triệu", None),
        ("~5 triệu", None),
        ("ba trăm triệu", None),
        ("300.000.000", None),
        ("triệu", None),
    ],
)
def test_an_amount_partly_in_words_is_told_written_out(text, amount):
    assert spelled_out(text) == amount
