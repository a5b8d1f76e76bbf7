"""Two southern years lived from the register to the conference: with twenty provinces, and after the merger.

Returns come in time, late, corrected, restated, owed and late after all; each figure is held to a sum made
here, and what an earlier day was told is told again byte for byte.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest

from khuyencong.paperwork import conference_files
from khuyencong.paperwork.return_form import Head, form_docx, form_xlsx, summed_form
from khuyencong.reporting.lifecycle import REPORT, Issue, request_report
from khuyencong.reporting.models import Figure, IssuedReport, PeriodicReturn, ReportRequest
from khuyencong.reporting.queries.completeness import Asked, table_of
from khuyencong.reporting.queries.conference import ConferenceReport, conference_report
from khuyencong.reporting.queries.consolidated import Consolidated, Counted, Question, consolidated
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.periods import Every, Period
from khuyencong.rules.timeliness import Standing
from khuyencong.workflow.lifecycle import Act
from tests.reporting.lived import FORM, Cells, Lived, noon

pytestmark = pytest.mark.django_db

SITE = "https://khuyencong.example"
TOTAL = "kp-tong"
WAIVED = "Còn địa phương nộp muộn, hội nghị vẫn họp"
Said = dict[str, list[Cells]]
"""What each province has said, period by period."""


def total(cells: Iterable[Cells], purse: str = "") -> int:
    """The sum of amounts, of one purse or of both."""
    return sum(value for each in cells for (_, at), value in each.items() if purse in ("", at))


def conference(lived: Lived, cut: date, known_at: datetime, **more: str) -> ConferenceReport:
    asked = {"region": lived.region, "borders": "then"} | more
    query = Query(year=lived.year, cut=cut, known_at=known_at, today=known_at.date(), **asked)
    return conference_report(query, actor=lived.reader)


def sums(lived: Lived, number: int, known_at: datetime, **more) -> Consolidated:
    question = Question(
        form=FORM,
        by="department",
        period=Period(every=lived.every, year=lived.year, number=number),
        known_at=known_at,
        today=known_at.date(),
    )
    return consolidated(replace(question, **more), actor=lived.reader)


def amount(found: Consolidated, code: str = TOTAL, purse: str = "all") -> int | None:
    [row] = [each for each in found.rows if each.line.code == code]
    return row.cells[purse].value


def files_of(report: ConferenceReport, found: Consolidated, day: date) -> tuple[bytes, ...]:
    """Everything the ministry takes along of a conference and of a consolidation."""
    went = conference_files.issued_files(report, waiver=WAIVED, by="Lãnh đạo Cục", on=day, site=SITE)
    form = summed_form(found, head=Head(agency="Cục", parent_agency="Bộ Công Thương", place="Hà Nội"))
    docx = form_docx(form, draft=True)
    return went.xlsx, went.docx, went.pptx, form_xlsx(form), docx


def issue(lived: Lived, report: ConferenceReport, at: datetime) -> IssuedReport:
    """Hand the conference report up by one and issue it by another, with its real files."""
    act = Act(by=lived.reader, at=at)
    handed = request_report(report=report.regional, note="", act=act, kind=ReportRequest.Kind.CONFERENCE)
    made = conference_files.issued_files(report, waiver=WAIVED, by="Lãnh đạo Cục", on=at.date(), site=SITE)
    given = Issue(
        report=report.regional,
        xlsx=made.xlsx,
        docx=made.docx,
        waiver=WAIVED,
        conference=report,
        pptx=made.pptx,
    )
    return REPORT.perform("report.issue", handed, Act(by=lived.head, at=at, given=given)).issued


def holds_together(lived: Lived, report: ConferenceReport, found: Consolidated, said: Said, cut: date) -> None:
    """Cells of provinces, the region's line, the report's rows and its figure are one sum to the đồng."""
    by_place = {place: {each: total(cells, each) for each in ("KCQG", "KCDP")} for place, cells in said.items()}
    ours = {place: values for place, values in by_place.items() if place in lived.members}
    rows = {row.name: row for row in report.regional.rows}
    assert {
        place: {purse: row.cells[purse].done for purse in ("KCQG", "KCDP")}
        for place, row in rows.items()
        if row.cells["all"].done is not None
    } == ours
    assert {
        each.name: {purse: each.values[TOTAL, purse] for purse in ("KCQG", "KCDP")}
        for each in found.places
        if each.values
    } == by_place
    whole = sum(sum(values.values()) for values in ours.values())
    nation = sum(sum(values.values()) for values in by_place.values())
    south = next(each for each in found.regions if each.code == lived.region)
    assert sum(south.values[TOTAL, purse] for purse in ("KCQG", "KCDP")) == whole
    assert (
        sum(each.values.get((TOTAL, "KCQG"), 0) + each.values.get((TOTAL, "KCDP"), 0) for each in found.regions)
        == nation
    )
    assert [amount(found, purse=purse) for purse in ("KCQG", "KCDP", "all")] == [
        *(sum(values[purse] for values in by_place.values()) for purse in ("KCQG", "KCDP")),
        nation,
    ]
    assert amount(found, "kp-01") + amount(found, "kp-10") == amount(found)
    assert report.regional.summed["all"].done == whole
    assert report.told[f"summed.{cut:%Y%m%d}.all.done"].value == whole
    assert sum(each.cells["all"].done or 0 for each in report.regional.activities) == whole


def figure_of(lived: Lived, place: str, cut: date) -> Figure:
    """The figure of machinery from the province's own purse that stands at the cut."""
    unit = lived.offices[place].officer.agency.unit_id
    return Figure.objects.standing().get(unit=unit, cut=cut, fund="KCDP", activity__code="K10")


