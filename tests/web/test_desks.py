"""Rights follow the desk one sits at and acts for, and end with the seat."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from khuyencong.organisations.actions import add_officer, close_seats, merge_agency, open_desk, seat
from khuyencong.organisations.models import DeskMove
from khuyencong.organisations.queries import department_of, desks_of, leader_desk, seated
from khuyencong.organisations.roles import roles
from khuyencong.places.queries import find_province
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def frozen():
    """The day on which the seats below begin and end."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def second_desk(dong_thap_officer, tay_ninh_officer):
    """A second desk for the author, at the neighbour's department."""
    desk = open_desk(
        code="tay-ninh-2", agency=tay_ninh_officer.agency, role="department_officer", title="Bàn 2", since=TODAY
    )
    seat(user=dong_thap_officer.account, desk=desk, since=TODAY)
    return desk


@pytest.mark.usefixtures("frozen")
def test_she_acts_for_one_desk_at_a_time_and_sees_what_that_desk_sees(
    as_role, second_desk, dong_thap_officer, figure_handed_in
):
    client, address = as_role("author"), reverse("figure", args=[figure_handed_in.pk])
    assert client.get(address).status_code == 200
    assert client.post(reverse("desk_choose", args=[second_desk.code])).status_code == 302
    assert client.get(address).status_code == 404
    client.post(reverse("desk_choose", args=[dong_thap_officer.desk.code]))
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("frozen")
def test_a_desk_of_another_cannot_be_chosen(as_role, tay_ninh_officer):
    client = as_role("author")
    assert client.post(reverse("desk_choose", args=[tay_ninh_officer.desk.code])).status_code == 404


@pytest.mark.usefixtures("frozen")
def test_with_the_seat_every_right_ends(as_role, dong_thap_officer, figure_handed_in):
    client, address = as_role("author"), reverse("figure", args=[figure_handed_in.pk])
    close_seats(user=dong_thap_officer.account, on=TODAY)
    statuses = [client.get(one).status_code for one in (address, reverse("return_upload"), reverse("desks"))]
    assert statuses == [404, 403, 200]


def test_a_merger_takes_desks_and_people_along(dong_thap_officer, tay_ninh_officer):
    old, new = dong_thap_officer.agency, tay_ninh_officer.agency
    [desk] = merge_agency(old=old, new=new, on=TODAY, source="Giả định để thử")
    moved = seated(dong_thap_officer.account, TODAY)
    assert (moved.desk, moved.agency, DeskMove.objects.get().left) == (desk, new, old)
    assert desks_of(dong_thap_officer.account, TODAY) == [dong_thap_officer.desk]


def test_the_head_is_who_holds_the_oldest_leading_desk(dong_thap_officer, dong_thap_leader):
    assert leader_desk(dong_thap_officer.agency, TODAY) == dong_thap_leader.desk
    close_seats(user=dong_thap_leader.account, on=TODAY)
    assert leader_desk(dong_thap_officer.agency, TODAY) is None


def test_a_new_desk_gets_a_code_that_is_free(dong_thap_officer):
    agency, role = dong_thap_officer.agency, "department_officer"
    open_desk(code=f"{agency.code}-department-officer-3", agency=agency, role=role, title="Bàn 3", since=TODAY)
    names = [f"nguoi-{number}" for number in range(3)]
    codes = [
        desks_of(add_officer(username=name, full_name=name, agency=agency, role=role, since=TODAY)[0], TODAY)[
            0
        ].code.rsplit("-", 1)[1]
        for name in names
    ]
    assert codes == ["2", "4", "5"]


def test_every_role_says_what_it_means_in_a_paragraph():
    short = [role.code for role in roles().values() if len(role.meaning.split()) < 15]
    assert short == []


def test_an_inspector_and_one_who_manages_accounts_hold_no_right_to_write():
    writing = {"return.import", "figure.correct", "report.prepare", "report.issue", "report.waive"}
    assert [roles()[code].permissions & writing for code in ("inspector", "administrator")] == [set(), set()]


def test_the_heir_of_an_heir_sees_what_both_inherited(dong_thap_officer, tay_ninh_officer, figure_handed_in):
    place = find_province("Vĩnh Long", TODAY).place
    heir = department_of(place.id, TODAY)
    merge_agency(
        old=dong_thap_officer.agency,
        new=tay_ninh_officer.agency,
        on=date(2026, 11, 2),
        source="Giả định để thử",
    )
    merge_agency(old=tay_ninh_officer.agency, new=heir, on=TODAY, source="Giả định để thử")
    moved = seated(tay_ninh_officer.account, TODAY)
    figures = type(figure_handed_in).objects
    assert moved.agency == heir
    assert figures.visible_to(moved).filter(pk=figure_handed_in.pk).exists()
