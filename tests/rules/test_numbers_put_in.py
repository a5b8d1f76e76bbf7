"""A number that was typed into a returned text is found, with a blank before its unit or none."""

import pytest

from khuyencong.rules.conference.returned import Kind, Spot, differences


def put_in(before: str, after: str):
    spots = [(Spot(place="Đoạn 1", coded=(), words=words),) for words in (before, after)]
    return [(each.kind, each.new) for each in differences(*spots, told={}, printed=())]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("500 triệu", "500"), ("500tr", "500"), ("12tỷ", "12"), ("30km", "30"), ("1.250,5tr", "1.250,5")],
)
def test_a_number_with_its_unit_written_on_to_it_is_found(typed, number):
    assert put_in("Chi thêm cho các cụm.", f"Chi thêm {typed} cho các cụm.") == [(Kind.ADDED, number)]


def test_what_stood_there_before_is_no_number_put_in():
    assert put_in("Theo biểu 3a và K24.", "Theo biểu 3a và K24.") == []
    assert put_in("Theo biểu 3a.", "Theo biểu 3a và K24.") == []
