"""The register of establishments, as far as the desk of the key sees and writes it.

Who represents one, its telephone and its mail are taken in and never given out: a page shows them to a person
for a reason, and no reason can be asked of a program.
"""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, localtime
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from khuyencong.api.callers import Key, calling
from khuyencong.api.open.entitlement import commune_of
from khuyencong.api.paging import FIRST_DAY, LAST_DAY, Page, Paged, page_of
from khuyencong.api.paging import Key as RowKey
from khuyencong.api.partner.writing import Once, written_once
from khuyencong.industry import actions
from khuyencong.industry.models import Establishment, Site
from khuyencong.industry.queries.register import search
from khuyencong.norms.models import Sector
from khuyencong.norms.queries import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.places.queries import units_listed
from khuyencong.rules.findings import BlockedError, Finding, error

router = Router(tags=["Cơ sở CNNT"])
READ, WRITE = Key("establishments:read"), Key("establishments:write")
PastDay = Annotated[date | None, Field(ge=date(1900, 1, 1), le=LAST_DAY)]


class SiteOut(Schema):
    """Where it makes things."""

    province: str = Field(description="Mã tỉnh")
    commune: str = Field(description="Mã xã; trống khi chưa biết")
    since: date | None = Field(description="Ở đây từ ngày")


class EstablishmentOut(Schema):
    """An establishment; no contact of a person is given out."""

    id: int = Field(description="Số của cơ sở")
    name: str = Field(description="Tên")
    legal_form: str = Field(description="Loại hình")
    tax_code: str = Field(description="Mã số thuế")
    registration_number: str = Field(description="Số đăng ký kinh doanh")
    since: date | None = Field(description="Thành lập ngày")
    sector: str = Field(description="Mã ngành, nghề; trống khi chưa rõ")
    vsic: str = Field(description="Mã ngành VSIC")
    state: str = Field(description="active: đang hoạt động; closed: đã ngừng; merged: đã gộp vào cơ sở khác")
    closed_on: date | None = Field(description="Ngừng từ ngày")
    merged_into: int | None = Field(description="Đã gộp vào cơ sở số")
    source: str = Field(description="Biết từ đâu")
    sites: list[SiteOut] = Field(description="Địa điểm sản xuất")


