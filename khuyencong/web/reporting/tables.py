"""The tables of the pages as rows for "Tải Excel": whole đồng, so that nothing is lost to rounding."""

from collections.abc import Iterable, Iterator
from typing import Any

from khuyencong.paperwork.made import MADE, noted
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.reporting.models import Figure
from khuyencong.reporting.queries.report import BORDERS, ActivityRow, PlaceRow, RegionalReport
from khuyencong.rules.consolidation import FUNDS
from khuyencong.rules.purses import SHORT

LINE_HEADER = ("Mã", "Tên", "Nguồn kinh phí", "Kế hoạch (đồng)", "Thực hiện (đồng)", "Tỷ lệ (%)", "Dấu")
FIGURE_HEADER = (
    "Địa bàn",
    "Năm",
    "Đến hết ngày",
    "Chỉ tiêu",
    "Nguồn kinh phí",
    "Nội dung",
    "Như đã ghi",
    "Đơn vị như đã ghi",
    "Số tiền (đồng)",
    "Số tổng in sẵn",
    "Dấu",
    "Nguồn số liệu",
    "Vị trí trong nguồn",
)


def lines_of(rows: Iterable[PlaceRow | ActivityRow]) -> Iterator[tuple[Any, ...]]:
    """A row for each line and fund."""
    for row in rows:
        for fund in FUNDS:
            cell = row.cells[fund]
            share = None if cell.rate is None else cell.rate * 100
            yield row.code, row.name, SHORT[fund], cell.plan, cell.done, share, MADE if row.made else ""


def notes_of(report: RegionalReport) -> list[str]:
    """What a reader of the table must know without the page."""
    query = report.query
    notes = [f"Số liệu đến hết ngày {query.cut:%d/%m/%Y}, {BORDERS[query.borders]}. Đơn vị: đồng."]
    notes += noted(report.made)
    if report.estimated:
        notes.append("Có số ước tính theo địa giới khác địa giới lúc báo cáo.")
    return notes


def provinces_workbook(report: RegionalReport) -> bytes:
    """The table of provinces."""
    title = f"{report.region_name} {report.query.year}: từng địa phương"
    return xlsx_rows(LINE_HEADER, lines_of(report.rows), title=title, notes=notes_of(report))


def activities_workbook(report: RegionalReport) -> bytes:
    """The table of contents of the programme."""
    title = f"{report.region_name} {report.query.year}: theo nội dung hoạt động"
    return xlsx_rows(LINE_HEADER, lines_of(report.activities), title=title, notes=notes_of(report))


def figure_row(figure: Figure) -> tuple[Any, ...]:
    """One figure; expects unit, region, activity and source to be at hand."""
    where = figure.unit.full_name if figure.unit else str(figure.region)
    return (
        where,
        figure.year,
        figure.cut,
        figure.get_stage_display(),
        figure.get_fund_display(),
        str(figure.activity) if figure.activity else "tất cả",
        figure.printed,
        figure.get_printed_unit_display(),
        figure.amount,
        figure.printed_total,
        MADE if figure.made else "",
        figure.source.title,
        figure.location,
    )


def figures_workbook(figures: Iterable[Figure], *, title: str) -> bytes:
    """Figures as they stand, each as it was printed and in đồng."""
    return xlsx_rows(FIGURE_HEADER, (figure_row(figure) for figure in figures), title=title)
