"""Receiving answers; where two people changed one answer unseen by each other, both stay and one decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.industry import permissions
from khuyencong.industry.actions.surveys import Sent, keep_edition, said_by, tell
from khuyencong.industry.models import Answer, AnswerConflict, AnswerEdition, Establishment
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = AnswerConflict.State


class Outcome(StrEnum):
    """What became of what was sent."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The edition as it was kept, and what became of it."""

    edition: AnswerEdition
    outcome: Outcome


def told(conflict: AnswerConflict) -> str:
    """The conflict in one line."""
    return f"“{conflict.arrived.name}”"


def at_the_round(conflict: AnswerConflict, on: date) -> Waits:
    """At the desk that opened the round."""
    survey = conflict.answer.round
    title = f"Chọn một trong hai bản của phiếu khảo sát {told(conflict)}"
    return Waits(desk=survey.desk.code, agency=survey.agency.code, title=title)


def let_it_stand(conflict: AnswerConflict, act: Act) -> Mapping[str, object]:
    """The edition that arrived stands from now on; the other stays as it was written."""
    # The same lock as receiving takes: else the edition that stood may have changed under the question.
    Answer.objects.select_for_update().get(pk=conflict.answer_id)
    rows = AnswerEdition.objects.filter(answer=conflict.answer_id)
    left = rows.get(standing=True)
    rows.filter(pk=left.pk).update(standing=False)
    rows.filter(pk=conflict.arrived_id).update(standing=True)
    return {"left": left.number, "standing": conflict.arrived.number}


CONFLICT = Lifecycle(
    kind="survey_conflict",
    title="Hai bản của một phiếu khảo sát",
    initial=Life.OPEN,
    states=(
        State(code=Life.OPEN, label="Chờ chọn", owner="Bàn mở đợt khảo sát", waits=at_the_round),
        State(code=Life.KEPT, label="Giữ bản đang dùng"),
        State(code=Life.TAKEN, label="Dùng bản gửi sau"),
    ),
    transitions=(
        Transition(
            name="survey_conflict.keep",
            title="Giữ bản đang dùng",
            sources=frozenset({Life.OPEN}),
            target=Life.KEPT,
            who=permissions.settles,
            by="Cơ quan mở đợt khảo sát",
        ),
        Transition(
            name="survey_conflict.take",
            title="Dùng bản gửi sau",
            sources=frozenset({Life.OPEN}),
            target=Life.TAKEN,
            who=permissions.settles,
            by="Cơ quan mở đợt khảo sát",
            effect=let_it_stand,
        ),
    ),
    title_of=told,
    agency_of=lambda conflict: conflict.answer.round.agency.code,
)


def receive(sent: Sent, act: Act) -> Received:
    """Keep what a device sent, once. Raises PermissionDenied, or BlockedError with what is wrong.

    Two first sends at once meet at the unique keys: the second is tried again and finds the first.
    """
    try:
        return _receive(sent, act)
    except IntegrityError:
        return _receive(sent, act)


@transaction.atomic
def _receive(sent: Sent, act: Act) -> Received:
    answer = Answer.objects.select_for_update().filter(key=sent.key).first()
    if answer is None:
        return _first(sent, act)
    if not permissions.amends(act.by, answer):
        raise PermissionDenied
    known = AnswerEdition.objects.filter(edition=sent.edition).first()
    if known is not None:
        return _known(answer, known)
    if answer.round_id != sent.survey.pk or answer.commune_id != sent.commune.pk:
        message = "Phiếu này đã ghi cho đợt khảo sát hoặc xã khác."
        raise BlockedError(error("moved", message, "Lập phiếu mới cho nơi ấy."))
    _may_link(sent, act)
    return _next(answer, sent, act)


