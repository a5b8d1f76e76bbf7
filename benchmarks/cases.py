"""What is measured, and beside what."""

import io
import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import openpyxl
import xlsxwriter
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.timezone import localtime
from python_calamine import CalamineWorkbook

from benchmarks import establishments, ledger, periodic, projects, trail
from khuyencong.norms.actions import load_activities
from khuyencong.norms.models import Activity
from khuyencong.organisations.actions import load_agencies
from khuyencong.organisations.queries import operator
from khuyencong.paperwork.intake import Intake, blank_return
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.places import actions as places
from khuyencong.places.queries import province_lineage, provinces_on, region_on
from khuyencong.reporting.actions import receive_file, store_return
from khuyencong.reporting.models import Figure, ReceivedFile, Source
from khuyencong.reporting.queries.borders import on_borders
from khuyencong.reporting.queries.facts import facts
from khuyencong.rules.consolidation import roll_up

Figures = tuple[float, float, float]
Pairing = Callable[..., Figures]
TODAY = date(2026, 11, 23)


def prepare() -> None:
    """Tables, provinces, contents, agencies."""
    call_command("migrate", verbosity=0)
    places.load(provinces_only=True)
    load_activities()
    load_agencies()


def filled_return(blank: bytes, province: str) -> bytes:
    """The form with every line of both sheets filled in, as a province would send it."""
    book = openpyxl.load_workbook(io.BytesIO(blank))
    info = book["Thông tin"]
    answers = {"tỉnh": province, "năm": 2025, "đến ngày": date(2025, 12, 31), "đơn vị tính": "triệu đồng"}
    for row in info.iter_rows():
        label = str(row[0].value or "").lower()
        for word, answer in answers.items():
            if word in label:
                row[1].value = answer
                break
    for name in ("Kế hoạch", "Thực hiện"):
        for row in book[name].iter_rows():
            if str(row[0].value or "").startswith("K") and str(row[0].value)[1:].isdigit():
                row[2].value, row[3].value = 12.5, 30.1
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def import_34(paired: Pairing) -> tuple[str, float, Figures]:
    """Reading, checking and storing 34 returns, against merely reading them with python-calamine."""
    blank = blank_return(today=TODAY)
    files = [(f"{place.name}.xlsx", filled_return(blank, place.name)) for place in provinces_on(TODAY)]
    at, by = localtime(), operator()
    stored: list[int] = []

    def ours() -> None:
        # Each round starts from an empty store, outside any transaction the import itself needs.
        with transaction.atomic():
            desk = Intake(today=TODAY)
            count = 0
            for name, content in files:
                checked = desk.check(name, content)
                file = receive_file(name=name, content=content, by=by, at=at)
                count += store_return(checked=checked, file=file, by=by, at=at).new
            stored.append(count)
            transaction.set_rollback(True)

    def floor() -> None:
        for _, content in files:
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            for sheet in book.sheet_names:
                book.get_sheet_by_name(sheet).to_python()

    figures = paired(ours, floor, rounds=9)
    assert set(stored) == {34 * 24 * 2 * 2}, stored
    assert ReceivedFile.objects.count() == 0
    return f"nạp 34 bảng số liệu ({stored[0]} số) so với chỉ đọc", 2.0, figures


