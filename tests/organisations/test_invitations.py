"""Desks, seats, accounts and invitations as an administrator changes them, and what the trail then says."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from khuyencong.organisations.actions import people
from khuyencong.organisations.actions.invitations import Newcomer, accept, invite, renew, withdraw
from khuyencong.organisations.actors import PUBLIC
from khuyencong.organisations.administration import desks_managed_by, people_found, people_managed_by
from khuyencong.organisations.models import Desk, Invitation, Seat, User
from khuyencong.organisations.queries import ministry_department
from khuyencong.organisations.secrets import digest_of
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.models import Event
from tests.conftest import NOW, officer_of, person
from tests.waiting import put_task

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
GOOD = Newcomer(username="nguyenvanmoi", password="mot-cau-dai-de-nho")


def stopped(call, **given):
    """The codes of what stood in the way; nothing when it was done."""
    try:
        call(**given)
    except BlockedError as blocked:
        return [finding.code for finding in blocked.findings]
    return []


def names():
    """What the trail tells, in order."""
    return list(Event.objects.order_by("sequence").values_list("name", flat=True))


@pytest.fixture
def local(db):
    """The administrator of Đồng Tháp."""
    return officer_of("Đồng Tháp", "quantridongthap", "administrator")


@pytest.fixture
def empty(dong_thap_officer, local):
    """A new desk of Đồng Tháp."""
    given = {"role": "department_officer", "title": "Chuyên viên", "since": date(2026, 1, 1)}
    return people.open_new_desk(agency=dong_thap_officer.agency, by=local, at=NOW, **given)


@pytest.fixture
def sent(empty, local):
    """An invitation to it, and its secret."""
    return invite(desk=empty, email="Moi@x.example", full_name="Người Mới", since=TODAY, by=local, at=NOW)


def test_an_administrator_of_a_province_manages_its_desks_and_people_and_no_other(
    local, dong_thap_officer, tay_ninh_officer, ministry_officer, administrator
):
    assert set(desks_managed_by(local)) == {local.desk, dong_thap_officer.desk}
    assert set(people_managed_by(local)) == {local.account, dong_thap_officer.account}
    assert tay_ninh_officer.account in people_managed_by(administrator)
    assert list(people_managed_by(dong_thap_officer)) == list(desks_managed_by(PUBLIC)) == []


def test_the_servers_own_account_is_in_nobodys_list(administrator):
    assert not people_managed_by(administrator).filter(username="he-thong").exists()
    assert not desks_managed_by(administrator).filter(code="may-chu").exists()


def test_people_are_found_without_marks(administrator, db):
    made = person(ministry_department(), "khac", "ministry_officer", "Đặng Thị Ước")
    assert people_found(administrator, "dang thi uoc") == [made.account.pk]


def test_a_role_stays_at_its_level(local):
    given = {"agency": local.agency, "role": "ministry_leader", "title": "X", "since": TODAY, "by": local}
    assert stopped(people.open_new_desk, at=NOW, **given) == ["role_level"]


def test_no_page_makes_a_desk_of_the_server(administrator):
    given = {"agency": administrator.agency, "role": "system", "title": "X", "since": TODAY, "at": NOW}
    with pytest.raises(PermissionDenied):
        people.open_new_desk(by=administrator, **given)


def test_seating_and_unseating_are_told_to_the_trail(empty, local, dong_thap_officer):
    given = {"desk": empty, "user": dong_thap_officer.account, "by": local, "at": NOW}
    held = people.begin_seat(since=TODAY, **given)
    assert stopped(people.begin_seat, since=TODAY, **given) == ["desk_taken"]
    people.end_seat(held=held, on=TODAY + timedelta(days=1), by=local, at=NOW, though_waiting=False)
    assert names() == ["desk.open", "seat.begin", "seat.end"]
    told = Event.objects.get(name="seat.end")
    assert (told.dossier_kind, told.dossier_key, told.agency) == ("desk", empty.code, local.agency.code)
    assert Seat.objects.get(pk=held.pk).until == TODAY + timedelta(days=1)


def test_a_seat_with_waiting_work_ends_only_when_that_was_said(local, dong_thap_officer):
    put_task(dong_thap_officer, "Chờ")
    held = Seat.objects.get(user=dong_thap_officer.account)
    given = {"held": held, "on": TODAY, "by": local, "at": NOW}
    assert stopped(people.end_seat, though_waiting=False, **given) == ["tasks_wait"]
    assert stopped(people.end_seat, though_waiting=True, **given) == []
    assert stopped(people.end_seat, though_waiting=True, **given) == ["seat_over"]


def test_nobody_changes_her_own_desks_or_account(local, empty):
    own = Seat.objects.get(user=local.account)
    end = {"held": own, "on": TODAY, "though_waiting": True}
    begin = {"desk": empty, "user": local.account, "since": TODAY}
    own_letter = {"desk": empty, "email": local.account.email.upper(), "full_name": "X", "since": TODAY}
    for call, given in (
        (people.end_seat, end),
        (people.begin_seat, begin),
        (people.close_account, {"user": local.account}),
        (people.reopen_account, {"user": local.account}),
        (invite, own_letter),
    ):
        assert stopped(call, by=local, at=NOW, **given) == ["own_account"], call


def test_the_neighbours_desks_and_accounts_are_not_hers(local, tay_ninh_officer, dong_thap_officer):
    theirs, far = tay_ninh_officer.desk, {"by": local, "at": NOW}
    held = Seat.objects.get(user=tay_ninh_officer.account)
    for call, given in (
        (people.begin_seat, {"desk": theirs, "user": dong_thap_officer.account, "since": TODAY}),
        (people.end_seat, {"held": held, "on": TODAY, "though_waiting": True}),
        (people.close_account, {"user": tay_ninh_officer.account}),
        (invite, {"desk": theirs, "email": "a@x.example", "full_name": "A", "since": TODAY}),
    ):
        with pytest.raises(PermissionDenied):
            call(**given, **far)
    assert names() == []


def test_who_sits_elsewhere_too_is_not_hers_alone_to_close(local, dong_thap_officer, tay_ninh_officer):
    Seat.objects.filter(user=tay_ninh_officer.account).update(user=dong_thap_officer.account)
    assert stopped(people.close_account, user=dong_thap_officer.account, by=local, at=NOW) == ["seat_elsewhere"]


def test_a_closed_account_is_out_at_once_and_its_old_session_stays_dead(client, local, dong_thap_officer):
    user = dong_thap_officer.account
    client.force_login(user)
    assert client.get("/viec-cua-toi/").status_code == 200
    assert people.close_account(user=user, by=local, at=NOW) == 1
    people.reopen_account(user=user, by=local, at=NOW)
    assert client.get("/viec-cua-toi/").status_code == 302
    assert not Seat.objects.on(TODAY).filter(user=user).exists()
    assert names() == ["account.close", "account.reopen"]


def test_an_accepted_invitation_makes_an_account_at_the_desk(sent, empty):
    _, secret = sent
    user = accept(secret=secret, newcomer=GOOD, by=PUBLIC, at=NOW)
    assert (user.email, str(user), user.check_password(GOOD.password)) == ("moi@x.example", "Người Mới", True)
    assert Seat.objects.get(desk=empty).user == user
    assert names() == ["desk.open", "invitation.send", "seat.begin", "invitation.accept"]
    assert not Event.objects.filter(after__contains="x.example").exists()
    again = {"newcomer": Newcomer(username="khac", password="x"), "by": PUBLIC, "at": NOW}
    assert stopped(accept, secret=secret, **again) == ["invitation_accepted"]


def test_only_the_hash_of_the_secret_is_kept(sent):
    _, secret = sent
    assert Invitation.objects.get().digest == digest_of(secret) != secret


def test_an_invitation_answered_late_seats_from_the_day_of_the_answer(sent, empty):
    accept(secret=sent[1], newcomer=GOOD, by=PUBLIC, at=NOW + timedelta(days=3))
    assert Seat.objects.get(desk=empty).since == TODAY + timedelta(days=3)


def test_an_invitation_ends_after_a_week_by_our_own_limit(sent):
    given = {"secret": sent[1], "newcomer": GOOD, "by": PUBLIC}
    assert stopped(accept, at=NOW + timedelta(days=7), **given) == ["invitation_expired"]
    assert stopped(accept, at=NOW + timedelta(days=7, seconds=-1), **given) == []


def test_one_invitation_is_open_for_a_desk_and_an_address(sent, empty, local):
    given = {"desk": empty, "email": "moi@X.example", "full_name": "Mới", "since": TODAY, "by": local}
    assert stopped(invite, at=NOW, **given) == ["invited_already"]
    assert stopped(invite, at=NOW + timedelta(days=8), **given) == []
    assert list(Invitation.objects.order_by("pk").values_list("state", flat=True)) == ["expired", "sent"]


def test_a_renewed_invitation_has_another_secret(sent, local):
    _, secret = renew(invitation=sent[0], by=local, at=NOW)
    with pytest.raises(Invitation.DoesNotExist):
        accept(secret=sent[1], newcomer=GOOD, by=PUBLIC, at=NOW)
    assert stopped(accept, secret=secret, newcomer=GOOD, by=PUBLIC, at=NOW) == []


def test_a_withdrawn_invitation_seats_nobody(sent, local):
    withdraw(invitation=sent[0], by=local, at=NOW)
    given = {"newcomer": GOOD, "by": PUBLIC, "at": NOW}
    assert stopped(accept, secret=sent[1], **given) == ["invitation_withdrawn"]
    assert stopped(withdraw, invitation=sent[0], by=local, at=NOW) == ["invitation_withdrawn"]


def test_a_desk_that_was_taken_meanwhile_is_not_taken_twice(sent, empty, local, dong_thap_officer):
    people.begin_seat(desk=empty, user=dong_thap_officer.account, since=TODAY, by=local, at=NOW)
    assert stopped(accept, secret=sent[1], newcomer=GOOD, by=PUBLIC, at=NOW) == ["desk_taken"]
    assert not User.objects.filter(username=GOOD.username).exists()


def test_who_has_an_account_signs_in_and_is_only_seated(empty, local, tay_ninh_officer, dong_thap_officer):
    letter = {"email": tay_ninh_officer.account.email, "full_name": "X", "since": TODAY}
    _, secret = invite(desk=empty, by=local, at=NOW, **letter)
    for newcomer, by in ((GOOD, PUBLIC), (None, PUBLIC), (None, dong_thap_officer)):
        given = {"newcomer": newcomer, "by": by, "at": NOW}
        assert stopped(accept, secret=secret, **given) == ["sign_in_first"]
    assert accept(secret=secret, newcomer=None, by=tay_ninh_officer, at=NOW) == tay_ninh_officer.account


def test_a_name_taken_in_the_same_moment_is_refused_and_the_invitation_stays(sent, dong_thap_officer):
    taken = Newcomer(username=dong_thap_officer.account.username, password="mot-cau-dai-de-nho")
    assert stopped(accept, secret=sent[1], newcomer=taken, by=PUBLIC, at=NOW) == ["username_taken"]
    assert Invitation.objects.get().state == "sent"


@pytest.mark.usefixtures("committed_world")
def test_an_invitation_pressed_many_times_at_once_is_used_once():
    local = officer_of("Đồng Tháp", "quantridongthap", "administrator")
    given = {"role": "department_officer", "title": "Chuyên viên", "since": date(2026, 1, 1)}
    desk = people.open_new_desk(agency=local.agency, by=local, at=NOW, **given)
    letter = {"email": "moi@x.example", "full_name": "Mới", "since": TODAY}
    _, secret = invite(desk=desk, by=local, at=NOW, **letter)
    together = threading.Barrier(8)

    def press(number):
        try:
            together.wait(timeout=30)
            chosen = Newcomer(username=f"moi{number}", password="mot-cau-dai-de-nho")
            return stopped(accept, secret=secret, newcomer=chosen, by=PUBLIC, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(press, range(8)))
    assert told == [[], *[["invitation_accepted"]] * 7]
    assert (Seat.objects.filter(desk=desk).count(), User.objects.filter(email="moi@x.example").count()) == (
        1,
        1,
    )
    assert Desk.objects.get(pk=desk.pk).seats.get().user.username.startswith("moi")


def test_who_inspects_or_administers_holds_no_other_desk(
    empty, local, dong_thap_colleague, dong_thap_officer, inspector, administrator
):
    seat = {"since": TODAY, "by": administrator, "at": NOW}
    assert stopped(people.begin_seat, desk=empty, user=inspector.account, **seat) == ["desks_clash"]
    given = {"role": "inspector", "title": "Kiểm tra", "since": date(2026, 1, 1)}
    watching = people.open_new_desk(agency=dong_thap_officer.agency, by=local, at=NOW, **given)
    assert stopped(people.begin_seat, desk=watching, user=dong_thap_colleague.account, **seat) == [
        "desks_clash"
    ]


def test_who_sits_elsewhere_is_invited_and_never_seated_unasked(
    empty, local, dong_thap_officer, ministry_leader
):
    Seat.objects.create(
        user=ministry_leader.account, desk=empty, since=date(2026, 1, 1), until=date(2026, 2, 1)
    )
    given = {"desk": empty, "user": ministry_leader.account, "since": TODAY, "by": local, "at": NOW}
    assert stopped(people.begin_seat, **given) == ["sits_elsewhere"]


@pytest.mark.parametrize("left", ["closed", "unseated"])
def test_an_invitation_dies_with_the_right_of_who_sent_it(sent, local, administrator, left):
    if left == "closed":
        people.close_account(user=local.account, by=administrator, at=NOW)
    else:
        Seat.objects.filter(user=local.account).update(until=TODAY)
    given = {"secret": sent[1], "newcomer": GOOD, "by": PUBLIC, "at": NOW}
    assert stopped(accept, **given) == ["inviter_left"]
    assert User.objects.filter(username=GOOD.username).count() == 0


def test_whoever_sat_at_the_servers_desk_stays_in_the_administrators_list(administrator, ministry_officer):
    Seat.objects.filter(desk__code="may-chu").update(until=date(2020, 1, 1))
    machine = Desk.objects.get(code="may-chu")
    Seat.objects.create(user=ministry_officer.account, desk=machine, since=date(2020, 1, 1), until=TODAY)
    assert people_managed_by(administrator).filter(pk=ministry_officer.account.pk).exists()
