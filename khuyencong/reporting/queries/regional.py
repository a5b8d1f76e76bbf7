"""Building a region's report: one pass over the facts, shown on the borders asked for."""

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction

from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import RegionView, province_lineage, provinces_on, region_changes, region_on
from khuyencong.reporting.queries import findings as finding
from khuyencong.reporting.queries.borders import Cells, Shown, cells_of, needs_of, on_borders
from khuyencong.reporting.queries.facts import facts, year_end
from khuyencong.reporting.queries.published import Printed, is_empty, plain, published_cells, published_figures
from khuyencong.reporting.queries.report import (
    BORDERS,
    PUBLISHED,
    SUMMED,
    Basis,
    Query,
    RegionalReport,
    ReportFinding,
    YearPoint,
)
from khuyencong.reporting.queries.rows import activity_rows, place_rows
from khuyencong.rules.comparison import Base, Change, Pace, pace
from khuyencong.rules.consolidation import BOTH, Cell, Completeness, completeness, roll_up
from khuyencong.rules.findings import Severity
from khuyencong.rules.narrative import completeness_sentence, position_sentences
from khuyencong.rules.periods import last_of_month
from khuyencong.rules.rebasing import ESTIMATED

YEARS_SHOWN = 5
REGION = 0
"""Stands for the region itself among its places; no unit has this id."""


def cut_in(year: int, cut: date) -> date:
    """The same day of another year, of the last day of February its last: the end of a month meets its end."""
    return last_of_month(year, 2) if cut == last_of_month(cut.year, 2) else cut.replace(year=year)


def cuts_shown(query: Query) -> list[date]:
    """The report's cut, the same day a year before, and the year ends of the years on the chart."""
    earlier = [year_end(year) for year in range(query.year - YEARS_SHOWN + 1, query.year)]
    return [*earlier, cut_in(query.year - 1, query.cut), query.cut]


def regional_report(query: Query, *, actor: Actor) -> RegionalReport:
    """The whole report as `actor` may see it; a fixed number of SELECTs whatever the number of figures.

    Raises places.queries.UnknownRegionError for a region that did not exist on the borders asked for.
    """
    region = region_on(query.region, query.target)
    members = frozenset(place.id for place in region.members)
    lineage = province_lineage()
    given = facts(actor=actor, known_at=query.known_at, cuts=cuts_shown(query))
    drawn = provinces_on(query.target)
    then = drawn if query.target == query.cut else provinces_on(query.cut)
    everywhere = {place.id: place.name for place in (*drawn, *then)}
    shown = on_borders(given, lineage, frozenset(place.id for place in drawn))
    needs, reporting = needs_of(region.members, given, query, lineage, {place.id for place in then})
    complete = completeness({place.name: needs[place.id] for place in region.members}, reporting)
    rows = place_rows(region.members, shown, query, complete.missing, everywhere)
    summed = regional_cells(shown, members, query.year, query.cut)
    printed = published_figures(region.id, query, actor)
    published = published_cells(printed, query.year, query.cut)
    basis = choose_basis(shown, members, printed, query)
    made = any((place, query.year) in shown.made for place in members)
    estimated = bool(members & shown.estimated)
    claims, suggestions = finding.claim_findings(finding.printed_claims(query))
    changes = changes_of(basis, query)
    left = pace_of(basis.now[BOTH], query)
    return RegionalReport(
        query=query,
        region_name=region.name,
        region_verified=region.verified,
        member_count=len(region.members),
        completeness=complete,
        rows=rows,
        activities=activity_rows(shown, members, query),
        summed=summed,
        published=published,
        basis=basis,
        years=years_of(shown, members, printed, query),
        changes=changes,
        pace=left,
        findings=gravest_first(
            *claims,
            *finding.difference_findings(published, summed, complete, made=made),
            *finding.row_findings(rows),
            *circumstances(region, query, complete, made=made, estimated=estimated),
        ),
        suggestions=tuple(suggestions),
        sentences=sentences_of(basis, region, query, complete, changes, left),
        made=made,
        estimated=estimated,
    )


def regional_cells(shown: Shown, members: Collection[int], year: int, cut: date) -> Cells:
    """The cells of all members together: a parent is the sum of its children."""
    facts_of = (
        (place, line, amount) for place in members for line, amount in shown.sums.get(place, {}).items()
    )
    totals = roll_up(facts_of, dict.fromkeys(members, (REGION,)))
    return cells_of(totals.get(REGION, {}).items(), year, cut)


