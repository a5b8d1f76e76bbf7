"""A year about to be opened: which projects go on into it, and what their estimates ask for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from khuyencong.ledger.models import Balance, OpenLine, Transfer, YearOpening
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import inherited, ministry_department
from khuyencong.projects.models import Line, Project
from khuyencong.projects.models.states import AT_WORK, OUT
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.ledger import Kind, Stage
from khuyencong.rules.posting_corrections import Origin

NEVER = (Project.State.DRAFT, Project.State.RETURNED, *OUT)
"""States of projects whose later years nobody waits for."""


def openings_seen_by(actor: Actor) -> QuerySet[YearOpening]:
    """The openings in her scope with all a page shows."""
    return YearOpening.objects.visible_to(actor).select_related("agency", "desk", "author")


def asked_in_year(projects: Iterable[Project], purse: str, year: int) -> dict[int, int]:
    """What each asks of the purse for that year, in đồng; one SELECT."""
    rows = Line.objects.filter(project__in=[each.pk for each in projects], year=year).order_by()
    return dict(rows.values_list("project").annotate(asked=Sum(asked_column(purse))))


def going_on(
    agency: Agency, purse: str, year: int, only: Collection[int] | None = None
) -> list[tuple[Project, int]]:
    """Approved projects of earlier years that wait for money of this one, and how much; four SELECTs.

    What a rise gave of it stands there though the opening it came on top of was undone: the rest is given then.
    With `only` those of them.
    """
    rows = Project.objects.filter(purse=purse, year__lt=year, last_year__gte=year, state__in=AT_WORK)
    if only is not None:
        rows = rows.filter(pk__in=only)
    if purse == Project.Purse.LOCAL:
        rows = rows.filter(department__in=inherited(agency))
    given = opened_of(purse).filter(book__plan_year=year)
    found = list(
        rows.exclude(pk__in=given.values("book__project")).select_related("agency").order_by("title", "pk")
    )
    asked, there = asked_in_year(found, purse, year), standing_in(purse, found)
    left = {each.pk: asked.get(each.pk, 0) - there.get((each.pk, year), 0) for each in found}
    return [(each, left[each.pk]) for each in found if left[each.pk] > 0]


def standing_in(purse: str, projects: Iterable[Project]) -> dict[tuple[int, int], int]:
    """What stands in the books of each, by project and plan year, in đồng; one SELECT."""
    gone = (Stage.SOURCE.value, Stage.CARRIED.value)
    rows = Balance.objects.filter(book__project__in=[each.pk for each in projects], book__purse=purse)
    summed = rows.exclude(stage__in=gone).order_by().values_list("book__project", "book__plan_year")
    return {(key, year): int(total) for key, year, total in summed.annotate(total=Sum("amount"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterYear:
    """A later year of a project of several years: what it asks for, and whether it waits to be given that."""

    project: Project
    year: int
    amount: int
    waits: bool
    why: str


def later_years(agency: Agency, purse: str) -> list[LaterYear]:
    """Every later year that an estimate asks for, those that may be given first; four SELECTs.

    What was never decided, was withdrawn or refused is left out.
    """
    rows = Line.objects.filter(project__purse=purse, year__gt=F("project__year")).order_by()
    rows = rows.exclude(project__state__in=NEVER)
    if purse == Project.Purse.LOCAL:
        rows = rows.filter(project__department__in=inherited(agency))
    summed = rows.values_list("project", "year").annotate(asked=Sum(asked_column(purse)))
    asked = {(key, year): amount for key, year, amount in summed if amount}
    projects = Project.objects.select_related("agency").in_bulk({key for key, _ in asked})
    given = set(opened_of(purse).values_list("book__project", "book__plan_year"))
    there = standing_in(purse, projects.values())
    found = []
    for key, year in asked:
        left = asked[key, year] - there.get((key, year), 0)
        done = (key, year) in given or left <= 0
        found.append(later(projects[key], year, asked[key, year] if done else left, done))
    return sorted(found, key=lambda one: (not one.waits, one.year, one.project.title, one.project.pk))


def later_years_before(actor: Actor, purse: str) -> list[LaterYear]:
    """The same, of the purse whose plan she prepares."""
    agency = ministry_department() if purse == Project.Purse.NATIONAL else actor.agency
    return later_years(agency, purse) if agency is not None else []


def later(project: Project, year: int, amount: int, given: bool) -> LaterYear:
    """One of them, with where it stands in words."""
    state = project.get_state_display().lower()
    waits = not given and project.state in AT_WORK and year <= project.last_year
    if given:
        why = "đã giao"
    elif waits:
        why = "mở được"
    elif year > project.last_year:
        why = f"đề án kết thúc năm {project.last_year}"
    else:
        why = f"chưa mở được: đề án {state}"
    return LaterYear(project=project, year=year, amount=amount, waits=waits, why=why)


def given_of(purse: str) -> QuerySet[Transfer]:
    """What plans, openings and rises gave, and nobody took back."""
    rows = Transfer.objects.filter(
        book__purse=purse, out_of=Stage.SOURCE.value, posting__reversed_by__isnull=True
    )
    return rows.exclude(posting__kind=Kind.REVERSE.value)


def opened_of(purse: str) -> QuerySet[Transfer]:
    """The same without rises: they come on top of what a plan or an opening gave, and open no year."""
    return given_of(purse).exclude(
        posting__kind=Kind.ALLOCATE.value, posting__key__startswith=Origin.CHANGE.value + "-"
    )


def lines_of(opening: YearOpening) -> QuerySet[OpenLine]:
    """Its projects with all a page shows."""
    return opening.lines.select_related("project__agency").order_by("project__title", "pk")


def unwritten(opening: YearOpening) -> QuerySet[OpenLine]:
    """Those that are given something and not yet written, in their order."""
    return opening.lines.filter(left_out=False, written_at__isnull=True).order_by("pk")
