"""The annexes: the wide table by place and fund, and the findings with what is proposed."""

from collections.abc import Callable
from itertools import count

from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.shared import Mm

from khuyencong.paperwork.regional_report.layout import Layout
from khuyencong.paperwork.regional_report.letterhead import Letter, long_date
from khuyencong.paperwork.regional_report.paper import add_landscape, add_run, body, set_line
from khuyencong.paperwork.regional_report.sections import made_mark, rounding, sums_of
from khuyencong.paperwork.regional_report.tables import STAGES, Grid, Line, add_grid, fund_cells, fund_spans
from khuyencong.paperwork.regional_report.wording import (
    DASH,
    DIFFERENCE_ROW,
    INNER_ROW,
    MADE,
    PUBLISHED_ROW,
    SUMMED_ROW,
    UNIT_LINE,
    has_published,
    marks,
    published_sources,
    row_note,
    signed,
    unit_name,
)
from khuyencong.reporting.queries.report import RegionalReport
from khuyencong.rules.consolidation import BOTH, FUNDS, KCDP, KCQG, Cell

EMPTY = [DASH] * 9


def add(document: Document, report: RegionalReport, layout: Layout, letter: Letter, waiver: str) -> None:
    """Both annexes, on landscape pages."""
    add_landscape(document, layout, marks(report, draft=letter.draft))
    add_heading(
        document, layout, letter, "Phụ lục I", "KẾ HOẠCH VÀ THỰC HIỆN THEO ĐỊA PHƯƠNG VÀ NGUỒN KINH PHÍ"
    )
    add_grid(document, by_place(report), layout)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    add_heading(document, layout, letter, "Phụ lục II", "ĐỐI CHIẾU SỐ LIỆU")
    add_findings(document, report, layout, count(6).__next__)
    if waiver:
        add_run(body(document, ""), f"Lý do phát hành khi còn {report.open_errors} lỗi số liệu:", bold=True)
        for line in waiver.splitlines():
            body(document, line)


def add_heading(document: Document, layout: Layout, letter: Letter, number: str, title: str) -> None:
    """The annex's number, its title, and the document it belongs to."""
    numbered = set_line(document.add_paragraph(style="Heading 1"), number, size=layout.body, bold=True)
    numbered.paragraph_format.first_line_indent = Mm(0)
    set_line(document.add_paragraph(), title, size=layout.body, bold=True)
    of = f" số {letter.number}" if letter.number else ""
    attached = f"(Kèm theo Báo cáo{of} {long_date(letter.on)} của {letter.agency})"
    set_line(document.add_paragraph(), attached, size=layout.body, italic=True)


def by_place(report: RegionalReport) -> Grid:
    """A row per province, the sums, and printed totals apart from them."""
    lines = [
        Line(cells=[str(index), row.name, *fund_cells(row.cells), row_note(row)])
        for index, row in enumerate(report.rows, start=1)
    ]
    reported = f"{report.completeness.reported}/{report.completeness.expected} địa phương đã báo cáo"
    lines.append(Line(cells=["", SUMMED_ROW, *fund_cells(report.summed), reported], bold=True))
    if has_published(report):
        lines += published_lines(report)
    sums = sums_of([row.cells for row in report.rows], report.summed)
    cut = f"{report.query.cut:%d/%m/%Y}"
    return Grid(
        caption=f"Bảng 5. Kế hoạch và thực hiện đến {cut} theo địa phương{made_mark(report.made)}",
        unit=UNIT_LINE,
        names=("TT", "Địa phương", *(STAGES * len(FUNDS)), "Ghi chú"),
        spans=fund_spans(2),
        widths=(8, 43, *((20.5, 21, 16.5) * 3), 32),
        words=frozenset({0, 1, 11}),
        lines=lines,
        notes=[*(f"Số đã công bố: {said}." for said in published_sources(report)), *rounding(sums)],
    )


def published_lines(report: RegionalReport) -> list[Line]:
    """Printed totals, what separates them from the sums, and their own gap."""
    printed = {fund: report.published[fund].cell for fund in FUNDS}
    differences, inner = list(EMPTY), list(EMPTY)
    for index, fund in enumerate(FUNDS):
        for offset, side in enumerate(("plan", "done")):
            summed, given = (getattr(cells.get(fund, Cell()), side) for cells in (report.summed, printed))
            differences[3 * index + offset] = signed(summed, given)
    for offset, side in enumerate(("plan", "done")):
        national, local, both = (getattr(printed[fund], side) for fund in (KCQG, KCDP, BOTH))
        if national is not None and local is not None:
            inner[6 + offset] = signed(national + local, both)
    return [
        Line(cells=["", PUBLISHED_ROW, *fund_cells(printed), "như in trong nguồn; tỷ lệ tính lại"]),
        Line(cells=["", DIFFERENCE_ROW, *differences, ""]),
        Line(cells=["", INNER_ROW, *inner, ""]),
    ]


def add_findings(document: Document, report: RegionalReport, layout: Layout, number: Callable[[], int]) -> None:
    """Findings as the report lists them, then the smallest corrections proposed; `number` counts the tables."""
    if not report.findings:
        body(document, "Không có nhận xét nào.")
    else:
        add_grid(document, finding_table(report, number()), layout)
    if report.suggestions:
        add_grid(document, suggestion_table(report, number()), layout)


def finding_table(report: RegionalReport, number: int) -> Grid:
    """Each finding with its gravity, what was printed, what comes out, and what to do."""
    lines = [
        Line(cells=[str(index), each.severity.label, each.message, each.printed, each.recomputed, each.fix])
        for index, each in enumerate(report.findings, start=1)
    ]
    return Grid(
        caption=f"Bảng {number}. Nhận xét về số liệu{f' (có nhận xét trên {MADE})' if report.made else ''}",
        unit="",
        names=("TT", "Mức độ", "Nhận xét", "Số đã in", "Tính lại", "Đề nghị xử lý"),
        widths=(10, 22, 108, 28, 32, 57),
        words=frozenset(range(6)),
        lines=lines,
    )


def suggestion_table(report: RegionalReport, number: int) -> Grid:
    """The smallest single corrections: proposals to whoever printed the figures, never applied."""
    lines = [
        Line(cells=[each.label, each.printed, each.value, unit_name(each.unit), each.source])
        for each in report.suggestions
    ]
    return Grid(
        caption=f"Bảng {number}. Sửa nhỏ nhất để số đã công bố khớp nhau (đề xuất, không tự sửa)",
        unit="",
        names=("Chỉ tiêu", "Số đã in", "Nên là", "Đơn vị", "Nguồn"),
        widths=(90, 30, 30, 27, 80),
        words=frozenset({0, 3, 4}),
        lines=lines,
    )