def _first(sent: Sent, act: Act) -> Received:
    by, survey = act.by, sent.survey
    if not permissions.answers_at(by, survey, sent.commune):
        raise PermissionDenied
    if sent.based_on:
        # Changed on a device that knows an answer the server has not: restored from an older copy.
        message = "Máy chủ không có phiếu mà bản sửa này dựa vào."
        raise BlockedError(error("from_nowhere", message, "Ghi lại thành phiếu mới, rồi bỏ bản này."))
    if not survey.since <= act.on <= survey.until and not survey.since <= _day(sent) <= survey.until:
        message = f"Đợt khảo sát mở từ {survey.since:%d/%m/%Y} đến hết {survey.until:%d/%m/%Y}."
        raise BlockedError(error("closed", message, "Xem lại đợt, hoặc nhờ cơ quan mở đợt gia hạn."))
    _may_link(sent, act)
    answer = Answer.objects.create(
        key=sent.key, round=survey, commune=sent.commune, officer=by.account, agency=by.agency
    )
    row = keep_edition(answer, sent, number=1, standing=True, by=by, at=act.at)
    tell(answer, row, by=by, at=act.at)
    return Received(edition=row, outcome=Outcome.NEW)


def _next(answer: Answer, sent: Sent, act: Act) -> Received:
    rows = AnswerEdition.objects.filter(answer=answer)
    standing, last = rows.get(standing=True), rows.latest("number")
    if sent.based_on > last.number:
        message = f"Phiếu chưa có lần ghi thứ {sent.based_on}."
        raise BlockedError(error("from_nowhere", message, "Tải lại phiếu rồi sửa."))
    if sent.after == standing.edition:
        sent = replace(sent, based_on=standing.number)
    follows = sent.based_on == standing.number
    seen, linked = rows.filter(number=sent.based_on).first(), sent.said.establishment
    if not follows and only_linked_since(seen, standing, linked.pk if linked else None):
        sent = replace(sent, said=replace(sent.said, establishment=standing.establishment))
        follows = True
    if follows:
        rows.filter(pk=standing.pk).update(standing=False)
    row = keep_edition(answer, sent, number=last.number + 1, standing=follows, by=act.by, at=act.at)
    if not follows:
        CONFLICT.begin(AnswerConflict.objects.create(answer=answer, arrived=row), act)
    tell(answer, row, by=act.by, at=act.at)
    return Received(edition=row, outcome=Outcome.CHANGED if follows else Outcome.CONFLICT)


def only_linked_since(seen: AnswerEdition | None, standing: AnswerEdition, linked: int | None) -> bool:
    """Whether all that happened since what the device saw is that a desk said which establishment it is.

    A device that was offline knows nothing of that and says nothing against it, so nobody has to choose.
    """
    if seen is None or linked != seen.establishment_id:
        return False
    return said_by(standing) == replace(said_by(seen), establishment=standing.establishment)


@transaction.atomic
def link(answer: Answer, establishment: Establishment, act: Act) -> AnswerEdition:
    """Say which row of the register an answer is about: a new edition, otherwise as the standing one.

    Raises PermissionDenied; the same again writes nothing.
    """
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if not permissions.links(act.by, answer):
        raise PermissionDenied
    rows = AnswerEdition.objects.filter(answer=answer)
    standing, last = rows.get(standing=True), rows.latest("number")
    if standing.establishment_id == establishment.pk:
        return standing
    said = replace(said_by(standing), establishment=establishment)
    sent = Sent(
        key=answer.key,
        edition=uuid4(),
        survey=answer.round,
        commune=answer.commune,
        said=said,
        based_on=standing.number,
    )
    _may_link(sent, act)
    rows.filter(pk=standing.pk).update(standing=False)
    row = keep_edition(answer, sent, number=last.number + 1, standing=True, by=act.by, at=act.at)
    tell(answer, row, by=act.by, at=act.at)
    return row


def _known(answer: Answer, row: AnswerEdition) -> Received:
    """Sent again: nothing is written, unless it is the edition of another answer."""
    if row.answer_id != answer.pk:
        raise BlockedError(
            error("edition_taken", "Mã lần ghi đã dùng cho phiếu khác.", "Lưu phiếu lại rồi gửi.")
        )
    return Received(edition=row, outcome=Outcome.KNOWN)


def _may_link(sent: Sent, act: Act) -> None:
    """She names an establishment she sees, or none."""
    linked = sent.said.establishment
    if linked is not None and not Establishment.objects.visible_to(act.by).filter(pk=linked.pk).exists():
        raise PermissionDenied


def _day(sent: Sent) -> date:
    return Act(by=None, at=sent.said.taken_at).on
