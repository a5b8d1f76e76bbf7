"""The approved plan of a group project as a paper of a claim: Điều 13 khoản 2 điểm a asks for Mẫu 11."""

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate, localtime

from khuyencong.ledger.actions.claims import hand_in_for
from khuyencong.ledger.models import Claim
from khuyencong.ledger.queries.plan_papers import plan_papers_of
from khuyencong.ledger.queries.printing import money_file
from khuyencong.paperwork.group_plan_papers import group_plan_document
from khuyencong.paperwork.official import pdf_of
from khuyencong.projects.models import GroupPlan
from khuyencong.projects.queries.group_plans import in_force
from khuyencong.web.requests import asking, key_of


def plan_for(claim: Claim) -> GroupPlan | None:
    """The plan in force of the claim's year; one SELECT."""
    return in_force(claim.project, claim.contract.year)


def hand_in_plan(request: HttpRequest, claim: Claim) -> None:
    """Print the plan in force and hand it in for the paper that was asked; 404 where none is. BlockedError."""
    by, at, plan = asking(request), localtime(), plan_for(claim)
    position = key_of(request.POST.get("paper", ""))
    paper = next((each for each in plan_papers_of(claim) if each.position == position), None)
    if plan is None or paper is None:
        raise Http404("plan")
    file = money_file(by, claim.project_id, localdate())
    [row] = [each for each in file.group_plans if each.pk == plan.pk]
    content = pdf_of(group_plan_document(file, row, at))
    name = f"mau-11-nam-{plan.year}-lan-{plan.version}.pdf"
    hand_in_for(paper, name=name, media_type="application/pdf", content=content, by=by, at=at)
