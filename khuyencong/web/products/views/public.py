"""What everybody sees: the catalogue of outstanding products, and whether a certificate stands."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.industry.queries.products.catalogue import (
    Shown,
    catalogue,
    certificate_coded,
    choices,
    published_photos,
    shown_of,
)
from khuyencong.industry.queries.products.law import clause_of
from khuyencong.paperwork.csv_table import csv_rows
from khuyencong.paperwork.made import in_column, noted
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.rules.conference.codes import as_typed, is_code
from khuyencong.web.downloads import CSV, XLSX, attachment
from khuyencong.web.norms.views import asked_again
from khuyencong.web.products.forms import LookForm, VerifyForm
from khuyencong.web.rates import FILES, SEARCH, at_most

A_PAGE = 24
MOST = 20_000
"""Rows of a file: more than any year's, few enough for one answer."""
HEADER = (
    *("Sản phẩm", "Nhóm", "Cơ sở", "Nơi sản xuất", "Cấp", "Năm cấp", "Số giấy chứng nhận", "Quyết định"),
    *("Ngày cấp", "Có giá trị đến", "Giá trị hôm nay", "Mã xác minh", "Điện thoại", "Thư điện tử"),
)


@login_not_required
@require_safe
@at_most(SEARCH)
def listed(request: HttpRequest) -> HttpResponse:
    """Which outstanding products are there, and who makes them?"""
    today = localdate()
    form = LookForm(request.GET, known=choices(today))
    asked = form.asked
    page = Paginator(catalogue(today, **asked), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "products": shown_of(page.object_list, today),
        "narrowed": any(asked.values()),
        "asking": asked_again(request),
        "law": clause_of("binh-chon-dang-tin", today),
    }
    return render(request, "products/catalogue.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
@at_most(FILES)
def listed_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same rows as .xlsx or .csv."""
    today = localdate()
    if kind not in ("xlsx", "csv"):
        raise Http404("kind")
    form = LookForm(request.GET, known=choices(today))
    rows = shown_of(catalogue(today, **form.asked)[:MOST], today)
    made = any(each.row.made_up for each in rows)
    if kind == "csv":
        header, lines = in_column(HEADER, cells_of(rows), made=made)
        return attachment(csv_rows(header, lines), "san-pham-tieu-bieu.csv", CSV)
    title = "Sản phẩm công nghiệp nông thôn tiêu biểu"
    notes = [f"Giá trị của giấy chứng nhận tính ngày {today:%d/%m/%Y}", *noted(made)]
    return attachment(
        xlsx_rows(HEADER, cells_of(rows), title=title, notes=notes), "san-pham-tieu-bieu.xlsx", XLSX
    )


def cells_of(rows: Sequence[Shown]) -> Iterator[tuple[Any, ...]]:
    """A row each; ways to reach a maker only where the page shows them."""
    for each in rows:
        row = each.row
        yield (
            *(row.name, row.group_name, row.owner_name, row.place, row.get_level_display(), row.year),
            *(row.register_number, row.decision, row.granted_on, row.last_day, each.standing.label),
            *(row.code, each.phone or None, each.email or None),
        )


@login_not_required
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture of a product in the catalogue."""
    kept = get_object_or_404(published_photos(localdate()), pk=pk)
    answer = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Which certificate is it?"""
    form = VerifyForm(request.GET or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data["code"]
        # Only what may be a code can stand in an address: the number of a certificate has a slash.
        if is_code(said):
            return redirect("product_verified", as_typed(said))
        return render(request, "products/verify.html", {"form": form, "unknown": said}, status=404)
    return render(request, "products/verify.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Does the certificate of that code stand today?"""
    today, found = localdate(), certificate_coded(code)
    if found is None:
        return render(request, "products/verify.html", {"form": VerifyForm(), "unknown": code[:20]}, status=404)
    [shown] = shown_of([found], today)
    context = {
        "product": shown,
        "paper": found,
        "today": today,
        "address": f"{settings.SITE_URL}{reverse('product_verified', args=[found.code])}",
    }
    return render(request, "products/verified.html", context)
