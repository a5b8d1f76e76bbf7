"""The steps of drafting: each page one question, what is missing beside it, the next step below."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from khuyencong.industry.models import Establishment
from khuyencong.industry.queries import search
from khuyencong.paperwork.project_letters import LETTERS
from khuyencong.projects import actions, permissions, queries
from khuyencong.projects.models import Beneficiary, Line, Project
from khuyencong.projects.queries.lists import all_papers, papers_for, wishes
from khuyencong.rules.drafting import Gap, Step
from khuyencong.rules.findings import BlockedError, Severity
from khuyencong.web.projects.forms import BasicsForm, FindForm, LineForm, PaperForm, PromisesForm
from khuyencong.web.requests import asking, key_of

MOST_FOUND = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of the line above the page: its number, whether one is there, how many errors it has."""

    number: int
    step: Step
    here: bool
    errors: int
    warnings: int


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step; what is typed is saved at once, and nothing keeps her from going on."""
    found = get_object_or_404(queries.projects_seen_by(asking(request)), pk=pk)
    if step not in list(Step):
        raise Http404("step")
    if not permissions.drafts(asking(request), found):
        raise PermissionDenied
    if not permissions.writes(asking(request), found):
        messages.info(request, "Đề án đã gửi nên không sửa được ở bước này.")
        return redirect("project", pk)
    at = Step(step)
    if request.method == "POST":
        return posted(request, found, at)
    return shown(request, found, at)


def shown(request: HttpRequest, project: Project, at: Step, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a step."""
    draft = queries.draft_of(project, localdate())
    found = queries.gaps_of(draft)
    order = list(Step)
    place = order.index(at)
    context = {
        "project": project,
        "draft": draft,
        "step": at,
        "line": line_of(found, at),
        "gaps": [each.finding for each in found if each.step is at],
        "following": order[place + 1] if place + 1 < len(order) else None,
        "before": order[place - 1] if place else None,
    }
    context |= PAGES[at](request, draft)
    return render(request, f"projects/step_{at.name.lower()}.html", context | more, status=status)


def line_of(found: list[Gap], at: Step | None) -> list[StepLine]:
    """The steps with what is still wrong in each."""
    return [
        StepLine(
            number=number,
            step=each,
            here=each is at,
            errors=sum(1 for gap in found if gap.step is each and gap.finding.severity is Severity.ERROR),
            warnings=sum(1 for gap in found if gap.step is each and gap.finding.severity is Severity.WARNING),
        )
        for number, each in enumerate(Step, start=1)
    ]


def items_of(project: Project) -> list[Any]:
    """The items of the wish, and those it asks for already."""
    wish = next((each for each in wishes() if each.code == project.wish), None)
    codes = set(wish.items if wish is not None else ()) | set(
        project.items.values_list("item__code", flat=True)
    )
    return [each for each in queries.items_on(localdate()) if each.code in codes or not codes]


def basics_page(request: HttpRequest, draft: queries.Draft) -> dict[str, Any]:
    """What it is about."""
    items = items_of(draft.project)
    offers = queries.offers([each.code for each in items], draft.project.province, draft.on)
    return {
        "form": BasicsForm.showing(draft.project, items),
        "offers": {each.item.code: each for each in offers},
    }


def beneficiaries_page(request: HttpRequest, draft: queries.Draft) -> dict[str, Any]:
    """Whom it is for; found in the register by name, tax code or phone."""
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = search(asking(request), words=words).prefetch_related("sites__commune") if words else ()
    rows = list(found[:MOST_FOUND]) if words else []
    return {
        "find": form,
        "words": words,
        "found": rows,
        "named": [each.establishment_id for each in draft.beneficiaries],
    }


def estimate_page(request: HttpRequest, draft: queries.Draft) -> dict[str, Any]:
    """What it costs and who pays."""
    wanted = key_of(request.GET.get("dong", ""))
    line = next((each for each in draft.lines if each.pk == wanted), None)
    project = draft.project
    first: dict[str, Any] = {"year": project.year, "quantity": "1"}
    if len(draft.items) == 1:
        first["item"] = draft.items[0].item_id
    form = LineForm.showing(line, project) if line is not None else LineForm(initial=first, project=project)
    promises = PromisesForm(
        initial={
            "full_counterpart": project.full_counterpart,
            "no_double_support": project.no_double_support,
        }
    )
    return {"form": form, "editing": line, "promises": promises}


def texts_page(request: HttpRequest, draft: queries.Draft) -> dict[str, Any]:
    """What it says."""
    asides: dict[str, list[Any]] = {}
    for each in draft.unsettled:
        asides.setdefault(each.section, []).append(each)
    return {
        "sections": [
            (each, draft.passages.get(each.code), asides.get(each.code, [])) for each in draft.sections
        ]
    }


def papers_page(request: HttpRequest, draft: queries.Draft) -> dict[str, Any]:
    """The papers that these items need, and no others."""
    group = draft.project.kind == Project.Kind.GROUP
    needed = papers_for(draft.counts, purse=draft.project.purse, group=group, on=draft.on)
    return {
        "papers": [(each, draft.papers.get(each.code)) for each in needed],
        "form": PaperForm(),
        "letters": LETTERS,
    }


PAGES: dict[Step, Callable[[HttpRequest, queries.Draft], dict[str, Any]]] = {
    Step.BASICS: basics_page,
    Step.BENEFICIARIES: beneficiaries_page,
    Step.ESTIMATE: estimate_page,
    Step.TEXTS: texts_page,
    Step.PAPERS: papers_page,
}


