"""Lists: every one has an end, a stable order and pages of a bounded size."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from ninja import Field, Path, Query, Schema

Row = TypeVar("Row")
LARGEST_KEY = 10**17 - 1
"""No row has a larger number; a database cannot even be asked for one far above it."""
MOST_MONEY = 10**15
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)

Key = Annotated[int, Path(ge=1, le=LARGEST_KEY, description="Số của dòng")]
Code = Annotated[str, Path(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.-]+$", description="Mã")]
Day = Annotated[
    date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="Ngày xét, dạng 2026-11-30; trống là hôm nay")
]
Year = Annotated[int | None, Query(ge=2000, le=2100, description="Năm")]


class Asked(Schema):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=100_000, description="Trang, từ 1")
    size: int = Field(50, ge=1, le=200, description="Số dòng mỗi trang")


Paged = Annotated[Asked, Query()]


class Page(Schema, Generic[Row]):
    """One page; beyond the last one there are no rows."""

    count: int = Field(description="Số dòng của cả danh sách")
    page: int = Field(description="Trang này")
    pages: int = Field(description="Số trang; 0 khi không có dòng nào")
    rows: list[Row]


def page_of(
    found: QuerySet[Any] | Sequence[Any], asked: Asked, told: Callable[[list[Any]], list[Any]]
) -> dict[str, Any]:
    """The page asked for; `told` turns its rows into what is sent, all at once."""
    paginator = Paginator(found, asked.size)
    count = paginator.count
    begin = (asked.page - 1) * asked.size
    rows = list(found[begin : begin + asked.size]) if begin < count else []
    pages = paginator.num_pages if count else 0
    return {"count": count, "page": asked.page, "pages": pages, "rows": told(rows)}
