"""A return opened again by mistake is put back to what was approved: sums, figures, rates stand as before."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.models import Agency
from khuyencong.reporting.lifecycle import PERIODIC_RETURN
from khuyencong.reporting.models import Figure, ReturnCell, ReturnMark
from khuyencong.reporting.queries.completeness.whole import whole_of
from khuyencong.reporting.queries.consolidated import Counted
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.periods import Every
from khuyencong.rules.timeliness import Standing
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import officer_of, person
from tests.reporting.lived import Cells, Lived, noon
from tests.reporting.test_lived_years import amount, conference, standings, sums, total
from tests.reporting.test_periodic_returns import CENTRES, QUARTER, VN, do, of, owe, through

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2026, 4, 10), date(2026, 7, 10)
PLACE = "Tây Ninh"
WRONG: Cells = {("kp-10", "KCDP"): 5_000_001, ("kp-01", "KCDP"): 7_000_003}


@pytest.fixture
def south(db) -> Lived:
    """The first quarter of Tây Ninh approved, then opened by mistake and written over."""
    south = Lived(year=2026, region="nam", every=Every.QUARTER)
    south.lists()
    south.owe()
    south.send(PLACE, 1, noon(FIRST, -2))
    south.approve(PLACE, 1, noon(FIRST, -1))
    return south


def opened(south: Lived) -> Lived:
    south.do("reopen", PLACE, 1, south.head, noon(FIRST, 10), "Nhầm tỉnh")
    south.write(PLACE, 1, WRONG, noon(FIRST, 11), "Số thử")
    return south


def keep(south: Lived, at: datetime, reason: str = "Mở nhầm, số đã duyệt đúng") -> None:
    south.do("keep", PLACE, 1, south.head, at, reason)


def standing(south: Lived) -> Cells:
    rows = south.of(PLACE, 1).cells.standing().filter(value__gt=0)
    return {(each.indicator, each.purse): each.value for each in rows}


def test_the_approved_cells_stand_again_and_those_written_since_stay_told(south):
    before = list(ReturnCell.objects.order_by("pk").values())
    approved, sent_at = standing(south), south.of(PLACE, 1).sent_at
    opened(south)
    assert standing(south) != approved
    written = list(ReturnCell.objects.filter(revision=2).values_list("pk", flat=True))
    keep(south, noon(FIRST, 12))
    report = south.of(PLACE, 1)
    assert standing(south) == approved
    assert list(ReturnCell.objects.filter(revision=1).order_by("pk").values()) == before
    assert ReturnCell.objects.filter(pk__in=written).count() == len(written) > 0
    assert not ReturnCell.objects.standing().filter(pk__in=written).exists()
    first = report.cells.filter(indicator="kp-10", purse="KCDP", revision=1).latest("pk")
    last = report.cells.standing().get(indicator="kp-10", purse="KCDP")
    assert (last.value, last.how, last.filled, last.reason) == (
        first.value,
        first.how,
        first.filled,
        first.reason,
    )
    assert last.by == south.head.account
    other = report.cells.standing().get(indicator="kp-01", purse="KCDP")
    assert (other.value, other.reason) == (0, "Giữ bản đã duyệt: Mở nhầm, số đã duyệt đúng")
    assert (report.state, report.revision, report.approved_at, report.sent_at) == (
        "approved",
        2,
        noon(FIRST, -1),
        sent_at,
    )
    event = Event.objects.get(name="periodic.keep")
    assert event.reason == "Mở nhầm, số đã duyệt đúng"
    assert not Task.objects.filter(dossier_kind="periodic_return", dossier_key=report.pk, state="open").exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReturnCell.objects.create(
            periodic_return=report, indicator="kp-10", purse="KCDP", value=1, how="typed",
            by=south.head.account, at=noon(FIRST, 13), revision=2, replaces=last, reason="x",
        )  # fmt: skip


def test_sums_figures_and_rates_are_as_before_and_nothing_is_restated(south):
    at, met = noon(FIRST, 20), noon(FIRST, 5)
    figures = list(Figure.objects.order_by("pk").values())
    told, summed = conference(south, date(2026, 3, 31), met), amount(sums(south, 1, met))
    opened(south)
    assert standings(south, at.date())[1][Standing.RESTATED] == 1
    keep(south, noon(FIRST, 12))
    assert list(Figure.objects.order_by("pk").values()) == figures
    assert summed == amount(sums(south, 1, at)) == total([south.said(PLACE, 1)])
    assert amount(sums(south, 1, at, counted=Counted.APPROVED)) == summed
    assert conference(south, date(2026, 3, 31), met) == told
    assert standings(south, at.date())[1] == {
        Standing.ON_TIME: 1, Standing.OVERDUE: 33, Standing.AHEAD: 102,
    }  # fmt: skip
    rates = whole_of(south.reader, 2026, at.date()).rates
    assert (rates.owed, rates.received, rates.in_time) == (34, 1, 1)
    # Opened again in earnest it is restated, and its figures are corrected once.
    south.restate(PLACE, 1, WRONG, "Nghiệm thu bị hủy", noon(FIRST, 30))
    assert south.of(PLACE, 1).revision == 3
    assert amount(sums(south, 1, noon(FIRST, 40))) == total(
        [WRONG | {key: value for key, value in south.said(PLACE, 1).items() if key not in WRONG}]
    )
    assert standings(south, date(2026, 5, 30))[1][Standing.RESTATED] == 1
    assert amount(sums(south, 1, at)) == summed


def test_one_sent_again_sent_back_and_put_back_counts_as_it_was_approved(south):
    opened(south)
    approved = total([south.said(PLACE, 1)])
    south.hand_up(PLACE, 1, noon(FIRST, 12))
    assert (
        amount(
            sums(
                south,
                1,
                noon(
                    FIRST,
                    12,
                )
                + timedelta(hours=1),
            )
        )
        != approved
    )
    with pytest.raises(BlockedError) as blocked:
        keep(south, noon(FIRST, 13))
    assert [each.code for each in blocked.value.findings] == ["wrong_state"]
    south.do("return", PLACE, 1, south.reader, noon(FIRST, 13), "Số đã duyệt mới đúng")
    keep(south, noon(FIRST, 14))
    assert amount(sums(south, 1, noon(FIRST, 15))) == approved
    assert list(ReturnMark.objects.values_list("kind", "revision")) == [
        *(("sent", 1), ("approved", 1), ("reopened", 2), ("sent", 2), ("returned", 2), ("kept", 2))
    ]
    # And once more from there: what was put back is what is put back to.
    south.do("reopen", PLACE, 1, south.head, noon(FIRST, 20), "Lại nhầm")
    keep(south, noon(FIRST, 21))
    assert standing(south)["kp-10", "KCDP"] == south.said(PLACE, 1)["kp-10", "KCDP"]
    assert amount(sums(south, 1, noon(FIRST, 22))) == approved


def test_a_later_quarter_approved_meanwhile_says_then_what_it_waited_to_say(south):
    opened(south)
    south.send(PLACE, 2, noon(SECOND, -2))
    south.approve(PLACE, 2, noon(SECOND, -1))
    cut = date(2026, 6, 30)
    assert not Figure.objects.filter(cut=cut).exists()
    keep(south, noon(SECOND, 1))
    figure = Figure.objects.standing().get(cut=cut, fund="KCDP", activity__code="K10")
    assert figure.amount == total([south.said(PLACE, each) for each in (1, 2)], "KCDP")
    assert Figure.objects.filter(replaces__isnull=False).count() == 0


def money(cut: date) -> list[tuple[int, str]]:
    """What stands at the cut in line 10 of the local purse, each with why it was corrected."""
    rows = Figure.objects.standing().filter(cut=cut, fund="KCDP", activity__code="K10").order_by("pk")
    return list(rows.values_list("amount", "reason"))


def test_a_later_quarter_restated_meanwhile_corrects_its_figures_and_those_after_it(south):
    """Both were opened, the first by mistake; while it was open the second's restatement could say nothing."""
    third = date(2026, 10, 10)
    for number, day in ((2, SECOND), (3, third)):
        south.send(PLACE, number, noon(day, -2))
        south.approve(PLACE, number, noon(day, -1))
    said = {each: south.said(PLACE, each)["kp-10", "KCDP"] for each in (1, 2, 3)}
    south.do("reopen", PLACE, 1, south.head, noon(third, 1), "Nhầm tỉnh")
    south.restate(PLACE, 2, {("kp-10", "KCDP"): 1_000_000}, "Nghiệm thu bị hủy", noon(third, 2))
    assert money(date(2026, 6, 30)) == [(said[1] + said[2], "")]
    keep(south, noon(third, 5))
    why = f"{south.of(PLACE, 2)}, bản 2, duyệt ngày 12/10/2026: Nghiệm thu bị hủy"
    assert money(date(2026, 3, 31)) == [(said[1], "")]
    assert money(date(2026, 6, 30)) == [(said[1] + 1_000_000, why)]
    assert money(date(2026, 9, 30)) == [(said[1] + 1_000_000 + said[3], why)]