def posted(request: HttpRequest, project: Project, at: Step) -> HttpResponse:
    """Save what was sent, and come back to the step, or go on where that was asked."""
    try:
        refused = SAVES[at](request, project)
    except BlockedError as blocked:
        return shown(request, project, at, status=422, blocked=blocked.findings)
    if refused is not None:
        return shown(request, project, at, status=422, **refused)
    to = request.POST.get("den", "")
    return redirect("project_step", project.pk, to if to in list(Step) else at)


Refused = dict[str, Any] | None


def save_basics(request: HttpRequest, project: Project) -> Refused:
    """What it is about; what was typed stays on the page when it cannot be saved."""
    items = items_of(project)
    form = BasicsForm(request.POST, items=items, home=project.province)
    if not form.is_valid():
        return {"form": form}
    said = form.said(project.wish, project)
    try:
        actions.change(
            project,
            said,
            seen=key_of(request.POST.get("edition", "")) or 0,
            by=asking(request),
            at=localtime(),
        )
    except BlockedError as blocked:
        return {"form": form, "blocked": blocked.findings}
    return None


def save_beneficiary(request: HttpRequest, project: Project) -> Refused:
    """Name an establishment of the register, or take one off."""
    actor, at = asking(request), localtime()
    if drop := key_of(request.POST.get("bo", "")):
        actions.drop_beneficiary(
            get_object_or_404(Beneficiary.objects.filter(project=project), pk=drop), by=actor, at=at
        )
        return None
    seen = Establishment.objects.visible_to(actor)
    establishment = get_object_or_404(seen, pk=key_of(request.POST.get("co_so", "")) or 0)
    site = establishment.sites.filter(pk=key_of(request.POST.get("noi", "")) or 0).first()
    actions.add_beneficiary(project, establishment, site, by=actor, at=at)
    return None


def save_estimate(request: HttpRequest, project: Project) -> Refused:
    """A line, a line less, or the promises."""
    actor, at = asking(request), localtime()
    if "promises" in request.POST:
        promised = {name: name in request.POST for name in ("full_counterpart", "no_double_support")}
        actions.promise(project, **promised, by=actor, at=at)
        return None
    if drop := key_of(request.POST.get("bo", "")):
        dropped = get_object_or_404(Line.objects.filter(project=project), pk=drop)
        actions.drop_line(dropped, seen=key_of(request.POST.get("edition", "")) or 0, by=actor, at=at)
        return None
    wanted = key_of(request.POST.get("dong", ""))
    line = get_object_or_404(Line.objects.filter(project=project), pk=wanted) if wanted else None
    form = LineForm(request.POST, project=project)
    if not form.is_valid():
        return {"form": form, "editing": line}
    try:
        actions.save_line(
            project,
            form.said(),
            by=actor,
            at=at,
            line=line,
            seen=key_of(request.POST.get("edition", "")) or 0,
        )
    except BlockedError as blocked:
        return {"form": form, "editing": line, "blocked": blocked.findings}
    return None


def save_texts(request: HttpRequest, project: Project) -> Refused:
    """Nothing of its own: each section is saved where it is written."""
    return None


def save_paper(request: HttpRequest, project: Project) -> Refused:
    """A file for one paper."""
    kind = next((each for each in all_papers() if each.code == request.POST.get("kind", "")), None)
    form = PaperForm(request.POST, request.FILES, auto_id=f"%s-{kind.code}" if kind is not None else "%s")
    if kind is not None:
        form.fields["file"].label = f"Tệp cho “{kind.name}”"
    if not form.is_valid():
        return {"form": form}
    file = form.cleaned_data["file"]
    actions.hand_in(
        project,
        form.cleaned_data["kind"],
        name=file.name,
        media_type=file.content_type or "application/octet-stream",
        content=file.read(),
        by=asking(request),
        at=localtime(),
    )
    return None


SAVES: dict[Step, Callable[[HttpRequest, Project], Refused]] = {
    Step.BASICS: save_basics,
    Step.BENEFICIARIES: save_beneficiary,
    Step.ESTIMATE: save_estimate,
    Step.TEXTS: save_texts,
    Step.PAPERS: save_paper,
}


@require_safe
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """While she types: what this line costs, how much may be asked for it, by which clause."""
    project = get_object_or_404(queries.projects_seen_by(asking(request)), pk=pk)
    form = LineForm(request.GET, project=project)
    form.is_valid()
    given = form.cleaned_data
    quantity, price, item = given.get("quantity"), given.get("unit_price"), given.get("item")
    context: dict[str, Any] = {"project": project, "unread": unread(form)}
    if quantity and price is not None and (quantity * price) % 1 == 0:
        cost = int(quantity * price)
        context["judged"] = judged(request, project, item, cost, given.get("support") or 0)
    return render(request, "projects/judged.html", context)


def unread(form: LineForm) -> list[tuple[str, str]]:
    """The amounts typed so that nobody can read them, each with what to write instead."""
    names = ("quantity", "unit_price", "support", "other")
    typed = (form[name] for name in names if form.data.get(name, "").strip())
    return [(str(field.label), str(error)) for field in typed for error in field.errors]


def judged(request: HttpRequest, project: Project, item: Any, cost: int, support: int) -> queries.LineJudged:
    """The most the norm of the day allows, and what is wrong with what is asked."""
    if item is None:
        return queries.LineJudged(cost=cost)
    draft = queries.draft_of(project, localdate())
    besides = key_of(request.GET.get("dong", ""))
    return queries.judge_line(draft, item, cost=cost, support=support, besides=besides)
