"""Webhooks: who is told of what, how often it is tried, what ends it; against a real server of this machine."""

import json
import threading
from datetime import timedelta

import jsonschema
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult
from standardwebhooks import Webhook, WebhookVerificationError

from khuyencong.api.site import api
from khuyencong.api.webhooks import EXAMPLE
from khuyencong.organisations.models import Desk
from khuyencong.post.actions import queue
from khuyencong.post.actions.api_keys import revoke_key
from khuyencong.post.actions.hooks import (
    WantedHook,
    end_hook,
    make_hook,
    pause_hook,
    resume_hook,
    rotate_hook,
    send_again,
    tell,
    try_hook,
)
from khuyencong.post.actions.work import run
from khuyencong.post.models import Hook, HookAttempt, HookMark, HookMessage, Mail
from khuyencong.post.queries.hooks import event_rows, hook_events
from khuyencong.projects.actions import Basics
from khuyencong.projects.lifecycle import start
from khuyencong.projects.models import Project
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.api.conftest import TODAY, holder_of
from tests.conftest import officer_of
from tests.receiver import receiving
from tests.web.test_access import BASICS

pytestmark = pytest.mark.django_db
ALL = tuple(hook_events(TODAY.date()))
LATER = timedelta(minutes=1)


@pytest.fixture
def receiver(settings, operator_account):
    settings.HOOKS_ON_TRIAL = True
    with receiving() as box:
        yield box


@pytest.fixture
def hook_for(key_for, receiver):
    """Tells a program of a desk of events: those named, or all that its key may be told of."""

    def make(officer, *events, scopes=(), address=""):
        key, _ = key_for(officer.desk, *scopes)
        readable = [
            code for code, each in hook_events(TODAY.date()).items() if each.scope in {"", *key.scope_set}
        ]
        wanted = WantedHook(address=address or receiver.address, events=events or readable)
        return make_hook(key, wanted, by=officer, at=TODAY)

    return make


@pytest.fixture
def project(dong_thap_officer):
    return start(Basics(**BASICS, items={}), act=Act(by=dong_thap_officer, at=TODAY))


@pytest.fixture
def hooked(hook_for, dong_thap_officer):
    """A hook of the author's desk, and its secret."""
    return hook_for(dong_thap_officer, "project.moved")


def moved(project, by, at=TODAY, name="project.submit"):
    """What the trail says of a step of a project."""
    about = Dossier(kind="project", key=str(project.pk), agency=by.agency_code)
    return record(
        name, "Gửi", about=about, by=by, at=at, before={"state": "draft"}, after={"state": "submitted"}
    )


def work(at=TODAY + LATER):
    """Run what the queue has for that instant, as a worker does; what the jobs answered, in order."""
    said = []
    with time_machine.travel(at, tick=False):
        while task := queue.claim("thử", now()):
            run(task, "thử")
            task.refresh_from_db()
            assert task.status == "SUCCESSFUL", task.traceback
            said.append(task.return_value)
    return said


def told(at=TODAY + LATER):
    with time_machine.travel(at, tick=False):
        return tell.call()


def outcomes(message):
    return list(message.attempts.order_by("number").values_list("step", "outcome", "status"))


def test_it_is_told_of_what_happened_in_words_that_only_the_secret_signs(
    hooked, receiver, project, dong_thap_officer
):
    hook, secret = hooked
    event = moved(project, dong_thap_officer)
    with time_machine.travel(TODAY + LATER, tick=False):
        assert (tell.call(), tell.call(), work()) == (1, 0, ["Đã nhận"])
        [(headers, body)] = receiver.got
        assert json.loads(body) == {
            "type": "project.moved",
            "timestamp": "2026-11-30T02:00:00Z",
            "data": {"id": project.pk, "address": f"http://127.0.0.1:8000/api/v1/projects/{project.pk}"},
        }
        assert headers["webhook-id"] == f"msg_{event.sequence:012d}_{hook.code}"
        queued, seen = [], set()
        names = {
            "SECRET": secret,
            "seen_before": lambda name: name in seen or seen.add(name),
            "put_into_queue": lambda *each: queued.append(each),
        }
        exec(EXAMPLE, names)
        answers = [names["receive"](given, headers) for given in (body, body, body + b" ")]
    assert (answers, queued) == ([204, 204, 401], [("project.moved", json.loads(body)["data"])])
    assert secret not in str(
        [list(model.objects.values()) for model in (Hook, HookMessage, HookAttempt, Event)]
    )


