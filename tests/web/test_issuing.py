"""Reports out: drafts for everybody, issued ones never while an error stands open without a written reason."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from khuyencong.reporting.models import IssuedReport

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


def test_an_officer_may_not_issue_while_errors_stand_open(as_role, demo):
    response = as_role("officer").post(f"{SOUTH}phat-hanh/", {"waiver": "Cứ phát hành"})
    assert response.status_code == 422
    assert [finding.code for finding in response.context["blocked"]] == ["errors_open"]
    assert IssuedReport.objects.count() == 0


def test_a_leader_issues_with_a_written_reason_and_the_bytes_are_kept(as_role, demo):
    client = as_role("leader")
    assert client.post(f"{SOUTH}phat-hanh/", {"waiver": " "}).status_code == 422
    response = client.post(f"{SOUTH}phat-hanh/", {"waiver": "Đã hỏi nơi công bố"}, follow=True)
    assert response.redirect_chain == [(reverse("issued_reports"), 302)]
    report = IssuedReport.objects.get()
    assert (report.waiver, report.open_errors > 0) == ("Đã hỏi nơi công bố", True)
    for column in ("xlsx", "docx"):
        kept = client.get(reverse("issued_report_file", args=[report.pk, f"bao-cao.{column}"]))
        assert kept.content == bytes(getattr(report, column))


def test_a_report_without_errors_is_issued_without_a_reason(as_role, published):
    response = as_role("officer").post("/vung/trung/2013/2013-09-30/phat-hanh/", {"waiver": ""})
    assert response.status_code == 302
    assert IssuedReport.objects.get().open_errors == 0
