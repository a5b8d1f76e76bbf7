"""Industrial clusters: the list, one with its land, tenants and works, writing one down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry import actions, permissions, queries
from khuyencong.industry.lifecycle.clusters import COMPARED, frozen
from khuyencong.industry.models import Cluster, ClusterDecision, ClusterLease, ClusterNotice, Establishment
from khuyencong.industry.queries.clusters import (
    Facts,
    decision_apart,
    facts_of,
    judged,
    places_today,
    standing_clusters,
)
from khuyencong.industry.queries.links import clusters_seen_by
from khuyencong.organisations.actors import Actor
from khuyencong.rules.clusters import ENDED, ESTABLISHED
from khuyencong.rules.findings import BlockedError
from khuyencong.web.industry.cluster_forms import ROWS
from khuyencong.web.industry.forms import ClusterForm
from khuyencong.web.industry.views import reader
from khuyencong.web.industry.views.writing import FORMS, OUTSIDE
from khuyencong.web.norms.views import asked_again
from khuyencong.web.requests import asking
from khuyencong.workflow.queries import events_of

PAGE, LATEST = 40, 10
STANDING = {
    "": "Sổ chưa có quyết định nào",
    **{each.value: each.label for each in ClusterDecision.Kind},
    ESTABLISHED: "Đã thành lập",
    ENDED: "Đã bãi bỏ",
}


@require_safe
def clusters(request: HttpRequest) -> HttpResponse:
    """Which clusters are written down, how full are they, what is still free?"""
    actor, words, today = reader(request), request.GET.get("q", "")[:100], localdate()
    page = Paginator(clusters_seen_by(actor, words), PAGE).get_page(request.GET.get("page", "1"))
    rows = list(page.object_list)
    facts, places = facts_of([each.pk for each in rows], today), places_today(rows, today)
    context = {
        "page": page,
        "lines": [
            {
                "row": each,
                "land": facts[each.pk].land,
                "place": called(places[each.pk]),
                "standing": STANDING[facts[each.pk].standing],
            }
            for each in rows
        ],
        "words": words,
        "asking": asked_again(request),
        "may_register": permissions.may_register(actor),
    }
    return render(request, "industry/clusters.html", context)


def called(units: Sequence[Any]) -> str:
    """Commune and province in one line."""
    return ", ".join(each.full_name for each in units if each is not None)


@require_http_methods(FORMS)
def new(request: HttpRequest) -> HttpResponse:
    """Which cluster is missing?"""
    if not permissions.may_register(asking(request)):
        raise PermissionDenied
    return written(request, None)


@require_http_methods(FORMS)
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """How full is this cluster, who is in it, and what is wrong about what we say of it?"""
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
        context |= shown(found, by)
        inside = Establishment.objects.visible_to(by).standing().filter(sites__cluster=found).distinct()
        context["page"] = Paginator(inside, PAGE).get_page(request.GET.get("page", "1"))
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


def shown(found: Cluster, actor: Actor) -> dict[str, Any]:
    """Everything the page of a cluster shows; the number of statements does not grow with its rows."""
    today = localdate()
    units = places_today([found], today)[found.pk]
    others = standing_clusters([found.province_id, units[1].pk], today).values_list("pk", flat=True)
    every = facts_of({found.pk, *others}, today)
    facts = every.pop(found.pk)
    running = facts.running
    keys = {each.establishment.kept_key for each in facts.leases}
    notices = ClusterNotice.objects.filter(cluster=found).select_related("author")
    notice = {each.state: each for each in notices if each.state in ("public", "proposed")}
    return {
        "on": today,
        "place": called(units),
        "land": facts.land,
        "standing": STANDING[facts.standing],
        "new": facts.standing not in (ESTABLISHED, ENDED),
        "quarrels": [*facts.quarrels, *decision_apart(found, facts)],
        "leases": running,
        "past": [each for each in facts.leases if each not in running],
        "tenants": facts.tenants,
        "seen": set(Establishment.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True)),
        "investor": facts.investor,
        "works": facts.works_now,
        "decisions": facts.decisions,
        "counts": facts.counts,
        "judged": judged(facts, every),
        "public": notice.get("public"),
        "under_way": notice.get("proposed"),
        "outdated": outdated(notice.get("public"), found, facts),
        "replaced": replaced_of(found),
        "events": events_of("cluster", str(found.pk))[:LATEST],
    }


def outdated(notice: ClusterNotice | None, found: Cluster, facts: Facts) -> bool:
    """Whether the public reads something that the register says no more."""
    if notice is None:
        return False
    now = frozen(found, facts)
    return any(getattr(notice, name) != now[name] for name in COMPARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A row that another took the place of, in words."""

    words: str
    at: datetime
    over_at: datetime
    void: bool
    why: str


def replaced_of(found: Cluster) -> list[Replaced]:
    """Every row that was changed or taken back, the latest first; one SELECT a kind. Tenants are not named."""
    rows = []
    for kind in ROWS.values():
        model: Any = kind.model
        later = model.objects.filter(cluster=found, replaces__isnull=False).select_related("replaces")
        for row in later:
            was = row.replaces
            words = f"Cho thuê {was.area} m²" if isinstance(was, ClusterLease) else str(was)
            rows.append(Replaced(words=words, at=was.at, over_at=row.at, void=row.void, why=row.source))
    return sorted(rows, key=lambda each: each.over_at, reverse=True)
