"""Many drafts out of one workbook: upload, look, confirm; all or nothing."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.project_sheets import blank_project_form, check_project_file
from khuyencong.paperwork.return_workbook.limits import FILE_BYTES
from khuyencong.projects import permissions
from khuyencong.projects.actions.drafting import province_over
from khuyencong.projects.lifecycle.intake import begin_many
from khuyencong.rules.estimate import Sums, sums
from khuyencong.rules.findings import BlockedError, Severity
from khuyencong.rules.project_sheets import ProjectRow
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.forms import AskForm
from khuyencong.web.received import keep, kept
from khuyencong.web.requests import asking
from khuyencong.web.uploads import OneFileField
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
MINE = "project_files"
"""The key of the session under which the files she handed in are kept."""
SHOWN = 60
"""So many findings are shown at once."""


class UploadForm(AskForm):
    """The workbook."""

    workbook = OneFileField(
        label="Tệp",
        kinds=("xlsx", "xls"),
        most=FILE_BYTES,
        read_at_once=True,
        error_messages={"required": "Chọn một tệp .xlsx hoặc .xls."},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A draft as it would be begun, with its bottom line."""

    row: ProjectRow
    sums: Sums

    @property
    def asked(self) -> int:
        """What it asks of its purse, in đồng."""
        return self.sums.national + self.sums.local


def drafter(request: HttpRequest) -> Actor:
    """Who asks, if she drafts."""
    actor = asking(request)
    if not permissions.may_draft(actor):
        raise PermissionDenied
    return actor


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The form to fill in."""
    drafter(request)
    return attachment(blank_project_form(on=localdate()), "mau-de-an.xlsx", XLSX)


@require_http_methods(FORMS)
def upload(request: HttpRequest) -> HttpResponse:
    """Which workbook?"""
    drafter(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_bound or not form.is_valid():
        return render(request, "projects/upload.html", {"form": form}, status=422 if form.is_bound else 200)
    given = form.cleaned_data["workbook"]
    file = keep(request, MINE, given)
    return redirect("projects_preview", file.pk)


@require_http_methods(FORMS)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Which drafts would this file begin, what is wrong in it, and what do the norms say to them?"""
    actor = drafter(request)
    assert actor.agency is not None
    file = kept(request, MINE, pk)
    home = province_over(actor.agency)
    checked = check_project_file(file.name, bytes(file.content), actor=actor, home=home, on=localdate())
    errors = [each for each in checked.findings if each.severity is Severity.ERROR]
    rows = [
        Shown(row=row, sums=sums(each.line(row.purse, row.year) for each in row.lines)) for row in checked.rows
    ]
    context = {
        "file": file,
        "findings": checked.findings[:SHOWN],
        "count": len(checked.findings),
        "wrong": len(errors),
        "refused": checked.refused,
        "rows": rows,
        "asked": sum(each.asked for each in rows),
    }
    if request.method != "POST" or checked.refused:
        return render(request, "projects/preview.html", context, status=422 if checked.refused else 200)
    try:
        act = Act(by=actor, at=localtime())
        begun = begin_many(checked.rows, file=file.name, digest=file.digest, act=act)
    except BlockedError as blocked:
        return render(request, "projects/preview.html", context | {"blocked": blocked.findings}, status=422)
    messages.success(request, f"Đã lập {len(begun)} bản nháp; mở từng đề án để viết tiếp và gửi.")
    return redirect("projects")
