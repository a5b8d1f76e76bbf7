"""The books of one plan's money: of its own year, then of each year that it was carried over to."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet, Sum

from khuyencong.ledger.models import Balance, Book, Posting, Transfer, YearClose
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.findings import Finding, error
from khuyencong.rules.ledger import Kind, Pots, Stage
from khuyencong.rules.money import dong


def chain_of(contract: Contract) -> QuerySet[Book]:
    """The books in which the money of a contract stands or stood, the earliest first."""
    return books_of_plan(contract.project, contract.year)


def books_of_plan(project: Project, year: int) -> QuerySet[Book]:
    """The same by the plan year that gave the money."""
    return Book.objects.filter(project=project, purse=project.purse, plan_year=year).order_by("year")


def carried_out_of(books: Iterable[Book]) -> QuerySet[Balance]:
    """What went on to a following year and is there still, of some books."""
    return Balance.objects.filter(book__in=books, stage=Stage.CARRIED.value, amount__gt=0)


def standing_book(project: Project, year: int) -> Book | None:
    """Where the money of a plan year stands now: its own book, or the one it was carried on to. Two SELECTs.

    A carry-over that was undone leaves an empty book of the next year behind, so money is followed by what left
    each book and not to the latest of them.
    """
    books = list(books_of_plan(project, year))
    carried = set(carried_out_of(books).values_list("book", flat=True))
    for book in books:
        if book.pk not in carried:
            return book
    return books[-1] if books else None


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


def free_years(project: Project) -> dict[int, int]:
    """Of each plan year that has given it money what still stands free for a contract, in đồng. One SELECT.

    A year whose money was taken back, at its closing or by a decision, stands there with 0.
    """
    rows = Balance.objects.filter(book__project=project, book__purse=project.purse).order_by("book__plan_year")
    free: dict[int, int] = {}
    for year, stage, amount in rows.values_list("book__plan_year", "stage", "amount"):
        free[year] = free.get(year, 0) + (int(amount) if stage == Stage.ALLOCATED.value else 0)
    return free


def left_to_sign(project: Project, year: int, left: int) -> int:
    """What a contract with the unit may promise: what its estimate leaves, and no more than stands free."""
    return min(left, free_years(project).get(year, left))


def room_findings(project: Project, year: int, wanted: int | None = None) -> list[Finding]:
    """Why the money of that year allows no contract, or none of `wanted`; a year not given yet says nothing."""
    free = free_years(project).get(year)
    if free is None or (free and (wanted is None or wanted <= free)):
        return []
    if free:
        message = f"Kinh phí năm {year} của đề án chỉ còn {dong(free)} chưa cam kết."
        return [error("room_short", message, f"Ghi không quá {dong(free)}.", "Ô “Hỗ trợ”")]
    return [
        error(
            "room_gone",
            f"{why_gone(project, year)}.",
            "Không ký được hợp đồng của năm ấy; bỏ bản đang soạn nếu có.",
        )
    ]


def why_gone(project: Project, year: int) -> str:
    """Why nothing of that year is free, in words."""
    closes = YearClose.objects.filter(purse=project.purse, year=year, state=YearClose.State.CLOSED)
    if closes.filter(Q(departments=project.department_id) | Q(purse=Project.Purse.NATIONAL)).exists():
        return f"Năm {year} đã khóa sổ, kinh phí chưa ký hợp đồng đã thu hồi"
    return f"Kinh phí năm {year} của đề án không còn phần chưa cam kết"
