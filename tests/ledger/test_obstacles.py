"""An obstacle: at the desk of whoever can remove it, with a day, until the unit says that it is gone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.actions.obstacles import Told, remind
from khuyencong.projects.lifecycle import OBSTACLE, raise_obstacle
from khuyencong.projects.lifecycle.obstacles import Onward
from khuyencong.projects.models import Obstacle, Project
from khuyencong.projects.queries.obstacles import addressees_of, hurting, said_about, search_obstacles
from khuyencong.rules.change_terms import Course
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import person
from tests.ledger.test_changes import go, want
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = ["approved", "contract", "go", "sign", "want"]
pytestmark = pytest.mark.django_db
M = 1_000_000
SAID = Told(
    kind="ha-tang",
    title="Chưa có điện ba pha",
    told="Điện lực hẹn từ tháng 9, chưa kéo.",
    wanted="Kéo dây trước 20/3",
    held=100 * M,
    body="Điện lực Phú Lợi",
)


@pytest.fixture
def commune_officer(approved):
    """Somebody of the commune in which the workshop stands."""
    unit = approved.beneficiaries.get().site.commune
    office = Agency.objects.create(
        code="xa-phu-loi", level="commune", kind="commune_office", unit=unit, since=date(2025, 7, 1)
    )
    return person(office, "xaphuloi", "commune_officer", "Cán bộ xã")


@pytest.fixture
def raised(approved, dong_thap_officer, now):
    """Raises one, to the Treasury and the like unless an agency is named."""

    def make(said=SAID, by=dong_thap_officer, **change):
        return raise_obstacle(approved, replace(said, **change), Act(by=by, at=now))

    return make


def waiting(obstacle):
    return Task.objects.get(dossier_kind="obstacle", dossier_key=str(obstacle.pk), state="open")


def test_a_body_outside_is_reminded_by_the_department_which_writes_its_answer_down(
    raised, dong_thap_officer, dong_thap_colleague, now
):
    found = raised()
    task = waiting(found)
    assert (task.desk, task.due, task.due_source, task.stake) == (
        dong_thap_colleague.desk_code,
        date(2026, 12, 8),
        "10 ngày làm việc, quy ước của hệ thống",
        100 * M,
    )
    remind(found, "Công văn 12/SCT ngày 23/11", by=dong_thap_colleague, at=now)
    answer = "Điện lực hẹn ngày 15/12"
    found = OBSTACLE.perform("obstacle.answer", found, Act(by=dong_thap_colleague, at=now, reason=answer))
    assert (found.state, found.answer, found.reminded_on) == ("answered", answer, now.date())
    assert waiting(found).desk == dong_thap_officer.desk_code
    done = OBSTACLE.perform("obstacle.close", found, Act(by=dong_thap_officer, at=now + timedelta(days=9)))
    assert (done.state, done.closed_on) == ("closed", date(2026, 12, 2))
    assert not Task.objects.filter(dossier_kind="obstacle", state="open").exists()
    assert list(said_about(done).values_list("name", "reason")) == [
        ("obstacle.raise", "Kéo dây trước 20/3"),
        ("obstacle.remind", "Công văn 12/SCT ngày 23/11"),
        ("obstacle.answer", answer),
    ]


def test_a_commune_that_is_asked_reads_what_it_is_asked_and_nothing_of_the_project(
    raised, commune_officer, dong_thap_officer, tay_ninh_officer, now
):
    found = raised(addressee=commune_officer.agency, body="")
    assert waiting(found).desk == commune_officer.desk_code
    readers = (commune_officer, dong_thap_officer, tay_ninh_officer)
    assert [Obstacle.objects.visible_to(each).count() for each in readers] == [1, 1, 0]
    assert [Project.objects.visible_to(each).count() for each in readers] == [0, 2, 0]
    found = OBSTACLE.perform("obstacle.answer", found, Act(by=commune_officer, at=now, reason="Xong rồi"))
    assert found.state == "answered"


def test_passed_on_it_lies_elsewhere_with_the_same_day_and_the_reason(
    raised, commune_officer, ministry_officer, tay_ninh_officer, now
):
    found = raised(addressee=commune_officer.agency, body="")
    act = Act(by=commune_officer, at=now, reason="Việc của Cục", given=Onward(addressee=ministry_department()))
    found = OBSTACLE.perform("obstacle.pass", found, act)
    assert (found.state, waiting(found).desk, waiting(found).due) == (
        "open",
        ministry_officer.desk_code,
        found.due,
    )
    for given, code in (
        (None, "no_addressee"),
        (Onward(addressee=ministry_department(), body="Kho bạc"), "no_addressee"),
        (Onward(addressee=ministry_department()), "same_place"),
        (Onward(addressee=tay_ninh_officer.agency), "far_away"),
    ):
        with pytest.raises(BlockedError) as caught:
            OBSTACLE.perform(
                "obstacle.pass", found, Act(by=ministry_officer, at=now, reason="Chuyển", given=given)
            )
        assert codes(caught) == [code]
    with pytest.raises(PermissionDenied):
        OBSTACLE.perform("obstacle.answer", found, Act(by=commune_officer, at=now, reason="Xong"))


def test_an_answer_that_will_not_do_gives_the_same_place_its_days_once_more(
    raised, dong_thap_officer, dong_thap_colleague, now
):
    found = raised()
    found = OBSTACLE.perform("obstacle.answer", found, Act(by=dong_thap_colleague, at=now, reason="Chờ"))
    later = now + timedelta(days=7)
    with pytest.raises(BlockedError) as caught:
        OBSTACLE.perform("obstacle.refuse", found, Act(by=dong_thap_officer, at=later))
    assert codes(caught) == ["reason_missing"]
    act = Act(by=dong_thap_officer, at=later, reason="Chưa có dây")
    found = OBSTACLE.perform("obstacle.refuse", found, act)
    assert (found.state, found.due, found.raised_on) == ("open", date(2026, 12, 14), now.date())


def test_nobody_answers_herself_and_who_answered_does_not_close(
    raised, dong_thap_officer, dong_thap_colleague, dong_thap_leader, tay_ninh_officer, inspector, now
):
    found = raised()
    for person_ in (dong_thap_officer, tay_ninh_officer, inspector):
        with pytest.raises(PermissionDenied):
            OBSTACLE.perform("obstacle.answer", found, Act(by=person_, at=now, reason="Xong"))
    found = OBSTACLE.perform("obstacle.answer", found, Act(by=dong_thap_colleague, at=now, reason="Xong"))
    with pytest.raises(BlockedError) as caught:
        OBSTACLE.perform("obstacle.close", found, Act(by=dong_thap_colleague, at=now))
    assert codes(caught) == ["own_work"]
    with pytest.raises(PermissionDenied):
        OBSTACLE.perform("obstacle.close", found, Act(by=inspector, at=now))


def test_only_the_unit_raises_and_only_while_the_project_goes_on(
    approved, raised, tay_ninh_officer, ministry_officer, now
):
    for stranger in (tay_ninh_officer, ministry_officer):
        with pytest.raises(PermissionDenied):
            raised(by=stranger)
    with pytest.raises(BlockedError) as caught:
        raised(kind="khong-co")
    assert codes(caught) == ["unknown_kind"]
    with pytest.raises(BlockedError) as caught:
        raised(held=10**12)
    assert codes(caught) == ["above_asked"]
    approved.state = Project.State.SETTLED
    with pytest.raises(BlockedError) as caught:
        raised()
    assert codes(caught) == ["over"]
    assert (Obstacle.objects.count(), Event.objects.filter(name="obstacle.raise").count()) == (0, 0)


def test_who_may_be_asked_stands_above_or_around(approved, commune_officer, now):
    around = [each.code for each, _ in addressees_of(approved, now.date())]
    assert around == ["xa-phu-loi", approved.department.code, "ttkc-82-2025", "cuc"]


def test_what_hurts_most_comes_first_with_the_desk_where_it_lies(raised, dong_thap_colleague, now):
    small, large = raised(held=0), raised(held=200 * M, title="Thiếu vốn", kind="doi-ung")
    late = (now + timedelta(days=11)).date()
    rows = hurting(Obstacle.objects.select_related("project"), late)
    assert [(each.obstacle, each.where, each.desk, each.days) for each in rows] == [
        (large, "Điện lực Phú Lợi", str(dong_thap_colleague.desk), 11),
        (small, "Điện lực Phú Lợi", str(dong_thap_colleague.desk), 11),
    ]
    assert [each.urgency.is_late for each in rows] == [True, False]
    found = search_obstacles(dong_thap_colleague, words="dien ba pha", mine=True)
    assert [each.obstacle for each in found] == [small]
    assert search_obstacles(dong_thap_colleague, kind="thu-tuc") == []


def test_what_was_raised_and_what_is_closed_stays_in_either_database(raised, dong_thap_officer, now):
    found = raised()
    rows = Obstacle.objects.filter(pk=found.pk)
    for attempt in (
        lambda: rows.update(held=1),
        lambda: rows.update(told="x"),
        lambda: rows.update(addressee=ministry_department()),
        lambda: rows._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    OBSTACLE.perform("obstacle.withdraw", found, Act(by=dong_thap_officer, at=now, reason="Nhầm"))
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(answer="x")
    found.refresh_from_db()
    assert (found.held, found.answer, found.state) == (100 * M, "", "withdrawn")


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_answer_once(
    committed_world, raised, dong_thap_colleague, dong_thap_leader, now
):
    found = raised()

    def attempt(by):
        try:
            OBSTACLE.perform("obstacle.answer", found, Act(by=by, at=now, reason=by.person_name))
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()
        return "answered"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (dong_thap_colleague, dong_thap_leader))) == ["answered", "wrong_state"]
    assert Event.objects.filter(name="obstacle.answer").count() == 1


def test_the_end_of_a_project_ends_what_stood_in_its_way(
    raised, contract, sign, want, go, dong_thap_colleague, now
):
    """Five obstacles still held 290 million of projects that were stopped and settled."""
    signed = sign(contract)
    one, two = raised(), raised(title="Chưa có mặt bằng", addressee=ministry_department(), body="")
    OBSTACLE.perform("obstacle.answer", one, Act(by=dong_thap_colleague, at=now, reason="Đã kéo dây"))
    go(want(signed.project, course=Course.STOPPED))
    found = Obstacle.objects.order_by("pk").values_list("pk", "state", "closed_on")
    assert list(found) == [(one.pk, "withdrawn", now.date()), (two.pk, "withdrawn", now.date())]
    assert not Task.objects.filter(dossier_kind="obstacle", state="open").exists()
    assert Event.objects.filter(name="obstacle.end").count() == 2


def test_nothing_holds_more_than_is_left_of_the_project(raised, dong_thap_officer, now):
    found = raised()
    [row] = hurting([found], now.date())
    assert (row.held, row.stuck.held) == (100 * M, 100 * M)
    for left, held in ((300 * M, 100 * M), (40 * M, 40 * M), (0, 0)):
        [row] = hurting([found], now.date(), {found.project_id: left})
        assert (row.held, row.stuck.held, row.urgency.item.stake) == (held, held, held)


def test_nobody_ends_one_by_hand_while_the_project_runs(raised, ministry_leader, ministry_officer, now):
    found = raised()
    with pytest.raises(PermissionDenied):
        OBSTACLE.perform("obstacle.end", found, Act(by=ministry_officer, at=now))
    with pytest.raises(BlockedError):
        OBSTACLE.perform("obstacle.end", found, Act(by=ministry_leader, at=now))
