"""Inspections on site: what is planned, what still has to be put right, and one inspection with its minutes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.inspection_papers import inspection_paper
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.projects import permissions
from khuyencong.projects.actions.inspections import hand_signed, leave_out, want_mended, write_minutes
from khuyencong.projects.lifecycle import INSPECTION, begin_inspection
from khuyencong.projects.models import Inspection
from khuyencong.projects.queries.flags import flags_of
from khuyencong.projects.queries.inspections import (
    asked_on,
    inspections_seen_by,
    menders_of,
    minutes_of,
    planned,
    questions_of,
    recorded,
    score_of,
    to_mend,
)
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.inspections import check_minutes
from khuyencong.web.appraisal.councils import printed
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.money.forms import ClaimFileForm, WhyContractForm
from khuyencong.web.projects.views.lists import MADE
from khuyencong.web.requests import asking, key_of
from khuyencong.web.watching.inspection_forms import FaultForm, MinutesForm, PlanInspectionForm
from khuyencong.workflow.lifecycle import Act

A_PAGE = 30
FORMS = ["GET", "HEAD", "POST"]
TYPED_FAULT = ("words", "wanted", "due")
MINUTES_LEFT = "Việc vừa bấm đã ghi. Biên bản còn nguyên ở dưới nhưng chưa lưu: điền đủ rồi bấm Lưu biên bản."
FAULT_LEFT = "Việc phải khắc phục đang gõ còn nguyên nhưng chưa ghi: bấm Ghi việc này."
TOLD = {
    "inspection.propose": "Đã trình lãnh đạo ghi nhận.",
    "inspection.return": "Đã trả lại kèm lý do.",
    "inspection.record": "Đã ghi nhận; việc phải khắc phục nằm ở bàn của nơi khắc phục.",
    "inspection.drop": "Đã bỏ cuộc kiểm tra này.",
}
HEADER = (
    *("Đề án", "Tên đề án", "Kiểm tra ngày", "Mức độ", "Thấy gì", "Phải làm gì"),
    *("Nơi khắc phục", "Hạn", "Bước", "Gấp đến đâu"),
)


@require_safe
def inspections(request: HttpRequest) -> HttpResponse:
    """What still has to be put right, what is planned, what was found?"""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    rows, coming = to_mend(actor), list(planned(actor)[:A_PAGE])
    page = Paginator(recorded(actor), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "mending": rows,
        "late": sum(each.urgency.is_late for each in rows),
        "planned": coming,
        "page": page,
        "names": names_on([each.agency for each in (*coming, *page.object_list)], localdate()),
        "today": localdate(),
    }
    return render(request, "watching/inspections.html", context)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """What has to be put right as an Excel file."""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    rows = to_mend(actor)
    lines = (
        (
            *(row.fault.inspection.project.code, row.fault.inspection.project.title),
            *(row.fault.inspection.held_on, row.fault.get_grade_display(), row.fault.words, row.fault.wanted),
            *(row.where, row.fault.due, row.fault.get_state_display(), row.urgency.why),
        )
        for row in rows
    )
    notes = [MADE] if any(each.fault.inspection.made_up for each in rows) else []
    content = xlsx_rows(HEADER, lines, title="Việc phải khắc phục sau kiểm tra", notes=notes)
    return attachment(content, "phai-khac-phuc.xlsx", XLSX)


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """When does somebody go there, and who?"""
    actor = asking(request)
    project = get_object_or_404(projects_seen_by(actor), pk=pk)
    if not permissions.may_inspect(actor, project):
        raise PermissionDenied
    form = PlanInspectionForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "project": project}
    if not form.is_bound or not form.is_valid():
        return render(request, "watching/inspection_new.html", context, status=422 if form.is_bound else 200)
    try:
        made = begin_inspection(project, form.plan, Act(by=actor, at=localtime()))
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings}
        return render(request, "watching/inspection_new.html", more, status=422)
    messages.success(request, "Đã lên lịch; ngày kiểm tra nằm trong Việc của tôi.")
    return redirect("inspection", made.pk)


@require_http_methods(FORMS)
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found, what has to be put right, whose turn is it?"""
    found = get_object_or_404(inspections_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "watching/inspection.html", shown(request, found))
    do = request.POST.get("do", "")
    if do in ("write", "fault", "leave", "file"):
        return written(request, found, do)
    name = f"inspection.{do}"
    if name not in TOLD:
        return render(request, "watching/inspection.html", shown(request, found), status=422)
    confirm_before(request, INSPECTION.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        INSPECTION.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, why=WhyContractForm(request.POST))
        return render(request, "watching/inspection.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("inspection", pk)


def written(request: HttpRequest, found: Inspection, do: str) -> HttpResponse:
    """The minutes, something to be put right, or the signed file."""
    forms: dict[str, Any] = {}
    try:
        if do == "leave":
            fault = get_object_or_404(found.faults, pk=key_of(request.POST.get("fault", "")) or 0)
            leave_out(fault, by=asking(request), at=localtime())
            return saved_beside(request, found, do)
        forms = typed(request, found, do)
        if all(form.is_valid() for form in forms.values()):
            keep(request, found, forms)
            return saved_beside(request, found, do)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, **beside(request, found) | forms)
        return render(request, "watching/inspection.html", context, status=422)
    context = shown(request, found, **beside(request, found) | forms)
    return render(request, "watching/inspection.html", context, status=422)


