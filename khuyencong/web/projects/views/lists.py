"""Which projects are there, where is each, and what has become of mine?"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.industry.models import Establishment
from khuyencong.organisations.models import Registration
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.projects import permissions, queries
from khuyencong.projects.models import Enquiry, Project
from khuyencong.projects.queries.owner import told_to_owner
from khuyencong.projects.queries.projects import years_of_plans
from khuyencong.projects.queries.tracking import tracking_code
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.projects.forms import ListForm
from khuyencong.web.requests import asking

A_PAGE = 30
MOST_ROWS = 20_000
MADE = "Có số liệu minh họa."
HEADER = (
    *("Mã", "Tên đề án", "Nguồn", "Loại", "Năm", "Tỉnh", "Đơn vị lập", "Bước"),
    *("KCQG (đồng)", "KCĐP (đồng)", "Đối ứng (đồng)", "Nguồn khác (đồng)"),
)


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Every project she sees; what is hers to do stands in her tray."""
    rows, form = asked(request)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    names = names_on([each.agency for each in page.object_list], localdate())
    context = {
        "page": page,
        "form": form,
        "names": names,
        "money": queries.money_of(page.object_list),
        "asking": asked_again(request),
        "may_draft": permissions.may_draft(asking(request)),
    }
    return render(request, "projects/projects.html", context, status=422 if form.errors else 200)


def asked(request: HttpRequest) -> tuple[QuerySet[Project], ListForm]:
    """The rows that the address asks for; all where it asks for nonsense, which the form says."""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    form = ListForm(request.GET, years=years_of_plans(actor))
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = queries.search(
        actor,
        words=given.get("q") or "",
        year=given.get("year"),
        purse=given.get("purse") or "",
        state=given.get("state") or "",
    )
    return rows, form


def asked_again(request: HttpRequest) -> str:
    """The question of the address without its page."""
    again = request.GET.copy()
    again.pop("page", None)
    return again.urlencode()


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same rows as an Excel file."""
    rows, _ = asked(request)
    found = list(rows[:MOST_ROWS])
    money = queries.money_of(found)
    names = names_on([each.agency for each in found], localdate())
    lines = (
        (
            row.code,
            row.title,
            row.get_purse_display(),
            row.get_kind_display(),
            row.year,
            row.province.name,
            names[row.agency_id],
            row.get_state_display(),
            money[row.pk].national,
            money[row.pk].local,
            money[row.pk].counterpart,
            money[row.pk].other,
        )
        for row in found
    )
    notes = [MADE] if any(each.made_up for each in found) else []
    return attachment(xlsx_rows(HEADER, lines, title="Đề án khuyến công", notes=notes), "de-an.xlsx", XLSX)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Where is what I asked for, who has it, what do I owe, what comes next? For the owner of a workshop."""
    establishments = list(Establishment.objects.filter(owner=asking(request).account))
    rows = list(queries.of_owner(establishments)) if establishments else []
    context = {
        "establishments": establishments,
        "rows": told_to_owner(rows, [each.pk for each in establishments], localdate()),
        "tracking": {each.pk: tracking_code(each) for each in rows if each.state != Project.State.DRAFT},
        "receipts": set(queries.receipts_of_owner(establishments).values_list("pk", flat=True)),
        "enquiries": (enquiries := Enquiry.objects.filter(author=asking(request).account)),
        "waiting": sum(each.state == Enquiry.State.SENT for each in enquiries),
        "own": Registration.objects.filter(user=asking(request).account).exists(),
    }
    return render(request, "projects/mine.html", context)
