"""Reports out: drafts for everybody, issued ones never while an error stands open without a written reason."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from khuyencong.organisations.queries import department_of, operator
from khuyencong.reporting.actions import record_figures
from khuyencong.reporting.models import IssuedReport, ReportRequest, Source
from tests.reporting.conftest import entry

pytestmark = pytest.mark.django_db

SOUTH = "/vung/nam/2018/2018-07-31/"


@pytest.mark.parametrize(
    ("name", "begins"), [("bao-cao.xlsx", b"PK"), ("bao-cao.docx", b"PK"), ("bang-tinh.xlsx", b"PK")]
)
def test_a_stranger_takes_the_draft_away(client, demo, name, begins):
    response = client.get(f"{SOUTH}{name}")
    assert response.content[:2] == begins
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_the_table_of_provinces_sums_to_the_page(client, demo):
    content = client.get(f"{SOUTH}bang-tinh.xlsx").content
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    plans = [row[3] for row in rows if row[2] == "Cả hai nguồn"]
    assert (len(plans), sum(plans)) == (20, client.get(SOUTH).context["report"].summed["all"].plan)


def codes(response):
    """What stood in the way."""
    return [each.code for each in response.context["blocked"]]


def hand_up(client, address=SOUTH):
    """The page of the request that the signed-in officer hands up."""
    response = client.post(f"{address}trinh/", {"note": "Đã hỏi nơi công bố"})
    return response.headers["Location"]


def test_a_leader_issues_what_an_officer_handed_up_and_the_bytes_are_kept(as_role, demo, cast):
    request = hand_up(as_role("officer"))
    client = as_role("leader")
    assert [row.address for row in client.get(reverse("tray")).context["rows"]] == [request]
    refused = client.post(request, {"do": "issue", "waiver": " "})
    assert (refused.status_code, codes(refused)) == (
        422,
        ["waiver_missing"],
    )
    client.post(request, {"do": "issue", "waiver": "Đã hỏi nơi công bố"})
    report = IssuedReport.objects.get()
    assert (report.waiver, report.open_errors > 0, report.issued_by) == (
        "Đã hỏi nơi công bố",
        True,
        cast["leader"].account,
    )
    for column in ("xlsx", "docx"):
        kept = client.get(reverse("issued_report_file", args=[report.pk, f"bao-cao.{column}"]))
        assert kept.content == bytes(getattr(report, column))
    assert client.get(reverse("tray")).context["rows"] == []


def test_who_handed_it_up_does_not_issue_it(as_role, demo, cast):
    client = as_role("leader")
    request = hand_up(client)
    refused = client.post(request, {"do": "issue", "waiver": "Đã hỏi"})
    assert (refused.status_code, codes(refused)) == (422, ["own_work"])
    assert as_role("officer").post(request, {"do": "issue", "waiver": "Đã hỏi"}).status_code == 403
    assert IssuedReport.objects.count() == 0


def test_a_report_without_errors_is_issued_without_a_reason(as_role, published, cast):
    request = hand_up(as_role("officer"), "/vung/trung/2013/2013-09-30/")
    assert as_role("leader").post(request, {"do": "issue"}).status_code == 302
    assert IssuedReport.objects.get().open_errors == 0


def test_a_returned_report_lies_at_the_desk_that_prepared_it_with_the_reason(as_role, demo, cast):
    request = hand_up(as_role("officer"))
    leader = as_role("leader")
    assert leader.post(request, {"do": "return", "note": ""}).status_code == 422
    assert leader.post(request, {"do": "return", "note": "Hỏi lại Long An"}).status_code == 302
    officer = as_role("officer")
    assert [row.address for row in officer.get(reverse("tray")).context["rows"]] == [request]
    assert officer.post(request, {"do": "submit"}).status_code == 302
    assert officer.post(request, {"do": "withdraw"}).status_code == 302
    assert officer.get(reverse("issued_reports")).context["waiting"] == []


@pytest.mark.parametrize(("role", "status"), [("author", 404), ("inspector", 403), ("administrator", 404)])
def test_nobody_else_moves_it(as_role, demo, cast, role, status):
    request = hand_up(as_role("officer"))
    assert as_role(role).post(request, {"do": "issue", "waiver": "x"}).status_code == status


def test_a_button_that_is_none_changes_nothing(as_role, demo, cast):
    request = hand_up(as_role("officer"))
    assert as_role("leader").post(request, {"do": "xoa"}).status_code == 422


def put(place, amount, at):
    """A figure of a province, entered at that instant."""
    given = entry(place, amount, on=date(2018, 6, 30))
    agency = department_of(given.unit, given.cut)
    source = Source.objects.create(kind="return", title=f"Báo cáo {place}", agency=agency)
    record_figures(source=source, entries=[given], by=operator(), at=at)


def test_a_report_as_known_today_is_frozen_when_it_is_handed_up(as_role, db, cast):
    put("Đồng Tháp", 5_000_000, localtime() - timedelta(days=1))
    asked = f"/vung/nam/2018/2018-06-30/trinh/?known={localdate():%d/%m/%Y}"
    handed = as_role("officer").post(asked, {"note": "Kính trình"}).headers["Location"]
    frozen = ReportRequest.objects.get()
    assert frozen.known_at <= frozen.prepared_at
    put("Tiền Giang", 7_000_000, localtime())
    leader = as_role("leader")
    assert leader.get(handed).context["report"].summed["all"].done == 5_000_000
    leader.post(handed, {"do": "issue", "waiver": "Đã hỏi"})
    issued = IssuedReport.objects.get()
    assert (issued.known_at, issued.known_at < issued.issued_at) == (frozen.known_at, True)


def test_what_will_be_known_tomorrow_is_neither_shown_nor_handed_up(as_role, demo, cast):
    officer, tomorrow = as_role("officer"), f"{localdate() + timedelta(days=1):%d/%m/%Y}"
    assert officer.get(f"{SOUTH}?known={tomorrow}").status_code == 404
    assert officer.post(f"{SOUTH}trinh/?known={tomorrow}", {"note": "x"}).status_code == 404
    asked = officer.get(f"/vung/?region=nam&cut=31/07/2018&known={tomorrow}")
    listed = officer.get(f"/so-lieu/?known={tomorrow}")
    assert [(each.status_code, list(each.context["form"].errors)) for each in (asked, listed)] == [
        (422, ["known"]),
        (422, ["known"]),
    ]
    assert ReportRequest.objects.count() == 0
