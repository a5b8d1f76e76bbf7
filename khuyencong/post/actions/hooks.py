"""Webhooks: asking to be told, pausing and ending it, reading what the trail tells, handing messages over.

The trail is one line with one end, so a job that remembers how far it has read misses nothing and costs what
happens nothing: it asks who may see each thing and writes a message for them. Another job hands each message
over, at least once, with growing waits, until the hook is paused and its desk told.
"""

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate, now
from standardwebhooks import Webhook

from khuyencong.organisations.actions.people import in_the_way, of_desk, refuse_stranger
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Seat
from khuyencong.organisations.queries import operator
from khuyencong.post.actions.jobs import job
from khuyencong.post.actions.mail import write
from khuyencong.post.actions.outside import Answer, post
from khuyencong.post.models import ApiKey, Hook, HookAttempt, HookMark, HookMessage
from khuyencong.post.queries.hooks import (
    ROTATED,
    TEST,
    events_for,
    heard_by,
    hook_events,
    limit,
    opens,
    said_of,
    secrets_of,
    told_since,
    undelivered,
    wait_after,
)
from khuyencong.rules import letters
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.hooks import address_findings, host_of
from khuyencong.workflow.actions import Dossier, Waits, close_task, open_task, record
from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import head

BATCH = 500
"""Lines of the trail that one job tells of."""
BEHIND = -10
"""Whatever else waits in the queue is done before: a slow receiver holds up nobody's letters."""
HANDING_OVER = timedelta(minutes=2)
"""How long one job has an attempt for itself; that of a killed one is made again afterwards."""
Outcome = HookAttempt.Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedHook:
    """Where the program of a key is to be told, and of what."""

    address: str
    events: Collection[str]


@transaction.atomic
def make_hook(key: ApiKey, wanted: WantedHook, *, by: Actor, at: datetime) -> tuple[Hook, str]:
    """Tell the program of a key of her own desk from now on; with the secret, shown nowhere else again.

    PermissionDenied or BlockedError.
    """
    row = ApiKey.objects.select_for_update(of=("self",)).select_related("desk__agency").get(pk=key.pk)
    if by.desk != row.desk:
        raise PermissionDenied
    if found := refusals(row, wanted, at):
        raise BlockedError(*found)
    HookMark.objects.get_or_create(pk=1, defaults={"sequence": head()[0]})
    hook = Hook.objects.create(
        code=secrets.token_hex(6),
        key=row,
        address=wanted.address.strip(),
        events=" ".join(each for each in hook_events(localdate(at)) if each in wanted.events),
        made_by=by.account,
        made_at=at,
    )
    title = f"Cho báo tin tới {host_of(hook.address)} theo khóa API {row}"
    after = {"hook": hook.code, "key": row.pk, "address": hook.address, "events": hook.events}
    record("hook.make", title, about=of_desk(row.desk), by=by, at=at, after=after)
    return hook, secrets_of(hook, at)[0]


def refusals(key: ApiKey, wanted: WantedHook, at: datetime) -> list[Finding]:
    """Why the program of that key may not be told so."""
    today = localdate(at)
    found = list(address_findings(wanted.address.strip(), on_trial=settings.HOOKS_ON_TRIAL))
    if not opens(key, at):
        found.append(error("key", "Khóa này không còn dùng được.", "Chọn khóa khác hoặc lập khóa mới.", "Khóa"))
    if key.hooks.filter(ended_at=None, address=wanted.address.strip()).exists():
        message = "Khóa này đang báo tin tới đúng địa chỉ ấy."
        found.append(error("twice", message, "Mở địa chỉ đã có, hoặc gỡ nó trước.", "Địa chỉ nhận"))
    if not wanted.events:
        found.append(error("events_missing", "Chưa chọn việc nào.", "Chọn ít nhất một việc.", "Việc được báo"))
    may = {each.code for each in events_for(key, today)}
    known = hook_events(today)
    if strange := [known[each].name if each in known else each for each in wanted.events if each not in may]:
        message = f"Khóa này không đọc được: {', '.join(strange)}."
        found.append(
            error("events", message, "Bỏ việc ấy, hoặc lập khóa có phạm vi rộng hơn.", "Việc được báo")
        )
    most = limit("hooks", today)
    if key.hooks.filter(ended_at=None).count() >= most:
        message = f"Mỗi khóa có nhiều nhất {most} địa chỉ nhận tin."
        found.append(error("too_many", message, "Gỡ một địa chỉ không dùng nữa."))
    return found


