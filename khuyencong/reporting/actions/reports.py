"""Issuing a regional report: not while an error stands open, unless a leader writes down why."""

import hashlib
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import region_on
from khuyencong.reporting import permissions
from khuyencong.reporting.models import IssuedReport, Source
from khuyencong.reporting.queries.behind import figures_behind
from khuyencong.reporting.queries.published import is_empty, plain
from khuyencong.reporting.queries.report import RegionalReport
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.workflow.actions import Dossier, record


def check_issue(*, report: RegionalReport, by: Actor, waiver: str) -> None:
    """Raise PermissionDenied or BlockedError when this officer may not issue this report now."""
    if not permissions.may_issue(by):
        raise PermissionDenied
    if is_empty(report.summed) and is_empty(plain(report.published)):
        raise BlockedError(
            Finding(
                code="nothing_to_report",
                severity=Severity.ERROR,
                message="Báo cáo chưa có số liệu nào nên chưa phát hành được.",
                fix="Nộp báo cáo của các địa phương hoặc nhập số đã công bố trước.",
            )
        )
    if report.open_errors == 0:
        return
    if not permissions.may_waive(by):
        raise BlockedError(
            Finding(
                code="errors_open",
                severity=Severity.ERROR,
                message=f"Báo cáo còn {report.open_errors} lỗi số liệu nên chưa phát hành được.",
                fix="Xử lý từng lỗi ở mục Đối chiếu, hoặc trình lãnh đạo Cục phát hành kèm lý do bằng văn bản.",
            )
        )
    if not waiver.strip():
        raise BlockedError(
            Finding(
                code="waiver_missing",
                severity=Severity.ERROR,
                message=f"Báo cáo còn {report.open_errors} lỗi số liệu: muốn phát hành phải ghi lý do.",
                fix="Ghi lý do; lý do được in trong phụ lục đối chiếu của báo cáo.",
            )
        )


@transaction.atomic
def issue_report(
    *, report: RegionalReport, xlsx: bytes, docx: bytes, by: Actor, at: datetime, waiver: str = ""
) -> IssuedReport:
    """Keep the report as issued, bytes and all, and make the returns it rests on public.

    It was built from figures known at `query.known_at`; a return that came later stays unpublished.
    """
    check_issue(report=report, by=by, waiver=waiver)
    query = report.query
    region_view = region_on(query.region, query.target)
    behind = figures_behind(query, actor=by).values("source")
    Source.objects.filter(pk__in=behind, published_at__isnull=True).update(published_at=at)
    issued = IssuedReport.objects.create(
        region_id=region_view.id,
        year=query.year,
        cut=query.cut,
        borders=query.borders,
        known_at=query.known_at,
        issued_by=by.account,
        issued_at=at,
        open_errors=report.open_errors,
        waiver=waiver.strip() if report.open_errors else "",
        xlsx=xlsx,
        docx=docx,
        digest=hashlib.sha256(docx).hexdigest(),
    )
    record(
        "report.issue",
        f"Phát hành báo cáo {region_view.name} năm {query.year}, đến {query.cut:%d/%m/%Y}",
        about=Dossier(kind="issued_report", key=str(issued.pk), agency=by.agency_code),
        by=by,
        at=at,
        after={"docx": issued.digest, "open_errors": issued.open_errors},
        reason=issued.waiver,
    )
    return issued
