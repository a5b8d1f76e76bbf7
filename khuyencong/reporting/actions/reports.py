"""Keeping a regional report as it goes out, and what has to hold before it may."""

import hashlib
from datetime import datetime

from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import region_on
from khuyencong.reporting import permissions
from khuyencong.reporting.models import IssuedReport, Source
from khuyencong.reporting.queries.behind import figures_behind
from khuyencong.reporting.queries.published import is_empty, plain
from khuyencong.reporting.queries.report import RegionalReport
from khuyencong.rules.findings import Finding, Severity


def nothing_to_report(report: RegionalReport) -> list[Finding]:
    """That a report without any figure cannot go out."""
    if not is_empty(report.summed) or not is_empty(plain(report.published)):
        return []
    return [
        Finding(
            code="nothing_to_report",
            severity=Severity.ERROR,
            message="Báo cáo chưa có số liệu nào nên chưa trình và phát hành được.",
            fix="Nộp báo cáo của các địa phương hoặc nhập số đã công bố trước.",
        )
    ]


def known_ahead(report: RegionalReport, at: datetime) -> list[Finding]:
    """That a report as known later is not frozen: what is entered until then would come into it."""
    if report.query.known_at <= at:
        return []
    return [
        Finding(
            code="known_ahead",
            severity=Severity.ERROR,
            message="Báo cáo hỏi số liệu như biết ở một lúc chưa đến, nên số còn đổi sau khi trình.",
            fix="Để trống ô “Như đã biết đến” rồi trình; tờ trình đã có thì trả lại để trình lại.",
        )
    ]


def waiver_findings(report: RegionalReport, *, by: Actor, waiver: str) -> list[Finding]:
    """That errors stand open which nobody who may has waived in writing."""
    if report.open_errors == 0:
        return []
    if not permissions.may_waive(by):
        return [
            Finding(
                code="errors_open",
                severity=Severity.ERROR,
                message=f"Báo cáo còn {report.open_errors} lỗi số liệu nên chưa phát hành được.",
                fix="Xử lý từng lỗi ở mục Đối chiếu, hoặc để lãnh đạo Cục phát hành kèm lý do bằng văn bản.",
            )
        ]
    if not waiver.strip():
        return [
            Finding(
                code="waiver_missing",
                severity=Severity.ERROR,
                message=f"Báo cáo còn {report.open_errors} lỗi số liệu: muốn phát hành phải ghi lý do.",
                place="Ô “Lý do phát hành khi còn lỗi”",
                fix="Ghi lý do; lý do được in trong phụ lục đối chiếu của báo cáo.",
            )
        ]
    return []


@transaction.atomic
def issue_report(
    *, report: RegionalReport, xlsx: bytes, docx: bytes, by: Actor, at: datetime, waiver: str = ""
) -> IssuedReport:
    """Keep the report as issued, bytes and all, and make the returns it rests on public.

    It was built from figures known at `query.known_at`; a return that came later stays unpublished. Whether it
    may go out is asked by lifecycle.REPORT.
    """
    query = report.query
    region_view = region_on(query.region, query.target)
    behind = figures_behind(query, actor=by).values("source")
    Source.objects.filter(pk__in=behind, published_at__isnull=True).update(published_at=at)
    return IssuedReport.objects.create(
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
