"""Places and regions as of a day."""

from datetime import date

import pytest

from khuyencong.places.models import Region, Unit
from khuyencong.places.queries import (
    Found,
    ProvinceFinder,
    UnknownRegionError,
    find_province,
    named_among,
    province_lineage,
    province_successors,
    provinces_on,
    region_changes,
    region_on,
    region_row,
    regions_on,
    units_on,
)
from khuyencong.rules.rebasing import rebase

THEN, NOW = date(2018, 7, 31), date(2026, 11, 23)
STAYED = [
    "Hà Nội",
    "Cao Bằng",
    "Điện Biên",
    "Lai Châu",
    "Sơn La",
    "Lạng Sơn",
    "Quảng Ninh",
    "Thanh Hóa",
    "Nghệ An",
    "Hà Tĩnh",
    "Huế",
]
MERGED = {
    "An Giang": {"An Giang", "Kiên Giang"},
    "Bắc Ninh": {"Bắc Ninh", "Bắc Giang"},
    "Cà Mau": {"Cà Mau", "Bạc Liêu"},
    "Cần Thơ": {"Cần Thơ", "Hậu Giang", "Sóc Trăng"},
    "Đà Nẵng": {"Đà Nẵng", "Quảng Nam"},
    "Đắk Lắk": {"Đắk Lắk", "Phú Yên"},
    "Đồng Nai": {"Đồng Nai", "Bình Phước"},
    "Đồng Tháp": {"Đồng Tháp", "Tiền Giang"},
    "Gia Lai": {"Gia Lai", "Bình Định"},
    "Hải Phòng": {"Hải Phòng", "Hải Dương"},
    "Hồ Chí Minh": {"Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"},
    "Hưng Yên": {"Hưng Yên", "Thái Bình"},
    "Khánh Hòa": {"Khánh Hòa", "Ninh Thuận"},
    "Lào Cai": {"Lào Cai", "Yên Bái"},
    "Lâm Đồng": {"Lâm Đồng", "Bình Thuận", "Đắk Nông"},
    "Ninh Bình": {"Ninh Bình", "Hà Nam", "Nam Định"},
    "Phú Thọ": {"Phú Thọ", "Vĩnh Phúc", "Hòa Bình"},
    "Quảng Ngãi": {"Quảng Ngãi", "Kon Tum"},
    "Quảng Trị": {"Quảng Trị", "Quảng Bình"},
    "Tây Ninh": {"Tây Ninh", "Long An"},
    "Thái Nguyên": {"Thái Nguyên", "Bắc Kạn"},
    "Tuyên Quang": {"Tuyên Quang", "Hà Giang"},
    "Vĩnh Long": {"Vĩnh Long", "Bến Tre", "Trà Vinh"},
}

pytestmark = pytest.mark.usefixtures("provinces")


def names(places):
    return [place.name for place in places]


@pytest.mark.parametrize(
    ("code", "counts"), [("bac", (28, 15)), ("trung", (15, 11)), ("nam", (20, 8)), ("vn", (63, 34))]
)
def test_a_region_has_the_number_of_members_of_its_time(code, counts):
    assert tuple(len(region_on(code, on).members) for on in (THEN, NOW)) == counts


@pytest.mark.parametrize("on", [THEN, date(2010, 1, 1), date(2025, 6, 30), date(2025, 7, 1), NOW])
def test_the_three_regions_share_out_the_nation_without_rest(on):
    *three, nation = regions_on(on)
    shared = [place.id for region in three for place in region.members]
    assert (
        sorted(shared) == sorted(place.id for place in nation.members) == sorted(p.id for p in provinces_on(on))
    )


def test_a_region_is_unknown_before_its_first_version():
    with pytest.raises(UnknownRegionError, match=r"^Không có vùng “nam” vào ngày 31/07/2008$"):
        region_on("nam", date(2008, 7, 31))


def test_the_version_row_is_the_one_of_the_day():
    rows = [region_row("nam", on) for on in (date(2013, 12, 31), THEN, NOW)]
    assert [(row.since, row.verified) for row in rows] == [
        (date(2008, 8, 1), False),
        (date(2014, 10, 21), True),
        (date(2025, 7, 1), True),
    ]
    assert Region.objects.filter(code="nam").count() == 3


