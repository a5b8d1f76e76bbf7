"""An inspection: planned, held, recorded by a head; what has to be put right is open until proof was seen."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.actions.inspections import (
    Plan,
    Seen,
    Wanted,
    hand_signed,
    leave_out,
    want_mended,
    write_minutes,
)
from khuyencong.projects.lifecycle import FAULT, INSPECTION, begin_inspection
from khuyencong.projects.lifecycle.inspections import Shown
from khuyencong.projects.models import Fault, Inspection, InspectionAnswer, Proof
from khuyencong.projects.queries.inspections import mending, minutes_of, questions_on, to_mend
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.inspections import Answer, Said
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.ledger.test_contracts import approved, codes, contract, sign

__all__ = ["approved", "contract", "sign"]
pytestmark = pytest.mark.django_db
PLAN = Plan(planned_on=date(2026, 11, 20), team="Cán bộ Sở\nThanh tra")
PDF = {"name": "bb.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7"}
SHOWN = Shown(name="anh.jpg", media_type="image/jpeg", content=b"\xff\xd8\xff")


def seen(**change):
    answers = {each.code: Said(answer=Answer.YES) for each in questions_on(PLAN.planned_on)}
    said = {
        "held_on": date(2026, 11, 20),
        "place": "Xưởng",
        "attendants": "Cán bộ Sở\nChủ cơ sở",
        "conclusion": "Đúng, còn thiếu nhãn máy",
        "answers": answers | {"so-may": Said(answer=Answer.NO, words="Mất nhãn")},
    }
    return Seen(**said | change)


@pytest.fixture
def planned(approved, dong_thap_colleague, now):
    return begin_inspection(approved, PLAN, Act(by=dong_thap_colleague, at=now))


@pytest.fixture
def held(planned, dong_thap_colleague, now):
    """With minutes, signed, and one thing to be put right by the unit."""
    act = {"by": dong_thap_colleague, "at": now}
    write_minutes(planned, seen(), **act)
    wanted = Wanted(
        grade="serious",
        words="Mất nhãn máy",
        wanted="Gắn lại nhãn",
        due=date(2026, 12, 10),
        agency=planned.project.agency,
    )
    want_mended(planned, wanted, **act)
    return hand_signed(planned, **PDF, **act)


@pytest.fixture
def recorded(held, dong_thap_colleague, dong_thap_leader, now):
    INSPECTION.perform("inspection.propose", held, Act(by=dong_thap_colleague, at=now))
    return INSPECTION.perform("inspection.record", held, Act(by=dong_thap_leader, at=now))


def waiting(kind, row):
    return Task.objects.get(dossier_kind=kind, dossier_key=str(row.pk), state="open")


def test_planned_it_lies_in_the_tray_with_its_day(planned, dong_thap_colleague):
    task = waiting("inspection", planned)
    assert (task.desk, task.due, task.due_source) == (
        dong_thap_colleague.desk_code,
        PLAN.planned_on,
        "lịch kiểm tra",
    )


def test_recorded_its_faults_lie_with_who_mends_and_are_closed_by_who_saw_the_proof(
    recorded, dong_thap_officer, dong_thap_colleague, now
):
    fault = recorded.faults.get()
    task = waiting("fault", fault)
    assert (task.desk, task.due, task.due_source) == (
        dong_thap_officer.desk_code,
        date(2026, 12, 10),
        "kết luận kiểm tra ngày 20/11/2026",
    )
    with pytest.raises(BlockedError) as caught:
        FAULT.perform("fault.answer", fault, Act(by=dong_thap_officer, at=now, reason="Đã gắn"))
    assert codes(caught) == ["no_file"]
    act = Act(by=dong_thap_officer, at=now, reason="Đã gắn", given=SHOWN)
    fault = FAULT.perform("fault.answer", fault, act)
    assert waiting("fault", fault).desk == dong_thap_colleague.desk_code
    back = Act(by=dong_thap_colleague, at=now, reason="Ảnh không thấy số")
    fault = FAULT.perform("fault.refuse", fault, back)
    assert [each.fault.state for each in to_mend(dong_thap_colleague)] == ["open"]
    fault = FAULT.perform("fault.answer", fault, act)
    with pytest.raises(PermissionDenied):
        FAULT.perform("fault.close", fault, Act(by=dong_thap_officer, at=now))
    done = FAULT.perform("fault.close", fault, Act(by=dong_thap_colleague, at=now))
    assert (done.state, done.closed_on, done.proofs.count()) == ("closed", now.date(), 2)
    assert to_mend(dong_thap_colleague) == []
    assert not Task.objects.filter(dossier_kind="fault", state="open").exists()


def test_who_reported_it_mended_does_not_confirm_it(recorded, dong_thap_leader, now):
    fault = recorded.faults.get()
    fault = FAULT.perform("fault.answer", fault, Act(by=dong_thap_leader, at=now, reason="Xong", given=SHOWN))
    with pytest.raises(BlockedError) as caught:
        FAULT.perform("fault.close", fault, Act(by=dong_thap_leader, at=now))
    assert codes(caught) == ["own_work"]


def test_the_drafter_the_inspector_and_the_neighbour_do_not_inspect(
    approved, planned, dong_thap_officer, inspector, tay_ninh_officer, ministry_officer, now
):
    for person in (dong_thap_officer, inspector, tay_ninh_officer):
        with pytest.raises(PermissionDenied):
            begin_inspection(approved, PLAN, Act(by=person, at=now))
        with pytest.raises(PermissionDenied):
            write_minutes(planned, seen(), by=person, at=now)
    assert [Inspection.objects.visible_to(each).count() for each in (inspector, tay_ninh_officer)] == [1, 0]
    with pytest.raises(PermissionDenied):
        write_minutes(planned, seen(), by=ministry_officer, at=now)
    own = begin_inspection(approved, PLAN, Act(by=ministry_officer, at=now))
    assert own.agency == ministry_department()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"held_on": date(2026, 11, 24)}, "future"),
        ({"answers": {"so-may": Said(answer=Answer.NO)}}, "no_words"),
    ],
)
def test_what_cannot_be_is_not_kept(planned, dong_thap_colleague, now, change, code):
    with pytest.raises(BlockedError) as caught:
        write_minutes(planned, seen(**change), by=dong_thap_colleague, at=now)
    assert (codes(caught), InspectionAnswer.objects.count()) == ([code], 0)


def test_without_minutes_signature_or_answers_it_is_not_proposed(planned, dong_thap_colleague, now):
    act = Act(by=dong_thap_colleague, at=now)
    told = {"by": dong_thap_colleague, "at": now}
    for step, code in (
        (lambda: None, "not_held"),
        (lambda: write_minutes(planned, seen(answers={}), **told), "no_minutes"),
        (lambda: hand_signed(planned, **PDF, **told), "unanswered"),
    ):
        step()
        with pytest.raises(BlockedError) as caught:
            INSPECTION.perform("inspection.propose", planned, act)
        assert set(codes(caught)) == {code}
    write_minutes(planned, seen(), **told)
    assert INSPECTION.perform("inspection.propose", planned, act).state == "proposed"
    with pytest.raises(BlockedError) as caught:
        write_minutes(planned, seen(), **told)
    assert codes(caught) == ["not_draft"]


def test_a_fault_is_left_out_before_and_asked_only_of_who_can_mend(
    held, dong_thap_colleague, tay_ninh_officer, now
):
    told = {"by": dong_thap_colleague, "at": now}
    far = Wanted(grade="slight", words="x", wanted="x", due=date(2026, 12, 10), agency=tay_ninh_officer.agency)
    early = replace(far, due=PLAN.planned_on, agency=held.project.agency)
    with pytest.raises(BlockedError) as caught:
        want_mended(held, early, **told)
    assert codes(caught) == ["due_too_early"]
    with pytest.raises(BlockedError) as caught:
        want_mended(held, far, **told)
    assert codes(caught) == ["far_away"]
    leave_out(held.faults.get(), **told)
    assert (Fault.objects.count(), [each.words for each in minutes_of(held).faults]) == (0, [])


def test_who_proposes_does_not_record(held, dong_thap_leader, now):
    INSPECTION.perform("inspection.propose", held, Act(by=dong_thap_leader, at=now))
    with pytest.raises(BlockedError) as caught:
        INSPECTION.perform("inspection.record", held, Act(by=dong_thap_leader, at=now))
    assert codes(caught) == ["own_work"]


def test_a_recorded_inspection_stays_with_all_that_is_in_it_in_either_database(
    recorded, dong_thap_officer, dong_thap_colleague, now
):
    fault = recorded.faults.get()
    act = Act(by=dong_thap_officer, at=now, reason="Đã gắn", given=SHOWN)
    FAULT.perform("fault.answer", fault, act)
    rows, faults = Inspection.objects.filter(pk=recorded.pk), Fault.objects.filter(pk=fault.pk)
    answers, proofs = InspectionAnswer.objects.filter(inspection=recorded), Proof.objects.filter(fault=fault)
    for attempt in (
        lambda: rows.update(conclusion="x"),
        lambda: rows.update(state="planned"),
        lambda: rows._raw_delete("default"),
        lambda: answers.update(words="x"),
        lambda: answers._raw_delete("default"),
        lambda: faults.update(due=date(2027, 1, 1)),
        lambda: faults.update(grade="slight"),
        lambda: faults._raw_delete("default"),
        lambda: proofs.update(words="x"),
        lambda: proofs._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    FAULT.perform("fault.close", fault, Act(by=dong_thap_colleague, at=now))
    with pytest.raises(DatabaseError), transaction.atomic():
        faults.update(state="open", closed_on=None)


def test_the_most_overdue_comes_first(recorded):
    fault = recorded.faults.get()
    [row] = mending([fault], date(2026, 12, 18))
    assert (row.urgency.is_late, row.urgency.overdue, row.urgency.why) == (
        True,
        6,
        "Quá hạn 6 ngày làm việc theo kết luận kiểm tra",
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_record_once(committed_world, held, dong_thap_colleague, dong_thap_leader, now):
    INSPECTION.perform("inspection.propose", held, Act(by=dong_thap_colleague, at=now))

    def attempt(_):
        try:
            INSPECTION.perform("inspection.record", held, Act(by=dong_thap_leader, at=now))
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()
        return "recorded"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["recorded", "wrong_state"]
    assert Event.objects.filter(name="inspection.record").count() == 1
    assert Task.objects.filter(dossier_kind="fault", state="open").count() == 1