def test_nobody_is_told_of_what_her_own_desk_could_not_read_through_the_api(
    hook_for, project, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ministry_officer, receiver
):
    """The colleague sees it, the neighbour does not, nor does the ministry while it is a draft."""
    hooks = {
        name: hook_for(officer)[0]
        for name, officer in (
            ("author", dong_thap_officer),
            ("colleague", dong_thap_colleague),
            ("neighbour", tay_ninh_officer),
            ("ministry", ministry_officer),
        )
    }
    hooks["narrow"] = hook_for(dong_thap_officer, scopes=("returns:read",))[0]
    moved(project, dong_thap_officer)
    release = Dossier(kind="open_release", key="7")
    record("open_data.publish", "Phát hành", about=release, by=ministry_officer, at=TODAY)
    issued = Dossier(kind="report_request", key="3")
    record("report.issue", "Phát hành", about=issued, by=ministry_officer, at=TODAY)
    told()
    heard = {
        name: list(each.messages.order_by("sequence").values_list("event", flat=True))
        for name, each in hooks.items()
    }
    assert heard == {
        "author": ["project.moved", "open_data.published"],
        "colleague": ["project.moved", "open_data.published"],
        "neighbour": ["open_data.published"],
        "ministry": ["open_data.published", "report.issued"],
        "narrow": ["open_data.published"],
    }
    bodies = [json.loads(each.body)["data"] for each in hooks["ministry"].messages.order_by("sequence")]
    assert [sorted(each) for each in bodies] == [["address"], ["address"]]


def test_only_what_was_asked_for_and_happened_since_is_told(hooked, project, dong_thap_officer):
    moved(project, dong_thap_officer, at=TODAY - LATER)
    moved(project, dong_thap_officer, name="contract.sign")
    about = Dossier(kind="project", key=str(project.pk))
    record("project.change", "Sửa", about=about, by=dong_thap_officer, at=TODAY, before={"title": "a"})
    record(
        "open_data.publish", "a", about=Dossier(kind="open_release", key="1"), by=dong_thap_officer, at=TODAY
    )
    assert (told(), HookMark.objects.get().sequence) == (0, Event.objects.latest("sequence").sequence)


def test_without_a_hook_nothing_is_read_or_kept(project, dong_thap_officer, django_assert_max_num_queries):
    moved(project, dong_thap_officer)
    with django_assert_max_num_queries(2):
        assert told() == 0


def test_what_was_not_taken_is_tried_with_growing_waits_and_then_paused_and_told(
    hooked, receiver, project, dong_thap_officer
):
    hook, _ = hooked
    receiver.answer = 500
    moved(project, dong_thap_officer)
    told()
    at, waits = TODAY + LATER, []
    while Hook.objects.filter(paused_at=None).exists():
        assert work(at) == ["Chưa được"]
        last = HookAttempt.objects.order_by("-number").first()
        if last.ended_at is None:
            assert work(last.due - timedelta(seconds=1)) == []
            waits.append((last.due - at) / LATER)
            at = last.due
    assert waits == [1, 5, 30, 120, 480, 1440]
    message = HookMessage.objects.get()
    assert outcomes(message) == [(step, "failed", 500) for step in range(1, 8)]
    assert receiver.ids == [message.code] * 7
    hook.refresh_from_db()
    task = Task.objects.get(state="open", dossier_kind="hook")
    assert (hook.paused_by.username, task.dossier_key, task.desk) == (
        operator_name(),
        hook.code,
        dong_thap_officer.desk_code,
    )
    letter = Mail.objects.get(key__startswith="hook/")
    assert (letter.to, "Máy nhận trả lời 500." in letter.text, hook.code in letter.text) == (
        dong_thap_officer.account.email,
        True,
        True,
    )
    # What happens meanwhile is kept; going on sends both in order.
    moved(project, dong_thap_officer, at=at)
    assert (told(at + LATER), work(at + LATER)) == (1, ["đang tạm dừng"])
    receiver.answer, receiver.got = 200, []
    with time_machine.travel(at + timedelta(hours=1), tick=False):
        assert resume_hook(hook, by=dong_thap_officer, at=now()) == 2
    assert work(at + timedelta(hours=1)) == ["Đã nhận", "Đã nhận"]
    assert sorted(receiver.ids) == sorted(each.code for each in HookMessage.objects.all())
    assert Task.objects.filter(state="open", dossier_kind="hook").count() == 0


def operator_name():
    from khuyencong.organisations.queries import operator

    return operator().account.username


