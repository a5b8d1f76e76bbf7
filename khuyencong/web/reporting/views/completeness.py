"""Who has sent which report in time, what happened in each cell, and what the level above does next."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from khuyencong.paperwork.made import in_column, noted
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.reporting.actions.periodic.urging import urge
from khuyencong.reporting.lifecycle import PERIODIC_RETURN, declare_missing
from khuyencong.reporting.queries.completeness import (
    Asked,
    Kept,
    Table,
    history_of,
    kept_by,
    table_of,
    whole_of,
)
from khuyencong.reporting.queries.completeness.pressing import Lacking, lacking_of, pressing_of
from khuyencong.reporting.queries.completeness.table import years_of
from khuyencong.reporting.queries.periodic import returns_seen_by
from khuyencong.reporting.queries.periodic.lists import lately
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.money import percent
from khuyencong.rules.timeliness import Rates, Standing
from khuyencong.web.confirmation import require_confirmation
from khuyencong.web.dossiers import lying_of
from khuyencong.web.downloads import CSV, XLSX, attachment
from khuyencong.web.reporting.completeness_forms import MISS, URGE, AskCompletenessForm, PressForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]


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
    press = pressed(request, actor, pressing)
    if press.done:
        return redirect(f"{reverse('completeness')}?{request.GET.urlencode()}")
    whole = whole_rows(actor, table) if table is not None else {}
    context = {
        "table": table,
        "form": form,
        "press": press,
        "pressing": pressing,
        "blocked": press.blocked,
        "whole": whole,
        "legend": list(Standing),
        "made": table is not None and (table.made or whole["found"].made),
        "asking": request.GET.urlencode(),
    }
    status = 422 if form.errors or press.refused else 200
    return render(request, "reporting/completeness.html", context, status=status)


def whole_rows(actor: Actor, table: Table) -> dict[str, Any]:
    """Every kind of return of the table's year that anything is due of, and all together."""
    found = whole_of(actor, table.asked.year, table.on)
    rows = [(each, found.by_kind[each.code]) for each in kept_by(actor) if each.code in found.by_kind]
    return {"rows": [row for row in rows if row[1].owed], "found": found}


@dataclass(kw_only=True)
class Press:
    """The two forms to those who are late as they stand, what stood in the way, and whether it was done."""

    urge: PressForm
    miss: PressForm
    blocked: Sequence[Finding] = ()
    done: bool = False

    @property
    def refused(self) -> bool:
        """Whether something was pressed and not done."""
        return bool(self.urge.errors or self.miss.errors or self.blocked)


def pressed(request: HttpRequest, actor: Actor, pressing: Lacking) -> Press:
    """Ask these for their return, or put down that it is missing, if pressed; first whether she may."""
    do = request.POST.get("do", "")
    may = {URGE: pressing.to_urge, MISS: pressing.to_declare}
    if do in may and not may[do]:
        raise PermissionDenied
    given = {each: request.POST if do == each else None for each in (URGE, MISS)}
    press = Press(urge=PressForm(given[URGE], do=URGE), miss=PressForm(given[MISS], do=MISS))
    if request.method == "POST" and do not in may:
        press.blocked = [error("no_step", "Chưa rõ là đôn đốc hay ghi nhận nợ.", "Bấm một nút của trang.")]
        return press
    form = press.urge if do == URGE else press.miss
    if not form.is_bound or not form.is_valid():
        return press
    act = Act(by=actor, at=localtime(), reason=form.cleaned_data["words"])
    if do == URGE:
        press.blocked = asked_for(request, pressing, act)
    else:
        press.blocked = put_down(request, pressing, act)
    press.done = not press.blocked
    return press


def asked_for(request: HttpRequest, pressing: Lacking, act: Act) -> Sequence[Finding]:
    """Ask for each; what stood in the way."""
    try:
        count = urge(pressing.to_urge, words=act.reason, by=act.by, at=act.at)
    except BlockedError as refused:
        return refused.findings
    messages.success(request, f"Đã đôn đốc {count} báo cáo; lời đôn đốc hiện ở báo cáo của từng nơi.")
    return ()


def put_down(request: HttpRequest, pressing: Lacking, act: Act) -> Sequence[Finding]:
    """Put each down as missing; what stood in the way."""
    require_confirmation(request)
    done, found = declare_missing(pressing.to_declare, act)
    if done:
        messages.success(request, f"Đã ghi nhận nợ {done} báo cáo; cơ quan nộp muộn phải được cho phép.")
    return found


@require_http_methods(FORMS)
def cell(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to this return: who was asked, reminded, what was answered? Ask, or put it down, here."""
    actor, today = reader(request), localdate()
    report = get_object_or_404(returns_seen_by(actor), pk=pk)
    late = lately(report, today)
    pressing = pressing_of([report], actor=actor, on=today)
    press = pressed(request, actor, pressing)
    if press.done:
        return redirect("completeness_cell", pk)
    context = {
        "report": report,
        "late": late,
        "agency": report.agency.name_on(report.ends),
        "to": report.to.name_on(report.ends),
        "lying": lying_of(PERIODIC_RETURN, report),
        "state": PERIODIC_RETURN.state(report.state),
        "happened": history_of(report),
        "press": press,
        "pressing": pressing,
        "blocked": press.blocked,
    }
    return render(request, "reporting/completeness_cell.html", context, status=422 if press.refused else 200)


@require_safe
def table_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The table as a file, with the same signs."""
    table, _ = answered(request, reader(request))
    if table is None or kind not in ("xlsx", "csv"):
        raise Http404("table")
    header, rows = sheet_of(table)
    name = f"tinh-hinh-bao-cao-{table.asked.form}-{table.asked.year}.{kind}"
    if kind == "csv":
        return attachment(csv_rows(*in_column(header, rows, made=table.made)), name, CSV)
    notes = [
        *noted(table.made),
        f"Tính đến hết ngày {table.on:%d/%m/%Y}.",
        *(f"{each.value}: {each.label}" for each in Standing),
    ]
    content = xlsx_rows(header, rows, title=f"Tình hình nộp báo cáo năm {table.asked.year}", notes=notes)
    return attachment(content, name, XLSX)


def sheet_of(table: Table) -> tuple[list[str], list[list[object]]]:
    """The table as rows of cells, its totals last."""
    header = ["Cơ quan", *(each.label for each in table.periods)]
    header += ["Đến hạn hoặc đã nộp", "Đã nộp", "Bị trả lại, chưa nộp lại", "Đúng hạn"]
    header += ["Tỷ lệ đã nộp", "Tỷ lệ đúng hạn"]
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
    return [found.owed, found.received, found.again, found.in_time, *told]
