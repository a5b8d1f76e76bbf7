"""Pages about a province's yearly plan request."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST

from khuyencong.organisations.queries import names_on
from khuyencong.projects import permissions
from khuyencong.projects.actions.dossiers import add_project, prefer, report, take_out, unprefer
from khuyencong.projects.actions.drafting import province_over
from khuyencong.projects.lifecycle import REGISTRATION, begin_request
from khuyencong.projects.models import LocalPriority, Project, RegisteredProject, RegistrationDossier
from khuyencong.projects.queries.dossiers import (
    PARTS,
    findings_of,
    may_be_registered,
    request_of,
    requests_seen_by,
)
from khuyencong.projects.queries.plan_year import plan_year
from khuyencong.rules.coverage import Axis, Entry, Line, Matrix, view
from khuyencong.rules.findings import BlockedError, Severity
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import steps_of
from khuyencong.web.plans.forms import AddForm, PriorityForm, ReportForm, RequestForm, WhyForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 30
TOLD = {
    "registration.send": "Đã gửi; mọi đề án trong hồ sơ nay là đã đăng ký.",
    "registration.return": "Đã trả lại Sở kèm lý do.",
    "registration.receive": "Đã tiếp nhận hồ sơ.",
}
VIEWS = {"nganh": (Axis.CONTENT, Axis.SECTOR), "dia-ban": (Axis.LOCALITY, Axis.CONTENT)}


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest) -> HttpResponse:
    """Which requests are there, where is each, which came late?"""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    province = province_over(actor.agency) if actor.agency is not None else None
    year = plan_year(province, Project.Purse.NATIONAL, localdate()).year
    form = RequestForm(
        request.POST if request.method == "POST" else None, initial={"purse": "KCQG", "year": year}
    )
    seen = requests_seen_by(actor)
    context: dict[str, Any] = {
        "page": Paginator(seen, A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_prepare": permissions.may_register(actor),
        "waiting": seen.filter(state=RegistrationDossier.State.SENT).count(),
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "plans/requests.html", context, status=422 if form.is_bound else 200)
    try:
        made = begin_request(**form.cleaned_data, act=Act(by=actor, at=localtime()))
    except BlockedError as blocked:
        given = form.cleaned_data
        known = seen.filter(agency=actor.agency, purse=given["purse"], year=given["year"]).first()
        context |= {"blocked": blocked.findings, "known": known}
        return render(request, "plans/requests.html", context, status=422)
    return redirect("plan_request", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Can it be sent, what is empty, without a basis, repeated?"""
    found = get_object_or_404(requests_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "plans/request.html", shown(request, found))
    name = f"registration.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "plans/request.html", shown(request, found), status=422)
    confirm_before(request, REGISTRATION.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        REGISTRATION.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, why=WhyForm(request.POST))
        return render(request, "plans/request.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("plan_request", pk)


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the report, a priority, or what is taken out; what was typed is never lost."""
    found = get_object_or_404(requests_seen_by(asking(request)), pk=pk)
    what = request.POST.get("what", "")
    form = form_for(request, found, what)
    if form is not None and not form.is_valid():
        return render(request, "plans/request.html", shown(request, found, **{what: form}), status=422)
    try:
        written(request, found, what, form.cleaned_data if form is not None else {})
    except BlockedError as blocked:
        kept = {what: form} if form is not None else {}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "plans/request.html", context, status=422)
    messages.success(request, "Đã lưu.")
    return redirect("plan_request", pk)


def form_for(request: HttpRequest, found: RegistrationDossier, what: str) -> Form | None:
    """The form that was sent, if that button has one."""
    if what == "add":
        return AddForm(request.POST, offered=to_add(request, found))
    forms: dict[str, type[Form]] = {"report": ReportForm, "prefer": PriorityForm}
    return forms[what](request.POST) if what in forms else None


def to_add(request: HttpRequest, found: RegistrationDossier) -> QuerySet[Project]:
    """The projects of her scope that may be put into it by hand."""
    return may_be_registered(found).filter(pk__in=Project.objects.visible_to(asking(request)).values("pk"))


def written(request: HttpRequest, found: RegistrationDossier, what: str, given: dict[str, Any]) -> None:
    """The one thing that was asked; nothing for anything else."""
    by, at = asking(request), localtime()
    key = key_of(request.POST.get("key", ""))
    if what == "report":
        report(found, given, by=by, at=at)
    elif what == "add":
        add_project(found, given["project"], by=by, at=at)
    elif what == "prefer":
        prefer(found, **given, by=by, at=at)
    elif what == "unprefer":
        unprefer(get_object_or_404(LocalPriority.objects.filter(dossier=found), pk=key), by=by, at=at)
    elif what == "take_out":
        take_out(get_object_or_404(RegisteredProject.objects.filter(dossier=found), pk=key), by=by, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A cell that was opened: its two names and the rows in it."""

    row: str
    column: str
    entries: tuple[Entry, ...]


def day_of(found: RegistrationDossier) -> date:
    """By the lists of which day it is judged: of today while it is written, else of the first sending."""
    sent = found.sent_at
    return localdate() if found.open or sent is None else localtime(sent).date()


def shown(request: HttpRequest, found: RegistrationDossier, **more: Any) -> dict[str, Any]:
    """Everything the page shows: while written by today's lists, once sent by those of the first sending."""
    whole = request_of(found, day_of(found))
    findings = findings_of(whole)
    actor = asking(request)
    which = request.GET.get("xem", "nganh")
    rows, columns = VIEWS.get(which, VIEWS["nganh"])
    lines = lines_of(whole.matrix, rows, columns)
    return {
        "dossier": found,
        "whole": whole,
        "parts": [(name, getattr(found, part)) for part, name in PARTS.items()],
        "errors": [each for each in findings if each.severity is Severity.ERROR],
        "findings": [each for each in findings if each.severity is not Severity.ERROR],
        "lines": lines,
        "columns": [(code, whole.matrix.name(columns, code)) for code in whole.matrix.codes(columns)],
        "which": which if which in VIEWS else "nganh",
        "opened": opened(request, whole.matrix, lines, rows, columns),
        "writes": found.open and permissions.prepares_request(actor, found),
        "offered": {each.name.partition(".")[2] for each in REGISTRATION.offered(found, actor)},
        "names": names_on([found.agency, *(each.project.agency for each in whole.rows)], localdate()),
        "days_over": whole.due.days_late(localdate()) if whole.due is not None and found.sent_at is None else 0,
        "steps": steps_of(REGISTRATION, found),
        "report": ReportForm(initial={part: getattr(found, part) for part in PARTS}),
        "prefer": PriorityForm(),
        "add": AddForm(offered=to_add(request, found)),
        "why": WhyForm(),
    } | more


def lines_of(matrix: Matrix, rows: Axis, columns: Axis) -> list[Line]:
    """The view, without the many places where nothing stands: those are counted in a sentence."""
    return [each for each in view(matrix, rows, columns) if rows is not Axis.LOCALITY or each.projects]


def opened(request: HttpRequest, matrix: Matrix, lines: list[Line], rows: Axis, columns: Axis) -> Opened | None:
    """The cell the address asks for; None where it asks for none or for one that is not there."""
    wanted = (request.GET.get("hang"), request.GET.get("cot"))
    for line in lines:
        for cell in line.cells:
            if (cell.row, cell.column) == wanted:
                return Opened(row=line.name, column=matrix.name(columns, cell.column), entries=cell.entries)
    return None