def test_410_pauses_at_once_and_a_trial_or_a_single_repetition_never(
    hooked, receiver, project, dong_thap_officer
):
    hook, _ = hooked
    receiver.answer = 410
    trial = try_hook(hook, by=dong_thap_officer, at=TODAY)
    work()
    hook.refresh_from_db()
    assert (outcomes(trial), hook.paused_at) == ([(0, "failed", 410)], None)
    moved(project, dong_thap_officer)
    told()
    work()
    hook.refresh_from_db()
    assert hook.paused_at is not None
    assert [each.event for each in HookMessage.objects.order_by("sequence")] == ["test", "project.moved"]
    receiver.answer = 200
    again = try_hook(hook, by=dong_thap_officer, at=TODAY + LATER)
    work()
    assert outcomes(again) == [(0, "delivered", 200)]


def test_who_asks_again_sends_what_waits_now_and_once(hooked, receiver, project, dong_thap_officer):
    receiver.answers = [503]
    moved(project, dong_thap_officer)
    told()
    work()
    message = HookMessage.objects.get()
    for _ in range(2):
        send_again(message, by=dong_thap_officer, at=TODAY + LATER)
    assert sorted(work()) == ["Đã nhận", "đã gửi rồi"]
    assert (outcomes(message), len(receiver.got)) == ([(1, "failed", 503), (2, "delivered", 204)], 2)
    # The one that was planned for later finds it done.
    assert work(TODAY + timedelta(hours=1)) == ["đã gửi rồi"]
    send_again(message, by=dong_thap_officer, at=TODAY + LATER)
    work()
    assert (outcomes(message)[2], receiver.ids) == ((0, "delivered", 204), [message.code] * 3)


def test_going_on_repeats_nothing_that_was_taken_once(hooked, receiver, project, dong_thap_officer):
    hook, _ = hooked
    moved(project, dong_thap_officer)
    told()
    work()
    receiver.answer = 500
    send_again(HookMessage.objects.get(), by=dong_thap_officer, at=TODAY + LATER)
    work()
    pause_hook(hook, by=dong_thap_officer, at=TODAY + LATER)
    assert (resume_hook(hook, by=dong_thap_officer, at=TODAY + LATER), work()) == (0, [])
    assert outcomes(HookMessage.objects.get()) == [(1, "delivered", 204), (0, "failed", 500)]


def test_a_desk_that_lost_the_right_is_told_nothing_more(hooked, receiver, project, dong_thap_officer):
    receiver.answer = 500
    for _ in range(2):
        moved(project, dong_thap_officer)
    told()
    work()
    assert len(receiver.got) == 2
    other = officer_of("Tây Ninh", "nguoi-khac", "department_leader").agency
    Project.objects.filter(pk=project.pk).update(agency=other, department=other)
    assert work(TODAY + timedelta(minutes=3)) == ["Không gửi nữa"] * 2
    moved(project, dong_thap_officer, at=TODAY + timedelta(minutes=4))
    assert (told(TODAY + timedelta(minutes=5)), len(receiver.got)) == (0, 2)
    assert [each.told for each in HookAttempt.objects.filter(outcome="dropped")] == [
        "Bàn không còn được đọc việc này."
    ] * 2


@pytest.mark.parametrize("ending", ["revoked", "deciding", "ended", "desk_ended"])
def test_a_key_or_a_hook_that_ended_takes_what_waits_with_it(
    ending, hooked, receiver, project, dong_thap_officer, dong_thap_leader
):
    hook, _ = hooked
    receiver.answer = 500
    moved(project, dong_thap_officer)
    told()
    work()
    desk = Desk.objects.filter(pk=dong_thap_officer.desk.pk)
    if ending == "revoked":
        revoke_key(hook.key, by=dong_thap_officer, at=TODAY + LATER)
    elif ending == "ended":
        end_hook(hook, by=dong_thap_officer, at=TODAY + LATER)
    else:
        desk.update(**({"role": "department_leader"} if ending == "deciding" else {"until": TODAY.date()}))
    assert work(TODAY + timedelta(hours=1)) == ["Không gửi nữa"]
    moved(project, dong_thap_leader, at=TODAY + LATER)
    assert (told(TODAY + timedelta(hours=1)), len(receiver.got)) == (0, 1)
    with pytest.raises(BlockedError):
        try_hook(hook, by=holder_of(desk.get()), at=TODAY + timedelta(hours=1))


