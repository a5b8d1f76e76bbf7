"""A person's own data: shown with a reason, handed over whole, erased where it may be, purged in time."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY, authenticate
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied

from khuyencong.organisations.actions import close_seats
from khuyencong.organisations.actions.persons import erase, hand_over, purge_expired, unmask
from khuyencong.organisations.models import Seat, User
from khuyencong.organisations.queries import seated
from khuyencong.organisations.scope import people_visible_to
from khuyencong.post.actions.cleaning import clean_up
from khuyencong.post.actions.feeds import open_feed, revoke_feed
from khuyencong.post.actions.mail import write
from khuyencong.post.actions.reminders import choose_daily
from khuyencong.post.models import Feed, Mail, MailChoice
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.actions import Dossier, Waits, open_task
from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import broken_links
from tests.conftest import NOW, PASSWORD, person

pytestmark = pytest.mark.django_db
WHY = "Công văn 12/SCT-VP: đã nghỉ hưu"


@pytest.fixture
def author(dong_thap_officer):
    """The author with something in every kind of table: letters, a calendar, a choice, a session."""
    User.objects.filter(pk=dong_thap_officer.account.pk).update(phone="0901234567", first_name="Lan")
    write(key="a", to="DongThap@khuyencong.example", subject="Việc", text="Chào chị Lan", at=NOW)
    write(key="b", to="tayninh@khuyencong.example", subject="Việc", text="Chào anh", at=NOW)
    open_feed(by=dong_thap_officer, at=NOW)
    choose_daily(by=dong_thap_officer.account, daily=False, at=NOW)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(dong_thap_officer.account.pk)
    session.save()
    dong_thap_officer.account.refresh_from_db()
    return dong_thap_officer


def codes(blocked):
    return [finding.code for finding in blocked.value.findings]


def told():
    """What the trail tells of persons; what she did for herself before is told there, too."""
    return Event.objects.filter(dossier_kind="person", name__startswith="person.").order_by("sequence")


def names_of_events():
    return list(told().values_list("name", flat=True))


def test_who_may_look_after_whom(
    administrator, author, dong_thap_colleague, dong_thap_leader, tay_ninh_officer
):
    mine = {author.account, dong_thap_colleague.account, dong_thap_leader.account}
    assert set(people_visible_to(dong_thap_leader, NOW.date())) == mine
    assert set(people_visible_to(tay_ninh_officer, NOW.date())) == {tay_ninh_officer.account}
    assert set(people_visible_to(administrator, NOW.date())) == set(
        User.objects.exclude(seats__desk__code="may-chu")
    )
    assert list(people_visible_to(seated(User(username="x", pk=10**9), NOW.date()), NOW.date())) == []


def test_who_left_stays_with_the_agency_until_another_seats_her(author, dong_thap_leader, tay_ninh_officer):
    close_seats(user=author.account, on=NOW.date())
    assert author.account in people_visible_to(dong_thap_leader, NOW.date())
    elsewhere = person(tay_ninh_officer.agency, "khac", "department_officer")
    Seat.objects.filter(user=elsewhere.account).update(user=author.account)
    assert author.account not in people_visible_to(dong_thap_leader, NOW.date())


def test_showing_a_masked_value_asks_for_a_reason_and_is_written_down(author, dong_thap_leader):
    with pytest.raises(BlockedError) as blocked:
        unmask(person=author.account, column="phone", by=dong_thap_leader, at=NOW, reason="  ")
    assert (codes(blocked), names_of_events()) == (["reason_missing"], [])
    shown = unmask(person=author.account, column="phone", by=dong_thap_leader, at=NOW, reason="Báo nghỉ")
    event = told().get()
    assert shown == "0901234567"
    assert (event.name, event.person_key, event.dossier_kind, event.dossier_key, event.reason) == (
        "person.unmask",
        dong_thap_leader.person_key,
        "person",
        author.person_key,
        "Báo nghỉ",
    )
    assert "0901234567" not in event.title + event.after


@pytest.mark.parametrize("who", ["dong_thap_colleague", "tay_ninh_officer", "inspector"])
def test_a_colleague_a_neighbour_and_an_inspector_are_shown_nothing(who, author, request):
    by = request.getfixturevalue(who)
    for act in (
        lambda: unmask(person=author.account, column="email", by=by, at=NOW, reason="vì sao"),
        lambda: hand_over(person=author.account, by=by, at=NOW),
        lambda: erase(person=author.account, by=by, at=NOW, reason="vì sao"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert names_of_events() == []


def test_a_password_is_no_masked_column(author, administrator):
    with pytest.raises(PermissionDenied):
        unmask(person=author.account, column="password", by=administrator, at=NOW, reason="vì sao")


def test_she_always_gets_what_is_hers_and_nothing_of_another(author):
    held = {each.table.title: each for each in hand_over(person=author.account, by=author, at=NOW)}
    assert held["Tài khoản"].rows[0][:5] == (
        "dongthap",
        "Đồng Tháp",
        "Lan",
        "dongthap@khuyencong.example",
        "0901234567",
    )
    assert [row[:2] for row in held["Thư gửi đi"].rows] == [("DongThap@khuyencong.example", "Việc")]
    assert [row[0] for row in held["Bàn đã giữ"].rows] == [author.desk.title]
    counts = {title: len(held[title].rows) for title in ("Phiên đăng nhập", "Địa chỉ lịch", "Lựa chọn về thư")}
    assert counts == {"Phiên đăng nhập": 1, "Địa chỉ lịch": 1, "Lựa chọn về thư": 1}
    everything = str([each.rows for each in held.values()])
    assert (author.account.password in everything, Feed.objects.get().digest in everything) == (False, False)
    assert names_of_events() == ["person.export"]


def test_erasing_takes_the_name_and_everything_but_the_record(author, administrator):
    hand_over(person=author.account, by=author, at=NOW)
    gone = erase(person=author.account, by=administrator, at=NOW, reason=WHY)
    user = User.objects.get(pk=author.account.pk)
    assert (user.username, str(user), user.email, user.phone, user.is_active) == (
        f"da-xoa-{user.pk}",
        "Người đã xóa dữ liệu",
        "",
        "",
        False,
    )
    assert authenticate(username="dongthap", password=PASSWORD) is None
    assert list(Mail.objects.values_list("key", flat=True)) == ["b"]
    assert [model.objects.count() for model in (Feed, MailChoice, Session)] == [0, 0, 0]
    assert seated(user, NOW.date()).desk is None
    assert gone == {
        "Tài khoản": 1,
        "Phiên đăng nhập": 1,
        "Thư gửi đi": 1,
        "Lựa chọn về thư": 1,
        "Địa chỉ lịch": 1,
    }


def test_the_trail_keeps_her_name_and_stays_whole(author, administrator):
    hand_over(person=author.account, by=author, at=NOW)
    erase(person=author.account, by=administrator, at=NOW, reason=WHY)
    assert list(told().values_list("name", "person_name", "reason")) == [
        ("person.export", "Lan Đồng Tháp", ""),
        ("person.erase", "quantri", WHY),
    ]
    assert list(broken_links()) == []


def test_nobody_erases_herself(administrator):
    with pytest.raises(BlockedError) as blocked:
        erase(person=administrator.account, by=administrator, at=NOW, reason=WHY)
    assert codes(blocked) == ["own_data"]


def test_who_still_has_work_waiting_hands_over_first_and_loses_nothing(author, administrator):
    waits = Waits(desk=author.desk.code, agency=author.agency.code, title="Đính chính số 1")
    open_task(Dossier(kind="correction", key="1", agency=author.agency.code), waits, at=NOW)
    with pytest.raises(BlockedError) as blocked:
        erase(person=author.account, by=administrator, at=NOW, reason="")
    assert codes(blocked) == ["reason_missing", "open_task"]
    last = blocked.value.findings[-1]
    assert (last.place, last.message, last.fix) == (
        f"Bàn “{author.desk.title}”",
        "Còn việc chờ: Đính chính số 1.",
        "Bàn giao bàn này cho người khác trước.",
    )
    author.account.refresh_from_db()
    assert (author.account.username, names_of_events()) == ("dongthap", [])


def test_an_account_without_an_address_owns_no_letters_of_others(author, administrator):
    User.objects.filter(pk=author.account.pk).update(email="")
    erase(person=author.account, by=administrator, at=NOW, reason=WHY)
    assert Mail.objects.count() == 2


def test_what_is_past_its_time_goes_and_nothing_earlier(author):
    Mail.objects.filter(key="a").update(state="sent", sent_at=NOW)
    revoke_feed(by=author, at=NOW)
    Session.objects.update(expire_date=NOW + timedelta(days=1000))
    counts = [
        purge_expired(NOW + timedelta(days=days, seconds=seconds))
        for days, seconds in ((30, 0), (30, 1), (90, 0), (90, 1), (365, 0), (365, 1), (1000, 0), (1000, 1))
    ]
    assert counts == [0, 1, 0, 1, 0, 1, 0, 1]
    assert MailChoice.objects.count() == 1


def test_the_night_job_purges_by_the_clock(author, time_machine):
    Mail.objects.filter(key="a").update(state="sent", sent_at=NOW)
    time_machine.move_to(NOW + timedelta(days=91))
    clean_up.call()
    assert list(Mail.objects.values_list("key", flat=True)) == ["b"]


def test_who_also_sits_elsewhere_is_the_ministrys_to_look_after(
    dong_thap_officer, tay_ninh_officer, dong_thap_leader, now
):
    administrator = person(dong_thap_officer.agency, "quantridt", "administrator")
    Seat.objects.filter(user=tay_ninh_officer.account).update(until="2026-11-23")
    Seat.objects.create(user=dong_thap_officer.account, desk=tay_ninh_officer.desk, since="2026-11-23")
    given = {"person": dong_thap_officer.account, "by": administrator, "at": now}
    for act in (
        lambda: erase(**given, reason=WHY),
        lambda: hand_over(**given),
        lambda: unmask(**given, column="email", reason=WHY),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_planned_end_leaves_nobody_without_her_work(author, administrator, now):
    about = Dossier(kind="correction", key="1", agency=author.agency_code)
    open_task(about, Waits(desk=author.desk_code, agency=author.agency_code, title="Việc"), at=now)
    close_seats(user=author.account, on=now.date() + timedelta(days=1))
    with pytest.raises(BlockedError) as blocked:
        erase(person=author.account, by=administrator, at=now, reason=WHY)
    assert codes(blocked) == ["open_task"]
