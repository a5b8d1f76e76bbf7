"""Names that stay hidden however they are spelled; what a release changed; codes off a paper."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.open_data import (
    HIDDEN,
    HIDDEN_ADDRESS,
    HIDDEN_NUMBER,
    Asked,
    Difference,
    code_read,
    difference,
    masked_text,
    owner_shown,
    tax_code_shown,
)
from khuyencong.rules.text import compact


@pytest.mark.parametrize(
    ("text", "hidden", "shown", "read"),
    [
        ("Máy sấy cho hộ Nguyễn Văn Mẫu", ["Nguyễn Văn Mẫu"], [], f"Máy sấy cho hộ {HIDDEN}"),
        ("Máy sấy cho NGUYEN  VAN-MAU ở xã", ["Nguyễn Văn Mẫu"], [], f"Máy sấy cho {HIDDEN} ở xã"),
        ("Máy cho cơ sở Bé Năm", ["Hộ kinh doanh Bé Năm"], [], f"Máy cho cơ sở {HIDDEN}"),
        ("Máy cho Hộ kinh doanh Bé Năm", ["Hộ kinh doanh Bé Năm"], [], f"Máy cho {HIDDEN}"),
        ("Hưng thịnh cho ông Hùng", ["Cơ sở Hùng"], [], f"Hưng thịnh cho ông {HIDDEN}"),
        (
            "Công ty TNHH Lê Văn Thử do ông Lê Văn Thử lập",
            ["Lê Văn Thử"],
            ["Công ty TNHH Lê Văn Thử"],
            f"Công ty TNHH Lê Văn Thử do ông {HIDDEN} lập",
        ),
        ("Hỏi 0901 234 567 hay an.b@vi-du.vn", [], [], f"Hỏi {HIDDEN_NUMBER} hay {HIDDEN_ADDRESS}"),
        ("Gọi +84.901.234.567", [], [], f"Gọi {HIDDEN_NUMBER}"),
        ("CCCD 082099001234, CMND 334455667", [], [], f"CCCD {HIDDEN_NUMBER}, CMND {HIDDEN_NUMBER}"),
        ("Giá 300.000.000 đồng, năm 2026, 1,5 tấn/giờ", [], [], "Giá 300.000.000 đồng, năm 2026, 1,5 tấn/giờ"),
        ("Không có ai", ["", "Hộ"], [], "Không có ai"),
    ],
)
def test_names_numbers_and_addresses_of_people_stay_hidden(text, hidden, shown, read):
    assert masked_text(text, hidden, shown) == read


SYLLABLES = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạếổự", min_size=2, max_size=6)
NAMES = st.lists(SYLLABLES, min_size=2, max_size=4).map(" ".join)
SPELLED = st.sampled_from(
    [
        str,
        str.upper,
        str.title,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "  "),
    ]
)


@given(name=NAMES, before=NAMES, after=NAMES, spelled=SPELLED)
def test_a_name_is_found_nowhere_after_it_was_hidden(name, before, after, spelled):
    read = masked_text(f"{before} – {spelled(name)}, {after}", [name])
    assert HIDDEN in read
    left = [compact(part) for part in read.split(HIDDEN)]
    assert not any(compact(name) in part for part in left if f" {name} " in f" {part} ")
    assert masked_text(read, [name]) == read


@given(text=st.text(alphabet="aăbcđ 0123456789.-@", max_size=40), names=st.lists(NAMES, max_size=3))
def test_hiding_twice_hides_no_more(text, names):
    once = masked_text(text, names)
    assert masked_text(once, names) == once


def test_a_household_is_named_by_what_it_is_a_company_by_its_name():
    assert owner_shown("HTX Sao Mai", "Hợp tác xã", public=True) == "HTX Sao Mai"
    assert owner_shown("Nguyễn Văn Mẫu", "Hộ kinh doanh", public=False) == "Hộ kinh doanh (tên được che)"
    assert owner_shown("Nguyễn Văn Mẫu", "", public=False) == "Cơ sở (tên được che)"


@pytest.mark.parametrize(
    ("code", "public", "read"),
    [
        ("0101234567", True, "0101234567"),
        ("0101234567-001", True, "0101234567-001"),
        ("0101234567", False, ""),
        ("082099001234", True, ""),
        ("", True, ""),
    ],
)
def test_only_the_tax_code_of_a_legal_entity_is_shown(code, public, read):
    assert tax_code_shown(code, public=public) == read


def test_a_release_says_what_came_what_changed_and_what_went():
    before = {"a": {"title": "Một"}, "b": {"title": "Hai", "given": 1}, "c": {"title": "Ba"}}
    after = {"b": {"title": "Hai", "given": 2}, "c": {"title": "Ba"}, "d": {"title": "Bốn"}}
    assert difference(before, after) == Difference(
        added=["d"], changed={"b": ("given",)}, removed=["a"], kept=1
    )
    assert difference(before, after).any
    assert not difference(after, after).any


ROWS = st.dictionaries(
    st.sampled_from("abcdef"), st.dictionaries(st.sampled_from("xyz"), st.integers(0, 3), max_size=3)
)


@given(before=ROWS, after=ROWS)
def test_what_changed_leads_from_one_release_to_the_next(before, after):
    told = difference(before, after)
    built = {code: row for code, row in before.items() if code not in told.removed}
    built |= {code: after[code] for code in (*told.added, *told.changed)}
    assert built == after
    assert told.kept + len(told.changed) + len(told.added) == len(after)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ĐA-00012-K7QM2XR9TA", Asked(project=12, secret="K7QM2XR9TA")),
        (" đa 12 - k7qm2xr9ta ", Asked(project=12, secret="K7QM2XR9TA")),
        ("ĐA-00012-K0QM1XR8TA", Asked(project=12, secret="KOQMIXRBTA")),
        ("DA-00012", Asked(project=12)),
        ("12", Asked(project=12)),
        ("", None),
        ("ĐA", None),
        ("ĐA-1234567890123", None),
        ("đề án 12", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, read):
    assert code_read(typed) == read
