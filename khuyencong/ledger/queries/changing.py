"""A plan year as decisions, contract and books have it; what a stop would free, what a decided one has."""

from django.db.models import Sum

from khuyencong.ledger.models import Transfer
from khuyencong.ledger.queries.chains import books_of_plan, pots_by_plan
from khuyencong.projects.models import ChangeRequest, Contract, Project
from khuyencong.projects.queries.changes import waiting_for_annex
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.annexes import Year
from khuyencong.rules.ledger import Stage


def year_of(project: Project, year: int) -> Year:
    """What was decided of a plan year, what its contract says, what its books hold; three or four SELECTs."""
    lines = project.lines.filter(year=year).order_by()
    decided = int(lines.aggregate(total=Sum(asked_column(project.purse), default=0))["total"])
    signed = project.contracts.filter(kind=Contract.Kind.UNIT, year=year, state=Contract.State.SIGNED)
    said = signed.order_by("-pk").values_list("support", flat=True).first() or 0
    return Year(
        decided=decided,
        said=said,
        pots=pots_by_plan(books_of_plan(project, year)).get(year, {}),
        number=waited_for(project, year) if said > decided else "",
    )


def waited_for(project: Project, year: int) -> str:
    """The number of the last decision about that year's money that waits for its annex; one SELECT."""
    numbers = [
        each.number
        for each in waiting_for_annex(project)
        if each.old.support_in(year) != each.new.support_in(year)
    ]
    return numbers[-1] if numbers else ""


def free_in(project: Project) -> int:
    """What a stop would free for others of the same year, in đồng; a few SELECTs."""
    return year_of(project, project.year).frees


def freed_by(request: ChangeRequest) -> int:
    """What left the project by a decision, for the purse or for others, in đồng; one SELECT."""
    moves = Transfer.objects.filter(
        posting__key__startswith=f"change-{request.pk}-", book__project=request.project_id, into=Stage.SOURCE
    )
    return int(moves.aggregate(total=Sum("amount", default=0))["total"])


def free_for(request: ChangeRequest) -> int:
    """What its stop frees: as it was decided, or as it would be now."""
    taken = request.state in (ChangeRequest.State.ANNEX, ChangeRequest.State.DECIDED)
    return freed_by(request) if taken else free_in(request.project)
