"""A figure of the conference report that was counted from periodic returns opens to those very returns."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.places.queries import find_province
from khuyencong.reporting.lifecycle import PERIODIC_RETURN
from khuyencong.workflow.lifecycle import Act
from tests.reporting.test_conference_returns import CUT, IN_TIME, LATE, VN, confer, people, sent, write

__all__ = ["confer", "people", "sent"]
pytestmark = pytest.mark.django_db
PAGE = f"/vung/nam/2026/{CUT.isoformat()}/hoi-nghi/so/"
MORE = {"kq-01": 5, "kq-23": 8, "kq-09a": 1_000_000_000}


def opened(client, name, known=f"{LATE:%d/%m/%Y}"):
    page = client.get(f"{PAGE}{name}/?known={quote(known)}")
    assert page.status_code == 200
    return page


def rows(page):
    return [(each.place, each.report.number, each.shown) for each in page.context["counted"]]


@pytest.fixture
def given(sent):
    sent("Đồng Tháp", 1, {"kq-01": 10, "kq-23": 7, "kq-09a": 2_500_000_000})
    sent("Đồng Tháp", 2, MORE)
    sent("Tây Ninh", 1, {"kq-01": 100})
    sent("Tây Ninh", 2, {"kq-01": 30})


def test_a_result_opens_to_the_returns_it_is_the_sum_of(as_role, given):
    client = as_role("officer")
    page = opened(client, "indicator.kq-01")
    assert rows(page) == [
        ("Đồng Tháp", 1, "10"),
        ("Đồng Tháp", 2, "5"),
        ("Tây Ninh", 1, "100"),
        ("Tây Ninh", 2, "30"),
    ]
    assert page.context["told"].value == sum(each.value for each in page.context["counted"]) == 145
    assert f'href="/bao-cao/ky/{page.context["counted"][0].report.pk}/"' in page.content.decode()
    # A number of people is the last one: the first quarter is not in it.
    assert rows(opened(client, "indicator.kq-23")) == [("Đồng Tháp", 2, "8")]
    money = opened(client, "indicator.kq-09a")
    assert rows(money) == [("Đồng Tháp", 1, "2.500,0"), ("Đồng Tháp", 2, "1.000,0")]


def test_how_many_provinces_returned_opens_to_their_returns(as_role, given, confer):
    page = opened(as_role("officer"), "indicators.places")
    assert (page.context["told"].value, page.context["returns"].places) == (2, 2)
    assert len(page.context["counted"]) == 4


def test_the_list_is_that_of_the_instant_however_it_was_restated_since(
    as_role, given, people, ministry_officer, ministry_leader
):
    client = as_role("officer")
    before = rows(opened(client, "indicator.kq-01"))
    officer, leader = people["Tây Ninh"]
    again = LATE + timedelta(days=2)
    [report] = [
        each.report
        for each in opened(client, "indicator.kq-01").context["counted"]
        if (each.place, each.report.number) == ("Tây Ninh", 1)
    ]
    reopen = Act(by=ministry_leader, at=again, reason="Sửa")
    report = PERIODIC_RETURN.perform("periodic.reopen", report, reopen)
    write(report, {"kq-01": 999}, officer, again)
    for step, who in (("submit", officer), ("sign", leader), ("approve", ministry_officer)):
        PERIODIC_RETURN.perform(f"periodic.{step}", report, Act(by=who, at=again))
    assert rows(opened(client, "indicator.kq-01")) == before
    now = rows(opened(client, "indicator.kq-01", known=f"{again:%d/%m/%Y}"))
    assert [each for each in now if each not in before] == [("Tây Ninh", 1, "999")]


def test_what_came_late_opens_to_each_return_with_its_day_and_when_it_was_sent(as_role, sent):
    first = sent("Đồng Tháp", 1, {"kq-01": 1}, at=datetime(2026, 4, 9, 9, 0, tzinfo=VN))
    sent("Đồng Tháp", 2, {"kq-01": 1}, at=IN_TIME)
    late = sent("Tây Ninh", 1, {"kq-01": 1}, at=datetime(2026, 5, 9, 9, 0, tzinfo=VN))
    late.refresh_from_db()
    client = as_role("officer")
    code = find_province("Tây Ninh", CUT).place.code
    page = opened(client, f"late.{code}")
    told = [(each.report.number, each.report.due_on, each.since) for each in page.context["counted"]]
    owed = late.__class__.objects.get(agency=late.agency, number=2)
    assert told == [(1, late.due_on, late.first_sent_at), (2, owed.due_on, None)]
    assert page.context["told"].value == len(told)
    assert "chưa gửi" in page.content.decode()
    whole = opened(client, "late.returns")
    assert whole.context["told"].value == whole.context["counted"].paginator.count
    assert first.pk not in {each.report.pk for each in whole.context["returns"].rows}


def test_completeness_opens_to_the_provinces_it_counts(as_role, given):
    client = as_role("officer")
    counts = {}
    for name in ("complete.reported", "complete.expected"):
        page = opened(client, name)
        counts[name] = (page.context["told"].value, len(page.context["provinces"]))
    assert [told == listed for told, listed in counts.values()] == [True, True]
    assert opened(client, "indicator.kq-01").context["provinces"] is None


def test_the_number_of_statements_does_not_grow_with_the_returns(as_role, sent, people):
    client = as_role("officer")

    def asked(name):
        with CaptureQueriesContext(connection) as found:
            opened(client, name)
        return len(found)

    sent("Đồng Tháp", 1, {"kq-01": 1})
    sent("Đồng Tháp", 2, {"kq-01": 1})
    names = ("indicator.kq-01", "indicators.places", "late.returns")
    for name in names:
        asked(name)
    before = [asked(name) for name in names]
    sent("Tây Ninh", 1, {"kq-01": 1})
    sent("Tây Ninh", 2, {"kq-01": 1})
    assert [asked(name) for name in names] == before
