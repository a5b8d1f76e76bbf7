"""The life of an acceptance: written down by the department's officer, recorded by its head.

Recording moves the money: what was advanced is covered by volume, the rest of the volume is owed. The last one
lets go of what the contract committed and no volume stands for, and takes the project to its settlement.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from khuyencong.ledger import permissions
from khuyencong.ledger.actions import Said, book_for, fresh, post
from khuyencong.ledger.actions.acceptances import Held, write_down
from khuyencong.ledger.models import Acceptance, Book, Posting
from khuyencong.ledger.queries.acceptances import all_ended, ended_years, grounds_of, result_of
from khuyencong.ledger.queries.chains import chain_of
from khuyencong.ledger.queries.claims import annex_waits, not_now
from khuyencong.ledger.queries.doubted import asks_for_the_end, asks_for_the_work, in_doubt
from khuyencong.organisations.queries import leader_desk
from khuyencong.projects.lifecycle.projects import PROJECT
from khuyencong.projects.models import Contract, Project
from khuyencong.projects.models.states import ENDED
from khuyencong.rules.acceptances import check_acceptance
from khuyencong.rules.findings import Finding, error, stops
from khuyencong.rules.ledger import Kind, Move, Stage, accepting
from khuyencong.rules.money import dong
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = Acceptance.State


def told(acceptance: Acceptance) -> str:
    """The acceptance in one line."""
    return f"nghiệm thu {dong(acceptance.amount)} đề án “{acceptance.project.title}”"


def at_its_desk(acceptance: Acceptance, on: date) -> Waits:
    """At the desk that writes it down."""
    title = f"Ghi kết quả {told(acceptance)}"
    return Waits(desk=acceptance.desk.code, agency=acceptance.agency.code, title=title, stake=acceptance.amount)


def at_the_head(acceptance: Acceptance, on: date) -> Waits | None:
    """At the head of the department that organised it."""
    desk = leader_desk(acceptance.agency, on)
    if desk is None:
        return None
    title = f"Ghi nhận {told(acceptance)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=acceptance.amount)


def holds(acceptance: Acceptance, act: Act) -> Sequence[Finding]:
    """The signed minutes are there, and what they say still fits contract and estimate."""
    if waits := not_now(acceptance.project, anew=fresh(key_of(acceptance)) != key_of(acceptance)):
        return waits
    stands_on = asks_for_the_end if acceptance.final else asks_for_the_work
    if doubted := in_doubt(acceptance.contract, act.on, stands_on):
        return doubted
    if acceptance.final and (waits := annex_waits(acceptance.contract)):
        return waits
    if not acceptance.sha256:
        message = "Chưa nộp biên bản nghiệm thu đã ký."
        return [error("no_minutes", message, "Nộp tệp biên bản.", "Biên bản")]
    if gone := acceptance.volumes.filter(quantity__gt=0, line__removed_on__isnull=False).select_related("line"):
        message = "Dòng này đã bỏ khỏi dự toán theo quyết định điều chỉnh."
        fix = "Sửa kết quả nghiệm thu: chỉ ghi các dòng còn trong dự toán."
        return [error("line_removed", message, fix, f"Dòng “{each.line}”") for each in gone]
    found = list(check_acceptance(result_of(acceptance), grounds_of(acceptance.contract)))
    return found if stops(found) else ()


def key_of(acceptance: Acceptance) -> str:
    """The acceptance is the key of its posting, so that it moves once."""
    return f"acceptance-{acceptance.pk}"


def write_into_books(acceptance: Acceptance, act: Act) -> Mapping[str, object]:
    """Write the volume, and where it is the last time let go of the rest and take the project on."""
    project, contract = acceptance.project, acceptance.contract
    book, moves = accepting_in(contract, acceptance.amount)
    said = Said(
        kind=Kind.ACCEPT,
        key=fresh(key_of(acceptance)),
        effective_on=acceptance.held_on,
        document=f"Biên bản nghiệm thu {acceptance.held_on:%d/%m/%Y} (Mẫu {acceptance.form})",
        made_up=acceptance.made_up,
    )
    acceptance.posting = post(said, moves, by=act.by, at=act.at)
    released = let_go(acceptance, book, said.key, act) if acceptance.final else 0
    if acceptance.final and project.state == Project.State.CONTRACTED and is_last(contract):
        given = acceptance.held_on
        PROJECT.perform("project.accept", project, Act(by=act.by, at=act.at, given=given))
    return {"amount": acceptance.amount, "final": acceptance.final, "released": released}


def accepting_in(contract: Contract, amount: int) -> tuple[Book, list[Move]]:
    """The book the work is written in last, with the moves: where its money stands now.

    Of a stopped project the earliest years first: there a correction has put it back, and it is not carried on.
    """
    book = book_for(contract)
    moves, left = list[Move](), amount
    for each in chain_of(contract).select_for_update() if contract.project.state in ENDED else ():
        pots = each.pots
        if part := min(left, pots.get(Stage.COMMITTED, 0) + pots.get(Stage.ADVANCED, 0)):
            book, left = each, left - part
            moves += accepting(pots, part, each.pk)
    if left:
        # None of them, or too little: the books say so.
        book = book_for(contract)
        moves = accepting(book.pots, amount, book.pk)
    return book, moves


def undone(acceptance: Acceptance, act: Act) -> Sequence[Finding]:
    """Only what a decided correction has reversed is taken back."""
    if Posting.objects.filter(reverses=acceptance.posting_id).exists():
        return ()
    message = "Bút toán của lần nghiệm thu chưa được đính chính."
    return [error("not_reversed", message, "Lập đề nghị đính chính ở trang kinh phí của đề án.", "Bút toán")]


def take_from_books(acceptance: Acceptance, act: Act) -> Mapping[str, object]:
    """It is written anew; where it was the last one its project is carried out again."""
    told = {"posting": acceptance.posting_id}
    acceptance.posting = None
    # Accepted by a closing that gave up the rest it rests on every acceptance, not on a last one alone.
    rests = acceptance.final or acceptance.contract.year not in ended_years(acceptance.project)
    if rests and acceptance.project.state == Project.State.ACCEPTED:
        PROJECT.perform("project.accept_undo", acceptance.project, act)
    return told


def is_last(contract: Contract) -> bool:
    """Whether with it every year that asks for money was accepted to its end, in whatever order."""
    return all_ended(contract.project, [contract.year])


def let_go(acceptance: Acceptance, book: Book, key: str, act: Act) -> int:
    """What is committed and will never be accepted goes back to what is not under contract, in đồng."""
    left = Book.objects.get(pk=book.pk).pots.get(Stage.COMMITTED, 0)
    if not left:
        return 0
    said = Said(
        kind=Kind.RELEASE,
        key=f"{key}-rest",
        effective_on=acceptance.held_on,
        document=f"Biên bản nghiệm thu lần cuối {acceptance.held_on:%d/%m/%Y}",
        reason="Không có khối lượng nghiệm thu cho phần này",
        made_up=acceptance.made_up,
    )
    move = Move(book=book.pk, out_of=Stage.COMMITTED, into=Stage.ALLOCATED, amount=left)
    post(said, [move], by=act.by, at=act.at)
    return left


ACCEPTANCE = Lifecycle(
    kind="acceptance",
    title="Nghiệm thu cơ sở",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang ghi", owner="Cán bộ Sở", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Chờ lãnh đạo ghi nhận", owner="Lãnh đạo Sở", waits=at_the_head),
        State(code=Life.RECORDED, label="Đã nghiệm thu", reopens=True),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="acceptance.propose",
            title="Trình ghi nhận",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.accepts,
            by="Cán bộ Sở tổ chức nghiệm thu",
            when=holds,
        ),
        Transition(
            name="acceptance.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.records,
            by="Lãnh đạo Sở",
            needs_reason=True,
        ),
        Transition(
            name="acceptance.record",
            title="Ghi nhận nghiệm thu",
            sources=frozenset({Life.PROPOSED}),
            target=Life.RECORDED,
            who=permissions.records,
            by="Lãnh đạo Sở",
            when=holds,
            effect=write_into_books,
            unlike=frozenset({"acceptance.propose"}),
            decision=True,
        ),
        Transition(
            name="acceptance.undo",
            title="Mở lại để ghi cho đúng",
            sources=frozenset({Life.RECORDED}),
            target=Life.DRAFT,
            who=permissions.undoes_acceptance,
            by="Lãnh đạo nơi cấp kinh phí, khi quyết định đính chính bút toán",
            when=undone,
            effect=take_from_books,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="acceptance.drop",
            title="Bỏ lần ghi này",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.accepts,
            by="Cán bộ Sở tổ chức nghiệm thu",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda acceptance: acceptance.agency.code,
)


@transaction.atomic
def begin_acceptance(contract: Contract, held: Held, act: Act) -> Acceptance:
    """Write an acceptance down and let it wait at its desk. PermissionDenied or BlockedError."""
    acceptance = write_down(contract, held, by=act.by, at=act.at)
    ACCEPTANCE.begin(acceptance, act)
    return acceptance
