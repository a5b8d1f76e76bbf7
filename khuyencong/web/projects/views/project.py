"""One project: what is missing before it can be sent, where it is, what it says and costs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry.models import Establishment
from khuyencong.norms.queries.norms import norms_named
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.official import docx_of, pdf_of
from khuyencong.paperwork.project_letters import LETTERS
from khuyencong.paperwork.project_outline import project_paper
from khuyencong.paperwork.project_receipt import receipt
from khuyencong.projects import permissions, queries
from khuyencong.projects.lifecycle import PROJECT
from khuyencong.projects.models import Paper, Project
from khuyencong.projects.models.states import RUNNING
from khuyencong.projects.queries.appraisal import supplements_of
from khuyencong.projects.queries.changes import changes_of
from khuyencong.projects.queries.flags import flags_of
from khuyencong.projects.queries.tracking import tracking_code
from khuyencong.rules.estimate import sums_by_year
from khuyencong.rules.findings import BlockedError, Severity
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import steps_of
from khuyencong.web.downloads import DOCX, attachment
from khuyencong.web.group_plans.beside import plans_beside
from khuyencong.web.projects.forms import WithdrawForm
from khuyencong.web.projects.views.steps import line_of
from khuyencong.web.requests import asking
from khuyencong.workflow.lifecycle import Act

RECEIPT = "bien-nhan"
WRITTEN = (Project.State.DRAFT, Project.State.RETURNED)
TOLD = {
    "project.submit": "Đã gửi. Sở sẽ xem; in biên nhận có mã tra cứu ở trang này để đưa chủ cơ sở.",
    "project.submit_straight": "Đã gửi thẳng Bộ thẩm định; in biên nhận có mã tra cứu ở trang này.",
    "project.withdraw": "Đã rút đề án; mọi thứ đã viết vẫn được giữ.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Can it be sent, or where is it now?"""
    found = get_object_or_404(queries.projects_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, "projects/project.html", shown(request, found))
    name = f"project.{request.POST.get('do', '')}"
    if name not in TOLD:
        return render(request, "projects/project.html", shown(request, found), status=422)
    confirm_before(request, PROJECT.transition(name))
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""))
    try:
        PROJECT.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, withdraw_form=WithdrawForm(request.POST))
        return render(request, "projects/project.html", context, status=422)
    messages.success(request, TOLD[name])
    return redirect("project", pk)


def shown(request: HttpRequest, found: Project, **more: Any) -> dict[str, Any]:
    """Everything the page shows; a draft is judged by today's law, a sent one by that of its day."""
    draft = as_judged(found)
    gaps = queries.gaps_of(draft)
    actor = asking(request)
    asked = list(supplements_of(found))
    verdicts = list(found.verdicts.select_related("item"))
    return {
        "project": found,
        "draft": draft,
        "agencies": names_on([found.agency, found.department], localdate()),
        "writes": permissions.writes(actor, found),
        "offered": {each.name.partition(".")[2] for each in PROJECT.offered(found, actor)},
        "gaps": gaps,
        "errors": [each for each in gaps if each.finding.severity is Severity.ERROR],
        "line": line_of(gaps, None),
        "years": sums_by_year(draft.costs),
        "verdicts": [each for each in verdicts if each.round == verdicts[0].round] if verdicts else [],
        "norms": norms_named(each.norm for each in verdicts),
        "flags": [] if found.state in WRITTEN else flags_of([found], actor)[found.pk],
        "asked": asked,
        "open_questions": [each for each in asked if not each.answer],
        "steps": steps_of(PROJECT, found),
        "changes": list(changes_of(actor, found)),
        "changeable": found.state in RUNNING and permissions.may_ask_change(actor, found),
        "withdraw_form": WithdrawForm(),
        "tracking": "" if found.state == Project.State.DRAFT else tracking_code(found),
        **plans_beside(actor, found),
    } | more


def as_judged(found: Project) -> queries.Draft:
    """The project and the law of today for a draft, of the day it was sent for a sent one."""
    open_ = found.state in (Project.State.DRAFT, Project.State.RETURNED)
    sent = found.submitted_at
    return queries.draft_of(found, localdate() if open_ or sent is None else localtime(sent).date())


@require_safe
def document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The project on paper, with Mẫu 1: as .docx to go on working, as PDF to be printed and signed.

    Of the letters that go with it the .docx, by the code of the paper; of a sent one the receipt.
    """
    if kind not in ("docx", "pdf", RECEIPT, *LETTERS):
        raise Http404("kind")
    if kind == RECEIPT:
        return receipt_of(request, pk)
    found = get_object_or_404(queries.projects_seen_by(asking(request)), pk=pk)
    names = names_on([found.agency, found.department], localdate())
    make = LETTERS.get(kind, project_paper)
    printed = make(
        as_judged(found), agency=names[found.agency_id], department=names[found.department_id], at=localtime()
    )
    if kind in LETTERS:
        return attachment(docx_of(printed), f"{kind}-{found.pk:05d}.docx", DOCX)
    name = f"de-an-{found.pk:05d}.{kind}"
    if kind == "pdf":
        return attachment(pdf_of(printed), name, "application/pdf")
    return attachment(docx_of(printed), name, DOCX)


def receipt_of(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept of a dossier that was sent, with the code by which it is tracked; 404 before.

    For whoever sees the dossier, and for the owner whom it benefits.
    """
    found = queries.projects_seen_by(asking(request)).filter(pk=pk).first()
    if found is None:
        own = list(Establishment.objects.filter(owner=asking(request).account))
        found = get_object_or_404(queries.receipts_of_owner(own), pk=pk)
    if found.state == Project.State.DRAFT or found.submitted_at is None:
        raise Http404("receipt")
    names = names_on([found.agency, found.department], localdate())
    printed = receipt(
        as_judged(found),
        agency=names[found.agency_id],
        department=names[found.department_id],
        code=tracking_code(found),
        site=request.build_absolute_uri(reverse("open_track")),
        papers=[each.name for each in found.papers.filter(replaced_at=None).defer("content")],
        sent=localtime(found.submitted_at),
        at=localtime(),
    )
    return attachment(pdf_of(printed), f"{RECEIPT}-{found.pk:05d}.pdf", "application/pdf")


@require_safe
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """A paper as it was handed in, to keep; never shown in the page."""
    project = get_object_or_404(queries.projects_seen_by(asking(request)), pk=pk)
    kept = get_object_or_404(Paper.objects.filter(project=project), pk=paper)
    return attachment(bytes(kept.content), kept.name, kept.media_type)
