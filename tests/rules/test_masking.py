"""What a list may show of a person's data."""

import pytest

from khuyencong.rules.masking import masked, masked_address, masked_email, masked_name, masked_phone


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("nguyen.an@gmail.com", "n***@gmail.com"),
        ("a@moit.gov.vn", "a***@moit.gov.vn"),
        ("  tran@so.example ", "t***@so.example"),
        ("khong-phai-dia-chi", "***"),
        ("", ""),
    ],
)
def test_an_address_keeps_its_first_letter_and_its_host(address, shown):
    assert masked_email(address) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0901234123", "09** *** 123"),
        ("+84 901 234 123", "09** *** 123"),
        ("0084901234123", "09** *** 123"),
        ("84901234123", "09** *** 123"),
        ("(0277) 3851 999", "02** *** 999"),
        ("1022", "***"),
        ("", ""),
    ],
)
def test_a_number_keeps_two_digits_before_and_three_behind(number, shown):
    assert masked_phone(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("Nguyễn Văn An", "N. V. An"), ("An", "An"), ("  Lê  Đông ", "L. Đông"), ("", "")]
)
def test_a_name_keeps_its_initials_and_the_given_name(name, shown):
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("address", "shown"), [("10.1.2.3", "10.1.2.*"), ("2001:db8::1", "2001:db8::*"), ("", ""), ("máy", "")]
)
def test_a_network_address_loses_its_last_part(address, shown):
    assert masked_address(address) == shown


def test_no_way_of_masking_leaves_the_value_and_an_unknown_one_is_an_error():
    assert masked("1400101234", "") == "1400101234"
    assert masked("an@so.example", "email") == "a***@so.example"
    with pytest.raises(KeyError, match="fax"):
        masked("1", "fax")
