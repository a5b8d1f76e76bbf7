"""What follows a decision: a certificate with its paper and its withdrawal, a complaint with its clock."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry.lifecycle import PRODUCT_CERTIFICATE, PRODUCT_COMPLAINT
from khuyencong.industry.models import ProductCertificate, ProductComplaint
from khuyencong.industry.queries.products.catalogue import how_stands
from khuyencong.industry.queries.products.rounds import complaints_seen_by
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.product_papers import granted_paper
from khuyencong.rules.findings import BlockedError
from khuyencong.web.appraisal.councils import printed
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.products.forms import AnswerForm, WhyForm, WithdrawForm
from khuyencong.web.products.views.rounds import where_to_verify
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

FORMS = ["GET", "HEAD", "POST"]
TOLD = {
    "product_certificate.doubt": "Đã trình thu hồi; người có thẩm quyền quyết định.",
    "product_certificate.withdraw": "Đã ghi quyết định thu hồi; trang công khai nói rõ lý do.",
    "product_certificate.keep": "Giấy chứng nhận giữ nguyên giá trị.",
    "product_complaint.answer": "Đã ghi kết quả giải quyết.",
    "product_complaint.take_back": "Đã ghi việc rút đơn.",
}


def seen(request: HttpRequest, pk: int) -> ProductCertificate:
    """The certificate she sees; Http404."""
    rows = ProductCertificate.objects.visible_to(asking(request))
    related = ("entry__round__agency", "entry__establishment", "agency", "province")
    found: ProductCertificate = get_object_or_404(rows.select_related(*related), pk=pk)
    return found


@require_http_methods(FORMS)
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Does it stand, until when, and who may take it back?"""
    found = seen(request, pk)
    if request.method != "POST":
        return render(request, "products/certificate.html", certificate_shown(request, found))
    do = request.POST.get("do", "")
    form = WithdrawForm(request.POST) if do == "withdraw" else None
    if f"product_certificate.{do}" not in TOLD or (form is not None and not form.is_valid()):
        kept: dict[str, Any] = {"withdraw": form, "form": form} if form is not None else {}
        context = certificate_shown(request, found, **kept)
        return render(request, "products/certificate.html", context, status=422)
    name = f"product_certificate.{do}"
    confirm_before(request, PRODUCT_CERTIFICATE.transition(name))
    given = form.signed if form is not None else None
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        PRODUCT_CERTIFICATE.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"withdraw": form} if form is not None else {"why": WhyForm(request.POST)}
        context = certificate_shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "products/certificate.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("product_certificate", pk)


def certificate_shown(request: HttpRequest, found: ProductCertificate, **more: Any) -> dict[str, Any]:
    """Everything the page of a certificate shows."""
    offered = PRODUCT_CERTIFICATE.within_reach(found, asking(request))
    return {
        "paper": found,
        "standing": how_stands(found, localdate()),
        "offered": {each.name.partition(".")[2] for each in offered},
        "steps": steps_of(PRODUCT_CERTIFICATE, found),
        "lying": lying_of(PRODUCT_CERTIFICATE, found),
        "withdraw": WithdrawForm(),
        "why": WhyForm(),
    } | more


@require_safe
def printed_certificate(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The certificate on paper."""
    found = seen(request, pk)
    if found.state == ProductCertificate.State.WITHDRAWN:
        raise Http404("taken back: no paper of it is printed any more")
    made = granted_paper(found, signer=found.entry.round.signer, where=where_to_verify(found.code))
    return printed(made, f"giay-chung-nhan-{found.year}-{found.serial:03d}", kind)


@require_http_methods(FORMS)
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """What is complained of, until when is it answered, and how was it settled?"""
    found = get_object_or_404(complaints_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "products/complaint.html", complaint_shown(request, found))
    do = request.POST.get("do", "")
    form = AnswerForm(request.POST) if do == "answer" else None
    if f"product_complaint.{do}" not in TOLD or (form is not None and not form.is_valid()):
        kept: dict[str, Any] = {"answer": form, "form": form} if form is not None else {}
        context = complaint_shown(request, found, **kept)
        return render(request, "products/complaint.html", context, status=422)
    name = f"product_complaint.{do}"
    given = form.answered if form is not None else None
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        PRODUCT_COMPLAINT.perform(name, found, act)
    except BlockedError as blocked:
        kept = {"answer": form} if form is not None else {"why": WhyForm(request.POST)}
        context = complaint_shown(request, found, blocked=blocked.findings, **kept)
        return render(request, "products/complaint.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("product_complaint", pk)


def complaint_shown(request: HttpRequest, found: ProductComplaint, **more: Any) -> dict[str, Any]:
    """Everything the page of a complaint shows."""
    today = localdate()
    offered = PRODUCT_COMPLAINT.offered(found, asking(request))
    ended = found.answered_on or today
    return {
        "complaint": found,
        "late": found.state != ProductComplaint.State.TAKEN_BACK and ended > found.due,
        "offered": {each.name.partition(".")[2] for each in offered},
        "names": names_on([found.agency], today),
        "steps": steps_of(PRODUCT_COMPLAINT, found),
        "lying": lying_of(PRODUCT_COMPLAINT, found),
        "answer": AnswerForm(initial={"on": today}),
        "why": WhyForm(),
    } | more
