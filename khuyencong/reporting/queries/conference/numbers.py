"""One figure opened by its code: how it was made, from which rows, and whether it would be another today."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import region_on
from khuyencong.reporting.models import Figure, IssuedReport, ReportNumber
from khuyencong.reporting.queries.behind import figures_behind
from khuyencong.reporting.queries.conference.building import conference_report
from khuyencong.reporting.queries.report import NOW, Query
from khuyencong.rules.conference import Counter, Told, Trace
from khuyencong.rules.conference.codes import as_typed
from khuyencong.rules.conference.told import DERIVED
from khuyencong.rules.reconcile import Kind

HOW = {
    "summed": "Cộng từ số liệu của các địa phương.",
    "published": "Số in sẵn ở nơi công bố, giữ đúng như đã in.",
    "ledger": "Cộng từ các bút toán trong sổ kinh phí có hiệu lực đến ngày chốt số liệu.",
    "stops": "Đếm các đề án có quyết định ngừng đã ký đến ngày chốt số liệu.",
    "returns": "Cộng, đếm từ báo cáo định kỳ đã duyệt.",
    "late": "Đếm báo cáo định kỳ nộp sau hạn, hoặc đã quá hạn mà chưa nộp.",
}
WORKED_OUT = {
    Kind.AMOUNT: "Tính hoặc đếm từ các số khác của báo cáo.",
    Kind.SHARE: "Số thứ nhất chia cho số thứ hai.",
    Kind.GROWTH: "Số thứ nhất trừ số thứ hai, chia cho số thứ hai.",
    Kind.POINTS: "Tỷ lệ thứ nhất trừ tỷ lệ thứ hai, tính bằng điểm phần trăm.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A figure with what it is worked out from, by name."""

    told: Told
    code: str
    query: Query
    of: tuple[tuple[str, Told], ...]
    parts: tuple[tuple[str, Told], ...]

    @property
    def how(self) -> str:
        """How it was made, in a sentence."""
        if self.told.counts == Counter.PLACES and self.told.trace == DERIVED:
            return "Đếm từng địa phương của vùng."
        return HOW.get(self.told.trace.how) or WORKED_OUT[self.told.kind]


def asked_of(report: IssuedReport) -> Query:
    """The question an issued report answers."""
    return Query(
        region=report.region.code,
        year=report.year,
        cut=report.cut,
        borders=report.borders,
        known_at=report.known_at,
        today=localdate(report.known_at),
    )


def numbers_with(code: str) -> list[ReportNumber]:
    """The figures of that code, in every report that has it, the first issued first."""
    rows = ReportNumber.objects.filter(code=as_typed(code)).select_related(
        "report__region", "report__issued_by"
    )
    return list(rows.defer("report__xlsx", "report__docx").order_by("report__issued_at", "report_id"))


def opened(number: ReportNumber) -> Opened:
    """A kept figure with those it is worked out from; one SELECT."""
    wanted = [*number.of.split(), *number.parts.split()]
    rows = {each.name: each for each in ReportNumber.objects.filter(report=number.report_id, name__in=wanted)}
    of = tuple((rows[name].code, told_of(rows[name])) for name in number.of.split() if name in rows)
    parts = tuple((rows[name].code, told_of(rows[name])) for name in number.parts.split() if name in rows)
    return Opened(
        told=replace(told_of(number), of=tuple(each for _, each in of), parts=tuple(each for _, each in parts)),
        code=number.code,
        query=asked_of(number.report),
        of=of,
        parts=parts,
    )


def told_of(number: ReportNumber) -> Told:
    """A kept figure as it was told, without what it is made of."""
    trace: Mapping[str, Any] = number.trace
    return Told(
        name=number.name,
        label=number.label,
        kind=Kind(number.kind),
        value=Fraction(number.value),
        counts=number.counts,
        digits=number.digits,
        plain=number.plain,
        trace=Trace(**{**trace, "cut": date.fromisoformat(trace["cut"])}),
    )


def rows_behind(told: Told, query: Query, actor: Actor) -> QuerySet[Figure] | None:
    """The rows of figures it is the sum of, as known then; None where it rests on none of them directly."""
    trace = told.trace
    if trace.how == "published":
        region = region_on(query.region, query.target).id
        printed = Figure.objects.visible_to(actor).known_on(query.known_at)
        return printed.filter(
            region_id=region,
            year=trace.year,
            first_year=F("year"),
            cut=trace.cut,
            fund=trace.fund,
            stage=trace.stage,
            activity__isnull=True,
        )
    if trace.how != "summed":
        return None
    # Another year's rows are shown on the borders of the report, not on those of their own cut.
    then = replace(query, year=trace.year, cut=trace.cut, borders=NOW, today=query.target)
    fund = "" if trace.fund == "all" else trace.fund
    return figures_behind(
        then, actor=actor, place=trace.place, fund=fund, stage=trace.stage, activity=trace.activity
    )


def today_of(name: str, query: Query, *, actor: Actor, at: datetime, on: date) -> Told | None:
    """The same figure as it would be told now; None where it would not be."""
    fresh = conference_report(replace(query, known_at=at, today=on), actor=actor)
    return fresh.told.get(name)
