"""A year about to be opened: which projects go on into it, and what their estimates ask for."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet, Sum

from khuyencong.ledger.models import OpenLine, Transfer, YearOpening
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.projects.models import Line, Project
from khuyencong.projects.models.states import AT_WORK
from khuyencong.projects.queries.decisions import heritage
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.ledger import Kind, Stage


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
    """Approved projects of earlier years that ask for money of this one and have none yet; three SELECTs.

    With `only` those of them.
    """
    rows = Project.objects.filter(purse=purse, year__lt=year, last_year__gte=year, state__in=AT_WORK)
    if only is not None:
        rows = rows.filter(pk__in=only)
    if purse == Project.Purse.LOCAL:
        rows = rows.filter(department__in=[each.pk for each in heritage(agency)])
    given = Transfer.objects.filter(
        book__purse=purse, book__plan_year=year, out_of=Stage.SOURCE.value, posting__reversed_by__isnull=True
    ).exclude(posting__kind=Kind.REVERSE.value)
    found = list(
        rows.exclude(pk__in=given.values("book__project")).select_related("agency").order_by("title", "pk")
    )
    asked = asked_in_year(found, purse, year)
    return [(each, asked[each.pk]) for each in found if asked.get(each.pk)]


def lines_of(opening: YearOpening) -> QuerySet[OpenLine]:
    """Its projects with all a page shows."""
    return opening.lines.select_related("project__agency").order_by("project__title", "pk")


def unwritten(opening: YearOpening) -> QuerySet[OpenLine]:
    """Those that are given something and not yet written, in their order."""
    return opening.lines.filter(left_out=False, written_at__isnull=True).order_by("pk")
