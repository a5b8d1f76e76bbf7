"""The vouchers of a settlement: typed, or a whole workbook at once; they add up to it or say why not."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.claims import WRITABLE
from khuyencong.ledger.actions.taking import list_purchases
from khuyencong.ledger.actions.vouchers import (
    add_voucher,
    explain_vouchers,
    remove_voucher,
    replace_vouchers,
)
from khuyencong.ledger.models import Claim
from khuyencong.ledger.queries.claims import claims_seen_by
from khuyencong.ledger.queries.offered import offered
from khuyencong.ledger.queries.vouchers import listed, voucher_findings, voucher_form
from khuyencong.paperwork.voucher_sheet import blank_voucher_form, check_voucher_file
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.vouchers import LABELS, sums_of
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.money.forms import VoucherFileForm, VoucherForm, VoucherReasonForm
from khuyencong.web.requests import asking, key_of

SHOWN = 60
"""So many findings are shown at once."""


def settlement(request: HttpRequest, pk: int) -> Claim:
    """The settlement she sees; 404 for any other claim."""
    rows = claims_seen_by(asking(request)).filter(kind=Claim.Kind.SETTLEMENT)
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def vouchers(request: HttpRequest, pk: int) -> HttpResponse:
    """Do the vouchers come to the settlement, and which one is missing?"""
    found = settlement(request, pk)
    if request.method != "POST":
        return render(request, "money/vouchers.html", shown(request, found))
    do, by, at = request.POST.get("do", ""), asking(request), localtime()
    try:
        if do == "off":
            remove_voucher(found, key_of(request.POST.get("voucher", "")) or 0, by=by, at=at)
            return redirect("vouchers", pk)
        if do == "explain":
            return explained(request, found)
        if do == "file":
            return imported(request, found)
        if do == "purchases":
            chosen = [key for each in request.POST.getlist("purchase") if (key := key_of(each)) is not None]
            count = list_purchases(found, chosen, by=by, at=at)
            messages.success(request, f"Đã đưa {count} dòng vào bảng kê; xem lại nội dung và số tiền.")
            return redirect("vouchers", pk)
        form = VoucherForm(request.POST)
        if not form.is_valid():
            return render(request, "money/vouchers.html", shown(request, found, form=form), status=422)
        add_voucher(found, form.listed, by=by, at=at)
    except BlockedError as blocked:
        kept = {"form": VoucherForm(request.POST)} if do == "add" else {}
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "money/vouchers.html", context, status=422)
    return redirect("vouchers", pk)


def explained(request: HttpRequest, found: Claim) -> HttpResponse:
    """Why the list is right though it looks odd."""
    form = VoucherReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "money/vouchers.html", shown(request, found, reason=form), status=422)
    explain_vouchers(found, form.cleaned_data["why"], by=asking(request), at=localtime())
    messages.success(request, "Đã ghi giải trình; người duyệt đọc lời này.")
    return redirect("vouchers", found.pk)


def imported(request: HttpRequest, found: Claim) -> HttpResponse:
    """A workbook in place of the list, whole or not at all."""
    form = VoucherFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "money/vouchers.html", shown(request, found, upload=form), status=422)
    file = form.cleaned_data["workbook"]
    checked = check_voucher_file(file.name or "tệp", file.read(), on=localdate())
    if checked.refused:
        context = shown(request, found, wrong=checked.findings[:SHOWN], count=len(checked.findings))
        return render(request, "money/vouchers.html", context, status=422)
    number = replace_vouchers(found, checked.rows, file=file.name, by=asking(request), at=localtime())
    messages.success(request, f"Đã nhập {number} chứng từ thay cho bảng kê trước.")
    return redirect("vouchers", found.pk)


def shown(request: HttpRequest, found: Claim, **more: Any) -> dict[str, Any]:
    """Everything the page shows."""
    on, rows = found.submitted_on or localdate(), listed(found)
    writes = permissions.claims(asking(request), found) and found.state in WRITABLE
    form = voucher_form(found.project, on)
    return {
        "claim": found,
        "project": found.project,
        "rows": [(each, LABELS[each.source]) for each in rows],
        "positions": list(found.vouchers.order_by("position").values_list("position", flat=True)),
        "sums": sums_of(rows),
        "number": form,
        "offered": [
            (each, [(line, LABELS[line.source]) for line in each.lines]) for each in offered(found, form)
        ]
        if writes
        else [],
        "findings": voucher_findings(found, on),
        "writes": writes,
        "form": VoucherForm(),
        "upload": VoucherFileForm(),
        "reason": VoucherReasonForm(initial={"why": found.explanation}),
    } | more


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The form to fill in."""
    asking(request)
    return attachment(blank_voucher_form(), "mau-bang-ke-chung-tu.xlsx", XLSX)