def held(hook: Hook, by: Actor, *, managed: bool = False) -> Hook:
    """The hook, locked, for who holds its desk or, where `managed`, looks after it.

    PermissionDenied; BlockedError once it was taken away.
    """
    rows = Hook.objects.select_for_update(of=("self",)).select_related("key__desk__agency", "key__account")
    row = rows.get(pk=hook.pk)
    if by.desk != row.key.desk:
        if not managed:
            raise PermissionDenied
        refuse_stranger(by, row.key.desk)
    if row.ended_at is not None:
        raise in_the_way("ended", "Địa chỉ nhận tin này đã gỡ rồi.", "Tải lại trang.")
    return row


def about(hook: Hook) -> Dossier:
    """The hook, as trail and tasks name it."""
    return Dossier(kind="hook", key=hook.code, agency=hook.key.desk.agency.code)


def noted(name: str, title: str, hook: Hook, *, by: Actor, at: datetime, **after: object) -> Event:
    """Tell the trail what was done with a hook."""
    return record(
        name, f"{title} {host_of(hook.address)}", about=about(hook), by=by, at=at, after=after or None
    )


@transaction.atomic
def end_hook(hook: Hook, *, by: Actor, at: datetime) -> Hook:
    """Tell it no more, at its desk or by who looks after that. PermissionDenied or BlockedError."""
    row = held(hook, by, managed=True)
    row.ended_at, row.ended_by = at, by.account
    row.save(update_fields=["ended_at", "ended_by"])
    close_task(about(row), by=by, at=at)
    noted("hook.end", "Gỡ địa chỉ nhận tin", row, by=by, at=at)
    return row


@transaction.atomic
def pause_hook(hook: Hook, *, by: Actor, at: datetime) -> Hook:
    """Send it nothing until somebody lets it go on; what happens meanwhile is kept for some days."""
    row = held(hook, by, managed=True)
    if row.paused_at is not None:
        raise in_the_way("paused", "Địa chỉ này đang tạm dừng rồi.", "Tải lại trang.")
    row.paused_at, row.paused_by = at, by.account
    row.save(update_fields=["paused_at", "paused_by"])
    noted("hook.pause", "Tạm dừng báo tin tới", row, by=by, at=at)
    return row


@transaction.atomic
def resume_hook(hook: Hook, *, by: Actor, at: datetime) -> int:
    """Let it go on, with what it was not told while it was paused or did not answer; how many messages."""
    row = held(hook, by)
    if row.paused_at is None:
        raise in_the_way("running", "Địa chỉ này đang được báo tin.", "Tải lại trang.")
    row.paused_at = row.paused_by = None
    row.save(update_fields=["paused_at", "paused_by"])
    waiting = list(HookAttempt.objects.filter(message__hook=row, ended_at=None).order_by("message__sequence"))
    for attempt in waiting:
        queue_up(attempt, at)
    since = at - timedelta(days=limit("kept_days", localdate(at)))
    again = list(undelivered(row, since))
    for message in again:
        plan(message, step=1, due=at)
    close_task(about(row), by=by, at=at)
    noted("hook.resume", "Báo tin trở lại tới", row, by=by, at=at, messages=len(waiting) + len(again))
    return len(waiting) + len(again)


@transaction.atomic
def rotate_hook(hook: Hook, *, by: Actor, at: datetime) -> str:
    """A new secret, shown nowhere else again; for a while messages are signed with the one before as well."""
    row = held(hook, by)
    row.generation, row.rotated_at = row.generation + 1, at
    row.save(update_fields=["generation", "rotated_at"])
    noted(ROTATED, "Đổi bí mật báo tin tới", row, by=by, at=at, generation=row.generation)
    return secrets_of(row, at)[0]


