"""What the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from khuyencong.places.models import Region, Unit

pytestmark = pytest.mark.django_db


def province(**changes):
    values = {
        "code": "99",
        "level": Unit.Level.PROVINCE,
        "kind": "tỉnh",
        "name": "Thử",
        "since": date(2010, 1, 1),
        "until": date(2020, 1, 1),
    }
    return Unit.objects.create(**{**values, **changes})


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2010, 1, 1), date(2011, 1, 1)),
        (date(2019, 12, 31), None),
        (date(2000, 1, 1), date(2010, 1, 2)),
        (date(2000, 1, 1), None),
        (date(2012, 1, 1), date(2013, 1, 1)),
    ],
)
def test_two_units_never_bear_one_code_on_one_day(since, until):
    province()
    with pytest.raises(IntegrityError), transaction.atomic():
        province(since=since, until=until)


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2020, 1, 1), None), (date(2000, 1, 1), date(2010, 1, 1))],
    ids=["after", "before"],
)
def test_a_code_may_be_used_again_from_the_day_its_unit_ends(since, until):
    province()
    province(since=since, until=until)
    assert Unit.objects.filter(code="99").count() == 2


def test_an_update_cannot_make_units_overlap_either():
    first = province()
    province(since=date(2020, 1, 1), until=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=first.pk).update(until=None)


def test_a_unit_ends_after_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        province(until=date(2010, 1, 1))


def test_a_unit_below_a_province_needs_a_parent():
    with pytest.raises(IntegrityError), transaction.atomic():
        province(level=Unit.Level.COMMUNE)


def test_two_versions_of_a_region_never_hold_on_one_day():
    Region.objects.create(code="thử", name="Thử", since=date(2010, 1, 1), source="thử")
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.create(code="thử", name="Thử", since=date(2011, 1, 1), source="thử")
