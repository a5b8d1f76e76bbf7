"""The rows that make up one number of a regional report: the same figures the report summed."""

from django.db.models import Q, QuerySet

from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import province_lineage, provinces_on, region_on
from khuyencong.reporting.models import Figure
from khuyencong.reporting.queries.facts import at_cuts, standing_figures
from khuyencong.reporting.queries.report import Query


def figures_behind(
    query: Query, *, actor: Actor, place: str = "", fund: str = "", stage: str = "", activity: str = ""
) -> QuerySet[Figure]:
    """The standing figures behind the number of `query`, narrowed by a member's code, fund, stage and content.

    Their amounts sum to the number, except where a place's line was apportioned over older borders: then they
    are the whole amounts it was taken from. Raises places.queries.UnknownRegionError.
    """
    region = region_on(query.region, query.target)
    wanted = {member.id for member in region.members if place in ("", member.code)}
    lineage = province_lineage()
    target = frozenset(province.id for province in provinces_on(query.target))
    figures = standing_figures(actor=actor, known_at=query.known_at).filter(
        at_cuts([query.cut]), year=query.year
    )
    reporting = figures.order_by().values_list("unit_id", flat=True).distinct()
    units = [unit for unit in reporting if unit and wanted.intersection(lineage.shown_at(unit, target))]
    narrowed = {"fund": fund, "stage": stage}
    found = figures.filter(unit_id__in=units, **{key: value for key, value in narrowed.items() if value})
    if activity:
        found = found.filter(Q(activity__code=activity) | Q(activity__parent__code=activity))
    return found
