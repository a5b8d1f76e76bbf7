"""Deciding on a plan: prepared, recorded by another, all projects or none."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.projects.lifecycle import PLAN_DECISION, PROJECT, Signed, begin_decision
from khuyencong.projects.models import DecidedProject, PlanDecision, Project
from khuyencong.projects.queries.decisions import power_over, projects_of
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.norms import Purse
from khuyencong.workflow.lifecycle import Act

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
SIGNED = Signed(number="1234/QĐ-BCT", on=TODAY)


def chosen(draft, author, head, officer, leader, at) -> Project:
    """A project on its whole way to the list of those chosen."""
    project = draft()
    for name, by in (
        ("project.submit", author),
        ("project.appraise", head),
        ("project.register", author),
        ("project.pass", leader),
        ("project.select", officer),
    ):
        # Each step by itself as the dossiers above take it; their own conditions are tried with them.
        move(name, project, by, at)
        project.refresh_from_db()
    return project


def move(name, project, by, at) -> None:
    """One step of a project, its sheet and list left aside."""
    transition = PROJECT.transition(name)
    if name == "project.submit":
        PROJECT.perform(name, project, Act(by=by, at=at))
        return
    assert transition.who(by, project)
    Project.objects.filter(pk=project.pk).update(state=transition.target)


@pytest.fixture
def selected(draft, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader, now):
    """Two projects chosen for the national plan."""
    people = (dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader)
    return [chosen(draft, *people, now), chosen(draft, *people, now)]


def proposed(by, at) -> PlanDecision:
    made = begin_decision(purse="KCQG", year=2027, act=Act(by=by, at=at))
    return PLAN_DECISION.perform("plan_decision.propose", made, Act(by=by, at=at))


def record(decision, by, at, given=SIGNED) -> PlanDecision:
    return PLAN_DECISION.perform("plan_decision.record", decision, Act(by=by, at=at, given=given))


def test_recording_the_signed_decision_approves_every_project_of_it(
    selected, ministry_officer, ministry_leader, now
):
    done = record(proposed(ministry_officer, now), ministry_leader, now)
    assert (done.state, done.number, done.authority) == ("recorded", "1234/QĐ-BCT", "Bộ trưởng Bộ Công Thương")
    assert list(Project.objects.values_list("state", flat=True)) == ["approved", "approved"]
    assert [each.support for each in projects_of(done)] == [300_000_000, 300_000_000]


def test_who_proposes_records_not_and_a_province_prepares_no_national_plan(
    selected, ministry_officer, ministry_leader, dong_thap_officer, tay_ninh_officer, now
):
    with pytest.raises(PermissionDenied):
        begin_decision(purse="KCQG", year=2027, act=Act(by=dong_thap_officer, at=now))
    decision = proposed(ministry_leader, now)
    with pytest.raises(BlockedError) as blocked:
        record(decision, ministry_leader, now)
    assert [each.code for each in blocked.value.findings] == ["own_work"]
    with pytest.raises(PermissionDenied):
        record(decision, ministry_officer, now)
    seen = [PlanDecision.objects.visible_to(each).count() for each in (dong_thap_officer, tay_ninh_officer)]
    assert seen == [0, 0]


def test_a_department_reads_the_recorded_decision_that_names_its_projects(
    selected, ministry_officer, ministry_leader, dong_thap_officer, tay_ninh_officer, now
):
    record(proposed(ministry_officer, now), ministry_leader, now)
    seen = [PlanDecision.objects.visible_to(each).count() for each in (dong_thap_officer, tay_ninh_officer)]
    assert seen == [1, 0]
    assert DecidedProject.objects.visible_to(dong_thap_officer).count() == 2


def test_one_project_that_is_chosen_no_more_stops_the_whole_decision(
    selected, ministry_officer, ministry_leader, now
):
    decision = proposed(ministry_officer, now)
    Project.objects.filter(pk=selected[1].pk).update(state="reserve")
    with pytest.raises(BlockedError) as blocked:
        record(decision, ministry_leader, now)
    assert [each.code for each in blocked.value.findings] == ["not_chosen"]
    decision.refresh_from_db()
    assert (decision.state, Project.objects.filter(state="approved").count()) == ("proposed", 0)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "no_number"),
        (Signed(number=" ", on=TODAY), "no_number"),
        (Signed(number="1/QĐ", on=TODAY + timedelta(days=1)), "future"),
    ],
)
def test_what_was_not_signed_is_not_recorded(selected, ministry_officer, ministry_leader, now, given, code):
    decision = proposed(ministry_officer, now)
    with pytest.raises(BlockedError) as blocked:
        record(decision, ministry_leader, now, given)
    assert [each.code for each in blocked.value.findings] == [code]


def test_a_project_stands_in_one_decision_and_is_free_again_when_it_is_dropped(selected, ministry_officer, now):
    decision = begin_decision(purse="KCQG", year=2027, act=Act(by=ministry_officer, at=now))
    with pytest.raises(BlockedError) as blocked:
        begin_decision(purse="KCQG", year=2027, act=Act(by=ministry_officer, at=now))
    assert [each.code for each in blocked.value.findings] == ["nothing_chosen"]
    with pytest.raises(IntegrityError), transaction.atomic():
        DecidedProject.objects.create(decision=decision, project=selected[0], position=9)
    PLAN_DECISION.perform(
        "plan_decision.drop", decision, Act(by=ministry_officer, at=now, reason="Thiếu một đề án")
    )
    again = begin_decision(purse="KCQG", year=2027, act=Act(by=ministry_officer, at=now))
    assert len(projects_of(again)) == 2


def test_who_decides_is_read_from_the_law_of_the_day(law):
    told = [power_over(purse, TODAY) for purse in (Purse.NATIONAL, Purse.LOCAL)]
    assert [(each.who, each.law) for each in told] == [
        ("Bộ trưởng Bộ Công Thương", "Điều 8 khoản 3, 36/2013/TT-BCT (cần xác minh)"),
        ("Chủ tịch UBND cấp tỉnh", "Điều 2 khoản 2, 45/2012/NĐ-CP"),
    ]
    assert power_over(Purse.NATIONAL, date(2010, 1, 1)) is None
