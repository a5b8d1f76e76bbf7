"""Loading the files: everything is there, and a second run changes nothing."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Q

from khuyencong.places import actions
from khuyencong.places.models import Lineage, RegionMember, Unit, valid_on

EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)

pytestmark = pytest.mark.usefixtures("everywhere")


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2008, 7, 31), (0, 0, 0)),
        (date(2018, 7, 31), (63, 696, 10035)),
        (EVE, (63, 696, 10035)),
        (DAY, (34, 0, 3321)),
        (date(2026, 11, 23), (34, 0, 3321)),
    ],
)
def test_the_country_has_its_official_number_of_units_on_each_day(on, counts):
    assert tuple(Unit.objects.on(on).filter(level=level).count() for level in Unit.Level.values) == counts


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (EVE, {"xã": 7692, "phường": 1726, "thị trấn": 617}),
        (DAY, {"xã": 2621, "phường": 687, "đặc khu": 13}),
    ],
)
def test_communes_are_of_the_kinds_of_their_time(on, kinds):
    communes = Unit.objects.on(on).filter(level=Unit.Level.COMMUNE).order_by()
    assert dict(communes.values_list("kind").annotate(Count("pk"))) == kinds


def test_a_unit_belongs_to_a_unit_of_its_own_time_and_of_the_level_above():
    below = Unit.objects.exclude(level=Unit.Level.PROVINCE)
    levels = {
        (unit.level, unit.parent.level, unit.until is None)
        for unit in below.select_related("parent").only("level", "until", "parent__level")
    }
    assert levels == {
        ("district", "province", False),
        ("commune", "district", False),
        ("commune", "province", True),
    }
    late = below.exclude(Q(parent__until__isnull=True) | Q(parent__until__gt=DAY), since=DAY).filter(since=DAY)
    assert late.count() == 0


@pytest.mark.parametrize(
    ("code", "on", "full_name", "above"),
    [
        ("498", EVE, "Huyện Hoàng Sa", "Đà Nẵng"),
        ("20333", DAY, "Đặc khu Hoàng Sa", "Đà Nẵng"),
        ("576", EVE, "Huyện Trường Sa", "Khánh Hòa"),
        ("22736", EVE, "Thị trấn Trường Sa", "Trường Sa"),
        ("22736", DAY, "Đặc khu Trường Sa", "Khánh Hòa"),
        ("26740", DAY, "Phường Sài Gòn", "Hồ Chí Minh"),
    ],
)
def test_known_units_stand_where_they_belong(code, on, full_name, above):
    unit = Unit.objects.on(on).get(code=code)
    assert (unit.full_name, unit.parent.name) == (full_name, above)


def test_every_old_commune_became_something_of_its_own_new_province():
    old = Unit.objects.on(EVE).filter(level=Unit.Level.COMMUNE)
    assert old.annotate(steps=Count("became")).filter(steps=0).count() == 0
    links = Lineage.objects.filter(ancestor__level=Unit.Level.COMMUNE).values_list(
        "ancestor__parent__parent_id", "descendant__parent_id"
    )
    became = dict(
        Lineage.objects.filter(ancestor__level=Unit.Level.PROVINCE).values_list("ancestor_id", "descendant_id")
    )
    assert [pair for pair in set(links) if became.get(pair[0], pair[0]) != pair[1]] == []


def test_every_new_commune_came_from_somewhere():
    new = Unit.objects.on(DAY).filter(level=Unit.Level.COMMUNE)
    assert new.annotate(steps=Count("came_from")).filter(steps=0).count() == 0


def test_a_divided_commune_is_in_parts_with_one_main_part_and_any_other_is_whole():
    communes = Lineage.objects.filter(ancestor__level__in=[Unit.Level.COMMUNE, Unit.Level.DISTRICT])
    steps = Counted(communes)
    assert (steps.whole, steps.divided, steps.main_parts) == (9569, 471, {1})


class Counted:
    """How many old communes went whole, how many were divided, and how many main parts these have."""

    def __init__(self, links):
        found: dict[int, list[tuple[bool, bool]]] = {}
        for ancestor, part, main in links.values_list("ancestor_id", "part", "main"):
            found.setdefault(ancestor, []).append((part, main))
        divided = [each for each in found.values() if len(each) > 1]
        self.whole = sum(each == [(False, True)] for each in found.values())
        self.divided = sum(all(part for part, _ in each) for each in divided)
        self.main_parts = {sum(main for _, main in each) for each in divided}


def test_a_province_weighs_as_many_as_its_communes():
    counts = dict(
        Unit.objects.on(EVE)
        .filter(level=Unit.Level.COMMUNE)
        .order_by()
        .values_list("parent__parent_id")
        .annotate(Count("pk"))
    )
    links = Lineage.objects.filter(ancestor__level=Unit.Level.PROVINCE)
    wrong = [each for each in links if each.weight != counts[each.ancestor_id]]
    assert (wrong, links.count()) == ([], 52)


def test_search_finds_without_diacritics():
    found = Unit.objects.on(DAY).filter(level=Unit.Level.PROVINCE, folded__contains="dong")
    assert sorted(found.values_list("name", flat=True)) == ["Lâm Đồng", "Đồng Nai", "Đồng Tháp"]


def test_a_second_run_changes_nothing_and_says_so():
    out = StringIO()
    call_command("load_places", stdout=out)
    lines = out.getvalue().splitlines()
    counted = [line.strip() for line in lines if "thêm" in line]
    assert (lines[-1], counted) == (
        "Không có gì thay đổi.",
        [
            "cấp tỉnh: 86 (thêm 0, sửa 0, bỏ 0)",
            "cấp huyện: 696 (thêm 0, sửa 0, bỏ 0)",
            "cấp xã: 13356 (thêm 0, sửa 0, bỏ 0)",
            "tên theo thời gian: 8 (thêm 0, sửa 0, bỏ 0)",
            "cách viết khác: 30 (thêm 0, sửa 0, bỏ 0)",
            "quan hệ nguồn gốc: 10654 (thêm 0, sửa 0, bỏ 0)",
            "vùng: 11 (thêm 0, sửa 0, bỏ 0)",
            "thành viên vùng: 257 (thêm 0, sửa 0, bỏ 0)",
        ],
    )


def test_loading_provinces_alone_leaves_the_communes_and_their_lineage():
    report = {loaded.table: loaded for loaded in actions.load(provinces_only=True)}
    assert ([each.table for each in report.values() if each.touched], Lineage.objects.count()) == ([], 10654)


def test_a_row_that_drifted_is_brought_back_and_a_false_member_goes():
    with transaction.atomic():
        hanoi = Unit.objects.get(code="01")
        Unit.objects.filter(pk=hanoi.pk).update(name="Thăng Long")
        south = RegionMember.objects.filter(region__code="nam").first()
        RegionMember.objects.create(region_id=south.region_id, unit=hanoi)
        report = {loaded.table: loaded for loaded in actions.load()}
        hanoi.refresh_from_db()
        assert hanoi.name == "Hà Nội"
        assert (report["cấp tỉnh"].changed, report["thành viên vùng"].deleted) == (1, 1)
        transaction.set_rollback(True)


def test_a_file_that_points_nowhere_is_refused_with_one_line(monkeypatch):
    read = actions.read

    def broken(name):
        yield from read(name)
        if name == "aliases":
            yield {"code": "99", "unit_since": "2008-08-01", "text": "Không đâu"}

    monkeypatch.setattr(actions, "read", broken)
    with pytest.raises(CommandError, match=r"^Không có đơn vị mã 99 vào ngày 2008-08-01$"):
        call_command("load_places", stdout=StringIO())


def test_no_code_stands_for_two_units_on_one_day():
    doubled = [
        (on, list(Unit.objects.filter(valid_on(on)).values("code").annotate(n=Count("pk")).filter(n__gt=1)))
        for on in (EVE, DAY)
    ]
    assert doubled == [(EVE, []), (DAY, [])]
