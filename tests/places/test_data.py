"""The committed data files: what is in them, and that they are what the generator makes."""

import csv
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from khuyencong.places import generate
from khuyencong.places.queries import tiles_on

DATA = Path(generate.__file__).parent / "data"

NORTH_THEN = (
    "Hà Tĩnh, Nghệ An, Thanh Hóa, Ninh Bình, Thái Bình, Nam Định, Hà Nam, Hưng Yên, Hải Dương, Hải Phòng, "
    "Quảng Ninh, Hà Nội, Vĩnh Phúc, Bắc Ninh, Bắc Giang, Phú Thọ, Yên Bái, Lào Cai, Cao Bằng, Hà Giang, "
    "Lạng Sơn, Thái Nguyên, Bắc Kạn, Tuyên Quang, Hòa Bình, Sơn La, Điện Biên, Lai Châu"
)
CENTRE_THEN = (
    "Quảng Bình, Quảng Trị, Thừa Thiên Huế, Đà Nẵng, Quảng Nam, Quảng Ngãi, Bình Định, Phú Yên, Khánh Hòa, "
    "Ninh Thuận, Đắk Lắk, Đắk Nông, Gia Lai, Kon Tum, Lâm Đồng"
)
SOUTH_THEN = (
    "Bình Dương, Đồng Nai, Bà Rịa - Vũng Tàu, Tây Ninh, Bình Phước, Bình Thuận, Hồ Chí Minh, Long An, "
    "Tiền Giang, Bến Tre, Trà Vinh, Vĩnh Long, Đồng Tháp, Cần Thơ, Hậu Giang, Sóc Trăng, Kiên Giang, "
    "An Giang, Bạc Liêu, Cà Mau"
)
NORTH_NOW = (
    "Hà Nội, Hải Phòng, Quảng Ninh, Bắc Ninh, Hưng Yên, Ninh Bình, Phú Thọ, Thái Nguyên, Lạng Sơn, Cao Bằng, "
    "Tuyên Quang, Lào Cai, Lai Châu, Điện Biên, Sơn La"
)
CENTRE_NOW = (
    "Thanh Hóa, Nghệ An, Hà Tĩnh, Quảng Trị, Huế, Đà Nẵng, Quảng Ngãi, Gia Lai, Khánh Hòa, Đắk Lắk, Lâm Đồng"
)
SOUTH_NOW = "Hồ Chí Minh, Cần Thơ, Đồng Nai, Tây Ninh, Vĩnh Long, An Giang, Đồng Tháp, Cà Mau"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_committed_files_are_what_the_generator_makes():
    try:
        made = generate.generate()
    except generate.MissingPackageError as missing:
        pytest.skip(str(missing))
    assert {name: (DATA / name).read_bytes() == content for name, content in made.items()} == {
        "units.csv": True,
        "lineage.csv": True,
    }


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_every_file_is_composed_utf8_with_plain_line_ends(path):
    text = path.read_bytes().decode("utf-8")
    assert (unicodedata.is_normalized("NFC", text), "\r" in text, text.endswith("\n")) == (True, False, True)


@pytest.mark.parametrize(
    ("region", "since", "names"),
    [
        ("bac", "2008-08-01", NORTH_THEN),
        ("bac", "2014-10-21", NORTH_THEN),
        ("trung", "2008-08-01", CENTRE_THEN),
        ("trung", "2014-10-21", CENTRE_THEN),
        ("nam", "2008-08-01", SOUTH_THEN),
        ("nam", "2014-10-21", SOUTH_THEN),
        ("bac", "2025-07-01", NORTH_NOW),
        ("trung", "2025-07-01", CENTRE_NOW),
        ("nam", "2025-07-01", SOUTH_NOW),
    ],
)
def test_each_region_has_exactly_the_members_of_the_law_page(region, since, names):
    members = [
        row["name"] for row in rows("region_members") if (row["region"], row["since"]) == (region, since)
    ]
    assert sorted(members) == sorted(names.split(", "))


@pytest.mark.parametrize(
    ("region", "since", "verified"),
    [
        ("bac", "2008-08-01", "false"),
        ("bac", "2014-10-21", "true"),
        ("bac", "2025-07-01", "false"),
        ("nam", "2014-10-21", "true"),
        ("nam", "2025-07-01", "true"),
        ("trung", "2014-10-21", "true"),
        ("trung", "2025-07-01", "false"),
    ],
)
def test_lists_that_were_derived_are_stored_as_unverified(region, since, verified):
    found = [row["verified"] for row in rows("regions") if (row["code"], row["since"]) == (region, since)]
    assert found == [verified]


@pytest.mark.parametrize("name", ["region_members", "tiles_then", "tiles_now"])
def test_the_name_beside_a_code_is_a_name_of_that_unit(name):
    known = {(row["code"], row["since"], row["name"]) for row in rows("units")}
    known |= {(row["code"], row["unit_since"], row["name"]) for row in rows("names")}
    spans = {(code, name) for code, _, name in known}
    assert [row for row in rows(name) if (row["code"], row["name"]) not in spans] == []


@pytest.mark.parametrize(("on", "count"), [(date(2018, 7, 31), 63), (date(2025, 7, 1), 34)])
def test_every_province_has_one_tile_and_every_tile_its_own_cell(on, count):
    tiles = tiles_on(on)
    assert len({(tile.code, tile.since) for tile in tiles if not tile.part}) == count
    assert len(tiles) == count + 2
    assert [cell for cell, times in Counter((tile.col, tile.row) for tile in tiles).items() if times > 1] == []


@pytest.mark.parametrize("on", [date(2018, 7, 31), date(2025, 7, 1)])
def test_tile_labels_are_short_and_tell_provinces_apart(on):
    labels = [tile.short for tile in tiles_on(on)]
    assert ([each for each in labels if not 1 < len(each) <= 5], len(set(labels))) == ([], len(labels))


@pytest.mark.parametrize("on", [date(2018, 7, 31), date(2025, 7, 1)])
def test_both_archipelagos_are_on_the_map_with_the_province_they_belong_to(on):
    parts = {tile.part: (tile.name, tile.col) for tile in tiles_on(on) if tile.part}
    east = max(tile.col for tile in tiles_on(on) if not tile.part)
    assert {part: name for part, (name, _) in parts.items()} == {
        "Hoàng Sa": "Đà Nẵng",
        "Trường Sa": "Khánh Hòa",
    }
    assert all(col > east for _, col in parts.values())


def test_the_map_then_is_wide_in_the_north_narrow_in_the_middle_and_wide_in_the_south():
    widths = Counter(tile.row for tile in tiles_on(date(2018, 7, 31)) if not tile.part)
    assert (max(widths[row] for row in range(5)), [widths[row] for row in range(7, 12)]) == (7, [1, 1, 1, 1, 1])
    assert max(widths[row] for row in range(16, 21)) == 5


def test_the_licences_of_both_packages_are_reproduced():
    text = (DATA / "LICENSES.md").read_text(encoding="utf-8")
    notices = ["Copyright (c) 2025 Tran Ngoc Minh Hieu", "Copyright (c) 2024 HanChinhVN"]
    assert [text.count(notice) for notice in notices] == [1, 1]
    assert text.count("The above copyright notice and this permission notice shall be included in all") == 2
