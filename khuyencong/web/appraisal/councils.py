"""Councils of appraisal: who sits there, what lies before them, the minutes of their meetings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.appraisal_papers import appraisal_paper, council_paper
from khuyencong.paperwork.official import Paper, docx_of, pdf_of
from khuyencong.projects import permissions
from khuyencong.projects.actions.councils import add_member, drop_member, put_before, set_up
from khuyencong.projects.actions.minutes import attending, keep_minutes, wrong_minutes
from khuyencong.projects.models import Council, Project
from khuyencong.projects.queries.appraisal import sheets_seen_by
from khuyencong.projects.queries.councils import (
    Sitting,
    councils_seen_by,
    may_sit,
    minutes_of,
    minutes_seen_by,
    sitting_of,
)
from khuyencong.projects.queries.sheets import sheet_of
from khuyencong.rules.findings import BlockedError
from khuyencong.web.appraisal.council_forms import CouncilForm, MeetingForm, MemberForm
from khuyencong.web.confirmation import require_confirmation
from khuyencong.web.downloads import DOCX, attachment
from khuyencong.web.requests import asking, key_of

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def councils(request: HttpRequest) -> HttpResponse:
    """Which councils are there, and what waits before each?"""
    actor = asking(request)
    if not permissions.may_see_appraisals(actor):
        raise PermissionDenied
    page = Paginator(councils_seen_by(actor), PAGE).get_page(request.GET.get("page"))
    posted = request.POST if request.method == "POST" else None
    form = CouncilForm(posted, initial={"year": localdate().year + 1, "quorum": 5, "decided_on": None})
    context: dict[str, Any] = {
        "page": page,
        "names": names_on([each.agency for each in page.object_list], localdate()),
        "form": form,
        "may_set_up": permissions.may_set_up(actor),
    }
    if posted is None or not form.is_valid():
        status = 200 if posted is None else 422
        return render(request, "appraisal/councils.html", context, status=status)
    try:
        made = set_up(form.said(), by=actor, at=localtime())
    except BlockedError as blocked:
        more = context | {"blocked": blocked.findings}
        return render(request, "appraisal/councils.html", more, status=422)
    messages.success(request, "Đã ghi hội đồng; thêm thành viên rồi đưa phiếu ra.")
    return redirect("council", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def council(request: HttpRequest, pk: int) -> HttpResponse:
    """May it judge already, what lies before it, what comes next?"""
    found = get_object_or_404(councils_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "appraisal/council.html", shown(request, found))
    form = MemberForm(request.POST, people=may_sit(found, localtime()))
    what = request.POST.get("do", "")
    if what == "add" and not form.is_valid():
        return render(request, "appraisal/council.html", shown(request, found, form=form), status=422)
    try:
        told = change(request, found, what, form)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings)
        return render(request, "appraisal/council.html", context, status=422)
    messages.success(request, told)
    return redirect("council", pk)


def change(request: HttpRequest, found: Council, what: str, form: MemberForm) -> str:
    """Do what a button of the page says, and say what was done. PermissionDenied, BlockedError or Http404."""
    actor, at = asking(request), localtime()
    if what == "add":
        member = add_member(found, form.cleaned_data["user"], form.cleaned_data["role"], by=actor, at=at)
        return f"Đã thêm {member.get_role_display().lower()}: {member.user}."
    row = key_of(request.POST.get("row", "")) or 0
    if what == "drop":
        drop_member(get_object_or_404(found.members, pk=row), by=actor, at=at)
        return "Đã cho thôi; những phiếu và biên bản trước vẫn còn tên."
    if what == "put":
        put_before(found, get_object_or_404(sheets_seen_by(actor), pk=row), by=actor, at=at)
        return "Đã đưa phiếu ra hội đồng; mỗi thành viên có việc ở bàn của mình."
    raise Http404("do")


def shown(request: HttpRequest, found: Council, **more: Any) -> dict[str, Any]:
    """Everything the page of a council shows."""
    actor, sitting = asking(request), sitting_of(found)
    return {
        "council": found,
        "sitting": sitting,
        "name": names_on([found.agency], localdate())[found.agency_id],
        "looks_after": permissions.looks_after(actor, found),
        "may_minute": permissions.keeps_minutes(actor, found) and bool(sitting.unsaid) and not sitting.lacks,
        "form": MemberForm(people=may_sit(found, localtime())),
    } | more


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """What did the meeting conclude? Looked at once before it is kept for good."""
    actor = asking(request)
    found = get_object_or_404(councils_seen_by(actor), pk=pk)
    if not permissions.keeps_minutes(actor, found):
        raise PermissionDenied
    sitting = sitting_of(found)
    form = form_of(request, sitting)
    context: dict[str, Any] = {"council": found, "form": form, "sitting": sitting}
    if not form.is_bound or not form.is_valid():
        return render(request, "appraisal/meeting.html", context, status=422 if form.is_bound else 200)
    said = {"held_at": form.held_at(), "place": form.cleaned_data["place"]}
    present = [int(key) for key in form.cleaned_data["present"]]
    there, at = attending(found, present), localtime()
    if wrong := wrong_minutes(found, form.concluded(), there, **said, at=at):
        return render(request, "appraisal/meeting.html", context | {"blocked": wrong}, status=422)
    if request.POST.get("do") != "keep":
        seen = {"there": list(there.values()), "concluded": form.concluded(), **said}
        return render(request, "appraisal/meeting.html", context | {"seen": seen})
    require_confirmation(request)
    more = {**said, "present": present, "words": form.cleaned_data["words"]}
    try:
        made = keep_minutes(found, form.concluded(), **more, by=actor, at=at)
    except BlockedError as blocked:
        context["blocked"] = blocked.findings
        return render(request, "appraisal/meeting.html", context, status=422)
    messages.success(request, "Đã lập biên bản; tải bản Word để ký.")
    return redirect("minutes", made.pk)


def form_of(request: HttpRequest, sitting: Sitting) -> MeetingForm:
    """The form of a meeting about the sheets that no minutes conclude yet."""
    sheets = [each.sheet for each in sitting.unsaid]
    first = {"day": localdate(), "present": [str(each.pk) for each in sitting.members]}
    posted = request.POST if request.method == "POST" else None
    return MeetingForm(posted, initial=first, members=sitting.members, sheets=sheets)


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Who met, and what did they conclude?"""
    found = get_object_or_404(minutes_seen_by(asking(request)), pk=pk)
    told = minutes_of(found, localtime(found.held_at).date())
    return render(request, "appraisal/minutes.html", {"minutes": told, "council": found.council})


@require_safe
def minutes_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The minutes on paper."""
    found = get_object_or_404(minutes_seen_by(asking(request)), pk=pk)
    told = minutes_of(found, localtime(found.held_at).date())
    return printed(council_paper(told, at=localtime()), f"bien-ban-{found.pk:05d}", kind)


@require_safe
def sheet_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A sheet on paper."""
    found = get_object_or_404(sheets_seen_by(asking(request)), pk=pk)
    named = found.project.kind == Project.Kind.NAMED
    paper = appraisal_paper(sheet_of(found, localdate()), named=named, on=localdate(), at=localtime())
    return printed(paper, f"phieu-tham-dinh-{found.pk:05d}", kind)


def printed(paper: Paper, name: str, kind: str) -> HttpResponse:
    """As .docx to go on working, as PDF to be signed."""
    if kind == "pdf":
        return attachment(pdf_of(paper), f"{name}.pdf", "application/pdf")
    if kind != "docx":
        raise Http404("kind")
    return attachment(docx_of(paper), f"{name}.docx", DOCX)
