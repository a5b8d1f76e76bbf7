"""A page asks the database as often for many rows as for few."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.organisations.queries import operator
from khuyencong.reporting.actions import record_figures
from khuyencong.reporting.models import IssuedReport, Source
from khuyencong.rules.figures import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, tzinfo=UTC)


def statements(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.fixture
def figures_of(db):
    """Enter so many figures of one published source."""
    from khuyencong.places.queries import provinces_on

    places = provinces_on(date(2018, 7, 31))

    def enter(first, last):
        source = Source.objects.get_or_create(kind="demonstration", title="Thử", publisher="", published_at=AT)[
            0
        ]
        entries = [
            Entry(
                unit=place.id,
                year=2018,
                cut=date(2018, 7, 31),
                fund="KCQG",
                stage="done",
                printed="1,0",
                printed_unit="trieu",
                amount=10**6,
                decimals=1,
            )
            for place in places[first:last]
        ]
        record_figures(source=source, entries=entries, by=operator(), at=AT)
        return source

    return enter


@pytest.mark.parametrize(
    "address", ["/vung/vn/2018/2018-07-31/", "/so-lieu/", "/so-lieu/?region=vn&cut=31/07/2018", "/nguon/{pk}/"]
)
def test_twenty_rows_take_no_more_statements_than_two(client, figures_of, address):
    source = figures_of(0, 2)
    few = statements(client, address.format(pk=source.pk))
    figures_of(2, 20)
    assert statements(client, address.format(pk=source.pk)) == few


def test_the_list_of_issued_reports_takes_as_many_statements_for_twenty(as_role, ministry_leader):
    client = as_role("leader")

    def issue(count):
        for _ in range(count):
            IssuedReport.objects.create(
                region_id=1,
                year=2018,
                cut="2018-07-31",
                borders="then",
                known_at=AT,
                issued_by=ministry_leader.account,
                issued_at=AT,
                open_errors=0,
                xlsx=b"x",
                docx=b"d",
                digest="0" * 64,
            )

    issue(2)
    few = statements(client, reverse("issued_reports"))
    issue(18)
    assert statements(client, reverse("issued_reports")) == few