def test_after_a_change_both_secrets_sign_for_a_while_and_the_old_one_no_longer(
    hooked, receiver, dong_thap_officer, settings
):
    hook, old = hooked
    new = rotate_hook(hook, by=dong_thap_officer, at=TODAY)
    verified = []
    for at in (TODAY + LATER, TODAY + timedelta(hours=24)):
        with time_machine.travel(at, tick=False):
            try_hook(hook, by=dong_thap_officer, at=at)
            work(at)
            headers, body = receiver.got[-1]
            verified.append([verifies(each, headers, body) for each in (old, new)])
    assert verified == [[True, True], [False, True]]
    # Another secret of the server: what receivers know goes on signing as long as the old one is named.
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "một-khóa-khác" * 5, [settings.SECRET_KEY]
    at = TODAY + timedelta(hours=25)
    with time_machine.travel(at, tick=False):
        try_hook(hook, by=dong_thap_officer, at=at)
        work(at)
        assert verifies(new, *receiver.got[-1])


def test_changed_twice_what_receivers_know_still_signs(hooked, receiver, dong_thap_officer):
    """One that was shown once and lost is changed again within the minute."""
    hook, old = hooked
    secrets = [old, *(rotate_hook(hook, by=dong_thap_officer, at=TODAY + n * LATER) for n in (1, 2))]
    at = TODAY + 3 * LATER
    with time_machine.travel(at, tick=False):
        try_hook(hook, by=dong_thap_officer, at=at)
        work(at)
        assert [verifies(each, *receiver.got[-1]) for each in secrets] == [True, True, True]


def test_one_address_is_told_once_by_a_key(hooked, dong_thap_officer):
    hook, _ = hooked
    wanted = WantedHook(address=f" {hook.address} ", events=hook.event_set)
    with pytest.raises(BlockedError) as refused:
        make_hook(hook.key, wanted, by=dong_thap_officer, at=TODAY + LATER)
    assert [each.code for each in refused.value.findings] == ["twice"]


def verifies(secret, headers, body):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def test_what_is_kept_too_long_is_not_sent_and_a_long_pause_keeps_nothing_more(
    hooked, receiver, project, dong_thap_officer
):
    hook, _ = hooked
    pause_hook(hook, by=dong_thap_officer, at=TODAY)
    moved(project, dong_thap_officer)
    told()
    at = TODAY + timedelta(days=8)
    moved(project, dong_thap_officer, at=at)
    assert told(at) == 0
    with time_machine.travel(at, tick=False):
        resume_hook(hook, by=dong_thap_officer, at=at)
    work(at)
    assert (outcomes(HookMessage.objects.get()), receiver.got) == ([(1, "dropped", None)], [])


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"address": "http://phanmem.vn/"}, ["not_https"]),
        ({"address": "https://10.0.0.1/"}, ["no_name"]),
        ({"events": []}, ["events_missing"]),
        ({"events": ["return.approved"]}, ["events"]),
        ({"events": ["khong-co"]}, ["events"]),
    ],
)
def test_what_a_hook_may_not_be(key_for, dong_thap_officer, change, codes):
    key, _ = key_for(dong_thap_officer.desk, "projects:read")
    wanted = {"address": "https://phanmem.vn/", "events": ["project.moved"]} | change
    with pytest.raises(BlockedError) as caught:
        make_hook(key, WantedHook(**wanted), by=dong_thap_officer, at=TODAY)
    assert [each.code for each in caught.value.findings] == codes


def test_a_key_has_few(key_for, dong_thap_officer):
    key, _ = key_for(dong_thap_officer.desk)
    first, *others, last = (
        WantedHook(address=f"https://phanmem.vn/{n}", events=["project.moved"]) for n in range(6)
    )
    made = [make_hook(key, each, by=dong_thap_officer, at=TODAY)[0] for each in (first, *others)]
    with pytest.raises(BlockedError) as refused:
        make_hook(key, last, by=dong_thap_officer, at=TODAY)
    assert [each.code for each in refused.value.findings] == ["too_many"]
    end_hook(made[0], by=dong_thap_officer, at=TODAY)
    make_hook(key, last, by=dong_thap_officer, at=TODAY)


