"""What was bought on a project, by which invoice, with which serial; and what may have been paid twice."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.projects import permissions
from khuyencong.projects.actions.purchases import UNBOUGHT, enter_purchase, strike
from khuyencong.projects.models import Project, Purchase
from khuyencong.projects.queries.flags import flags_of
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.projects.queries.purchases import bought_in_all, purchases_of
from khuyencong.rules.findings import BlockedError
from khuyencong.web.downloads import attachment
from khuyencong.web.requests import asking, key_of
from khuyencong.web.watching.forms import PurchaseForm, StrikeForm


@require_http_methods(["GET", "HEAD", "POST"])
def purchases(request: HttpRequest, pk: int) -> HttpResponse:
    """What was bought, by which invoice, with which serial; is any of it known from elsewhere?"""
    found = get_object_or_404(projects_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "watching/purchases.html", shown(request, found))
    if not permissions.may_buy(asking(request), found):
        raise PermissionDenied
    # One form for all: a file is read once, and a second form would find it empty.
    form = None if request.POST.get("do") == "strike" else form_of(found, request)
    try:
        return struck(request, found) if form is None else entered(request, found, form)
    except BlockedError as blocked:
        context = shown(request, found, form=form, blocked=blocked.findings)
        return render(request, "watching/purchases.html", context, status=422)


def entered(request: HttpRequest, found: Project, form: PurchaseForm) -> HttpResponse:
    """A new row, with what looks odd about it."""
    if not form.is_valid():
        return render(request, "watching/purchases.html", shown(request, found, form=form), status=422)
    made, odd = enter_purchase(found, form.paid, form.invoice, by=asking(request), at=localtime())
    messages.success(request, f"Đã ghi “{made.name}”.")
    for each in odd:
        messages.warning(request, f"Nên xem lại: {each.message} {each.fix}")
    return redirect("purchases", found.pk)


def struck(request: HttpRequest, found: Project) -> HttpResponse:
    """A row entered by mistake."""
    rows = Purchase.objects.filter(project=found).defer("content")
    row = get_object_or_404(rows, pk=key_of(request.POST.get("row", "")) or 0)
    strike(row, request.POST.get("why", ""), by=asking(request), at=localtime())
    messages.success(request, f"Đã gạch “{row.name}”; dòng ấy vẫn đọc được.")
    return redirect("purchases", found.pk)


def form_of(found: Project, request: HttpRequest | None = None) -> PurchaseForm:
    """The form of a project, with what was typed where something was."""
    lines = list(found.lines.order_by("year", "position"))
    owners = list(found.beneficiaries.select_related("establishment"))
    if request is None:
        return PurchaseForm(lines=lines, owners=owners)
    return PurchaseForm(request.POST, request.FILES, lines=lines, owners=owners)


def shown(
    request: HttpRequest, found: Project, *, form: PurchaseForm | None = None, **more: Any
) -> dict[str, Any]:
    """Everything the page shows."""
    actor = asking(request)
    buys = permissions.may_buy(actor, found) and found.state not in UNBOUGHT
    return {
        "project": found,
        "purchases": purchases_of(actor, found),
        "bought": bought_in_all(found),
        "flags": flags_of([found], actor)[found.pk],
        "buys": buys,
        "form": form or (form_of(found) if buys else None),
        "why": StrikeForm(),
    } | more


@require_safe
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """The invoice as it was handed in, to keep; never shown in the page."""
    kept = get_object_or_404(Purchase.objects.visible_to(asking(request)), pk=pk)
    return attachment(bytes(kept.content), kept.file_name, kept.media_type)
