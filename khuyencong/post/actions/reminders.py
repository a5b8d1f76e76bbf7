"""The daily letter to each person, and telling the head what is stuck: once a day, once a task."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeAlias

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate, now

from khuyencong.organisations.models import Agency, Desk, Seat, User
from khuyencong.organisations.queries import leader_desk, operator
from khuyencong.post.actions.jobs import job
from khuyencong.post.actions.mail import write
from khuyencong.post.models import Escalation, MailChoice
from khuyencong.post.queries.limits import Limit, limit_on
from khuyencong.post.queries.tray import TrayItem, holders_of, in_tray
from khuyencong.post.queries.working_days import working_days
from khuyencong.rules import letters
from khuyencong.rules.calendar import working_days_between
from khuyencong.workflow.actions import Dossier, record

Waiting: TypeAlias = dict[str, list[tuple[int, TrayItem]]]
"""What waits at each desk, by its code, with its place in the order of what hurts."""


@job(title="Thư việc của tôi mỗi ngày")
def send_digests(slot: str) -> int:
    """Write to everybody at whose desks something waits; how many letters. To others nothing."""
    today = localdate(datetime.fromisoformat(slot))
    seats = Seat.objects.on(today).filter(user__is_active=True).exclude(user__email="")
    desks: dict[User, list[Desk]] = defaultdict(list)
    for seat in seats.select_related("user", "desk").order_by("pk"):
        desks[seat.user].append(seat.desk)
    waiting = by_desk(enumerate(in_tray({desk.code for mine in desks.values() for desk in mine}, today)))
    silent = set(MailChoice.objects.filter(daily=False).values_list("user_id", flat=True))
    return sum(_digest(user, mine, waiting, today, whole=user.pk not in silent) for user, mine in desks.items())


def _digest(user: User, desks: list[Desk], waiting: Waiting, today: date, *, whole: bool) -> bool:
    """Her letter of the day, if there is something to say; who wants none is still told what is overdue."""
    ranked = ((rank, _line(item, desk.title)) for desk in desks for rank, item in waiting.get(desk.code, []))
    mine = sorted(ranked, key=lambda pair: pair[0])
    told = [line for _, line in mine if whole or line.urgency.is_late]
    if not told:
        return False
    letter = letters.digest(str(user), told, on=today, address=site(reverse("tray")), whole=whole)
    key = f"digest/{today.isoformat()}/{user.pk}"
    write(key=key, to=user.email, subject=letter.subject, text=letter.text, at=now())
    return True


@job(title="Báo việc tắc lên người đứng đầu")
def escalate(slot: str) -> int:
    """Tell each head what at her agency's desks has waited past our limits; how many tasks. Each task once."""
    today = localdate(datetime.fromisoformat(slot))
    desks = {desk.code: desk for desk in Desk.objects.on(today).select_related("agency")}
    told = set(Escalation.objects.values_list("task_id", flat=True))
    stuck: dict[Agency, list[tuple[TrayItem, Limit]]] = defaultdict(list)
    for item in in_tray(set(desks), today):
        limit = past_limit(item, today)
        if limit is not None and item.key not in told:
            stuck[desks[item.desk].agency].append((item, limit))
    return sum(_escalate(agency, found, desks, today) for agency, found in stuck.items())


def past_limit(item: TrayItem, today: date) -> Limit | None:
    """The limit of ours that the task has waited past."""
    if item.urgency.ends is not None:
        limit = limit_on("escalate_late", today)
        days = item.urgency.overdue
    else:
        limit = limit_on("escalate_waiting", today)
        days = working_days_between(localdate(item.since), today, working_days())
    return limit if limit is not None and days >= limit.working_days else None


@transaction.atomic
def _escalate(agency: Agency, found: list[tuple[TrayItem, Limit]], desks: dict[str, Desk], today: date) -> int:
    head = leader_desk(agency, today)
    holder = holders_of([head.pk], today).get(head.pk) if head is not None else None
    if head is None or holder is None:
        return 0
    # What waits at her own desk she sees there, and in her own letter.
    found = [(item, limit) for item, limit in found if item.desk != head.code]
    for item, limit in found:
        Escalation.objects.create(
            task_id=item.key, desk=head, told_at=now(), limit=limit.code, source=limit.source
        )
    _record(agency, found, head)
    if found and holder.email:
        _tell_head(agency, holder, [_line(item, desks[item.desk].title) for item, _ in found], today)
    return len(found)


def _record(agency: Agency, found: list[tuple[TrayItem, Limit]], head: Desk) -> None:
    """Say in each dossier's trail that its waiting was told to the head, by which limit."""
    by, at = operator(), now()
    for item, limit in found:
        about = Dossier(kind=item.dossier_kind, key=item.dossier_key, agency=agency.code)
        title = f"Báo việc tắc lên {head.title}: {item.title}"
        after = {"told": head.code, "limit": limit.source}
        record("task.escalate", title, about=about, by=by, at=at, after=after)


def _tell_head(agency: Agency, holder: User, lines: list[letters.Line], today: date) -> None:
    letter = letters.escalation(
        str(holder), agency.name_on(today), lines, on=today, address=site(reverse("tray_agency"))
    )
    key = f"escalation/{today.isoformat()}/{agency.code}"
    write(key=key, to=holder.email, subject=letter.subject, text=letter.text, at=now())


def by_desk(ranked: Iterable[tuple[int, TrayItem]]) -> Waiting:
    """The items of each desk with their place in the order of what hurts."""
    found: Waiting = defaultdict(list)
    for rank, item in ranked:
        found[item.desk].append((rank, item))
    return found


def _line(item: TrayItem, desk: str) -> letters.Line:
    return letters.Line(title=item.title, desk=desk, urgency=item.urgency)


def site(path: str) -> str:
    """The whole address of a page, for letters and calendars."""
    return f"{settings.SITE_URL}{path}"


def choose_daily(*, by: User, daily: bool, at: datetime) -> None:
    """Keep whether she wants the daily letter."""
    MailChoice.objects.update_or_create(user=by, defaults={"daily": daily, "chosen_at": at})
