"""Inspections: the questions of a day, what is planned, what still has to be put right and who is late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from django.db.models import QuerySet
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import ministry_department, names_on
from khuyencong.post.queries.working_days import working_days
from khuyencong.projects.models import Fault, Inspection, Project
from khuyencong.projects.queries.lists import day_of, rows_of
from khuyencong.rules import inspections as rules
from khuyencong.rules.urgency import Urgency, Waiting, by_what_hurts
from khuyencong.rules.validity import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionQuestion:
    """A question asked on site, below what it is about: our own convention, by date."""

    code: str
    part: str
    words: str
    since: date
    until: date | None
    source: str


@cache
def all_questions() -> tuple[InspectionQuestion, ...]:
    """Every question of every date, in order."""
    return tuple(
        InspectionQuestion(
            code=row["code"],
            part=row["part"],
            words=row["words"],
            since=date.fromisoformat(row["since"]),
            until=day_of(row["until"]),
            source=row["source"],
        )
        for row in rows_of("inspection_questions")
    )


def questions_on(on: date) -> list[InspectionQuestion]:
    """What is asked on site on that day."""
    return [each for each in all_questions() if in_force(each.since, each.until, on)]


def questions_of(inspection: Inspection) -> list[InspectionQuestion]:
    """The list it was planned with."""
    return questions_on(inspection.planned_on)


def inspections_seen_by(actor: Actor) -> QuerySet[Inspection]:
    """The inspections in her scope with all a page shows, without the minutes themselves."""
    rows = Inspection.objects.visible_to(actor).defer("content")
    return rows.select_related(
        *("project__agency", "project__department", "project__desk__agency", "agency", "desk__agency", "author")
    )


def inspections_of(actor: Actor, project: Project) -> QuerySet[Inspection]:
    """Those of a project, the latest first, dropped ones left out."""
    return inspections_seen_by(actor).filter(project=project).exclude(state=Inspection.State.DROPPED)


def planned(actor: Actor) -> QuerySet[Inspection]:
    """Those not held or not recorded yet, the next one first."""
    states = (Inspection.State.PLANNED, Inspection.State.PROPOSED)
    return inspections_seen_by(actor).filter(state__in=states).order_by("planned_on", "pk")


def recorded(actor: Actor) -> QuerySet[Inspection]:
    """Those recorded, the latest first."""
    return inspections_seen_by(actor).filter(state=Inspection.State.RECORDED).order_by("-held_on", "-pk")


def faults_seen_by(actor: Actor) -> QuerySet[Fault]:
    """What recorded inspections of her scope want put right, with all a page shows."""
    rows = Fault.objects.visible_to(actor).filter(inspection__state=Inspection.State.RECORDED)
    related = (
        "inspection__project__agency",
        "inspection__project__desk__agency",
        "inspection__agency",
        "agency",
    )
    return rows.select_related(*related, "inspection__desk__agency", "inspection__project__department").defer(
        "inspection__content"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """A fault that is still open, how urgent it is, and who has to put it right."""

    fault: Fault
    where: str
    urgency: Urgency


def mending(rows: Iterable[Fault], today: date) -> list[Mending]:
    """The open ones, what hurts most first; two SELECTs besides that of the rows."""
    found = {f"{each.pk:020d}": each for each in rows}
    names = names_on([each.agency for each in found.values()], today)
    waiting = [
        Waiting(key=key, since=each.inspection.held_on or today, due=each.due, due_source="kết luận kiểm tra")
        for key, each in found.items()
    ]
    return [
        Mending(fault=found[urgency.item.key], where=names[found[urgency.item.key].agency_id], urgency=urgency)
        for urgency in by_what_hurts(waiting, today, working_days())
    ]


def to_mend(actor: Actor) -> list[Mending]:
    """Everything she sees that is not put right yet."""
    rows = faults_seen_by(actor).exclude(state=Fault.State.CLOSED)
    return mending(rows, localdate())


def menders_of(project: Project, on: date) -> list[tuple[Agency, str]]:
    """Who may have to put something right: the unit, the department, the ministry; three SELECTs."""
    rows = {each.pk: each for each in (project.agency, project.department, ministry_department())}
    names = names_on(rows.values(), on)
    return [(each, names[key]) for key, each in rows.items()]


def minutes_of(inspection: Inspection) -> rules.Minutes:
    """What it says, as the rules judge it; two SELECTs."""
    answers = inspection.answers.values_list("question", "answer", "words")
    faults = inspection.faults.values_list("words", "wanted", "due")
    return rules.Minutes(
        held_on=inspection.held_on or inspection.planned_on,
        place=inspection.place,
        attendants=inspection.attendants,
        conclusion=inspection.conclusion,
        answers={code: rules.Said(answer=rules.Answer(answer), words=words) for code, answer, words in answers},
        faults=[rules.Fault(words=words, wanted=wanted, due=due) for words, wanted, due in faults],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question with what was found; None before it is answered."""

    question: InspectionQuestion
    said: rules.Said | None


def asked_on(inspection: Inspection, said: rules.Minutes) -> list[Asked]:
    """Every question of its list with what was found."""
    return [Asked(question=each, said=said.answers.get(each.code)) for each in questions_of(inspection)]


def score_of(rows: Sequence[Asked]) -> Fraction | None:
    """What the answers come to."""
    return rules.score([each.said.answer for each in rows if each.said is not None])
