"""The books of one plan's money: of its own year, then of each year that it was carried over to."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet, Sum

from khuyencong.ledger.models import Balance, Book, Transfer, YearClose
from khuyencong.ledger.queries.opening import opened_of
from khuyencong.projects.models import Contract, Project
from khuyencong.rules.annexes import is_under_way
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
    moves = Transfer.objects.filter(book__in=books.order_by().values("pk"), posting__kind=Kind.GIVE_BACK.value)
    back = moves.filter(out_of=Stage.ADVANCED.value, into=Stage.COMMITTED.value)
    back = back.filter(posting__reversed_by__isnull=True)
    return dict(back.order_by().values_list("book__plan_year").annotate(total=Sum("amount")))


def is_done(contract: Contract) -> bool:
    """Whether nothing of its money waits for work, payment or settlement any more. One SELECT."""
    return not is_under_way(pots_of(contract))


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
        fix = f"Ghi không quá {dong(free)}."
        if year > project.year and not opened_of(project.purse).filter(
            book__project=project, book__plan_year=year
        ):
            fix += " Phần còn lại của năm ấy chưa được giao: giao bằng một lần mở năm (trang Mở năm) trước."
        return [error("room_short", message, fix, "Ô “Hỗ trợ”")]
    fix, closed = "Không ký được hợp đồng của năm ấy; bỏ bản đang soạn nếu có.", is_closed(project, year)
    if closed or year in taken_at_closing(project):
        reopening = "lãnh đạo nơi cấp kinh phí mở lại sổ kèm lý do, " if closed else ""
        fix += (
            f" Vẫn thực hiện thì {reopening}kế toán đính chính bút toán khóa sổ; "
            "không còn năm nào để thực hiện thì đề nghị ngừng đề án."
        )
    return [error("room_gone", f"{why_gone(year, closed=closed)}.", fix)]


def taken_at_closing(project: Project) -> set[int]:
    """The plan years of which a closing took money back that no correction has given again; one SELECT."""
    moves = Transfer.objects.filter(
        book__project=project,
        book__purse=project.purse,
        posting__kind=Kind.WITHDRAW.value,
        posting__key__startswith="close-",
        posting__reversed_by__isnull=True,
    )
    return set(moves.order_by().values_list("book__plan_year", flat=True))


def is_closed(project: Project, year: int) -> bool:
    """Whether the books of that year are closed for it; one SELECT."""
    return bool(closed_of([project], project.purse, year))


def closed_of(projects: Iterable[Project], purse: str, year: int) -> set[int]:
    """Those among projects of that purse whose books of that year are closed; one SELECT."""
    closes = YearClose.objects.filter(purse=purse, year=year, state=YearClose.State.CLOSED)
    if purse == Project.Purse.NATIONAL:
        return {each.pk for each in projects} if closes.exists() else set()
    shut = set(closes.values_list("departments", flat=True))
    return {each.pk for each in projects if each.department_id in shut}


def is_shut(project: Project, plan_year: int) -> bool:
    """The same of the book in which a plan year's money stands now; three SELECTs."""
    book = standing_book(project, plan_year)
    return is_closed(project, book.year if book is not None else plan_year)


def why_gone(year: int, *, closed: bool) -> str:
    """Why nothing of a year is free, in words: for its books are `closed`, or without that."""
    if closed:
        return f"Năm {year} đã khóa sổ, kinh phí chưa ký hợp đồng đã thu hồi"
    return f"Kinh phí năm {year} của đề án không còn phần chưa cam kết"
