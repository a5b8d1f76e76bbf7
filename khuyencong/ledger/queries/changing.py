"""What a stop would free, and what a decided one has freed."""

from django.db.models import Sum

from khuyencong.ledger.models import Transfer
from khuyencong.ledger.queries.chains import books_of_plan
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.rules.ledger import Stage
from khuyencong.rules.stopping import freed_of


def free_in(project: Project) -> int:
    """What a stop would free for others of the same year, in đồng; two SELECTs."""
    rows = books_of_plan(project, project.year)
    return sum(freed_of(each.pots) for each in rows.prefetch_related("balances"))


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
