"""A person's own data: shown once with a reason, handed over, erased where the law lets it, purged in time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from khuyencong.organisations.actions.desks import close_seats
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Desk, User
from khuyencong.organisations.queries import seats_from
from khuyencong.organisations.register import Erasure, Table, about_people, kept_for_a_time
from khuyencong.organisations.roles import Permission
from khuyencong.organisations.scope import people_visible_to
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.models import Task

KIND = "person"
SHOWN = {"email": "thư điện tử", "phone": "điện thoại"}
"""What of an account is masked on screens, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What one table holds about her: the exported columns under their names."""

    table: Table
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def about(person: User, by: Actor) -> Dossier:
    """The person, as the trail names her; nothing of hers is in the key."""
    return Dossier(kind=KIND, key=str(person.pk), agency=by.agency_code)


def refuse_far(person: User, by: Actor, at: datetime) -> None:
    """PermissionDenied for somebody she does not look after, whatever the door let through."""
    if not people_visible_to(by, localdate(at)).filter(pk=person.pk).exists():
        raise PermissionDenied


def unmask(*, person: User, column: str, by: Actor, at: datetime, reason: str) -> str:
    """The whole value of a masked column, written into the trail; BlockedError without a reason."""
    if not by.may(Permission.PERSON_UNMASK) or column not in SHOWN:
        raise PermissionDenied
    refuse_far(person, by, at)
    if not reason.strip():
        raise BlockedError(reason_missing("Xem dữ liệu cá nhân"))
    title = f"Xem {SHOWN[column]} của tài khoản số {person.pk}"
    record("person.unmask", title, about=about(person, by), by=by, at=at, reason=reason.strip())
    value: str = getattr(person, column)
    return value


@transaction.atomic
def hand_over(*, person: User, by: Actor, at: datetime) -> list[Held]:
    """Everything the register says is hers, for herself or whoever answers requests; written into the trail."""
    if by.user != person:
        if not by.may(Permission.PERSON_EXPORT):
            raise PermissionDenied
        refuse_far(person, by, at)
    held = [
        Held(table=table, headings=table.headings, rows=tuple(table.told(person))) for table in about_people()
    ]
    title = f"Xuất dữ liệu cá nhân của tài khoản số {person.pk}"
    counts = {each.table.title: len(each.rows) for each in held if each.rows}
    record("person.export", title, about=about(person, by), by=by, at=at, after=counts)
    return held


@transaction.atomic
def erase(*, person: User, by: Actor, at: datetime, reason: str) -> dict[str, int]:
    """Erase what may go and take her name from the rest; how many rows of each table.

    BlockedError while work waits for her, without a reason, and for oneself: another pair of eyes erases.
    """
    if not by.may(Permission.PERSON_ERASE):
        raise PermissionDenied
    person = User.objects.select_for_update().get(pk=person.pk)
    refuse_far(person, by, at)
    if findings := in_the_way(person, by, at, reason):
        raise BlockedError(*findings)
    close_seats(user=person, on=localdate(at))
    # The account last: until then its address and key say which rows are hers.
    tables = sorted(about_people(), key=lambda table: table.model == User._meta.label)
    gone = {table.title: count for table in tables if (count := erased(table, person))}
    User.objects.filter(pk=person.pk).update(is_active=False, password=make_password(None))
    title = f"Xóa dữ liệu cá nhân của tài khoản số {person.pk}"
    record("person.erase", title, about=about(person, by), by=by, at=at, after=gone, reason=reason.strip())
    return gone


def erased(table: Table, person: User) -> int:
    """Do with her rows of a table what the register says; how many."""
    rows = table.rows_of(person)
    match table.erasure:
        case Erasure.DELETE:
            return rows.delete()[0]
        case Erasure.PSEUDONYMISE:
            return rows.update(**{name: _filled(value, person) for name, value in table.replaced.items()})
        case Erasure.KEEP:
            return 0


def _filled(value: Any, person: User) -> Any:
    return value.replace("{pk}", str(person.pk)) if isinstance(value, str) else value


def in_the_way(person: User, by: Actor, at: datetime, reason: str) -> list[Finding]:
    """Why her data cannot be erased now."""
    findings = []
    if by.user == person:
        findings.append(own_data())
    if not reason.strip():
        findings.append(reason_missing("Xóa dữ liệu cá nhân"))
    # A seat whose end is planned still holds work today.
    desks = Desk.objects.filter(seats__in=seats_from(localdate(at)).filter(user=person))
    titles = dict(desks.values_list("code", "title"))
    waiting = Task.objects.filter(desk__in=titles, state=Task.State.OPEN).order_by("since", "pk")
    return [*findings, *(still_waiting(task.title, titles[task.desk]) for task in waiting)]


def purge_expired(at: datetime) -> int:
    """Delete what the register says is past its time; how many rows."""
    return sum(rows.delete()[0] for table in kept_for_a_time() for rows in table.expired(at))


def own_data() -> Finding:
    """Nobody erases herself: what she did would lose its name by her own hand."""
    return Finding(
        code="own_data",
        severity=Severity.ERROR,
        message="Không tự xóa dữ liệu cá nhân của chính mình được: phải có người thứ hai.",
        fix="Nhờ một người quản trị tài khoản khác.",
    )


def reason_missing(what: str) -> Finding:
    """What is read where a reason is asked for and none was given."""
    return Finding(
        code="reason_missing",
        severity=Severity.ERROR,
        message=f"{what} phải kèm lý do; lý do được ghi vào nhật ký.",
        place="Ô “Lý do”",
        fix="Ghi lý do, ví dụ số văn bản yêu cầu.",
    )


def still_waiting(title: str, desk: str) -> Finding:
    """Work that would be left without anybody."""
    return Finding(
        code="open_task",
        severity=Severity.ERROR,
        message=f"Còn việc chờ: {title}.",
        place=f"Bàn “{desk}”",
        fix="Bàn giao bàn này cho người khác trước.",
    )