@pytest.mark.parametrize(
    ("code", "on", "full_name"),
    [
        ("46", THEN, "Tỉnh Thừa Thiên Huế"),
        ("46", date(2024, 12, 31), "Tỉnh Thừa Thiên Huế"),
        ("46", date(2025, 1, 1), "Thành phố Huế"),
        ("82", THEN, "Tỉnh Tiền Giang"),
        ("82", NOW, "Tỉnh Đồng Tháp"),
        ("87", THEN, "Tỉnh Đồng Tháp"),
        ("75", THEN, "Tỉnh Đồng Nai"),
        ("75", date(2025, 7, 1), "Tỉnh Đồng Nai"),
        ("75", date(2026, 4, 29), "Tỉnh Đồng Nai"),
        ("75", date(2026, 4, 30), "Thành phố Đồng Nai"),
        ("79", THEN, "Thành phố Hồ Chí Minh"),
    ],
)
def test_a_province_is_called_what_it_was_called_that_day(code, on, full_name):
    assert [place.full_name for place in provinces_on(on) if place.code == code] == [full_name]


def test_six_cities_and_28_provinces_stood_on_the_first_day():
    kinds = [place.kind for place in provinces_on(date(2025, 7, 1))]
    assert (kinds.count("thành phố"), kinds.count("tỉnh")) == (6, 28)


def test_provinces_come_in_vietnamese_order():
    assert names(provinces_on(NOW))[:6] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng"]
    assert names(provinces_on(THEN))[-2:] == ["Vĩnh Phúc", "Yên Bái"]


def test_every_province_has_a_label_for_the_map():
    shorts = {place.name: place.short for place in (*provinces_on(THEN), *provinces_on(NOW))}
    assert ([name for name, short in shorts.items() if not short], shorts["Bà Rịa - Vũng Tàu"]) == ([], "BRVT")


def test_every_province_of_then_lies_wholly_in_one_of_now():
    lineage, now = province_lineage(), {place.id: place.name for place in provinces_on(NOW)}
    parts: dict[str, set[str]] = {}
    for place in provinces_on(THEN):
        parts.setdefault(now[lineage.holder(place.id, now)], set()).add(place.name)
    parts["Huế"] = {"Huế"} if parts["Huế"] == {"Thừa Thiên Huế"} else parts["Huế"]
    assert parts == MERGED | {name: {name} for name in STAYED}


def test_the_eleven_provinces_left_alone_are_the_same_rows_then_and_now():
    same = {place.id for place in provinces_on(THEN)} & {place.id for place in provinces_on(NOW)}
    assert sorted(names(place for place in provinces_on(NOW) if place.id in same)) == sorted(STAYED)


def test_successors_are_the_ended_provinces_alone():
    ended = set(Unit.objects.filter(until__isnull=False).values_list("pk", flat=True))
    assert (set(province_successors()), len(ended)) == (ended, 52)


def test_rebasing_the_nation_keeps_its_total_both_ways():
    lineage = province_lineage()
    then, now = ({place.id for place in provinces_on(on)} for on in (THEN, NOW))
    amounts = {key: 1_000_003 * key for key in then}
    forward = rebase(amounts, lineage, now)
    back = rebase(forward.amounts, lineage, then)
    assert (set(forward.amounts), set(back.amounts)) == (now, then)
    assert {sum(each.values()) for each in (amounts, forward.amounts, back.amounts)} == {sum(amounts.values())}
    assert (forward.is_estimated, len(back.estimated)) == (False, 52)


@pytest.mark.parametrize(
    ("code", "joined", "left"),
    [
        ("bac", [], ["Hà Tĩnh", "Nghệ An", "Thanh Hóa"]),
        ("trung", ["Bình Thuận", "Hà Tĩnh", "Nghệ An", "Thanh Hóa"], []),
        ("nam", [], ["Bình Thuận"]),
        ("vn", [], []),
    ],
)
def test_a_region_tells_which_territory_joined_and_left_it(code, joined, left):
    for days in ((THEN, NOW), (NOW, THEN)):
        changes = region_changes(code, *days)
        assert (names(changes.joined), names(changes.left)) == (joined, left)


def test_the_change_of_the_south_is_said_in_one_sentence():
    assert region_changes("nam", THEN, NOW).sentence == (
        "Khu vực phía Nam đổi thành viên: từ 01/07/2025 không còn địa bàn Bình Thuận. "
        "Số liệu trước và sau ngày này không cùng phạm vi nếu chưa quy đổi."
    )


@pytest.mark.parametrize(("one", "other"), [(date(2010, 1, 1), THEN), (THEN, date(2025, 6, 30)), (NOW, NOW)])
def test_a_region_that_kept_its_territory_says_nothing(one, other):
    changes = region_changes("nam", one, other)
    assert (changes.changed, changes.sentence) == (False, "")


