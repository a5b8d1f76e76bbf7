"""The money of one project: its figures, every row that makes them, its contracts, and what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from khuyencong.ledger import queries
from khuyencong.ledger.permissions import may_claim
from khuyencong.ledger.queries import Question
from khuyencong.ledger.queries.claims import claims_of
from khuyencong.organisations.queries import names_on
from khuyencong.projects import permissions
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.contracts import papers_of
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.web.requests import asking

READY = (Project.State.APPROVED, Project.State.CONTRACTED)


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """What was given, committed and disbursed, by which paper, and what has to be done now?"""
    actor = asking(request)
    found = get_object_or_404(projects_seen_by(actor), pk=pk)
    papers = papers_of(found)
    open_ = found.state in READY
    signed = [each for each in papers if each.state == Contract.State.SIGNED]
    context = {
        "project": found,
        "books": queries.books(Question(actor=actor, project=found.pk)).prefetch_related("balances"),
        "written": queries.written_in(actor, found),
        "papers": papers,
        "may_contract": open_
        and not any(each.kind == Contract.Kind.UNIT for each in papers)
        and permissions.may_draw_up(actor, found, Contract.Kind.UNIT),
        "owners": owners_without(found, papers)
        if any(each.kind == Contract.Kind.UNIT for each in signed)
        and permissions.may_draw_up(actor, found, Contract.Kind.BENEFICIARY)
        else [],
        "claims": claims_of(actor, found),
        "to_claim": unit_contract(signed) if may_claim(actor, found) else None,
        "names": names_on([found.agency, found.department], localdate()),
    }
    return render(request, "money/project.html", context)


def owners_without(found: Project, papers: list[Contract]) -> list[object]:
    """Its beneficiaries with whom no contract of the year was begun."""
    done = {each.beneficiary_id for each in papers}
    rows = found.beneficiaries.select_related("establishment")
    return [each for each in rows if each.pk not in done]


def unit_contract(signed: list[Contract]) -> Contract | None:
    """The signed contract with the unit, on which advances are asked."""
    return next((each for each in signed if each.kind == Contract.Kind.UNIT and each.amends is None), None)
