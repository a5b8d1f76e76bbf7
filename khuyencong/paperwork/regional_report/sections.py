"""The body of the report: sentences made from figures, and the tables they rest on."""

from collections.abc import Iterable, Mapping, Sequence

from docx.document import Document

from khuyencong.paperwork.regional_report.layout import Layout
from khuyencong.paperwork.regional_report.paper import body, heading
from khuyencong.paperwork.regional_report.tables import (
    STAGES,
    Grid,
    Line,
    Span,
    add_grid,
    fund_cells,
    fund_spans,
)
from khuyencong.paperwork.regional_report.wording import (
    ESTIMATED,
    FUND_NAMES,
    MADE,
    PUBLISHED_ROW,
    ROUNDING_NOTE,
    SUMMED_ROW,
    UNIT_LINE,
    clock,
    has_published,
    in_sentence,
    money,
    point_title,
    rate,
    rounding_shows,
    signed,
    source_titles,
)
from khuyencong.reporting.queries.report import BORDERS, RegionalReport
from khuyencong.rules.comparison import Base, Change
from khuyencong.rules.consolidation import BOTH, FUNDS, PURSES, Cell, add
from khuyencong.rules.findings import Severity
from khuyencong.rules.money import percent
from khuyencong.rules.narrative import completeness_sentence

APART = "Số tổng hợp từ địa phương và số đã công bố được trình bày riêng, không lấy số này bù cho số kia."
Sum = tuple[list[int | None], int | None]
"""Parts in đồng, and what they should add up to."""
COUNTED = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo", Severity.NOTE: "ghi chú"}


def made_mark(made: bool) -> str:
    """What stands behind a caption whose table holds made figures."""
    return f" ({MADE})" if made else ""


def general(document: Document, report: RegionalReport, layout: Layout) -> None:
    """I. What was asked and how complete the figures are; what was reached."""
    query = report.query
    heading(document, "I. TÌNH HÌNH CHUNG", 1)
    heading(document, "1. Phạm vi và mức độ đầy đủ của số liệu", 2)
    body(
        document,
        f"Báo cáo tổng hợp kế hoạch và kết quả thực hiện kinh phí khuyến công năm {query.year} của "
        f"{in_sentence(report.region_name)} ({report.member_count} địa phương, {BORDERS[query.borders]}), "
        f"số liệu đến hết ngày {query.cut:%d/%m/%Y}, đã biết lúc {clock(query.known_at)}.",
    )
    for said in circumstances(report):
        body(document, said)
    heading(document, "2. Kết quả thực hiện", 2)
    for said in report.sentences:
        if said != completeness_sentence(report.completeness):
            body(document, said)
    add_grid(document, by_fund(report), layout)


def circumstances(report: RegionalReport) -> list[str]:
    """What a reader must know before the first figure."""
    said = [completeness_sentence(report.completeness)]
    if not report.region_verified:
        said.append("Danh sách địa phương của vùng là suy ra, chưa kiểm chứng bằng văn bản.")
    if report.made:
        said.append(f"Số liệu của từng địa phương trong báo cáo này là {MADE}, không phải số thật.")
    if report.estimated:
        said.append(f"Một phần số liệu là số {ESTIMATED}; các dòng đó có ghi chú.")
    return [*said, APART]


def by_fund(report: RegionalReport) -> Grid:
    """Sums and printed totals by fund, side by side and never mixed."""
    printed = {fund: report.published[fund].cell for fund in FUNDS}
    both = has_published(report)
    lines = []
    for fund in FUNDS:
        summed = report.summed.get(fund, Cell())
        cells = [FUND_NAMES[fund], money(summed.plan), money(summed.done), rate(summed)]
        if both:
            given = printed[fund]
            cells += [money(given.plan), money(given.done), rate(given), signed(summed.done, given.done)]
        lines.append(Line(cells=cells, bold=fund == BOTH))
    spans = [Span(first=1, last=3, text=SUMMED_ROW + made_mark(report.made))]
    if both:
        spans.append(Span(first=4, last=6, text=PUBLISHED_ROW))
    return Grid(
        caption="Bảng 1. Kế hoạch và thực hiện theo nguồn kinh phí",
        unit=UNIT_LINE,
        names=("Nguồn kinh phí", *STAGES, *((*STAGES, "Chênh lệch thực hiện") if both else ())),
        spans=spans,
        widths=(34, 20, 20, 17, 20, 20, 17, 17) if both else (60, 35, 35, 35),
        words=frozenset({0}),
        lines=lines,
        notes=[
            *([f"Số đã công bố: {source_titles(report)}."] if both else []),
            *rounding(across(report.summed)),
        ],
    )


