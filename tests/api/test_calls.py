"""Open calls by the CommonGrants protocol: its published models take what we send, and that is the law's."""

from datetime import date

import pytest
from common_grants_sdk.schemas.pydantic import (
    Error,
    OpportunitiesListResponse,
    OpportunitiesSearchResponse,
    OpportunityResponse,
)
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.norms.models import Deadline
from khuyencong.places.queries import find_province
from khuyencong.projects.models import RegistrationDossier
from khuyencong.projects.queries.calls import calls_on
from khuyencong.projects.queries.dossiers import due_of

pytestmark = pytest.mark.django_db
CALLS = "/common-grants/opportunities"
TODAY = date(2026, 11, 30)


def sets_its_own(province):
    """A day of its own that a province has set for its purse."""
    return Deadline.objects.create(
        code="kcdp-dang-ky",
        name="Gửi hồ sơ",
        province_id=find_province(province, TODAY).place.id,
        position=99,
        since=date(2026, 1, 1),
        source="Thử",
        purse="KCDP",
        every="year",
        month=9,
        day=30,
        inclusive=True,
        by_whom="Đơn vị",
    )


@pytest.fixture
def local(law):
    """Đồng Tháp has set one."""
    return sets_its_own("Đồng Tháp")


def search(client, asked):
    response = client.post(f"{CALLS}/search", asked, content_type="application/json")
    assert response.status_code == 200, response.content
    return OpportunitiesSearchResponse.model_validate(response.json())


def test_calls_are_the_registrations_of_the_law_with_their_last_day(law, local):
    told = calls_on(TODAY)
    assert [(each.purse.value, each.year, each.window.value) for each in told] == [
        ("KCQG", 2027, "closed"),
        ("KCQG", 2028, "open"),
        ("KCDP", 2027, "closed"),
        ("KCDP", 2028, "open"),
    ]
    for each in told:
        dossier = RegistrationDossier(purse=each.purse.value, year=each.year, province=each.province)
        assert due_of(dossier) == each.due
    assert [each.window.value for each in calls_on(date(2026, 3, 1))][:2] == ["open", "forecasted"]


def test_the_published_models_take_what_we_send(client, local):
    listed = OpportunitiesListResponse.model_validate(client.get(CALLS, {"pageSize": 3}).json())
    assert (len(listed.items), listed.pagination_info.total_items, listed.pagination_info.total_pages) == (
        3,
        4,
        2,
    )
    for each in listed.items:
        one = OpportunityResponse.model_validate(client.get(f"{CALLS}/{each.id}").json())
        assert (one.data.id, one.data.title, one.data.key_dates) == (each.id, each.title, each.key_dates)
    refused = client.get(f"{CALLS}/00000000-0000-0000-0000-000000000000")
    assert refused.status_code == 404
    assert Error.model_validate(refused.json()).status == 404
    assert int(refused.headers["Content-Length"]) == len(refused.content)


BETWEEN = {"closeDateRange": {"operator": "between", "value": {"min": "2027-01-01", "max": "2027-06-30"}}}
OUTSIDE = {"closeDateRange": {"operator": "outside", "value": {"max": "2027-06-30"}}}


@pytest.mark.parametrize(
    ("asked", "years"),
    [
        ({}, [2027, 2027, 2028, 2028]),
        ({"search": "dong thap"}, [2027, 2028]),
        ({"filters": {"status": {"operator": "in", "value": ["open"]}}}, [2028, 2028]),
        ({"filters": {"status": {"operator": "notIn", "value": ["open"]}}}, [2027, 2027]),
        ({"filters": BETWEEN}, [2028]),
        ({"filters": OUTSIDE}, [2028]),
        ({"pagination": {"page": 2, "pageSize": 4}}, []),
    ],
)
def test_a_search_narrows(client, local, asked, years):
    found = search(client, asked)
    assert sorted(int(each.title.split(" năm ")[1][:4]) for each in found.items) == years
    assert (found.filter_info.errors, found.sort_info.errors) == ([], [])


def test_a_search_is_put_in_order_and_says_what_it_can_not_do(client, local):
    asked = {
        "filters": {"minAwardAmountRange": {"operator": "between", "value": {}}},
        "sorting": {"sortBy": "funding.maxAwardAmount"},
    }
    found = search(client, asked)
    assert (len(found.items), len(found.filter_info.errors), len(found.sort_info.errors)) == (4, 1, 1)
    told = search(client, {"sorting": {"sortBy": "keyDates.closeDate", "sortOrder": "asc"}}).items
    days = [each.key_dates.close_date.date for each in told]
    assert (days, len(days)) == (sorted(days), 4)


def test_statements_do_not_grow_with_the_provinces(client, local):
    counts = []
    for provinces in ((), ("Tây Ninh", "Cà Mau")):
        for each in provinces:
            sets_its_own(each)
        client.get(CALLS)
        with CaptureQueriesContext(connection) as asked:
            told = client.get(CALLS).json()
        counts.append((len(asked), told["paginationInfo"]["totalItems"]))
    assert (counts[0][0] - counts[1][0], counts[0][1], counts[1][1]) == (0, 4, 8)
