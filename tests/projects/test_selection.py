"""Candidate lists: reckoned in the order of the law, adopted by another, all projects moved or none."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.projects.actions.dossiers import prefer
from khuyencong.projects.lifecycle import SELECTION, begin_list, begin_request
from khuyencong.projects.models import Project, SelectionList
from khuyencong.projects.queries.selection import items_of, passed, positions_of, scale_on
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.scatter import measure
from khuyencong.workflow.lifecycle import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(draft):
    """Three projects that passed, of 300, 127 and 28 million; the last is a model project."""
    made = [draft(680_000_000, 300_000_000), draft(270_000_000, 127_000_000), draft(60_000_000, 28_000_000)]
    keys = [each.pk for each in made]
    Project.objects.filter(pk__in=keys).update(state="passed", submitted_at=made[0].created_at)
    Project.objects.filter(pk=keys[2]).update(kind="model")
    # One owner and one thing would be one bundle: here they are three owners.
    for each in made[:2]:
        each.beneficiaries.all().delete()
    return keys


def listed(by, at, ceiling=330_000_000) -> SelectionList:
    return begin_list(purse="KCQG", year=2027, ceiling=ceiling, act=Act(by=by, at=at))


def told(found) -> list[tuple[int, str]]:
    return [(each.project_id, each.outcome) for each in positions_of(found)]


def test_the_model_project_comes_first_and_who_does_not_fit_waits(three, ministry_officer, now):
    found = listed(ministry_officer, now)
    assert told(found)[0] == (three[2], "chosen")
    assert sum(each.support for each in positions_of(found) if each.outcome == "chosen") <= found.ceiling
    assert all(each.reason for each in positions_of(found))


def test_adopting_chooses_who_is_chosen_and_keeps_the_others_in_reserve(
    three, ministry_officer, ministry_leader, now
):
    found = listed(ministry_officer, now)
    SELECTION.perform("selection.propose", found, Act(by=ministry_officer, at=now))
    SELECTION.perform("selection.adopt", found, Act(by=ministry_leader, at=now))
    states = dict(Project.objects.values_list("pk", "state"))
    expected = {key: "selected" if outcome == "chosen" else "reserve" for key, outcome in told(found)}
    assert states == expected


def test_who_proposes_adopts_not_and_a_department_reckons_no_national_list(
    three, ministry_leader, dong_thap_officer, now
):
    with pytest.raises(PermissionDenied):
        listed(dong_thap_officer, now)
    found = listed(ministry_leader, now)
    SELECTION.perform("selection.propose", found, Act(by=ministry_leader, at=now))
    with pytest.raises(BlockedError) as blocked:
        SELECTION.perform("selection.adopt", found, Act(by=ministry_leader, at=now))
    assert [each.code for each in blocked.value.findings] == ["own_work"]
    assert SelectionList.objects.visible_to(dong_thap_officer).count() == 0


def test_a_list_that_is_true_no_more_is_not_proposed(three, ministry_officer, now):
    found = listed(ministry_officer, now)
    Project.objects.filter(pk=three[0]).update(state="refused")
    with pytest.raises(BlockedError) as blocked:
        SELECTION.perform("selection.propose", found, Act(by=ministry_officer, at=now))
    assert [each.code for each in blocked.value.findings] == ["list_outdated"]


def test_without_money_or_projects_no_list_is_made(law, ministry_officer, now):
    with pytest.raises(BlockedError) as blocked:
        listed(ministry_officer, now)
    with pytest.raises(BlockedError) as penniless:
        listed(ministry_officer, now, ceiling=0)
    codes = [each.value.findings[0].code for each in (blocked, penniless)]
    assert codes == ["nothing_passed", "ceiling"]


def test_reading_a_list_takes_as_many_selects_with_three_projects_as_with_one(
    three, ministry_officer, now, django_assert_num_queries
):
    found = listed(ministry_officer, now)
    with django_assert_num_queries(3):
        measured = measure(items_of(positions_of(found)), scale_on(now.date()))
    assert measured.total == sum(each.support for each in positions_of(found) if each.outcome == "chosen")
    assert len(passed(ministry_officer.agency, "KCQG", 2027)) == 3


def test_what_the_locality_concentrates_on_is_no_scatter(three, ministry_officer, dong_thap_officer, now):
    Project.objects.filter(pk__in=three).update(state="appraised")
    dossier = begin_request(purse="KCQG", year=2027, act=Act(by=dong_thap_officer, at=now))
    Project.objects.filter(pk__in=three).update(state="passed")
    found = listed(ministry_officer, now)
    before = [each.declared for each in items_of(positions_of(found))]
    sector = Project.objects.get(pk=three[0]).sector
    prefer(dossier, "product", "Bột gạo", sector=sector, by=dong_thap_officer, at=now)
    after = [each.declared for each in items_of(positions_of(found))]
    assert (set(before), set(after), len(after)) == ({False}, {True}, len(before))


def test_sizes_and_weights_are_dated_rows_and_conventions_of_our_own(now):
    found = scale_on(now.date())
    assert (found.small, found.large, found.verified) == (100_000_000, 300_000_000, False)
    with pytest.raises(KeyError):
        scale_on(date(2010, 1, 1))