def sides(cells: Sequence[Cell], total: Cell) -> list[Sum]:
    """Plans with their total, and dones with theirs."""
    return [([cell.plan for cell in cells], total.plan), ([cell.done for cell in cells], total.done)]


def across(cells: Mapping[str, Cell]) -> list[Sum]:
    """A line's two funds with the cell of both."""
    return sides([cells.get(fund, Cell()) for fund in PURSES], cells.get(BOTH, Cell()))


def sums_of(rows: Sequence[Mapping[str, Cell]], total: Mapping[str, Cell]) -> list[Sum]:
    """Every sum that a reader can check in a table: down its columns, and across its lines and its total."""
    down = [sides([cells.get(fund, Cell()) for cells in rows], total.get(fund, Cell())) for fund in FUNDS]
    return [each for found in (*down, *map(across, (*rows, total))) for each in found]


def rounding(sums: Iterable[Sum]) -> list[str]:
    """The note on rounding, where a reader who adds up the printed cells would meet it."""
    return [ROUNDING_NOTE] if any(rounding_shows(parts, total) for parts, total in sums) else []


def results(document: Document, report: RegionalReport, layout: Layout) -> None:
    """II. By place (the wide table is in Annex I) and by content."""
    heading(document, "II. KẾT QUẢ THEO ĐỊA PHƯƠNG VÀ NỘI DUNG", 1)
    heading(document, "1. Theo địa phương và nguồn kinh phí", 2)
    body(document, f"Số liệu của {report.member_count} địa phương theo từng nguồn kinh phí tại Phụ lục I.")
    heading(document, "2. Theo nội dung", 2)
    if not report.activities:
        body(document, "Chưa có số liệu theo nội dung.")
        return
    add_grid(document, by_content(report), layout)


def by_content(report: RegionalReport) -> Grid:
    """Contents of the programme by fund, with what no content was named for."""
    rows = [(f"{each.code}. {each.name}", each.cells) for each in report.activities]
    total = {fund: add(each.cells.get(fund, Cell()) for each in report.activities) for fund in FUNDS}
    lines = [Line(cells=narrow(name, cells)) for name, cells in rows]
    made = made_mark(any(each.made for each in report.activities))
    return Grid(
        caption=f"Bảng 2. Kế hoạch và thực hiện theo nội dung{made}",
        unit=UNIT_LINE,
        names=("Nội dung", *NARROW),
        spans=narrow_spans(),
        widths=NARROW_WIDTHS,
        words=frozenset({0}),
        lines=[*lines, Line(cells=narrow("Cộng các nội dung", total), bold=True)],
        notes=[*unassigned(report, total), *rounding(sums_of([cells for _, cells in rows], total))],
    )


NARROW = ("Kế hoạch", "Thực hiện", "Kế hoạch", "Thực hiện", *STAGES)
NARROW_WIDTHS = (46, 17, 17, 17, 17, 17, 17, 17)


def narrow(name: str, cells: dict[str, Cell]) -> list[str]:
    """A row for an upright page: rates only for both funds together."""
    wide = fund_cells(cells)
    return [name, *wide[0:2], *wide[3:5], *wide[6:9]]


def narrow_spans() -> list[Span]:
    """Headings over the columns of each fund on an upright page."""
    places = zip(fund_spans(0), ((1, 2), (3, 4), (5, 7)), strict=True)
    return [Span(first=first, last=last, text=span.text) for span, (first, last) in places]


