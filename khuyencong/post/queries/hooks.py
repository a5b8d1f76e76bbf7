"""Webhooks: which events there are, which key may be told of which, our own limits, what is shown of them."""

import base64
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.administration import desks_managed_by
from khuyencong.organisations.dated import in_force, read
from khuyencong.post.models import ApiKey, Hook, HookAttempt, HookMessage
from khuyencong.post.queries.api_keys import may_hold_keys
from khuyencong.post.queries.working_days import DATA, rows
from khuyencong.workflow.models import Event

SALT = "khuyencong.post.hooks"
ROTATED = "hook.rotate"
"""What the trail calls a change of secret."""
TEST = "test"
"""The event of a trial, told only to the hook that is tried."""
Seer = Callable[[Actor, Collection[str]], set[str]]
SEERS: dict[str, Seer] = {}
"""Kind of dossier → which of some keys an actor sees; told by the rooms whose dossiers they are."""


def seen_with(kind: str, seer: Seer) -> None:
    """Let a room say who sees dossiers of its kind: nobody is told of what she could not read."""
    SEERS[kind] = seer


@dataclass(frozen=True, slots=True, kw_only=True)
class HookEvent:
    """One thing a program may be told of while the row stands: the trail's name of it, where it is read.

    A `trail` that ends with a star is any step that led a dossier of the kind to a state.
    """

    code: str
    since: date
    until: date | None
    name: str
    meaning: str
    scope: str
    kind: str
    trail: str
    address: str
    source: str

    def stands(self, on: date) -> bool:
        """Whether it is told of on that day."""
        return self.since <= on and (self.until is None or on < self.until)

    def told_by(self, event: Event) -> bool:
        """Whether that line of the trail is such a thing."""
        if event.dossier_kind != self.kind or not self.stands(localdate(event.at)):
            return False
        if not self.trail.endswith("*"):
            return event.name == self.trail
        return event.name.startswith(self.trail[:-1]) and event.before.startswith(MOVED)


MOVED = '{"state": '
"""How the trail begins to tell what was before a step that a lifecycle performed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number of our own, in force from a day, and by whose word."""

    code: str
    value: int
    since: date
    source: str
    meaning: str


