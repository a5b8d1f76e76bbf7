"""Councils, who may sit on them, and their minutes as they are printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Seat, User
from khuyencong.organisations.queries import names_on
from khuyencong.organisations.scope import below
from khuyencong.projects.models import (
    Appraisal,
    Council,
    CouncilMember,
    Interest,
    Minutes,
    MinutesItem,
    Project,
)
from khuyencong.projects.queries.appraisal import voteless_at, voteless_in
from khuyencong.projects.queries.projects import asked_in, money_of

MOST_SHEETS = 200
"""Sheets of one council on its page: more than a council judges in a year."""


def councils_seen_by(actor: Actor) -> QuerySet[Council]:
    """The councils in her scope, the latest year first, with how many sit there and what lies before them."""
    rows = Council.objects.visible_to(actor).select_related("agency", "created_by")
    counted = rows.annotate(
        sitting=Count("members", filter=Q(members__left_at__isnull=True), distinct=True),
        waiting=Count("appraisals", filter=Q(appraisals__state__in=("open", "ready")), distinct=True),
    )
    return counted.order_by("-year", "-decided_on", "-pk")


def may_sit(council: Council, at: datetime) -> QuerySet[User]:
    """Active people who hold a desk of the council's agency or of one below it; experts are invited to one."""
    here = Seat.objects.on(at.date()).filter(desk__agency__in=below(council.agency))
    independent = ("inspector", "administrator", "system")
    return User.objects.filter(
        pk__in=here.exclude(desk__role__in=independent).values("user"), is_active=True
    ).order_by("last_name", "pk")


