"""A desk changes hands: both sign, the list is frozen and completed, the old holder keeps no right."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from khuyencong.handover.lifecycle import HANDOVER
from khuyencong.handover.models import Handover
from khuyencong.handover.queries import contacts_of, desks_to_order, holder_of, may_take, waiting_for
from khuyencong.organisations.actions import close_seats
from khuyencong.organisations.queries import operator, seated
from khuyencong.post.actions.feeds import open_feed
from khuyencong.post.queries.feeds import feed_of
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.actions import Dossier, close_task, record
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.conftest import officer_of

pytestmark = pytest.mark.django_db


def move(name, handover, by, at, **more):
    """Perform, and the codes of what stood in the way."""
    try:
        HANDOVER.perform(f"handover.{name}", handover, Act(by=by, at=at, **more))
    except BlockedError as blocked:
        return [finding.code for finding in blocked.findings]
    return []


def again(actor, on):
    """The same person as she sits today."""
    return seated(actor.account, on, desk=actor.desk_code)


def test_both_sign_and_then_the_old_holder_has_no_right_and_the_newcomer_has_all(
    give, task, dong_thap_officer, dong_thap_colleague, now
):
    desk = dong_thap_officer.desk
    task(dong_thap_officer, due=date(2026, 12, 1), due_source="Điều 9", stake=5)
    secret = open_feed(by=dong_thap_officer, at=now)
    handover = give(dong_thap_officer, dong_thap_colleague)
    assert holder_of(desk, now.date()) == dong_thap_officer.account
    assert list(waiting_for(dong_thap_colleague.account)) == [handover]
    assert move("take", handover, dong_thap_colleague, now) == []
    assert again(dong_thap_officer, now.date()).desk is None
    assert again(dong_thap_officer, now.date()).agency is None
    taken = seated(dong_thap_colleague.account, now.date(), desk=desk.code)
    assert (taken.desk, holder_of(desk, now.date())) == (desk, dong_thap_colleague.account)
    assert list(Task.objects.filter(state="open").values_list("desk", "title", "stake")) == [
        (desk.code, "Việc 1", 5)
    ]
    assert feed_of(secret, now.date()) is None


def test_the_list_is_frozen_at_the_first_signature_and_completed_at_the_second(
    give, task, dong_thap_officer, dong_thap_colleague, now
):
    early, done = task(dong_thap_officer, "1"), task(dong_thap_officer, "2")
    handover = give(dong_thap_officer, dong_thap_colleague)
    late = task(dong_thap_officer, "3")
    about = Dossier(kind="report_request", key="2", agency=dong_thap_officer.agency_code)
    close_task(about, by=dong_thap_officer, at=now)
    assert move("take", handover, dong_thap_colleague, now) == []
    listed = handover.tasks.order_by("task").values_list("task", "came_after", "done_before")
    assert list(listed) == [(early.pk, False, False), (done.pk, False, True), (late.pk, True, False)]


def test_the_trail_tells_both_signatures(give, dong_thap_officer, dong_thap_colleague, now):
    handover = give(dong_thap_officer, dong_thap_colleague)
    move("take", handover, dong_thap_colleague, now)
    events = Event.objects.filter(dossier_kind="handover").order_by("sequence")
    assert list(events.values_list("name", "person_key", "desk")) == [
        ("handover.give", dong_thap_officer.person_key, dong_thap_officer.desk_code),
        ("handover.take", dong_thap_colleague.person_key, dong_thap_colleague.desk_code),
    ]


def test_the_head_gives_for_the_absent_with_a_reason(
    give, task, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now
):
    task(dong_thap_officer)
    with pytest.raises(BlockedError) as blocked:
        give(dong_thap_leader, dong_thap_colleague, desk=dong_thap_officer.desk)
    assert [finding.code for finding in blocked.value.findings] == ["reason_missing"]
    assert Handover.objects.count() == 0
    handover = give(dong_thap_leader, dong_thap_colleague, desk=dong_thap_officer.desk, reason="Nghỉ ốm")
    assert (handover.giver, handover.ordered_by) == (dong_thap_officer.account, dong_thap_leader.account)
    assert move("take", handover, dong_thap_colleague, now) == []
    assert holder_of(dong_thap_officer.desk, now.date()) == dong_thap_colleague.account


def test_an_empty_desk_is_given_by_the_head(
    give, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now
):
    close_seats(user=dong_thap_officer.account, on=now.date())
    handover = give(
        dong_thap_leader, dong_thap_colleague, desk=dong_thap_officer.desk, reason="Chuyển công tác"
    )
    assert move("take", handover, dong_thap_colleague, now) == []


@pytest.mark.parametrize("who", ["dong_thap_colleague", "tay_ninh_officer", "ministry_leader", "administrator"])
def test_nobody_else_gives_a_desk_away(give, dong_thap_officer, dong_thap_leader, request, who):
    with pytest.raises(PermissionDenied):
        give(request.getfixturevalue(who), dong_thap_leader, desk=dong_thap_officer.desk, reason="x")


@pytest.mark.parametrize(
    ("who", "code"), [("tay_ninh_officer", "not_fit"), ("dong_thap_officer", "nothing_to_give")]
)
def test_a_desk_is_not_given_to_another_agency_nor_to_its_own_holder(
    give, dong_thap_officer, request, who, code
):
    with pytest.raises(BlockedError) as blocked:
        give(dong_thap_officer, request.getfixturevalue(who))
    assert [finding.code for finding in blocked.value.findings] == [code]


def test_only_the_taker_takes(give, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now):
    handover = give(dong_thap_officer, dong_thap_colleague)
    for other in (dong_thap_officer, dong_thap_leader):
        with pytest.raises(PermissionDenied):
            HANDOVER.perform("handover.take", handover, Act(by=other, at=now))
    assert holder_of(dong_thap_officer.desk, now.date()) == dong_thap_officer.account


def test_the_head_who_ordered_it_does_not_take_it_herself(give, dong_thap_officer, dong_thap_leader):
    with pytest.raises(PermissionDenied):
        give(dong_thap_leader, dong_thap_leader, desk=dong_thap_officer.desk, reason="x")
    assert Handover.objects.count() == 0


def test_the_taker_asks_for_more_and_the_giver_signs_again(
    give, task, dong_thap_officer, dong_thap_colleague, now
):
    handover = give(dong_thap_officer, dong_thap_colleague)
    assert move("ask", handover, dong_thap_colleague, now) == ["reason_missing"]
    assert move("ask", handover, dong_thap_colleague, now, reason="Thiếu số điện thoại") == []
    task(dong_thap_officer)
    told = {"promises": "", "contacts": "Chị B: 0900 000 000", "notes": ""}
    assert move("give", handover, dong_thap_officer, now, given=told) == []
    handover.refresh_from_db()
    assert (handover.contacts, handover.promises, handover.tasks.count()) == ("Chị B: 0900 000 000", "", 1)


def test_one_hand_over_of_a_desk_at_a_time_and_it_can_be_called_off(
    give, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now
):
    handover = give(dong_thap_officer, dong_thap_colleague)
    with pytest.raises(BlockedError) as blocked:
        give(dong_thap_leader, dong_thap_colleague, desk=dong_thap_officer.desk, reason="x")
    assert [finding.code for finding in blocked.value.findings] == ["under_way"]
    assert move("cancel", handover, dong_thap_leader, now) == []
    assert Task.objects.filter(state="open").count() == 0
    assert move("take", handover, dong_thap_colleague, now) == ["wrong_state"]


def test_a_taker_whose_account_was_closed_does_not_take(give, dong_thap_officer, dong_thap_colleague, now):
    handover = give(dong_thap_officer, dong_thap_colleague)
    type(dong_thap_colleague.account).objects.filter(pk=dong_thap_colleague.account.pk).update(is_active=False)
    assert move("take", handover, dong_thap_colleague, now) == ["taker_left"]


def test_a_desk_that_found_another_holder_meanwhile_is_not_taken(
    give, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now
):
    handover = give(dong_thap_officer, dong_thap_colleague)
    desk = dong_thap_officer.desk
    close_seats(user=dong_thap_officer.account, on=now.date(), desk=desk)
    desk.seats.create(user=dong_thap_leader.account, since=now.date())
    assert move("take", handover, dong_thap_colleague, now) == ["moved_on"]


def test_who_may_take_a_desk_is_of_the_agency(dong_thap_officer, dong_thap_colleague, tay_ninh_officer, now):
    assert list(may_take(dong_thap_officer.desk, now.date())) == [dong_thap_colleague.account]


def test_who_gave_a_desk_away_may_have_it_back(give, dong_thap_officer, dong_thap_colleague, now):
    move("take", give(dong_thap_officer, dong_thap_colleague), dong_thap_colleague, now)
    holder = seated(dong_thap_colleague.account, now.date(), desk=dong_thap_officer.desk_code)
    assert move("take", give(holder, dong_thap_officer), dong_thap_officer, now) == []
    assert holder_of(dong_thap_officer.desk, now.date()) == dong_thap_officer.account


def test_the_database_wants_two_people(give, dong_thap_officer, dong_thap_colleague):
    handover = give(dong_thap_officer, dong_thap_colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(taker=dong_thap_officer.account)


@pytest.mark.parametrize("role", ["inspector", "administrator"])
def test_a_head_gives_nobody_the_desk_of_who_inspects_or_administers(
    give, ministry_leader, ministry_officer, request, role
):
    with pytest.raises(PermissionDenied):
        give(ministry_leader, ministry_officer, desk=request.getfixturevalue(role).desk, reason="x")


def test_the_servers_own_desk_is_given_to_nobody(give, ministry_leader, ministry_officer, now):
    with pytest.raises(PermissionDenied):
        give(ministry_leader, ministry_officer, desk=operator().desk, reason="x")
    assert operator().desk not in desks_to_order(ministry_leader, now.date())


def test_who_inspects_takes_no_other_desk_and_gives_hers_to_nobody_with_one(
    give, ministry_officer, inspector, ministry_leader
):
    for giver, taker in ((ministry_officer, inspector), (inspector, ministry_leader)):
        with pytest.raises(BlockedError) as blocked:
            give(giver, taker)
        assert [finding.code for finding in blocked.value.findings] == ["desks_clash"]
    assert Handover.objects.count() == 0


def test_a_desk_with_a_planned_successor_is_not_taken_by_another(
    give, dong_thap_officer, dong_thap_colleague, dong_thap_leader, now
):
    handover = give(dong_thap_officer, dong_thap_colleague)
    desk, later = dong_thap_officer.desk, date(2026, 12, 1)
    close_seats(user=dong_thap_officer.account, on=later, desk=desk)
    desk.seats.create(user=dong_thap_leader.account, since=later)
    assert move("take", handover, dong_thap_colleague, now) == ["moved_on"]


def test_an_empty_desk_goes_back_to_its_last_holder_through_the_administrator(
    give, dong_thap_officer, dong_thap_leader, now
):
    close_seats(user=dong_thap_officer.account, on=now.date())
    with pytest.raises(BlockedError) as blocked:
        give(dong_thap_leader, dong_thap_officer, desk=dong_thap_officer.desk, reason="x")
    assert [finding.code for finding in blocked.value.findings] == ["nothing_to_give"]


def test_contacts_are_who_worked_on_the_same_dossiers(dong_thap_officer, dong_thap_leader, now):
    def event(by, key):
        about = Dossier(kind="correction", key=key, agency=by.agency_code)
        record("correction.propose", "x", about=about, by=by, at=now)

    event(dong_thap_officer, "1")
    event(dong_thap_leader, "1")
    event(dong_thap_leader, "2")
    assert [(each.name, each.desk) for each in contacts_of(dong_thap_officer.desk)] == [
        ("Đồng Tháp", dong_thap_leader.desk.title)
    ]


@pytest.mark.usefixtures("committed_world")
def test_taken_a_hundred_times_at_once_a_desk_changes_hands_once(give, now):
    giver = officer_of("Đồng Tháp", "dongthap")
    taker = officer_of("Đồng Tháp", "dongthap2")
    handover = give(giver, taker)
    together = threading.Barrier(20)

    def click(index):
        try:
            if index < 20:
                together.wait(timeout=30)
            return move("take", handover, taker, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        told = sorted(pool.map(click, range(100)))
    assert told == [[], *[["wrong_state"]] * 99]
    assert giver.desk.seats.filter(until__isnull=True).count() == 1
