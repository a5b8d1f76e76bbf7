"""Money after a decided change: more is given, less taken back, a stop frees what was not disbursed.

Called by ledger.following in the transaction of the decision; keys are the request's, so that it happens once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet, Sum

from khuyencong.ledger.actions.posting import Said, book_of_plan, open_book, post
from khuyencong.ledger.models import Acceptance, Book, Claim, GiveBack, Transfer
from khuyencong.ledger.queries.acceptances import accepted_lines, ended_years
from khuyencong.ledger.queries.chains import books_of_plan, standing_book
from khuyencong.ledger.queries.changing import free_in, year_of
from khuyencong.ledger.queries.claims import IN_HAND
from khuyencong.ledger.queries.opening import given_of
from khuyencong.projects.lifecycle.projects import PROJECT
from khuyencong.projects.models import ChangeRequest, Contract, Project
from khuyencong.rules.acceptances import check_accepted
from khuyencong.rules.annexes import takes_all
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.rules.money import dong
from khuyencong.rules.posting_corrections import AT_THE_END
from khuyencong.rules.stopping import does_not_fit, freeing, is_wound_up
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
    for year in sorted({each.year for each in after.costs} & (opened | {project.year})):
        then, now = before.support_in(year), after.support_in(year)
        if now > then:
            moved[str(year)] = give_more(request, year, act)
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
    wanted = sum(request.substitutes.values_list("support", flat=True))
    there = free_in(request.project)
    if wanted > there:
        raise BlockedError(does_not_fit(wanted, there))
    return {}


def keep_accepted(request: ChangeRequest) -> None:
    """BlockedError where a line asks for less than was accepted of it, or a year for less than has gone out."""
    found = [*check_accepted(request.new.costs, accepted_lines(request.project))]
    if not request.stops:
        found += [
            finding
            for year in sorted({each.year for each in request.old.costs})
            for finding in kept_in(request, year)
        ]
    if found:
        raise BlockedError(*found)


def kept_in(request: ChangeRequest, year: int) -> list[Finding]:
    """What stands against a year's support: no annex could follow it after the end, or below what went out."""
    wanted, before = request.new.support_in(year), request.old.support_in(year)
    if wanted != before and year in ended_years(request.project):
        message = f"Hợp đồng năm {year} đã nghiệm thu lần cuối: kinh phí hỗ trợ của năm ấy không đổi được nữa."
        fix = f"Giữ hỗ trợ năm {year} là {dong(before)}; nghiệm thu cuối ghi sai thì đính chính nó trước."
        return [error("accepted_to_the_end", message, fix, "Kinh phí hỗ trợ")]
    found = year_of(request.project, year)
    out = found.out
    if wanted < before and takes_all(found.pots, wanted):
        return [nothing_for_the_last(year, wanted)]
    if wanted >= min(out, before):
        return []
    message = f"Giảm kinh phí hỗ trợ năm {year} xuống {dong(wanted)}, mà đã tạm ứng, nghiệm thu {dong(out)}."
    fix = f"Ghi từ {dong(out)} trở lên; giảm thấp hơn thì ngừng đề án và thu hồi phần chưa có khối lượng."
    return [error("less_than_paid", message, fix, "Kinh phí hỗ trợ")]


def nothing_for_the_last(year: int, wanted: int) -> Finding:
    """What is read where a cut leaves no work for a last acceptance, and with it no way to the settlement."""
    message = (
        f"Năm {year} đã nghiệm thu {dong(wanted)} mà chưa phải lần cuối: giảm xuống đó thì không còn gì cho "
    )
    message += "lần nghiệm thu cuối, đề án không quyết toán được."
    fix = "Phần còn lại không làm nữa thì đính chính lần nghiệm thu ấy, ghi lại là lần cuối; hoặc ngừng đề án."
    return error("nothing_left", message, fix, "Kinh phí hỗ trợ")


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
        for kind, suffix, moves in (
            (Kind.RELEASE, "release", freed.release),
            (Kind.SUBSTITUTE, "substitute", freed.substitute),
            (Kind.WITHDRAW, "withdraw", freed.withdraw),
        ):
            if moves:
                post(said_of(request, kind, f"{suffix}-{called(book)}"), moves, by=act.by, at=act.at)
        told["released"] += sum(each.amount for each in freed.release)
        told["withdrawn"] += sum(each.amount for each in freed.withdraw)
    close_when_done(project, act)
    return told


def called(book: Book) -> str:
    """What tells a book of the project in a key: its year, and the plan's where it was carried over."""
    return f"{book.year}-{book.plan_year}" if book.carried_in else str(book.year)


def nothing_in_hand(project: Project) -> None:
    """BlockedError with the name of each claim, acceptance, contract or annex that somebody has in hand."""
    acceptances = Acceptance.objects.filter(project=project, state=Acceptance.State.PROPOSED).defer("content")
    returned = GiveBack.objects.filter(project=project, state=GiveBack.State.PROPOSED).defer("content")
    in_hand: list[tuple[str, QuerySet[Any], str]] = [
        ("claim_open", Claim.objects.filter(project=project, state__in=IN_HAND), "Ghi sổ hoặc trả lại"),
        ("acceptance_open", acceptances, "Ghi nhận hoặc trả lại"),
        # Confirmed before the decision it goes to the substitutes, after it to the purse: not left to chance.
        ("give_back_open", returned, "Xác nhận hoặc trả lại"),
        (
            "paper_open",
            Contract.objects.filter(project=project, state=Contract.State.PROPOSED),
            "Ghi đã ký hoặc trả lại",
        ),
    ]
    found = [
        error(code, f"{row}: {row.get_state_display().lower()}.", f"{fix} rồi mới ghi ngừng.", "Đề án")
        for code, rows, fix in in_hand
        for row in rows.order_by("pk")
    ]
    if found:
        raise BlockedError(*found)


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
