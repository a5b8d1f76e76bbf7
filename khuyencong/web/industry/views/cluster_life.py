"""What goes on in a cluster: who in it supplies whom, and what the programme gave it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.industry.models import Cluster
from khuyencong.industry.queries.cluster_chain import chain_of
from khuyencong.industry.queries.clusters import facts_of, inside
from khuyencong.ledger.queries.clusters import support_to
from khuyencong.web.industry.chain_figure import drawn
from khuyencong.web.industry.views import reader


def found_with(request: HttpRequest, pk: int) -> tuple[Cluster, set[int]]:
    """The cluster she sees, and who is in it today; 404."""
    found = get_object_or_404(Cluster.objects.visible_to(reader(request)), pk=pk)
    return found, inside(found, facts_of([found.pk], localdate())[found.pk])


@require_safe
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """Who in this cluster supplies whom, and what has to come from outside?"""
    found, keys = found_with(request, pk)
    links = chain_of(keys, localdate(), reader(request))
    context = {"cluster": found, "chain": links, "figure": drawn(links), "count": len(keys)}
    return render(request, "industry/cluster_chain.html", context)


@require_safe
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """What has the programme given to this cluster and to those in it?"""
    found, keys = found_with(request, pk)
    context = {"cluster": found, "given": support_to(found, keys, reader(request)), "count": len(keys)}
    return render(request, "industry/cluster_support.html", context)
