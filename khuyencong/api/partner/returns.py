"""Periodic returns: which are owed, what stands in their cells, filling them. Signing stays a person's."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, localtime
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from khuyencong.api.callers import Key, calling
from khuyencong.api.paging import Key as RowKey
from khuyencong.api.paging import Page, Paged, Year, page_of
from khuyencong.api.partner.writing import Once, written_once
from khuyencong.api.refusals import FindingOut, finding_out
from khuyencong.organisations.actors import Actor
from khuyencong.reporting.actions.periodic import write_sheet
from khuyencong.reporting.lifecycle import begin_return
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.filling import Dossiers
from khuyencong.reporting.queries.periodic import returns_seen_by
from khuyencong.reporting.queries.periodic.checking import Judged, judged_of
from khuyencong.reporting.queries.periodic.lists import MINE, OTHERS, Wanted, listed
from khuyencong.reporting.queries.periodic.sheet import Form, cells_of, form_of, mark_of
from khuyencong.reporting.queries.periodic.words import BY_API, words_of
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.indicators import MOST
from khuyencong.rules.periodic_sheets import CheckedSheet, SheetCell
from khuyencong.workflow.lifecycle import Act

router = Router(tags=["Báo cáo định kỳ"])
READ, WRITE = Key("returns:read"), Key("returns:write")
State = Literal[
    "expected",
    "draft",
    "submitted",
    "sent",
    "returned",
    "withdrawn",
    "approved",
    "missing",
    "reopened",
    "dropped",
]
STATES = ", ".join(f"{code}: {name.lower()}" for code, name in PeriodicReturn.State.choices)
Column = Literal["KCQG", "KCDP", "all"]
MOST_CELLS = 2000
MOST_WORDS = 300
FILE = "api.json"


class ReturnOut(Schema):
    """A return as a list shows it."""

    id: int = Field(description="Số của báo cáo")
    title: str = Field(description="Tên")
    form: str = Field(description="Mã biểu")
    agency: str = Field(description="Mã cơ quan nộp")
    to: str = Field(description="Mã cơ quan nhận")
    every: str = Field(description="Loại kỳ")
    year: int = Field(description="Năm")
    number: int = Field(description="Số thứ tự kỳ trong năm")
    starts: date = Field(description="Kỳ từ ngày")
    ends: date = Field(description="Kỳ đến hết ngày")
    due_on: date | None = Field(description="Hạn nộp; null khi chưa văn bản nào nêu")
    due_source: str = Field(description="Hạn theo")
    state: State = Field(description=f"Bước. {STATES}")
    revision: int = Field(description="Bản: lớn hơn 1 là đã mở lại")
    sent_at: datetime | None = Field(description="Gửi lúc")
    writable: bool = Field(description="Đang ghi số được")
    made_up: bool = Field(description="Số liệu minh họa")


class CellOut(Schema):
    """One cell that is asked for."""

    indicator: str = Field(description="Mã chỉ tiêu")
    name: str = Field(description="Dòng như trên biểu")
    purse: Column = Field(description="Cột: KCQG, KCDP, all khi không chia nguồn")
    unit: str = Field(
        description="Đơn vị của value: đồng với dòng tiền; có decimals thì value là số × 10^decimals"
    )
    decimals: int = Field(
        description="Số chữ số sau dấu phẩy mà value chứa; dòng tiền là 0 vì value đã là đồng"
    )
    total: bool = Field(description="Dòng tự cộng: không ghi được")
    value: int | None = Field(description="Số đang đứng, số nguyên theo unit và decimals; null là trống")
    filled: int | None = Field(description="Số hệ thống tính từ hồ sơ, sổ cái; null khi không tính được")
    how: str = Field(description="Cách có: filled, confirmed, overridden, typed, imported; trống khi chưa có")
    by_api: bool = Field(description="Số này ghi qua API")
    note: str = Field(description="Lý do, giải trình")


class ReturnWhole(ReturnOut):
    """A return with its cells and what is in its way."""

    mark: int = Field(description="Dấu của những số đang đứng; gửi lại ở seen để không ghi đè số chưa thấy")
    cells: list[CellOut] = Field(description="Mọi ô của biểu")
    findings: list[FindingOut] = Field(description="Điều còn vướng khi trình, theo luật kiểm tra của kỳ")


class CellIn(Schema):
    """One number."""

    model_config = ConfigDict(extra="forbid")

    indicator: str = Field(max_length=60, description="Mã chỉ tiêu")
    purse: Column = Field(description="Cột")
    value: int = Field(ge=0, le=MOST, description="Số nguyên theo unit và decimals của ô: tiền là đồng")
    note: str = Field(
        "", max_length=MOST_WORDS, description="Lý do khi khác số hệ thống tính, khi sửa số đã duyệt"
    )


class CellsIn(Schema):
    """Numbers of a return: all are written, or none."""

    model_config = ConfigDict(extra="forbid")

    seen: int = Field(ge=0, le=MOST, description="mark của lần đọc trước: ô có số mới hơn thì bị từ chối")
    cells: list[CellIn] = Field(
        min_length=1, max_length=MOST_CELLS, description="Các ô; ô không nêu giữ nguyên"
    )


def return_out(row: PeriodicReturn) -> dict[str, object]:
    """A return, whose agencies were read along."""
    same = (
        *("title", "form", "every", "year", "number", "starts", "ends", "due_on", "due_source"),
        *("state", "revision", "sent_at", "writable", "made_up"),
    )
    told = {name: getattr(row, name) for name in same}
    return told | {"id": row.pk, "agency": row.agency.code, "to": row.to.code}


def whole_out(row: PeriodicReturn) -> dict[str, object]:
    """A return with its cells and findings."""
    form, cells = form_of(row), cells_of(row)
    totals, lines = form.totals, form.by_code
    begun = bool(cells) or row.writable
    judged = judged_of(row, form, cells, Dossiers(row, localtime())) if begun else []
    rows = []
    for place in form.places:
        line, cell = lines[place[0]], cells.get(place)
        rows.append(
            {
                "indicator": place[0],
                "name": line.title,
                "purse": place[1],
                "unit": "đồng" if line.money else line.unit,
                "decimals": line.decimals,
                "total": place[0] in totals,
                "value": cell.value if cell is not None else None,
                "filled": cell.filled if cell is not None else None,
                "how": cell.how if cell is not None else "",
                "by_api": cell is not None and cell.location.startswith(BY_API),
                "note": words_of(cell),
            }
        )
    found = [finding_out(finding_of(each)) for each in judged if each.open]
    return return_out(row) | {"mark": mark_of(cells), "cells": rows, "findings": found}


def finding_of(judged: Judged) -> Finding:
    """A finding of a check rule in the one shape: its code is the rule's, its place the cell."""
    found = judged.found
    return Finding(
        code=found.rule, severity=found.grade, message=found.message, fix=found.fix, place=judged.place
    )


