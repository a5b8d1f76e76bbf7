"""The law of a day: contents, norms of support, documents; with clause, and whether the original was read."""

from datetime import date
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from khuyencong.api.paging import MOST_MONEY, Code, Day, Page, Paged, page_of
from khuyencong.norms import queries
from khuyencong.norms.models import Activity, LegalDocument, Norm
from khuyencong.norms.queries.norms import province_named
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.norms import highest_support

router = Router(tags=["Quy định"])
Purse = Literal["KCQG", "KCDP"]


class ContentOut(Schema):
    """A content of the programme, or a report line under it."""

    code: str = Field(description="Mã nội dung hoặc dòng báo cáo")
    name: str = Field(description="Tên")
    parent: str = Field(description="Mã nội dung chứa dòng này; trống là một nội dung")
    since: date = Field(description="Có hiệu lực từ ngày")
    until: date | None = Field(description="Đến trước ngày; null là còn hiệu lực")
    source: str = Field(description="Văn bản")
    verified: bool = Field(description="Đã đọc văn bản gốc; false là cần xác minh")


class NormOut(Schema):
    """A norm of support as it stands in the register."""

    key: str = Field(description="Mã, ngày đầu và lần ghi: điều một đề án giữ lại")
    code: str = Field(description="Mã định mức")
    item: str = Field(description="Mã khoản hỗ trợ")
    name: str = Field(description="Tên khoản hỗ trợ")
    content: str = Field(description="Mã nội dung hoặc dòng báo cáo")
    purse: Purse = Field(description="KCQG: khuyến công quốc gia; KCDP: địa phương")
    province: str = Field(description="Mã tỉnh-năm lập, ví dụ 82-2025; trống với KCQG")
    bound: Literal["limit", "price", "reference", "unknown"] = Field(description="Cách quy định")
    rate_bp: int | None = Field(description="Tỷ lệ tối đa, phần vạn của chi phí; 5000 là 50 %")
    cap: int | None = Field(description="Mức tối đa, đồng")
    multiplier_pct: int | None = Field(description="Hệ số cho địa bàn, ngành nghề ưu tiên, %")
    per: str = Field(description="Mức tối đa tính cho, ví dụ “cơ sở”")
    words: str = Field(description="Mức hỗ trợ bằng lời")
    law: str = Field(description="Điều khoản và văn bản; có “cần xác minh” khi chưa ai đọc bản gốc")
    since: date = Field(description="Có hiệu lực từ ngày")
    until: date | None = Field(description="Đến trước ngày; null là còn hiệu lực")
    verified: bool = Field(description="Đã đọc văn bản gốc; false là cần xác minh")
    note: str = Field(description="Ghi chú")


class AllowedOut(Schema):
    """What a norm allows for a cost."""

    norm: NormOut
    cost: int = Field(description="Chi phí, đồng")
    most: int | None = Field(description="Được hỗ trợ nhiều nhất, đồng; null khi quy định không nêu con số")
    steps: list[str] = Field(description="Các bước tính bằng lời")


class DocumentOut(Schema):
    """A legal document."""

    number: str = Field(description="Số, ký hiệu")
    kind: str = Field(description="Loại văn bản")
    title: str = Field(description="Trích yếu")
    issuer: str = Field(description="Cơ quan ban hành")
    signed: date | None = Field(description="Ngày ký")
    since: date | None = Field(description="Có hiệu lực từ; null là chưa ai đọc ngày ấy")
    until: date | None = Field(description="Hết hiệu lực từ")
    source: str = Field(description="Nơi đã đọc")
    verified: bool = Field(description="Đã đọc văn bản gốc")


def content_out(row: Activity) -> dict[str, object]:
    """A content, whose parent was read along."""
    told = {name: getattr(row, name) for name in ("code", "name", "since", "until", "source", "verified")}
    return told | {"parent": row.parent.code if row.parent is not None else ""}


def norm_out(row: Norm) -> dict[str, object]:
    """A norm, whose item, document and province were read along."""
    same = (
        "code",
        "purse",
        "bound",
        "rate_bp",
        "cap",
        "multiplier_pct",
        "per",
        "since",
        "until",
        "verified",
        "note",
    )
    rule = row.rule
    return {name: getattr(row, name) for name in same} | {
        "key": row.key,
        "item": row.item.code,
        "name": row.item.name,
        "content": row.item.activity.code,
        "province": row.province_key,
        "words": rule.words,
        "law": rule.law,
    }


