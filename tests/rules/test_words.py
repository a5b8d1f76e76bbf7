"""Amounts in words, read back by a reader of its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.words import dong_in_words, in_words

UNITS = {
    "không": 0,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mốt": 1,
    "lăm": 5,
}


def read_group(words):
    value = 0
    if "trăm" in words:
        at = words.index("trăm")
        value, words = 100 * UNITS[words[at - 1]], words[at + 1 :]
    if "mươi" in words:
        at = words.index("mươi")
        value, words = value + 10 * UNITS[words[at - 1]], words[at + 1 :]
    if words[:1] == ["mười"]:
        value, words = value + 10, words[1:]
    words = [word for word in words if word != "linh"]
    return value + (UNITS[words[0]] if words else 0)


def read_below(words):
    value = 0
    for name, power in (("triệu", 10**6), ("nghìn", 10**3)):
        if name in words:
            at = words.index(name)
            value, words = value + power * read_group(words[:at]), words[at + 1 :]
    return value + (read_group(words) if words else 0)


def read(text):
    value = 0
    for part in f" {text} ".split(" tỷ "):
        value = value * 10**9 + read_below(part.split())
    return value


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "Không đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (105, "Một trăm linh năm đồng"),
        (127_000_000, "Một trăm hai mươi bảy triệu đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (1_000_000_001, "Một tỷ không trăm linh một đồng"),
        (300_000_000, "Ba trăm triệu đồng"),
        (55_753_100_000, "Năm mươi lăm tỷ bảy trăm năm mươi ba triệu một trăm nghìn đồng"),
        (10**12, "Một nghìn tỷ đồng"),
    ],
)
def test_an_amount_is_said_as_a_decision_says_it(amount, said):
    assert dong_in_words(amount) == said


@settings(max_examples=300)
@given(st.integers(min_value=0, max_value=10**15))
def test_what_is_said_is_read_back_as_the_same_amount(amount):
    assert read(in_words(amount)) == amount


def test_a_negative_amount_is_said_so():
    assert in_words(-1_005) == "âm một nghìn không trăm linh năm"
