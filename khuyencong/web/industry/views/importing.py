"""Many establishments out of one workbook: upload, look, decide about doubles, confirm; all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry import actions, permissions, queries
from khuyencong.industry.queries import Double
from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.establishments import blank_form, check_file
from khuyencong.reporting.models import ReceivedFile
from khuyencong.rules.establishments import EstablishmentRow
from khuyencong.rules.findings import BlockedError
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.forms import AskForm
from khuyencong.web.industry.views.writing import FORMS
from khuyencong.web.received import keep, kept
from khuyencong.web.requests import asking
from khuyencong.web.uploads import FilesField

MINE = "establishment_files"
"""The key of the session under which the files she handed in are kept."""
SHOWN = 60
"""So many findings and rows with doubles are shown at once."""


class UploadForm(AskForm):
    """The workbook."""

    workbook = FilesField(label="Tệp", error_messages={"required": "Chọn một tệp .xlsx, .xls hoặc .csv."})

    def clean_workbook(self) -> Any:
        """One at a time: its doubles are decided before the next one is read."""
        files = self.cleaned_data["workbook"]
        if len(files) > 1:
            raise forms.ValidationError("Mỗi lần một tệp; xong tệp này rồi nhập tệp sau.")
        return files[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A row of the file that may stand already, and what was chosen for it."""

    row: EstablishmentRow
    doubles: Sequence[Double]
    chosen: str

    @property
    def field(self) -> str:
        """The name of the field in which it is decided."""
        return f"row-{self.row.number}"


def registrar(request: HttpRequest) -> Actor:
    """Who asks, if she writes in the register."""
    actor = asking(request)
    if not permissions.may_register(actor):
        raise PermissionDenied
    return actor


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The form to fill in."""
    registrar(request)
    return attachment(blank_form(on=localdate()), "mau-co-so-cnnt.xlsx", XLSX)


@require_http_methods(FORMS)
def upload(request: HttpRequest) -> HttpResponse:
    """Which workbook?"""
    registrar(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_bound or not form.is_valid():
        return render(request, "industry/upload.html", {"form": form}, status=422 if form.is_bound else 200)
    given = form.cleaned_data["workbook"]
    file = keep(request, MINE, given)
    return redirect("industry_preview", file.pk)


@require_http_methods(FORMS)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would this file enter, what is wrong in it, and which of its rows stand already?"""
    actor = registrar(request)
    file = kept(request, MINE, pk)
    checked = check_file(file.name, bytes(file.content), on=localdate())
    asked = asked_of(request, checked.rows, actor)
    context = {
        "file": file,
        "findings": checked.findings[:SHOWN],
        "wrong": len(checked.findings),
        "refused": checked.refused,
        "rows": len(checked.rows),
        "asked": asked[:SHOWN],
        "more": max(0, len(asked) - SHOWN),
        "asked_count": len(asked),
    }
    if request.method != "POST" or checked.refused:
        return render(request, "industry/preview.html", context, status=422 if checked.refused else 200)
    return entered(request, file, checked.rows, asked, context)


def asked_of(request: HttpRequest, rows: Sequence[EstablishmentRow], actor: Actor) -> list[Asked]:
    """The rows with likely doubles, with what she chose; one answer may stand for all."""
    doubles = queries.doubles_of_cards([actions.card_of_row(row) for row in rows], actor)
    every = request.POST.get("all", "")
    return [
        Asked(row=row, doubles=found, chosen=request.POST.get(f"row-{row.number}", "") or every)
        for row, found in zip(rows, doubles, strict=True)
        if found
    ]


def entered(
    request: HttpRequest,
    file: ReceivedFile,
    rows: Sequence[EstablishmentRow],
    asked: Sequence[Asked],
    context: dict[str, Any],
) -> HttpResponse:
    """Enter the rows as she decided, or say what stands in the way."""
    try:
        count = actions.register_many(
            rows,
            others={each.row.number for each in asked if each.chosen == "other"},
            skipped={each.row.number for each in asked if each.chosen == "skip"},
            file=file.name,
            digest=file.digest,
            by=asking(request),
            at=localtime(),
        )
    except PermissionDenied:
        context |= {"outside": True}
        return render(request, "industry/preview.html", context, status=422)
    except BlockedError as blocked:
        context |= {"blocked": blocked.findings[:SHOWN]}
        return render(request, "industry/preview.html", context, status=422)
    messages.success(request, f"Đã ghi {count} cơ sở vào sổ, bỏ qua {len(rows) - count} dòng.")
    return redirect("industry")
