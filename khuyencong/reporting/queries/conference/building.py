"""Building a conference report: the region's report, what other rooms know, the chapters, the reconciling."""

from dataclasses import replace

from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import ministry_department
from khuyencong.places.queries import region_on
from khuyencong.reporting.queries.conference.indicators import indicators, late
from khuyencong.reporting.queries.conference.report import ConferenceReport
from khuyencong.reporting.queries.conference.sides import Homes, departments, held, marks_on, stops
from khuyencong.reporting.queries.facts import year_end
from khuyencong.reporting.queries.regional import cut_in, gravest_first, regional_report
from khuyencong.reporting.queries.report import BORDERS, Query, RegionalReport, ReportFinding
from khuyencong.rules.conference import Counter, Ground, Line, Sentence, Told, Year, say
from khuyencong.rules.conference.chapters import Chapter
from khuyencong.rules.conference.claims import judged, with_operands
from khuyencong.rules.conference.layout import chapters
from khuyencong.rules.conference.told import count
from khuyencong.rules.reconcile import ClaimFinding


def conference_report(query: Query, *, actor: Actor) -> ConferenceReport:
    """The whole report as `actor` may see it; a fixed number of SELECTs whatever the number of figures.

    Raises places.queries.UnknownRegionError for a region that did not exist on the borders asked for.
    """
    regional = regional_report(query, actor=actor)
    members = region_on(query.region, query.target).members
    homes = Homes(members, query)
    ground = ground_of(regional, actor, homes)
    said, lines = scope(regional), indicators(query, actor, homes)
    laid = chapters(ground, said, lines)
    findings = tuple(as_finding(each) for each in judged(tuple(printed_in(laid).values())))
    whole = replace(regional, findings=gravest_first(*regional.findings, *findings))
    if whole.open_errors != regional.open_errors:
        # The text counts what it contradicts itself as well; its own count is a sum of nothing it prints.
        ground = replace(ground, contradictions=whole.open_errors)
        laid = chapters(ground, said, lines)
    printed = printed_in(laid)
    return ConferenceReport(
        regional=whole,
        own_errors=whole.open_errors - regional.open_errors,
        ground=ground,
        chapters=laid,
        told=with_operands(printed.values()),
        printed=frozenset(printed),
    )


def printed_in(laid: tuple[Chapter, ...]) -> dict[str, Told]:
    """The figures that stand somewhere in the chapters, each once."""
    found: dict[str, Told] = {}
    for chapter in laid:
        for section in chapter.sections:
            for told in section.told:
                found.setdefault(told.name, told)
    return found


def as_finding(found: ClaimFinding) -> ReportFinding:
    """What the engine says of the sentences, as a finding of the report."""
    return ReportFinding(
        code=found.code,
        severity=found.severity,
        message=f"Lời văn của báo cáo: {found.message}",
        claims=found.claims,
        printed=found.printed,
        recomputed=found.recomputed,
        fix="Đính chính số ở nguồn; lời văn tự viết lại theo số đã đính chính.",
    )


def ground_of(regional: RegionalReport, actor: Actor, homes: Homes) -> Ground:
    """What the sentences rest on."""
    query, basis = regional.query, regional.basis
    assert basis is not None
    agencies = departments(homes.members, query.target)
    by_code = {place.code: agencies.get(place.id, "") for place in homes.members}
    last = query.year - 1
    return Ground(
        region=in_sentence(regional.region_name),
        basis=basis.words,
        origin=basis.origin,
        now=Year(year=query.year, cut=query.cut, cells=basis.now),
        before=Year(year=last, cut=year_end(last), cells=basis.year_before),
        earlier=earlier(regional, basis.origin),
        same=Year(year=last, cut=cut_in(last, query.cut), cells=basis.same_period),
        summed=regional.summed,
        rows=tuple(
            Line(
                code=row.code,
                name=row.name,
                cells=row.cells,
                agency=by_code.get(row.code, ""),
                reported=row.reported,
            )
            for row in regional.rows
        ),
        contents=tuple(
            Line(code=row.code, name=row.name, cells=row.cells, of_law=row.code.isdigit())
            for row in regional.activities
        ),
        completeness=regional.completeness,
        centre=ministry_department().name_on(query.today),
        marks=marks_on(query.cut, known_at=query.known_at),
        stops=stops(query, actor, homes, agencies),
        held=held(query, actor, homes, agencies),
        late=late(query, actor, homes, agencies),
        contradictions=regional.open_errors,
    )


def earlier(regional: RegionalReport, origin: str) -> Year | None:
    """The year before last on the same basis; None where nothing of it is known."""
    wanted = regional.query.year - 2
    found = (point for point in regional.years if point.year == wanted and point.origin == origin)
    point = next(found, None)
    return Year(year=wanted, cut=point.cut, cells=point.cells) if point is not None else None


def in_sentence(name: str) -> str:
    """A region's name inside a sentence: "khu vực phía Nam", but "Việt Nam" as it is."""
    return name if name.startswith("Việt Nam") else name[:1].lower() + name[1:]


def scope(regional: RegionalReport) -> Sentence:
    """Whose figures, on which borders, as known when."""
    query = regional.query
    members = count("region.members", "Địa phương của vùng", regional.member_count, Counter.PLACES)
    known = localtime(query.known_at)
    made = " Số liệu của từng địa phương là số liệu minh họa, không phải số thật." if regional.made else ""
    unread = "" if regional.region_verified else ", danh sách thành viên chưa kiểm chứng"
    return say(
        f"Báo cáo tổng hợp kế hoạch và kết quả thực hiện kinh phí khuyến công năm {query.year} của "
        f"{in_sentence(regional.region_name)} (",
        members,
        f", {BORDERS[query.borders]}{unread}), số liệu đến hết ngày {query.cut:%d/%m/%Y}, "
        f"như đã biết lúc {known:%H:%M} ngày {known:%d/%m/%Y}.{made}",
    )
