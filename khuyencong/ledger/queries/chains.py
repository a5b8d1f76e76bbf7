"""The books of one plan's money: of its own year, then of each year that it was carried over to."""

from datetime import date

from django.db.models import QuerySet, Sum

from khuyencong.ledger.models import Balance, Book, Transfer
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.ledger import Pots, Stage


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
    rows = Balance.objects.filter(book__in=chain_of(contract).values("pk")).exclude(stage=Stage.CARRIED.value)
    summed = rows.order_by().values_list("stage").annotate(total=Sum("amount"))
    return {Stage(stage): int(total) for stage, total in summed}


def is_done(contract: Contract) -> bool:
    """Whether nothing of its money waits for work, payment or settlement any more. One SELECT."""
    pots = pots_of(contract)
    waiting = (Stage.COMMITTED, Stage.ADVANCED, Stage.ACCEPTED, Stage.PAID)
    return not any(pots.get(stage, 0) for stage in waiting)


def given_on(contract: Contract) -> date | None:
    """The day of the first decision that gave the money of a contract; None before that. One SELECT."""
    moves = Transfer.objects.filter(
        book__in=chain_of(contract).values("pk"), out_of=Stage.SOURCE.value, into=Stage.ALLOCATED.value
    )
    days = moves.order_by("posting__effective_on").values_list("posting__effective_on", flat=True)
    return days.first()


def given_years(project: Project) -> list[int]:
    """The plan years that have given it money of its purse, the earliest first. One SELECT."""
    rows = Book.objects.filter(project=project, purse=project.purse, balances__isnull=False)
    return list(rows.order_by("plan_year").values_list("plan_year", flat=True).distinct())
