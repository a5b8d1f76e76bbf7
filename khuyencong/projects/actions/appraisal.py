"""Ticking a sheet, declaring interests, asking for supplement and answering."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.models import Appraisal, Interest, Project, Supplement, Tick
from khuyencong.projects.queries.appraisal import (
    conflicted_in,
    interests_in,
    not_hers,
    opened_on,
    second_desk,
    waiting_in,
    why_not_tick,
)
from khuyencong.projects.queries.lists import all_sections
from khuyencong.projects.queries.rubric import RubricQuestion, rubric_on
from khuyencong.rules.drafting import Step
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Dossier, Waits, close_task, open_task, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What somebody ticks for one question; what is not met needs words."""

    question: str
    answer: str
    words: str = ""


def about_sheet(sheet: Appraisal) -> Dossier:
    """The sheet, as the trail names it."""
    return Dossier(kind="appraisal", key=str(sheet.pk), agency=sheet.agency.code)


def about_question(asked: Supplement) -> Dossier:
    """The question, as the trail names it: it belongs to who drafts."""
    return Dossier(kind="appraisal_question", key=str(asked.pk), agency=asked.project.agency.code)


def about_wish(sheet: Appraisal) -> Dossier:
    """What is taken back on a sheet and waits for a second person."""
    return Dossier(kind="appraisal_interest", key=str(sheet.pk), agency=sheet.agency.code)


def locked_sheet(sheet: Appraisal) -> Appraisal:
    """The sheet, locked, with what its rules look at."""
    Appraisal.objects.select_for_update().get(pk=sheet.pk)
    related = ("project__department", "project__agency", "agency", "council__agency")
    return Appraisal.objects.select_related(*related).get(pk=sheet.pk)


@transaction.atomic
def tick(sheet: Appraisal, said: Sequence[Answered], *, by: Actor, at: datetime) -> list[Tick]:
    """Keep what she ticked, where it differs from what of hers stands. PermissionDenied or BlockedError."""
    row = locked_sheet(sheet)
    if not permissions.ticks(by, row):
        raise PermissionDenied
    if found := why_not_tick(row, by):
        raise BlockedError(*found)
    known = rubric_on(row.project.purse, opened_on(row))
    if wrong := [finding for each in said for finding in wrong_answer(each, known)]:
        raise BlockedError(*wrong)
    stands = {each.question: [each.answer, each.words] for each in row.ticks.filter(user=by.account)}
    fresh = {
        each.question: [each.answer, tidy(each.words)]
        for each in said
        if stands.get(each.question) != [each.answer, tidy(each.words)]
    }
    made = [
        Tick(appraisal=row, question=question, answer=answer, words=words, user=by.account, at=at)
        for question, (answer, words) in fresh.items()
    ]
    Tick.objects.bulk_create(made)
    if made:
        before = {question: stands[question] for question in fresh if question in stands}
        title = f"Chấm {len(made)} câu: {row.project.title}"
        record("appraisal.tick", title, about=about_sheet(row), by=by, at=at, before=before, after=fresh)
    return made


def wrong_answer(said: Answered, known: Mapping[str, RubricQuestion]) -> list[Finding]:
    """What is wrong with one answer."""
    if said.question not in known or said.answer not in Tick.Answer.values:
        return [error("no_question", "Phiếu không có câu hỏi hay câu trả lời này.", "Tải lại trang.")]
    if said.answer == Tick.Answer.FAIL and not tidy(said.words):
        message = "Chấm “Chưa đạt” phải ghi chưa đạt ở chỗ nào."
        return [error("words_missing", message, "Ghi một câu.", f"Câu “{known[said.question].words}”")]
    return []


@transaction.atomic
def declare(sheet: Appraisal, *, conflicted: bool, words: str = "", by: Actor, at: datetime) -> Interest:
    """Say whether she is concerned by the project; what she said last stands, what she ticked before is kept.

    To take it back needs words and a second person (actions.interests); until then she stays concerned.

    PermissionDenied for who may not judge it anyway, BlockedError without words or once it is concluded.
    """
    row = locked_sheet(sheet)
    if not (permissions.ticks(by, row) or permissions.concludes(by, row)):
        raise PermissionDenied
    if row.state not in (Appraisal.State.OPEN, Appraisal.State.READY):
        raise BlockedError(error("sheet_closed", "Phiếu đã kết luận.", "Xem kết luận ở cuối phiếu."))
    taken_back = not conflicted and by.account.pk in conflicted_in(row.project)
    if (conflicted or taken_back) and not tidy(words):
        message = "Khai có liên quan phải nói liên quan thế nào."
        if taken_back:
            message = "Anh/chị đã khai có liên quan; khai lại là không liên quan phải nói vì sao."
        raise BlockedError(error("words_missing", message, "Ghi một câu.", "Ô “Liên quan thế nào”"))
    if taken_back and by.account.pk in waiting_in(row.project):
        message = "Anh/chị đã xin rút lời khai; đang chờ Chủ tịch hội đồng hoặc lãnh đạo đồng ý."
        raise BlockedError(error("waits_already", message, "Không cần khai lần nữa."))
    last = interests_in(row.project).get(by.account.pk)
    if last is not None and not taken_back and (last.conflicted, last.words) == (conflicted, tidy(words)):
        return last  # Nothing new is said.
    made = Interest.objects.create(
        project=row.project,
        agency=row.agency,
        user=by.account,
        conflicted=conflicted,
        words=tidy(words) if conflicted or taken_back else "",
        waits=taken_back,
        at=at,
    )
    if taken_back:
        wait_for_second(row, made, at=at)
    said = "Xin rút khai" if taken_back else "Khai có" if conflicted else "Khai không"
    title = f"{said} liên quan: {row.project.title}"
    after = {"conflicted": conflicted, "words": made.words, "waits": taken_back}
    record("appraisal.declare", title, about=about_sheet(row), by=by, at=at, after=after)
    return made


