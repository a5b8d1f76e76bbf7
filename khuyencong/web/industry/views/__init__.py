"""Reading the register: the list, one establishment with all it has, the support behind a sum, a workbook."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.industry import permissions, queries
from khuyencong.industry.models import Establishment, Merge, Support
from khuyencong.ledger.queries import received_by
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import reads
from khuyencong.post.actions.exports import ask_for
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.industry import files
from khuyencong.web.industry.forms import LookForm
from khuyencong.web.industry.kinds import KINDS, section_of
from khuyencong.web.norms.views import asked_again
from khuyencong.web.requests import asking
from khuyencong.workflow.queries import events_of

PAGE = 40
MANY = 5_000
"""Rows from which a workbook takes longer than a second or two, so that it is made in the background."""
LATEST = 10


def reader(request: HttpRequest) -> Actor:
    """Who asks, if her desk reads what is not published."""
    actor = asking(request)
    if not reads(actor):
        raise PermissionDenied
    return actor


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Which establishments are there?"""
    actor = reader(request)
    form = LookForm(request.GET, provinces=queries.provinces_of(actor))
    asked, wrong = form.asked, not form.is_valid()
    found = queries.search(actor, **asked)
    page = Paginator(found.select_related("sector"), PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "form": form,
        "page": page,
        "lines": queries.lines_of(list(page.object_list)),
        "asking": asked_again(request),
        "narrowed": any(asked.values()),
        "may_register": permissions.may_register(actor),
    }
    return render(request, "industry/list.html", context, status=422 if wrong else 200)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same rows as .xlsx, all of them; very many are offered as a job to who has a desk."""
    actor = reader(request)
    form = LookForm(request.GET, provinces=queries.provinces_of(actor))
    if not form.is_valid():
        return redirect(f"{request.path.removesuffix('excel')}?{request.GET.urlencode()}")
    found = queries.search(actor, **form.asked)
    if (count := found.count()) > MANY:
        return render(request, "industry/many.html", {"count": count, "asking": asked_again(request)})
    return attachment(files.workbook(files.all_of(found), actor), files.NAME, XLSX)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Ask for the same rows as a file that is made in the background."""
    actor = reader(request)
    form = LookForm(request.GET, provinces=queries.provinces_of(actor))
    if not form.is_valid():
        return redirect("industry")
    made = ask_for(
        by=actor, maker=files.establishments_file, title=files.TITLE, parameters=form.given, at=localtime()
    )
    return redirect("tray_export", made.pk)


def seen(request: HttpRequest, pk: int) -> Establishment:
    """The row she sees; Http404."""
    visible = Establishment.objects.visible_to(asking(request))
    related = ("sector", "merged_into", "owner", "registration")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def shown(request: HttpRequest, found: Establishment) -> dict[str, Any]:
    """Everything the page of an establishment shows."""
    actor = asking(request)
    merged = list(Establishment.objects.filter(merged_into=found).order_by("pk"))
    family = {row.pk: row for row in (found, *merged)}
    writes = permissions.writes(actor, found)
    return {
        "row": found,
        "form_name": queries.form_name(found.legal_form),
        "merged": merged,
        "came": Merge.objects.filter(kept=found, state=Merge.State.DONE).select_related("gone", "confirmed_by"),
        "sections": [section_of(kind, list(family), family, found.pk, actor) for kind in KINDS.values()],
        "sums": queries.sums_of(family),
        "received": received_by(family),
        "events": events_of("establishment", str(found.pk))[:LATEST],
        "writes": writes,
        "whole": writes or found.owner_id == getattr(actor.user, "pk", None),
        "officer": reads(actor),
        "doubles": queries.doubles_of(found, actor)[:LATEST] if writes else [],
        "under_way": under_way_of(found, actor),
        "registrations": queries.registrations_like(found) if writes and found.owner_id is None else [],
    }


def under_way_of(found: Establishment, actor: Actor) -> Merge | None:
    """The proposal about this row, on either side, that waits for the second person and that she sees."""
    waiting = Merge.objects.visible_to(actor).filter(state=Merge.State.PROPOSED)
    return waiting.filter(Q(gone=found) | Q(kept=found)).first()


@require_safe
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is this, what does it make, what support has it had?"""
    return render(request, "industry/row.html", shown(request, seen(request, pk)))


@require_safe
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Which rows make up this sum of support?"""
    found = seen(request, pk)
    purse = request.GET.get("purse", "")
    family = queries.family_of(found)
    rows = Support.objects.filter(establishment__in=family).select_related("establishment")
    if purse in Support.Purse.values:
        rows = rows.filter(purse=purse)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page", "1"))
    sums = queries.sums_of(family)
    total = {"KCQG": sums.national, "KCDP": sums.local}.get(purse, sums.total)
    context = {"row": found, "page": page, "purse": purse, "total": total, "asking": asked_again(request)}
    context["received"] = [each for each in received_by(family) if purse in ("", each.book.purse)]
    return render(request, "industry/support.html", context)
