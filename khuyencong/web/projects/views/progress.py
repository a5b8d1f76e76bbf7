"""A month's report on a project: how far is it, what was spent, what stands in the way?"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.projects import permissions
from khuyencong.projects.actions.progress import (
    WRITABLE,
    drop_progress_photo,
    keep_progress_photo,
    write_report,
)
from khuyencong.projects.lifecycle import PROGRESS, begin_report
from khuyencong.projects.models import ProgressPhoto, ProgressReport, Project
from khuyencong.projects.queries.progress import before_of, progress_due, reports_seen_by
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.progress import check_report
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.projects.forms import ProgressForm, ProgressPhotoForm, WhyProgressForm
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "progress.send": "Đã gửi; Sở xem báo cáo.",
    "progress.see": "Đã ghi là đã xem.",
    "progress.return": "Đã trả lại kèm lý do.",
    "progress.drop": "Đã ghi tháng này không phải báo cáo.",
}


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """This month's report, before the night opens it."""
    found = get_object_or_404(projects_seen_by(asking(request)), pk=pk)
    if not permissions.drafts(asking(request), found) or found.state != Project.State.CONTRACTED:
        raise PermissionDenied
    report = begin_report(found, Act(by=asking(request), at=localtime()))
    return redirect("progress", report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far is it, is it due, whose turn is it?"""
    found = get_object_or_404(reports_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "projects/progress.html", shown(request, found))
    do, form = request.POST.get("do", ""), ProgressForm(request.POST)
    if do in ("photo", "unphoto"):
        return pictured(request, found, do)
    name = f"progress.{do}"
    if do != "write" and name not in TOLD:
        return render(request, "projects/progress.html", shown(request, found), status=422)
    by, at = asking(request), localtime()
    writing = do in ("write", "send")
    if writing and not form.is_valid():
        return render(request, "projects/progress.html", shown(request, found, form=form), status=422)
    try:
        if writing:
            found = write_report(found, form.said(), by=by, at=at)
        if name in TOLD:
            confirm_before(request, PROGRESS.transition(name))
            PROGRESS.perform(name, found, Act(by=by, at=at, reason=request.POST.get("note", "")))
    except BlockedError as blocked:
        kept = {"form": form} if writing else {"why": WhyProgressForm(request.POST)}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "projects/progress.html", context, status=422)
    messages.success(request, TOLD.get(name, "Đã lưu; gửi trước hạn là xong."))
    return redirect("progress", pk)


def pictured(request: HttpRequest, found: ProgressReport, do: str) -> HttpResponse:
    """A photograph more, or one less while the report was never sent."""
    by, at = asking(request), localtime()
    form, beside = ProgressPhotoForm(request.POST, request.FILES), typed_beside(request)
    try:
        if do == "unphoto":
            key = key_of(request.POST.get("photo", "")) or 0
            drop_progress_photo(get_object_or_404(found.photos.defer("content"), pk=key), by=by, at=at)
            return saved_beside(request, found)
        if form.is_valid():
            content, words = form.cleaned_data["file"].read(), form.cleaned_data["words"]
            keep_progress_photo(found, content, words, by=by, at=at)
            return saved_beside(request, found)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, picture=form, **beside)
        return render(request, "projects/progress.html", context, status=422)
    return render(request, "projects/progress.html", shown(request, found, picture=form, **beside), status=422)


def typed_beside(request: HttpRequest) -> dict[str, Any]:
    """The form with what stood in it when another button of the page was pressed; {} where it was not sent."""
    return {"form": ProgressForm(initial=request.POST.dict())} if "told" in request.POST else {}


def saved_beside(request: HttpRequest, found: ProgressReport) -> HttpResponse:
    """What was typed is saved with the photograph; what cannot be saved yet stays on the page as typed."""
    form = ProgressForm(request.POST)
    if "told" not in request.POST:
        return redirect("progress", found.pk)
    try:
        if form.is_valid():
            write_report(found, form.said(), by=asking(request), at=localtime())
            messages.success(request, "Đã lưu cả phần chữ.")
            return redirect("progress", found.pk)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, form=form)
        return render(request, "projects/progress.html", context)
    return render(
        request, "projects/progress.html", shown(request, found, unsaved=True, **typed_beside(request))
    )


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """One photograph, to be shown on the page of its report."""
    kept = get_object_or_404(ProgressPhoto.objects.visible_to(asking(request)), pk=pk)
    return HttpResponse(bytes(kept.content), content_type=kept.media_type)


def shown(request: HttpRequest, found: ProgressReport, **more: Any) -> dict[str, Any]:
    """Everything the page of a report shows."""
    actor, before = asking(request), before_of(found)
    open_ = found.state in WRITABLE and found.told != ""
    return {
        "report": found,
        "project": found.project,
        "before": before,
        "photos": found.photos.defer("content").select_related("officer"),
        "picture": ProgressPhotoForm(),
        "obstacles": found.obstacles.all(),
        "may_raise": permissions.reports_progress(actor, found),
        "due": progress_due(found.month, found.project.purse, found.project.province_id),
        "findings": list(check_report(found.said, before)) if open_ else [],
        "writes": permissions.reports_progress(actor, found) and found.state in WRITABLE,
        "names": names_on([found.agency, found.project.department], localdate()),
        "offered": {each.name.partition(".")[2] for each in PROGRESS.offered(found, actor)},
        "steps": steps_of(PROGRESS, found),
        "lying": lying_of(PROGRESS, found),
        "form": ProgressForm.showing(found, before.last),
        "why": WhyProgressForm(),
    } | more
