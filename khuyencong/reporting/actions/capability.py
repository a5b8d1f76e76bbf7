"""Writing down rounds of scores: begun, computed into frozen rows, set aside, published to the plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.projects.models import Project, PublishedCapability
from khuyencong.projects.models.projects import FIRST_YEAR, LAST_YEAR
from khuyencong.reporting import permissions
from khuyencong.reporting.models import (
    CapabilityEdition,
    CapabilityEvent,
    CapabilityHearing,
    CapabilityLine,
    CapabilityRound,
    CapabilityScore,
    CapabilitySetAside,
)
from khuyencong.reporting.queries.capability.rounds import (
    Asked,
    Scored,
    aside_as_data,
    compute,
    criteria_as_data,
    digest_of,
    spelled,
)
from khuyencong.rules.capability import About
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.actions import keepable

AT_A_TIME = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a round is begun with: the year, and the last day that counts."""

    year: int
    cut: date


@transaction.atomic
def begin_round(said: Begun, *, by: Actor, at: datetime) -> CapabilityRound:
    """A round of her agency, without scores yet. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_score(by):
        raise PermissionDenied
    if not FIRST_YEAR <= said.year <= LAST_YEAR or said.cut.year != said.year:
        raise BlockedError(
            error("wrong_year", "Ngày chốt phải nằm trong năm chấm điểm.", "Thường là 31/12.", "Ô “Tính đến”")
        )
    ministry = by.agency.kind == Agency.Kind.MINISTRY
    try:
        with transaction.atomic():
            return CapabilityRound.objects.create(
                year=said.year,
                cut=said.cut,
                province=None if ministry else by.agency.unit,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
                made_up=Project.objects.filter(made_up=True).exists(),
            )
    except IntegrityError as wrong:
        message = f"Năm {said.year} đã có một đợt chấm của cơ quan này."
        fix = "Mở đợt ấy; muốn làm lại thì bỏ hoặc mở lại đợt ấy."
        raise BlockedError(error("already_begun", message, fix, "Ô “Năm”")) from wrong


def keep_edition(found: CapabilityRound, asked: Asked, *, by: Actor, at: datetime) -> CapabilityEdition:
    """Compute and freeze every row; the round then uses these. Fixed inserts, a thousand rows each."""
    scored = compute(asked)
    last = found.editions.order_by("-number").values_list("number", flat=True).first() or 0
    edition = CapabilityEdition.objects.create(
        round=found,
        number=last + 1,
        known_at=asked.known,
        criteria=criteria_as_data(asked.criteria),
        aside=aside_as_data(asked.aside),
        needs=asked.needs,
        digest=digest_of(scored),
        author=by.account,
        at=at,
    )
    _keep(edition, scored)
    found.edition = edition
    return edition


def _keep(edition: CapabilityEdition, scored: Sequence[Scored]) -> None:
    rows = CapabilityScore.objects.bulk_create(
        [
            CapabilityScore(
                edition=edition,
                agency_id=each.body.agency,
                about=each.body.about.value,
                total=spelled(each.score.total),
                hundredths=each.score.hundredths,
                place=each.place,
                words=each.score.words,
            )
            for each in scored
        ],
        batch_size=AT_A_TIME,
    )
    pairs = [
        (kept, position, line)
        for kept, each in zip(rows, scored, strict=True)
        for position, line in enumerate(each.score.lines, start=1)
    ]
    lines = CapabilityLine.objects.bulk_create(
        [
            CapabilityLine(
                score=kept,
                position=position,
                criterion=line.criterion.code,
                name=line.criterion.name,
                weight=line.criterion.weight,
                counted=line.counted,
                measure=spelled(line.measure),
                points=spelled(line.points),
                words=line.words,
            )
            for kept, position, line in pairs
        ],
        batch_size=AT_A_TIME,
    )
    CapabilityEvent.objects.bulk_create(
        [
            CapabilityEvent(
                line=kept,
                key=event.key,
                on=event.on,
                value=event.value,
                of=event.of,
                words=event.words,
                set_aside=event.set_aside,
            )
            for kept, (_, _, line) in zip(lines, pairs, strict=True)
            for event in line.events
        ],
        batch_size=AT_A_TIME,
    )


def set_aside(
    hearing: CapabilityHearing, keys: Iterable[str], reason: str, *, by: Actor, at: datetime
) -> list[str]:
    """Those events of that body do not count, on that ground; BlockedError for one that is not of it."""
    wanted = list(dict.fromkeys(keys))
    if not keepable(reason):
        raise BlockedError(error("unkeepable", "Lý do quá dài hoặc có ký tự không lưu được.", "Viết ngắn lại."))
    own = CapabilityEvent.objects.filter(line__score=hearing.score_id, key__in=wanted)
    known = set(own.values_list("key", flat=True))
    if lost := [each for each in wanted if each not in known]:
        message = f"Không có việc {', '.join(lost)} trong điểm của đơn vị này."
        raise BlockedError(error("not_its_event", message, "Chọn lại trong danh sách việc.", "Việc không tính"))
    CapabilitySetAside.objects.bulk_create(
        [
            CapabilitySetAside(hearing=hearing, key=each, reason=reason.strip(), by=by.account, at=at)
            for each in wanted
        ]
    )
    return wanted


def publish_to_plans(found: CapabilityRound, *, at: datetime) -> int:
    """Let the order of selection look at what was published of units; how many rows."""
    assert found.edition is not None
    rows = found.edition.scores.filter(about=About.UNIT, hundredths__isnull=False).order_by("pk")
    told = list(rows.values_list("agency", "hundredths"))
    return _publish(found, told, at)


def take_back(found: CapabilityRound, *, at: datetime) -> int:
    """From now on no plan looks at the scores of the round; what was looked at until then stays told."""
    assert found.edition is not None
    rows = found.edition.scores.filter(about=About.UNIT, hundredths__isnull=False).order_by("pk")
    return _publish(found, [(key, None) for key in rows.values_list("agency", flat=True)], at)


def _publish(found: CapabilityRound, told: Sequence[tuple[int, int | None]], at: datetime) -> int:
    PublishedCapability.objects.bulk_create(
        [
            PublishedCapability(
                agency_id=agency,
                publisher=found.agency,
                year=found.year,
                hundredths=hundredths,
                round=f"capability-{found.pk}",
                at=at,
            )
            for agency, hundredths in told
        ],
        batch_size=AT_A_TIME,
    )
    return len(told)
