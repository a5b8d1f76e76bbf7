"""The short English face of the public pages: one page, for who does not read Vietnamese."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.portal.queries.english import face_of

PAGES = (
    ("entitlement", "What could I be given?", "five questions about your workshop, without signing in"),
    ("news", "News", "policies, activities, examples, products, clusters"),
    ("product_catalogue", "Outstanding products", "the catalogue of certified rural industrial products"),
    ("open_projects", "Published projects", "which projects were supported, where and with how much"),
    ("open_track", "Where is my dossier?", "follow a dossier by its code"),
    ("norms", "Norms of support", "which level of support binds on a day, and by which clause"),
    ("norm_documents", "Legal documents", "the decrees and circulars the pages rest on"),
    ("targets", "Targets", "what the programmes set out to reach, and what came of it"),
    ("home", "Regions and the nation", "plan and money spent by region, province and content"),
    ("open_data", "Open data", "CSV, Parquet, 360Giving JSON and a DCAT catalogue"),
    ("api_documentation", "API", "the documented interface for programs"),
)
"""Public pages by the name of their address: what each is called in English, and what for."""


@login_not_required
@require_safe
def english(request: HttpRequest) -> HttpResponse:
    """What is the programme, who may be supported, how does one ask?"""
    context = {
        "face": face_of(localdate()),
        "pages": PAGES,
        "site": settings.SITE_URL,
        "licence": settings.OPEN_DATA_LICENCE,
        "licence_url": settings.OPEN_DATA_LICENCE_URL,
    }
    return render(request, "portal/english.html", context)
