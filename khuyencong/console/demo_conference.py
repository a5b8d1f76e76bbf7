"""A made conference report of the region whose figures were published, issued with what stands open said."""

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.utils.timezone import localdate

from khuyencong.console.demo_plans import people
from khuyencong.paperwork.conference_files import issued_files
from khuyencong.reporting.lifecycle import REPORT, Issue, request_report
from khuyencong.reporting.models import IssuedReport, ReportRequest
from khuyencong.reporting.queries.conference import conference_report
from khuyencong.reporting.queries.report import Query
from khuyencong.workflow.lifecycle import Act

CUT = date(2018, 7, 31)
NOTE = "Dùng thử báo cáo hội nghị (minh họa)."
WAIVER = "Số in ở nguồn không khớp nhau, đã ghi rõ từng chỗ ở phụ lục (minh họa)."


def load_conference(at: datetime) -> int:
    """How many reports were issued; a second run issues none."""
    who = people(at)
    if who is None or IssuedReport.objects.filter(conference__isnull=False).exists():
        return 0
    query = Query(region="nam", year=CUT.year, cut=CUT, borders="then", known_at=at, today=localdate(at))
    report = conference_report(query, actor=who.officer)
    handed = request_report(
        report=report.regional, note=NOTE, act=Act(by=who.officer, at=at), kind=ReportRequest.Kind.CONFERENCE
    )
    waiver = WAIVER if report.regional.open_errors else ""
    seen = replace(query, known_at=handed.known_at)
    found = conference_report(seen, actor=who.leader)
    files = issued_files(found, waiver=waiver, by=str(who.leader), on=localdate(at), site=settings.SITE_URL)
    given = Issue(
        report=found.regional,
        xlsx=files.xlsx,
        docx=files.docx,
        waiver=waiver,
        conference=found,
        pptx=files.pptx,
    )
    REPORT.perform("report.issue", handed, Act(by=who.leader, at=at, reason=waiver, given=given))
    return 1
