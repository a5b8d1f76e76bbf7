"""What was promised of a project, what its owners were asked and said, and both together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, OuterRef, QuerySet, Subquery

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.secrets import digest_of
from khuyencong.projects.models import (
    Beneficiary,
    FollowUp,
    OutcomeAnswer,
    OutcomeFigure,
    Project,
    ProjectItem,
    Promise,
)
from khuyencong.projects.queries.lists import day_of, rows_of
from khuyencong.rules.outcomes import Kept, Measure, Round, Told, kept_of, months_after
from khuyencong.rules.validity import in_force

LATEST = timedelta(days=366)
"""A round that was due longer ago than this is not opened any more: nobody remembers."""


def measures_on(on: date) -> list[Measure]:
    """What is promised and asked for on that day."""
    return [
        Measure(
            code=row["code"],
            name=row["name"],
            question=row["question"],
            unit=row["unit"],
            places=int(row["places"]),
        )
        for row in rows_of("outcome_measures")
        if in_force(date.fromisoformat(row["since"]), day_of(row["until"]), on)
    ]


def rounds_on(on: date) -> list[Round]:
    """How many months after acceptance it is asked, by the rows of that day."""
    return [
        Round(months=int(row["months"]), days=int(row["days"]))
        for row in rows_of("outcome_rounds")
        if in_force(date.fromisoformat(row["since"]), day_of(row["until"]), on)
    ]


def promises_of(projects: Iterable[int]) -> dict[tuple[int, str], Decimal]:
    """What stands promised, by project and measure; one SELECT."""
    rows = Promise.objects.filter(project__in=list(projects)).order_by("edition")
    told: dict[tuple[int, str], Decimal | None] = {}
    for project, measure, value in rows.values_list("project", "measure", "value"):
        told[project, measure] = value
    return {key: value for key, value in told.items() if value is not None}


def follow_ups_seen_by(actor: Actor) -> QuerySet[FollowUp]:
    """The questions in her scope with all a page shows."""
    return FollowUp.objects.visible_to(actor).select_related(
        "project__agency",
        "project__province",
        "beneficiary__establishment",
        "beneficiary__site__province",
        "desk__agency",
        "agency",
    )


def by_secret(secret: str, at: datetime) -> FollowUp | None:
    """The question whose link has that secret, while it may be used; one SELECT."""
    rows = FollowUp.objects.filter(digest=digest_of(secret), ends_at__gt=at)
    found = rows.exclude(state=FollowUp.State.CLOSED).select_related(
        "project__agency", "beneficiary__establishment", "agency", "desk__agency"
    )
    return found.first()


def last_answer(follow_up: FollowUp) -> OutcomeAnswer | None:
    """The answer that stands."""
    return follow_up.answers.select_related("author").prefetch_related("figures").order_by("-edition").first()


def to_open(round_: Round, on: date) -> list[tuple[Beneficiary, date]]:
    """Owners of accepted projects whom nobody has asked in that round, and since when they should be."""
    since = months_after(on, -round_.months) if round_.months else on
    accepted = Project.objects.filter(
        state__in=(Project.State.ACCEPTED, Project.State.SETTLED),
        accepted_on__range=(since - LATEST, since + timedelta(days=3)),
    )
    asked = FollowUp.objects.filter(beneficiary=OuterRef("pk"), months=round_.months).values("pk")[:1]
    rows = Beneficiary.objects.filter(project__in=accepted.values("pk")).annotate(asked=Subquery(asked))
    found = rows.filter(asked__isnull=True).select_related("project__agency", "project__desk__agency")
    told: list[tuple[Beneficiary, date]] = []
    for each in found.order_by("pk"):
        assert each.project.accepted_on is not None
        due = months_after(each.project.accepted_on, round_.months)
        if due <= on:
            told.append((each, due))
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One owner's latest answered or open question, measure by measure."""

    follow_up: FollowUp
    told: Mapping[str, Told]
    via: str
    activity: str


def rows_seen_by(
    actor: Actor, *, province: int | None = None, year: int | None = None, months: int | None = None
) -> list[Row]:
    """Of each owner the latest round that was answered, else the latest; five SELECTs."""
    wanted = {"project__province": province, "project__year": year, "months": months}
    rows = follow_ups_seen_by(actor).filter(**{name: key for name, key in wanted.items() if key is not None})
    latest: dict[int, FollowUp] = {}
    for each in rows.order_by("months", "pk"):
        before = latest.get(each.beneficiary_id)
        answered = FollowUp.State.ANSWERED
        if before is None or before.state != answered or each.state == answered:
            latest[each.beneficiary_id] = each
    return told_rows(list(latest.values()))


def told_rows(follow_ups: Sequence[FollowUp]) -> list[Row]:
    """The same with promises, figures and content; four SELECTs."""
    keys, projects = [each.pk for each in follow_ups], {each.project_id for each in follow_ups}
    answers: dict[int, OutcomeAnswer] = {}
    for answer in OutcomeAnswer.objects.filter(follow_up__in=keys).order_by("edition"):
        answers[answer.follow_up_id] = answer
    figures: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    standing = OutcomeFigure.objects.filter(answer__in=[each.pk for each in answers.values()])
    for key, measure, value in standing.values_list("answer__follow_up", "measure", "value"):
        figures[key][measure] = value
    promised, contents = promises_of(projects), contents_of(projects)
    return [
        Row(
            follow_up=each,
            told={
                code: Told(
                    measure=code,
                    promised=promised.get((each.project_id, code)),
                    got=figures[each.pk].get(code),
                )
                for code in codes()
            },
            via=answers[each.pk].get_via_display() if each.pk in answers else "",
            activity=contents.get(each.project_id, ""),
        )
        for each in follow_ups
    ]


def codes() -> list[str]:
    """Every measure there ever was, in order."""
    return list(dict.fromkeys(row["code"] for row in rows_of("outcome_measures")))


def contents_of(projects: Iterable[int]) -> dict[int, str]:
    """The content (nội dung) of each project by its first item; one SELECT."""
    rows = ProjectItem.objects.filter(project__in=list(projects)).order_by("-item__position")
    named = rows.annotate(content=F("item__activity__parent__name"), line=F("item__activity__name"))
    return {
        project: content or line for project, content, line in named.values_list("project", "content", "line")
    }


def kept_by_measure(rows: Sequence[Row]) -> dict[str, Kept]:
    """Promised against got of each measure."""
    return {code: kept_of(each.told[code] for each in rows) for code in codes()}


def parts_of(rows: Sequence[Row], by: str) -> dict[str, dict[str, Kept]]:
    """The same by content, province or year."""
    parts: dict[str, list[Row]] = defaultdict(list)
    for each in rows:
        parts[NAMES[by](each)].append(each)
    return {name: kept_by_measure(parts[name]) for name in sorted(parts)}


NAMES: Mapping[str, Callable[[Row], str]] = {
    "content": lambda row: row.activity or "Chưa rõ nội dung",
    "province": lambda row: row.follow_up.project.province.name,
    "year": lambda row: str(row.follow_up.project.year),
}
"""What promised against got may be broken down by."""
