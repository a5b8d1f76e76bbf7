"""Administrative units of a day, what became of them, regions."""

from datetime import date
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from khuyencong.api.paging import Code, Day, Page, Paged, page_of
from khuyencong.places.models import Lineage, Unit, full_name
from khuyencong.places.queries import UnknownRegionError, lineage_of, regions_on, units_listed

router = Router(tags=["Địa bàn"])
Level = Literal["province", "district", "commune"]


class PlaceOut(Schema):
    """A unit as it was called that day."""

    code: str = Field(
        description="Mã đơn vị hành chính; mã được dùng lại, nên cùng với since mới chỉ một đơn vị"
    )
    level: Level = Field(description="province: cấp tỉnh; district: cấp huyện (đến 30/6/2025); commune: cấp xã")
    name: str = Field(description="Tên đầy đủ ngày ấy, ví dụ “Tỉnh Đồng Tháp”")
    parent: str = Field(description="Mã đơn vị cấp trên; trống với tỉnh")
    province: str = Field(description="Mã tỉnh")
    since: date = Field(description="Có từ ngày")
    until: date | None = Field(description="Đến trước ngày; null là còn")
    verified: bool = Field(description="Đã đối chiếu văn bản gốc; false là cần xác minh")


class Kin(Schema):
    """A unit that another came from or became."""

    code: str = Field(description="Mã")
    name: str = Field(description="Tên")
    since: date = Field(description="Có từ ngày")
    until: date | None = Field(description="Đến trước ngày")
    part: bool = Field(description="Chỉ một phần")
    main: bool = Field(description="Phần chính")


class PlaceWhole(PlaceOut):
    """A unit with its lineage."""

    source: str = Field(description="Nguồn")
    came_from: list[Kin] = Field(description="Lập từ những đơn vị này")
    became: list[Kin] = Field(description="Đã thành những đơn vị này")


class RegionOut(Schema):
    """A region's version."""

    code: str = Field(description="bac, trung, nam, vn")
    name: str = Field(description="Tên vùng")
    since: date = Field(description="Phiên bản từ ngày")
    until: date | None = Field(description="Đến trước ngày")
    source: str = Field(description="Nguồn")
    verified: bool = Field(description="Đã đối chiếu văn bản gốc")
    members: list[str] = Field(description="Mã các tỉnh thành viên ngày ấy, theo tên")


def told(unit: Unit) -> dict[str, object]:
    """A unit that came from units_listed."""
    kind, name = getattr(unit, "kind_on", unit.kind), getattr(unit, "name_on", unit.name)
    return {
        "code": unit.code,
        "level": unit.level,
        "name": full_name(kind, name),
        "parent": unit.parent.code if unit.parent is not None else "",
        "province": unit.chain()[-1].code,
        "since": unit.since,
        "until": unit.until,
        "verified": unit.verified,
    }


def kin(link: Lineage, unit: Unit) -> dict[str, object]:
    """One end of a lineage."""
    return {
        "code": unit.code,
        "name": unit.full_name,
        "since": unit.since,
        "until": unit.until,
        "part": link.part,
        "main": link.main,
    }


@router.get(
    "/places",
    response=Page[PlaceOut],
    url_name="api_places",
    summary="Đơn vị hành chính của một ngày",
    description="Theo cấp rồi theo tên. 63 tỉnh đến 30/6/2025, 34 tỉnh từ 1/7/2025; cấp huyện đến 30/6/2025.",
)
def places(
    request: HttpRequest,
    asked: Paged,
    on: Day = None,
    level: Annotated[Level | None, Query(description="Cấp")] = None,
    parent: Annotated[str, Query(max_length=5, description="Mã đơn vị cấp trên, cách một hay hai cấp")] = "",
) -> object:
    """Which units are there on a day?"""
    found = units_listed(on or localdate(), level or "", parent)
    return page_of(found, asked, lambda rows: [told(each) for each in rows])


@router.get(
    "/places/{code}",
    response=PlaceWhole,
    url_name="api_place",
    summary="Một đơn vị, lập từ đâu, đã thành gì",
)
def place(request: HttpRequest, code: Code, on: Day = None) -> object:
    """What is the unit of that code on a day, and what became of it?"""
    unit = units_listed(on or localdate()).filter(code=code).first()
    if unit is None:
        raise Http404("place")
    before, after = lineage_of(unit)
    return told(unit) | {
        "source": unit.source,
        "came_from": [kin(each, each.ancestor) for each in before],
        "became": [kin(each, each.descendant) for each in after],
    }


@router.get("/regions", response=list[RegionOut], url_name="api_regions", summary="Các vùng của một ngày")
def regions(request: HttpRequest, on: Day = None) -> object:
    """Which provinces belong to which region on a day?"""
    try:
        found = regions_on(on or localdate())
    except UnknownRegionError:
        return []
    return [
        {
            "code": each.code,
            "name": each.name,
            "since": each.since,
            "until": each.until,
            "source": each.source,
            "verified": each.verified,
            "members": [member.code for member in each.members],
        }
        for each in found
    ]
