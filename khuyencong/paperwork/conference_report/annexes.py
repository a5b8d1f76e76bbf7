"""The annexes: the wide table of provinces, the findings, and the code of every figure."""

from typing import TYPE_CHECKING

from docx.enum.text import WD_BREAK

from khuyencong.paperwork.conference_report.grids import add_table
from khuyencong.paperwork.regional_report.annexes import add_findings, add_heading
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.paperwork.regional_report.paper import add_landscape, body
from khuyencong.paperwork.regional_report.tables import Grid, Line, add_grid
from khuyencong.paperwork.regional_report.wording import marks
from khuyencong.rules.conference.codes import where_to_open

if TYPE_CHECKING:
    from khuyencong.paperwork.conference_report.document import Writing


def add(writing: "Writing", letter: Letter, site: str) -> None:
    """All three, on landscape pages."""
    document, report, layout = writing.written, writing.report, writing.layout
    add_landscape(document, layout, marks(report.regional, draft=letter.draft))
    add_heading(document, layout, letter, "Phụ lục I", "KẾ HOẠCH VÀ THỰC HIỆN THEO ĐỊA PHƯƠNG")
    table = report.section("places").table
    assert table is not None
    add_table(document, table, writing.table_number(), layout, writing.controls)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    add_heading(document, layout, letter, "Phụ lục II", "ĐỐI CHIẾU SỐ LIỆU")
    add_findings(document, report.regional, layout, writing.table_number)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    add_heading(document, layout, letter, "Phụ lục III", "MÃ TRA CỨU CỦA TỪNG SỐ")
    body(
        document,
        f"Mỗi số trong báo cáo có một mã, ở cột cuối. {where_to_open(site)}, để xem số ấy lấy từ đâu, tính thế "
        "nào, gồm những dòng nào và nay có khác không. Sửa số trong văn bản này không đổi số trong hệ thống."
        + (" Bản dự thảo: khi phát hành mỗi số mang mã mới, chỉ mã ấy mở được." if letter.draft else ""),
    )
    add_grid(document, codes(writing), layout)


def codes(writing: "Writing") -> Grid:
    """Every printed figure with its code."""
    report = writing.report
    lines = [
        Line(cells=[told.label, told.figure, told.unit, report.code(name)])
        for name, told in report.told.items()
        if name in report.printed
    ]
    return Grid(
        caption=f"Bảng {writing.table_number()}. Mã tra cứu",
        unit="",
        names=("Số liệu", "Giá trị", "Đơn vị", "Mã"),
        widths=(140, 37, 40, 40),
        words=frozenset({0, 2, 3}),
        lines=lines,
    )
