"""Figures that were published, exactly as given, each with its source."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.timezone import localtime
from ninja import Field, Query, Router, Schema

from khuyencong.api.paging import Key, Page, Paged, Year, page_of
from khuyencong.organisations.actors import PUBLIC
from khuyencong.reporting.models import Figure, Source

router = Router(tags=["Số liệu đã công bố"])
Fund = Literal["KCQG", "KCDP", "all"]
Stage = Literal["plan", "done", "approved", "plan_or_done_unclear"]
RELATED = ("unit", "region", "activity", "source", "replaced_by")


class FigureOut(Schema):
    """One figure as it was given."""

    id: int = Field(description="Số của dòng; dòng đã đính chính vẫn mở được")
    place: str = Field(description="Mã tỉnh; trống với số của vùng")
    place_since: date | None = Field(description="Tỉnh ấy có từ ngày: mã được dùng lại")
    region: str = Field(description="Mã vùng (bac, trung, nam, vn); trống với số của tỉnh")
    first_year: int = Field(description="Từ năm")
    year: int = Field(description="Năm")
    cut: date = Field(description="Số liệu đến hết ngày")
    fund: Fund = Field(description="KCQG, KCDP, hoặc all khi nguồn chỉ cho tổng hai nguồn")
    stage: Stage = Field(description="plan: kế hoạch; done: thực hiện")
    content: str = Field(description="Mã nội dung; trống là mọi nội dung")
    amount: int = Field(description="Số tiền, đồng nguyên")
    printed: str = Field(description="Số đúng như nguồn đã in")
    printed_unit: str = Field(description="Đơn vị đúng như nguồn đã in")
    printed_total: bool = Field(description="Số tổng do nguồn in ra: không cộng vào các dòng khác")
    made: bool = Field(description="Số liệu minh họa")
    source: int = Field(description="Số của nguồn")
    source_title: str = Field(description="Tên nguồn")
    entered_at: datetime = Field(description="Nhập lúc")
    replaced_by: int | None = Field(description="Dòng đã thay dòng này; null là còn đứng")
    reason: str = Field(description="Lý do khi dòng này thay dòng khác")


class SourceOut(Schema):
    """Where figures come from."""

    id: int = Field(description="Số của nguồn")
    kind: Literal["published", "return", "demonstration"] = Field(description="Loại nguồn")
    title: str = Field(description="Tên")
    publisher: str = Field(description="Nơi công bố")
    published_at: datetime | None = Field(description="Công bố lúc")


def figure_out(row: Figure) -> dict[str, object]:
    """A figure with what was read along."""
    newer = getattr(row, "replaced_by", None)
    same = (
        "first_year",
        "year",
        "cut",
        "fund",
        "stage",
        "amount",
        "printed",
        "printed_unit",
        "printed_total",
        "made",
    )
    return {name: getattr(row, name) for name in same} | {
        "id": row.pk,
        "place": row.unit.code if row.unit is not None else "",
        "place_since": row.unit.since if row.unit is not None else None,
        "region": row.region.code if row.region is not None else "",
        "content": row.activity.code if row.activity is not None else "",
        "source": row.source_id,
        "source_title": row.source.title,
        "entered_at": row.entered_at,
        "replaced_by": newer.pk if newer is not None else None,
        "reason": row.reason,
    }


def source_out(row: Source) -> dict[str, object]:
    """A source."""
    names = ("kind", "title", "publisher", "published_at")
    return {name: getattr(row, name) for name in names} | {"id": row.pk}


@router.get(
    "/figures",
    response=Page[FigureOut],
    url_name="api_figures",
    summary="Số liệu đã công bố, đúng như nguồn ghi",
    description="Chỉ những dòng còn đứng. Số tổng do nguồn in (printed_total) không cộng với các dòng khác.",
)
def figures(
    request: HttpRequest,
    asked: Paged,
    place: Annotated[str, Query(max_length=5, description="Mã tỉnh, của mọi ngày")] = "",
    region: Annotated[Literal["", "bac", "trung", "nam", "vn"], Query(description="Mã vùng")] = "",
    year: Year = None,
    fund: Annotated[Fund | None, Query(description="Nguồn kinh phí")] = None,
    stage: Annotated[Stage | None, Query(description="Kế hoạch hay thực hiện")] = None,
    content: Annotated[str, Query(max_length=10, description="Mã nội dung")] = "",
) -> object:
    """Which figures were published?"""
    given = {
        "unit__code": place,
        "region__code": region,
        "year": year,
        "fund": fund,
        "stage": stage,
        "activity__code": content,
    }
    wanted = Q(**{name: value for name, value in given.items() if value})
    found = Figure.objects.visible_to(PUBLIC).known_on(localtime()).filter(wanted).select_related(*RELATED)
    ordered = found.order_by("-year", "-cut", "key", "pk")
    return page_of(ordered, asked, lambda rows: [figure_out(each) for each in rows])


@router.get("/figures/{key}", response=FigureOut, url_name="api_figure", summary="Một số liệu")
def figure(request: HttpRequest, key: Key) -> object:
    """What does this figure say, and does it still stand?"""
    found = Figure.objects.visible_to(PUBLIC).select_related(*RELATED).filter(pk=key).first()
    if found is None:
        raise Http404("figure")
    return figure_out(found)


@router.get(
    "/sources", response=Page[SourceOut], url_name="api_sources", summary="Nguồn của số liệu đã công bố"
)
def sources(request: HttpRequest, asked: Paged) -> object:
    """Where do the published figures come from?"""
    found = Source.objects.visible_to(PUBLIC).order_by("title", "pk")
    return page_of(found, asked, lambda rows: [source_out(each) for each in rows])
