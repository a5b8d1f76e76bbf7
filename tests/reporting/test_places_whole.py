"""Who sent everything in time is counted by place and not by name: communes of two provinces share one."""

from datetime import date

import pytest

from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness.whole import whole_of
from tests.reporting.test_periodic_returns import IN_TIME, OPENED

pytestmark = pytest.mark.django_db


def test_two_communes_of_one_name_are_two_places(dong_thap_officer, tay_ninh_officer, ministry_officer):
    for number, (above, sent) in enumerate(
        (
            (dong_thap_officer.agency, IN_TIME),
            (dong_thap_officer.agency, IN_TIME),
            (tay_ninh_officer.agency, None),
        )
    ):
        name = "Tân Phú" if number else "Mỹ An"
        unit = Unit.objects.create(
            code=f"9990{number}", name=name, level="commune", parent=above.unit, since=date(2025, 7, 1)
        )
        office = Agency.objects.create(
            code=f"xa-{number}",
            level="commune",
            kind="commune_office",
            parent=above,
            unit=unit,
            since=date(2025, 7, 1),
        )
        PeriodicReturn.objects.create(
            duty="thu",
            form="ket-qua",
            title="Báo cáo thử",
            agency=office,
            to=above,
            every="quarter",
            year=2026,
            number=3,
            starts=date(2026, 7, 1),
            ends=date(2026, 9, 30),
            opens_on=date(2026, 9, 25),
            due_on=date(2026, 10, 12),
            state="sent" if sent else "expected",
            desk=dong_thap_officer.desk,
            prepared_by=dong_thap_officer.account,
            created_at=OPENED,
            first_sent_at=sent,
            sent_at=sent,
        )
    found = whole_of(ministry_officer, 2026, date(2026, 10, 20))
    assert found.perfect == ["Mỹ An", "Tân Phú"]
    assert sorted((found.names[key], each.owed, each.in_time) for key, each in found.by_place.items()) == [
        ("Mỹ An", 1, 1),
        ("Tân Phú", 1, 0),
        ("Tân Phú", 1, 1),
    ]
