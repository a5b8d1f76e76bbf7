"""Sites, products, machines, years, certificates and support of an establishment."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection

from khuyencong.industry.actions import add_holding, change_holding
from khuyencong.industry.models import Certificate, Machine, Product, Site, Support, YearFigures
from khuyencong.industry.queries import size_in, sums_of
from khuyencong.organisations.actors import PUBLIC
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.models import Event

pytestmark = pytest.mark.django_db
M = 1_000_000
ONE_OF_EACH = [
    (Product, {"name": "Bàn ghế"}),
    (Machine, {"name": "Máy cưa", "serial": "SN 01-2", "year": 2024, "value": 80 * M}),
    (YearFigures, {"year": 2025, "labour": 12, "revenue": 2_000 * M}),
    (Certificate, {"product": "Bàn ghế", "level": "province", "year": 2024}),
    (Support, {"year": 2024, "purse": "KCDP", "content": "Máy móc", "amount": 60 * M, "source": "Sổ xã"}),
]


@pytest.mark.parametrize(("kind", "said"), ONE_OF_EACH)
def test_a_row_is_added_by_her_who_writes_and_told_to_the_trail(enter, dong_thap_colleague, now, kind, said):
    row = add_holding(kind, enter(), said, by=dong_thap_colleague, at=now)
    name = f"establishment.{kind._meta.model_name}_add"
    assert (kind.objects.get(), Event.objects.filter(name=name).count()) == (row, 1)


@pytest.mark.parametrize(("kind", "said"), ONE_OF_EACH)
def test_neither_a_neighbour_nor_a_stranger_adds_or_sees_a_row(
    enter, dong_thap_officer, tay_ninh_officer, now, kind, said
):
    owner = enter()
    add_holding(kind, owner, said, by=dong_thap_officer, at=now)
    for by in (tay_ninh_officer, PUBLIC):
        with pytest.raises(PermissionDenied):
            add_holding(kind, owner, said, by=by, at=now)
        assert list(kind.objects.visible_to(by)) == []


@pytest.mark.parametrize(
    ("kind", "said", "found"),
    [
        (Product, {"name": ""}, ["holding_name"]),
        (Machine, {"name": "Máy", "value": -1}, ["holding___all__"]),
        (YearFigures, {"year": 1900}, ["holding___all__"]),
        (Certificate, {"product": "Bàn", "level": "xa", "year": 2024}, ["holding_level"]),
        (Certificate, {"product": "Bàn", "level": "district", "year": 2026}, ["holding_year"]),
        (Support, {"year": 2024, "purse": "KCDP", "content": "M", "amount": 1}, ["holding_source"]),
    ],
)
def test_what_the_books_would_not_take_is_refused_in_words(enter, dong_thap_officer, now, kind, said, found):
    with pytest.raises(BlockedError) as blocked:
        add_holding(kind, enter(), said, by=dong_thap_officer, at=now)
    assert ([each.code for each in blocked.value.findings], kind.objects.count()) == (found, 0)


def test_a_site_is_added_only_where_she_may_write(enter, phu_an, tan_bien, dong_thap_officer, now):
    row = enter()
    added = add_holding(Site, row, {"unit": phu_an, "address": "Khu 2"}, by=dong_thap_officer, at=now)
    assert (added.commune, added.province) == (phu_an, phu_an.parent)
    with pytest.raises(PermissionDenied):
        add_holding(Site, row, {"unit": tan_bien, "address": "Khu 2"}, by=dong_thap_officer, at=now)


def test_a_second_site_in_another_province_shows_the_row_there_too(
    enter, tan_bien, ministry_officer, tay_ninh_officer, now
):
    row = enter()
    add_holding(Site, row, {"unit": tan_bien, "address": "Ấp 1"}, by=ministry_officer, at=now)
    assert list(type(row).objects.visible_to(tay_ninh_officer)) == [row]


def test_a_changed_row_tells_before_and_after_and_an_unchanged_one_nothing(enter, dong_thap_officer, now):
    row = add_holding(Product, enter(), {"name": "Bàn"}, by=dong_thap_officer, at=now)
    change_holding(row, {"name": " Bàn "}, by=dong_thap_officer, at=now)
    changed = change_holding(row, {"name": "Ghế"}, by=dong_thap_officer, at=now)
    event = Event.objects.get(name="establishment.product_change")
    assert (changed.name, '"Bàn"' in event.before, '"Ghế"' in event.after) == ("Ghế", True, True)


def test_a_machine_is_known_as_a_purchase_is(enter, dong_thap_officer, now):
    said = {"name": "Máy", "serial": "SN-01 a", "invoice": "1C26TAA số 0000045"}
    row = add_holding(Machine, enter(), said, by=dong_thap_officer, at=now)
    assert (row.serial_key, row.invoice_key) == ("sn 1 a", "45")


def test_machines_written_before_are_known_anew(enter, dong_thap_officer, now):
    said = {"name": "Máy", "serial": "Số Đ-0012", "invoice": "0000045"}
    row = add_holding(Machine, enter(), said, by=dong_thap_officer, at=now)
    expected = (row.serial_key, row.invoice_key)
    Machine.objects.update(serial_key="sod0012", invoice_key="0000045")
    again = import_module("khuyencong.industry.migrations.0008_machines_known_as_purchases")
    again.forwards(apps, SimpleNamespace(connection=connection))
    row.refresh_from_db()
    assert (row.serial_key, row.invoice_key) == expected == ("so d 12", "45")


def test_the_size_of_a_year_is_by_the_rule_of_its_last_day(enter, dong_thap_officer, now):
    row = enter()
    years = [
        add_holding(YearFigures, row, {"year": year, "labour": 12, "revenue": 2_000 * M}, by=by, at=now)
        for year, by in ((2025, dong_thap_officer), (2010, dong_thap_officer))
    ]
    assert [size.words if (size := size_in(each)) else "" for each in years] == ["Nhỏ (cần xác minh)", ""]


def test_support_is_summed_by_purse_over_all_rows_given(enter, dong_thap_officer, now):
    one, other = enter(), enter(name="Xưởng rèn Tân Thạnh")
    for row, purse, amount in ((one, "KCDP", 60), (other, "KCDP", 40), (other, "KCQG", 7)):
        said = {"year": 2024, "purse": purse, "content": "Máy", "amount": amount * M, "source": "Sổ"}
        add_holding(Support, row, said, by=dong_thap_officer, at=now)
    sums = sums_of([one.pk, other.pk])
    assert (sums.national, sums.local, sums.total) == (7 * M, 100 * M, 107 * M)


def test_doubles_are_found_by_the_site_as_it_is_written_now(enter, phu_an, dong_thap_officer, now):
    row = enter(name="Lò gạch Phú Lộc", address="Ấp 3")
    other = enter(name="Lò gạch ấp Bốn", unit=phu_an, address="Ấp 4", other=True)
    site = row.sites.get()
    change_holding(site, {"unit": phu_an, "address": "Ấp 4"}, by=dong_thap_officer, at=now)

    row.refresh_from_db()
    assert row.place_key == other.place_key != ""
