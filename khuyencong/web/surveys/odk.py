"""Surveys by ODK or KoboToolbox: how to go on with them, a form of a round, a file of answers coming back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry import permissions
from khuyencong.industry.lifecycle.survey_imports import Planned, plan, receive_file
from khuyencong.industry.lifecycle.surveys import Outcome
from khuyencong.industry.models import SurveyRound
from khuyencong.industry.queries.survey_forms import offered_to
from khuyencong.paperwork.survey_answers import check_file
from khuyencong.paperwork.xlsforms import complaints, xlsform
from khuyencong.reporting import actions as files
from khuyencong.reporting.models import ReceivedFile
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.rules.surveys import CheckedAnswers, form_key
from khuyencong.web.downloads import XLSX, attachment
from khuyencong.web.forms import AskForm
from khuyencong.web.requests import asking
from khuyencong.web.surveys.views import FORMS, seen
from khuyencong.web.uploads import FilesField
from khuyencong.workflow.lifecycle import Act

MINE = "survey_files"
"""The key of the session under which the files she handed in are kept, as (round, file)."""
SHOWN, MOST_KEPT = 60, 100
WORDS = {
    Outcome.NEW: "phiếu mới",
    Outcome.CHANGED: "bản sửa",
    Outcome.CONFLICT: "bản phải chọn",
    Outcome.KNOWN: "đã có",
}


class AnswersForm(AskForm):
    """The file of answers."""

    answers = FilesField(label="Tệp", error_messages={"required": "Chọn một tệp .csv hoặc .xlsx."})

    def clean_answers(self) -> Any:
        """One at a time."""
        given = self.cleaned_data["answers"]
        if len(given) > 1:
            raise forms.ValidationError("Mỗi lần một tệp; xong tệp này rồi nhập tệp sau.")
        return given[0]


@require_http_methods(FORMS)
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    """How does who already uses ODK or KoboToolbox go on, and which file shall be read?"""
    survey, actor = seen(request, pk), asking(request)
    if not permissions.carries(actor, survey):
        raise PermissionDenied
    form = AnswersForm(request.POST, request.FILES) if request.method == "POST" else AnswersForm()
    prepares = permissions.prepares(actor, survey)
    if form.is_bound and not prepares:
        raise PermissionDenied
    if not form.is_bound or not form.is_valid():
        context = {"round": survey, "form": form, "prepares": prepares, "form_key": form_key(survey.pk)}
        return render(request, "surveys/odk.html", context, status=422 if form.is_bound else 200)
    given = form.cleaned_data["answers"]
    file = files.receive_file(name=given.name or "tệp", content=given.read(), by=actor, at=localtime())
    mine = [*request.session.get(MINE, []), [survey.pk, file.pk]]
    request.session[MINE] = mine[-MOST_KEPT:]
    return redirect("survey_odk_preview", survey.pk, file.pk)


@require_safe
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """The round as an XLSForm, looked at by pyxform before it goes out."""
    survey, actor = seen(request, pk), asking(request)
    if not permissions.carries(actor, survey):
        raise PermissionDenied
    offered = offered_to(actor, survey, localdate())
    if not offered.communes:
        return refused(request, survey, "Chưa xã, phường nào được giao số phiếu.", "Giao chỉ tiêu trước.")
    content = xlsform(survey, offered, at=localtime())
    if found := complaints(content):
        return refused(request, survey, f"Biểu mẫu chưa đúng: {found[0][:300]}", "Báo cho người quản trị.")
    return attachment(content, f"{form_key(survey.pk)}.xlsx", XLSX)


def refused(request: HttpRequest, survey: SurveyRound, message: str, fix: str) -> HttpResponse:
    """Why there is no form now."""
    found = Finding(code="no_form", severity=Severity.ERROR, message=message, fix=fix, place=survey.title)
    context = {
        "round": survey,
        "form": AnswersForm(),
        "prepares": permissions.prepares(asking(request), survey),
        "form_key": form_key(survey.pk),
        "blocked": [found],
    }
    return render(request, "surveys/odk.html", context, status=422)


@require_http_methods(FORMS)
def preview(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """What would this file write, what is wrong in it, and what is there already?"""
    survey, actor = seen(request, pk), asking(request)
    if not permissions.prepares(actor, survey):
        raise PermissionDenied
    if [pk, file] not in request.session.get(MINE, []):
        raise Http404("file")
    kept = get_object_or_404(ReceivedFile, pk=file)
    checked = check_file(kept.name, bytes(kept.content), survey=survey, by=actor, at=localtime())
    context = shown(survey, kept, checked)
    if not context["refused"] and request.method == "POST":
        return entered(request, survey, kept, checked, context)
    return render(request, "surveys/odk_preview.html", context, status=422 if context["refused"] else 200)


def shown(survey: SurveyRound, file: ReceivedFile, checked: CheckedAnswers) -> dict[str, Any]:
    """What the page shows of a file: what would become of its rows, or what is wrong."""
    findings, planned = list(checked.findings), list[Planned]()
    if not checked.refused:
        try:
            planned = plan(survey, checked.rows)
        except BlockedError as blocked:
            findings += blocked.findings
    counts = {each: sum(row.outcome is each for row in planned) for each in Outcome}
    wrong = sum(each.severity is Severity.ERROR for each in findings)
    return {
        "round": survey,
        "file": file,
        "source": checked.source,
        "findings": findings[:SHOWN],
        "more": max(0, len(findings) - SHOWN),
        "wrong": wrong,
        "refused": wrong > 0,
        "rows": [(each.row, WORDS[each.outcome]) for each in planned[:SHOWN]],
        "rows_left": max(0, len(planned) - SHOWN),
        "count": len(planned),
        "told": worded(counts),
        "fresh": len(planned) - counts[Outcome.KNOWN],
        "conflicts": counts[Outcome.CONFLICT],
        "photos": sum("Ảnh ở " in each.other for each in checked.rows),
    }


def worded(counts: Mapping[Outcome, int]) -> str:
    """How many of what, without those of which there is none."""
    return ", ".join(f"{counts[each]} {words}" for each, words in WORDS.items() if counts.get(each))


def entered(
    request: HttpRequest,
    survey: SurveyRound,
    file: ReceivedFile,
    checked: CheckedAnswers,
    context: dict[str, Any],
) -> HttpResponse:
    """Keep the answers, or say what stands in the way."""
    act = Act(by=asking(request), at=localtime())
    try:
        counts = receive_file(survey, checked.rows, act, file=file.name, digest=file.digest)
    except BlockedError as blocked:
        context |= {"blocked": blocked.findings[:SHOWN]}
        return render(request, "surveys/odk_preview.html", context, status=422)
    messages.success(request, f"Đã nhập tệp {file.name}: {worded(counts)}.")
    return redirect("survey", survey.pk)
