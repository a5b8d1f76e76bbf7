"""Who signed a PDF and was it changed since; the signed copies of a decision."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuyencong.paperwork.official import pdf_of
from khuyencong.paperwork.plan_papers import plan_decision_paper
from khuyencong.paperwork.signatures import NotSignableError, practice_signer, roots_in, sign_pdf, signatures_in
from khuyencong.projects.actions.decisions import keep_signed_copy
from khuyencong.projects.models import SignedCopy
from khuyencong.projects.permissions import prepares_decision, records_decision
from khuyencong.projects.queries.decisions import decisions_seen_by
from khuyencong.rules.findings import BlockedError
from khuyencong.web.decisions.papers import file_of
from khuyencong.web.decisions.views import shown
from khuyencong.web.downloads import attachment
from khuyencong.web.requests import asking
from khuyencong.web.signatures.forms import SignedFileForm


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Who signed this PDF, was it changed since? The file is read and let go, nothing is kept."""
    if asking(request).user is None:
        raise PermissionDenied
    form = SignedFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if not form.is_bound:
        return render(request, "signatures/check.html", context)
    if not form.is_valid():
        return render(request, "signatures/check.html", context, status=422)
    file = form.cleaned_data["file"]
    try:
        context |= {
            "name": file.name,
            "found": signatures_in(file.read(), roots=roots_in(settings.SIGNATURE_ROOTS)),
        }
    except NotSignableError as refused:
        form.add_error("file", f"{refused} Xuất lại bản PDF rồi thử lần nữa.")
        return render(request, "signatures/check.html", context, status=422)
    return render(request, "signatures/check.html", context)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the signed PDF of a decision with it."""
    actor = asking(request)
    decision = get_object_or_404(decisions_seen_by(actor), pk=pk)
    # Before the file is looked at: reading a stranger's file is work for nothing.
    if not (prepares_decision(actor, decision) or records_decision(actor, decision)):
        raise PermissionDenied
    form = SignedFileForm(request.POST, request.FILES)
    if not form.is_valid():
        context = shown(request, decision, copy_form=form)
        return render(request, "decisions/decision.html", context, status=422)
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        found = signatures_in(content)
        count = len(found)
        keep_signed_copy(
            decision,
            name=file.name,
            content=content,
            signatures=count,
            changed=any(not each.unchanged for each in found),
            practice=any(each.practice for each in found),
            by=actor,
            at=localtime(),
        )
    except NotSignableError as refused:
        form.add_error("file", str(refused))
        context = shown(request, decision, copy_form=form)
        return render(request, "decisions/decision.html", context, status=422)
    except BlockedError as blocked:
        context = shown(request, decision, copy_form=form, blocked=blocked.findings)
        return render(request, "decisions/decision.html", context, status=422)
    messages.success(request, f"Đã lưu bản ký cùng quyết định: {count} chữ ký.")
    return redirect("plan_decision", pk)


@require_safe
def copy(request: HttpRequest, pk: int, copy: int) -> HttpResponse:
    """A signed PDF as it was handed in."""
    decision = get_object_or_404(decisions_seen_by(asking(request)), pk=pk)
    kept = get_object_or_404(SignedCopy.objects.filter(decision=decision), pk=copy)
    return attachment(bytes(kept.content), kept.name, "application/pdf")


@require_safe
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision signed with a certificate made on the spot, worth nothing and saying so, to learn with."""
    actor = asking(request)
    decision = get_object_or_404(decisions_seen_by(actor), pk=pk)
    at = localtime()
    signer = practice_signer(str(actor.user), at=at)
    written = sign_pdf(
        pdf_of(plan_decision_paper(file_of(decision))),
        signer=signer,
        reason="Tập ký trên hệ thống",
        place="",
        at=at,
    )
    name = f"quyet-dinh-{decision.purse.lower()}-{decision.year}-ky-thu.pdf"
    return attachment(written, name, "application/pdf")
