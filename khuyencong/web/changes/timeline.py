"""The history of a project in one line of time."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.ledger.queries.timeline import Group, events_of, timeline_of
from khuyencong.organisations.queries import names_on
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.web.dossiers import address_of
from khuyencong.web.requests import asking

PAGE = 100


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What has happened to this project, from the first draft until today?"""
    actor = asking(request)
    project = get_object_or_404(projects_seen_by(actor), pk=pk)
    asked, details = request.GET.get("loai", ""), request.GET.get("chi-tiet") == "1"
    group = next((each for each in Group if each.value == asked), None)
    found = events_of(project, group=group, details=details)
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1"))
    rows = timeline_of(actor, project, page.object_list)
    context = {
        "project": project,
        "rows": [(each, address_of(each.kind, each.key)) for each in rows],
        "page": page,
        "asking": urlencode({name: request.GET[name] for name in ("loai", "chi-tiet") if name in request.GET}),
        "groups": list(Group),
        "group": group,
        "details": details,
        "names": names_on([project.agency], localdate()),
    }
    return render(request, "changes/timeline.html", context)
