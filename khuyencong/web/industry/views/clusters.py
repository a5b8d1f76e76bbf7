"""Industrial clusters: the list, one with the sites in it, writing one down."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry import actions, permissions, queries
from khuyencong.industry.models import Cluster, Establishment
from khuyencong.industry.queries.links import clusters_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.web.industry.forms import ClusterForm
from khuyencong.web.industry.views import reader
from khuyencong.web.industry.views.writing import FORMS, OUTSIDE
from khuyencong.web.norms.views import asked_again
from khuyencong.web.requests import asking
from khuyencong.workflow.queries import events_of

PAGE, LATEST = 40, 10


@require_safe
def clusters(request: HttpRequest) -> HttpResponse:
    """Which clusters are written down, and how many sites lie in each?"""
    actor, words = reader(request), request.GET.get("q", "")[:100]
    page = Paginator(clusters_seen_by(actor, words), PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "words": words,
        "asking": asked_again(request),
        "may_register": permissions.may_register(actor),
    }
    return render(request, "industry/clusters.html", context)


@require_http_methods(FORMS)
def new(request: HttpRequest) -> HttpResponse:
    """Which cluster is missing?"""
    if not permissions.may_register(asking(request)):
        raise PermissionDenied
    return written(request, None)


@require_http_methods(FORMS)
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is in this cluster, and what is wrong about what we say of it?"""
    actor = reader(request)
    found = get_object_or_404(clusters_seen_by(actor), pk=pk)
    if request.method == "POST" and not permissions.writes_cluster(actor, found):
        raise PermissionDenied
    return written(request, found)


def written(request: HttpRequest, found: Cluster | None) -> HttpResponse:
    """The form of a cluster, and what came of it."""
    by, data = asking(request), request.POST if request.method == "POST" else None
    initial = ClusterForm.saying(found) if found is not None else {}
    form = ClusterForm(data, initial=initial, provinces=queries.provinces_of(by))
    context: dict[str, Any] = {"row": found, "form": form, "writes": permissions.may_register(by)}
    if found is not None:
        inside = Establishment.objects.visible_to(by).standing().filter(sites__cluster=found).distinct()
        context["page"] = Paginator(inside, PAGE).get_page(request.GET.get("page", "1"))
        context["events"] = events_of("cluster", str(found.pk))[:LATEST]
    if data is None or not form.is_valid():
        return render(request, "industry/cluster.html", context, status=200 if data is None else 422)
    given = form.cleaned_data
    try:
        row = actions.save_cluster(given, given["unit"], by=by, at=localtime(), cluster=found)
    except PermissionDenied:
        form.add_error("province", OUTSIDE)
        return render(request, "industry/cluster.html", context, status=422)
    except BlockedError as blocked:
        return render(request, "industry/cluster.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, "Đã lưu cụm công nghiệp.")
    return redirect("cluster", row.pk)
