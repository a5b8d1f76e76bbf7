"""A plan year as decisions, contract and books have it; what a stop would free, what a decided one has."""

from django.db.models import Sum

from khuyencong.ledger.models import Book, Transfer
from khuyencong.ledger.queries.chains import books_of_plan, pots_by_plan, taken_at_closing
from khuyencong.projects.models import ChangeRequest, Contract, Project
from khuyencong.projects.models.changes import TAKEN
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.annexes import Year
from khuyencong.rules.ledger import Stage, position_of


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


def given_up_years(project: Project) -> set[int]:
    """The years with a contract whose rest was taken back: nothing more is accepted; two SELECTs."""
    signed = project.contracts.filter(kind=Contract.Kind.UNIT, state=Contract.State.SIGNED).order_by("pk")
    said = dict(signed.values_list("year", "support"))
    pots = pots_by_plan(Book.objects.filter(project=project, purse=project.purse)) if said else {}
    return {
        year
        for year, support in said.items()
        if year in pots and Year(decided=support, said=support, pots=pots[year]).given_up
    }


def taken_back_years(project: Project) -> set[int]:
    """The years without a contract whose money a closing took back: none can be signed any more; three SELECTs.

    One whose opening was undone is none of them: another opening gives it.
    """
    taken = taken_at_closing(project)
    if not taken:
        return set()
    signed = project.contracts.filter(kind=Contract.Kind.UNIT, state=Contract.State.SIGNED).order_by()
    pots = pots_by_plan(Book.objects.filter(project=project, purse=project.purse))
    there = {year for year, each in pots.items() if position_of(each).given}
    return taken - there - set(signed.values_list("year", flat=True))


def waited_for(project: Project, year: int) -> str:
    """The number of the last decision about that year's money, one that waits for an annex first; a SELECT."""
    rows = ChangeRequest.objects.filter(project=project, state__in=TAKEN).order_by("pk")
    moved = [each for each in rows if each.old.support_in(year) != each.new.support_in(year)]
    waiting = [each for each in moved if each.state == ChangeRequest.State.ANNEX]
    return next((each.number for each in reversed(waiting or moved)), "")


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