@transaction.atomic
def try_hook(hook: Hook, *, by: Actor, at: datetime) -> HookMessage:
    """Send it a trial that tells of nothing, even while it is paused."""
    row = held(hook, by)
    if not opens(row.key, at):
        raise in_the_way("key", "Khóa của địa chỉ này không còn dùng được.", "Lập khóa mới rồi thêm địa chỉ.")
    event = noted("hook.try", "Gửi thử tới", row, by=by, at=at)
    return written(row, TEST, event, {"note": "Tin thử, không báo việc gì."}, step=0, at=at)


@transaction.atomic
def send_again(message: HookMessage, *, by: Actor, at: datetime) -> HookAttempt:
    """Hand a message over once more, now. One that waits is sent now instead of later, however often asked."""
    row = held(message.hook, by)
    if row.paused_at is not None and message.event != TEST:
        fix = "Bấm “Báo tin trở lại” trước; gửi thử thì vẫn được."
        raise in_the_way("paused", "Địa chỉ này đang tạm dừng.", fix)
    attempt = message.attempts.filter(ended_at=None).first()
    if attempt is not None:
        queue_up(attempt, at)
    else:
        attempt = plan(message, step=0, due=at)
    noted("hook.again", f"Gửi lại tin {message.sequence} tới", row, by=by, at=at)
    return attempt


@job(title="Báo tin cho phần mềm: ai được báo gì")
def tell(slot: str = "") -> int:
    """Write a message for each hook that asked for what happened and may read it; how many."""
    at = now()
    mark = HookMark.objects.select_for_update().filter(pk=1).first()
    end = head()[0]
    if mark is None or mark.sequence >= end:
        return 0
    events = told_since(mark.sequence, end, BATCH)
    count = sum(tell_one(each, events, at) for each in listening(at)) if events else 0
    mark.sequence = events[-1].sequence if len(events) == BATCH else end
    mark.save(update_fields=["sequence"])
    return count


def listening(at: datetime) -> list[Hook]:
    """The hooks for which messages are written: those paused for longer than messages are kept are left out."""
    kept = at - timedelta(days=limit("kept_days", localdate(at)))
    hooks = Hook.objects.standing(at).filter(Q(paused_at=None) | Q(paused_at__gt=kept))
    return list(hooks.select_related("key__desk__agency", "key__account").order_by("pk"))


def tell_one(hook: Hook, events: list[Event], at: datetime) -> int:
    """Write what one hook hears of these events; how many."""
    since = [each for each in events if each.at >= hook.made_at]
    heard = heard_by(hook, since, at)
    for told, event in heard:
        written(hook, told.code, event, said_of(told, event), step=1, at=at)
    return len(heard)


