"""The pages of decisions: preparing, recording, and everything printed that goes out with one."""

import io
import zipfile

import pytest
from django.urls import reverse

from khuyencong.post.actions.exports import make_export
from khuyencong.post.models import Export
from khuyencong.projects.lifecycle import PLAN_DECISION, begin_decision
from khuyencong.projects.models import PlanDecision, Project
from khuyencong.web.decisions import papers
from khuyencong.workflow.lifecycle import Act
from tests.projects.conftest import draft, law, workshop
from tests.projects.test_decisions import selected

__all__ = ["draft", "law", "selected", "workshop"]
pytestmark = pytest.mark.django_db


def test_the_ministry_prepares_and_records_and_every_paper_comes_in_one_zip(
    selected, as_role, ministry_officer, now
):
    officer = as_role("officer")
    officer.post(reverse("plan_decisions"), {"purse": "KCQG", "year": "2027"})
    decision = PlanDecision.objects.get()
    address = reverse("plan_decision", args=[decision.pk])
    officer.post(address, {"do": "propose"})
    leader = as_role("leader")
    late = leader.post(address, {"do": "record", "number": "", "signed_on": "23/11/2026"})
    assert (late.status_code, list(late.context["form"].errors)) == (422, ["number"])
    leader.post(address, {"do": "record", "number": "1234/QĐ-BCT", "signed_on": "23/11/2026"})
    assert list(Project.objects.values_list("state", flat=True)) == ["approved", "approved"]

    papers = leader.get(reverse("plan_decision_papers", args=[decision.pk, "zip"]))
    names = zipfile.ZipFile(io.BytesIO(papers.content)).namelist()
    assert [name.split("-")[1] for name in names] == ["quyet", "giao", "thong", "thong", "danh"]
    pdf = leader.get(reverse("plan_decision_papers", args=[decision.pk, "pdf"]))
    assert pdf.content[:5] == b"%PDF-"


def test_a_neighbour_finds_no_decision_and_an_odd_paper_is_none(selected, as_role, ministry_officer, now):
    decision = begin_decision(purse="KCQG", year=2027, act=Act(by=ministry_officer, at=now))
    statuses = [
        as_role(role).get(reverse("plan_decision", args=[decision.pk])).status_code
        for role in ("author", "neighbour")
    ]
    odd = as_role("officer").get(reverse("plan_decision_papers", args=[decision.pk, "exe"])).status_code
    assert (statuses, odd) == ([404, 404], 404)


def test_the_page_costs_as_many_selects_with_two_projects_as_with_more(
    selected, as_role, ministry_officer, now, django_assert_max_num_queries
):
    decision = begin_decision(purse="KCQG", year=2027, act=Act(by=ministry_officer, at=now))
    PLAN_DECISION.perform("plan_decision.propose", decision, Act(by=ministry_officer, at=now))
    officer = as_role("officer")
    with django_assert_max_num_queries(16):
        officer.get(reverse("plan_decision", args=[decision.pk]))
    with django_assert_max_num_queries(12):
        officer.get(reverse("plan_decisions"))


def test_a_second_click_records_nothing_twice_and_odd_days_are_answered_at_their_field(
    selected, as_role, ministry_officer, now
):
    decision = begin_decision(purse="KCQG", year=2027, act=Act(by=ministry_officer, at=now))
    PLAN_DECISION.perform("plan_decision.propose", decision, Act(by=ministry_officer, at=now))
    leader, address = as_role("leader"), reverse("plan_decision", args=[decision.pk])
    for day in ("", "31/02/2026", "x", "9" * 30):
        refused = leader.post(address, {"do": "record", "number": "1/QĐ-BCT", "signed_on": day})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["signed_on"])
    signed = {"do": "record", "number": "1/QĐ-BCT", "signed_on": "23/11/2026"}
    statuses = [leader.post(address, signed).status_code for _ in range(2)]
    assert (statuses, set(Project.objects.values_list("state", flat=True))) == ([302, 422], {"approved"})


def test_who_prepares_no_plan_of_a_purse_begins_no_decision_on_it(selected, as_role):
    asked = {"purse": "KCQG", "year": "2027"}
    statuses = {
        role: as_role(role).post(reverse("plan_decisions"), asked).status_code
        for role in ("author", "neighbour", "inspector", "stranger")
    }
    assert statuses == {"author": 422, "neighbour": 422, "inspector": 403, "stranger": 302}
    assert PlanDecision.objects.count() == 0


def test_a_large_set_of_papers_is_printed_in_the_background(
    selected, as_role, ministry_officer, now, monkeypatch
):
    monkeypatch.setattr(papers, "MANY", 1)
    decision = begin_decision(purse="KCQG", year=2027, act=Act(by=ministry_officer, at=now))
    officer = as_role("officer")
    offered = officer.get(reverse("plan_decision_papers", args=[decision.pk, "zip"]))
    address = reverse("plan_decision_bundle", args=[decision.pk])
    assert (offered.status_code, address in offered.content.decode()) == (200, True)
    assert as_role("neighbour").post(address).status_code == 404
    asked = as_role("officer").post(address)
    export = Export.objects.get()
    assert (asked.status_code, asked.url) == (302, reverse("tray_export", args=[export.pk]))
    make_export.call(export.pk)
    export.refresh_from_db()
    names = zipfile.ZipFile(io.BytesIO(bytes(export.content))).namelist()
    assert [name.split("-")[1] for name in names] == ["quyet", "giao", "thong", "thong", "danh"]