def standings(lived: Lived, on: date, region: str = "") -> tuple[tuple[int, int, int], dict[Standing, int]]:
    """(owed, received, in time) and how many stand where; no rate may exceed the whole."""
    asked = Asked(form=FORM, every=lived.every, by="department", year=lived.year, region=region)
    table = table_of(asked, actor=lived.reader, on=on)
    for rates in (table.rates, *table.by_period, *(row.rates for row in table.rows)):
        assert rates.in_time <= rates.received <= rates.owed
    rates = table.rates
    return (rates.owed, rates.received, rates.in_time), dict(rates.counts)


def test_a_year_with_twenty_provinces():
    south = Lived(year=2018, region="nam", every=Every.HALF, others=("Hà Nội", "Đà Nẵng"))
    south.lists()
    assert (len(south.members), south.owe(), south.owe()) == (20, 126, 0)
    said: Said = {place: [south.said(place, 1)] for place in south.places}
    cut, due = date(2018, 6, 30), date(2018, 7, 12)
    assert set(PeriodicReturn.objects.filter(number=1).values_list("ends", "due_on")) == {(cut, due)}

    # Eighteen and two others come in time, one of them is sent back and corrected; one is late, one never came.
    for place in south.places:
        if place not in ("Long An", "Bến Tre"):
            wrong = said[place][0] | {("kp-10", "KCDP"): 960} if place == "Tiền Giang" else None
            south.send(place, 1, noon(due, -3), wrong)
    south.do("return", "Tiền Giang", 1, south.reader, noon(due, -2), "Dòng 10 ghi nhầm đơn vị tính")
    assert standings(south, due, "nam")[1][Standing.RETURNED] == 1
    south.write("Tiền Giang", 1, said["Tiền Giang"][0], noon(due, 1))
    south.hand_up("Tiền Giang", 1, noon(due, 1))
    south.send("Long An", 1, noon(due, 4))
    south.do("miss", "Bến Tre", 1, south.head, noon(due, 10), "Đã đôn đốc hai lần")
    for place in south.places:
        if place != "Bến Tre":
            south.approve(place, 1, noon(due, 11))
    met = noon(due, 14)
    assert standings(south, met.date(), "nam") == (
        (20, 19, 18),
        {Standing.ON_TIME: 18, Standing.LATE: 1, Standing.MISSING: 1, Standing.AHEAD: 20},
    )

    # The conference is told what is known; nineteen of twenty.
    known = {place: cells for place, cells in said.items() if place != "Bến Tre"}
    report, found = conference(south, cut, met), sums(south, 1, met)
    holds_together(south, report, found, known, cut)
    complete = report.regional.completeness
    assert (complete.reported, complete.expected, complete.missing) == (19, 20, ("Bến Tre",))
    assert (found.completeness.reported, found.completeness.expected) == (21, 63)
    assert {task.code for task in report.section("tasks").points} >= {"late"}
    went = issue(south, report, met)
    before = files_of(report, found, met.date())
    assert (bytes(went.xlsx), bytes(went.docx), bytes(went.conference.pptx)) == before[:3]

    # The owing one comes after all, another is restated with a reason; the old figure is kept.
    south.do("let_in", "Bến Tre", 1, south.head, noon(due, 25), "Đã có số của các huyện")
    south.send("Bến Tre", 1, noon(due, 27))
    south.approve("Bến Tre", 1, noon(due, 28))
    later, reason = noon(due, 30), "Một đề án nghiệm thu bị đếm hai lần"
    old, said["Tây Ninh"] = said["Tây Ninh"], [said["Tây Ninh"][0] | {("kp-10", "KCDP"): 70_000_009}]
    south.restate("Tây Ninh", 1, said["Tây Ninh"][0], reason, later)
    cells = south.of("Tây Ninh", 1).cells.filter(indicator="kp-10", purse="KCDP", how="overridden")
    assert [(each.value, each.revision) for each in cells.order_by("pk")] == [
        (old[0]["kp-10", "KCDP"], 1),
        (70_000_009, 2),
    ]
    figure = figure_of(south, "Tây Ninh", cut)
    assert (figure.amount, figure.replaces.amount) == (70_000_009, old[0]["kp-10", "KCDP"])
    assert reason in figure.reason

    # Asked again as known at the conference: the same bytes. Asked now: twenty, and the restated number.
    now = noon(due, 40)
    again = conference(south, cut, met)
    assert again == report
    assert files_of(again, sums(south, 1, met), met.date()) == before
    fresh, summed = conference(south, cut, now), sums(south, 1, now)
    holds_together(south, fresh, summed, said, cut)
    assert fresh.regional.completeness.missing == ()
    assert amount(summed) - amount(found) == total(said["Bến Tre"]) + total(said["Tây Ninh"]) - total(old)
    assert standings(south, now.date(), "nam") == (
        (20, 20, 18),
        {Standing.ON_TIME: 17, Standing.RESTATED: 1, Standing.LATE: 2, Standing.AHEAD: 20},
    )
    while_open = sums(south, 1, later, counted=Counted.APPROVED)
    assert amount(while_open) == amount(summed) - total(said["Tây Ninh"]) + total(old)

    # The year closes with all there; figures count from the first of January.
    end, closes = date(2018, 12, 31), date(2019, 1, 14)
    for place in south.places:
        said[place].append(south.said(place, 2))
        south.send(place, 2, noon(closes, -4))
        south.approve(place, 2, noon(closes, -1))
    year = noon(closes, 5)
    holds_together(south, conference(south, end, year), sums(south, 2, year, running=True), said, end)
    assert standings(south, year.date(), "nam")[0] == (40, 40, 38)
    assert standings(south, year.date())[0] == (126, 44, 42)
    assert files_of(conference(south, cut, met), sums(south, 1, met), met.date()) == before

    # On the borders of now Bình Thuận is no longer of the south; the nation is the same to the đồng.
    of_now = noon(date(2026, 11, 23))
    then, shown = conference(south, end, of_now), conference(south, end, of_now, borders="now")
    assert (len(then.regional.rows), len(shown.regional.rows)) == (20, 8)
    gone = total(said["Bình Thuận"])
    assert shown.regional.summed["all"].done == then.regional.summed["all"].done - gone
    assert (shown.regional.completeness.reported, shown.regional.completeness.expected) == (8, 8)
    moved = sums(south, 2, of_now, running=True, borders="now")
    assert (
        amount(moved)
        == amount(sums(south, 2, of_now, running=True))
        == total(each for cells in said.values() for each in cells)
    )
    assert (len(moved.places), moved.estimated) == (34, False)