@pytest.mark.parametrize(
    ("text", "on", "full_name", "how"),
    [
        ("Đồng Tháp", THEN, "Tỉnh Đồng Tháp", Found.EXACT),
        ("dong thap", NOW, "Tỉnh Đồng Tháp", Found.EXACT),
        ("TP HCM", THEN, "Thành phố Hồ Chí Minh", Found.ALIAS),
        ("TPHCM", NOW, "Thành phố Hồ Chí Minh", Found.ALIAS),
        ("Sài Gòn", THEN, "Thành phố Hồ Chí Minh", Found.ALIAS),
        ("BR-VT", THEN, "Tỉnh Bà Rịa - Vũng Tàu", Found.ALIAS),
        ("Bà Rịa—Vũng Tàu", THEN, "Tỉnh Bà Rịa - Vũng Tàu", Found.EXACT),
        ("Bà Rịa Vũng Tàu", THEN, "Tỉnh Bà Rịa - Vũng Tàu", Found.EXACT),
        ("Đăk Lăk", THEN, "Tỉnh Đắk Lắk", Found.EXACT),
        ("Đắc Lắc", NOW, "Tỉnh Đắk Lắk", Found.ALIAS),
        ("Bắc Cạn", THEN, "Tỉnh Bắc Kạn", Found.ALIAS),
        ("TT Huế", THEN, "Tỉnh Thừa Thiên Huế", Found.ALIAS),
        ("TP. Huế", THEN, "Tỉnh Thừa Thiên Huế", Found.ALIAS),
        ("Thừa Thiên - Huế", NOW, "Thành phố Huế", Found.ALIAS),
        ("Hoà Bình", THEN, "Tỉnh Hòa Bình", Found.EXACT),
        ("KONTUM", THEN, "Tỉnh Kon Tum", Found.EXACT),
        ("Sở Công Thương tỉnh Bến Tre", THEN, "Tỉnh Bến Tre", Found.EXACT),
    ],
)
def test_a_province_is_found_as_officers_write_it(text, on, full_name, how):
    match = find_province(text, on)
    assert (match.place.full_name, match.how, match.message) == (full_name, how, "")


@pytest.mark.parametrize(
    ("text", "on", "how", "message", "suggestions"),
    [
        (
            "Bình Dương",
            NOW,
            Found.ELSEWHEN,
            "Tỉnh Bình Dương không còn vào ngày 23/11/2026; địa bàn thuộc Thành phố Hồ Chí Minh",
            ["Hồ Chí Minh"],
        ),
        (
            "Bạc Liu",
            THEN,
            Found.NONE,
            "Không có tỉnh, thành phố “Bạc Liu” vào ngày 31/07/2018; có phải Tỉnh Bạc Liêu?",
            ["Bạc Liêu"],
        ),
        ("Atlantis", THEN, Found.NONE, "Không có tỉnh, thành phố “Atlantis” vào ngày 31/07/2018", []),
        ("Hà Nội", date(1999, 1, 1), Found.NONE, "Không có tỉnh, thành phố “Hà Nội” vào ngày 01/01/1999", []),
    ],
)
def test_a_name_that_is_no_province_of_the_day_is_answered_not_guessed(text, on, how, message, suggestions):
    match = find_province(text, on)
    assert (match.place, match.how, match.message) == (None, how, message)
    assert names(match.suggestions) == suggestions


def test_no_alias_names_two_provinces_of_one_day():
    for on in (THEN, NOW):
        finder = ProvinceFinder(on)
        places = provinces_on(on)
        found = {place.id: finder.find(place.full_name).place for place in places}
        assert found == {place.id: place for place in places}
        aliases = Unit.objects.on(on).filter(aliases__isnull=False).values_list("pk", "aliases__text")
        assert [text for key, text in aliases if finder.find(text).place != found[key]] == []


@pytest.mark.parametrize(
    ("ask", "statements"),
    [
        (lambda: units_on(THEN, "province"), 1),
        (lambda: region_on("vn", THEN), 2),
        (lambda: region_changes("trung", THEN, NOW), 7),
        (lambda: ProvinceFinder(THEN), 4),
        (province_lineage, 1),
        (province_successors, 1),
    ],
    ids=["units", "region", "changes", "finder", "lineage", "successors"],
)
def test_a_question_takes_a_fixed_number_of_statements(ask, statements, django_assert_num_queries):
    with django_assert_num_queries(statements):
        ask()


def test_a_commune_typed_with_its_marks_is_that_one_and_without_them_all_that_it_may_be():
    ward = Unit(name="Mỹ Tho", kind="phường", level=Unit.Level.COMMUNE)
    commune = Unit(name="Mỹ Thọ", kind="xã", level=Unit.Level.COMMUNE)
    found = {text: named_among(text, [ward, commune]) for text in ("Mỹ Thọ", "mỹ tho", "my tho", "xã mỹ tho")}
    assert found == {
        "Mỹ Thọ": [commune],
        "mỹ tho": [ward],
        "my tho": [ward, commune],
        "xã mỹ tho": [commune],
    }
