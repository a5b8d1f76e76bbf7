"""One spelling of serials and invoices; what stands against a purchase, and what only looks odd."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.findings import Severity
from khuyencong.rules.purchases import (
    EXPLAINED,
    Bought,
    Shelf,
    check_purchase,
    invoice_key,
    number_key,
    seller_code,
    serials_in,
)

M = 1_000_000
ROW = Bought(
    name="Máy sấy",
    machine=True,
    serials=("SN-00123",),
    no_serial="",
    number="0000045",
    on=date(2027, 3, 5),
    amount=680 * M,
    support=300 * M,
)
SHELF = Shelf(
    today=date(2027, 4, 1),
    decided_on=date(2027, 1, 10),
    total=680 * M,
    support=300 * M,
    bought=0,
    supported=0,
)


def codes(row, shelf=SHELF):
    return [(each.code, each.severity) for each in check_purchase(row, shelf)]


def test_a_purchase_within_its_line_stands():
    assert codes(ROW) == []
    assert codes(replace(ROW, machine=False, serials=())) == []
    assert codes(replace(ROW, serials=(), no_serial="Đặt làm")) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"number": "--"}, "no_number"),
        ({"amount": 0, "support": 0}, "amounts"),
        ({"support": 680 * M + 1, "amount": 680 * M}, "amounts"),
        ({"support": -1}, "amounts"),
        ({"on": date(2027, 4, 2)}, "future"),
        ({"serials": ()}, "no_serial"),
    ],
)
def test_what_cannot_be_stops_it(change, code):
    assert (code, Severity.ERROR) in codes(replace(ROW, **change))


@pytest.mark.parametrize(
    ("row", "shelf", "code"),
    [
        ({"serials": ("12",)}, {}, "short_serial"),
        ({}, {"known": {"sn 123"}}, "repeated"),
        ({"on": date(2027, 1, 9)}, {}, "before_contract"),
        ({}, {"bought": 1}, "above_line"),
        ({}, {"supported": 1}, "above_support"),
    ],
)
def test_what_looks_odd_is_told_and_some_of_it_wants_a_reason(row, shelf, code):
    told = [(code, Severity.WARNING)]
    assert codes(replace(ROW, reason="Giá tăng", **row), replace(SHELF, **shelf)) == told
    asked = [("no_reason", Severity.ERROR)] if code in EXPLAINED else []
    assert codes(replace(ROW, reason=" ", **row), replace(SHELF, **shelf)) == told + asked


def test_serials_are_listed_once_however_they_are_spelled():
    assert serials_in("SN-00123\nsn 123; AB7,\n--\n ab-07 ") == ["SN-00123", "AB7"]
    assert [number_key(each) for each in ("SN-00123", "sn123", "Sn/000123")] == ["sn 123"] * 3


def test_an_invoice_is_its_seller_number_and_year():
    assert invoice_key("0100233488", "0000045", date(2027, 3, 5)) == "0100233488/45/2027"
    assert invoice_key("0100233488-001", "45", date(2027, 9, 9)) == "010023348800/45/2027"
    assert invoice_key("0100233488", "45", date(2026, 3, 5)) == "0100233488/45/2026"


def test_a_seller_is_known_by_a_tax_code_or_the_number_of_a_household():
    assert [seller_code(each) for each in ("0100233488", "082 099 000 123", "")] == [
        *("0100233488", "082099000123", ""),
    ]
    with pytest.raises(ValueError, match="không phải mã số thuế"):
        seller_code("0100233489")


@given(st.text(alphabet="aZ0179-/ .đĐ", max_size=20))
def test_the_spelling_of_a_spelling_is_itself_and_case_does_not_matter(text):
    assert number_key(number_key(text)) == number_key(text)
    assert number_key(text.upper()) == number_key(text)
