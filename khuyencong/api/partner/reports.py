"""Issued regional reports and their figures by code: the ministry's own, as on its pages."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from khuyencong.api.callers import Key, calling
from khuyencong.api.paging import Code, Page, Paged, page_of
from khuyencong.reporting import permissions
from khuyencong.reporting.models import IssuedReport, ReportNumber
from khuyencong.reporting.queries.conference.numbers import numbers_with

router = Router(tags=["Báo cáo đã phát hành"], auth=Key("reports:read"))


class ReportOut(Schema):
    """An issued report."""

    id: int = Field(description="Số của báo cáo")
    region: str = Field(description="Mã vùng")
    year: int = Field(description="Năm")
    cut: date = Field(description="Số liệu đến hết ngày")
    borders: str = Field(description="Theo địa giới: then là khi đó, now là hiện nay")
    known_at: datetime = Field(description="Số liệu biết đến lúc")
    issued_at: datetime = Field(description="Phát hành lúc")
    open_errors: int = Field(description="Số lỗi còn mở khi phát hành")
    waiver: str = Field(description="Lý do phát hành khi còn lỗi")
    digest: str = Field(description="SHA-256 của bản Word")


class NumberOut(Schema):
    """A figure of an issued report, found by the code printed beside it."""

    code: str = Field(description="Mã tra cứu")
    label: str = Field(description="Nội dung")
    kind: str = Field(description="Loại")
    value: str = Field(description="Giá trị đúng, phân số như “1839/6904”: đồng, số đếm, hoặc phần của 1")
    counts: str = Field(description="Đếm gì; trống với tiền và tỷ lệ")
    text: str = Field(description="Như in trong báo cáo")
    report: ReportOut


def report_out(row: IssuedReport) -> dict[str, object]:
    """A report, without its files."""
    same = ("year", "cut", "borders", "known_at", "issued_at", "open_errors", "waiver", "digest")
    return {name: getattr(row, name) for name in same} | {"id": row.pk, "region": row.region.code}


def number_out(row: ReportNumber) -> dict[str, object]:
    """A figure with its report."""
    same = ("code", "label", "kind", "value", "counts", "text")
    return {name: getattr(row, name) for name in same} | {"report": report_out(row.report)}


@router.get("/reports", response=Page[ReportOut], url_name="api_reports", summary="Báo cáo vùng đã phát hành")
def reports(request: HttpRequest, asked: Paged) -> object:
    """Which reports went out?"""
    if not permissions.may_see_reports(calling(request)):
        raise PermissionDenied
    found = IssuedReport.objects.select_related("region").defer("xlsx", "docx").order_by("-issued_at", "-pk")
    return page_of(found, asked, lambda rows: [report_out(each) for each in rows])


@router.get(
    "/numbers/{code}",
    response=list[NumberOut],
    url_name="api_number",
    summary="Một số của báo cáo đã phát hành, theo mã tra cứu",
)
def number(request: HttpRequest, code: Code) -> object:
    """What is the figure of that code, in every report that prints it?"""
    if not permissions.may_see_conference(calling(request)):
        raise PermissionDenied
    kept = numbers_with(code)
    if not kept:
        raise Http404("number")
    return [number_out(each) for each in kept]
