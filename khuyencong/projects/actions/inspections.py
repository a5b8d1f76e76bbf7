"""Planning an inspection and writing its minutes, while they are not laid before the head."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.projects import permissions
from khuyencong.projects.actions.obstacles import UNHINDERED
from khuyencong.projects.actions.papers import KEPT, keep_file
from khuyencong.projects.models import Fault, Inspection, InspectionAnswer, Project
from khuyencong.projects.queries.inspections import menders_of, questions_of
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.inspections import Said, without_words
from khuyencong.workflow.actions import Dossier, locked, record

UNSEEN = tuple(state for state in UNHINDERED if state != Project.State.SETTLED)
"""Projects where there is nothing to see, a stopped one among them; a settled one may be inspected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When somebody goes, who, and on what ground."""

    planned_on: date
    team: str
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the minutes say, apart from what has to be put right."""

    held_on: date
    place: str
    attendants: str
    conclusion: str
    answers: Mapping[str, Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What has to be put right, how grave, by whom and when."""

    grade: str
    words: str
    wanted: str
    due: date
    agency: Agency


@transaction.atomic
def plan_inspection(project: Project, plan: Plan, *, by: Actor, at: datetime) -> Inspection:
    """Put an inspection on the calendar. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_inspect(by, project):
        raise PermissionDenied
    if project.state in UNSEEN:
        message = f"Đề án ở bước “{project.get_state_display().lower()}”, chưa có gì để kiểm tra."
        raise BlockedError(error("unseen", message, "Kiểm tra đề án đang làm hoặc đã làm xong."))
    if not plan.team.strip():
        raise BlockedError(error("nobody_goes", "Chưa ghi ai đi kiểm tra.", "Mỗi dòng một người.", "Ô “Ai đi”"))
    made = Inspection.objects.create(
        project=project,
        planned_on=plan.planned_on,
        team=plan.team.strip(),
        basis=plan.basis.strip(),
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        made_up=project.made_up,
    )
    tell("inspection.plan", "Lên lịch kiểm tra", made, {"planned_on": made.planned_on}, by=by, at=at)
    return made


@transaction.atomic
def write_minutes(inspection: Inspection, seen: Seen, *, by: Actor, at: datetime) -> Inspection:
    """Put down what was found; answers to questions that are not asked are left out."""
    row = writable(inspection, by)
    if seen.held_on > localtime(at).date():
        message = f"Ngày kiểm tra {seen.held_on:%d/%m/%Y} chưa đến."
        raise BlockedError(error("future", message, "Ghi sau khi đã kiểm tra.", "Ô “Ngày kiểm tra”"))
    asked = {each.code: each.words for each in questions_of(row)}
    if unsaid := list(without_words(seen.answers, asked)):
        raise BlockedError(*unsaid)
    row.held_on, row.place = seen.held_on, seen.place.strip()
    row.attendants, row.conclusion = seen.attendants.strip(), seen.conclusion.strip()
    row.save(update_fields=["held_on", "place", "attendants", "conclusion"])
    row.answers.all().delete()
    InspectionAnswer.objects.bulk_create(
        InspectionAnswer(inspection=row, question=code, answer=said.answer.value, words=said.words.strip())
        for code, said in seen.answers.items()
        if code in asked
    )
    after: dict[str, object] = {"held_on": row.held_on, "answers": len(seen.answers)}
    tell("inspection.write", "Ghi biên bản kiểm tra", row, after, by=by, at=at)
    return row


@transaction.atomic
def want_mended(inspection: Inspection, wanted: Wanted, *, by: Actor, at: datetime) -> Fault:
    """Write down something that has to be put right."""
    row = writable(inspection, by)
    if not wanted.words.strip() or not wanted.wanted.strip():
        message = "Ghi cả điều đã thấy và việc phải làm."
        raise BlockedError(error("no_words", message, "Một việc làm được, có hạn.", "Ô “Phải làm gì”"))
    if wanted.agency.pk not in {each.pk for each, _ in menders_of(row.project, localtime(at).date())}:
        message = "Nơi này không khắc phục được."
        raise BlockedError(error("far_away", message, "Chọn trong danh sách.", "Ô “Ai khắc phục”"))
    if wanted.due <= (seen := row.held_on or row.planned_on):
        message = f"Hạn {wanted.due:%d/%m/%Y} không sau ngày kiểm tra {seen:%d/%m/%Y}."
        raise BlockedError(error("due_too_early", message, "Ghi một ngày làm kịp.", "Ô “Hạn”"))
    made = Fault.objects.create(
        inspection=row,
        grade=wanted.grade,
        words=wanted.words.strip(),
        wanted=wanted.wanted.strip(),
        due=wanted.due,
        agency=wanted.agency,
    )
    after: dict[str, object] = {"fault": made.words, "due": made.due}
    tell("inspection.fault", "Ghi việc phải khắc phục", row, after, by=by, at=at)
    return made


@transaction.atomic
def leave_out(fault: Fault, *, by: Actor, at: datetime) -> None:
    """Take back something that was written down, before it is laid before the head."""
    row = writable(fault.inspection, by)
    tell("inspection.leave", "Bỏ việc phải khắc phục", row, {"fault": fault.words}, by=by, at=at)
    fault.delete()


@transaction.atomic
def hand_signed(
    inspection: Inspection, *, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> Inspection:
    """Keep the signed minutes; the trail keeps the hash of those before. The door judged the file."""
    row = writable(inspection, by)
    after = keep_file(row, name=name, media_type=media_type, content=content)
    row.save(update_fields=KEPT)
    tell("inspection.minutes", "Nộp biên bản kiểm tra", row, after, by=by, at=at)
    return row


def writable(inspection: Inspection, by: Actor) -> Inspection:
    """The inspection locked, while its minutes are being written. PermissionDenied or BlockedError."""
    row = locked(inspection)
    if not permissions.inspects(by, row):
        raise PermissionDenied
    if row.state != Inspection.State.PLANNED:
        message = f"Cuộc kiểm tra đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại để sửa."))
    return row


def tell(name: str, title: str, row: Inspection, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    """One line of the trail; who was there stays in the row."""
    about = Dossier(kind="inspection", key=str(row.pk), agency=row.agency.code)
    record(name, f"{title}: {row.project.title}", about=about, by=by, at=at, after=after)
