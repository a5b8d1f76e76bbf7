"""Tôi được hỗ trợ gì? Five questions without signing in, an honest answer, and help asked for by an owner."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Registration
from khuyencong.projects import permissions
from khuyencong.projects.lifecycle import ENQUIRY, send_enquiry
from khuyencong.projects.models import Enquiry
from khuyencong.projects.queries.entitlement import Asked, entitlement_of, owner_named
from khuyencong.projects.queries.lists import wish_named
from khuyencong.rules.findings import BlockedError
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.projects.entitlement_form import EntitlementForm
from khuyencong.web.requests import asking
from khuyencong.web.watching.forms import WordsForm
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "enquiry.answer": "Đã trả lời; chủ cơ sở thấy ở “Hồ sơ của tôi”.",
    "enquiry.withdraw": "Đã rút.",
}


@login_not_required
@require_safe
def entitlement(request: HttpRequest) -> HttpResponse:
    """What could my workshop be given, how much at most, with which papers, and whom do I ask?"""
    # An address that was shared carries words of others: only our own questions are answers.
    asked = any(name in request.GET for name in EntitlementForm.base_fields)
    form = EntitlementForm(request.GET if asked else None)
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "projects/entitlement_ask.html", {"form": form}, status=status)
    return render(request, "projects/entitlement.html", answered(request, form))


def answered(request: HttpRequest, form: EntitlementForm, **more: Any) -> dict[str, Any]:
    """What the page of the answer shows."""
    told = entitlement_of(form.asked, localdate())
    given = urlencode({name: form[name].value() for name in form.fields})
    return {
        "form": form,
        "told": told,
        "given": given,
        "may_send": may_send(asking(request)),
    } | more


def may_send(actor: Actor) -> bool:
    """Whether she owns an establishment's account; one whose desk has ended has none."""
    return permissions.may_enquire(actor) and Registration.objects.filter(user=actor.account).exists()


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Let who drafts at my place see my five answers."""
    if not permissions.may_enquire(asking(request)):
        raise PermissionDenied
    form = EntitlementForm(request.POST)
    if not form.is_valid():
        return render(request, "projects/entitlement_ask.html", {"form": form}, status=422)
    try:
        made = send_enquiry(form.asked, Act(by=asking(request), at=localtime()))
    except BlockedError as blocked:
        context = answered(request, form, blocked=blocked.findings)
        return render(request, "projects/entitlement.html", context, status=422)
    messages.success(request, "Đã gửi; cán bộ xem rồi lập bản nháp hoặc trả lời bạn ở đây.")
    return redirect("enquiry", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """What does this owner want, what could it be given, and what became of it?"""
    actor = asking(request)
    found = get_object_or_404(
        Enquiry.objects.visible_to(actor).select_related("commune__parent__parent", "sector", "project"), pk=pk
    )
    if request.method != "POST":
        return render(request, "projects/enquiry.html", shown(request, found))
    name = f"enquiry.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "projects/enquiry.html", shown(request, found), status=422)
    try:
        ENQUIRY.perform(name, found, Act(by=actor, at=localtime(), reason=request.POST.get("note", "")))
    except BlockedError as blocked:
        more = {"blocked": blocked.findings, "words": WordsForm(request.POST)}
        return render(request, "projects/enquiry.html", shown(request, found, **more), status=422)
    messages.success(request, TOLD[name])
    return redirect("enquiry", pk)


def shown(request: HttpRequest, found: Enquiry, **more: Any) -> dict[str, Any]:
    """Everything the page of an enquiry shows; what could be given as of today."""
    actor = asking(request)
    owner, wish = owner_named(found.owner_kind), wish_named(found.wish)
    told = None
    if owner is not None and wish is not None:
        asked = Asked(commune=found.commune, owner=owner, sector=found.sector, wish=wish, cost=found.cost)
        told = entitlement_of(asked, localdate())
    offered = {each.name.partition(".")[2] for each in ENQUIRY.offered(found, actor)}
    return {
        "enquiry": found,
        "told": told,
        "offered": offered,
        "opens": found.project is not None and permissions.may_see_projects(actor),
        "words": WordsForm(),
        "steps": steps_of(ENQUIRY, found),
        "lying": lying_of(ENQUIRY, found),
    } | more