def stamp(at: datetime) -> str:
    """An instant as a body tells it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def written(hook: Hook, code: str, event: Event, said: object, *, step: int, at: datetime) -> HookMessage:
    """The message of that line of the trail, with its first attempt in the queue."""
    body = json.dumps({"type": code, "timestamp": stamp(event.at), "data": said}, ensure_ascii=False)
    row = HookMessage.objects.create(hook=hook, sequence=event.sequence, event=code, body=body, written_at=at)
    plan(row, step=step, due=at)
    return row


def plan(message: HookMessage, *, step: int, due: datetime) -> HookAttempt:
    """One more attempt at a message that waits for none, in the queue with it."""
    attempt = HookAttempt.objects.create(
        message=message, number=message.attempts.count() + 1, step=step, due=due
    )
    queue_up(attempt, due)
    return attempt


def queue_up(attempt: HookAttempt, due: datetime) -> None:
    """Let the queue make the attempt then; twice in the queue, it is made once."""
    deliver.using(priority=BEHIND, run_after=due).enqueue(attempt.pk)


@job(title="Gửi tin cho phần mềm", whole=False)
def deliver(attempt: int) -> str:
    """Make an attempt that waits, and write down what came of it."""
    at = now()
    waiting = HookAttempt.objects.filter(pk=attempt, ended_at=None)
    row = waiting.select_related("message__hook__key__desk__agency", "message__hook__key__account").first()
    if row is None:
        return "đã gửi rồi"
    if row.message.hook.paused_at is not None and row.step:
        return "đang tạm dừng"
    if waiting.filter(Q(began_at=None) | Q(began_at__lte=at - HANDING_OVER)).update(began_at=at) != 1:
        queue_up(row, at + HANDING_OVER)
        return "đang gửi ở tiến trình khác, hoặc tiến trình ấy đã chết"
    if why := why_not(row.message, at):
        return ended(row, Outcome.DROPPED, Answer(told=why))
    hook, seconds = row.message.hook, limit("seconds", localdate(at))
    headers = headers_of(row.message, at)
    answer = post(hook.address, row.message.body, headers, seconds=seconds, on_trial=settings.HOOKS_ON_TRIAL)
    return ended(row, Outcome.DELIVERED if answer.taken else Outcome.FAILED, answer)


def why_not(message: HookMessage, at: datetime) -> str:
    """Why a message may not be sent any more, asked of the rights of now; "" where it may."""
    hook, today = message.hook, localdate(at)
    if hook.ended_at is not None or not opens(hook.key, at):
        return "Địa chỉ đã gỡ, hoặc khóa hết dùng được."
    if message.event == TEST:
        return ""
    days = limit("kept_days", today)
    if message.written_at < at - timedelta(days=days):
        return f"Quá {days} ngày."
    if not heard_by(hook, [Event.objects.get(pk=message.sequence)], at):
        return "Bàn không còn được đọc việc này."
    return ""


def headers_of(message: HookMessage, at: datetime) -> dict[str, str]:
    """Id, instant and signatures by the Standard Webhooks convention."""
    instant = at.astimezone(UTC)
    signed = (Webhook(each).sign(message.code, instant, message.body) for each in secrets_of(message.hook, at))
    return {
        "webhook-id": message.code,
        "webhook-timestamp": str(int(instant.timestamp())),
        "webhook-signature": " ".join(signed),
    }


@transaction.atomic
def ended(row: HookAttempt, outcome: Outcome, answer: Answer) -> str:
    """Write down what came of an attempt, once; after a failed one plan the next, or pause the hook."""
    at, message = now(), row.message
    hook = (
        Hook.objects.select_for_update(of=("self",)).select_related("key__desk__agency").get(pk=message.hook_id)
    )
    written_down = HookAttempt.objects.filter(pk=row.pk, ended_at=None).update(
        ended_at=at, outcome=outcome, status=answer.status, told=answer.told[:200]
    )
    if written_down and outcome == Outcome.FAILED and row.step:
        wait = None if answer.gone else wait_after(row.step, at)
        if wait is not None:
            plan(message, step=row.step + 1, due=at + wait)
        elif hook.paused_at is None and hook.ended_at is None:
            stop(hook, answer, at)
    return str(outcome.label)


def stop(hook: Hook, answer: Answer, at: datetime) -> None:
    """Pause a hook that was not reached however often it was tried, and tell who holds its desk."""
    by, desk, host = operator(), hook.key.desk, host_of(hook.address)
    hook.paused_at, hook.paused_by = at, by.account
    hook.save(update_fields=["paused_at", "paused_by"])
    title = f"Không báo tin được cho phần mềm {hook.key.name} ({host}); đã tạm dừng"
    open_task(about(hook), Waits(desk=desk.code, agency=desk.agency.code, title=title), at=at)
    seats = Seat.objects.on(localdate(at)).filter(desk=desk, user__is_active=True).exclude(user__email="")
    address = settings.SITE_URL + reverse("api_key_hook", args=[hook.code])
    for seat in seats.select_related("user"):
        letter = letters.hook_stopped(str(seat.user), hook.key.name, host, answer.told, address=address)
        key = f"hook/{hook.code}/{at.isoformat()}/{seat.user_id}"
        write(key=key, to=seat.user.email, subject=letter.subject, text=letter.text, at=at)
    noted("hook.stop", "Tạm dừng vì không báo tin được tới", hook, by=by, at=at, told=answer.told)
