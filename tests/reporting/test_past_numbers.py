"""Of numbers that were put right since: waivers of them are past, a draft is no base to compare with."""

import io
from datetime import date

import openpyxl
import pytest

from khuyencong.paperwork.periodic_workbook import WAIVED, sheet_out
from khuyencong.reporting.actions.periodic import Entered, confirm_all, waive, write_cells
from khuyencong.reporting.lifecycle import begin_return
from khuyencong.reporting.models import CheckWaiver, ReturnMark
from khuyencong.reporting.queries.consolidated import Question, consolidated
from khuyencong.reporting.queries.filling import Dossiers
from khuyencong.reporting.queries.periodic.checking import judged_of, said_before
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of
from khuyencong.reporting.queries.periodic.waivers import holding
from khuyencong.rules.periods import Every, Period
from khuyencong.workflow.lifecycle import Act
from tests.reporting.lived import Lived, noon

pytestmark = pytest.mark.django_db
PLACE, FIRST = "Tây Ninh", date(2026, 4, 10)
SLIP, RIGHT = 999_000_000_000, 5_000_000


@pytest.fixture
def south(db) -> Lived:
    south = Lived(year=2026, region="nam", every=Every.QUARTER)
    south.lists()
    south.owe()
    return south


def values(report) -> dict:
    """What a later return compares with, what is nought left out."""
    return {
        period.number: {place: value for place, value in said.items() if value}
        for period, said in said_before(report).items()
    }


def test_a_later_return_is_compared_with_what_counts_and_no_draft_of_it(south):
    south.send(PLACE, 1, noon(FIRST, -2))
    second = south.of(PLACE, 2)
    stands = {1: {("kp-10", "KCDP"): south.said(PLACE, 1)["kp-10", "KCDP"]}}
    stands[1] |= {place: cell.value for place, cell in cells_of(south.of(PLACE, 1)).items() if cell.value}
    assert values(second) == stands
    # Sent back and being corrected: nothing that counts is there to compare with.
    south.do("return", PLACE, 1, south.reader, noon(FIRST, -1), "Xem lại")
    south.write(PLACE, 1, {("kp-10", "KCDP"): 7}, noon(FIRST, -1), "Đang sửa")
    assert values(second) == {}
    south.write(PLACE, 1, south.said(PLACE, 1), noon(FIRST, -1))
    south.hand_up(PLACE, 1, noon(FIRST))
    south.approve(PLACE, 1, noon(FIRST, 1))
    assert values(second) == stands
    # Opened again, what was approved stands until the restatement is signed.
    south.do("reopen", PLACE, 1, south.head, noon(FIRST, 10), "Nhầm")
    south.write(PLACE, 1, {("kp-10", "KCDP"): 5}, noon(FIRST, 11), "Thử")
    assert values(second) == stands
    south.hand_up(PLACE, 1, noon(FIRST, 12))
    assert values(second)[1]["kp-10", "KCDP"] == 5


@pytest.fixture
def corrected(south):
    """A slip let stand, put right, let stand anew where need be; not yet handed up."""
    office = south.offices[PLACE]
    begin_return(south.of(PLACE, 1), Act(by=office.officer, at=noon(FIRST, -5)))
    south.write(PLACE, 1, {("kp-10", "KCDP"): SLIP}, noon(FIRST, -5))
    slips = {each.pk for each in south.of(PLACE, 1).waivers.all()}
    report = south.of(PLACE, 1)
    right = Entered(indicator="kp-10", purse="KCDP", value=RIGHT, note="Gõ nhầm đơn vị")
    write_cells(report, [right], by=office.officer, at=noon(FIRST, -4))
    confirm_all(report, by=office.officer, at=noon(FIRST, -4))
    form, cells = form_of(report), cells_of(report)
    for each in judged_of(report, form, cells, Dossiers(report, noon(FIRST, -4))):
        if each.open:
            waive(report, each.found.fingerprint, "Đúng sổ", by=office.leader, at=noon(FIRST, -4))
    return south, slips


def told_in(report) -> set[str]:
    """What the return's own workbook lists as let stand."""
    content = sheet_out(report, form_of(report), cells_of(report), "Sở")
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = book[WAIVED].iter_rows(min_row=2, values_only=True) if WAIVED in book.sheetnames else ()
    return {row[0] for row in rows}


def test_a_waiver_of_a_number_that_was_put_right_goes_nowhere_with_the_new_one(corrected):
    south, slips = corrected
    report = south.of(PLACE, 1)
    new = {each.pk for each in report.waivers.all()} - slips
    assert (len(slips) > 0, len(new) > 0) == (True, True)
    told = {each.told for each in CheckWaiver.objects.filter(pk__in=new)}
    assert {each.pk for each in holding(report)} == new
    assert told_in(report) == told
    south.hand_up(PLACE, 1, noon(FIRST, -3))
    south.approve(PLACE, 1, noon(FIRST, -2))
    marks = ReturnMark.objects.order_by("at", "pk").values_list("kind", "waived")
    assert list(marks) == [("sent", sorted(new)), ("approved", sorted(new))]
    period = Period(every=Every.QUARTER, year=2026, number=1)
    for known_at in (noon(FIRST, -3).replace(hour=20), noon(FIRST, 5)):
        question = Question(
            form="kinh-phi", by="department", period=period, known_at=known_at, today=known_at.date()
        )
        found = consolidated(question, actor=south.reader)
        assert {each.told for each in found.waived} == told
        assert not any("999" in each.told for each in found.waived)
    assert {each.pk for each in holding(south.of(PLACE, 1))} == new
    # Opened again and written to the slip once more, the slip's own holds again and the other does not.
    south.do("reopen", PLACE, 1, south.head, noon(FIRST, 10), "Nhầm")
    slip = Entered(indicator="kp-10", purse="KCDP", value=SLIP, note="Thử")
    write_cells(south.of(PLACE, 1), [slip], by=south.offices[PLACE].officer, at=noon(FIRST, 11))
    assert {each.pk for each in holding(south.of(PLACE, 1))} == slips
    assert {each.told for each in consolidated(question, actor=south.reader).waived} == told


def test_waivers_of_marks_that_never_asked_are_all_listed(corrected):
    south, slips = corrected
    every = {each.told for each in south.of(PLACE, 1).waivers.all()}
    assert len(every) > len(slips)
    ReturnMark.objects.create(
        periodic_return=south.of(PLACE, 1), kind="sent", revision=1, at=noon(FIRST, -3), waived=None
    )
    question = Question(
        form="kinh-phi",
        by="department",
        period=Period(every=Every.QUARTER, year=2026, number=1),
        known_at=noon(FIRST, 5),
        today=FIRST,
    )
    assert {each.told for each in consolidated(question, actor=south.reader).waived} == every
