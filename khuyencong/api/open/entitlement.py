"""Tôi được hỗ trợ gì? for pages of other sites: the five questions, and the answer of our own page."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from khuyencong.api.paging import MOST_MONEY
from khuyencong.api.refusals import FindingOut, finding_out
from khuyencong.norms.models import Sector
from khuyencong.norms.queries import rows_on
from khuyencong.places.models import Unit
from khuyencong.places.queries import communes_in, named_among, units_listed
from khuyencong.projects.queries import wishes
from khuyencong.projects.queries.entitlement import (
    Asked,
    Contact,
    Entitlement,
    Possible,
    entitlement_of,
    owner_kinds,
)
from khuyencong.rules.drafting import Wanted
from khuyencong.rules.findings import BlockedError, Finding, error

router = Router(tags=["Tôi được hỗ trợ gì?"])
OTHER = "khac"
"""The answer that her trade is none of the list, as on the page."""


class Choice(Schema):
    """One answer that may be chosen."""

    code: str = Field(description="Giá trị của tham số")
    name: str = Field(description="Câu người hỏi đọc")
    example: str = Field(description="Ví dụ; trống khi không có")


class Questions(Schema):
    """What the five questions offer today."""

    owner: list[Choice] = Field(description="Bạn là ai?")
    sector: list[Choice] = Field(description="Bạn làm ra gì?")
    wish: list[Choice] = Field(description="Bạn muốn làm gì?")


class WantedOut(Schema):
    """A paper or a promise."""

    code: str = Field(description="Mã")
    name: str = Field(description="Tên")
    law: str = Field(description="Điều khoản")
    verified: bool = Field(description="Đã đọc văn bản gốc")


class PossibleOut(Schema):
    """A support item of one purse."""

    item: str = Field(description="Mã khoản hỗ trợ")
    name: str = Field(description="Tên khoản hỗ trợ")
    purse: str = Field(description="KCQG hoặc KCDP")
    stopped: bool = Field(description="Soạn đề án sẽ không cho trình: xem findings")
    most: int | None = Field(description="Được hỗ trợ nhiều nhất, đồng; null khi quy định không nêu con số")
    steps: list[str] = Field(description="Các bước tính bằng lời; trống khi quy định chưa rõ")
    unclear: str = Field(description="Vì sao quy định chưa rõ; trống khi rõ")
    findings: list[FindingOut] = Field(description="Điều còn vướng của riêng khoản này")
    promises: list[WantedOut] = Field(description="Điều phải cam kết")
    papers: list[WantedOut] = Field(description="Giấy tờ phải có")


class YearOut(Schema):
    """The first year of a purse that can still be planned."""

    purse: str = Field(description="KCQG hoặc KCDP")
    year: int = Field(description="Năm kế hoạch sớm nhất")
    why: str = Field(description="Vì sao không sớm hơn")


class ContactOut(Schema):
    """Whom to ask."""

    code: str = Field(description="Mã cơ quan")
    name: str = Field(description="Tên cơ quan ngày ấy")
    phone: str = Field(description="Điện thoại; trống khi cơ quan chưa ghi")
    email: str = Field(description="Thư điện tử; trống khi cơ quan chưa ghi")
    address: str = Field(description="Địa chỉ; trống khi cơ quan chưa ghi")
    hours: str = Field(description="Giờ tiếp; trống khi cơ quan chưa ghi")


class EntitlementOut(Schema):
    """The whole answer; advice by the law of the day, not a decision."""

    on: date = Field(description="Xét theo quy định của ngày")
    commune: str = Field(description="Tên xã, phường")
    province: str = Field(description="Tên tỉnh")
    cost: int = Field(description="Dự định chi, đồng")
    possible: list[PossibleOut] = Field(description="Từng khoản của từng nguồn")
    common: list[FindingOut] = Field(description="Điều còn vướng chung của mọi khoản")
    years: list[YearOut]
    contacts: list[ContactOut] = Field(description="Nơi gần nhất trước")


def wanted_out(each: Wanted) -> dict[str, object]:
    """A paper or a promise as it is sent."""
    return {"code": each.code, "name": each.name, "law": each.law, "verified": each.verified}


def possible_out(each: Possible) -> dict[str, object]:
    """An item as it is sent."""
    verdict = each.verdict
    return {
        "item": each.item.code,
        "name": each.item.name,
        "purse": each.purse.value,
        "stopped": each.stopped,
        "most": each.most,
        "steps": list(verdict.allowed.steps) if verdict.allowed is not None else [],
        "unclear": verdict.unclear.finding.message if verdict.unclear is not None else "",
        "findings": [finding_out(one) for one in each.findings],
        "promises": [wanted_out(one) for one in each.promises],
        "papers": [wanted_out(one) for one in each.papers],
    }


def contact_out(each: Contact) -> dict[str, object]:
    """An office, and how it says that it is reached."""
    reached = {name: getattr(each.told, name, "") for name in ("phone", "email", "address", "hours")}
    return {"code": each.agency.code, "name": each.name} | reached


def entitlement_out(told: Entitlement) -> dict[str, object]:
    """The answer as it is sent."""
    return {
        "on": told.on,
        "commune": told.asked.commune.full_name,
        "province": told.asked.province.full_name,
        "cost": told.asked.cost,
        "possible": [possible_out(each) for each in told.possible],
        "common": [finding_out(each) for each in told.common],
        "years": [{"purse": purse.value, "year": each.year, "why": each.why} for purse, each in told.years],
        "contacts": [contact_out(each) for each in told.contacts],
    }


@router.get(
    "/entitlement/questions",
    response=Questions,
    url_name="api_entitlement_questions",
    summary="Năm câu hỏi hôm nay có những câu trả lời nào",
    description="Xã, phường lấy ở /places?level=commune&parent=<mã tỉnh>.",
)
def questions(request: HttpRequest) -> object:
    """What may be answered today?"""
    sectors = rows_on(Sector, localdate())
    return {
        "owner": [{"code": each.code, "name": each.name, "example": each.example} for each in owner_kinds()],
        "sector": [
            *({"code": each.code, "name": each.name, "example": ""} for each in sectors),
            {"code": OTHER, "name": "Không có trong các dòng trên", "example": ""},
        ],
        "wish": [{"code": each.code, "name": each.name, "example": each.example} for each in wishes()],
    }


@router.get(
    "/entitlement",
    response=EntitlementOut,
    url_name="api_entitlement",
    summary="Tôi được hỗ trợ gì?",
    description="Cùng câu trả lời với trang /toi-duoc-ho-tro-gi/: xét như khi soạn đề án, theo quy định "
    "hôm nay. Không cần khóa, không lưu gì; trang của nơi khác gọi thẳng được.",
)
def entitlement(
    request: HttpRequest,
    province: Annotated[str, Query(min_length=1, max_length=5, description="Mã tỉnh ngày nay")],
    commune: Annotated[
        str,
        Query(min_length=1, max_length=80, description="Mã hoặc tên xã, phường ngày nay, không dấu cũng được"),
    ],
    owner: Annotated[str, Query(max_length=40, description="Bạn là ai: mã ở /entitlement/questions")],
    sector: Annotated[
        str, Query(max_length=60, description="Bạn làm ra gì: mã ở /entitlement/questions, khac khi không có")
    ],
    wish: Annotated[str, Query(max_length=40, description="Bạn muốn làm gì: mã ở /entitlement/questions")],
    cost: Annotated[int, Query(ge=1, le=MOST_MONEY, description="Dự định chi, đồng")],
) -> object:
    """What could a workshop be given?"""
    today = localdate()
    found: list[Finding] = []
    owners = {each.code: each for each in owner_kinds()}
    wanted = {each.code: each for each in wishes()}
    sectors = {each.code: each for each in rows_on(Sector, today)}
    for name, value, listed in (
        ("owner", owner, owners),
        ("wish", wish, wanted),
        ("sector", sector, {**sectors, OTHER: None}),
    ):
        if value not in listed:
            found.append(unlisted(name, value))
    where = commune_of(province, commune, today)
    if isinstance(where, Finding):
        found.append(where)
    if found or isinstance(where, Finding):
        raise BlockedError(*found)
    asked = Asked(commune=where, owner=owners[owner], sector=sectors.get(sector), wish=wanted[wish], cost=cost)
    return entitlement_out(entitlement_of(asked, today))


def unlisted(name: str, value: str) -> Finding:
    """An answer that is not offered."""
    message = f"“{value}” không có trong danh sách của “{name}”."
    return error(f"unlisted_{name}", message, "Chọn một mã ở /api/v1/entitlement/questions.", name)


def commune_of(province: str, commune: str, on: date) -> Unit | Finding:
    """The commune of today that is meant, by code or name, or why it is not exactly one."""
    place = units_listed(on, Unit.Level.PROVINCE).filter(code=province).first()
    if place is None:
        message = f"Hôm nay không có tỉnh mang mã “{province}”."
        return error("province", message, "Lấy mã ở /api/v1/places?level=province.", "province")
    listed = communes_in(place.pk, on)
    found = [each for each in listed if each.code == commune] or named_among(commune, listed)
    if len(found) == 1:
        return found[0]
    if found:
        named = ", ".join(f"{each.full_name} ({each.code})" for each in found)
        message = f"{place.full_name} có {len(found)} nơi mang tên “{commune}”: {named}."
        return error("commune_unclear", message, "Ghi mã, hoặc ghi cả “xã”, “phường”.", "commune")
    message = f"{place.full_name} không có xã, phường nào ngày nay mang tên “{commune}”."
    return error("commune", message, "Ghi tên mới của xã, sau khi sắp xếp năm 2025.", "commune")
