"""Printed totals of a region: shown beside sums, never mixed with them."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.models import Figure
from khuyencong.reporting.queries.borders import Cells
from khuyencong.reporting.queries.facts import year_end
from khuyencong.reporting.queries.report import PublishedCell, PublishedFigure, Query
from khuyencong.rules.consolidation import FUNDS

Printed = Mapping[tuple[int, date, str, str], PublishedFigure]


def published_figures(
    region: int, query: Query, actor: Actor
) -> dict[tuple[int, date, str, str], PublishedFigure]:
    """Printed totals of this version of the region, the newest entry of each cell; one SELECT.

    Where two texts print the same cell, the one entered last stands here; both open from the page of figures.
    """
    found = (
        Figure.objects.visible_to(actor)
        .known_on(query.known_at)
        .filter(region_id=region, activity__isnull=True, stage__in=["plan", "done"], first_year=F("year"))
        .select_related("source")
        .order_by("entered_at", "pk")
    )
    return {
        (figure.year, figure.cut, figure.fund, figure.stage): PublishedFigure(
            figure=figure.pk,
            printed=figure.printed,
            unit=figure.printed_unit,
            amount=figure.amount,
            source=figure.source.title,
            source_id=figure.source_id,
        )
        for figure in found
    }


def published_cells(printed: Printed, year: int, cut: date) -> dict[str, PublishedCell]:
    """What was printed for a year at a cut, by fund."""
    return {
        fund: PublishedCell(
            plan=printed.get((year, year_end(year), fund, "plan")), done=printed.get((year, cut, fund, "done"))
        )
        for fund in FUNDS
    }


def plain(cells: Mapping[str, PublishedCell]) -> Cells:
    """Printed totals as bare amounts."""
    return {fund: printed.cell for fund, printed in cells.items()}


def is_empty(cells: Cells) -> bool:
    """Whether nothing is known at all."""
    return all(cell.plan is None and cell.done is None for cell in cells.values())