def choose_basis(shown: Shown, members: Collection[int], printed: Printed, query: Query) -> Basis:
    """Printed totals where the year's total was printed, else sums; comparisons never mix the two."""
    before, same_day = query.year - 1, cut_in(query.year - 1, query.cut)
    total = published_cells(printed, query.year, query.cut)[BOTH]
    if total.plan is not None or total.done is not None:
        return Basis(
            origin=PUBLISHED,
            made=False,
            now=plain(published_cells(printed, query.year, query.cut)),
            year_before=plain(published_cells(printed, before, year_end(before))),
            same_period=plain(published_cells(printed, before, same_day)),
        )
    return Basis(
        origin=SUMMED,
        made=any((place, query.year) in shown.made for place in members),
        now=regional_cells(shown, members, query.year, query.cut),
        year_before=regional_cells(shown, members, before, year_end(before)),
        same_period=regional_cells(shown, members, before, same_day),
    )


def changes_of(basis: Basis, query: Query) -> tuple[Change, ...]:
    """Plan against last year's plan; done against the same period, relative and as points of the rate."""
    now, before, same = basis.now[BOTH], basis.year_before[BOTH], basis.same_period[BOTH]
    last, year, cut = query.year - 1, query.year, query.cut
    changes = []
    if now.plan is not None and before.plan is not None:
        changes.append(relative(f"Kế hoạch năm {year}", now.plan, f"kế hoạch năm {last}", before.plan))
    if now.done is not None and same.done is not None:
        against = f"cùng kỳ năm {last}"
        changes.append(relative(f"Thực hiện đến {cut:%d/%m/%Y}", now.done, against, same.done))
        if now.rate is not None and same.rate is not None:
            label = f"Tỷ lệ thực hiện kế hoạch đến {cut:%d/%m/%Y}"
            changes.append(Change(label=label, against=against, base=Base.POINTS, new=now.rate, old=same.rate))
    return tuple(changes)


def relative(label: str, new: int, against: str, old: int) -> Change:
    """A relative change of two amounts in đồng."""
    return Change(label=label, against=against, base=Base.RELATIVE, new=Fraction(new), old=Fraction(old))


def pace_of(cell: Cell, query: Query) -> Pace | None:
    """The pace the rest of the year needs; None without both figures or for another year's cut."""
    if cell.plan is None or cell.done is None or query.cut.year != query.year:
        return None
    return pace(cell.plan, cell.done, query.cut)


def years_of(shown: Shown, members: Collection[int], printed: Printed, query: Query) -> tuple[YearPoint, ...]:
    """The last years: printed totals and sums side by side, each marked for what it is; empty ones left out."""
    points = []
    for year in range(query.year - YEARS_SHOWN + 1, query.year + 1):
        cut = query.cut if year == query.year else year_end(year)
        made = any((place, year) in shown.made for place in members)
        for origin, cells, mark in (
            (PUBLISHED, plain(published_cells(printed, year, cut)), False),
            (SUMMED, regional_cells(shown, members, year, cut), made),
        ):
            if not is_empty(cells):
                points.append(YearPoint(year=year, cut=cut, origin=origin, cells=cells, made=mark))
    return tuple(points)


def sentences_of(
    basis: Basis,
    region: RegionView,
    query: Query,
    complete: Completeness,
    changes: Sequence[Change],
    left: Pace | None,
) -> tuple[str, ...]:
    """The report in sentences, each made from a figure."""
    return (
        *position_sentences(
            basis=basis.words,
            place=region.name[0].lower() + region.name[1:],
            cells=basis.now,
            year=query.year,
            cut=query.cut,
        ),
        *(change.sentence for change in changes),
        *([left.sentence] if left is not None else []),
        completeness_sentence(complete),
    )


def gravest_first(*found: ReportFinding) -> tuple[ReportFinding, ...]:
    """Errors, then warnings, then notes; otherwise in the order they were found."""
    return tuple(sorted(found, key=lambda each: list(Severity).index(each.severity)))


def circumstances(
    region: RegionView, query: Query, complete: Completeness, *, made: bool, estimated: bool
) -> list[ReportFinding]:
    """What a reader must know: who is missing, changed members, unverified lists, made or estimated figures."""
    found = []
    if complete.missing:
        text = completeness_sentence(complete)
        found.append(finding.note("incomplete", text, Severity.WARNING))
    moved = region_changes(query.region, *sorted([query.cut, query.today]))
    if moved.changed:
        found.append(finding.note("region_changed", moved.sentence))
    if not region.verified:
        borders = BORDERS[query.borders]
        text = f"Danh sách thành viên {region.name} ({borders}) là suy ra, chưa kiểm chứng bằng văn bản."
        found.append(finding.note("region_unverified", text))
    if made:
        found.append(
            finding.note("made", "Số liệu của từng địa phương là số liệu minh họa, không phải số thật.")
        )
    if estimated:
        found.append(finding.note("estimated", ESTIMATED))
    return found
