"""A conference report built by hand from the South's made figures: no database, the same each time."""

from dataclasses import replace
from functools import cache

from khuyencong.reporting.queries.conference.building import as_finding, earlier, in_sentence, printed_in, scope
from khuyencong.reporting.queries.conference.report import ConferenceReport
from khuyencong.reporting.queries.report import SUMMED, Basis
from khuyencong.rules.conference import Ground, Line, Year
from khuyencong.rules.conference.claims import judged, with_operands
from khuyencong.rules.conference.layout import chapters
from khuyencong.rules.consolidation import with_both
from tests.paperwork.regional_report_south import CUT, south
from tests.rules.conference_ground import marks


@cache
def conference(made=False):
    """The South in 2018 on the sums of its provinces."""
    regional = south()
    empty = with_both({})
    basis = Basis(origin=SUMMED, made=made, now=regional.summed, year_before=empty, same_period=empty)
    regional = replace(regional, basis=basis)
    found = ground(regional)
    laid = chapters(found, scope(regional))
    printed = printed_in(laid)
    findings = tuple(as_finding(each) for each in judged(tuple(printed.values())))
    return ConferenceReport(
        regional=replace(regional, findings=(*regional.findings, *findings)),
        ground=found,
        chapters=laid,
        told=with_operands(printed.values()),
        printed=frozenset(printed),
    )


def ground(regional):
    basis = regional.basis
    return Ground(
        region=in_sentence(regional.region_name),
        basis=basis.words,
        origin=basis.origin,
        now=Year(year=2018, cut=CUT, cells=basis.now),
        before=Year(year=2017, cut=CUT.replace(2017, 12, 31), cells=basis.year_before),
        earlier=earlier(regional, basis.origin),
        same=Year(year=2017, cut=CUT.replace(2017), cells=basis.same_period),
        summed=regional.summed,
        rows=tuple(
            Line(
                code=row.code,
                name=row.name,
                cells=row.cells,
                agency=f"Sở Công Thương {row.name}",
                reported=row.reported,
            )
            for row in regional.rows
        ),
        contents=tuple(Line(code=row.code, name=row.name, cells=row.cells) for row in regional.activities),
        completeness=regional.completeness,
        centre="Cục Công Thương địa phương",
        marks=marks(),
        contradictions=regional.open_errors,
    )
