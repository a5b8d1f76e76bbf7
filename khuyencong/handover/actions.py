"""Beginning a hand-over, freezing its list, changing who sits at the desk; keeping what somebody learned."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.handover import permissions
from khuyencong.handover.models import HandedTask, Handover, LearnedUnit
from khuyencong.handover.queries import last_holder_of, may_take, open_work
from khuyencong.organisations.actions import close_seats, seat
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Desk, User
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.models import Task

TELLS = ("promises", "contacts", "notes")


def start(*, desk: Desk, taker: User, by: Actor, at: datetime, on: date, **told: str) -> Handover:
    """A hand-over of the desk, not signed yet; PermissionDenied, or BlockedError when one is under way."""
    if not permissions.may_start(by, desk):
        raise PermissionDenied
    giver = by.account if permissions.holds(by, desk) else last_holder_of(desk)
    if giver is None or giver == taker:
        raise BlockedError(nothing_to_give())
    if not may_take(desk, on).filter(pk=taker.pk).exists():
        raise BlockedError(not_fit())
    handover = Handover(desk=desk, agency=desk.agency, giver=giver, taker=taker, started_at=at)
    tell(handover, **told)
    try:
        with transaction.atomic():
            handover.save(force_insert=True)
    except IntegrityError as error:
        raise BlockedError(under_way()) from error
    return handover


def tell(handover: Handover, **told: str) -> None:
    """Put promises, contacts and notes into a hand-over, unsaved."""
    for name in TELLS:
        if name in told:
            setattr(handover, name, told[name].strip())


def freeze_list(handover: Handover) -> int:
    """Write down what waits at the desk at this moment, in the place of an earlier list; how many tasks."""
    handover.tasks.all().delete()
    rows = HandedTask.objects.bulk_create([line(handover, task) for task in open_work(handover)])
    return len(rows)


def complete_list(handover: Handover) -> int:
    """Add what came since the giver signed and mark what was done since; how many tasks now change hands."""
    waiting = {task.pk: task for task in open_work(handover)}
    listed = set(handover.tasks.values_list("task", flat=True))
    handover.tasks.exclude(task__in=waiting).update(done_before=True)
    HandedTask.objects.bulk_create(
        [line(handover, task, came_after=True) for key, task in waiting.items() if key not in listed]
    )
    return len(waiting)


def line(handover: Handover, task: Task, *, came_after: bool = False) -> HandedTask:
    """One task as it waits now, unsaved."""
    return HandedTask(
        handover=handover,
        task=task.pk,
        dossier_kind=task.dossier_kind,
        dossier_key=task.dossier_key,
        title=task.title,
        since=task.since,
        due=task.due,
        due_source=task.due_source,
        stake=task.stake,
        came_after=came_after,
    )


def change_seats(handover: Handover, *, on: date) -> None:
    """From that day the taker sits at the desk and the giver no more."""
    close_seats(user=handover.giver, on=on, desk=handover.desk)
    seat(user=handover.taker, desk=handover.desk, since=on)


def nothing_to_give() -> Finding:
    """What is read when nobody ever held the desk, or the taker herself held it last."""
    return Finding(
        code="nothing_to_give",
        severity=Severity.ERROR,
        message="Không có ai để giao: bàn này chưa ai giữ, hoặc chính người nhận là người giữ sau cùng.",
        place="Ô “Bên nhận”",
        fix="Nhờ người quản trị tài khoản xếp người ấy vào bàn; không cần biên bản bàn giao.",
    )


def not_fit() -> Finding:
    """What is read when the person is not of the agency."""
    return Finding(
        code="not_fit",
        severity=Severity.ERROR,
        message="Người nhận phải đang giữ một bàn trong cơ quan (hoặc cấp trên, cấp dưới của cơ quan).",
        place="Ô “Bên nhận”",
        fix="Chọn người khác, hoặc nhờ người quản trị tài khoản mời người ấy vào cơ quan trước.",
    )


def under_way() -> Finding:
    """What is read when the desk is being handed over already."""
    return Finding(
        code="under_way",
        severity=Severity.ERROR,
        message="Bàn này đang có một cuộc bàn giao chưa xong.",
        fix="Mở mục Bàn giao để ký tiếp hoặc hủy cuộc ấy trước.",
    )


def keep_learned(
    *,
    unit: str,
    title: str,
    version: int,
    answers: Mapping[str, Sequence[str]],
    law: Mapping[str, Sequence[str]],
    by: Actor,
    at: datetime,
    made_up: bool = False,
) -> LearnedUnit:
    """Write down that she passed a unit at the desk she acts for; PermissionDenied for who has no desk.

    The trail tells unit and version, not the answers.
    """
    if by.desk is None:
        raise PermissionDenied
    with transaction.atomic():
        row = LearnedUnit.objects.create(
            user=by.account,
            desk=by.desk,
            agency=by.desk.agency,
            unit=unit,
            version=version,
            passed_at=at,
            answers={number: list(letters) for number, letters in answers.items()},
            law={place: list(lines) for place, lines in law.items()},
            made_up=made_up,
        )
        about = Dossier(kind="learned_unit", key=str(row.pk), agency=by.agency_code)
        record(
            "training.pass",
            f"Đạt bài “{title}”",
            about=about,
            by=by,
            at=at,
            after={"learned": unit, "version": version},
        )
    return row
