"""Two rows of one establishment meet under a key and are told why; the order and the marks do not matter."""

import unicodedata
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.duplicates import Card, keys_of, likeness, name_words, phone_digits

FIRST = Card(
    name="Cơ sở sản xuất bánh tráng Mỹ Lồng",
    tax_code="0100233488",
    phone="0901 234 567",
    representative="Người Minh Họa",
    address="Ấp 3",
    commune="7",
)
TEXTS = st.sampled_from(["", "HTX Đồng Tâm", "Hợp tác xã Đồng Tâm", "Xưởng mộc Phú Lộc", "Ấp 3", "0100233488"])
CARDS = st.builds(
    Card, name=TEXTS, tax_code=TEXTS, phone=TEXTS, representative=TEXTS, address=TEXTS, commune=TEXTS
)


def bare(text):
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.replace("Đ", "D").replace("đ", "d").upper()


def test_a_legal_form_is_no_part_of_a_name_unless_it_is_all_of_it():
    assert [name_words(each) for each in ("CTY TNHH Đồng Tâm", "HTX", "Cơ sở - Mộc")] == [
        ["dong", "tam"],
        ["htx"],
        ["moc"],
    ]


def test_a_phone_is_one_however_it_is_written():
    typed = ("0901234567", "+84 901 234 567", "(0901) 234-567", "12345")
    assert [phone_digits(each) for each in typed] == ["901234567"] * 3 + [""]


def test_a_branch_and_its_house_are_shown_with_the_reasons():
    branch = Card(name="Chi nhánh An Bình", tax_code="0100233488-001")
    assert (likeness(FIRST, branch).score, likeness(FIRST, branch).reasons) == (60, ("cùng mã số thuế",))


def test_two_tax_codes_speak_against_one_establishment():
    found = likeness(FIRST, replace(FIRST, tax_code="0301234567"))
    assert (found.score, found.reasons[-1]) == (40, "nhưng hai mã số thuế khác nhau")


@settings(max_examples=60)
@given(CARDS, CARDS)
def test_likeness_does_not_depend_on_who_comes_first(one, other):
    assert likeness(one, other) == likeness(other, one)


@settings(max_examples=60)
@given(CARDS)
def test_marks_and_case_change_no_key(card):
    typed = replace(
        card, name=bare(card.name), representative=bare(card.representative), address=bare(card.address)
    )
    assert keys_of(typed) == keys_of(card)