def test_a_figure_entered_after_the_approval_is_not_written_over(south):
    south.send(PLACE, 2, noon(SECOND, -2))
    south.approve(PLACE, 2, noon(SECOND, -1))
    old = Figure.objects.standing().get(cut=date(2026, 6, 30), fund="KCDP", activity__code="K10")
    row = {field.attname: getattr(old, field.attname) for field in Figure._meta.concrete_fields}
    newer = row | {
        "id": None,
        "amount": 7,
        "entered_at": noon(SECOND),
        "replaces_id": old.pk,
        "reason": "Kho bạc",
    }
    Figure.objects.create(**newer)
    south.do("reopen", PLACE, 1, south.head, noon(SECOND, 10), "Nhầm tỉnh")
    keep(south, noon(SECOND, 11))
    assert money(date(2026, 6, 30)) == [(7, "Kho bạc")]


def test_a_line_that_was_not_approved_is_empty_again(south):
    south.do("reopen", PLACE, 1, south.head, noon(FIRST, 10), "Thêm dòng")
    report = south.of(PLACE, 1)
    ReturnCell.objects.create(
        periodic_return=report, indicator="kp-moi", purse="KCDP", value=4, how="typed",
        by=south.offices[PLACE].officer.account, at=noon(FIRST, 11), revision=2,
    )  # fmt: skip
    keep(south, noon(FIRST, 12))
    cells = report.cells.filter(indicator="kp-moi").order_by("pk")
    assert [(each.value, each.how) for each in cells] == [(4, "typed"), (None, "typed")]