def minutes_seen_by(actor: Actor) -> QuerySet[Minutes]:
    """The minutes in her scope with all their page shows."""
    return Minutes.objects.visible_to(actor).select_related("council__agency", "kept_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A member, and whether she was there."""

    name: str
    role: str
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """What a meeting concluded of one project."""

    sheet: int
    code: str
    title: str
    applicant: str
    asked: int
    outcome: str
    label: str
    votes_for: int
    votes_against: int
    abstained: int
    concerned: tuple[str, ...]
    free: tuple[str, ...]
    """Who was there and had declared, before the minutes, not to be concerned."""
    silent: tuple[str, ...]
    """Who was there and had declared nothing: of minutes from before everybody had to."""
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPaper:
    """The minutes of one meeting, as they are read and printed."""

    key: int
    council: str
    number: str
    decided_on: date
    agency: str
    year: int
    purse: str
    level_name: str
    held_at: datetime
    place: str
    words: str
    members: tuple[Seated, ...]
    quorum: int
    concluded: tuple[Concluded, ...]
    kept_by: str
    kept_at: datetime
    made_up: bool

    @property
    def present(self) -> int:
        """How many were there."""
        return sum(each.present for each in self.members)


def minutes_of(found: Minutes, on: date) -> MinutesPaper:
    """Read minutes whole; a constant number of SELECTs."""
    council = found.council
    there = set(found.attendances.values_list("member", flat=True))
    sat = council.members.filter(Q(left_at__isnull=True) | Q(left_at__gt=found.held_at) | Q(pk__in=there))
    items = list(found.items.select_related("appraisal__project__agency"))
    projects = [each.appraisal.project for each in items]
    names = names_on([council.agency, *(each.agency for each in projects)], on)
    money = money_of(projects)
    voteless = voteless_at(projects, found.held_at, found.kept_at)
    seated = list(sat.select_related("user"))
    declared = declared_by(projects, found.kept_at)
    present = [each for each in seated if each.pk in there]
    return MinutesPaper(
        key=found.pk,
        council=str(council),
        number=council.number,
        decided_on=council.decided_on,
        agency=names[council.agency.pk],
        year=council.year,
        purse=council.purse,
        level_name=council.get_level_display(),
        held_at=found.held_at,
        place=found.place,
        words=found.words,
        members=tuple(
            Seated(name=str(each.user), role=each.get_role_display(), present=each.pk in there)
            for each in seated
        ),
        quorum=council.quorum,
        concluded=tuple(
            Concluded(
                sheet=each.appraisal_id,
                code=each.appraisal.project.code,
                title=each.appraisal.project.title,
                applicant=names[each.appraisal.project.agency.pk],
                asked=asked_in(each.appraisal.project, money[each.appraisal.project_id]),
                outcome=each.outcome,
                label=each.get_outcome_display(),
                votes_for=each.votes_for,
                votes_against=each.votes_against,
                abstained=each.abstained,
                concerned=tuple(
                    str(one.user) for one in seated if one.user_id in voteless[each.appraisal.project_id]
                ),
                free=tuple(
                    str(one.user)
                    for one in present
                    if declared.get((each.appraisal.project_id, one.user_id)) is False
                ),
                silent=tuple(
                    str(one.user) for one in present if (each.appraisal.project_id, one.user_id) not in declared
                ),
                words=each.words,
            )
            for each in items
        ),
        kept_by=str(found.kept_by),
        kept_at=found.kept_at,
        made_up=any(each.made_up for each in projects),
    )


def declared_by(projects: Iterable[Project], at: datetime) -> dict[tuple[int, int], bool]:
    """By project and person: whether she had declared by then to be concerned; one SELECT."""
    keys = [each.pk for each in projects]
    rows = Interest.objects.filter(project__in=keys, waits=False, at__lte=at).order_by("pk")
    return {(each.project_id, each.user_id): each.conflicted for each in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A sheet before a council, and what its last minutes said; "" for none yet."""

    sheet: Appraisal
    said: str
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A council as its page shows it: who sits there, what lies before it, what could, its meetings."""

    members: tuple[CouncilMember, ...]
    left: tuple[CouncilMember, ...]
    lying: tuple[Lying, ...]
    could: tuple[Appraisal, ...]
    meetings: tuple[Minutes, ...]
    quorum: int

    @property
    def lacks(self) -> tuple[str, ...]:
        """What it still needs before it may judge, in words."""
        roles = {each.role for each in self.members}
        wanted = [(CouncilMember.Role.CHAIR, "chủ tịch"), (CouncilMember.Role.SECRETARY, "thư ký")]
        found = [name for role, name in wanted if role not in roles]
        short = self.quorum - len(self.members)
        return (*found, *([f"ít nhất {short} người nữa"] if short > 0 else []))

    @property
    def voteless(self) -> list[tuple[str, tuple[str, ...]]]:
        """The title of each sheet that no minutes conclude yet, with the members who do not vote on it."""
        without = voteless_in([each.sheet.project for each in self.unsaid])
        told = [
            (
                each.sheet.project.title,
                tuple(str(one.user) for one in self.members if one.user_id in without[each.sheet.project_id]),
            )
            for each in self.unsaid
        ]
        return [each for each in told if each[1]]

    @property
    def unsaid(self) -> tuple[Lying, ...]:
        """Sheets under way that no minutes conclude yet."""
        return tuple(each for each in self.lying if not each.said and each.sheet.state in ("open", "ready"))


def sitting_of(council: Council) -> Sitting:
    """Read a council's page; five SELECTs however long it worked."""
    members = list(council.members.select_related("user"))
    sheets = list(council.appraisals.select_related("project").order_by("-pk")[:MOST_SHEETS])
    last: dict[int, MinutesItem] = {}
    items = MinutesItem.objects.filter(appraisal__in=[each.pk for each in sheets])
    for item in items.order_by("minutes__held_at", "pk"):
        last[item.appraisal_id] = item
    could = Appraisal.objects.filter(
        state=Appraisal.State.OPEN,
        council__isnull=True,
        agency=council.agency,
        level=council.level,
        project__year=council.year,
        project__purse=council.purse,
    )
    return Sitting(
        members=tuple(each for each in members if each.left_at is None),
        left=tuple(each for each in members if each.left_at is not None),
        lying=tuple(
            Lying(
                sheet=each,
                said=last[each.pk].get_outcome_display() if each.pk in last else "",
                minutes=last[each.pk].minutes_id if each.pk in last else None,
            )
            for each in sheets
        ),
        could=tuple(could.select_related("project").order_by("opened_at")[:MOST_SHEETS]),
        meetings=tuple(council.minutes.select_related("kept_by")),
        quorum=council.quorum,
    )
