"""Money after a decided change: more is given, less taken back, a stop frees what was not disbursed.

Called by ledger.following in the transaction of the decision; keys are the request's, so that it happens once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db.models import Sum

from khuyencong.ledger.actions.keeping import keep_accepted, not_while_reopened, nothing_in_hand
from khuyencong.ledger.actions.posting import Said, book_of_plan, open_book, post
from khuyencong.ledger.models import Acceptance, Book, Transfer
from khuyencong.ledger.queries.chains import books_of_plan, standing_book
from khuyencong.ledger.queries.changing import free_in, year_of
from khuyencong.ledger.queries.opening import given_of
from khuyencong.projects.lifecycle.projects import PROJECT
from khuyencong.projects.models import ChangeRequest, Contract, Project
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.rules.posting_corrections import AT_THE_END
from khuyencong.rules.stopping import Freed, does_not_fit, freeing, is_wound_up
from khuyencong.workflow.lifecycle import Act


def move_money(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """What a decided change does to the books of its project and of those that come in its place."""
    keep_accepted(request)
    return stop_books(request, act) if request.stops else follow_plan(request, act)


def books_locked(projects: Iterable[Project]) -> None:
    """Every book of these projects, in one order: what moves between them is posted one after the other."""
    rows = Book.objects.filter(project__in=[each.pk for each in projects]).order_by("pk")
    list(rows.select_for_update().values_list("pk"))


def said_of(request: ChangeRequest, kind: Kind, suffix: str) -> Said:
    """A posting of this decision; `suffix` tells its postings apart."""
    assert request.signed_on is not None
    return Said(
        kind=kind,
        key=f"change-{request.pk}-{suffix}",
        effective_on=request.signed_on,
        document=f"Quyết định {request.number}",
        reason=f"{request.words[:1].upper()}{request.words[1:]}"[:500],
        made_up=request.made_up,
    )


def follow_plan(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """Give what was added for an open year; of what was taken off, take back what is not under contract."""
    before, after, project = request.old, request.new, request.project
    opened = set(
        given_of(project.purse).filter(book__project=project).values_list("book__plan_year", flat=True)
    )
    moved: dict[str, int] = {}
    books_locked([project])
    for year in sorted({each.year for each in (*before.costs, *after.costs)} & (opened | {project.year})):
        then, now = before.support_in(year), after.support_in(year)
        if now > then:
            moved[str(year)] = give_more(request, year, act)
        elif now < then and year_of(project, year).dropped:
            moved[str(year)] = -end_year(request, year, act)
        elif now < then:
            moved[str(year)] = -take_off(request, year, f"less-{year}", act)
    return {"moved": moved} if moved else {}


def give_more(request: ChangeRequest, year: int, act: Act) -> int:
    """Give what a rise adds beyond what a former cut has not taken off yet, in đồng."""
    book = book_of_plan(request.project, year)
    before = replace(year_of(request.project, year), decided=request.old.support_in(year))
    amount = before.gives(request.new.support_in(year))
    if amount:
        move = Move(book=book.pk, out_of=Stage.SOURCE, into=Stage.ALLOCATED, amount=amount)
        post(said_of(request, Kind.ALLOCATE, f"more-{year}"), [move], by=act.by, at=act.at)
    return amount


def take_off(request: ChangeRequest, year: int, suffix: str, act: Act) -> int:
    """Withdraw what is still to be taken off and stands free now; what is under contract follows its annex."""
    project = request.project
    book = book_of_plan(project, year)
    less = request.old.support_in(year) - request.new.support_in(year)
    taken = Transfer.objects.filter(
        book__in=books_of_plan(project, year).values("pk"),
        posting__kind=Kind.WITHDRAW.value,
        posting__key__startswith=f"change-{request.pk}-less-",
    ).aggregate(total=Sum("amount", default=0))["total"]
    amount = min(less - int(taken), year_of(project, year).takes, book.pots.get(Stage.ALLOCATED, 0))
    if amount <= 0:
        return 0
    move = Move(book=book.pk, out_of=Stage.ALLOCATED, into=Stage.SOURCE, amount=amount)
    post(said_of(request, Kind.WITHDRAW, suffix), [move], by=act.by, at=act.at)
    return amount


def end_year(request: ChangeRequest, year: int, act: Act) -> int:
    """Take all of a year whose contract ends with its money out of that contract and to the purse, in đồng.

    No annex can say that nothing is promised, so that none is waited for.
    """
    taken = 0
    for book in books_of_plan(request.project, year).select_for_update():
        freed = freeing(book.pots, book.pk)
        post_freed(request, book, freed, act)
        taken += sum(each.amount for each in freed.withdraw)
    return taken


def post_freed(request: ChangeRequest, book: Book, freed: Freed, act: Act) -> None:
    """Write what a decision frees of a book, each kind in a posting of its own."""
    for kind, suffix, moves in (
        (Kind.RELEASE, "release", freed.release),
        (Kind.SUBSTITUTE, "substitute", freed.substitute),
        (Kind.WITHDRAW, "withdraw", freed.withdraw),
    ):
        if moves:
            post(said_of(request, kind, f"{suffix}-{called(book)}"), moves, by=act.by, at=act.at)


def withdraw_after_annex(contract: Contract, act: Act) -> Mapping[str, object]:
    """An annex freed what a decision took off: it goes back to the purse in the same transaction.

    The last cut first: of one that was decided back nothing is taken off any more.
    """
    if contract.kind != Contract.Kind.UNIT or contract.amends_id is None:
        return {}
    decided = ChangeRequest.objects.filter(project=contract.project_id, state__in=("annex", "decided"))
    taken = sum(
        take_off(each, contract.year, f"less-{contract.year}-{contract.pk}", act)
        for each in decided.select_related("project").order_by("-pk")
        if not each.stops and each.new.support_in(contract.year) < each.old.support_in(contract.year)
    )
    return {"withdrawn": taken} if taken else {}


def check_fit(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """Say before it lies on the head's desk what the books or the accepted work will not bear."""
    keep_accepted(request)
    if request.stops:
        not_while_reopened(request.project)
    wanted = sum(request.substitutes.values_list("support", flat=True))
    there = free_in(request.project)
    if wanted > there:
        raise BlockedError(does_not_fit(wanted, there))
    return {}


