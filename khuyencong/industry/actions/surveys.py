"""Opening a round, saying how many are wanted of a commune, keeping an edition of an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from khuyencong.industry import permissions
from khuyencong.industry.actions.establishments import wrong
from khuyencong.industry.models import Answer, AnswerEdition, Establishment, SurveyRound, SurveyTarget
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError, Finding
from khuyencong.workflow.actions import Dossier, record

FIRST_YEAR, LAST_YEAR = 2000, 2100


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
    """What a device sends: `edition` is new with each change, `based_on` the number it had seen."""

    key: UUID
    edition: UUID
    survey: SurveyRound
    commune: Unit
    said: Said
    based_on: int = 0


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
        found.append(wrong("title_missing", "Đợt khảo sát phải có tên.", "Ghi tên đợt.", "Ô “Tên đợt”"))
    if until < since:
        message = "Ngày kết thúc trước ngày bắt đầu."
        found.append(wrong("days_turned", message, "Đổi một trong hai ngày.", "Ô “Đến hết ngày”"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        found.append(wrong("year", f"Năm {year} không hợp lý.", "Ghi năm kế hoạch.", "Ô “Cho kế hoạch năm”"))
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
def want(survey: SurveyRound, commune: Unit, wanted: int, *, by: Actor, at: datetime) -> SurveyTarget:
    """Say how many answers are wanted of a commune; the same number again writes nothing."""
    survey = SurveyRound.objects.select_for_update().get(pk=survey.pk)
    if not permissions.prepares(by, survey):
        raise PermissionDenied
    if commune.level != Unit.Level.COMMUNE or wanted < 1:
        message = "Chỉ tiêu là số phiếu, từ 1 trở lên, của một xã, phường."
        raise BlockedError(wrong("target", message, "Chọn xã và ghi một số dương."))
    row = SurveyTarget.objects.filter(round=survey, commune=commune).first()
    before = row.wanted if row is not None else None
    if row is not None and before == wanted:
        return row
    row = row or SurveyTarget(round=survey, commune=commune)
    row.wanted = wanted
    row.save()
    title = f"Giao số phiếu khảo sát: {commune}, {wanted}"
    told = {"commune": commune.pk, "wanted": wanted}
    record("survey.want", title, about=about(survey), by=by, at=at, before={"wanted": before}, after=told)
    return row


def keep_edition(
    answer: Answer, sent: Sent, *, number: int, standing: bool, by: Actor, at: datetime
) -> AnswerEdition:
    """Write down one edition; BlockedError says in words what the database would refuse."""
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
    try:
        row.full_clean(exclude=["answer"], validate_constraints=False)
    except ValidationError as error:
        raise BlockedError(*_worded(row, error.message_dict)) from error
    row.save(force_insert=True)
    return row


def tell(answer: Answer, row: AnswerEdition, *, by: Actor, at: datetime) -> None:
    """Tell the trail of an edition: which, of what, and how it compares; the words stay in the row."""
    after = {"answer": answer.key, "number": row.number, "based_on": row.based_on, "standing": row.standing}
    title = f"Nhận phiếu khảo sát: {row.name}"
    record("survey.answer", title, about=about(answer.round), by=by, at=at, after=after)


def _trimmed(said: Mapping[str, object]) -> dict[str, object]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}


def _worded(row: AnswerEdition, told: Mapping[str, list[str]]) -> list[Finding]:
    return [
        wrong(
            f"answer_{name}",
            " ".join(messages),
            "Sửa ô này rồi gửi lại.",
            f"Ô “{row._meta.get_field(name).verbose_name}”",  # type: ignore[union-attr]
        )
        for name, messages in told.items()
    ]
