"""One article: what it says, what stands beside it, what readers think; reading it leaves no cookie."""

import re
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.portal.actions.voting import NEW_VOICES, TooManyVoicesError, count_reading, vote
from khuyencong.portal.models import CHANNELS, SCALE, Article
from khuyencong.portal.queries.articles import (
    Rating,
    article_at,
    named,
    neighbours_of,
    rating_of,
    readings_of,
    standing_at,
)
from khuyencong.portal.queries.body import CARD, body_of, cover_of
from khuyencong.portal.views.kept import is_a_stranger, kept
from khuyencong.reporting.queries.conference.numbers import asked_of
from khuyencong.rules.money import number
from khuyencong.web.rates import Rate, at_most
from khuyencong.web.requests import origin_of

VOTES = Rate(name="votes", most=30, seconds=600, methods=("POST",))
NOT_FROM_HERE = "Phiếu này không gửi từ trang của bài. Mở lại bài, chọn rồi gửi ở đó."
VOICE = "phieu"
"""The cookie of who has voted, set by voting and by nothing else: a random word, signed, of our site only."""
A_YEAR = 365 * 24 * 3600
MACHINES = re.compile(r"bot|crawl|spider|preview|slurp|facebookexternalhit|curl|wget|python-", re.IGNORECASE)
SCORES = dict(SCALE)


def found_or_404(agency: str, slug: str) -> Article:
    """The published article of that address."""
    found = article_at(agency, slug)
    if found is None:
        raise Http404("article")
    return found


@login_not_required
@require_safe
def article(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """What does it say, from whom, and what else is there?"""
    stands = standing_at(agency, slug)
    if stands is None:
        raise Http404("article")
    said = request.GET.get("danh-gia", "")
    read = stands.read
    if is_a_reading(request) and not said:
        known = {code for code, _ in CHANNELS}
        channel = request.GET.get("tu", "")
        count_reading(stands.pk, channel=channel if channel in known else "", on=localdate())
        read += 1
    rating = rating_of(stands.pk)

    def draw(readings: str) -> HttpResponse:
        return drawn(request, found_or_404(agency, slug), rating=rating, readings=readings, said=said)

    if said or not is_a_stranger(request):
        return draw(number(read))
    return kept(request, (stands.state, rating), number(read), draw)


def is_a_reading(request: HttpRequest) -> bool:
    """Whether a person opened the page: no machine that says so, no browser that only fetches ahead."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and "prefetch" not in purpose and not MACHINES.search(agent)


def drawn(
    request: HttpRequest, found: Article, *, rating: Rating, readings: str, said: str = ""
) -> HttpResponse:
    """The page of an article."""
    topics, on = list(found.topics.all()), localdate()
    beside = neighbours_of(found, topics, on)
    lists = [beside.same_topic, beside.liked, beside.same_section, beside.latest]
    cover = cover_of(found)
    body = body_of(found)
    for each in body:
        if each.kind == "figure" and each.value.number is not None:
            each.value.number.query = asked_of(each.value.number.report)
    context = {
        "article": found,
        "authors": list(found.authors.all()),
        "topics": topics,
        "cover": cover,
        "card": found.cover.get_rendition(CARD) if found.cover is not None else None,
        "body": body,
        "beside": beside,
        "lists": lists,
        "names": named([found, *(each for one in lists for each in one)], on),
        "rating": rating,
        "readings": readings,
        "said": said,
        "scores": SCALE,
        "most": NEW_VOICES,
        "site": settings.SITE_URL,
    }
    return render(request, "portal/article.html", context)


def preview(request: HttpRequest, found: Article) -> HttpResponse:
    """The same of what is being written; counted by nobody, its form sends nothing."""
    rating, readings = rating_of(found.pk), number(readings_of(found.pk))
    return drawn(request, found, rating=rating, readings=readings, said="xem-truoc")


# No session stands behind a reader's voice; that it comes from a page of ours is asked all the same.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@at_most(VOTES)
def rate(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Take a reader's voice; a second one changes her first. Opened anew, it leads to the form."""
    found = found_or_404(agency, slug)
    if request.method != "POST":
        return redirect(f"{found.url}#danh-gia")
    if not from_here(request):
        context = {"heading": "Chưa nhận phiếu", "reason": NOT_FROM_HERE, "back": f"{found.url}#danh-gia"}
        return render(request, "portal/refused.html", context, status=403)
    typed = request.POST.get("bac", "")
    if typed not in {str(score) for score in SCORES}:
        return redirect(f"{found.url}?danh-gia=trong#danh-gia")
    token: Any = request.get_signed_cookie(VOICE, default="", max_age=A_YEAR)
    token = token or secrets.token_urlsafe(24)
    try:
        vote(found, token=token, score=int(typed), origin=origin_of(request), on=localdate())
    except TooManyVoicesError:
        return redirect(f"{found.url}?danh-gia=qua-nhieu#danh-gia")
    answer = redirect(f"{found.url}?danh-gia={typed}#danh-gia")
    answer.set_signed_cookie(
        VOICE,
        token,
        max_age=A_YEAR,
        path="/tin-tuc/",
        httponly=True,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )
    return answer


def from_here(request: HttpRequest) -> bool:
    """Whether the form was on a page of ours, as every browser of today says of a POST."""
    origin = request.headers.get("Origin", "")
    if origin:
        return urlsplit(origin).netloc == request.get_host()
    return request.headers.get("Sec-Fetch-Site", "") == "same-origin"