class Said(Schema):
    """What is said of an establishment; a field left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, max_length=200, description="Tên như trên giấy đăng ký")
    legal_form: str | None = Field(None, max_length=20, description="Mã loại hình")
    tax_code: str | None = Field(None, max_length=20, description="Mã số thuế; số cuối được kiểm tra")
    registration_number: str | None = Field(None, max_length=40, description="Số đăng ký kinh doanh")
    representative: str | None = Field(
        None, max_length=150, description="Người đại diện; chỉ nhận, không trả ra"
    )
    phone: str | None = Field(None, max_length=20, description="Điện thoại; chỉ nhận, không trả ra")
    email: str | None = Field(None, max_length=254, description="Thư điện tử; chỉ nhận, không trả ra")
    since: PastDay = Field(None, description="Thành lập ngày")
    sector: str | None = Field(None, max_length=60, description="Mã ngành, nghề của sổ quy định hôm nay")
    vsic: str | None = Field(None, max_length=5, description="Mã ngành VSIC, 2 đến 5 chữ số")
    source: str | None = Field(None, max_length=300, description="Biết từ đâu")


class NewEstablishment(Said):
    """An establishment with its first site."""

    province: str = Field(min_length=1, max_length=5, description="Mã tỉnh ngày nay")
    commune: str = Field(
        "", max_length=80, description="Mã hoặc tên xã ngày nay của xưởng; trống khi chưa biết"
    )
    address: str = Field("", max_length=250, description="Số nhà, ấp, thôn, đường")
    here_since: Annotated[date | None, Field(ge=FIRST_DAY, le=LAST_DAY)] = Field(
        None, description="Ở đây từ ngày"
    )
    other: bool = Field(False, description="Đã xem các dòng giống nó (phát hiện “double”): đây là cơ sở khác")


class ChangedEstablishment(Said):
    """What shall be said of it instead."""

    reason: str = Field("", max_length=500, description="Vì sao sửa")


def told(rows: list[Establishment]) -> list[dict[str, object]]:
    """Establishments with their sites; one SELECT for all."""
    sites: dict[int, list[Site]] = {each.pk: [] for each in rows}
    for site in (
        Site.objects.filter(establishment__in=sites).select_related("province", "commune").order_by("pk")
    ):
        sites[site.establishment_id].append(site)
    same = (
        "name",
        "legal_form",
        "tax_code",
        "registration_number",
        "since",
        "vsic",
        "state",
        "closed_on",
        "source",
    )
    return [
        {name: getattr(each, name) for name in same}
        | {
            "id": each.pk,
            "sector": each.sector.code if each.sector is not None else "",
            "merged_into": each.merged_into_id,
            "sites": [
                {
                    "province": site.province.code,
                    "commune": site.commune.code if site.commune is not None else "",
                    "since": site.since,
                }
                for site in sites[each.pk]
            ],
        }
        for each in rows
    ]


def seen(actor: Actor, key: int) -> Establishment:
    """The row, where the desk sees it; else 404."""
    return get_object_or_404(Establishment.objects.visible_to(actor).select_related("sector"), pk=key)


@router.get(
    "/establishments",
    auth=READ,
    response=Page[EstablishmentOut],
    url_name="api_establishments",
    summary="Cơ sở công nghiệp nông thôn mà bàn thấy",
    description="Theo tên. Không kèm người đại diện, điện thoại, thư điện tử.",
)
def establishments(
    request: HttpRequest,
    asked: Paged,
    q: Annotated[str, Query(max_length=100, description="Chữ trong tên, mã số thuế; không dấu cũng được")] = "",
) -> object:
    """Which establishments are there?"""
    found = search(calling(request), words=q).select_related("sector").order_by("sort_key", "pk")
    return page_of(found, asked, told)


@router.get(
    "/establishments/{key}",
    auth=READ,
    response=EstablishmentOut,
    url_name="api_establishment",
    summary="Một cơ sở",
)
def establishment(request: HttpRequest, key: RowKey) -> object:
    """What is said of this establishment?"""
    return told([seen(calling(request), key)])[0]


@router.post(
    "/establishments",
    auth=WRITE,
    response={201: EstablishmentOut},
    url_name="api_establishments",
    summary="Ghi một cơ sở mới vào sổ",
    description="Như trang Cơ sở CNNT: giống dòng đã có thì 422 với phát hiện “double”; gửi lại với "
    "other=true nếu là cơ sở khác.",
)
def register(request: HttpRequest, said: NewEstablishment, once: Once) -> HttpResponse:
    """Enter an establishment."""
    actor = calling(request)

    def make() -> tuple[int, Any]:
        place = actions.Place(unit=unit_of(said), address=said.address, since=said.here_since)
        row = actions.register(given(said), place, by=actor, at=localtime(), other=said.other)
        return 201, told([row])[0]

    return written_once(request, once, EstablishmentOut, make)


@router.patch(
    "/establishments/{key}",
    auth=WRITE,
    response=EstablishmentOut,
    url_name="api_establishment",
    summary="Sửa một cơ sở",
    description="Chỉ những trường được gửi; số cũ vẫn ở nhật ký.",
)
def change(request: HttpRequest, key: RowKey, said: ChangedEstablishment, once: Once) -> HttpResponse:
    """Change what is said of it."""
    actor = calling(request)
    found = seen(actor, key)

    def make() -> tuple[int, Any]:
        row = actions.change(found, given(said), by=actor, at=localtime(), reason=said.reason)
        return 200, told([row])[0]

    return written_once(request, once, EstablishmentOut, make)


def given(said: Said) -> dict[str, Any]:
    """What was sent, as the actions take it; nothing of what was left out."""
    sent = said.model_dump(exclude_unset=True)
    values = {name: value for name, value in sent.items() if name in Said.model_fields}
    if "sector" in values:
        values["sector"] = sector_of(values["sector"])
    return {
        name: "" if value is None and name not in ("since", "sector") else value
        for name, value in values.items()
    }


def sector_of(code: str | None) -> Sector | None:
    """The trade of that code in today's law; BlockedError for an unknown one."""
    if not code:
        return None
    found: Sector | None = rows_on(Sector, localdate()).filter(code=code).first()
    if found is None:
        message = f"Không có ngành, nghề mang mã “{code}”."
        raise BlockedError(error("sector", message, "Lấy mã ở /api/v1/entitlement/questions.", "sector"))
    return found


def unit_of(said: NewEstablishment) -> Unit:
    """The commune that is meant, or the province while it is not known; BlockedError for none."""
    today = localdate()
    if said.commune:
        found = commune_of(said.province, said.commune, today)
        if isinstance(found, Finding):
            raise BlockedError(found)
        return Unit.objects.select_related("parent__parent").get(pk=found.pk)
    place = units_listed(today, Unit.Level.PROVINCE).filter(code=said.province).first()
    if place is None:
        message = f"Hôm nay không có tỉnh mang mã “{said.province}”."
        raise BlockedError(error("province", message, "Lấy mã ở /api/v1/places?level=province.", "province"))
    return place