def a_million(at: datetime) -> int:
    """63 provinces × 15 years × 2 funds × 24 lines × (22 cuts done + 1 plan), all standing."""
    source = Source.objects.create(kind=Source.Kind.DEMONSTRATION, title="đo tốc độ", publisher="bench")
    columns = (
        "source_id",
        "location",
        "unit_id",
        "first_year",
        "year",
        "cut",
        "fund",
        "stage",
        "activity_id",
        "printed",
        "printed_unit",
        "decimals",
        "qualifier",
        "amount",
        "printed_total",
        "made",
        "note",
        "entered_by_id",
        "entered_at",
        "reason",
        "key",
    )
    units = [place.id for place in provinces_on(date(2018, 7, 31))]
    lines = list(Activity.objects.filter(parent__isnull=False).values_list("pk", flat=True))
    user = operator().account.pk
    sql = f"INSERT INTO reporting_figure ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
    stamp = at if connection.vendor == "postgresql" else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    def rows():
        number = itertools.count()
        for year in range(2010, 2025):
            cuts = [(date(year, 1, 15) + timedelta(days=16 * step), "done") for step in range(22)]
            for (cut, stage), unit, fund, line in itertools.product(
                [*cuts, (date(year, 12, 31), "plan")], units, ("KCQG", "KCDP"), lines
            ):
                n = next(number)
                yield (
                    source.pk,
                    "",
                    unit,
                    year,
                    year,
                    cut,
                    fund,
                    stage,
                    line,
                    "1",
                    "trieu",
                    0,
                    "",
                    (n % 997 + 1) * 100_000,
                    False,
                    True,
                    "",
                    user,
                    stamp,
                    "",
                    f"b{n}",
                )

    with transaction.atomic(), connection.cursor() as cursor:
        for batch in (
            itertools.batched(rows(), 5000) if hasattr(itertools, "batched") else batched(rows(), 5000)
        ):
            cursor.executemany(sql, batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Figure.objects.count()


def batched(rows, size):
    """itertools.batched for Python 3.11."""
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


RAW = """
SELECT unit_id, year, cut, fund, stage, SUM(amount)
FROM reporting_figure
WHERE NOT printed_total AND stage IN ('plan', 'done') AND entered_at <= %s
  AND id NOT IN (SELECT replaces_id FROM reporting_figure WHERE replaces_id IS NOT NULL AND entered_at <= %s)
GROUP BY unit_id, year, cut, fund, stage
"""
"""The floor asks the same: figures that stood at that instant, grouped; else corrections would count twice.
It leaves out whether a figure is made, the borders, and the sums of regions and nation, which are ours."""


def consolidate_million(paired: Pairing) -> tuple[str, float, Figures]:
    """A million figures to provinces, regions and the nation, beside the same grouping as one statement."""
    at = localtime()
    count = a_million(at)
    reader, later = operator(), at + timedelta(hours=1)
    target = frozenset(place.id for place in provinces_on(date(2018, 7, 31)))
    above = {
        place.id: (code, "vn")
        for code in ("bac", "trung", "nam")
        for place in region_on(code, date(2018, 7, 31)).members
    }
    totals: list[int] = []
    stamp = connection.ops.adapt_datetimefield_value(later)

    def ours() -> None:
        given = facts(actor=reader, known_at=later, cuts=None, by_activity=False)
        shown = on_borders(given, province_lineage(), target)
        rolled = roll_up(
            ((unit, line, amount) for unit, lines in shown.sums.items() for line, amount in lines.items()),
            above,
        )
        totals.append(sum(rolled["vn"].values()))

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(RAW, [stamp, stamp])
            totals.append(int(sum(row[-1] for row in cursor.fetchall())))

    figures = paired(ours, floor)
    assert len(set(totals)) == 1, set(totals)
    return f"tổng hợp {count:,} số liệu so với một câu SQL".replace(",", "."), 1.5, figures


def write_100k(paired: Pairing) -> tuple[str, float, Figures]:
    """A sheet of 100,000 rows of figures through our writer, against XlsxWriter alone."""
    header = [
        "Địa phương",
        "Năm",
        "Đến ngày",
        "Nguồn",
        "Chỉ tiêu",
        "Nội dung",
        "Số đã ghi",
        "Đơn vị",
        "Đồng",
        "Nguồn số",
    ]
    rows = [
        (
            "Đồng Tháp",
            2018,
            "31/07/2018",
            "KCQG",
            "Thực hiện",
            "Máy móc",
            "1.234,5",
            "triệu đồng",
            n * 1000,
            "Báo cáo",
        )
        for n in range(100_000)
    ]

    def ours() -> None:
        xlsx_rows(header, rows, title="Số liệu", notes=["minh họa"])

    def floor() -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        for index, row in enumerate(rows, start=1):
            sheet.write_row(index, 0, row)
        book.close()

    return "ghi .xlsx 100.000 dòng so với chỉ XlsxWriter", 1.5, paired(ours, floor, rounds=3)


CASES = {
    "import": import_34,
    "consolidate": consolidate_million,
    "write": write_100k,
    "trail": trail.verify_million,
    "story": trail.story_of_million,
    "projects": projects.searching,
    "ledger_nation": ledger.national,
    "ledger_province": ledger.province,
    "ledger_department": ledger.department,
    "ledger_project": ledger.project,
    "ledger_page": ledger.page,
    "ledger_rebuild": ledger.rebuilding,
    "periodic": periodic.consolidating,
    "periodic_page": periodic.page,
    "establishments": establishments.listing,
    "establishment_search": establishments.searching,
    "establishment_doubles": establishments.doubles,
}
ASKED = {
    *("import", "consolidate", "write", "periodic"),
    *("ledger_nation", "ledger_province", "ledger_department", "ledger_project", "ledger_page"),
}
"""The cases whose goals were asked for; the others' goals are our own."""
