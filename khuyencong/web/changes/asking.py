"""Asking for a change: what is to be different, and at once who decides it, by which clause, with what."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from khuyencong.industry.models import Site
from khuyencong.industry.queries import search
from khuyencong.ledger.actions.keeping import kept_lines
from khuyencong.ledger.queries.changing import free_in
from khuyencong.organisations.actors import Actor
from khuyencong.projects import permissions
from khuyencong.projects.actions.changes import WRITABLE, Wanted, rewrite_change
from khuyencong.projects.lifecycle import begin_change
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.projects.models.states import RUNNING
from khuyencong.projects.queries.changes import (
    changes_seen_by,
    judged,
    reserve_of,
    spares,
    terms_now,
    under_way,
)
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.rules.change_terms import Course, Terms, differences
from khuyencong.rules.findings import BlockedError
from khuyencong.web.changes.forms import HOLD, RESUME, ChangeForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
MOST_FOUND = 10
MORE = ("find", "line")
"""Asks for more to choose from or to write in: what was typed stays, and is not judged yet."""


@require_http_methods(FORMS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """What do you want to change, and who decides that?"""
    actor = asking(request)
    project = get_object_or_404(projects_seen_by(actor), pk=pk)
    if not permissions.may_ask_change(actor, project) or project.state not in RUNNING:
        raise PermissionDenied
    if request.method != "POST" and (standing := under_way(project)) is not None:
        messages.info(request, "Đề án đang có đề nghị này chưa xong; xong rồi mới đề nghị tiếp được.")
        return redirect("change", standing.pk)
    return asked(request, project, None)


@require_http_methods(FORMS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a request that is still hers to write."""
    actor = asking(request)
    found = get_object_or_404(changes_seen_by(actor), pk=pk)
    if not permissions.writes_change(actor, found) or found.state not in WRITABLE:
        raise PermissionDenied
    return asked(request, found.project, found)


def asked(request: HttpRequest, project: Project, found: ChangeRequest | None) -> HttpResponse:
    """The form, what follows from it, or the request written down."""
    actor, before = asking(request), terms_now(project)
    form = form_of(request, project, before, found)
    context: dict[str, Any] = {"project": project, "found": found, "form": form, "free": free_in(project)}
    do = request.POST.get("do", "")
    if not form.is_bound or do in MORE:
        if do in MORE:
            form.errors.clear()
        return render(request, "changes/ask.html", context)
    if not form.is_valid():
        return render(request, "changes/ask.html", context, status=422)
    context |= following(project, before, form)
    if do != "save":
        return render(request, "changes/ask.html", context)
    wanted = Wanted(after=form.after, reason=form.cleaned_data["reason"], substitutes=form.chosen)
    try:
        if found is None:
            found = begin_change(project, wanted, Act(by=actor, at=localtime()))
        else:
            rewrite_change(found, wanted, by=actor, at=localtime())
    except BlockedError as blocked:
        return render(request, "changes/ask.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, "Đã lưu; nộp giấy tờ rồi gửi.")
    return redirect("change", found.pk)


def form_of(request: HttpRequest, project: Project, before: Terms, found: ChangeRequest | None) -> ChangeForm:
    """The form, typed or as request or project say."""
    actor = asking(request)
    typed = request.POST if request.method == "POST" else None
    shown = found.new if found is not None else before
    named = list(found.substitutes.values_list("project_id", flat=True)) if found is not None else []
    reason = found.reason if found is not None else ""
    initial = ChangeForm.initial_of_lines(before, shown)
    initial |= ChangeForm.initial_of(shown, reason=reason, substitutes=named)
    if found is not None and shown.course is not before.course and shown.course is not Course.STOPPED:
        initial["act"] = HOLD if shown.course is Course.HELD else RESUME
    words = request.POST.get("q", "")
    return ChangeForm(
        typed,
        initial=initial,
        before=before,
        project=project,
        unit=permissions.drafts(actor, project),
        sites=sites_for(actor, before, shown, words),
        reserve=reserve_of(project, actor),
    )


def sites_for(actor: Actor, before: Terms, shown: Terms, words: str) -> Sequence[Site]:
    """The sites of who benefits now, of who was asked for, and of who was found by these words."""
    named = {each.establishment for each in (*before.holders, *shown.holders)}
    if words.strip():
        named |= {each.pk for each in search(actor, words=words)[:MOST_FOUND]}
    rows = Site.objects.filter(establishment__in=named).select_related("establishment", "commune")
    return list(rows.order_by("establishment__name", "pk"))


def following(project: Project, before: Terms, form: ChangeForm) -> dict[str, Any]:
    """What follows from the typed terms by the law of today."""
    after = form.after
    found = judged(project, before, after, spare=spares(form.chosen), on=localdate())
    unfit = any(each.code in ("not_whole", "not_a_line") for each in found.findings)
    return {
        "judged": found,
        # Told before it is sent through three hands; asked again when it is proposed and decided.
        "kept": [] if after.course is Course.STOPPED else kept_lines(project, before, after),
        "differences": [] if unfit else differences(before, after),
        "wanted": sum(each.support for each in spares(form.chosen)),
    }
