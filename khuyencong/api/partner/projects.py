"""Projects that the desk of the key sees."""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from khuyencong.api.callers import Key, calling
from khuyencong.api.paging import Key as RowKey
from khuyencong.api.paging import Page, Paged, Year, page_of
from khuyencong.projects.models import Project
from khuyencong.projects.queries.projects import Money, money_of, projects_seen_by, search

router = Router(tags=["Đề án"], auth=Key("projects:read"))
Purse = Literal["KCQG", "KCDP"]
STATES = ", ".join(f"{code}: {name.lower()}" for code, name in Project.State.choices)


class ProjectOut(Schema):
    """A project as a list shows it."""

    id: int = Field(description="Số của đề án")
    title: str = Field(description="Tên")
    purse: Purse = Field(description="Nguồn kinh phí")
    kind: str = Field(description="named: có địa chỉ cụ thể; group: đề án nhóm; model: đề án điểm")
    state: str = Field(description=f"Bước. {STATES}")
    year: int = Field(description="Năm kế hoạch")
    last_year: int = Field(description="Năm kết thúc")
    province: str = Field(description="Mã tỉnh")
    agency: str = Field(description="Mã cơ quan soạn")
    sector: str = Field(description="Mã ngành, nghề; trống khi chưa rõ")
    national: int = Field(description="Đề nghị KCQG hỗ trợ, đồng")
    local: int = Field(description="Đề nghị KCĐP hỗ trợ, đồng")
    counterpart: int = Field(description="Đối ứng, đồng")
    other: int = Field(description="Nguồn khác, đồng")
    made_up: bool = Field(description="Số liệu minh họa")


def project_out(row: Project, money: Money) -> dict[str, object]:
    """A project with its money."""
    same = ("title", "purse", "kind", "state", "year", "last_year", "made_up")
    return {name: getattr(row, name) for name in same} | {
        "id": row.pk,
        "province": row.province.code,
        "agency": row.agency.code,
        "sector": row.sector.code if row.sector is not None else "",
        "national": money.national,
        "local": money.local,
        "counterpart": money.counterpart,
        "other": money.other,
    }


def told(rows: list[Project]) -> list[dict[str, object]]:
    """Projects with their money; one SELECT for all."""
    money = money_of(rows)
    return [project_out(each, money[each.pk]) for each in rows]


@router.get(
    "/projects",
    response=Page[ProjectOut],
    url_name="api_projects",
    summary="Đề án mà bàn thấy",
    description="Mới nhất trước. Của cơ quan của bàn và cấp dưới, như trang Đề án.",
)
def projects(
    request: HttpRequest,
    asked: Paged,
    q: Annotated[str, Query(max_length=100, description="Những chữ có trong tên, không dấu cũng được")] = "",
    year: Year = None,
    purse: Annotated[Purse | None, Query(description="Nguồn kinh phí")] = None,
    state: Annotated[str, Query(max_length=12, description="Bước")] = "",
) -> object:
    """Which projects are there?"""
    found = search(calling(request), words=q, year=year, purse=purse or "", state=state)
    return page_of(found, asked, told)


@router.get("/projects/{key}", response=ProjectOut, url_name="api_project", summary="Một đề án")
def project(request: HttpRequest, key: RowKey) -> object:
    """What is this project, and how far is it?"""
    return told([get_object_or_404(projects_seen_by(calling(request)), pk=key)])[0]
