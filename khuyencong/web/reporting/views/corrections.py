"""Correcting one figure: the old one stays, the new one is a row; a newcomer's waits for a second look."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.actors import Actor
from khuyencong.reporting import permissions
from khuyencong.reporting.lifecycle import CORRECTION, correct
from khuyencong.reporting.models import Correction, Figure
from khuyencong.reporting.queries.corrections import corrections_seen_by, returns_that_say, under_way_of
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.money import Unit
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import steps_of
from khuyencong.web.reporting.forms import CorrectionForm, ReasonForm
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

TOLD = {
    "correction.make": "Đã đính chính; số cũ vẫn được giữ cùng lý do.",
    "correction.propose": "Đã trình; khi người xem lại đồng ý thì số mới có hiệu lực.",
    "correction.confirm": "Đã đồng ý; số mới có hiệu lực, số cũ vẫn được giữ.",
    "correction.return": "Đã trả lại kèm lý do.",
    "correction.withdraw": "Đã rút đính chính; số cũ vẫn đứng.",
}


def newest_instead_of(figure: Figure, by: Actor) -> Figure | None:
    """The last correction of a figure that was replaced; None while the figure itself stands."""
    same_cell = Figure.objects.visible_to(by).filter(key=figure.key)
    newest = same_cell.order_by("entered_at", "pk").last()
    return newest if newest != figure else None


@require_http_methods(["GET", "HEAD", "POST"])
def correct_figure(request: HttpRequest, pk: int) -> HttpResponse:
    """What should this figure have been, and why?"""
    by = asking(request)
    visible = Figure.objects.visible_to(by).select_related("source__agency", "unit", "region", "activity")
    figure = get_object_or_404(visible, pk=pk)
    if not permissions.may_correct(by, figure):
        raise PermissionDenied
    form = CorrectionForm(
        request.POST if request.method == "POST" else None, initial={"unit": figure.printed_unit}
    )
    context = {
        "figure": figure,
        "form": form,
        "replaced_by": newest_instead_of(figure, by),
        "under_way": under_way_of(figure, by),
        "second_look": CORRECTION.is_new_to(CORRECTION.transition("correction.make"), by),
        "returns": returns_that_say(figure),
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "reporting/figure_correct.html", context, status=422 if form.is_bound else 200)
    try:
        done = correct(figure=figure, act=Act(by=by, at=localtime()), **typed(form))
    except BlockedError as blocked:
        return render(
            request, "reporting/figure_correct.html", context | {"blocked": blocked.findings}, status=422
        )
    return after(request, done)


def typed(form: CorrectionForm) -> dict[str, Any]:
    """What she typed, as the lifecycle takes it."""
    given = form.cleaned_data
    return {"printed": given["printed"], "unit": Unit(given["unit"]), "reason": given["reason"]}


def after(request: HttpRequest, done: Correction) -> HttpResponse:
    """To the new figure where there is one, else to where the correction waits."""
    if done.made_id is not None:
        messages.success(request, TOLD["correction.make"])
        return redirect("figure", done.made_id)
    messages.success(request, TOLD["correction.propose"])
    return redirect("correction", done.pk)


def shown(request: HttpRequest, found: Correction, **more: Any) -> dict[str, Any]:
    """Everything the page of a correction shows."""
    initial = {"printed": found.printed, "unit": found.printed_unit, "reason": found.reason}
    return {
        "correction": found,
        "figure": found.figure,
        "returns": returns_that_say(found.figure) if found.made_id is None else [],
        "offered": {each.name.partition(".")[2] for each in CORRECTION.offered(found, asking(request))},
        "steps": steps_of(CORRECTION, found),
        "form": CorrectionForm(initial=initial),
        "reason_form": ReasonForm(),
    } | more


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Is this correction right, and what may I do with it?"""
    found = get_object_or_404(corrections_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "reporting/correction.html", shown(request, found))
    name = f"correction.{request.POST.get('do', '')}"
    reasons = ReasonForm(request.POST)
    if name not in TOLD or not reasons.is_valid():
        context = shown(request, found, reason_form=reasons)
        return render(request, "reporting/correction.html", context, status=422)
    confirm_before(request, CORRECTION.transition(name))
    form, given, reason = CorrectionForm(request.POST), None, reasons.cleaned_data["note"]
    if name == "correction.propose":
        if not form.is_valid():
            return render(request, "reporting/correction.html", shown(request, found, form=form), status=422)
        given, reason = tuple(typed(form).values()), form.cleaned_data["reason"]
    act = Act(by=asking(request), at=localtime(), reason=reason, given=given)
    try:
        done = CORRECTION.perform(name, found, act)
    except BlockedError as blocked:
        forms = {"reason_form": reasons} | ({"form": form} if given else {})
        context = shown(request, found, blocked=blocked.findings, **forms)
        return render(request, "reporting/correction.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("correction", done.pk)
