"""Open calls as CommonGrants tells them, for sites that gather calls of many funders.

A call of ours is the registration of one plan year; nothing of it is entered by hand, so both instants of its
record are the day since when the law names its last day.
"""

from datetime import UTC, datetime, time
from datetime import date as day
from typing import Annotated, Any, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from khuyencong.api.paging import FIRST_DAY, LAST_DAY
from khuyencong.norms.models.norms import province_key_of
from khuyencong.projects.queries.calls import Call, Window, calls_on
from khuyencong.rules.text import fold

router = Router(tags=["CommonGrants"])
Number = Annotated[int, Field(ge=1, le=100_000)]
Size = Annotated[int, Field(ge=1, le=200)]
ByDay = Annotated[day | None, Field(ge=FIRST_DAY, le=LAST_DAY)]
SORTED = ("lastModifiedAt", "createdAt", "title", "status.value", "keyDates.closeDate")
NO_FUNDING = "Chương trình không công bố số tiền của kỳ đăng ký."


class Camel(Schema):
    """Names on the wire are in camel case, as the protocol has them."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class DayOut(Camel):
    """An event on one day."""

    name: str = Field(description="Tên mốc")
    event_type: Literal["singleDate"] = Field("singleDate", description="Một ngày")
    date: day = Field(description="Ngày")
    description: str = Field(description="Theo điều khoản nào, đã đọc bản gốc hay chưa")


class StatusOut(Camel):
    """How a call stands."""

    value: Literal["forecasted", "open", "closed"] = Field(
        description="forecasted: kỳ sau; open; closed: đã hết hạn"
    )
    description: str = Field(description="Bằng lời")


class DatesOut(Camel):
    """The days of a call; when it begins no law says."""

    close_date: DayOut = Field(description="Ngày cuối gửi hồ sơ đăng ký")


class CallOut(Camel):
    """A call as an opportunity."""

    id: UUID = Field(description="Mã, không đổi: từ nguồn, tỉnh và năm")
    title: str = Field(description="Tên kỳ đăng ký")
    status: StatusOut = Field(description="Còn nhận hay không")
    description: str = Field(description="Ai gửi gì cho ai")
    key_dates: DatesOut = Field(description="Các mốc")
    source: str = Field(description="Trang để hỏi tiếp")
    created_at: datetime = Field(description="Ngày quy định hạn này có hiệu lực (UTC)")
    last_modified_at: datetime = Field(description="Như createdAt")


class PagesOut(Camel):
    """Which page of how many."""

    page: int = Field(description="Trang")
    page_size: int = Field(description="Số dòng mỗi trang")
    total_items: int = Field(description="Số kỳ")
    total_pages: int = Field(description="Số trang")


class CallsOut(Camel):
    """A page of calls."""

    status: int = Field(200, description="Trạng thái HTTP")
    message: str = Field("Success", description="Lời")
    items: list[CallOut] = Field(description="Các kỳ của trang này")
    pagination_info: PagesOut = Field(description="Trang nào")


class OneCallOut(Camel):
    """One call."""

    status: int = Field(200, description="Trạng thái HTTP")
    message: str = Field("Success", description="Lời")
    data: CallOut = Field(description="Kỳ đăng ký")


class SortOut(Camel):
    """In which order they come."""

    sort_by: str = Field(description="Xếp theo")
    sort_order: str = Field(description="asc hoặc desc")
    errors: list[str] = Field(description="Điều không theo được")


class FiltersOut(Camel):
    """What narrowed them."""

    filters: dict[str, Any] = Field(description="Những bộ lọc đã gửi")
    errors: list[str] = Field(description="Điều không theo được")


class FoundOut(CallsOut):
    """What a search found."""

    sort_info: SortOut = Field(description="Thứ tự")
    filter_info: FiltersOut = Field(description="Bộ lọc")


class StatusAsked(Camel):
    """Which standings."""

    operator: Literal["in", "notIn"] = Field(description="in hoặc notIn")
    value: list[Annotated[str, Field(max_length=20)]] = Field(
        max_length=10, description="forecasted, open, closed"
    )


class DaysAsked(Camel):
    """From a day to a day, both along."""

    min: ByDay = Field(None, description="Từ ngày")
    max: ByDay = Field(None, description="Đến hết ngày")


class RangeAsked(Camel):
    """Inside or outside of some days."""

    operator: Literal["between", "outside"] = Field(description="between hoặc outside")
    value: DaysAsked = Field(description="Khoảng ngày")


class FiltersAsked(Camel):
    """What narrows a search; what is about money narrows nothing, for no call of ours names any."""

    status: StatusAsked | None = Field(None, description="Còn nhận hay không")
    close_date_range: RangeAsked | None = Field(None, description="Hạn cuối trong khoảng")
    total_funding_available_range: dict[str, Any] | None = Field(None, description="Không lọc gì")
    min_award_amount_range: dict[str, Any] | None = Field(None, description="Không lọc gì")
    max_award_amount_range: dict[str, Any] | None = Field(None, description="Không lọc gì")
    custom_filters: dict[str, Any] | None = Field(None, description="Không lọc gì")


class SortAsked(Camel):
    """In which order."""

    sort_by: str = Field("lastModifiedAt", max_length=60, description=", ".join(SORTED))
    sort_order: Literal["asc", "desc"] = Field("desc", description="asc hoặc desc")


class PagesAsked(Camel):
    """Which page."""

    page: Number = Field(1, description="Trang, từ 1")
    page_size: Size = Field(10, description="Số dòng mỗi trang")


class SearchAsked(Camel):
    """A search."""

    search: str | None = Field(None, max_length=100, description="Chữ trong tên, không dấu cũng được")
    filters: FiltersAsked | None = Field(None, description="Bộ lọc")
    sorting: SortAsked = Field(SortAsked.model_validate({}), description="Thứ tự")
    pagination: PagesAsked = Field(PagesAsked.model_validate({}), description="Trang")


WORDS = {
    Window.CLOSED: "Đã hết hạn gửi hồ sơ đăng ký.",
    Window.OPEN: "Còn nhận hồ sơ đăng ký.",
    Window.FORECASTED: "Kỳ sau; hạn theo quy định hôm nay, có thể đổi.",
}


def call_out(call: Call) -> dict[str, Any]:
    """A call as the protocol tells it."""
    province = call.province
    whose = province.full_name if province is not None else "cả nước"
    key = province_key_of(province) if province is not None else ""
    at = datetime.combine(call.since, time(), UTC)
    return {
        "id": uuid5(NAMESPACE_URL, f"khuyencong:{call.purse.value}:{key}:{call.year}"),
        "title": f"Đăng ký kế hoạch {call.purse.label.lower()} năm {call.year}, {whose}",
        "status": {"value": call.window.value, "description": WORDS[call.window]},
        "description": "Đơn vị lập đề án cùng cơ sở công nghiệp nông thôn, gửi Sở Công Thương; Sở gửi hồ sơ "
        f"đăng ký của tỉnh đến hết ngày {call.due.last:%d/%m/%Y}. {NO_FUNDING}",
        "key_dates": {
            "close_date": {
                "name": "Hạn cuối gửi hồ sơ đăng ký",
                "date": call.due.last,
                "description": call.due.told,
            }
        },
        "source": f"{settings.SITE_URL}{reverse('entitlement')}",
        "created_at": at,
        "last_modified_at": at,
    }


def paged(found: list[dict[str, Any]], page: int, size: int) -> dict[str, Any]:
    """One page of them."""
    info = {"page": page, "page_size": size, "total_items": len(found), "total_pages": -(-len(found) // size)}
    return {"items": found[(page - 1) * size : page * size], "pagination_info": info}


@router.get(
    "/opportunities",
    response=CallsOut,
    by_alias=True,
    url_name="calls",
    summary="Các kỳ đăng ký kế hoạch (CommonGrants)",
    description="Theo giao thức CommonGrants: kỳ đăng ký kế hoạch của một nguồn, một năm là một opportunity.",
)
def calls(
    request: HttpRequest,
    page: Annotated[int, Query(ge=1, le=100_000, description="Trang, từ 1")] = 1,
    page_size: Annotated[int, Query(alias="pageSize", ge=1, le=200, description="Số dòng mỗi trang")] = 10,
) -> object:
    """Which calls are there?"""
    return paged([call_out(each) for each in calls_on(localdate())], page, page_size)


@router.post(
    "/opportunities/search",
    response=FoundOut,
    by_alias=True,
    url_name="calls_search",
    summary="Tìm kỳ đăng ký kế hoạch (CommonGrants)",
    description="Chỉ đọc, không cần Idempotency-Key. Bộ lọc về tiền không lọc gì, và câu trả lời nói vậy.",
)
def search(request: HttpRequest, asked: SearchAsked) -> object:
    """Which calls fit?"""
    filters = asked.filters or FiltersAsked.model_validate({})
    words = fold(asked.search or "").split()
    found = [
        call_out(each)
        for each in calls_on(localdate())
        if stands(each, filters.status) and falls(each, filters.close_date_range)
    ]
    found = [each for each in found if all(word in fold(each["title"]) for word in words)]
    known = asked.sorting.sort_by in SORTED
    by = asked.sorting.sort_by if known else SORTED[0]
    found.sort(
        key=lambda each: (sorting(each, by), str(each["id"])), reverse=asked.sorting.sort_order == "desc"
    )
    sent = filters.model_dump(mode="json", by_alias=True, exclude_unset=True)
    idle = sorted(name for name in sent if name not in ("status", "closeDateRange"))
    unknown = [f"Không lọc theo “{each}” được. {NO_FUNDING}" for each in idle]
    return paged(found, asked.pagination.page, asked.pagination.page_size) | {
        "sort_info": {
            "sort_by": by,
            "sort_order": asked.sorting.sort_order,
            "errors": [] if known else [f"Không xếp theo “{asked.sorting.sort_by}” được."],
        },
        "filter_info": {"filters": sent, "errors": unknown},
    }


def stands(call: Call, asked: StatusAsked | None) -> bool:
    """Whether its standing is asked for."""
    return asked is None or (call.window.value in asked.value) == (asked.operator == "in")


def falls(call: Call, asked: RangeAsked | None) -> bool:
    """Whether its last day is asked for."""
    if asked is None:
        return True
    first, last = asked.value.min or FIRST_DAY, asked.value.max or LAST_DAY
    return (first <= call.due.last <= last) == (asked.operator == "between")


def sorting(call: dict[str, Any], by: str) -> str:
    """What a call is put in order by."""
    values = {
        "title": fold(call["title"]),
        "status.value": call["status"]["value"],
        "keyDates.closeDate": call["key_dates"]["close_date"]["date"].isoformat(),
    }
    return str(values.get(by, call["last_modified_at"].isoformat()))


@router.get(
    "/opportunities/{call}",
    response=OneCallOut,
    by_alias=True,
    url_name="call",
    summary="Một kỳ đăng ký kế hoạch (CommonGrants)",
)
def one(request: HttpRequest, call: UUID) -> object:
    """What is this call?"""
    found = next((each for each in map(call_out, calls_on(localdate())) if each["id"] == call), None)
    if found is None:
        raise Http404("call")
    return {"data": found}