def wait_for_second(sheet: Appraisal, asked: Interest, *, at: datetime) -> None:
    """Let what takes an interest back wait at the desk of the chair, or of the head where she is the chair."""
    desk = second_desk(sheet, asked, localtime(at).date())
    if desk is not None:
        title = f"Xét rút khai có liên quan của {asked.user}: đề án “{sheet.project.title}”"
        open_task(about_wish(sheet), Waits(desk=desk.code, agency=desk.agency.code, title=title), at=at)


@transaction.atomic
def ask(sheet: Appraisal, words: str, *, step: str, section: str = "", by: Actor, at: datetime) -> Supplement:
    """Write down a question for who drafted it; it is sent when the project is returned."""
    row = locked_sheet(sheet)
    if not (permissions.ticks(by, row) or permissions.keeps(by, row)):
        raise PermissionDenied
    if row.state not in (Appraisal.State.OPEN, Appraisal.State.READY):
        raise BlockedError(error("sheet_closed", "Phiếu đã kết luận.", "Xem kết luận ở cuối phiếu."))
    if found := not_hers(row, by, "hỏi"):
        raise BlockedError(*found)
    sections = {each.code for each in all_sections()}
    if not tidy(words) or step not in list(Step) or (section and section not in sections):
        message = "Câu hỏi phải có lời và nói về bước nào của đề án."
        raise BlockedError(error("question_unclear", message, "Ghi câu hỏi, chọn bước.", "Ô “Câu hỏi”"))
    same = row.supplements.filter(sent_at__isnull=True, step=step, section=section, asked_by=by.account)
    if (asked := same.filter(words=tidy(words)).first()) is not None:
        return asked  # A page that stays open after a press may send the same words again.
    made = Supplement.objects.create(
        appraisal=row,
        project=row.project,
        step=step,
        section=section,
        words=tidy(words),
        asked_by=by.account,
        asked_at=at,
    )
    title = f"Ghi câu hỏi bổ sung: {row.project.title}"
    after = {"step": step, "section": section, "words": made.words}
    record("appraisal.ask", title, about=about_sheet(row), by=by, at=at, after=after)
    return made


@transaction.atomic
def unask(asked: Supplement, *, by: Actor, at: datetime) -> None:
    """Take a question back that was not sent yet."""
    row = locked_sheet(asked.appraisal)
    if not (permissions.ticks(by, row) or permissions.keeps(by, row)):
        raise PermissionDenied
    found = Supplement.objects.filter(pk=asked.pk, sent_at__isnull=True)
    if not found.exists():
        raise BlockedError(error("sent_already", "Câu hỏi đã gửi cho đơn vị lập đề án.", "Hỏi thêm câu khác."))
    found.delete()
    title = f"Bỏ câu hỏi bổ sung: {row.project.title}"
    before = {"words": asked.words}
    record("appraisal.unask", title, about=about_sheet(row), by=by, at=at, before=before)


@transaction.atomic
def answer(asked: Supplement, words: str, *, by: Actor, at: datetime) -> Supplement:
    """Answer a question the project came back with; it may be said better until the project is sent again."""
    project = Project.objects.select_for_update().get(pk=asked.project_id)
    row = Supplement.objects.select_related("project__agency").get(pk=asked.pk)
    if not permissions.answers(by, row):
        raise PermissionDenied
    if project.state != Project.State.RETURNED:
        message = f"Đề án đang ở bước “{project.get_state_display().lower()}”, không trả lời được nữa."
        raise BlockedError(error("not_returned", message, "Xem câu trả lời đã gửi."))
    if not tidy(words):
        message = "Câu trả lời còn trống."
        raise BlockedError(error("answer_empty", message, "Nói đã sửa gì, ở đâu.", "Ô “Trả lời”"))
    before = row.answer
    row.answer, row.answered_by, row.answered_at = words.strip(), by.account, at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    close_task(about_question(row), by=by, at=at)
    record(
        "appraisal_question.answer",
        f"Trả lời câu hỏi thẩm định: {project.title}",
        about=about_question(row),
        by=by,
        at=at,
        before={"answer": before} if before else None,
        after={"answer": row.answer},
    )
    return row


def send_questions(sheet: Appraisal, *, at: datetime) -> int:
    """Let each question of the sheet wait at the desk that drafts; called as the project is returned."""
    project = sheet.project
    asked = list(sheet.supplements.filter(sent_at__isnull=True))
    for each in asked:
        each.project, each.sent_at = project, at
        each.save(update_fields=["sent_at"])
        title = f"Trả lời câu hỏi thẩm định đề án “{project.title}”: {each.words}"
        waits = Waits(desk=project.desk.code, agency=project.agency.code, title=title[:300])
        open_task(about_question(each), waits, at=at)
    return len(asked)


def forget_questions(project: Project, *, by: Actor, at: datetime) -> None:
    """The project is withdrawn: nobody need answer any more."""
    for each in project.supplements.filter(sent_at__isnull=False, answer="").select_related("project__agency"):
        close_task(about_question(each), by=by, at=at)


def tidy(words: str) -> str:
    """Words without stray blanks."""
    return " ".join(words.split())
