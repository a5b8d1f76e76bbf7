"""What everybody sees of clusters: which have land or look for an investor, and whom to call."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.industry import permissions
from khuyencong.industry.models import Cluster
from khuyencong.industry.queries.notices import choices, contact_for, notices, provinces_of, sums_of
from khuyencong.paperwork.csv_table import csv_rows
from khuyencong.paperwork.made import in_column
from khuyencong.rules.clusters import hectares
from khuyencong.rules.money import number
from khuyencong.web.downloads import CSV, attachment
from khuyencong.web.industry.cluster_map import drawn_points, tiles_of
from khuyencong.web.industry.forms import FreeLandForm
from khuyencong.web.industry.public_clusters import Shown, ready_words, shown_notice, shown_notices
from khuyencong.web.norms.views import asked_again
from khuyencong.web.rates import FILES, SEARCH, at_most
from khuyencong.web.requests import asking

A_PAGE = 30
MOST = 5_000
HEADER = (
    *("Cụm công nghiệp", "Tỉnh, thành phố", "Xã, phường", "Tình trạng", "Số liệu đến ngày"),
    *("Diện tích (ha)", "Đất công nghiệp (ha)", "Đã cho thuê (ha)", "Còn trống (ha)", "Lấp đầy (%)"),
    *("Hạ tầng đã xong", "Chủ đầu tư hạ tầng", "Điện thoại", "Thư điện tử", "Trang mạng", "Vĩ độ", "Kinh độ"),
)


@login_not_required
@require_safe
@at_most(SEARCH)
def listed(request: HttpRequest) -> HttpResponse:
    """Where is land free for an investor, and what is ready there?"""
    form = FreeLandForm(request.GET, known=choices())
    asked = form.asked
    found = notices(**asked)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    by_province = provinces_of(found)
    context = {
        "form": form,
        "page": page,
        "lines": shown_notices(page.object_list),
        "sums": sums_of(found),
        "narrowed": any(asked.values()),
        "asking": asked_again(request),
        "map": tiles_of(by_province, localdate()),
        "provinces": by_province,
        "points": drawn_points(found),
        "officer": permissions.may_register(asking(request)),
    }
    return render(request, "industry/public_clusters.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
@at_most(FILES)
def listed_file(request: HttpRequest) -> HttpResponse:
    """The same rows as .csv."""
    form = FreeLandForm(request.GET, known=choices())
    rows = shown_notices(notices(**form.asked)[:MOST])
    header, lines = in_column(HEADER, cells_of(rows), made=any(each.row.made_up for each in rows))
    return attachment(csv_rows(header, lines), "cum-cong-nghiep.csv", CSV)


def cells_of(rows: Sequence[Shown]) -> Iterator[tuple[Any, ...]]:
    """A row each; nothing that the page does not show."""
    for each in rows:
        row = each.row
        areas = (each.whole, row.industrial, each.leased, row.free)
        share = None if each.occupancy is None else number(each.occupancy * 100, 2)
        yield (
            *(row.name, row.province.name, row.commune, each.standing, row.on),
            *(None if area is None else hectares(area) for area in areas),
            *(share, ready_words(row)),
            *(each.investor or None, each.phone or None, each.email or None, each.website or None),
            *(row.latitude, row.longitude),
        )


@login_not_required
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What is free in this cluster, what is ready, whom to call?"""
    row = get_object_or_404(notices(), cluster__id=pk)
    actor = asking(request)
    context = {
        "shown": shown_notice(row),
        "contact": contact_for(row, localdate()),
        "points": drawn_points([row]),
        "officer": Cluster.objects.visible_to(actor).filter(pk=pk).exists(),
    }
    return render(request, "industry/public_cluster.html", context)
