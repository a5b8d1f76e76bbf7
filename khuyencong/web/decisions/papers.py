"""A decision to take away: itself, or everything that goes out with it in one .zip."""

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST, require_safe

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import names_on
from khuyencong.paperwork.bulk import printed_file
from khuyencong.paperwork.bundle import Sheet, write_bundle
from khuyencong.paperwork.official import docx_of, pdf_of
from khuyencong.paperwork.plan_papers import PlanFile, plan_decision_paper, sheets_of
from khuyencong.post.actions.exports import File, Progress, ask_for, export_kind
from khuyencong.projects.models import Beneficiary, PlanDecision, Project
from khuyencong.projects.queries.decisions import (
    Decided,
    decisions_seen_by,
    grounds_on,
    planned_by,
    projects_of,
    told,
    words_of,
)
from khuyencong.web.downloads import DOCX, attachment
from khuyencong.web.requests import asking

MANY = 40
"""Documents up to which the .zip is made while one waits; more are printed in the background."""


@require_safe
def papers(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The decision as .docx or PDF, or everything that goes out with it in one .zip."""
    found = get_object_or_404(decisions_seen_by(asking(request)), pk=pk)
    name = name_of(found)
    if kind == "docx":
        return attachment(docx_of(plan_decision_paper(file_of(found))), f"{name}.docx", DOCX)
    if kind == "pdf":
        return attachment(pdf_of(plan_decision_paper(file_of(found))), f"{name}.pdf", "application/pdf")
    if kind != "zip":
        raise Http404("kind")
    file = file_of(found)
    sheets = everything(file)
    if len(sheets) > MANY:
        return render(request, "decisions/many.html", {"decision": found, "count": len(sheets)})
    content = io.BytesIO()
    write_bundle(content, sheets, form="docx", title=title_of(found))
    return attachment(content.getvalue(), f"{name}.zip", "application/zip")


@require_POST
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the same .zip as a file that is printed in the background."""
    actor = asking(request)
    found = get_object_or_404(decisions_seen_by(actor), pk=pk)
    made = ask_for(
        by=actor, maker=papers_file, title=title_of(found), parameters={"decision": pk}, at=localtime()
    )
    return redirect("tray_export", made.pk)


@export_kind
def papers_file(actor: Actor, parameters: dict[str, Any], progress: Progress) -> File:
    """Everything that goes out with a decision, as the actor may see it on the day it is made; Http404."""
    found = get_object_or_404(decisions_seen_by(actor), pk=parameters["decision"])
    sheets = everything(file_of(found))
    return printed_file(
        sheets, progress, total=len(sheets), form="docx", title=title_of(found), name=name_of(found)
    )


def name_of(found: PlanDecision) -> str:
    """The name of its files."""
    return f"quyet-dinh-{found.purse.lower()}-{found.year}"


def title_of(found: PlanDecision) -> str:
    """What the .zip is called."""
    return f"Hồ sơ quyết định {found}"


def file_of(found: PlanDecision) -> PlanFile:
    """The decision with all its papers need."""
    rows = projects_of(found)
    projects = [each.project for each in rows]
    spare: list[Decided] = []
    if found.state != PlanDecision.State.RECORDED:
        waiting = planned_by(found.agency, found.purse, found.year).filter(state=Project.State.RESERVE)
        spare = told(list(waiting.select_related("agency", "province", "sector")), found.purse, found.year)
    agencies = [each.project.agency for each in [*rows, *spare]]
    day = found.signed_on or localdate()
    return PlanFile(
        decision=found,
        projects=rows,
        reserve=spare,
        goals=words_of([*projects, *(each.project for each in spare)], "muc-tieu"),
        results=words_of([*projects, *(each.project for each in spare)], "hieu-qua"),
        names=names_on([found.agency, *agencies], day),
        issuer=issuer_of(found),
        grounds=grounds_on(found.purse, day),
        at=localtime(),
    )


def issuer_of(found: PlanDecision) -> str:
    """The body that issues the decision: the people's committee of the province, or the ministry.

    The register of authorities names who signs ("Bộ trưởng Bộ Công Thương"), so the ministry is what follows.
    """
    unit = found.agency.unit
    if found.purse == Project.Purse.LOCAL and unit is not None:
        return f"Ủy ban nhân dân {unit.full_name[:1].lower()}{unit.full_name[1:]}"
    return found.authority.removeprefix("Bộ trưởng ")


def everything(file: PlanFile) -> list[Sheet]:
    """The decision, a notice to each unit, one to each establishment; each is made when its turn comes."""
    named = Beneficiary.objects.filter(project__in=[each.project.pk for each in file.projects])
    owners = list(named.select_related("establishment").order_by("project_id", "pk"))
    return list(sheets_of(file, owners))
