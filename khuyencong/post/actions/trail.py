"""Verifying the trail at night. The result is an event of the trail: whoever forges it breaks the chain."""

from datetime import datetime
from itertools import islice

from django.utils.timezone import localdate, now

from khuyencong.organisations.models import Desk, Seat, User
from khuyencong.organisations.queries import operator
from khuyencong.organisations.roles import Permission, roles
from khuyencong.post.actions.jobs import job
from khuyencong.post.actions.mail import write
from khuyencong.post.queries.trail import last_check
from khuyencong.rules import letters
from khuyencong.rules.trail import Break
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.queries import broken_links, hash_of, head

NAMED = 20
"""Broken rows that the letter names; the command names more."""

WHOLE_ON = 6
"""Sunday: the whole trail is walked; on other nights what was added since the last sound check."""

ABOUT = Dossier(kind="trail", key="check")


@job(title="Kiểm tra nhật ký", whole=False)
def check_trail(slot: str) -> str:
    """Walk the chain, write the result into it, and tell who must know when it does not hold."""
    at = now()
    end, start = head(), _start(localdate(datetime.fromisoformat(slot)).weekday() == WHOLE_ON)
    broken = list(islice(broken_links(start), NAMED))
    after = {"from": start + 1, "sequence": end[0], "hash": end[1]}
    if not broken:
        record(
            "trail.checked",
            f"Nhật ký liền mạch đến dòng {end[0]}",
            about=ABOUT,
            by=operator(),
            at=at,
            after=after,
        )
        return f"liền mạch đến dòng {end[0]}"
    found = {"broken": [one.sentence for one in broken]}
    title = f"Nhật ký không liền mạch: {broken[0].sentence}"
    record("trail.broken", title, about=ABOUT, by=operator(), at=at, after=after | found)
    _tell(broken, slot, at)
    return title


def _start(whole: bool) -> int:
    """The row after which to begin: the last one found sound, if it still carries the hash it had then."""
    checked = last_check()
    if whole or checked is None or hash_of(checked.sequence) != checked.hash:
        return 0
    return checked.sequence


def _tell(broken: list[Break], slot: str, at: datetime) -> None:
    letter = letters.trail_broken([one.sentence for one in broken])
    for user in _who_must_know(at):
        write(key=f"trail/{slot}/{user.pk}", to=user.email, subject=letter.subject, text=letter.text, at=at)


def _who_must_know(at: datetime) -> list[User]:
    """Who at the ministry may take the trail away (leaders, inspectors), and who keeps its accounts."""
    wanted = {Permission.TRAIL_EXPORT, Permission.ACCOUNTS_MANAGE}
    codes = [role.code for role in roles().values() if role.permissions & wanted]
    desks = Desk.objects.filter(role__in=codes, agency__kind="ministry")
    seats = Seat.objects.on(localdate(at)).filter(desk__in=desks, user__is_active=True).exclude(user__email="")
    return list({seat.user_id: seat.user for seat in seats.select_related("user").order_by("user_id")}.values())
