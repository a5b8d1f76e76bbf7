"""Names as people type them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.text import Candidate, How, Match, compact, fold, match_name, sort_key

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạầẩẫấậờởỡớợĐÂƠ -–", max_size=30)

PROVINCES = [
    Candidate(key="hn", name="Hà Nội"),
    Candidate(key="hna", name="Hà Nam"),
    Candidate(key="hcm", name="Hồ Chí Minh", aliases=("HCM", "Sài Gòn")),
    Candidate(key="brvt", name="Bà Rịa - Vũng Tàu", aliases=("BR-VT",)),
    Candidate(key="dl", name="Đắk Lắk", aliases=("Đắc Lắc",)),
    Candidate(key="bl", name="Bạc Liêu"),
]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk  Lắk", "dak lak"),
        (unicodedata.normalize("NFD", "Đắk Lắk"), "dak lak"),
        ("  THỪA THIÊN\u00a0HUẾ\n", "thua thien hue"),
        ("Bà Rịa – Vũng Tàu", "ba ria – vung tau"),
        ("thúc\u200bđẩy", "thucday"),
        ("", ""),
    ],
)
def test_folding_drops_case_diacritics_and_odd_spaces(text, folded):
    assert fold(text) == folded


@given(VIETNAMESE)
@settings(max_examples=60)
def test_both_unicode_forms_fold_and_sort_alike(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert (fold(composed), sort_key(composed)) == (fold(decomposed), sort_key(decomposed))


@given(VIETNAMESE)
@settings(max_examples=60)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
@settings(max_examples=60)
def test_a_sort_key_is_digits_only_so_that_every_collation_agrees(text):
    assert "".join(char for char in sort_key(text) if char not in "0123456789") == ""


@pytest.mark.parametrize(
    "ordered",
    [
        [
            "An Giang",
            "Bà Rịa - Vũng Tàu",
            "Bạc Liêu",
            "Bắc Giang",
            "Bắc Kạn",
            "Bắc Ninh",
            "Bến Tre",
            "Bình Dương",
        ],
        ["Cà Mau", "Cao Bằng", "Cần Thơ", "Dĩ An", "Đà Nẵng", "Đắk Lắk", "Đồng Nai", "Đồng Tháp", "Gia Lai"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mai"],
        ["ta", "tă", "tâ", "te", "tê", "to", "tô", "tơ", "tu", "tư"],
        ["1", "2", "10", "An Lạc"],
        ["Phường 2", "Phường 10", "Phường An Lạc"],
        ["Hòa An", "Hòa Bình", "Hỏa Tiến", "Hóa Hợp"],
    ],
)
def test_sorting_follows_the_vietnamese_dictionary(ordered):
    assert sorted(sorted(ordered), key=sort_key) == ordered


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("hà nội", Match(key="hn", how=How.EXACT)),
        ("Ha Noi", Match(key="hn", how=How.EXACT)),
        ("Thành phố Hà Nội", Match(key="hn", how=How.EXACT)),
        ("UBND tỉnh Hà Nam", Match(key="hna", how=How.EXACT)),
        ("Sở Công Thương Bà Rịa—Vũng Tàu", Match(key="brvt", how=How.EXACT)),
        ("Bà Rịa - Vũng Tàu", Match(key="brvt", how=How.EXACT)),
        ("BÀ RỊA VŨNG TÀU", Match(key="brvt", how=How.EXACT)),
        ("BRVT", Match(key="brvt", how=How.ALIAS)),
        ("TP.HCM", Match(key="hcm", how=How.ALIAS)),
        ("T.P Hồ Chí Minh", Match(key="hcm", how=How.EXACT)),
        ("TPHCM", Match(key="hcm", how=How.ALIAS)),
        ("TP Sài Gòn", Match(key="hcm", how=How.ALIAS)),
        ("Đắc Lắc", Match(key="dl", how=How.ALIAS)),
        ("Đăk Lăk", Match(key="dl", how=How.EXACT)),
        ("Bạc Liu", Match(key=None, how=How.NONE, suggestions=("bl",))),
        ("Hà", Match(key=None, how=How.NONE)),
        ("tỉnh", Match(key=None, how=How.NONE)),
        ("", Match(key=None, how=How.NONE)),
    ],
)
def test_a_name_is_matched_as_officers_write_it_and_never_guessed(text, match):
    assert match_name(text, PROVINCES) == match


def test_a_place_whose_own_name_begins_like_a_prefix_is_found():
    communes = [Candidate(key=1, name="Tịnh Biên"), Candidate(key=2, name="Biên")]
    assert match_name("Tịnh Biên", communes) == Match(key=1, how=How.EXACT)


def test_two_names_alike_without_diacritics_are_told_apart_by_them_or_not_at_all():
    communes = [Candidate(key=1, name="Hòa An"), Candidate(key=2, name="Hóa An")]
    assert match_name("xã Hóa An", communes, prefixes=("xa",)) == Match(key=2, how=How.EXACT)
    assert match_name("Hoa An", communes) == Match(key=None, how=How.AMBIGUOUS, suggestions=(1, 2))


@given(st.permutations(PROVINCES), st.sampled_from(["Hà Nội", "HCM", "Bạc Liu", "Đắk Lăc", "Ba Ria"]))
@settings(max_examples=30)
def test_the_order_of_candidates_does_not_change_the_answer(candidates, text):
    assert match_name(text, candidates) == match_name(text, PROVINCES)


def test_compact_keeps_letters_and_digits_alone():
    assert compact("Phường 1 – Bà_Rịa (mới)") == "phuong1bariamoi"