def unassigned(report: RegionalReport, total: dict[str, Cell]) -> list[str]:
    """A note on money that was given without a content."""
    summed, added = report.summed.get(BOTH, Cell()), total[BOTH]
    if (summed.plan, summed.done) == (added.plan, added.done):
        return []
    return [
        f"Chưa phân theo nội dung: kế hoạch {signed(summed.plan, added.plan)}, "
        f"thực hiện {signed(summed.done, added.done)} triệu đồng so với tổng hợp từ số của địa phương."
    ]


def over_the_years(document: Document, report: RegionalReport, layout: Layout) -> None:
    """III. Changes, each with its base; the chart and its table follow."""
    heading(document, "III. SO SÁNH QUA CÁC NĂM", 1)
    if not report.years:
        body(document, "Chưa có số liệu của năm nào để so sánh.")
    if report.changes:
        add_grid(document, change_table(report), layout)


def change_table(report: RegionalReport) -> Grid:
    """Each change with what it is measured against and how."""
    return Grid(
        caption="Bảng 3. Tăng, giảm và gốc so sánh",
        unit="Số tiền: triệu đồng",
        names=("Chỉ tiêu", "So với", "Cách tính", "Số mới", "Số gốc", "Tăng, giảm"),
        widths=(46, 33, 25, 20, 20, 21),
        words=frozenset({0, 1, 2}),
        lines=[Line(cells=change_cells(change)) for change in report.changes],
    )


def change_cells(change: Change) -> list[str]:
    """A change as printed: amounts in triệu đồng, or rates with their difference in points."""
    if change.base == Base.RELATIVE:
        values = [money(int(change.new)), money(int(change.old))]
        how = "% trên số gốc"
    else:
        values = [percent(change.new), percent(change.old)]
        how = "điểm phần trăm"
    return [change.label, change.against, how, *values, change.shown]


def series(document: Document, report: RegionalReport, layout: Layout) -> None:
    """The table of the chart: printed totals and sums in rows of their own."""
    if not report.years:
        return
    grid = Grid(
        caption="Bảng 4. Số liệu của biểu đồ 1",
        unit=UNIT_LINE,
        names=("Năm và loại số liệu", *NARROW),
        spans=narrow_spans(),
        widths=NARROW_WIDTHS,
        words=frozenset({0}),
        lines=[Line(cells=narrow(point_title(point), point.cells)) for point in report.years],
        notes=rounding(each for point in report.years for each in across(point.cells)),
    )
    add_grid(document, grid, layout)


def reconciled(document: Document, report: RegionalReport, waiver: str) -> None:
    """IV. How many contradictions were found, and what would resolve them; details are in Annex II."""
    heading(document, "IV. ĐỐI CHIẾU SỐ LIỆU", 1)
    counts = [
        f"{number} {words}"
        for severity, words in COUNTED.items()
        if (number := sum(each.severity == severity for each in report.findings))
    ]
    if counts:
        body(document, f"Đối chiếu số liệu có {', '.join(counts)}; chi tiết tại Phụ lục II.")
    else:
        body(document, "Đối chiếu số liệu không phát hiện mâu thuẫn nào.")
    for each in report.suggestions:
        body(
            document,
            f"Sửa nhỏ nhất để số đã công bố khớp nhau: {each.label}, từ {each.printed} thành {each.value}. "
            "Đây là đề xuất để đơn vị công bố xác nhận; báo cáo không tự sửa số nào.",
        )
    if waiver:
        body(
            document,
            f"Báo cáo được phát hành khi còn {report.open_errors} lỗi số liệu chưa xử lý; "
            "lý do ghi tại Phụ lục II.",
        )
    query = report.query
    body(
        document,
        f"Trên đây là kết quả thực hiện kinh phí khuyến công {in_sentence(report.region_name)} "
        f"năm {query.year}, số liệu đến hết ngày {query.cut:%d/%m/%Y}./.",
    )
