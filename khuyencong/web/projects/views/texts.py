"""Writing the sections: saved as typed, nobody's words lost."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST

from khuyencong.projects import actions, permissions, queries
from khuyencong.projects.models import Passage, Project
from khuyencong.rules.findings import BlockedError
from khuyencong.web.requests import asking, key_of


def hers(request: HttpRequest, pk: int) -> Project:
    """The project, where she may draft it."""
    found = get_object_or_404(queries.projects_seen_by(asking(request)), pk=pk)
    if not permissions.drafts(asking(request), found):
        raise PermissionDenied
    return found


@require_POST
def write(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Save a section; the page stays where it is when the browser asks so (htmx), else it comes back there."""
    project = hers(request, pk)
    if section not in {each.code for each in queries.sections_on(localdate(), project.purse)}:
        raise Http404("section")
    context: dict[str, Any] = {"project": project, "code": section}
    try:
        saved = actions.write(
            project,
            section,
            request.POST.get("text", ""),
            based_on=key_of(request.POST.get("based_on", "")) or 0,
            by=asking(request),
            at=localtime(),
        )
    except BlockedError as blocked:
        return render(request, "projects/written.html", context | {"blocked": blocked.findings}, status=422)
    if request.headers.get("HX-Request"):
        status = 200 if saved.number is not None else 422
        return render(
            request, "projects/written.html", context | {"saved": saved, "at": localtime()}, status=status
        )
    return back(request, project, section, saved)


@require_POST
def settle(request: HttpRequest, pk: int, aside: int) -> HttpResponse:
    """Say how a section shall read where two wrote at the same time."""
    project = hers(request, pk)
    kept = get_object_or_404(Passage.objects.filter(project=project, number__isnull=True), pk=aside)
    try:
        saved = actions.settle(
            kept,
            request.POST.get("text", ""),
            based_on=key_of(request.POST.get("based_on", "")) or 0,
            by=asking(request),
            at=localtime(),
        )
    except BlockedError as blocked:
        context = {"project": project, "code": kept.section, "blocked": blocked.findings}
        return render(request, "projects/written.html", context, status=422)
    return back(request, project, kept.section, saved)


def back(request: HttpRequest, project: Project, section: str, saved: Passage) -> HttpResponse:
    """To the section on its page, with a word on what came of it."""
    if saved.number is None:
        told = "Người khác vừa sửa mục này; lời của bạn được giữ riêng bên dưới mục, hãy ghép lại."
        messages.warning(request, told)
    else:
        messages.success(request, f"Đã lưu lúc {localtime():%H:%M}.")
    return redirect(f"{reverse('project_step', args=[project.pk, 'thuyet-minh'])}#{section}")