def seen(actor: Actor, key: int) -> PeriodicReturn:
    """The return, where the desk sees it; else 404."""
    return get_object_or_404(returns_seen_by(actor).select_related("agency__parent", "to"), pk=key)


@router.get(
    "/returns",
    auth=READ,
    response=Page[ReturnOut],
    url_name="api_returns",
    summary="Báo cáo định kỳ mà bàn thấy: phải nộp, đã nộp",
    description="Kỳ mới nhất trước; chỉ những kỳ đã mở.",
)
def returns(
    request: HttpRequest,
    asked: Paged,
    state: Annotated[State | None, Query(description="Bước")] = None,
    form: Annotated[str, Query(max_length=60, description="Mã biểu")] = "",
    year: Year = None,
    whose: Annotated[
        Literal["", "mine", "others"], Query(description="mine: cơ quan của bàn; others: nơi khác")
    ] = "",
) -> object:
    """Which returns are there?"""
    names = {"mine": MINE, "others": OTHERS}
    wanted = Wanted(state=state or "", whose=names.get(whose, ""), form=form, year=year)
    found = listed(calling(request), wanted, localdate()).select_related("agency", "to")
    ordered = found.order_by("-ends", "form", "agency_id", "pk")
    return page_of(ordered, asked, lambda rows: [return_out(each) for each in rows])


@router.get(
    "/returns/{key}", auth=READ, response=ReturnWhole, url_name="api_return", summary="Một báo cáo, từng ô"
)
def periodic_return(request: HttpRequest, key: RowKey) -> object:
    """What does it say, and what is in its way?"""
    return whole_out(seen(calling(request), key))


@router.post(
    "/returns/{key}/begin",
    auth=WRITE,
    response=ReturnWhole,
    url_name="api_return_begin",
    summary="Bắt đầu lập một báo cáo",
    description="Hệ thống điền những ô nó biết. Trình, ký và gửi vẫn do người của cơ quan làm trên trang.",
)
def begin(request: HttpRequest, key: RowKey, once: Once) -> HttpResponse:
    """Begin to prepare it."""
    actor = calling(request)
    found = seen(actor, key)

    def make() -> tuple[int, object]:
        begin_return(found, Act(by=actor, at=localtime()))
        return 200, whole_out(seen(actor, key))

    return written_once(request, once, ReturnWhole, make)


@router.put(
    "/returns/{key}/cells",
    auth=WRITE,
    response=ReturnWhole,
    url_name="api_return_cells",
    summary="Ghi số vào các ô",
    description="Như nhập từ Excel: ghi hết hoặc không ghi ô nào; nội dung gửi được giữ nguyên như một tệp. "
    "Câu trả lời kèm điều còn vướng ở từng ô.",
)
def write(request: HttpRequest, key: RowKey, given: CellsIn, once: Once) -> HttpResponse:
    """Fill its cells."""
    actor = calling(request)
    found = seen(actor, key)

    def make() -> tuple[int, object]:
        if refused := refusals(form_of(found), given):
            raise BlockedError(*refused)
        checked = CheckedSheet(mark=given.seen, cells=tuple(sheet_cells(given)))
        write_sheet(found, checked, name=FILE, content=request.body, by=actor, at=localtime())
        return 200, whole_out(seen(actor, key))

    return written_once(request, once, ReturnWhole, make)


def sheet_cells(given: CellsIn) -> list[SheetCell]:
    """The cells as the action takes those of a file; where each stood in what was sent."""
    return [
        SheetCell(
            indicator=each.indicator,
            purse=each.purse,
            value=each.value,
            note=each.note,
            location=f"{BY_API} cells[{number}]",
        )
        for number, each in enumerate(given.cells)
    ]


def refusals(form: Form, given: CellsIn) -> list[Finding]:
    """Cells that are there twice, and totals, which add themselves up."""
    found, seen_at = [], dict[tuple[str, str], int]()
    for number, each in enumerate(given.cells):
        place = f"cells[{number}]"
        first = seen_at.setdefault((each.indicator, each.purse), number)
        if first != number:
            message = f"Ô {each.indicator} {each.purse} đã có ở cells[{first}]."
            found.append(error("twice", message, "Giữ một dòng.", place))
        if each.indicator in form.totals:
            message = f"{form.by_code[each.indicator].title} là dòng tự cộng."
            found.append(error("total", message, "Bỏ ô này; ghi các dòng của nó.", place))
    return found
