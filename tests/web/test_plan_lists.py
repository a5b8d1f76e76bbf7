"""The pages of selection: the answer first, two lists side by side, who may do what, odd input."""

import pytest
from django.urls import reverse

from khuyencong.projects.lifecycle import SELECTION, begin_list
from khuyencong.projects.models import Project, SelectionList
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.projects.conftest import draft, law, workshop
from tests.projects.test_selection import adopted, listed, three

__all__ = ["draft", "law", "three", "workshop"]
pytestmark = pytest.mark.django_db
LISTS = "/ke-hoach/lua-chon/"


def page_of(found: SelectionList) -> str:
    return reverse("plan_list", args=[found.pk])


def test_the_page_says_first_how_many_are_chosen_and_what_is_left(three, as_role, ministry_officer, now):
    found = listed(ministry_officer, now)
    told = as_role("officer").get(page_of(found))
    spent = sum(each.support for each in told.context["chosen"])
    assert (len(told.context["chosen"]), told.context["left"]) == (2, 330_000_000 - spent)
    assert "Chọn 2 trong 3 đề án, còn 2,0 triệu đồng dưới trần" in told.content.decode()
    waiting = [(each.project_id, lack) for each, lack in told.context["reserve"]]
    assert waiting == [(three[1], 127_000_000 - 2_000_000)]


def test_two_lists_stand_side_by_side_with_what_only_one_of_them_chose(three, as_role, ministry_officer, now):
    found, other = listed(ministry_officer, now), listed(ministry_officer, now, ceiling=160_000_000)
    told = as_role("officer").get(page_of(found), {"voi": other.pk}).context["compared"]
    assert [each.project_id for each in told.only_here] == [three[0]]
    assert [each.project_id for each in told.only_there] == [three[1]]
    assert (told.count, told.spent, told.left) == (2, 155_000_000, 5_000_000)


@pytest.mark.parametrize("odd", ["x", "0", "999999", "-1", "9" * 30, "١"])
def test_a_list_compared_with_none_is_shown_alone(odd, three, as_role, ministry_officer, now):
    told = as_role("officer").get(page_of(listed(ministry_officer, now)), {"voi": odd})
    assert (told.status_code, told.context["compared"]) == (200, None)


def test_only_who_plans_reckons_a_list_and_another_adopts_it(three, as_role, ministry_officer, now):
    asked = {"purse": "KCQG", "year": "2027", "ceiling": "330.000.000", "set_aside": "0"}
    statuses = {
        role: as_role(role).post(LISTS, asked).status_code for role in ("author", "neighbour", "inspector")
    }
    # A department is offered its own purse only; who plans nothing is told so.
    assert statuses == {"author": 422, "neighbour": 422, "inspector": 403}
    officer = as_role("officer")
    begun = officer.post(LISTS, asked)
    found = SelectionList.objects.get()
    assert begun.headers["Location"] == page_of(found)
    officer.post(page_of(found), {"do": "propose"})
    assert officer.post(page_of(found), {"do": "adopt"}).status_code == 403
    as_role("leader").post(page_of(found), {"do": "adopt"})
    found.refresh_from_db()
    assert found.state == "adopted"


def test_a_second_click_on_adopting_changes_nothing(three, as_role, ministry_officer, now):
    found = listed(ministry_officer, now)
    SELECTION.perform("selection.propose", found, Act(by=ministry_officer, at=now))
    leader = as_role("leader")
    statuses = [leader.post(page_of(found), {"do": "adopt"}).status_code for _ in range(2)]
    states = sorted(Project.objects.values_list("state", flat=True))
    assert (statuses, states) == ([302, 422], ["reserve", "selected", "selected"])


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"ceiling": "-5"}, ["ceiling"]),
        ({"ceiling": "9" * 24}, ["ceiling"]),
        ({"year": "1"}, ["year"]),
        ({"purse": "khac"}, ["purse"]),
    ],
)
def test_odd_input_is_answered_at_its_field(said, fields, three, as_role):
    asked = {"purse": "KCQG", "year": "2027", "ceiling": "330000000", "set_aside": "0"} | said
    refused = as_role("officer").post(LISTS, asked)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, fields)
    assert SelectionList.objects.count() == 0


