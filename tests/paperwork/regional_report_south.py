"""The South in 2018 at 31 July, built by hand: made figures for 20 provinces beside the real printed totals."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from khuyencong.reporting.queries.report import (
    ActivityRow,
    PlaceRow,
    PublishedCell,
    PublishedFigure,
    Query,
    RegionalReport,
    ReportFinding,
    Suggestion,
    YearPoint,
)
from khuyencong.rules.comparison import Base, Change, pace
from khuyencong.rules.consolidation import BOTH, FUNDS, KCDP, KCQG, Cell, Completeness, add, with_both
from khuyencong.rules.findings import Severity
from khuyencong.rules.narrative import completeness_sentence, position_sentences

NAMES = (
    "Thành phố Hồ Chí Minh", "Bà Rịa - Vũng Tàu", "Bình Dương", "Bình Phước", "Bình Thuận", "Đồng Nai",
    "Ninh Thuận", "Tây Ninh", "Long An", "Tiền Giang", "Bến Tre", "Trà Vinh", "Vĩnh Long", "Đồng Tháp",
    "An Giang", "Kiên Giang", "Cần Thơ", "Hậu Giang", "Sóc Trăng", "Bạc Liêu",
)  # fmt: skip
CONTENTS = (
    ("1", "Tổ chức đào tạo nghề, truyền nghề"),
    ("2", "Nâng cao năng lực quản lý doanh nghiệp, khởi sự doanh nghiệp, áp dụng sản xuất sạch hơn"),
    ("3", "Xây dựng mô hình trình diễn kỹ thuật, chuyển giao công nghệ, ứng dụng máy móc tiên tiến"),
    ("4", "Phát triển sản phẩm công nghiệp nông thôn tiêu biểu"),
)
DONE = {KCQG: 7_029_400_000, KCDP: 12_594_300_000}
PLAN = {KCQG: 22_756_000_000, KCDP: 51_025_000_000}
TEXT = "Báo cáo hội nghị khuyến công các tỉnh phía Nam, 23/8/2018"
CUT = date(2018, 7, 31)
SILENT = ("Sóc Trăng", "Bạc Liêu")


def split(total: int, parts: int) -> list[int]:
    """Uneven whole amounts that sum to `total` exactly."""
    weights = [3 + (index * 7) % 11 for index in range(parts)]
    shares = [total * weight // sum(weights) for weight in weights]
    shares[0] += total - sum(shares)
    return shares


def lines(parts: int, done_parts: int) -> list[dict[str, Cell]]:
    """Cells of each line; the last ones have a plan and nothing done."""
    plans = {fund: split(PLAN[fund], parts) for fund in DONE}
    dones = {fund: [*split(DONE[fund], done_parts), *([None] * (parts - done_parts))] for fund in DONE}
    return [
        with_both({fund: Cell(plan=plans[fund][index], done=dones[fund][index]) for fund in DONE})
        for index in range(parts)
    ]


def place_rows() -> tuple[PlaceRow, ...]:
    """Eighteen provinces that reported and two that did not; the last has not even a plan."""
    reporting = len(NAMES) - len(SILENT)
    cells = [*lines(19, reporting), with_both({})]
    return tuple(
        PlaceRow(
            code=f"{index:02}",
            name=name,
            short=name,
            cells=cells[index],
            reported=name not in SILENT,
            made=cells[index][BOTH] != Cell(),
            estimated=False,
        )
        for index, name in enumerate(NAMES)
    )


def printed(figure: int, text: str, amount: int) -> PublishedFigure:
    return PublishedFigure(figure=figure, printed=text, unit="trieu", amount=amount, source=TEXT, source_id=1)


def published() -> dict[str, PublishedCell]:
    return {
        KCQG: PublishedCell(done=printed(1, "7.029,4", 7_029_400_000)),
        KCDP: PublishedCell(done=printed(2, "12.594,3", 12_594_300_000)),
        BOTH: PublishedCell(
            plan=printed(3, "73.781", 73_781_000_000), done=printed(4, "19.619,2", 19_619_200_000)
        ),
    }


def point(year: int, origin: str, cells: dict[str, Cell], *, made: bool = False) -> YearPoint:
    cut = CUT if year == 2018 else date(year, 12, 31)
    given = {fund: cells.get(fund, Cell()) for fund in FUNDS}
    return YearPoint(year=year, cut=cut, origin=origin, cells=given, made=made)


def years(summed: dict[str, Cell]) -> tuple[YearPoint, ...]:
    plain = {
        KCQG: Cell(done=7_029_400_000),
        KCDP: Cell(done=12_594_300_000),
        BOTH: Cell(plan=73_781_000_000, done=19_619_200_000),
    }
    made = with_both(
        {
            KCQG: Cell(plan=21_495_100_000, done=19_015_300_000),
            KCDP: Cell(plan=47_000_000_000, done=38_600_000_000),
        }
    )
    return (
        point(2016, "published", {BOTH: Cell(done=56_147_000_000)}),
        point(2017, "published", {BOTH: Cell(plan=68_495_100_000, done=57_615_300_000)}),
        point(2017, "summed", made, made=True),
        point(2018, "published", plain),
        point(2018, "summed", summed, made=True),
    )


def findings(complete: Completeness) -> tuple[ReportFinding, ...]:
    return (
        ReportFinding(
            code="inconsistent",
            severity=Severity.ERROR,
            message="Tổng 19.619,2 khác tổng hai nguồn 7.029,4 + 12.594,3 = 19.623,7, lệch 4,5 triệu đồng.",
            claims=("c5", "c6", "c7"),
            printed="19.619,2",
            recomputed="19.623,7",
            fix="Hỏi đơn vị công bố số KCĐP; số 12.589,8 làm mọi số khớp nhau.",
            source_id=1,
        ),
        ReportFinding(
            code="ratio_as_percent",
            severity=Severity.ERROR,
            message="“Tăng 1,08 %” là tỷ số 1,0772 bị in thành phần trăm; mức tăng đúng là 7,72 %.",
            claims=("c4",),
            printed="1,08 %",
            recomputed="7,72 %",
        ),
        ReportFinding(
            code="ambiguous_base",
            severity=Severity.WARNING,
            message="“Giảm 1,64 % so với năm 2017” không nói rõ gốc so sánh.",
            claims=("c8",),
            printed="1,64 %",
        ),
        ReportFinding(code="incomplete", severity=Severity.WARNING, message=completeness_sentence(complete)),
        ReportFinding(
            code="made", severity=Severity.NOTE, message="Số liệu của từng địa phương là số liệu minh họa."
        ),
    )


def changes() -> tuple[Change, ...]:
    return (
        Change(
            label="Kế hoạch năm 2018",
            against="kế hoạch năm 2017",
            base=Base.RELATIVE,
            new=Fraction(73_781_000_000),
            old=Fraction(68_495_100_000),
        ),
        Change(
            label="Tỷ lệ thực hiện kế hoạch đến 31/07/2018",
            against="cùng kỳ năm 2017",
            base=Base.POINTS,
            new=Fraction(196192, 737810),
            old=Fraction(2823, 10000),
        ),
    )


def activities() -> tuple[ActivityRow, ...]:
    cells = lines(len(CONTENTS), len(CONTENTS))
    return tuple(
        ActivityRow(code=code, name=name, cells=cells[index], made=True)
        for index, (code, name) in enumerate(CONTENTS)
    )


def south(**changed: object) -> RegionalReport:
    """The report, with some of its fields changed."""
    rows = place_rows()
    summed = {fund: add(row.cells[fund] for row in rows) for fund in FUNDS}
    complete = Completeness(reported=18, expected=20, missing=SILENT)
    whole = Cell(plan=73_781_000_000, done=19_619_200_000)
    gap = pace(73_781_000_000, 19_619_200_000, CUT)
    sentences = position_sentences(
        basis="Theo số đã công bố",
        place="miền Nam",
        cells={KCQG: Cell(done=DONE[KCQG]), KCDP: Cell(done=DONE[KCDP]), BOTH: whole},
        year=2018,
        cut=CUT,
    )
    report = RegionalReport(
        query=Query(
            region="nam",
            year=2018,
            cut=CUT,
            borders="then",
            known_at=datetime(2018, 8, 23, 1, 30, tzinfo=UTC),
            today=date(2018, 8, 23),
        ),
        region_name="Miền Nam",
        region_verified=False,
        member_count=20,
        completeness=complete,
        rows=rows,
        activities=activities(),
        summed=summed,
        published=published(),
        years=years(summed),
        changes=changes(),
        pace=gap,
        findings=findings(complete),
        suggestions=(
            Suggestion(
                claim="c7",
                label="KCĐP thực hiện 7 tháng năm 2018",
                printed="12.594,3",
                value="12.589,8",
                unit="trieu",
                source=TEXT,
            ),
        ),
        sentences=(
            *sentences,
            *(each.sentence for each in changes()),
            gap.sentence,
            completeness_sentence(complete),
        ),
        made=True,
        estimated=False,
    )
    return replace(report, **changed)
