"""One box that finds places, sources, projects and workshops without diacritics, and a figure by its code."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.industry import queries
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.permissions import reads
from khuyencong.places.models import Region, RegionMember, Unit
from khuyencong.projects.permissions import may_see_projects
from khuyencong.projects.queries import search as search_projects
from khuyencong.reporting.models import Figure, Source
from khuyencong.reporting.permissions import may_see_conference
from khuyencong.reporting.queries.conference.numbers import numbers_with, told_of
from khuyencong.rules.conference.codes import is_code
from khuyencong.rules.text import fold
from khuyencong.rules.validity import in_force
from khuyencong.web.guidance.blank_forms import form_hits
from khuyencong.web.guidance.views import hits as answers_to
from khuyencong.web.reporting import links
from khuyencong.web.requests import asking

MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found, what kind of thing it is, and where it opens."""

    label: str
    kind: str
    url: str


def region_hits(text: str, cut: date) -> list[Hit]:
    """Regions by name; a region opens at the newest cut with figures."""
    names = {region.code: region.name for region in Region.objects.order_by("since")}
    return [
        Hit(label=name, kind="Vùng", url=links.region_address(code, cut))
        for code, name in names.items()
        if text in fold(name)
    ]


def place_hits(text: str, cut: date) -> list[Hit]:
    """Provinces of the cut's day and of today; each opens to its rows."""
    units = Unit.objects.filter(level=Unit.Level.PROVINCE, folded__contains=text).order_by("sort_key", "since")[
        :MOST
    ]
    members = RegionMember.objects.filter(unit__in=[unit.pk for unit in units]).exclude(region__code="vn")
    home = dict(members.values_list("unit_id", "region__code"))
    hits = []
    for unit in units:
        then = in_force(unit.since, unit.until, cut)
        asked = {"region": home.get(unit.pk, "vn"), "cut": f"{cut:%d/%m/%Y}", "place": unit.code}
        if not then:
            asked["borders"] = "now"
        years = f"{unit.since.year}–{unit.until.year}" if unit.until else f"từ {unit.since.year}"
        hits.append(
            Hit(label=unit.full_name, kind=f"Tỉnh, {years}", url=links.with_query(reverse("figures"), asked))
        )
    return hits


def source_hits(text: str, actor: Actor) -> list[Hit]:
    """Sources the reader may see; titles are few, and folded here because they have no folded column."""
    titles = Source.objects.visible_to(actor).order_by("-pk").values_list("pk", "title", "publisher")[:2000]
    found = [(pk, title) for pk, title, publisher in titles if text in fold(f"{title} {publisher}")]
    return [Hit(label=title, kind="Nguồn", url=reverse("source", args=[pk])) for pk, title in found[:MOST]]


def establishment_hits(q: str, actor: Actor) -> list[Hit]:
    """Establishments the reader may see, for a desk that reads; the list itself shows more."""
    if not reads(actor):
        return []
    found = queries.search(actor, words=q).values_list("pk", "name")[:MOST]
    return [Hit(label=name, kind="Cơ sở CNNT", url=reverse("industry_row", args=[pk])) for pk, name in found]


def project_hits(q: str, actor: Actor) -> list[Hit]:
    """Projects the reader may see, by their own name or that of a workshop; the list itself shows more."""
    if not may_see_projects(actor):
        return []
    found = search_projects(actor, words=q)[:MOST]
    return [
        Hit(label=each.title, kind=f"Đề án, {each.year}", url=reverse("project", args=[each.pk]))
        for each in found
    ]


def answer_hits(q: str) -> list[Hit]:
    """Questions about the law that these words ask, and forms to fill in."""
    answers = [Hit(kind="Hướng dẫn", **each) for each in answers_to(q, MOST)]
    return [*answers, *(Hit(kind="Biểu mẫu", **each) for each in form_hits(q, MOST))]


def number_hits(q: str, actor: Actor) -> list[Hit]:
    """The figure of an issued conference report that carries this code, for whom may open it."""
    if not is_code(q) or not may_see_conference(actor):
        return []
    return [
        Hit(
            label=f"{each.label}: {told_of(each).text}",
            kind=f"Số mang mã {each.code}",
            url=reverse("number", args=[each.code]),
        )
        for each in numbers_with(q)[:1]
    ]


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What did you look for?"""
    q = request.GET.get("q", "").strip()[:80]
    text, actor = fold(q), asking(request)
    hits = number_hits(q, actor)
    if hits and not request.headers.get("HX-Request"):
        # Typed off a paper and sent off: there is one figure of that code, and nothing to choose from.
        return redirect(hits[0].url)
    if text:
        done = Figure.objects.visible_to(actor).filter(stage="done")
        newest = done.aggregate(any=Max("cut"), summed=Max("cut", filter=Q(printed_total=False)))
        cut = newest["any"] or localdate()
        # A province has rows of its own only where figures are summed; a printed total of a region is not one.
        rows = newest["summed"] or cut
        hits += [*region_hits(text, cut), *place_hits(text, rows), *source_hits(text, actor)]
        hits += project_hits(q, actor) + establishment_hits(q, actor) + answer_hits(q)
    context = {"q": q, "hits": hits, "coded": is_code(q), "may_open": may_see_conference(actor)}
    return render(request, "reporting/search.html", context)