def test_a_department_sees_no_list_of_the_ministry_and_an_unknown_button_does_nothing(
    three, as_role, ministry_officer, now
):
    found = listed(ministry_officer, now)
    seen = {role: as_role(role).get(page_of(found)).status_code for role in ("author", "colleague", "stranger")}
    assert seen == {"author": 404, "colleague": 404, "stranger": 302}
    assert as_role("officer").post(page_of(found), {"do": "burn"}).status_code == 422
    found.refresh_from_db()
    assert found.state == "draft"


def test_the_page_takes_as_many_selects_with_six_projects_as_with_three(
    three, draft, as_role, ministry_officer, now, django_assert_num_queries, django_assert_max_num_queries
):
    found, other = listed(ministry_officer, now), listed(ministry_officer, now, ceiling=160_000_000)
    officer = as_role("officer")
    officer.get(page_of(found), {"voi": other.pk})
    # Two of them a list ask for the scores of capability published by who plans.
    with django_assert_max_num_queries(46) as few:
        officer.get(page_of(found), {"voi": other.pk})
    more = [draft(270_000_000, 20_000_000, title=f"Máy {number}").pk for number in range(3)]
    Project.objects.filter(pk__in=more).update(state="passed", submitted_at=now)
    found, other = (
        begin_list(purse="KCQG", year=2027, ceiling=ceiling, act=Act(by=ministry_officer, at=now))
        for ceiling in (330_000_000, 160_000_000)
    )
    with django_assert_num_queries(len(few)):
        officer.get(page_of(found), {"voi": other.pk})
    assert SelectionList.objects.count() == 4


def test_of_two_proposed_lists_only_one_is_adopted(three, as_role, ministry_officer, now):
    both = [listed(ministry_officer, now), listed(ministry_officer, now, ceiling=160_000_000)]
    for found in both:
        SELECTION.perform("selection.propose", found, Act(by=ministry_officer, at=now))
    leader = as_role("leader")
    statuses = [leader.post(page_of(found), {"do": "adopt"}).status_code for found in both]
    states = list(SelectionList.objects.order_by("pk").values_list("state", flat=True))
    assert (statuses, states) == ([302, 422], ["adopted", "proposed"])


def test_who_waits_in_reserve_is_told_when_nothing_comes_any_more(
    three, as_role, ministry_officer, ministry_leader, now
):
    found = adopted(listed(ministry_officer, now), ministry_officer, ministry_leader, now)
    said = {"do": "leave_out", "key": str(three[1]), "note": "Hết năm kế hoạch"}
    officer = as_role("officer")
    assert officer.get(page_of(found)).context["ending"] == set()
    refused = officer.post(page_of(found), said).status_code
    leader = as_role("leader")
    assert leader.get(page_of(found)).context["ending"] == {three[1]}
    statuses = [
        refused,
        leader.post(page_of(found), said | {"key": str(three[0])}).status_code,
        leader.post(page_of(found), said | {"note": " "}).status_code,
        leader.post(page_of(found), said).status_code,
        leader.post(page_of(found), said).status_code,
    ]
    assert statuses == [403, 404, 422, 302, 422]
    assert Project.objects.get(pk=three[1]).state == "refused"
    assert not Task.objects.filter(dossier_kind="project", dossier_key=str(three[1]), state="open").exists()


def test_the_page_of_lists_says_for_which_years_projects_wait(three, as_role, ministry_officer, now):
    Project.objects.filter(pk=three[0]).update(year=2028, last_year=2028)
    Project.objects.filter(pk=three[1]).update(state="reserve")
    told = as_role("officer").get(LISTS)
    page = told.content.decode()
    assert "2 đề án KCQG đạt thẩm định chờ lựa chọn" in page
    assert "Năm 2027: 1 đề án chờ lựa chọn, 1 dự phòng; Năm 2028: 1 đề án chờ lựa chọn." in page
    assert told.context["form"]["year"].value() == 2027
    Project.objects.filter(pk=three[2]).update(state="selected")
    assert as_role("officer").get(LISTS).context["form"]["year"].value() == 2028


def test_a_list_that_chooses_nobody_says_so_before_it_is_proposed(three, as_role, ministry_officer, now):
    page = as_role("officer").get(page_of(listed(ministry_officer, now, ceiling=1))).content.decode()
    assert "Mức này không đủ cho đề án nào" in page
