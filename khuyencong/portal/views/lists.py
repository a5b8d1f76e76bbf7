"""Lists of published articles: all, by section, topic, agency, and by words; feeds and site map."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.portal.models import Article, Section, Topic
from khuyencong.portal.queries.articles import about, named, published, searched, sections, shelf_at
from khuyencong.web.guidance.views import hits
from khuyencong.web.rates import SEARCH, at_most

A_PAGE = 12
FED = 30
MAPPED = 5000
LONGEST_SEARCH = 100
ANSWERS = 3
"""Questions and answers told beside the articles that were found."""
FEEDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def listing(request: HttpRequest, found: QuerySet[Article], **more: Any) -> HttpResponse:
    """A page of a list, with a plain link to what is older."""
    page = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    articles = list(page.object_list)
    context = {
        "page": page,
        "articles": articles,
        "names": named(articles, localdate()),
        "sections": sections(),
        "older": older(request, page) if page.has_next() else "",
    }
    return render(request, "portal/list.html", context | more)


def older(request: HttpRequest, page: Any) -> str:
    """The address of the next page, whatever else was asked."""
    asked = request.GET.copy()
    asked["trang"] = str(page.next_page_number())
    return f"?{asked.urlencode()}"


@login_not_required
@require_safe
@at_most(SEARCH)
def news(request: HttpRequest) -> HttpResponse:
    """What is new? With ?q= what holds these words, typed with diacritics or without."""
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = searched(words, published()) if words else published()
    heading = f"Bài có “{words}”" if words else "Tin tức khuyến công"
    answers = hits(words, ANSWERS) if words else ()
    # Only this list, whole, has an English counterpart.
    front = not words and "trang" not in request.GET
    return listing(
        request, found, heading=heading, words=words, answers=answers, front=front, site=settings.SITE_URL
    )


@login_not_required
@require_safe
def section(request: HttpRequest, code: str) -> HttpResponse:
    """What is new in a section?"""
    found = get_object_or_404(Section, code=code)
    return listing(request, published().filter(section=found), heading=found.name, section=found)


@login_not_required
@require_safe
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """What was written about a topic?"""
    found = get_object_or_404(Topic, code=code)
    return listing(request, about(found), heading=f"Chủ đề: {found.name}")


@login_not_required
@require_safe
def shelf(request: HttpRequest, agency: str) -> HttpResponse:
    """What did one agency publish?"""
    found = shelf_at(agency)
    if found is None:
        raise Http404("shelf")
    name = found.agency.name_on(localdate())
    return listing(request, published().filter(agency=found.agency), heading=f"Bài của {name}")


@login_not_required
@require_safe
def feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest articles for a reader of feeds."""
    if kind not in FEEDS:
        raise Http404("feed")
    here = settings.SITE_URL + reverse("news_feed", args=[kind])
    made = FEEDS[kind](
        title="Tin tức khuyến công",
        link=settings.SITE_URL + reverse("news"),
        description="Chính sách, hoạt động, gương cơ sở, sản phẩm, cụm công nghiệp.",
        language="vi",
        feed_url=here,
    )
    for each in published().prefetch_related("authors", "topics")[:FED]:
        made.add_item(
            title=each.title,
            link=settings.SITE_URL + each.url,
            description=each.lead,
            author_name=", ".join(author.name for author in each.authors.all()),
            categories=[each.section.name, *(topic.name for topic in each.topics.all())],
            pubdate=each.first_published_at,
            updateddate=each.last_published_at,
            unique_id=settings.SITE_URL + each.url,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=f"application/{kind}+xml; charset=utf-8")


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every published article with its last change, for search engines."""
    rows = published().values_list("url_path", "last_published_at")[:MAPPED]
    context = {"rows": rows, "site": settings.SITE_URL, "sections": sections()}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml; charset=utf-8")
