"""Opening a round, saying how many are wanted of a commune, keeping an edition of an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from khuyencong.industry import permissions
from khuyencong.industry.models import Answer, AnswerEdition, Establishment, SurveyRound, SurveyTarget
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.text import fold
from khuyencong.workflow.actions import Dossier, close_task, record

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_WANTED = 10_000
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an answer says; of persons nothing is asked."""

    name: str
    wants: str
    taken_at: datetime
    establishment: Establishment | None = None
    activity: Activity | None = None
    machinery: str = ""
    cost: int | None = None
    own_money: int | None = None
    outlet: str = ""
    begin_month: int | None = None
    labour: int | None = None
    other: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a device sends: `edition` is new with each change, `based_on` the number it had seen.

    `after` is the edition it offered before without hearing what became of it.
    """

    key: UUID
    edition: UUID
    survey: SurveyRound
    commune: Unit
    said: Said
    based_on: int = 0
    after: UUID | None = None


def about(survey: SurveyRound) -> Dossier:
    """The round, as the trail names it."""
    return Dossier(kind="survey_round", key=str(survey.pk), agency=survey.agency.code)


@transaction.atomic
def open_round(
    *, title: str, year: int, since: date, until: date, by: Actor, at: datetime, made_up: bool = False
) -> SurveyRound:
    """Open a round of her agency. Raises PermissionDenied, or BlockedError with what is wrong."""
    if by.agency is None or by.desk is None or not permissions.may_survey(by):
        raise PermissionDenied
    title, found = " ".join(title.split()), []
    if not title:
        found.append(error("title_missing", "Đợt khảo sát phải có tên.", "Ghi tên đợt.", "Ô “Tên đợt”"))
    if until < since:
        message = "Ngày kết thúc trước ngày bắt đầu."
        found.append(error("days_turned", message, "Đổi một trong hai ngày.", "Ô “Đến hết ngày”"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        found.append(error("year", f"Năm {year} không hợp lý.", "Ghi năm kế hoạch.", "Ô “Cho kế hoạch năm”"))
    if found:
        raise BlockedError(*found)
    survey = SurveyRound.objects.create(
        title=title,
        year=year,
        since=since,
        until=until,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        made_up=made_up,
    )
    after = {"title": title, "year": year, "since": since, "until": until}
    record("survey.open", f"Mở đợt khảo sát: {title}", about=about(survey), by=by, at=at, after=after)
    return survey


@transaction.atomic
def want_many(survey: SurveyRound, wanted: Mapping[int, int], *, by: Actor, at: datetime) -> int:
    """Say how many answers are wanted of communes, by key, told as one event; how many changed. 0 is no target.

    Raises PermissionDenied, or BlockedError: a number below 0, a place that is no commune of hers.
    """
    survey = SurveyRound.objects.select_for_update().get(pk=survey.pk)
    if not permissions.prepares(by, survey):
        raise PermissionDenied
    units = {each.pk: each for each in Unit.objects.filter(permissions.targets_at(by, survey), pk__in=wanted)}
    if units.keys() != wanted.keys() or not all(0 <= each <= MOST_WANTED for each in wanted.values()):
        message = f"Chỉ tiêu là số phiếu từ 0 đến {MOST_WANTED:n} của một xã, phường trong địa bàn."
        raise BlockedError(error("target", message, "Xem lại xã và số phiếu."))
    rows = SurveyTarget.objects.filter(round=survey)
    before = dict(rows.order_by().values_list("commune", "wanted"))
    changed = {key: number for key, number in wanted.items() if number != before.get(key, 0)}
    if not changed:
        return 0
    rows.filter(commune__in=changed).delete()
    SurveyTarget.objects.bulk_create(
        [
            SurveyTarget(round=survey, commune=units[key], wanted=number)
            for key, number in changed.items()
            if number
        ]
    )
    names = ", ".join(units[key].name for key in list(changed)[:SHOWN])
    title = f"Giao số phiếu khảo sát cho {len(changed)} xã, phường: {names}"
    was = {str(key): before.get(key, 0) for key in changed}
    now = {str(key): number for key, number in changed.items()}
    record("survey.want", title, about=about(survey), by=by, at=at, before=was, after=now)
    return len(changed)


@transaction.atomic
def extend(survey: SurveyRound, until: date, *, reason: str, by: Actor, at: datetime) -> SurveyRound:
    """Give a round more days. Raises PermissionDenied, or BlockedError with what is wrong."""
    survey = SurveyRound.objects.select_for_update().get(pk=survey.pk)
    if not permissions.prepares(by, survey):
        raise PermissionDenied
    found = []
    if until <= survey.until:
        message = f"Đợt này đã đến hết {survey.until:%d/%m/%Y}; gia hạn là sang một ngày sau đó."
        found.append(error("not_later", message, "Ghi một ngày sau ngày ấy.", "Ô “Đến hết ngày”"))
    if not reason.strip():
        found.append(error("reason_missing", "Gia hạn phải kèm lý do.", "Ghi lý do.", "Ô “Lý do”"))
    if found:
        raise BlockedError(*found)
    left, survey.until = survey.until, until
    survey.save(update_fields=["until"])
    close_task(about(survey), by=by, at=at)
    title = f"Gia hạn đợt khảo sát: {survey.title}, đến hết {until:%d/%m/%Y}"
    record(
        "survey.extend",
        title,
        about=about(survey),
        by=by,
        at=at,
        before={"until": left},
        after={"until": until},
        reason=reason.strip(),
    )
    return survey


def said_by(row: AnswerEdition) -> Said:
    """What an edition says, to say it again with something changed."""
    return Said(**{field.name: getattr(row, field.name) for field in fields(Said)})


def keep_edition(
    answer: Answer, sent: Sent, *, number: int, standing: bool, by: Actor, at: datetime
) -> AnswerEdition:
    """Write down one edition; BlockedError says in words what the database would refuse."""
    row = edition_of(answer, sent, number=number, standing=standing, by=by, at=at)
    try:
        row.full_clean(exclude=["answer"], validate_constraints=False)
    except ValidationError as caught:
        raise BlockedError(*worded(row, caught.message_dict)) from caught
    row.save(force_insert=True)
    return row


def edition_of(
    answer: Answer, sent: Sent, *, number: int, standing: bool, by: Actor, at: datetime
) -> AnswerEdition:
    """One edition, neither looked at nor written yet."""
    said = {field.name: getattr(sent.said, field.name) for field in fields(Said)}
    row = AnswerEdition(
        edition=sent.edition,
        answer=answer,
        number=number,
        based_on=sent.based_on,
        standing=standing,
        received_at=at,
        officer=by.account,
        **_trimmed(said),
    )
    row.folded = fold(f"{row.name} {row.wants} {row.machinery}")
    return row


def tell(answer: Answer, row: AnswerEdition, *, by: Actor, at: datetime) -> None:
    """Tell the trail of an edition: which, of what, and how it compares; the words stay in the row."""
    after = {"answer": answer.key, "number": row.number, "based_on": row.based_on, "standing": row.standing}
    title = f"Nhận phiếu khảo sát: {row.name}"
    record("survey.answer", title, about=about(answer.round), by=by, at=at, after=after)


def _trimmed(said: Mapping[str, object]) -> dict[str, object]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}


def worded(row: AnswerEdition, told: Mapping[str, list[str]]) -> list[Finding]:
    """What the rows of the database would not take, field by field."""
    return [
        error(
            f"answer_{name}",
            " ".join(messages),
            "Sửa ô này rồi gửi lại.",
            f"Ô “{row._meta.get_field(name).verbose_name}”",  # type: ignore[union-attr]
        )
        for name, messages in told.items()
    ]
