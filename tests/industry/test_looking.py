"""Finding an establishment without diacritics, and its likely doubles, in a fixed number of SELECTs."""

import pytest

from khuyencong.industry.actions import add_holding
from khuyencong.industry.models import Support
from khuyencong.industry.queries import doubles_of, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(enter, phu_an):
    """Three establishments in alphabetical order."""
    return [
        enter(name="Cơ sở bánh tráng Mỹ Lồng", tax_code="0100233488", representative="Đỗ Thị Minh Họa"),
        enter(name="Cơ sở đan lát Phú An", unit=phu_an, phone="0901 234 567"),
        enter(name="Xưởng mộc Tân Thạnh", registration_number="51A-800"),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("banh trang", [0]),
        ("BÁNH  tráng my", [0]),
        ("đan", [1]),
        ("dan lat", [1]),
        ("co so", [0, 1]),
        ("0100233488", [0]),
        ("0901 234 567", [1]),
        ("+84901234567", [1]),
        ("0901.234.567", [1]),
        ("51a-800", [2]),
        ("minhhoa", [0]),
        ("minh hoa", [0]),
        ("khong co", []),
        ("", [0, 1, 2]),
    ],
)
def test_words_are_found_without_diacritics(three, dong_thap_officer, words, found):
    assert list(search(dong_thap_officer, words=words)) == [three[place] for place in found]


def test_filters_narrow_and_a_neighbour_finds_nothing(three, phu_an, dong_thap_officer, tay_ninh_officer, now):
    said = {"year": 2024, "purse": "KCDP", "content": "Máy", "amount": 1, "source": "Sổ"}
    add_holding(Support, three[2], said, by=dong_thap_officer, at=now)
    assert list(search(dong_thap_officer, commune="Xã Phú an")) == [three[1]]
    assert list(search(dong_thap_officer, province=phu_an.parent_id)) == three
    assert list(search(dong_thap_officer, supported=True)) == [three[2]]
    assert list(search(tay_ninh_officer, words="banh")) == []


def test_likely_doubles_come_with_the_likeliest_first(three, enter, dong_thap_officer):
    same_phone = enter(name="Phú An đan lát", phone="84901234567", other=True)
    found = doubles_of(same_phone, dong_thap_officer)
    assert [(each.establishment, each.likeness.score >= 40) for each in found] == [(three[1], True)]


def test_the_number_of_selects_does_not_grow_with_the_doubles(
    enter, dong_thap_officer, django_assert_num_queries
):
    row = enter(phone="0901234567")
    for number in range(3):
        enter(name=f"Xưởng {number}", phone="0901234567", other=True)
    with django_assert_num_queries(6) as first:
        assert len(doubles_of(row, dong_thap_officer)) == 3
    for number in range(3, 9):
        enter(name=f"Xưởng {number}", phone="0901234567", other=True)
    with django_assert_num_queries(len(first)):
        assert len(doubles_of(row, dong_thap_officer)) == 9
