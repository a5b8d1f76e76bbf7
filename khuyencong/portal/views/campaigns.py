"""Campaigns for officers: what, when, which articles, what was read where, and the same as a file."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.csv_table import csv_rows
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.portal.actions.campaigns import (
    Made,
    Said,
    begin,
    change,
    note_output,
    put_articles,
    take_output,
)
from khuyencong.portal.models import CHANNELS, Campaign, CampaignOutput
from khuyencong.portal.permissions import may_change_campaign, may_write
from khuyencong.portal.queries.campaigns import Outcome, articles_offered, campaigns_of, outcome_of
from khuyencong.web.downloads import CSV, XLSX, attachment
from khuyencong.web.forms import AskForm
from khuyencong.web.requests import asking

A_PAGE = 30
HEADER = [
    *("Bài", "Địa chỉ", "Ngày đăng"),
    *(f"Lượt đọc: {name}" for _, name in CHANNELS),
    *("Lượt đọc", "Số phiếu", "Tổng điểm phiếu"),
]
MADE_UP = "Số liệu minh họa."


class CampaignForm(AskForm):
    """What a campaign is."""

    name = forms.CharField(label="Tên chiến dịch", max_length=200)
    purpose = forms.CharField(label="Để làm gì, cho ai", max_length=1000, widget=forms.Textarea({"rows": 3}))
    since = forms.DateField(label="Từ ngày", help_text="Ví dụ 01/10/2026.")
    until = forms.DateField(label="Đến hết ngày", help_text="Lượt đọc được cộng từ ngày đầu đến hết ngày này.")

    def clean(self) -> dict[str, Any]:
        """It ends no earlier than it begins."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "Ngày kết thúc trước ngày bắt đầu: ghi lại một trong hai.")
        return given


class OutputForm(AskForm):
    """A thing made for it outside this site."""

    kind = forms.ChoiceField(label="Loại", choices=CampaignOutput.Kind.choices)
    title = forms.CharField(label="Tên", max_length=200)
    on = forms.DateField(label="Ngày ra, ngày phát")
    count = forms.IntegerField(label="Số lượng", min_value=1, max_value=1_000_000, initial=1)
    where = forms.CharField(label="Phát, đăng ở đâu", max_length=200)


class ArticlesForm(AskForm):
    """Which articles belong to it."""

    articles = forms.TypedMultipleChoiceField(
        label="Bài của chiến dịch", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, campaign: Campaign, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = articles_offered(campaign)
        self.fields["articles"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{each.title} ({localdate(each.first_published_at):%d/%m/%Y})") for each in offered
        ]


def seen_or_404(request: HttpRequest, pk: int) -> Campaign:
    """A campaign she sees."""
    found: Campaign = get_object_or_404(campaigns_of(asking(request)), pk=pk)
    return found


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Which campaigns are there, and which run now?"""
    actor, on = asking(request), localdate()
    page = Paginator(campaigns_of(actor), A_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    context = {
        "page": page,
        "rows": [(each, each.since <= on <= each.until) for each in found],
        "names": names_on((each.agency for each in found), on),
        "may": may_write(actor),
    }
    return render(request, "portal/campaigns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    actor = asking(request)
    if not may_write(actor):
        raise PermissionDenied
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = begin(Said(**form.cleaned_data), by=actor, at=localtime())
        return redirect("campaign", made.pk)
    return render(request, "portal/campaign_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read where, and what else was made?"""
    found = seen_or_404(request, pk)
    forms_of = shown_forms(found)
    if request.method == "POST":
        if not may_change_campaign(asking(request), found):
            raise PermissionDenied
        wrong = take(request, found, forms_of)
        if wrong is None:
            return redirect("campaign", pk)
        forms_of |= wrong
    context = {
        "campaign": found,
        "name": found.agency.name_on(localdate()),
        "outcome": outcome_of(found),
        "channels": CHANNELS,
        "may": may_change_campaign(asking(request), found),
        **forms_of,
        "form": next((each for each in forms_of.values() if each.errors), None),
    }
    wrong_one = any(each.errors for each in forms_of.values())
    return render(request, "portal/campaign.html", context, status=422 if wrong_one else 200)


def shown_forms(found: Campaign) -> dict[str, AskForm]:
    """Its forms as they stand."""
    said = {name: getattr(found, name) for name in ("name", "purpose", "since", "until")}
    chosen = list(found.articles.values_list("article", flat=True))
    return {
        "about": CampaignForm(initial=said),
        "which": ArticlesForm(campaign=found, initial={"articles": chosen}),
        "output": OutputForm(auto_id="ra_%s"),
    }


def take(request: HttpRequest, found: Campaign, forms_of: dict[str, AskForm]) -> dict[str, AskForm] | None:
    """Do what was pressed; the form that is wrong, or None where it was done."""
    actor, do = asking(request), request.POST.get("do", "")
    if do == "take":
        typed = request.POST.get("output", "")
        key = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
        take_output(get_object_or_404(CampaignOutput, pk=key, campaign=found), by=actor)
        return None
    form: AskForm
    if do == "about":
        form = CampaignForm(request.POST)
        if form.is_valid():
            change(found, Said(**form.cleaned_data), by=actor)
    elif do == "which":
        form = ArticlesForm(request.POST, campaign=found)
        if form.is_valid():
            put_articles(found, form.cleaned_data["articles"], by=actor)
    elif do == "output":
        form = OutputForm(request.POST, auto_id="ra_%s")
        if form.is_valid():
            note_output(found, Made(**form.cleaned_data), by=actor)
    else:
        raise Http404("do")
    if form.errors:
        return {do: form}
    messages.success(request, "Đã ghi.")
    return None


@require_safe
def campaign_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same rows as a file, with what lines 17 and 18 of the report on results may take from it."""
    found = seen_or_404(request, pk)
    outcome = outcome_of(found)
    if kind == "csv":
        return attachment(csv_rows(HEADER, rows_of(outcome)), f"chien-dich-{pk}.csv", CSV)
    if kind != "xlsx":
        raise Http404("kind")
    notes = [
        f"{found.agency.name_on(localdate())}; từ {found.since:%d/%m/%Y} đến hết {found.until:%d/%m/%Y}.",
        *(f"{code}, {name}: {count}" for code, name, count in outcome.by_indicator),
        "Lượt đọc do trang này tự đếm trong kỳ của chiến dịch; phiếu đánh giá tính từ khi đăng.",
        *([MADE_UP] if found.made else []),
    ]
    content = xlsx_rows(HEADER, rows_of(outcome), title=f"Chiến dịch: {found.name}", notes=notes)
    return attachment(content, f"chien-dich-{pk}.xlsx", XLSX)


def rows_of(outcome: Outcome) -> list[tuple[Any, ...]]:
    """One row an article."""
    return [
        (
            row.article.title,
            row.article.url,
            day_of(row.article.first_published_at),
            *row.read,
            row.all_read,
            row.voices,
            row.points,
        )
        for row in outcome.rows
    ]


def day_of(at: datetime | None) -> Any:
    """The day in our own time."""
    return localdate(at) if at is not None else None
