"""The counterpart of a project, from the rows that show it."""

from collections.abc import Sequence

from django.db.models import Sum

from khuyencong.ledger.models import Acceptance
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.queries.contracts import in_force_by_year
from khuyencong.projects.queries.progress import last_seen
from khuyencong.projects.queries.purchases import BoughtInAll
from khuyencong.rules.counterpart import Counterpart


def counterpart_of(project: Project, papers: Sequence[Contract], bought: BoughtInAll) -> Counterpart | None:
    """What was promised, spent, reported, confirmed over all years; None before a contract. Two SELECTs."""
    force = list(in_force_by_year(papers, Contract.Kind.UNIT).values())
    if not force:
        return None
    done = Acceptance.objects.filter(project=project, state=Acceptance.State.RECORDED).aggregate(
        amount=Sum("amount", default=0), counterpart=Sum("counterpart", default=0)
    )
    last = last_seen(project)
    return Counterpart(
        promised=sum(each.counterpart for each in force),
        spent=bought.counterpart,
        reported=last.counterpart if last is not None else 0,
        confirmed=int(done["counterpart"]),
        support=sum(each.support for each in force),
        accepted=int(done["amount"]),
    )
