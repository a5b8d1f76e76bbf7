"""The books of one plan's money: of its own year, then of each year that it was carried over to."""

from django.db.models import QuerySet, Sum

from khuyencong.ledger.models import Balance, Book, Posting, Transfer
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.ledger import Kind, Pots, Stage


def chain_of(contract: Contract) -> QuerySet[Book]:
    """The books in which the money of a contract stands or stood, the earliest first."""
    return books_of_plan(contract.project, contract.year)


def books_of_plan(project: Project, year: int) -> QuerySet[Book]:
    """The same by the plan year that gave the money."""
    return Book.objects.filter(project=project, purse=project.purse, plan_year=year).order_by("year")


def pots_of(contract: Contract) -> Pots:
    """What stands in each stage of its books together; empty before anything was given. One SELECT.

    What was carried over counts where it stands now, so the stage of money that has left is no part of it.
    """
    return pots_by_plan(Book.objects.filter(pk__in=chain_of(contract).values("pk"))).get(contract.year, {})


def pots_by_plan(books: QuerySet[Book]) -> dict[int, dict[Stage, int]]:
    """The same of some books of one project and purse, by the plan year of each chain. One SELECT."""
    rows = Balance.objects.filter(book__in=books.order_by().values("pk")).exclude(stage=Stage.CARRIED.value)
    found: dict[int, dict[Stage, int]] = {}
    for plan, stage, total in (
        rows.order_by().values_list("book__plan_year", "stage").annotate(total=Sum("amount"))
    ):
        found.setdefault(plan, {})[Stage(stage)] = int(total)
    return found


def given_back(books: QuerySet[Book]) -> dict[int, int]:
    """What came back of advances into some books, by plan year, in đồng; an undone posting counts nothing."""
    undone = Posting.objects.filter(reverses__isnull=False).values("reverses")
    moves = Transfer.objects.filter(book__in=books.order_by().values("pk"), posting__kind=Kind.GIVE_BACK.value)
    back = moves.filter(out_of=Stage.ADVANCED.value, into=Stage.COMMITTED.value).exclude(posting__in=undone)
    return dict(back.order_by().values_list("book__plan_year").annotate(total=Sum("amount")))


def is_done(contract: Contract) -> bool:
    """Whether nothing of its money waits for work, payment or settlement any more. One SELECT."""
    pots = pots_of(contract)
    waiting = (Stage.COMMITTED, Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID)
    return not any(pots.get(stage, 0) for stage in waiting)


def given_years(project: Project) -> list[int]:
    """The plan years that have given it money of its purse, the earliest first. One SELECT."""
    rows = Book.objects.filter(project=project, purse=project.purse, balances__isnull=False)
    return list(rows.order_by("plan_year").values_list("plan_year", flat=True).distinct())
