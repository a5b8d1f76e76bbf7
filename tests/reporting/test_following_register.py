"""What was put down ahead follows the register and the duties of the day on which it is asked for."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.urls import reverse

from khuyencong.organisations.actions import merge_agency
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import operator
from khuyencong.reporting.actions.periodic import expect
from khuyencong.reporting.lifecycle import PERIODIC_RETURN, open_due
from khuyencong.reporting.lifecycle.periodic.following import follow_register
from khuyencong.reporting.lifecycle.periodic.opening import open_returns
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness import Asked, table_of
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.periods import Every, Term
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import person
from tests.reporting.test_periodic_returns import CENTRES, QUARTER, VN, load_lists

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MERGED = date(2026, 5, 15)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=VN)


def night(day: date, *duties) -> int:
    """What the night does with these duties; how many rows followed."""
    at, (since, until) = noon(day), YEAR
    expect(duties, since=since, until=until, by=operator(), at=at)
    moved = follow_register(duties, since=since, until=until, on=day, at=at)
    open_due(day, Act(by=operator(), at=at))
    return moved


def rows(agency: Agency, *names: str):
    found = PeriodicReturn.objects.filter(agency=agency).order_by("number")
    return list(found.values_list("number", *(names or ("state",))))


def of(agency: Agency, number: int) -> PeriodicReturn:
    return PeriodicReturn.objects.select_related("agency", "to").get(agency=agency, number=number)


def perform(name, report, by, day, reason="Theo biên bản"):
    PERIODIC_RETURN.perform(f"periodic.{name}", report, Act(by=by, at=noon(day), reason=reason))


def heir_of(old: Agency, on: date = MERGED) -> Agency:
    """A new agency in its place, into which it is merged on that day."""
    new = Agency.objects.create(
        code=f"{old.code}-moi", kind=old.kind, level=old.level, unit=old.unit, parent=old.parent, since=on
    )
    merge_agency(old=old, new=new, on=on, source="Quyết định 1/QĐ")
    old.refresh_from_db()
    return new


@pytest.fixture
def centre(dong_thap_officer) -> Agency:
    return Agency.objects.get(parent=dong_thap_officer.agency, kind="centre", until=None)


def test_an_agency_that_ends_owes_nothing_after_it_and_its_heir_once(centre, ministry_officer):
    night(date(2026, 1, 5), CENTRES)
    new = heir_of(centre)
    assert night(date(2026, 5, 16), CENTRES) == 3
    assert night(date(2026, 5, 17), CENTRES) == 0
    assert rows(centre) == [(1, "expected"), (2, "dropped"), (3, "dropped"), (4, "dropped")]
    assert rows(new) == [(2, "expected"), (3, "expected"), (4, "expected")]
    told = Event.objects.filter(name="periodic.drop", dossier_key=str(of(centre, 3).pk)).get()
    assert (told.reason, told.desk) == (
        "Đến ngày cuối kỳ 30/09/2026 cơ quan này không còn trong sổ đăng ký. "
        f"{new.name_on(date(2026, 9, 30))} nộp cho kỳ này.",
        "may-chu",
    )
    table = table_of(
        Asked(form="ket-qua", every=Every.QUARTER, by="centre", year=2026),
        actor=ministry_officer,
        on=date(2026, 12, 1),
    )
    assert [each.owed for each in table.by_period] == [34, 34, 34, 0]


def test_a_merger_that_is_entered_late_takes_back_what_lies_in_the_tray(centre):
    person(centre, "vien-chuc", "centre_officer")
    night(date(2026, 7, 1), CENTRES)
    assert rows(centre, "state", "opened_at")[1] == (2, "expected", noon(date(2026, 7, 1)))
    new = heir_of(centre)
    night(date(2026, 7, 6), CENTRES)
    assert rows(centre) == [(1, "expected"), (2, "dropped"), (3, "dropped"), (4, "dropped")]
    waiting = Task.objects.filter(state="open", dossier_kind="periodic_return").order_by("dossier_key")
    assert {int(each.dossier_key) for each in waiting} == {of(centre, 1).pk, of(new, 2).pk}


def test_what_somebody_has_touched_stays(centre, dong_thap_leader):
    officer = person(centre, "vien-chuc", "centre_officer")
    night(date(2026, 7, 1), CENTRES)
    perform("begin", of(centre, 2), officer, date(2026, 7, 1))
    perform("drop", of(centre, 3), dong_thap_leader, date(2026, 7, 1))
    perform("owe", of(centre, 3), dong_thap_leader, date(2026, 7, 2))
    assert night(date(2026, 7, 5), CENTRES) == 0
    heir_of(centre)
    assert night(date(2026, 7, 6), CENTRES) == 2
    assert rows(centre) == [(1, "expected"), (2, "dropped"), (3, "expected"), (4, "dropped")]


@pytest.mark.parametrize(
    ("steps", "stands", "moved"),
    [
        (("begin",), "dropped", 1),
        (("begin", "submit"), "dropped", 1),
        (("begin", "submit", "withdraw"), "dropped", 1),
        (("begin", "submit", "refuse"), "dropped", 1),
        (("begin", "submit", "sign"), "sent", 0),
        (("begin", "submit", "sign", "return"), "returned", 0),
    ],
)
def test_what_was_begun_follows_a_merger_that_is_entered_late_unless_it_was_sent(
    centre, dong_thap_officer, steps, stands, moved
):
    officer, head = person(centre, "vien-chuc", "centre_officer"), person(centre, "giam-doc", "centre_leader")
    people = {"refuse": head, "sign": head, "return": dong_thap_officer}
    day = date(2026, 7, 1)
    night(day, CENTRES)
    for step in steps:
        perform(step, of(centre, 2), people.get(step, officer), day)
    new = heir_of(centre)
    before = night(date(2026, 7, 6), CENTRES)
    assert (of(centre, 2).state, of(new, 2).state) == (stands, "expected")
    # The third and fourth quarters of the old one go as well.
    assert before == 2 + moved
    assert night(date(2026, 7, 7), CENTRES) == 0
    if moved:
        told = Event.objects.filter(name="periodic.drop", dossier_key=str(of(centre, 2).pk)).get()
        assert told.reason.endswith("nộp cho kỳ này. Số đã ghi ở báo cáo này vẫn xem được.")
        assert not Task.objects.filter(state="open", dossier_key=str(of(centre, 2).pk)).exists()


def test_what_was_begun_comes_back_with_an_end_that_is_taken_back_and_goes_with_one_entered_again(centre):
    officer, _ = person(centre, "vien-chuc", "centre_officer"), person(centre, "giam-doc", "centre_leader")
    night(date(2026, 7, 1), CENTRES)
    for step in ("begin", "submit"):
        perform(step, of(centre, 2), officer, date(2026, 7, 1))
    ended = Agency.objects.filter(pk=centre.pk)
    ended.update(until=MERGED)
    assert night(date(2026, 7, 6), CENTRES) == 3
    assert of(centre, 2).state == "dropped"
    ended.update(until=None)
    assert night(date(2026, 7, 7), CENTRES) == 3
    assert rows(centre, "state", "opened_at")[1] == (2, "expected", noon(date(2026, 7, 7)))
    assert Task.objects.filter(state="open", dossier_key=str(of(centre, 2).pk)).count() == 1
    ended.update(until=MERGED)
    assert night(date(2026, 7, 8), CENTRES) == 3
    assert of(centre, 2).state == "dropped"
    ended.update(until=None)
    assert night(date(2026, 7, 9), CENTRES) == 3
    perform("begin", of(centre, 2), officer, date(2026, 7, 9))
    assert of(centre, 2).state == "draft"


def test_a_leader_lets_none_go_that_was_begun_by_who_still_stands(centre, dong_thap_leader):
    officer = person(centre, "vien-chuc", "centre_officer")
    night(date(2026, 7, 1), CENTRES)
    perform("begin", of(centre, 2), officer, date(2026, 7, 1))
    with pytest.raises(BlockedError) as refused:
        perform("drop", of(centre, 2), dong_thap_leader, date(2026, 7, 2))
    assert [each.code for each in refused.value.findings] == ["begun"]


def test_what_a_leader_let_go_is_not_owed_again_by_the_night(dong_thap_officer, ministry_leader):
    night(date(2026, 1, 5), QUARTER)
    perform("drop", of(dong_thap_officer.agency, 3), ministry_leader, date(2026, 2, 1))
    assert night(date(2026, 2, 2), QUARTER) == 0
    assert rows(dong_thap_officer.agency)[2] == (3, "dropped")


TWENTIETH = replace(
    QUARTER,
    code="quy-ket-qua-20",
    title="Báo cáo kết quả khuyến công",
    term=Term(day=20, months_later=1, opens_days=5),
    since=date(2026, 7, 1),
    told="Thông tư mới",
)
UNTIL_JULY = replace(QUARTER, until=date(2026, 7, 1))


def test_another_row_of_the_law_pins_anew_what_has_not_opened(dong_thap_officer):
    own = dong_thap_officer.agency
    night(date(2026, 1, 5), QUARTER)
    assert night(date(2026, 6, 20), UNTIL_JULY, TWENTIETH) == 68
    assert night(date(2026, 6, 21), UNTIL_JULY, TWENTIETH) == 0
    assert rows(own, "duty", "title", "due_on", "due_source") == [
        (1, "quy-ket-qua", QUARTER.title, date(2026, 4, 10), QUARTER.told),
        (2, "quy-ket-qua", QUARTER.title, date(2026, 7, 10), QUARTER.told),
        (3, "quy-ket-qua-20", TWENTIETH.title, date(2026, 10, 20), "Thông tư mới"),
        (4, "quy-ket-qua-20", TWENTIETH.title, date(2027, 1, 20), "Thông tư mới"),
    ]
    told = Event.objects.get(name="periodic.pin", dossier_key=str(of(own, 3).pk))
    assert '"due_on": "2026-10-12"' in told.before
    assert '"due_on": "2026-10-20"' in told.after


def test_what_has_opened_keeps_its_days_though_the_law_changes(dong_thap_officer):
    own = dong_thap_officer.agency
    night(date(2026, 9, 28), QUARTER)
    night(date(2026, 9, 29), UNTIL_JULY, TWENTIETH)
    assert rows(own, "due_on", "opened_at")[2:] == [
        (3, date(2026, 10, 12), noon(date(2026, 9, 28))),
        (4, date(2027, 1, 20), None),
    ]
    assert night(date(2026, 9, 30), UNTIL_JULY) == 34
    assert rows(own)[2:] == [(3, "expected"), (4, "dropped")]


def test_a_duty_that_ends_is_not_owed_and_owed_after_all_when_another_takes_its_place(dong_thap_officer):
    """The old row of the law and the new one are confirmed on two days."""
    own = dong_thap_officer.agency
    night(date(2026, 1, 5), QUARTER)
    assert night(date(2026, 6, 20), UNTIL_JULY) == 68
    assert rows(own) == [(1, "expected"), (2, "expected"), (3, "dropped"), (4, "dropped")]
    said = Event.objects.filter(name="periodic.drop").order_by("sequence").values_list("reason", flat=True)
    assert set(said) == {
        "Danh mục Kỳ báo cáo không còn yêu cầu báo cáo này cho Quý III/2026.",
        "Danh mục Kỳ báo cáo không còn yêu cầu báo cáo này cho Quý IV/2026.",
    }
    waiting = Task.objects.filter(state="open", dossier_kind="periodic_return").count()
    assert night(date(2026, 6, 21), UNTIL_JULY, TWENTIETH) == 136
    assert rows(own, "state", "due_on", "opened_at")[2:] == [
        (3, "expected", date(2026, 10, 20), None),
        (4, "expected", date(2027, 1, 20), None),
    ]
    assert [each.kind for each in of(own, 3).marks.all()] == ["dropped", "let_in"]
    # Months ahead it waits in no tray; on its day the night puts it there.
    assert Task.objects.filter(state="open", dossier_kind="periodic_return").count() == waiting
    night(date(2026, 9, 25), UNTIL_JULY, TWENTIETH)
    task = Task.objects.get(state="open", dossier_kind="periodic_return", dossier_key=str(of(own, 3).pk))
    assert task.due == date(2026, 10, 20)


def test_a_centre_returns_to_the_heir_of_its_department(centre, dong_thap_officer, ministry_officer):
    old = dong_thap_officer.agency
    night(date(2026, 1, 5), QUARTER, CENTRES)
    new = heir_of(old)
    night(date(2026, 5, 16), QUARTER, CENTRES)
    assert rows(centre, "to__code") == [(1, old.code), (2, new.code), (3, new.code), (4, new.code)]
    night(date(2026, 7, 1), QUARTER, CENTRES)
    officer = person(new, "can-bo-moi", "department_officer")
    leader = person(new, "lanh-dao-moi", "department_leader")
    report = of(new, 2)
    for name, by in (("begin", officer), ("submit", officer), ("sign", leader)):
        perform(name, report, by, date(2026, 7, 2))
    with pytest.raises(BlockedError) as blocked:
        perform("approve", report, ministry_officer, date(2026, 7, 3))
    assert [each.code for each in blocked.value.findings] == ["children_open"]


def test_the_night_and_the_ministry_by_hand_let_rows_follow(client, centre, ministry_leader):
    load_lists()
    owed = PeriodicReturn.objects.filter(form="ket-qua", year=2026, every="quarter")
    open_returns.call(datetime(2026, 1, 5, 5, 10, tzinfo=VN).isoformat())
    assert owed.filter(agency=centre, state="expected").count() == 4
    between = heir_of(centre)
    open_returns.call(datetime(2026, 5, 16, 5, 10, tzinfo=VN).isoformat())
    standing = owed.filter(state="expected", agency__in=[centre, between]).order_by("number")
    assert list(standing.values_list("number", "agency")) == [
        (1, centre.pk),
        (2, between.pk),
        (3, between.pk),
        (4, between.pk),
    ]
    last = heir_of(between, date(2026, 8, 1))
    client.force_login(ministry_leader.account)
    assert client.post(reverse("periodic"), {"nam": "2026"}).status_code == 302
    standing = owed.filter(state="expected", agency__in=[centre, between, last]).order_by("number")
    assert list(standing.values_list("number", "agency")) == [
        (1, centre.pk),
        (2, between.pk),
        (3, last.pk),
        (4, last.pk),
    ]
