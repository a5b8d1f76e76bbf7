"""What a regional report says, as frozen dataclasses: page, workbook and document print the same one."""

from dataclasses import dataclass
from datetime import date, datetime

from khuyencong.rules.comparison import Change, Pace
from khuyencong.rules.consolidation import Cell, Completeness
from khuyencong.rules.findings import Severity

THEN, NOW = "then", "now"
SUMMED, PUBLISHED = "summed", "published"
FINDING_TITLES = {
    "inconsistent": "Các số in không thể cùng đúng",
    "ratio_as_percent": "Tỷ số in nhầm thành phần trăm",
    "ambiguous_base": "Không nói so với số nào",
    "truncated": "Chữ số cuối bị cắt, không làm tròn",
    "published_differs": "Số đã công bố khác số cộng",
    "done_over_plan": "Thực hiện vượt kế hoạch",
    "incomplete": "Chưa đủ địa phương báo cáo",
    "region_changed": "Vùng đã đổi thành viên",
    "region_unverified": "Danh sách vùng chưa kiểm chứng",
    "made": "Có số liệu minh họa",
    "estimated": "Có số ước tính",
}
BORDERS = {THEN: "địa giới khi đó", NOW: "địa giới hiện nay"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was asked: a region (bac, trung, nam, vn), a year, a cut, borders, and as known at which instant.

    `today` is the day whose borders "now" means; the door reads the clock and passes it in.
    """

    region: str
    year: int
    cut: date
    borders: str
    known_at: datetime
    today: date

    @property
    def target(self) -> date:
        """The day whose borders the report is drawn on."""
        return self.cut if self.borders == THEN else self.today


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One province's line: its cells by fund (KCQG, KCDP, all), in đồng."""

    code: str
    name: str
    short: str
    cells: dict[str, Cell]
    reported: bool
    made: bool
    estimated: bool
    parts: tuple[str, ...] = ()
    """The places of then whose figures are in this line, where it shows other borders than theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """One content of the programme over the whole region, in đồng by fund."""

    code: str
    name: str
    cells: dict[str, Cell]
    made: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """A printed total as it stands in its source; `amount` in đồng."""

    figure: int
    printed: str
    unit: str
    amount: int
    source: str
    source_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCell:
    """What was printed for one fund; None where nothing was."""

    plan: PublishedFigure | None = None
    done: PublishedFigure | None = None

    @property
    def cell(self) -> Cell:
        """The bare amounts in đồng; its rate is recomputed, never the printed one."""
        return Cell(
            plan=self.plan.amount if self.plan else None,
            done=self.done.amount if self.done else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What sentences and comparisons rest on: printed totals or sums, one of them throughout."""

    origin: str
    made: bool
    now: dict[str, Cell]
    year_before: dict[str, Cell]
    same_period: dict[str, Cell]

    @property
    def words(self) -> str:
        """How a sentence that rests on it begins."""
        if self.origin == PUBLISHED:
            return "Theo số đã công bố"
        return "Theo số liệu minh họa" if self.made else "Tổng hợp từ số liệu của các địa phương"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPoint:
    """One year of the chart: cells by fund, and whether they are printed totals or sums of rows."""

    year: int
    cut: date
    origin: str
    """`published` (printed totals) or `summed` (from the provinces' rows)."""
    cells: dict[str, Cell]
    made: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFinding:
    """A finding of the report; `claims` are codes of printed claims, `source_id` the text they stand in."""

    code: str
    severity: Severity
    message: str
    claims: tuple[str, ...] = ()
    printed: str = ""
    recomputed: str = ""
    fix: str = ""
    source_id: int | None = None

    @property
    def title(self) -> str:
        """A few words for the code, to be read before the whole message."""
        return FINDING_TITLES.get(self.code, self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """The smallest single correction that would make a published text agree with itself. Never applied."""

    claim: str
    label: str
    printed: str
    value: str
    unit: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalReport:
    """Everything the page, the .xlsx and the .docx say about a region's year at a cut. Amounts are whole đồng.

    `summed` comes from the parts only, `published` from printed totals only; neither fills a gap of the other.
    """

    query: Query
    region_name: str
    region_verified: bool
    member_count: int
    completeness: Completeness
    rows: tuple[PlaceRow, ...]
    activities: tuple[ActivityRow, ...]
    summed: dict[str, Cell]
    published: dict[str, PublishedCell]
    years: tuple[YearPoint, ...]
    changes: tuple[Change, ...]
    pace: Pace | None
    findings: tuple[ReportFinding, ...]
    suggestions: tuple[Suggestion, ...]
    sentences: tuple[str, ...]
    made: bool
    estimated: bool
    basis: Basis | None = None

    @property
    def open_errors(self) -> int:
        """How many errors stand open: a report with any is only a draft."""
        return sum(finding.severity == Severity.ERROR for finding in self.findings)