def stop_books(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """Free every book of the project; what its year frees goes to the substitutes first."""
    project = request.project
    nothing_in_hand(project)
    rows = request.substitutes.select_related("project").order_by("position")
    # Where the money stands now: carried over, it comes to them in the year that is still open.
    own = standing_book(project, project.year) or open_book(project, purse=project.purse, year=project.year)
    to = []
    for each in rows:
        book = open_book(each.project, purse=project.purse, year=own.year, plan_year=each.project.year)
        to.append((book.pk, each.support))
    books_locked([project, *(each.project for each in rows)])
    books = Book.objects.select_for_update().filter(project=project, purse=project.purse).order_by("pk")
    untaken = year_of(project, project.year).untaken
    told = {"released": 0, "withdrawn": 0, "to_substitutes": sum(amount for _, amount in to)}
    for book in books:
        freed = freeing(book.pots, book.pk, to if book == own else (), back=untaken if book == own else 0)
        post_freed(request, book, freed, act)
        told["released"] += sum(each.amount for each in freed.release)
        told["withdrawn"] += sum(each.amount for each in freed.withdraw)
    close_when_done(project, act)
    return told


def called(book: Book) -> str:
    """What tells a book of the project in a key: its year, and the plan's where it was carried over."""
    return f"{book.year}-{book.plan_year}" if book.carried_in else str(book.year)


def close_when_done(project: Project, act: Act) -> bool:
    """Close a stopped project once nothing of it is left to be paid, settled or given back; whether it was.

    What a correction had put under its contract again, and nobody accepted, goes to the purse with that.
    """
    row = Project.objects.select_for_update().get(pk=project.pk)
    if row.state != Project.State.STOPPED:
        return False
    books = list(Book.objects.filter(project=row).prefetch_related("balances").order_by("pk"))
    if not all(is_wound_up(each.pots) for each in books) or is_being_accepted(row):
        return False
    for book in books:
        sweep(book, act)
    PROJECT.perform("project.close", row, Act(by=act.by, at=act.at, reason=act.reason))
    return True


def is_being_accepted(project: Project) -> bool:
    """Whether somebody writes an acceptance of it, which may still need what stands under its contract."""
    writing = (Acceptance.State.DRAFT, Acceptance.State.PROPOSED)
    return Acceptance.objects.filter(project=project, state__in=writing).exists()


def sweep(book: Book, act: Act) -> None:
    """What is left of a stopped project that owes and is owed nothing goes to the purse."""
    freed = freeing(book.pots, book.pk)
    last = Transfer.objects.filter(book=book).order_by("-pk").values_list("posting", flat=True).first()
    for kind, moves in ((Kind.RELEASE, freed.release), (Kind.WITHDRAW, freed.withdraw)):
        if not moves:
            continue
        said = Said(
            kind=kind,
            key=f"{AT_THE_END}{book.project_id}-{called(book)}-{last}-{kind.value}",
            effective_on=act.on,
            document=(act.reason or "Đề án đã ngừng").strip(),
            reason="Đề án đã ngừng, không còn khối lượng nào cho phần này",
            made_up=book.project.made_up,
        )
        post(said, moves, by=act.by, at=act.at)