def test_who_holds_the_desk_does_it_and_who_looks_after_it_only_stops_it(
    hooked, dong_thap_officer, dong_thap_colleague, dong_thap_leader, tay_ninh_officer, administrator
):
    hook, _ = hooked
    message = try_hook(hook, by=dong_thap_officer, at=TODAY)
    wanted = WantedHook(address="https://phanmem.vn/", events=["project.moved"])
    for by in (administrator, dong_thap_colleague, dong_thap_leader, tay_ninh_officer):
        for act in (try_hook, rotate_hook, resume_hook):
            with pytest.raises(PermissionDenied):
                act(hook, by=by, at=TODAY)
        with pytest.raises(PermissionDenied):
            send_again(message, by=by, at=TODAY)
        with pytest.raises(PermissionDenied):
            make_hook(hook.key, wanted, by=by, at=TODAY)
    for by in (dong_thap_colleague, dong_thap_leader, tay_ninh_officer):
        for act in (pause_hook, end_hook):
            with pytest.raises(PermissionDenied):
                act(hook, by=by, at=TODAY)
    pause_hook(hook, by=administrator, at=TODAY)
    end_hook(hook, by=administrator, at=TODAY)
    for act in (try_hook, rotate_hook, resume_hook, pause_hook, end_hook):
        with pytest.raises(BlockedError):
            act(hook, by=dong_thap_officer, at=TODAY)
    names = list(
        Event.objects.filter(name__startswith="hook.").order_by("sequence").values_list("name", flat=True)
    )
    assert names == ["hook.make", "hook.try", "hook.pause", "hook.end"]


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Hook, {"address": "https://khac.vn/"}),
        (Hook, {"events": "return.approved"}),
        (Hook, {"code": "khac"}),
        (Hook, {"generation": 0}),
        (HookMessage, {"body": "{}"}),
        (HookAttempt, {"due": TODAY + timedelta(days=9)}),
        (HookAttempt, {"step": 5}),
        (HookAttempt, {"outcome": "failed"}),
        (HookAttempt, {"ended_at": TODAY}),
    ],
)
def test_what_was_told_and_where_stays_whoever_writes(hooked, receiver, dong_thap_officer, model, change):
    hook, _ = hooked
    try_hook(hook, by=dong_thap_officer, at=TODAY)
    work()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete(model.objects.db)


def test_what_was_taken_away_does_not_come_back_whoever_writes(hooked, dong_thap_officer):
    hook, _ = hooked
    end_hook(hook, by=dong_thap_officer, at=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Hook.objects.update(ended_at=None, ended_by=None)


def test_statements_do_not_grow_with_what_happened(hook_for, project, dong_thap_officer, tay_ninh_officer):
    """Of a stranger's project; what she hears costs a few rows each, which nobody can spare."""
    hook_for(tay_ninh_officer, "project.moved")
    asked = []
    for count in (1, 40):
        for _ in range(count):
            moved(project, dong_thap_officer)
        with CaptureQueriesContext(connection) as queries:
            assert told() == 0
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_openapi_tells_of_every_event_and_of_its_body(hooked, receiver, project, dong_thap_officer):
    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    assert (schema["openapi"], sorted(schema["webhooks"])) == ("3.1.0", sorted(ALL))
    moved(project, dong_thap_officer)
    told()
    work()
    [(headers, body)] = receiver.got
    post = schema["webhooks"]["project.moved"]["post"]
    shape = post["requestBody"]["content"]["application/json"]["schema"] | {"components": schema["components"]}
    jsonschema.validate(json.loads(body), shape)
    assert {each["name"] for each in post["parameters"]} <= set(headers)


def test_every_event_is_read_somewhere_that_its_scope_opens():
    paths = api.get_openapi_schema()["paths"]
    for each in event_rows():
        path = each.address
        if each.scope:
            assert paths[path]["get"]["x-scope"] == each.scope, each
        else:
            assert path.startswith("/du-lieu-mo/")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_and_two_workers_send_it_once(
    committed_world, settings, operator_account, key_for, dong_thap_officer
):
    settings.HOOKS_ON_TRIAL = True
    ready, found = threading.Barrier(2), []

    def at_once(do):
        def thread():
            ready.wait()
            try:
                found.append(do())
            finally:
                connection.close()

        threads = [threading.Thread(target=thread) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    def one_job():
        task = queue.claim("thử", now())
        return task is not None and run(task, "thử")

    with receiving() as box:
        key, _ = key_for(dong_thap_officer.desk, "projects:read")
        wanted = WantedHook(address=box.address, events=["project.moved"])
        hook, _ = make_hook(key, wanted, by=dong_thap_officer, at=TODAY)
        message = try_hook(hook, by=dong_thap_officer, at=TODAY)
        while one_job():
            pass
        assert len(box.got) == 1
        at_once(lambda: send_again(message, by=dong_thap_officer, at=now()).pk)
        assert found[0] == found[1]
        box.pause = 0.3
        at_once(one_job)
        assert (found[2:], len(box.got)) == ([True, True], 2)
    assert outcomes(message) == [(0, "delivered", 204)] * 2
    # Who came second looks again later, should the first one have died.
    assert DBTaskResult.objects.filter(status="READY").count() == 1
