"""What is wrong, or worth knowing, about a report: each contradiction with its size and likeliest cause."""

from collections.abc import Sequence

from khuyencong.reporting.models import Claim, ClaimSet
from khuyencong.reporting.queries.report import (
    PlaceRow,
    PublishedCell,
    PublishedFigure,
    Query,
    ReportFinding,
    Suggestion,
)
from khuyencong.rules.consolidation import Cell, Completeness
from khuyencong.rules.findings import Severity
from khuyencong.rules.money import Unit, percent, trieu
from khuyencong.rules.printed import read_printed
from khuyencong.rules.purses import IN_SENTENCES
from khuyencong.rules.reconcile import Claim as RuleClaim
from khuyencong.rules.reconcile import reconcile

STAGE_LABELS = {"plan": "kế hoạch", "done": "thực hiện"}


def printed_claims(query: Query) -> list[ClaimSet]:
    """The claim sets about this region's year at this cut, with their claims; two SELECTs.

    Of what was published by the instant of the question, whatever the borders of the report: a text that
    contradicts itself does so on any map.
    """
    sets = ClaimSet.objects.filter(
        region__code=query.region, year=query.year, cut=query.cut, source__published_at__lte=query.known_at
    )
    return list(sets.select_related("source").prefetch_related("claims").order_by("pk"))


def as_rule_claim(claim: Claim) -> RuleClaim:
    """A stored claim as the engine reads it."""
    return RuleClaim(
        id=claim.code,
        label=claim.label,
        kind=claim.kind,
        value=claim.printed,
        unit=claim.unit,
        of=tuple(claim.of.split()),
        note=claim.note,
    )


def claim_findings(sets: Sequence[ClaimSet]) -> tuple[list[ReportFinding], list[Suggestion]]:
    """What the engine finds in each text, and the smallest correction it proposes for each."""
    findings: list[ReportFinding] = []
    suggestions: list[Suggestion] = []
    for claim_set in sets:
        claims = {claim.code: claim for claim in claim_set.claims.all()}
        result = reconcile([as_rule_claim(claim) for claim in claims.values()])
        findings.extend(
            ReportFinding(
                code=finding.code,
                severity=finding.severity,
                message=finding.message,
                claims=tuple(finding.claims),
                printed=finding.printed,
                recomputed=finding.recomputed,
                source_id=claim_set.source_id,
            )
            for finding in result.findings
        )
        if result.suggestion is not None:
            claim = claims[result.suggestion.claim]
            suggestions.append(
                Suggestion(
                    claim=claim.code,
                    label=claim.label,
                    printed=result.suggestion.printed,
                    value=result.suggestion.value,
                    unit=claim.unit,
                    source=claim_set.source.title,
                )
            )
    return findings, suggestions


def agrees(figure: PublishedFigure, summed: int) -> bool:
    """Whether a sum of rows (đồng) is one of the values that can stand behind a printed total."""
    printed, scale = read_printed(figure.printed), Unit(figure.unit).scale
    above = printed.low is None or printed.low * scale <= summed
    below = printed.high is None or summed <= printed.high * scale
    return above and below


def difference_findings(
    published: dict[str, PublishedCell], summed: dict[str, Cell], completeness: Completeness, *, made: bool
) -> list[ReportFinding]:
    """Printed totals that the sum of the provinces' rows does not reach: never mixed, always shown."""
    findings = []
    for fund, cell in published.items():
        for stage in ("plan", "done"):
            figure: PublishedFigure | None = getattr(cell, stage)
            total: int | None = getattr(summed.get(fund, Cell()), stage)
            if figure is None or total is None or agrees(figure, total):
                continue
            findings.append(difference(figure, total, fund, stage, completeness, made=made))
    return findings


def difference(
    figure: PublishedFigure, total: int, fund: str, stage: str, completeness: Completeness, *, made: bool
) -> ReportFinding:
    """A printed total beside its sum: an error when everybody has reported, a warning while some miss."""
    gap = total - figure.amount
    cause = "Các địa phương đã báo cáo đủ: số in và số cộng không thể cùng đúng."
    if completeness.missing:
        cause = f"Có thể do còn thiếu {len(completeness.missing)} địa phương."
    if made:
        cause += " Số cộng ở đây là số liệu minh họa, chia theo số từng nguồn kinh phí đã in."
    return ReportFinding(
        code="published_differs",
        severity=Severity.WARNING if completeness.missing else Severity.ERROR,
        message=(
            f"Số {STAGE_LABELS[stage]} {IN_SENTENCES[fund]} đã công bố là {figure.printed} "
            f"{Unit(figure.unit).label}, cộng từ các địa phương được {trieu(total)} triệu đồng: "
            f"{'thừa' if gap > 0 else 'thiếu'} {trieu(abs(gap))} triệu đồng. {cause}"
        ),
        printed=figure.printed,
        recomputed=trieu(total),
        fix="Đối chiếu từng nguồn kinh phí với nơi công bố; nếu số in sai, nhập bản đính chính có ghi lý do.",
        source_id=figure.source_id,
    )


def row_findings(rows: Sequence[PlaceRow]) -> list[ReportFinding]:
    """Provinces that have done more than their plan."""
    return [
        ReportFinding(
            code="done_over_plan",
            severity=Severity.WARNING,
            message=(
                f"{row.name}: {IN_SENTENCES[fund]} thực hiện {percent(cell.rate)}, vượt kế hoạch được giao."
            ),
            printed=trieu(cell.plan),
            recomputed=trieu(cell.done),
            fix="Kiểm tra đơn vị tính và kế hoạch điều chỉnh của địa phương.",
        )
        for row in rows
        for fund, cell in row.cells.items()
        if fund != "all"
        and cell.rate is not None
        and cell.rate > 1
        and cell.plan is not None
        and cell.done is not None
    ]


def note(code: str, message: str, severity: Severity = Severity.NOTE) -> ReportFinding:
    """A finding that only explains."""
    return ReportFinding(code=code, severity=severity, message=message)
