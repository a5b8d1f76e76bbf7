"""A return as a workbook: taken away as it stands, handed in filled."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.paperwork.periodic_workbook import read_sheet, sheet_out
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.periodic import write_sheet
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of
from khuyencong.rules.findings import BlockedError, stops
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.reporting.periodic_forms import SheetForm
from khuyencong.web.reporting.views.periodic import seen, shown
from khuyencong.web.requests import asking


@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The form with what stands in it, to read or to fill in."""
    found = seen(request, pk)
    content = sheet_out(found, form_of(found), cells_of(found), found.agency.name_on(found.ends))
    return attachment(content, f"bao-cao-{found.form}-{found.pk}.xlsx", XLSX)


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Every cell of the file, or none of them and every reason why."""
    found, by = seen(request, pk), asking(request)
    if not permissions.prepares_return(by, found):
        raise PermissionDenied
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "reporting/periodic/return.html", shown(request, found, sheet=form), status=422)
    given = form.cleaned_data["workbook"]
    content = given.read()
    checked = read_sheet(found, form_of(found), given.name, content)
    findings = checked.findings
    if not stops(findings):
        try:
            rows = write_sheet(found, checked, name=given.name, content=content, by=by, at=localtime())
        except BlockedError as blocked:
            findings = blocked.findings
        else:
            messages.success(request, f"Đã ghi {len(rows)} ô từ tệp." if rows else "Tệp không đổi ô nào.")
            return redirect("periodic_return", pk)
    context = shown(request, found, blocked=findings, sheet=form)
    return render(request, "reporting/periodic/return.html", context, status=422)