def document_out(row: LegalDocument) -> dict[str, object]:
    """A document."""
    names = ("number", "kind", "title", "issuer", "signed", "since", "until", "source", "verified")
    return {name: getattr(row, name) for name in names}


@router.get(
    "/contents",
    response=Page[ContentOut],
    url_name="api_contents",
    summary="Nội dung khuyến công của một ngày",
    description="Chín nội dung và các dòng báo cáo dưới mỗi nội dung, theo thứ tự của biểu.",
)
def contents(request: HttpRequest, asked: Paged, on: Day = None) -> object:
    """Which contents does the programme have on a day?"""
    found = (
        Activity.objects.on(on or localdate()).select_related("parent").order_by("position", "code", "since")
    )
    return page_of(found, asked, lambda rows: [content_out(each) for each in rows])


@router.get(
    "/norms",
    response=Page[NormOut],
    url_name="api_norms",
    summary="Định mức hỗ trợ có hiệu lực một ngày",
    description="Dòng chưa ai đọc văn bản gốc đứng trước; verified=false thì chỉ để tham khảo.",
)
def norms(
    request: HttpRequest,
    asked: Paged,
    on: Day = None,
    purse: Annotated[Purse | None, Query(description="Nguồn kinh phí")] = None,
    province: Annotated[str, Query(max_length=12, description="Mã tỉnh-năm lập, ví dụ 82-2025")] = "",
    content: Annotated[str, Query(max_length=10, description="Mã nội dung hoặc dòng báo cáo")] = "",
) -> object:
    """Which norms bind on a day?"""
    place = province_named(province)
    if province and place is None:
        message = f"Không có tỉnh “{province}”."
        raise BlockedError(error("province", message, "Ghi mã tỉnh-năm lập, ví dụ 82-2025.", "province"))
    found = queries.norms_on(on or localdate(), purse=purse or "", province=place, content=content)
    ordered = found.order_by("verified", "-purse", "province__sort_key", "item__position", "pk").distinct()
    return page_of(ordered, asked, lambda rows: [norm_out(each) for each in rows])


@router.get(
    "/norms/{code}",
    response=Page[NormOut],
    url_name="api_norm",
    summary="Một định mức qua các ngày",
    description="Mọi lần ghi, mới nhất trước; dòng đã có lần ghi khác vẫn còn ở đây.",
)
def norm(request: HttpRequest, code: Code, asked: Paged) -> object:
    """What did this norm say over time?"""
    found = queries.history_of(code).order_by("-since", "-edition", "pk")
    if not found.exists():
        raise Http404("norm")
    return page_of(found, asked, lambda rows: [norm_out(each) for each in rows])


@router.get(
    "/norms/{code}/allowed",
    response=AllowedOut,
    url_name="api_norm_allowed",
    summary="Chi phí này được hỗ trợ nhiều nhất bao nhiêu?",
)
def allowed(
    request: HttpRequest,
    code: Code,
    cost: Annotated[int, Query(ge=1, le=MOST_MONEY, description="Chi phí, đồng")],
    priority: Annotated[bool, Query(description="Địa bàn hoặc ngành nghề ưu tiên")] = False,
    on: Day = None,
) -> object:
    """How much would the norm of that day allow?"""
    day = on or localdate()
    row = next(
        (each for each in queries.history_of(code) if each.superseded_at is None and each.rule.binds(day)), None
    )
    if row is None:
        raise Http404("norm")
    found = highest_support(row.rule, cost, priority=priority)
    return {"norm": norm_out(row), "cost": cost, "most": found.amount, "steps": list(found.steps)}


@router.get(
    "/documents", response=Page[DocumentOut], url_name="api_documents", summary="Văn bản của sổ quy định"
)
def documents(request: HttpRequest, asked: Paged) -> object:
    """Which documents is all this taken from?"""
    found = LegalDocument.objects.order_by("-signed", "number")
    return page_of(found, asked, lambda rows: [document_out(each) for each in rows])
