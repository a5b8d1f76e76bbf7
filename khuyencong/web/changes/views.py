"""Requests to change a project: which there are, what one says, whose turn it is, the draft of its decision."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.ledger.queries import Question, books
from khuyencong.ledger.queries.changing import free_for
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.change_papers import ChangeFile, change_paper
from khuyencong.paperwork.official import docx_of, pdf_of
from khuyencong.projects import permissions
from khuyencong.projects.actions.changes import (
    WRITABLE,
    choose_substitutes,
    hand_in_change,
    judge_change_paper,
    judges,
)
from khuyencong.projects.lifecycle import CHANGE, Checked, SignedChange
from khuyencong.projects.lifecycle.change_steps import body_of
from khuyencong.projects.models import ChangePaper, ChangeRequest, Project
from khuyencong.projects.queries.changes import Spare, changes_seen_by, needs_annex, reserve_of, spares_of
from khuyencong.projects.queries.decisions import grounds_on
from khuyencong.rules.change_terms import differences
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.stopping import owed_of
from khuyencong.web.changes.forms import (
    ChangesForm,
    CheckedForm,
    SignedChangeForm,
    SubstitutesForm,
    WhyChangeForm,
)
from khuyencong.web.confirmation import confirm_before
from khuyencong.web.dossiers import lying_of, steps_of
from khuyencong.web.downloads import DOCX, attachment
from khuyencong.web.money.forms import ClaimFileForm, JudgedForm
from khuyencong.web.projects.views.lists import asked_again
from khuyencong.web.requests import asking, key_of
from khuyencong.workflow.lifecycle import Act

A_PAGE = 30
FORMS = ["GET", "HEAD", "POST"]
PAGE = "changes/change.html"
TOLD = {
    "submit": "Đã gửi; Sở kiểm tra tại cơ sở rồi xác nhận.",
    "submit_straight": "Đã gửi thẳng nơi quyết định.",
    "confirm": "Đã xác nhận; hồ sơ chuyển sang nơi quyết định.",
    "propose": "Đã trình; khi có văn bản đã ký thì ghi số và ngày.",
    "decide": "Đã ghi quyết định; đề án và kinh phí đã theo quyết định.",
    "refuse": "Đã ghi không đồng ý kèm lý do.",
    "return": "Đã trả lại kèm lý do.",
    "hand_back": "Đã trả lại cán bộ xem xét kèm lý do.",
    "drop": "Đã bỏ đề nghị.",
}


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Which projects are to change, and where does each request lie?"""
    actor = asking(request)
    if not permissions.may_see_projects(actor):
        raise PermissionDenied
    form = ChangesForm(request.GET)
    rows = changes_seen_by(actor).order_by("-pk")
    if form.is_valid() and form.cleaned_data["state"]:
        rows = rows.filter(state=form.cleaned_data["state"])
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "names": names_on([each.agency for each in page.object_list], localdate()),
        "asking": asked_again(request),
    }
    return render(request, "changes/changes.html", context, status=422 if form.errors else 200)


@require_http_methods(FORMS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, who decides it, what is missing, whose turn is it?"""
    found = get_object_or_404(changes_seen_by(asking(request)), pk=pk)
    if request.method != "POST":
        return render(request, PAGE, shown(request, found))
    do = request.POST.get("do", "")
    if do in ("file", "fine", "poor"):
        return handled(request, found, do)
    if do == "substitutes":
        return chosen(request, found)
    if do not in TOLD:
        return render(request, PAGE, shown(request, found), status=422)
    return moved(request, found, do)


def moved(request: HttpRequest, found: ChangeRequest, do: str) -> HttpResponse:
    """One step of its life."""
    name = "change.decide_annex" if do == "decide" and needs_annex(found) else f"change.{do}"
    confirm_before(request, CHANGE.transition(name))
    given: object = None
    kept: dict[str, Any] = {"why": WhyChangeForm(request.POST)}
    if do == "confirm":
        checked = CheckedForm(request.POST)
        kept = {"checked": checked}
        if checked.is_valid():
            given = Checked(on=checked.cleaned_data["on"], found=checked.cleaned_data["found"])
    elif do == "decide":
        signed = SignedChangeForm(request.POST, found=found)
        kept = {"signed": signed}
        if signed.is_valid():
            said = signed.cleaned_data
            given = SignedChange(number=said["number"], on=said["signed_on"], by=said["by"])
    if do in ("confirm", "decide") and given is None:
        return render(request, PAGE, shown(request, found, **kept), status=422)
    act = Act(by=asking(request), at=localtime(), reason=request.POST.get("note", ""), given=given)
    try:
        CHANGE.perform(name, found, act)
    except BlockedError as blocked:
        context = shown(request, found, blocked=blocked.findings, **kept)
        return render(request, PAGE, context, status=422)
    messages.success(request, TOLD[do])
    return redirect("change", found.pk)


def handled(request: HttpRequest, found: ChangeRequest, do: str) -> HttpResponse:
    """A paper's file, or what was said of it."""
    position = key_of(request.POST.get("paper", ""))
    row = get_object_or_404(found.papers.defer("content"), position=position)
    by, at = asking(request), localtime()
    form: ClaimFileForm | JudgedForm
    form = ClaimFileForm(request.POST, request.FILES) if do == "file" else JudgedForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, shown(request, found, form=form), status=422)
    try:
        if do == "file":
            file = form.cleaned_data["file"]
            kind = file.content_type or "application/octet-stream"
            hand_in_change(row, name=file.name, media_type=kind, content=file.read(), by=by, at=at)
        else:
            judge_change_paper(row, fine=do == "fine", note=form.cleaned_data["note"], by=by, at=at)
    except BlockedError as blocked:
        return render(request, PAGE, shown(request, found, blocked=blocked.findings), status=422)
    return redirect("change", found.pk)