@cache
def event_rows() -> tuple[HookEvent, ...]:
    """Every row of the list, of every date, in its order."""
    return tuple(
        HookEvent(
            code=row["code"],
            since=date.fromisoformat(row["since"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            name=row["name"],
            meaning=row["meaning"],
            scope=row["scope"],
            kind=row["kind"],
            trail=row["trail"],
            address=row["address"],
            source=row["source"],
        )
        for row in rows("hook_events.csv")
    )


def hook_events(on: date) -> dict[str, HookEvent]:
    """What programs may be told of on that day, by its code."""
    return {each.code: each for each in event_rows() if each.stands(on)}


@cache
def limits(table: str) -> tuple[Limit, ...]:
    """The rows of one table of our own limits."""
    return read(DATA / "hooks.toml", table, Limit)


def limit(code: str, on: date) -> int:
    """The limit in force that day."""
    return in_force(limits("limit"), code, on).value


def wait_after(step: int, at: datetime) -> timedelta | None:
    """How long to wait after that attempt of a round failed; None after the last."""
    try:
        return timedelta(minutes=in_force(limits("wait"), str(step), localdate(at)).value)
    except StopIteration:
        return None


def waits_on(on: date) -> list[int]:
    """The waits of a round in minutes, as they are on that day."""
    steps = dict.fromkeys(each.code for each in limits("wait"))
    return [in_force(limits("wait"), code, on).value for code in sorted(steps, key=int)]


def events_for(key: ApiKey, on: date) -> list[HookEvent]:
    """What a program with that key may be told of: what it may read, and what is everybody's."""
    return [each for each in hook_events(on).values() if not each.scope or each.scope in key.scope_set]


def secrets_of(hook: Hook, at: datetime) -> list[str]:
    """Its secret, and each that was changed lately; of each the one of a replaced key of the server as well.

    One that was lost is changed twice in a minute: what receivers know goes on signing all the same.
    """
    generations = range(hook.generation, hook.generation - 1 - changes_lately(hook, at), -1)
    keys = [str(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return [secret_of(hook.code, each, key) for each in generations for key in keys]


def changes_lately(hook: Hook, at: datetime) -> int:
    """How many changes of its secret are so new that what was known before them still signs."""
    since = at - timedelta(hours=limit("overlap_hours", localdate(at)))
    if hook.rotated_at is None or hook.rotated_at <= since:
        return 0
    return Event.objects.filter(
        name=ROTATED, dossier_kind="hook", dossier_key=hook.code, at__gt=since, at__lte=at
    ).count()


def secret_of(code: str, generation: int, key: str) -> str:
    """The secret of a hook as libraries of Standard Webhooks take it; derived, so that no table has it."""
    made = salted_hmac(SALT, f"{code}/{generation}", secret=key, algorithm="sha256").digest()
    return f"whsec_{base64.b64encode(made).decode()}"


def opens(key: ApiKey, at: datetime) -> bool:
    """Whether the key still opens at that instant, and its desk may still have keys."""
    return key.stands(at) and may_hold_keys(key.desk, localdate(at))


def told_since(sequence: int, until: int, most: int) -> list[Event]:
    """Lines of the trail after the one and up to the other that programs may be told of, the first so many."""
    which = Q()
    for each in event_rows():
        name = {"name__startswith": each.trail[:-1], "before__startswith": MOVED}
        which |= Q(dossier_kind=each.kind, **name if each.trail.endswith("*") else {"name": each.trail})
    return list(
        Event.objects.filter(which, sequence__gt=sequence, sequence__lte=until).order_by("sequence")[:most]
    )


def heard_by(hook: Hook, events: Sequence[Event], at: datetime) -> list[tuple[HookEvent, Event]]:
    """Which of the events the hook asked for and its desk may read now; one SELECT a kind of dossier."""
    key = hook.key
    if not opens(key, at):
        return []
    offered = [each for each in event_rows() if each.code in hook.event_set]
    allowed = [each for each in offered if not each.scope or each.scope in key.scope_set]
    found = [(told, event) for event in events for told in allowed if told.told_by(event)]
    seen = seen_by(Actor(user=key.account, desk=key.desk), [event for _, event in found])
    return [(told, event) for told, event in found if (event.dossier_kind, event.dossier_key) in seen]


def seen_by(actor: Actor, events: Iterable[Event]) -> set[tuple[str, str]]:
    """The dossiers of those events that the actor sees."""
    keys: dict[str, set[str]] = {}
    for each in events:
        keys.setdefault(each.dossier_kind, set()).add(each.dossier_key)
    return {(kind, key) for kind, some in keys.items() for key in SEERS[kind](actor, some)}


def hooks_seen_by(actor: Actor) -> QuerySet[Hook]:
    """Those of her own desk and of the desks she looks after, the latest first."""
    hooks = Hook.objects.filter(Q(key__desk__in=desks_managed_by(actor)) | Q(key__desk=actor.desk))
    return hooks.select_related("key__desk__agency", "key__account", "made_by", "paused_by", "ended_by")


def with_last_delivery(hooks: QuerySet[Hook]) -> QuerySet[Hook]:
    """Each with `delivered_at`, the instant at which it took a message last."""
    attempts = HookAttempt.objects.filter(message__hook=OuterRef("pk"), outcome=HookAttempt.Outcome.DELIVERED)
    last = attempts.order_by().values("message__hook").annotate(last=Max("ended_at")).values("last")
    return hooks.annotate(delivered_at=Subquery(last))


def messages_of(hook: Hook) -> QuerySet[HookMessage]:
    """What it was told, the latest first, each with its attempts as `tries`."""
    return (
        hook.messages.select_related("hook")
        .order_by("-sequence")
        .prefetch_related(
            Prefetch("attempts", queryset=HookAttempt.objects.order_by("number"), to_attr="tries")
        )
    )


def undelivered(hook: Hook, since: datetime) -> QuerySet[HookMessage]:
    """What it was told of since then and neither took, may no more know nor waits for; in order, no trials."""
    other = HookAttempt.objects.filter(message=OuterRef("pk")).exclude(outcome=HookAttempt.Outcome.FAILED)
    recent = hook.messages.filter(written_at__gte=since).exclude(event=TEST)
    return recent.filter(~Exists(other)).order_by("sequence")


def address_of(told: HookEvent, event: Event) -> str:
    """Where what happened is read."""
    return str(settings.SITE_URL) + told.address.format(key=event.dossier_key)


def said_of(told: HookEvent, event: Event) -> Mapping[str, str | int]:
    """What a program is told: where to read it, and the number where the address has one."""
    said: dict[str, str | int] = {"address": address_of(told, event)}
    return {"id": int(event.dossier_key)} | said if "{key}" in told.address else said