def test_a_year_with_thirty_four_provinces():
    south = Lived(year=2026, region="nam", every=Every.QUARTER)
    south.lists()
    assert (len(south.members), south.owe()) == (8, 136)
    said: Said = {place: [south.said(place, each) for each in (1, 2, 3)] for place in south.places}
    dues = {1: date(2026, 4, 10), 2: date(2026, 7, 10), 3: date(2026, 10, 12), 4: date(2027, 1, 11)}
    assert dict(PeriodicReturn.objects.values_list("number", "due_on").distinct().order_by()) == dues

    # In time but for one late; of Vĩnh Long the second quarter is owed, and the third came all the same.
    for number in (1, 2, 3):
        for place in south.places:
            if (place, number) == ("Vĩnh Long", 2):
                south.do("miss", place, number, south.head, noon(dues[2], 9), "Không trả lời đôn đốc")
                continue
            south.send(place, number, noon(dues[number], 6 if (place, number) == ("Cà Mau", 2) else -2))
            south.approve(place, number, noon(dues[number], 7))
    cut, met = date(2026, 9, 30), noon(dues[3], 14)
    assert standings(south, met.date(), "nam") == (
        (24, 23, 22),
        {Standing.ON_TIME: 22, Standing.LATE: 1, Standing.MISSING: 1, Standing.AHEAD: 8},
    )

    # What is owed for one quarter says nothing of the year so far: the conference has seven provinces of eight.
    known = {place: cells for place, cells in said.items() if place != "Vĩnh Long"}
    report, found = conference(south, cut, met), sums(south, 3, met, running=True, area="nam")
    whole = total(each for cells in known.values() for each in cells)
    assert report.regional.summed["all"].done == report.told["summed.20260930.all.done"].value == whole
    assert report.regional.completeness.missing == found.completeness.missing == ("Vĩnh Long",)
    assert amount(found) == whole + total([said["Vĩnh Long"][0], said["Vĩnh Long"][2]])
    went = issue(south, report, met)
    before = files_of(report, found, met.date())
    assert (bytes(went.xlsx), bytes(went.docx), bytes(went.conference.pptx)) == before[:3]

    # It comes after all; a first quarter is restated, which moves every later cut of the year.
    south.do("let_in", "Vĩnh Long", 2, south.head, noon(dues[3], 20), "Sáp nhập xong hồ sơ")
    south.send("Vĩnh Long", 2, noon(dues[3], 22))
    south.approve("Vĩnh Long", 2, noon(dues[3], 23))
    reason = "Bỏ sót một đề án của huyện cũ"
    said["Tây Ninh"][0] = said["Tây Ninh"][0] | {("kp-10", "KCDP"): 123_456_789}
    south.restate("Tây Ninh", 1, said["Tây Ninh"][0], reason, noon(dues[3], 25))
    for number, ends in enumerate((date(2026, 3, 31), date(2026, 6, 30), cut), start=1):
        figure = figure_of(south, "Tây Ninh", ends)
        assert figure.amount == total(said["Tây Ninh"][:number], "KCDP")
        assert (figure.amount - figure.replaces.amount, reason in figure.reason) == (
            123_456_789 - south.said("Tây Ninh", 1)["kp-10", "KCDP"],
            True,
        )

    now = noon(dues[3], 40)
    assert conference(south, cut, met) == report
    assert files_of(report, sums(south, 3, met, running=True, area="nam"), met.date()) == before
    holds_together(south, conference(south, cut, now), sums(south, 3, now, running=True), said, cut)
    assert standings(south, now.date(), "nam") == (
        (24, 24, 22),
        {Standing.ON_TIME: 21, Standing.RESTATED: 1, Standing.LATE: 2, Standing.AHEAD: 8},
    )

    # The year closes; what the conference was told is still told.
    closes = noon(dues[4], 5)
    for place in south.places:
        said[place].append(south.said(place, 4))
        south.send(place, 4, noon(dues[4], -4))
        south.approve(place, 4, noon(dues[4], -1))
    end = date(2026, 12, 31)
    holds_together(south, conference(south, end, closes), sums(south, 4, closes, running=True), said, end)
    assert standings(south, closes.date(), "nam")[0] == (32, 32, 30)
    assert conference(south, cut, met) == report
