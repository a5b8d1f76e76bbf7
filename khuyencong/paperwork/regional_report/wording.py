"""The words that chart, workbook and document share, so that one thing has one name in all three."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from khuyencong.paperwork import made
from khuyencong.reporting.queries.report import BORDERS, PlaceRow, RegionalReport, YearPoint
from khuyencong.rules import purses
from khuyencong.rules.consolidation import Cell
from khuyencong.rules.money import Unit, percent, trieu

DASH = "–"
DRAFT = "DỰ THẢO"
MADE = made.MADE
ESTIMATED = "ước tính theo địa giới"
UNIT_LINE = "Đơn vị tính: triệu đồng"
FUND_LABELS = purses.SUMMED
FUND_NAMES = {
    **{each: f"{purses.NAMES[each]} ({purses.SHORT[each]})" for each in purses.DIVIDED},
    purses.WHOLE: purses.SUMMED[purses.WHOLE],
}
ORIGINS = {"published": "số đã công bố", "summed": "tổng hợp từ số của địa phương"}
SHORT_ORIGINS = {"published": "số đã công bố", "summed": "cộng từ địa phương"}
SUMMED_ROW = "Tổng hợp từ số của địa phương"
PUBLISHED_ROW = "Số đã công bố"
DIFFERENCE_ROW = "Chênh lệch: tổng hợp trừ đã công bố"
INNER_ROW = "Riêng số đã công bố: KCQG cộng KCĐP trừ tổng"
VIETNAM = timezone(timedelta(hours=7))
# What XML cannot carry; an officer pastes it in from other programs without seeing it.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """`text` without the characters that no .xlsx or .docx may hold."""
    return UNPRINTABLE.sub("", text)


def money(amount: int | None) -> str:
    """đồng as triệu đồng for a printed cell; a dash where nothing was given, which is not zero."""
    return DASH if amount is None else trieu(amount)


def signed(left: int | None, right: int | None) -> str:
    """`left` minus `right`, in đồng, as triệu đồng with its sign; a dash where one is not given."""
    if left is None or right is None:
        return DASH
    return f"{'+' if left > right else ''}{trieu(left - right)}"


def unit_name(code: str) -> str:
    """A unit's name in words; a code that is no unit of money stays as it is."""
    return Unit(code).label if code in {each.value for each in Unit} else code


def rate(cell: Cell) -> str:
    """The rate of a cell as "26,59 %", or a dash."""
    return DASH if cell.rate is None else percent(cell.rate)


def clock(at: datetime) -> str:
    """An instant as Vietnam's clocks show it: "08:30 ngày 23/08/2018"; a naive one is taken as it stands."""
    local = at.astimezone(VIETNAM) if at.tzinfo else at
    return f"{local:%H:%M} ngày {local:%d/%m/%Y}"


def title(report: RegionalReport) -> str:
    """What the report is about, as its trích yếu says it."""
    query = report.query
    return (
        f"Kết quả thực hiện kinh phí khuyến công {in_sentence(report.region_name)} năm {query.year} "
        f"(số liệu đến hết ngày {query.cut:%d/%m/%Y})"
    )


def in_sentence(name: str) -> str:
    """A region's name inside a sentence: "khu vực phía Nam", "cả nước", but "Việt Nam" as it is."""
    return name if name.startswith("Việt Nam") else name[:1].lower() + name[1:]


def scope(report: RegionalReport) -> str:
    """Whose figures, on which borders, and as known when."""
    query = report.query
    members = "" if report.region_verified else ", danh sách thành viên chưa kiểm chứng"
    return (
        f"{report.member_count} địa phương, {BORDERS[query.borders]}{members}; "
        f"số liệu đã biết lúc {clock(query.known_at)}"
    )


def marks(report: RegionalReport, *, draft: bool) -> str:
    """What must stand on every page: draft, made figures, estimates; empty when none holds."""
    said = ((draft, DRAFT), (report.made, MADE), (report.estimated, ESTIMATED))
    return " · ".join(text for holds, text in said if holds)


def row_note(row: PlaceRow) -> str:
    """Why a province's line is empty, or what its figures are."""
    notes = []
    if not row.reported:
        notes.append("chưa có số")
    if row.made:
        notes.append(MADE)
    if row.estimated:
        notes.append(ESTIMATED)
    if row.parts:
        notes.append(f"gồm số của: {', '.join(row.parts)}")
    return "; ".join(notes)


def published_sources(report: RegionalReport) -> tuple[str, ...]:
    """One line per printed total: fund, stage, the figure as printed, and where it stands."""
    lines = []
    for fund, cell in report.published.items():
        for stage, figure in (("kế hoạch", cell.plan), ("thực hiện", cell.done)):
            if figure is not None:
                unit = Unit(figure.unit).label
                lines.append(f"{FUND_LABELS[fund]}, {stage}: in “{figure.printed}” {unit} ({figure.source})")
    return tuple(lines)


def source_titles(report: RegionalReport) -> str:
    """The texts that printed the totals, each once, in the order of the funds."""
    cells = report.published.values()
    found = (figure.source for cell in cells for figure in (cell.plan, cell.done) if figure is not None)
    return "; ".join(dict.fromkeys(found))


def has_published(report: RegionalReport) -> bool:
    """Whether any total of this year and cut was printed."""
    return any(cell.plan is not None or cell.done is not None for cell in report.published.values())


def point_title(point: YearPoint) -> str:
    """One year of the series: "Năm 2018, đến 31/7 · số đã công bố"."""
    until = "" if (point.cut.month, point.cut.day) == (12, 31) else f", đến {point.cut.day}/{point.cut.month}"
    made = f" · {MADE}" if point.made else ""
    return f"Năm {point.year}{until} · {SHORT_ORIGINS[point.origin]}{made}"


def rounding_shows(amounts_given: Sequence[int | None], total: int | None) -> bool:
    """Whether parts that do make up the total miss it by a digit once both are rounded for print."""
    parts = [amount for amount in amounts_given if amount is not None]
    return sum(parts) == total and sum(map(tenths, parts)) != tenths(total)


def tenths(amount: int) -> int:
    """đồng in whole tenths of a triệu, as `money` prints them."""
    return int(trieu(amount).replace(".", "").replace(",", ""))


ROUNDING_NOTE = (
    "Số liệu làm tròn đến 0,1 triệu đồng; tổng tính từ số đồng nên có thể lệch với tổng các số đã làm tròn."
)