# Who may, and when.


@pytest.fixture
def approved(dong_thap_officer, dong_thap_leader, ministry_officer):
    owe(QUARTER)
    report = of(dong_thap_officer.agency)
    through(report, dong_thap_officer, dong_thap_leader)
    do("periodic.approve", report, ministry_officer)
    return report


def test_only_a_leader_above_puts_it_back_with_a_reason(
    approved, dong_thap_officer, dong_thap_colleague, dong_thap_leader, tay_ninh_officer, ministry_officer,
    ministry_leader, inspector,
):  # fmt: skip
    assert do("periodic.keep", approved, ministry_leader, reason="Đúng") == ["wrong_state"]
    assert do("periodic.reopen", approved, ministry_leader, reason="Nhầm") == []
    stranger = officer_of("Tây Ninh", "ldtn", "department_leader")
    for one in (
        dong_thap_officer, dong_thap_colleague, dong_thap_leader, tay_ninh_officer, stranger,
        ministry_officer, inspector, PUBLIC,
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            PERIODIC_RETURN.perform("periodic.keep", approved, Act(by=one, at=noon(SECOND), reason="Đúng"))
    assert do("periodic.keep", approved, ministry_leader) == ["reason_missing"]
    assert do("periodic.keep", approved, ministry_leader, reason="Đúng") == []
    assert (approved.state, approved.revision) == ("approved", 2)


def test_what_was_never_approved_has_nothing_to_go_back_to(
    dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    owe(QUARTER)
    report = of(dong_thap_officer.agency)
    through(report, dong_thap_officer, dong_thap_leader)
    do("periodic.return", report, ministry_officer, reason="Thiếu")
    assert do("periodic.keep", report, ministry_leader, reason="Đúng") == ["never_approved"]


def test_no_parent_is_put_back_over_a_child_that_is_open_or_was_approved_anew(
    dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    owe(QUARTER, CENTRES)
    agency = Agency.objects.get(parent=dong_thap_officer.agency, kind="centre", until=None)
    centre = person(agency, "tt", "centre_officer"), person(agency, "gdtt", "centre_leader")
    child, parent = of(agency), of(dong_thap_officer.agency)
    through(child, *centre)
    do("periodic.approve", child, dong_thap_officer)
    through(parent, dong_thap_officer, dong_thap_leader)
    later = datetime(2026, 10, 10, 8, 0, tzinfo=VN)
    assert do("periodic.approve", parent, ministry_officer, at=later) == []
    assert do("periodic.reopen", parent, ministry_leader, at=later, reason="Nhầm") == []
    assert do("periodic.reopen", child, dong_thap_leader, at=later, reason="Nhầm") == []
    assert do("periodic.keep", parent, ministry_leader, at=later, reason="Đúng") == ["children_open"]
    assert do("periodic.keep", child, dong_thap_leader, at=later, reason="Đúng") == []
    assert do("periodic.keep", parent, ministry_leader, at=later, reason="Đúng") == []
    do("periodic.reopen", parent, ministry_leader, at=later, reason="Nhầm")
    do("periodic.reopen", child, dong_thap_leader, at=later, reason="Sai thật")
    anew = later + timedelta(hours=1)
    through(child, *centre, at=anew)
    assert do("periodic.approve", child, dong_thap_officer, at=anew) == []
    assert do("periodic.keep", parent, ministry_leader, at=anew, reason="Đúng") == ["children_newer"]
