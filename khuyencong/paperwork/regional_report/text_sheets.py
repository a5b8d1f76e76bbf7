"""The sheets of words: findings with their proposals, and where the figures come from."""

from xlsxwriter.worksheet import Worksheet

from khuyencong.paperwork.regional_report.sheet import HEADING_ROWS, Book, add_sheet, grow, text
from khuyencong.paperwork.regional_report.wording import (
    DASH,
    ESTIMATED,
    MADE,
    clock,
    published_sources,
    unit_name,
)
from khuyencong.reporting.queries.report import BORDERS, RegionalReport
from khuyencong.rules.narrative import completeness_sentence

FINDINGS, SOURCES = "Đối chiếu", "Nguồn và ghi chú"
FINDING_HEADS = ("TT", "Mức độ", "Phát hiện", "Nhận xét", "Số đã in", "Tính lại", "Đề nghị xử lý", "Chỗ in")
FINDING_WIDTHS = (5, 10, 17, 62, 15, 17, 38, 12)
SOURCE_WIDTHS = (30, 110)
SUGGESTION_HEADS = ("Số đã in", "Nên là", "Nguồn", "Đơn vị")


def findings(book: Book, waiver: str) -> None:
    """The sheet of findings, then the smallest corrections, then the reason for issuing all the same."""
    report = book.report
    sheet = add_sheet(book, FINDINGS, FINDING_WIDTHS)
    top = HEADING_ROWS
    for column, name in enumerate(FINDING_HEADS):
        text(book, sheet, top, column, name, "head")
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    for row, each in enumerate(report.findings, start=top + 1):
        sheet.write_number(row, 0, row - top, book.styles["year"])
        claims = ", ".join(each.claims)
        said = (each.severity.label, each.title, each.message, each.printed, each.recomputed, each.fix, claims)
        for column, value in enumerate(said, start=1):
            text(book, sheet, row, column, value, "top")
        grow(sheet, row, zip(said, FINDING_WIDTHS[1:], strict=True))
    if not report.findings:
        text(book, sheet, top + 1, 3, "Không có nhận xét nào.")
    row = suggestions(book, sheet, top + 2 + max(len(report.findings), 1))
    if waiver:
        text(book, sheet, row, 0, f"Lý do phát hành khi còn {report.open_errors} lỗi số liệu:", "mark")
        sheet.merge_range(row + 1, 0, row + 1, 7, "", book.styles["top"])
        text(book, sheet, row + 1, 0, waiver, "top")
        grow(sheet, row + 1, ((waiver, sum(FINDING_WIDTHS)),))


def suggestions(book: Book, sheet: Worksheet, row: int) -> int:
    """The smallest single corrections, proposed and never applied; returns the next free row."""
    if not book.report.suggestions:
        return row
    text(book, sheet, row, 0, "Sửa nhỏ nhất để số đã công bố khớp nhau (chỉ đề xuất, không tự sửa):", "mark")
    row += 1
    sheet.merge_range(row, 0, row, 3, "", book.styles["head"])
    text(book, sheet, row, 0, "Chỉ tiêu", "head")
    for column, name in enumerate(SUGGESTION_HEADS, start=4):
        text(book, sheet, row, column, name, "head")
    for each in book.report.suggestions:
        row += 1
        sheet.merge_range(row, 0, row, 3, "", book.styles["top"])
        text(book, sheet, row, 0, each.label, "top")
        for column, value in enumerate((each.printed, each.value, each.source, unit_name(each.unit)), start=4):
            text(book, sheet, row, column, value, "top")
        grow(sheet, row, ((each.label, sum(FINDING_WIDTHS[:4])), (each.source, FINDING_WIDTHS[6])))
    return row + 2


def sources(book: Book) -> None:
    """The sheet that says what was asked, from what the answer was made, and what of it is not certain."""
    sheet = add_sheet(book, SOURCES, SOURCE_WIDTHS)
    row = HEADING_ROWS
    for label, said in facts(book.report):
        for index, each in enumerate(said):
            text(book, sheet, row, 0, label if index == 0 else "", "label")
            text(book, sheet, row, 1, each, "wrapped")
            grow(sheet, row, ((each, SOURCE_WIDTHS[1]),))
            row += 1
    sheet.freeze_panes(HEADING_ROWS, 1)
    sheet.repeat_rows(0, HEADING_ROWS - 1)


def facts(report: RegionalReport) -> list[tuple[str, tuple[str, ...]]]:
    """Label and lines of each thing a reader must know about the figures."""
    query = report.query
    verified = (
        "đã kiểm chứng bằng văn bản" if report.region_verified else "suy ra, chưa kiểm chứng bằng văn bản"
    )
    return [
        ("Vùng", (report.region_name,)),
        ("Danh sách thành viên", (f"{report.member_count} địa phương; {verified}",)),
        ("Năm kế hoạch", (str(query.year),)),
        ("Số liệu đến hết ngày", (f"{query.cut:%d/%m/%Y}",)),
        ("Địa giới", (BORDERS[query.borders],)),
        ("Số liệu đã biết lúc", (clock(query.known_at),)),
        ("Mức độ đầy đủ", (completeness_sentence(report.completeness),)),
        ("Chưa báo cáo", report.completeness.missing or (DASH,)),
        ("Số đã công bố", published_sources(report) or ("không có số tổng nào được công bố cho kỳ này",)),
        (
            "Số minh họa",
            (f"Số của từng địa phương là {MADE}, không phải số thật." if report.made else "không có",),
        ),
        ("Số ước tính", (f"Có số {ESTIMATED}." if report.estimated else "không có",)),
        ("Đơn vị và làm tròn", unit_notes()),
        ("Nhận định", report.sentences or (DASH,)),
    ]


def unit_notes() -> tuple[str, ...]:
    """How amounts are kept in the cells."""
    return (
        "Triệu đồng. Ô hiện 1 chữ số thập phân, giữ đủ đến từng đồng; tổng, tỷ lệ, chênh lệch là công thức.",
        f"Dấu “{DASH}” là chưa có số, không phải bằng 0. Số tổng hợp và số đã công bố không trộn vào nhau.",
    )