def beside(request: HttpRequest, found: Inspection) -> dict[str, Any]:
    """The forms of the page with what stood in them when the button of another one was pressed."""
    stood = request.POST.dict()
    if "conclusion" not in stood:
        return {}
    fault = FaultForm(initial=stood, agencies=menders_of(found.project, localdate()))
    kept: dict[str, Any] = {"fault": fault, "fault_typed": any(stood.get(each) for each in TYPED_FAULT)}
    return kept | {"form": MinutesForm(initial=stood, questions=questions_of(found))}


def said_in(values: Any, name: str) -> str:
    """What stands in a field, whichever way its lines are broken."""
    return (values.get(name) or "").replace("\r\n", "\n").strip()


def saved_beside(request: HttpRequest, found: Inspection, do: str) -> HttpResponse:
    """What was typed elsewhere on the page is saved, too; what cannot be saved yet stays there as typed."""
    found.refresh_from_db()
    questions, stood = questions_of(found), beside(request, found)
    if not stood:
        return redirect("inspection", found.pk)
    now = MinutesForm.showing(found, minutes_of(found), questions)
    form = MinutesForm(request.POST, questions=questions)
    left: dict[str, Any] = {}
    if do != "write" and any(said_in(request.POST, each) != said_in(now.initial, each) for each in form.fields):
        try:
            if form.is_valid():
                write_minutes(found, form.seen, by=asking(request), at=localtime())
                messages.success(request, "Đã lưu cả biên bản đang gõ.")
            else:
                left = {"form": stood["form"], "unsaved": MINUTES_LEFT}
        except BlockedError as blocked:
            left = {"form": stood["form"], "unsaved": MINUTES_LEFT, "blocked": blocked.findings}
    if do != "fault" and stood["fault_typed"]:
        left |= {"fault": stood["fault"], "fault_typed": True}
        left["unsaved"] = f"{left.get('unsaved', '')} {FAULT_LEFT}".strip()
    if not left:
        return redirect("inspection", found.pk)
    return render(request, "watching/inspection.html", shown(request, found, **left))


def typed(request: HttpRequest, found: Inspection, do: str) -> dict[str, Any]:
    """The form that was sent, by the name under which the page knows it."""
    if do == "write":
        return {"form": MinutesForm(request.POST, questions=questions_of(found))}
    if do == "fault":
        return {"fault": FaultForm(request.POST, agencies=menders_of(found.project, localdate()))}
    return {"file": ClaimFileForm(request.POST, request.FILES)}


def keep(request: HttpRequest, found: Inspection, forms: dict[str, Any]) -> None:
    """What was typed, in the row."""
    by, at = asking(request), localtime()
    for name, form in forms.items():
        if name == "form":
            write_minutes(found, form.seen, by=by, at=at)
        elif name == "fault":
            want_mended(found, form.fault, by=by, at=at)
        else:
            file = form.cleaned_data["file"]
            kind = file.content_type or "application/octet-stream"
            hand_signed(found, name=file.name, media_type=kind, content=file.read(), by=by, at=at)


def shown(request: HttpRequest, found: Inspection, **more: Any) -> dict[str, Any]:
    """Everything the page of an inspection shows."""
    actor, today, said = asking(request), localdate(), minutes_of(found)
    rows, faults = asked_on(found, said), list(found.faults.select_related("agency"))
    writes = permissions.inspects(actor, found) and found.state == Inspection.State.PLANNED
    open_ = found.state in (Inspection.State.PLANNED, Inspection.State.PROPOSED) and found.held_on
    agencies = menders_of(found.project, today)
    asked = {each.question.code: each.question.words for each in rows}
    return {
        "inspection": found,
        "project": found.project,
        "asked": rows,
        "score": score_of(rows),
        "faults": faults,
        "findings": list(check_minutes(said, asked, today)) if open_ else [],
        "writes": writes,
        "flags": flags_of([found.project], actor)[found.project_id],
        "names": names_on([found.agency, found.project.agency, *(each.agency for each in faults)], today),
        "offered": {each.name.partition(".")[2] for each in INSPECTION.offered(found, actor)},
        "steps": steps_of(INSPECTION, found),
        "lying": lying_of(INSPECTION, found),
        "form": MinutesForm.showing(found, said, questions_of(found)) if writes else None,
        "fault": FaultForm(agencies=agencies) if writes else None,
        "file": ClaimFileForm(),
        "why": WhyContractForm(),
    } | more


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed minutes as they were handed in, to keep; never shown in the page."""
    rows = Inspection.objects.visible_to(asking(request)).exclude(sha256="")
    kept = get_object_or_404(rows, pk=pk)
    return attachment(bytes(kept.content or b""), kept.name, kept.media_type)


@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The minutes in the layout of an official document, to be signed on site."""
    found = get_object_or_404(inspections_seen_by(asking(request)), pk=pk)
    faults = list(found.faults.select_related("agency"))
    agencies = [found.agency, found.project.agency, *(each.agency for each in faults)]
    owners = found.project.beneficiaries.select_related("establishment")
    drawn = inspection_paper(
        found,
        asked_on(found, minutes_of(found)),
        faults,
        names=names_on(agencies, localdate()),
        beneficiaries=[each.establishment.name for each in owners],
        at=localtime(),
    )
    return printed(drawn, f"bien-ban-kiem-tra-{found.pk:05d}", kind)
