"""Releases of open data: what there is to take, what each changed, the catalogue for programs."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, parse_etags
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.organisations.queries import ministry_department
from khuyencong.paperwork.open_data import TABLES, LiveList, as_turtle, catalogue
from khuyencong.reporting import permissions
from khuyencong.reporting.queries.open_data import (
    changes_to,
    file_named,
    latest_release,
    release_numbered,
    releases_with_files,
    touched_by,
)
from khuyencong.web.downloads import XLSX
from khuyencong.web.open.words import fields_told
from khuyencong.web.rates import FILES, at_most
from khuyencong.web.requests import asking

A_PAGE = 20
CHANGES = 50
LAST_NUMBER = 2**31 - 1
CATALOGUES = {"jsonld": "application/ld+json", "ttl": "text/turtle; charset=utf-8"}
FOR_EVER = "public, max-age=31536000, immutable"


@login_not_required
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """What may I take, how do I read it, what changed?"""
    context = {
        "lists": live_lists(),
        "latest": latest_release(),
        "page": Paginator(releases_with_files(), A_PAGE).get_page(request.GET.get("page")),
        "tables": TABLES,
        "may_publish": permissions.may_issue(asking(request)),
    }
    return render(request, "open/releases.html", context)


@login_not_required
@require_safe
def release(request: HttpRequest, number: int) -> HttpResponse:
    """What is in this release, and what did it change?"""
    found = release_numbered(number) if number <= LAST_NUMBER else None
    if found is None:
        raise Http404("release")
    page = Paginator(touched_by(found), CHANGES).get_page(request.GET.get("page"))
    changes = [(each, fields_told(each.fields)) for each in changes_to(found, page.object_list)]
    return render(request, "open/release.html", {"release": found, "page": page, "changes": changes})


@login_not_required
@at_most(FILES)
@require_safe
def file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A file as it was published. It never changes: who has it asks only whether it is still the same."""
    found = file_named(number, name) if number <= LAST_NUMBER else None
    if found is None:
        raise Http404("file")
    mark = f'"{found.sha256}"'
    # Compressed on the way it comes back marked weak; a file that never changes is the same all the same.
    known = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    if mark in known:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(bytes(found.content), content_type=found.media_type)
        kept_as = f"ban-{number}-{found.name}"
        response.headers["Content-Disposition"] = (
            content_disposition_header(as_attachment=True, filename=kept_as) or "attachment"
        )
    response.headers["ETag"], response.headers["Cache-Control"] = mark, FOR_EVER
    return response


@login_not_required
@at_most(FILES)
@require_safe
def catalogue_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The catalogue in DCAT, as JSON-LD or Turtle."""
    if kind not in CATALOGUES:
        raise Http404("kind")
    publisher = ministry_department().name_on(localdate())
    told = catalogue(
        releases_with_files(),
        site=settings.SITE_URL,
        publisher=publisher,
        lists=live_lists(),
        licence_url=settings.OPEN_DATA_LICENCE_URL,
    )
    return HttpResponse(as_turtle(told) if kind == "ttl" else told, content_type=CATALOGUES[kind])


def live_lists() -> list[LiveList]:
    """What is published beside projects, always as of today."""
    return [
        LiveList(
            code="san-pham",
            title="Sản phẩm công nghiệp nông thôn tiêu biểu",
            description="Giấy chứng nhận đã công bố, hôm nay còn giá trị không; cách gọi chủ nếu họ đồng ý.",
            page=reverse("product_catalogue"),
            files=[
                ("CSV", "text/csv", reverse("product_catalogue_file", args=["csv"])),
                ("Excel", XLSX, reverse("product_catalogue_file", args=["xlsx"])),
            ],
        ),
        LiveList(
            code="cum-cong-nghiep",
            title="Đất còn trống trong cụm công nghiệp",
            description="Thông báo đã duyệt của từng cụm: diện tích, đã cho thuê, còn trống, hạ tầng, nơi hỏi.",
            page=reverse("public_clusters"),
            files=[("CSV", "text/csv", reverse("public_clusters_file"))],
        ),
    ]
