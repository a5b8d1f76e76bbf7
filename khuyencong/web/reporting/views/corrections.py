"""Correcting one figure: the old one stays, the new one is a row of its own with a reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from khuyencong.organisations.actors import Actor
from khuyencong.reporting import permissions
from khuyencong.reporting.actions import correct_figure
from khuyencong.reporting.models import Figure
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.money import Unit
from khuyencong.web.reporting.forms import CorrectionForm
from khuyencong.web.requests import asking


def newest_instead_of(figure: Figure, by: Actor) -> Figure | None:
    """The last correction of a figure that was replaced; None while the figure itself stands."""
    same_cell = Figure.objects.visible_to(by).filter(key=figure.key)
    newest = same_cell.order_by("entered_at", "pk").last()
    return newest if newest != figure else None


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What should this figure have been, and why?"""
    by = asking(request)
    visible = Figure.objects.visible_to(by).select_related("source", "unit", "region", "activity")
    figure = get_object_or_404(visible, pk=pk)
    if not permissions.may_correct(by, figure):
        raise PermissionDenied
    form = CorrectionForm(
        request.POST if request.method == "POST" else None, initial={"unit": figure.printed_unit}
    )
    context = {"figure": figure, "form": form, "replaced_by": newest_instead_of(figure, by)}
    if not form.is_bound or not form.is_valid():
        return render(request, "reporting/figure_correct.html", context, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        new = correct_figure(
            figure=figure,
            printed=given["printed"],
            unit=Unit(given["unit"]),
            reason=given["reason"],
            by=by,
            at=localtime(),
        )
    except BlockedError as blocked:
        return render(
            request, "reporting/figure_correct.html", context | {"blocked": blocked.findings}, status=422
        )
    messages.success(request, "Đã đính chính; số cũ vẫn được giữ cùng lý do.")
    return redirect("figure", new.pk)
