"""Returns of 34 provinces × 60 indicators × 8 years × 4 quarters added up, beside one raw statement."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone

from django.db import connection, transaction

from khuyencong.norms.models import Indicator, ReturnForm
from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.queries import ministry_department, operator
from khuyencong.places.queries import provinces_on
from khuyencong.reporting.models import PeriodicReturn, ReturnCell, ReturnMark
from khuyencong.reporting.queries.consolidated import Question, consolidated, series_of
from khuyencong.rules.periods import Every, Period

Figures = tuple[float, float, float]
Pairing = Callable[..., Figures]
TODAY = date(2026, 11, 23)
YEARS = range(2019, 2027)
LINES = 60
FORM = "ket-qua"
BEGUN = datetime(2026, 11, 1, 8, 0, tzinfo=timezone(timedelta(hours=7)))
HOUR = timedelta(hours=1)
KNOWN = BEGUN + 9 * HOUR
RAW = """
SELECT a.unit_id, r.year, r.number, c.indicator, c.purse, SUM(c.value)
FROM reporting_returncell c
JOIN reporting_periodicreturn r ON r.id = c.periodic_return_id
JOIN organisations_agency a ON a.id = r.agency_id
JOIN (SELECT periodic_return_id, MAX(at) AS at FROM reporting_returnmark
      WHERE kind IN ('sent', 'approved') AND at <= %s GROUP BY periodic_return_id) m
  ON m.periodic_return_id = r.id
WHERE r.form = %s AND r.every = %s AND c.at <= m.at
  AND NOT EXISTS (SELECT 1 FROM reporting_returncell n WHERE n.replaces_id = c.id AND n.at <= m.at)
GROUP BY a.unit_id, r.year, r.number, c.indicator, c.purse
"""
"""The floor asks the same: what stood when each return counted last by that instant, grouped. It leaves out
what is sent back, the borders, and the sums of regions and nation, which are ours."""


def given() -> int:
    """Every department's return of every quarter, a tenth of them restated; how many cells stand."""
    if ReturnCell.objects.exists():
        return ReturnCell.objects.filter(replaced_by__isnull=True).count()
    load_lines()
    with transaction.atomic():
        returns = PeriodicReturn.objects.bulk_create(owed(), batch_size=1000)
        for start in range(0, len(returns), 50):
            ReturnCell.objects.bulk_create(cells(returns[start : start + 50], start), batch_size=2000)
        ReturnMark.objects.bulk_create(
            ReturnMark(periodic_return=each, kind=kind, revision=1, at=BEGUN + hours * HOUR)
            for each in returns
            for kind, hours in (("sent", 1), ("approved", 2))
        )
        restate(returns[::10])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return ReturnCell.objects.filter(replaced_by__isnull=True).count()


def load_lines() -> None:
    """A form of sixty lines."""
    since = date(2012, 7, 5)
    ReturnForm.objects.create(code=FORM, name="Kết quả", since=since, source="đo tốc độ", position=1)
    Indicator.objects.bulk_create(
        Indicator(
            code=f"kq-{each:02}",
            name=f"Chỉ tiêu {each}",
            form=FORM,
            unit="cơ sở",
            since=since,
            source="đo tốc độ",
            position=each,
        )
        for each in range(LINES)
    )


def owed() -> Iterator[PeriodicReturn]:
    """The returns, being drafted."""
    by, to = operator(), ministry_department()
    desk = Desk.objects.create(code="do-toc-do", agency=to, title="Đo", role="ministry_officer", since=TODAY)
    units = [place.id for place in provinces_on(TODAY)]
    departments = Agency.objects.filter(kind=Agency.Kind.DEPARTMENT, unit__in=units, until__isnull=True)
    for agency in departments.order_by("pk"):
        for year in YEARS:
            for number in range(1, 5):
                period = Period(every=Every.QUARTER, year=year, number=number)
                yield PeriodicReturn(
                    duty="do",
                    form=FORM,
                    title="Kết quả",
                    agency=agency,
                    to=to,
                    every=period.every.value,
                    year=year,
                    number=number,
                    starts=period.starts,
                    ends=period.ends,
                    opens_on=period.ends,
                    state="draft",
                    desk=desk,
                    prepared_by=by.account,
                    created_at=BEGUN,
                )


def cells(returns: list[PeriodicReturn], start: int) -> Iterator[ReturnCell]:
    """Every line of both purses."""
    account = operator().account
    for place, report in enumerate(returns, start=start):
        for line in range(LINES):
            for purse in ("KCQG", "KCDP"):
                yield ReturnCell(
                    periodic_return=report,
                    indicator=f"kq-{line:02}",
                    purse=purse,
                    value=(place * 7 + line * 3) % 997,
                    how="typed",
                    by=account,
                    at=BEGUN,
                    revision=1,
                )


def restate(returns: list[PeriodicReturn]) -> None:
    """Write half of the lines anew, and sign."""
    account = operator().account
    for report in returns:
        old = report.cells.filter(indicator__lt="kq-30")
        ReturnCell.objects.bulk_create(
            ReturnCell(
                periodic_return=report,
                indicator=each.indicator,
                purse=each.purse,
                value=(each.value or 0) + 1,
                how="typed",
                by=account,
                at=BEGUN + 3 * HOUR,
                revision=1,
                reason="sửa",
                replaces=each,
            )
            for each in old
        )
    ReturnMark.objects.bulk_create(
        ReturnMark(periodic_return=each, kind="sent", revision=1, at=BEGUN + 4 * HOUR) for each in returns
    )


def asked() -> Question:
    """The nation, the last quarter that is over."""
    period = Period(every=Every.QUARTER, year=2026, number=3)
    return Question(form=FORM, by="department", period=period, known_at=KNOWN, today=TODAY)


def raw() -> int:
    """The floor's sum."""
    stamp = connection.ops.adapt_datetimefield_value(KNOWN)
    with connection.cursor() as cursor:
        cursor.execute(RAW, [stamp, FORM, Every.QUARTER.value])
        return int(sum(row[-1] for row in cursor.fetchall()))


def as_ministry():
    """A reader who sees everything."""
    desk = Desk.objects.get(code="do-toc-do")
    reader = operator()
    return type(reader)(user=reader.account, desk=desk)


def consolidating(paired: Pairing) -> tuple[str, float, Figures]:
    """Every line of every quarter of eight years: 34 provinces, three regions, the nation."""
    count = given()
    reader, question = as_ministry(), asked()
    totals: list[int] = []

    def ours() -> None:
        totals.append(sum(line["vn"] for line in series_of(question, (), actor=reader).values()))

    def floor() -> None:
        totals.append(raw())

    figures = paired(ours, floor)
    assert len(set(totals)) == 1, set(totals)
    return f"tổng hợp {count:,} ô báo cáo 8 năm so với một câu SQL".replace(",", "."), 1.5, figures


def page(paired: Pairing) -> tuple[str, float, Figures]:
    """What the national page of one quarter asks, beside the raw statement of all of them."""
    given()
    reader, question = as_ministry(), asked()
    figures = paired(lambda: consolidated(question, actor=reader), raw)
    return "trang tổng hợp cả nước một quý so với câu SQL cả 8 năm", 1.0, figures
