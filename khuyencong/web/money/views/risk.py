"""Which projects may stop, and why?"""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.ledger.queries.risk import at_risk
from khuyencong.organisations.queries import names_on
from khuyencong.projects import permissions
from khuyencong.rules.stopping_risk import Level
from khuyencong.web.requests import asking

A_PAGE = 30


@require_safe
def risk(request: HttpRequest) -> HttpResponse:
    """The gravest first, each with its reasons in words."""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    found = at_risk(actor, localdate())
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "high": sum(each.risk.level is Level.HIGH for each in found),
        "names": names_on([each.project.agency for each in page], localdate()),
    }
    return render(request, "money/risk.html", context)
