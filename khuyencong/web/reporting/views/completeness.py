"""Who has sent which report in time, what happened in each cell, and what the level above does next."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import reads
from khuyencong.paperwork.csv_table import csv_rows
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.reporting.actions.periodic.urging import urge
from khuyencong.reporting.lifecycle import PERIODIC_RETURN
from khuyencong.reporting.queries.completeness import Asked, Kept, Table, history_of, kept_by, table_of
from khuyencong.reporting.queries.completeness.pressing import Lacking, lacking_of
from khuyencong.reporting.queries.completeness.table import years_of
from khuyencong.reporting.queries.periodic import returns_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.money import percent
from khuyencong.rules.timeliness import Rates, Standing
from khuyencong.web.confirmation import require_confirmation
from khuyencong.web.dossiers import lying_of
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.reporting.completeness_forms import AskCompletenessForm, PressForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
CSV = "text/csv; charset=utf-8"


def reader(request: HttpRequest) -> Actor:
    """Who asks; PermissionDenied for whom sees no dossier at all."""
    actor = asking(request)
    if not reads(actor):
        raise PermissionDenied
    return actor


def asked(actor: Actor, form: AskCompletenessForm, kinds: tuple[Kept, ...], years: list[int]) -> Asked | None:
    """What the address asks; where it says nothing the first kind, of the year we are in."""
    if not kinds:
        return None
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    kept = next((each for each in kinds if each.code == given.get("loai")), kinds[0])
    today = localdate()
    year = given.get("nam") or (today.year if today.year in years else years[0])
    return Asked(form=kept.form, every=kept.every, by=kept.by, year=int(year), region=given.get("vung") or "")


def answered(request: HttpRequest, actor: Actor) -> tuple[Table | None, AskCompletenessForm]:
    """The table that the address asks for, and the form filled with the question."""
    kinds, years = kept_by(actor), years_of(actor)
    form = AskCompletenessForm(request.GET, kinds=kinds, years=years)
    question = asked(actor, form, kinds, years)
    if question is None:
        return None, form
    if not form.errors:
        form = AskCompletenessForm(
            {"loai": question.code, "nam": question.year, "vung": question.region}, kinds=kinds, years=years
        )
    return table_of(question, actor=actor, on=localdate()), form


@require_http_methods(FORMS)
def completeness(request: HttpRequest) -> HttpResponse:
    """Who has sent, who is late, and what is to be done about it?"""
    actor = reader(request)
    table, form = answered(request, actor)
    pressing = lacking_of(table, actor=actor) if table is not None else Lacking()
    press = PressForm(request.POST if request.method == "POST" else None)
    blocked: list[Any] = []
    if press.is_bound and press.is_valid():
        blocked = pressed(request, actor, press, pressing)
        if not blocked:
            return redirect(f"{reverse('completeness')}?{request.GET.urlencode()}")
    context = {
        "table": table,
        "form": form,
        "press": press,
        "pressing": pressing,
        "blocked": blocked,
        "legend": list(Standing),
        "asking": request.GET.urlencode(),
    }
    status = 422 if form.errors or press.errors or blocked else 200
    return render(request, "reporting/completeness.html", context, status=status)


def pressed(request: HttpRequest, actor: Actor, press: PressForm, pressing: Lacking) -> list[Any]:
    """Ask all late ones for their return, or put down that it is missing; what stood in the way."""
    words, kind = press.cleaned_data["words"], press.cleaned_data["do"]
    if kind == "urge":
        if not pressing.to_urge:
            raise PermissionDenied
        try:
            count = urge(pressing.to_urge, words=words, by=actor, at=localtime())
        except BlockedError as refused:
            return list(refused.findings)
        messages.success(request, f"Đã đôn đốc {count} cơ quan; lời đôn đốc hiện ở báo cáo của từng nơi.")
        return []
    if not pressing.to_declare:
        raise PermissionDenied
    require_confirmation(request)
    found: list[Any] = []
    done = 0
    for report in pressing.to_declare:
        try:
            PERIODIC_RETURN.perform("periodic.miss", report, Act(by=actor, at=localtime(), reason=words))
            done += 1
        except BlockedError as refused:
            found.extend(each for each in refused.findings if each not in found)
    if done:
        messages.success(request, f"Đã ghi nhận nợ {done} báo cáo; cơ quan nộp muộn phải được cho phép.")
    return found


@require_safe
def cell(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to this return: who was asked, reminded, what was answered?"""
    report = get_object_or_404(returns_seen_by(reader(request)), pk=pk)
    context = {
        "report": report,
        "agency": report.agency.name_on(report.ends),
        "to": report.to.name_on(report.ends),
        "lying": lying_of(PERIODIC_RETURN, report),
        "state": PERIODIC_RETURN.state(report.state),
        "happened": history_of(report),
    }
    return render(request, "reporting/completeness_cell.html", context)


@require_safe
def table_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The table as a file, with the same signs."""
    table, _ = answered(request, reader(request))
    if table is None or kind not in ("xlsx", "csv"):
        raise Http404("table")
    header, rows = sheet_of(table)
    name = f"tinh-hinh-bao-cao-{table.asked.form}-{table.asked.year}.{kind}"
    if kind == "csv":
        return attachment(csv_rows(header, rows), name, CSV)
    notes = [f"Tính đến hết ngày {table.on:%d/%m/%Y}.", *(f"{each.value}: {each.label}" for each in Standing)]
    content = xlsx_rows(header, rows, title=f"Tình hình nộp báo cáo năm {table.asked.year}", notes=notes)
    return attachment(content, name, XLSX)


def sheet_of(table: Table) -> tuple[list[str], list[list[object]]]:
    """The table as rows of cells, its totals last."""
    header = ["Cơ quan", *(each.label for each in table.periods)]
    header += ["Đến hạn hoặc đã nộp", "Đã nộp", "Đúng hạn", "Tỷ lệ đã nộp", "Tỷ lệ đúng hạn"]
    rows: list[list[object]] = [
        [row.name, *(each.timed.sign if each else "" for each in row.squares), *figures(row.rates)]
        for row in table.rows
    ]
    rows.append(["Cộng", *(f"{each.received}/{each.owed}" for each in table.by_period), *figures(table.rates)])
    return header, rows


def figures(found: Rates) -> list[object]:
    """Counts and shares of one line."""
    shares = [found.received_share, found.in_time_share]
    told = [percent(each, 1) if each is not None else "" for each in shares]
    return [found.owed, found.received, found.in_time, *told]
