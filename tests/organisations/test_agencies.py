"""Agencies have dated names and heirs; row scope follows them."""

from datetime import date

import pytest

from khuyencong.organisations.actions import load_agencies
from khuyencong.organisations.models import Agency, AgencyName
from khuyencong.organisations.permissions import is_or_inherits
from khuyencong.organisations.queries import department_of, ministry_department, names_on
from khuyencong.places.queries import find_province
from khuyencong.reporting.models import Source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2014, 1, 1), "Cục Công nghiệp địa phương"),
        (date(2018, 8, 23), "Cục Công Thương địa phương"),
        (date(2026, 11, 23), "Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công"),
        (date(1999, 1, 1), "cuc"),
    ],
)
def test_one_body_has_the_name_of_the_day(on, name):
    assert ministry_department().name_on(on) == name


def test_hue_was_thua_thien_hue():
    place = find_province("Huế", date(2026, 1, 1)).place
    agency = department_of(place.id, date(2026, 1, 1))
    assert agency.name_on(date(2018, 1, 1)) == "Sở Công Thương tỉnh Thừa Thiên Huế"
    assert agency.name_on(date(2026, 1, 1)) == "Sở Công Thương thành phố Huế"


def test_every_province_of_every_day_has_its_department_and_its_centre():
    for kind in ("department", "centre"):
        of_kind = Agency.objects.filter(kind=kind)
        counts = (of_kind.count(), of_kind.filter(until=None).count(), of_kind.exclude(successor=None).count())
        assert counts == (86, 34, 52)


def test_loading_again_changes_nothing():
    before = (Agency.objects.count(), AgencyName.objects.count())
    load_agencies()
    assert (Agency.objects.count(), AgencyName.objects.count()) == before


def test_an_heir_sees_what_it_inherited_and_a_neighbour_does_not(
    dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer
):
    place = find_province("Tiền Giang", date(2018, 1, 1)).place
    source = Source.objects.create(kind="return", title="x", agency=department_of(place.id, date(2018, 1, 1)))
    seen = [
        list(Source.objects.visible_to(actor))
        for actor in (dong_thap_officer, dong_thap_colleague, ministry_officer, tay_ninh_officer)
    ]
    assert seen == [[source], [source], [source], []]


def test_many_agencies_are_named_in_one_statement_as_each_says_itself(django_assert_num_queries):
    agencies, on = list(Agency.objects.order_by("code")), date(2018, 8, 23)
    with django_assert_num_queries(1):
        names = names_on(agencies, on)
    assert names == {agency.pk: agency.name_on(on) for agency in agencies}


def test_an_heir_of_an_heir_answers_too_and_a_circle_ends(dong_thap_officer, tay_ninh_officer):
    heir, neighbour = dong_thap_officer.agency, tay_ninh_officer.agency
    first = Agency.objects.filter(successor=heir).first()
    before = Agency.objects.create(
        code="sct-cu", level=first.level, kind=first.kind, unit=first.unit, since="1990-01-01", successor=first
    )
    assert [is_or_inherits(own, before) for own in (before, first, heir, neighbour)] == [
        True,
        True,
        True,
        False,
    ]
    Agency.objects.filter(pk=heir.pk).update(successor=before)
    assert is_or_inherits(neighbour, Agency.objects.get(pk=before.pk)) is False