def chosen(request: HttpRequest, found: ChangeRequest) -> HttpResponse:
    """Which projects of the reserve come in its place, said by who weighs it."""
    actor = asking(request)
    form = SubstitutesForm(request.POST, reserve=reserve_of(found.project, actor))
    if not form.is_valid():
        return render(request, PAGE, shown(request, found, instead=form, form=form), status=422)
    try:
        reason = form.cleaned_data["order_reason"]
        choose_substitutes(found, form.chosen, by=actor, at=localtime(), reason=reason)
    except BlockedError as blocked:
        context = shown(request, found, instead=form, blocked=blocked.findings)
        return render(request, PAGE, context, status=422)
    messages.success(request, "Đã ghi đề án thay thế.")
    return redirect("change", found.pk)


def substitutes_form(actor: Actor, found: ChangeRequest, spare: Sequence[Spare]) -> SubstitutesForm | None:
    """The reserve to choose from, while it is hers to weigh."""
    weighs = found.stops and found.state == ChangeRequest.State.CONFIRMED
    if not weighs or not permissions.weighs_change(actor, found):
        return None
    named = [str(each.project.pk) for each in spare]
    initial = {"substitutes": named, "order_reason": found.order_reason}
    return SubstitutesForm(initial=initial, reserve=reserve_of(found.project, actor))


def shown(request: HttpRequest, found: ChangeRequest, **more: Any) -> dict[str, Any]:
    """Everything the page of a request shows."""
    actor, project = asking(request), found.project
    papers = list(found.papers.defer("content").select_related("checked_by"))
    mine = list(books(Question(actor=actor, project=project.pk)).prefetch_related("balances"))
    spare = spares_of(found)
    return {
        "change": found,
        "project": project,
        "differences": differences(found.old, found.new),
        "papers": papers,
        "lacking": sum(each.state in (ChangePaper.State.MISSING, ChangePaper.State.REFUSED) for each in papers),
        "spare": spare,
        "free": free_for(found) if found.stops else 0,
        "wanted": sum(each.support for each in spare),
        "owed": sum(owed_of(each.pots) for each in mine) if found.stops else 0,
        "instead": substitutes_form(actor, found, spare),
        "annex": needs_annex(found),
        "writes": permissions.writes_change(actor, found) and found.state in WRITABLE,
        "judges": judges(actor, found),
        "drafts": permissions.weighs_change(actor, found) or permissions.decides_change(actor, found),
        "names": names_on([found.agency, project.agency, project.department], localdate()),
        "offered": {each.name.partition(".")[2] for each in CHANGE.offered(found, actor)},
        "steps": steps_of(CHANGE, found),
        "lying": lying_of(CHANGE, found),
        "file": ClaimFileForm(),
        "checked": CheckedForm(),
        "signed": SignedChangeForm(found=found),
        "why": WhyChangeForm(),
    } | more


@require_safe
def paper(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """A paper as it was handed in, to keep; never shown in the page."""
    found = get_object_or_404(changes_seen_by(asking(request)), pk=pk)
    kept = get_object_or_404(found.papers.exclude(sha256=""), position=position)
    return attachment(bytes(kept.content or b""), kept.name, kept.media_type)


@require_safe
def document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The draft of the decision, or the decision as it was recorded, as .docx or PDF."""
    if kind not in ("docx", "pdf"):
        raise Http404("kind")
    found = get_object_or_404(changes_seen_by(asking(request)).exclude(level=""), pk=pk)
    printed, name = change_paper(file_of(found)), f"dieu-chinh-{found.pk:05d}.{kind}"
    if kind == "pdf":
        return attachment(pdf_of(printed), name, "application/pdf")
    return attachment(docx_of(printed), name, DOCX)


def file_of(found: ChangeRequest) -> ChangeFile:
    """The request with all its paper needs; a constant number of SELECTs."""
    project, day = found.project, found.signed_on or localdate()
    body = body_of(found)
    unit = project.province if project.purse == Project.Purse.LOCAL else None
    spare = spares_of(found)
    agencies = [body, found.agency, project.agency, project.department]
    return ChangeFile(
        request=found,
        spare=spare,
        free=free_for(found) if found.stops else 0,
        annex=needs_annex(found),
        names=names_on([*agencies, *(each.project.agency for each in spare)], day),
        body=body.pk,
        province=f"{unit.full_name[:1].lower()}{unit.full_name[1:]}" if unit is not None else "",
        grounds=grounds_on(project.purse, day),
        at=localtime(),
    )
