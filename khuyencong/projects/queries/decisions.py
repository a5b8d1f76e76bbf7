"""What is ready to be decided, and a decision with its projects and their money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from khuyencong.norms.models import Authority, LegalDocument
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import inherited
from khuyencong.projects.models import Passage, PlanDecision, Project
from khuyencong.projects.queries.lists import rows_of
from khuyencong.projects.queries.projects import Money, planned_of
from khuyencong.rules.norms import Purse

CODES = {Purse.NATIONAL: "ke-hoach-kcqg", Purse.LOCAL: "ke-hoach-kcdp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """Who decides on a plan, and by which law."""

    who: str
    law: str


def power_over(purse: Purse, on: date, province: int | None = None) -> Power | None:
    """Who approves the plan of a purse on that day; None where the register has no row. One SELECT."""
    row = rows_on(Authority, on, purse=purse.value, province=province).filter(code=CODES[purse]).first()
    if row is None:
        return None
    assert isinstance(row, Authority)
    return Power(who=row.decided_by, law=row.told)


def planned_by(agency: Agency, purse: str, year: int) -> QuerySet[Project]:
    """The projects of a plan that her agency makes: of the nation at the ministry, else of her province."""
    return planned_for(agency, purse).filter(year=year)


def planned_for(agency: Agency, purse: str) -> QuerySet[Project]:
    """The same of every year."""
    rows = Project.objects.filter(purse=purse)
    if purse == Project.Purse.LOCAL:
        rows = rows.filter(department__in=inherited(agency))
    return rows


def ready(agency: Agency, purse: str, year: int) -> QuerySet[Project]:
    """Those chosen that no standing decision names yet."""
    chosen = planned_by(agency, purse, year).filter(state=Project.State.SELECTED)
    return chosen.exclude(decided_in__standing=True).order_by("pk")


def years_ready(agency: Agency, purse: str) -> list[int]:
    """The plan years in which somebody waits for a decision, the earliest first; one SELECT."""
    chosen = planned_for(agency, purse).filter(state=Project.State.SELECTED).exclude(decided_in__standing=True)
    return sorted(set(chosen.order_by().values_list("year", flat=True)))


def decisions_seen_by(actor: Actor) -> QuerySet[PlanDecision]:
    """The decisions in her scope with all a list shows."""
    return PlanDecision.objects.visible_to(actor).select_related("agency__unit", "desk", "author")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A project of a plan with its money of the plan's year, and what all its years take together.

    The plan of a year gives that year's money only; the years after it are given by their own plans.
    """

    project: Project
    money: Money
    support: int
    whole: Money
    whole_support: int

    @property
    def cost(self) -> int:
        """What it costs in the year of the plan, whoever pays."""
        return self.money.total

    @property
    def several_years(self) -> bool:
        """Whether other years take money too."""
        return self.money != self.whole


def projects_of(decision: PlanDecision) -> list[Decided]:
    """The projects of a decision in their order; two SELECTs."""
    lines = decision.lines.filter(standing=True).select_related(
        "project__province", "project__agency", "project__sector", "project__department"
    )
    return told([each.project for each in lines], decision.purse, decision.year)


def told(projects: Sequence[Project], purse: str, year: int) -> list[Decided]:
    """These projects with their money in a plan of that purse and year; one SELECT."""
    planned = planned_of(projects, year)
    return [
        Decided(
            project=each,
            money=planned[each.pk].year,
            support=planned[each.pk].year.of(purse),
            whole=planned[each.pk].whole,
            whole_support=planned[each.pk].whole.of(purse),
        )
        for each in projects
    ]


def grounds_on(purse: str, on: date) -> list[LegalDocument]:
    """The documents that a decision on a plan cites on that day, as the register has them; one SELECT."""
    cited = [
        row["document"]
        for row in rows_of("grounds")
        if row["purse"] in ("all", purse)
        and row["since"] <= on.isoformat()
        and (not row["until"] or on.isoformat() < row["until"])
    ]
    known = {each.number: each for each in LegalDocument.objects.filter(number__in=cited)}
    return [known[number] for number in cited if number in known]


def words_of(projects: Sequence[Project], section: str) -> dict[int, str]:
    """What each project says in a section, by its key; one SELECT."""
    found = Passage.objects.filter(
        project__in=[each.pk for each in projects], section=section, number__isnull=False
    )
    return dict(found.order_by("number").values_list("project_id", "text"))
