"""A year about to be closed: its books with what was chosen, and what still has to be looked at."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet

from khuyencong.ledger.models import (
    Acceptance,
    Book,
    Claim,
    CloseLine,
    Liquidation,
    PostingCorrection,
    Transfer,
    YearClose,
)
from khuyencong.ledger.models.claims import OPEN
from khuyencong.ledger.queries.checking import broken_promises
from khuyencong.ledger.queries.corrections import ASKED
from khuyencong.ledger.queries.treasury import unreconciled
from khuyencong.norms.models import Authority, ClosingCheck, Deadline
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import inherited, ministry_department
from khuyencong.projects.models import ChangeRequest, Contract, ProgressReport, Project
from khuyencong.projects.queries.contracts import EXTENSION
from khuyencong.rules.changes import Change
from khuyencong.rules.closing import Case, Choice, Ground, check_case
from khuyencong.rules.ledger import Kind, Stage
from khuyencong.workflow.models import Event

WAITING = (Stage.ALLOCATED, Stage.COMMITTED, Stage.ADVANCED, Stage.ACCEPTED)
"""The stages whose money a closing moves, or waits for."""
SETTLED_BY = "thanh-ly"
"""The deadline by which a year's money is to be settled in the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A book of the year with what was chosen for it."""

    book: Book
    case: Case
    line: CloseLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing to be looked at: whose project, or whose unit, in words, and how much money it is about."""

    project: Project | None
    told: str
    amount: int = 0
    unit: Agency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the checklist: the row of the register, what was found, by when it should be done.

    `known` is False for a row that a person has to look after herself, `looked` for one that was left out.
    """

    check: ClosingCheck
    found: Sequence[Found]
    known: bool = True
    looked: bool = True
    due: date | None = None

    @property
    def amount(self) -> int:
        """How much money it is about."""
        return sum(each.amount for each in self.found)

    @property
    def blocks(self) -> bool:
        """Whether the year stays open for it."""
        return bool(self.found) and self.check.blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What the checks look at."""

    close: YearClose
    rows: Sequence[Row]
    on: date
    projects: set[int] = field(default_factory=set)


def closes_seen_by(actor: Actor) -> QuerySet[YearClose]:
    """The closings in her scope with all a page shows."""
    return YearClose.objects.visible_to(actor).select_related("agency", "desk", "author")


def ahead_of(actor: Actor, purse: str, year: int) -> YearClose | None:
    """A closing that nobody has begun, to look at what it would find; never saved. None without an agency."""
    agency = ministry_department() if purse == Project.Purse.NATIONAL else actor.agency
    return YearClose(purse=purse, year=year, agency=agency) if agency is not None else None


def departments_of(close: YearClose) -> list[int]:
    """Whose projects it closes: as they were when it was begun, before that as they are today."""
    if close.pk is not None:
        return list(close.departments.values_list("pk", flat=True))
    return sorted(inherited(close.agency))


def books_of(close: YearClose) -> QuerySet[Book]:
    """The books of the purse and year that the agency pays."""
    rows = Book.objects.filter(purse=close.purse, year=close.year)
    if close.purse == Project.Purse.LOCAL:
        rows = rows.filter(project__department__in=departments_of(close))
    return rows.order_by("project__title", "pk")


def rows_of(close: YearClose) -> list[Row]:
    """Every book with its money and what was chosen in this round; three SELECTs."""
    begun = close.pk is not None
    lines = {each.book_id: each for each in close.lines.filter(round=close.round)} if begun else {}
    books = books_of(close).select_related("project__agency").prefetch_related("balances")
    return [Row(book=each, case=case_of(each, lines.get(each.pk)), line=lines.get(each.pk)) for each in books]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many books were decided on, and how many of them are written."""

    all: int
    written: int


def progress_of(close: YearClose) -> Progress:
    """How far the server is in this round; one SELECT."""
    lines = close.lines.filter(round=close.round, plan__isnull=False)
    told = lines.aggregate(all=Count("pk"), written=Count("written_at"))
    return Progress(all=told["all"], written=told["written"])


def steps_of(line: CloseLine) -> list[tuple[Kind, int]]:
    """The postings of a book as they were decided: each kind with what it takes out of its stages, in đồng."""
    return [
        (Kind(step["kind"]), sum(move[3] for move in step["moves"] if move[1] != Stage.SOURCE.value))
        for step in line.plan or ()
    ]


def why_stopped(kind: str, key: int) -> str:
    """Why the server stopped writing a closing or an opening last, as the trail kept it; one SELECT."""
    events = Event.objects.filter(dossier_kind=kind, dossier_key=str(key), name=f"{kind}.fail")
    return events.order_by("-sequence").values_list("reason", flat=True).first() or ""


def decided_on(rows: Sequence[Row]) -> tuple[int, int]:
    """What was decided to be carried over and to be given up in this round, in đồng."""
    steps = [step for each in rows if each.line is not None for step in steps_of(each.line)]
    sums = {kind: sum(amount for one, amount in steps if one is kind) for kind in (Kind.CARRY, Kind.WITHDRAW)}
    return sums[Kind.CARRY], sums[Kind.WITHDRAW]


def case_of(book: Book, line: CloseLine | None) -> Case:
    """The book as the rules judge it."""
    case = Case(book=book.pk, title=book.project.title, pots=book.pots)
    if line is None or line.chosen is None:
        return case
    return Case(book=case.book, title=case.title, pots=case.pots, choice=line.chosen, ground=line.ground)


def extension_by(close: YearClose, on: date) -> str:
    """Who lets money be carried over, with the clause; "" where the register has no row for the purse."""
    row = (
        rows_on(Authority, on, purse=close.purse, province=close.agency.unit_id).filter(code=EXTENSION).first()
    )
    if row is None:
        return ""
    return f"{row.decided_by} ({row.told})"


def grounds_of(rows: Sequence[Row], year: int) -> dict[int, Ground]:
    """The recorded decisions that let projects go on beyond the year, by book; one SELECT.

    Of several the last one signed.
    """
    projects = [each.book.project_id for each in rows if each.case.movable]
    decided = ChangeRequest.objects.filter(
        project__in=projects, state__in=(ChangeRequest.State.ANNEX, ChangeRequest.State.DECIDED)
    )
    found: dict[int, Ground] = {}
    for each in decided.order_by("signed_on", "pk"):
        if Change.EXTEND in each.kinds and each.new.last_year > year:
            by = f"{each.decided_by} ({each.law})" if each.law else each.decided_by
            found[each.project_id] = Ground(number=each.number, on=each.signed_on, authority=by[:300])
    return {each.book.pk: found[each.book.project_id] for each in rows if each.book.project_id in found}


def checklist(close: YearClose, rows: Sequence[Row], on: date, *, replays: bool = True) -> list[Item]:
    """Every check of the register on that day with what it finds; a fixed number of SELECTs.

    The books are read again line by line only where it `replays`: when a closing takes a step, or on request.
    """
    year = Year(close=close, rows=rows, on=on, projects={each.book.project_id for each in rows})
    due = settled_by(close)
    found = []
    for each in rows_on(ClosingCheck, on, purse=close.purse):
        look = CHECKS.get(each.code)
        left_out = look is broken and not replays
        found.append(
            Item(
                check=each,
                found=look(year) if look is not None and not left_out else (),
                known=look is not None,
                looked=not left_out,
                due=due if each.code in ("unsettled", "liquidations") else None,
            )
        )
    return found


def settled_by(close: YearClose) -> date | None:
    """The day by which the year is to be settled by the law of its last day; None where no row says."""
    row = (
        rows_on(Deadline, date(close.year, 12, 31), purse=close.purse, province=close.agency.unit_id)
        .filter(code=SETTLED_BY)
        .first()
    )
    if row is None or row.month is None or row.day is None:
        return None
    return date(close.year + 1, row.month, row.day)


def standing_in(stage: Stage, told: str) -> Callable[[Year], list[Found]]:
    """Books with money in a stage for which nothing was chosen, or which closing does not move."""

    def look(year: Year) -> list[Found]:
        return [
            Found(project=each.book.project, told=f"{told}{held(each.book.project)}", amount=amount)
            for each in year.rows
            if (amount := each.case.pots.get(stage, 0))
            and (stage in (Stage.PAID, Stage.ACCEPTED) or not answered(each.case, stage))
        ]

    return look


def held(project: Project) -> str:
    """Who has to be asked first where nothing is paid or accepted meanwhile."""
    waits = project.state == Project.State.HELD
    return " (đề án đang tạm dừng: quyết định cho tiếp tục hoặc ngừng trước)" if waits else ""


def answered(case: Case, stage: Stage) -> bool:
    """Whether the choice does something with that money: an advance is not given up by a posting."""
    return case.choice is Choice.CARRY or (case.choice is Choice.GIVE_UP and stage is not Stage.ADVANCED)


def without_ground(year: Year) -> list[Found]:
    """Books to be carried over without a whole ground."""
    return [
        Found(project=each.book.project, told=finding.message, amount=each.case.movable)
        for each in year.rows
        for finding in check_case(each.case, year.on)
        if finding.code in ("no_ground", "future")
    ]


def open_claims(year: Year) -> list[Found]:
    """Claims on contracts of these books that nobody has finished."""
    rows = Claim.objects.filter(project__in=year.projects, contract__year__lte=year.close.year, state__in=OPEN)
    return [
        Found(
            project=each.project,
            told=f"{each.get_kind_display()}: {each.get_state_display().lower()}",
            amount=each.amount,
        )
        for each in rows.select_related("project__agency").order_by("pk")
    ]


def open_acceptances(year: Year) -> list[Found]:
    """Acceptances that were begun and not recorded."""
    rows = Acceptance.objects.filter(project__in=year.projects, contract__year__lte=year.close.year)
    rows = rows.filter(state__in=(Acceptance.State.DRAFT, Acceptance.State.PROPOSED)).defer("content")
    return [
        Found(project=each.project, told=f"{each}: {each.get_state_display().lower()}", amount=each.amount)
        for each in rows.select_related("project__agency").order_by("pk")
    ]


def open_corrections(year: Year) -> list[Found]:
    """Corrections of their postings that no head has decided: a closed year takes no reversal."""
    rows = PostingCorrection.objects.filter(project__in=year.projects, state__in=ASKED).defer("content")
    rows = rows.filter(posting__in=moved_in([each.book.pk for each in year.rows]))
    return [
        Found(project=each.project, told=f"{each}: {each.get_state_display().lower()}")
        for each in rows.select_related("project__agency").order_by("pk")
    ]


def moved_in(books: Collection[int]) -> QuerySet[Transfer, int]:
    """The postings that move money of these books."""
    return Transfer.objects.filter(book__in=books).order_by().values_list("posting", flat=True)


def open_papers(year: Year) -> list[Found]:
    """Contracts and annexes of the year that were begun and not signed."""
    rows = Contract.objects.filter(project__in=year.projects, year__lte=year.close.year)
    rows = rows.filter(state__in=(Contract.State.DRAFT, Contract.State.PROPOSED))
    return [
        Found(project=each.project, told=f"{each}: {each.get_state_display().lower()}", amount=each.support)
        for each in rows.select_related("project__agency").order_by("pk")
    ]


def overdue(year: Year) -> list[Found]:
    """Contracts of the year whose last day is past and that were not accepted to their end."""
    ended = Acceptance.objects.filter(final=True, state=Acceptance.State.RECORDED).values("contract")
    rows = Contract.objects.filter(project__in=year.projects, year__lte=year.close.year, ends_on__lt=year.on)
    rows = rows.filter(kind=Contract.Kind.UNIT, amends=None, state=Contract.State.SIGNED).exclude(pk__in=ended)
    return [
        Found(project=each.project, told=f"{each} hết hạn {each.ends_on:%d/%m/%Y}", amount=each.support)
        for each in rows.select_related("project__agency").order_by("pk")
    ]


def not_liquidated(year: Year) -> list[Found]:
    """Contracts of the year that were accepted for the last time and not closed by both sides."""
    ended = Acceptance.objects.filter(final=True, state=Acceptance.State.RECORDED).values("contract")
    closed = Liquidation.objects.filter(state=Liquidation.State.RECORDED).values("contract")
    rows = Contract.objects.filter(project__in=year.projects, year__lte=year.close.year, pk__in=ended)
    rows = rows.filter(kind=Contract.Kind.UNIT, amends=None, state=Contract.State.SIGNED).exclude(pk__in=closed)
    return [
        Found(project=each.project, told=f"{each}: chưa thanh lý", amount=each.support)
        for each in rows.select_related("project__agency").order_by("pk")
    ]


def years_before(year: Year) -> list[Found]:
    """Books of earlier years whose money still waits: after this closing it could not be carried here."""
    close = year.close
    rows = Book.objects.filter(purse=close.purse, year__lt=close.year, balances__amount__gt=0)
    rows = rows.filter(balances__stage__in=[each.value for each in WAITING])
    if close.purse == Project.Purse.LOCAL:
        rows = rows.filter(project__department__in=departments_of(close))
    closed = YearClose.objects.filter(purse=close.purse, agency=close.agency, state=YearClose.State.CLOSED)
    rows = rows.exclude(year__in=closed.values("year")).distinct()
    return [
        Found(
            project=each.project,
            told=f"Sổ năm {each.year} chưa khóa",
            amount=sum(each.pots.get(stage, 0) for stage in WAITING),
        )
        for each in rows.select_related("project__agency").prefetch_related("balances").order_by("year", "pk")
    ]


def missing_reports(year: Year) -> list[Found]:
    """Monthly reports of the year that were opened and never sent."""
    rows = ProgressReport.objects.filter(project__in=year.projects, month__year=year.close.year)
    rows = rows.filter(state__in=(ProgressReport.State.DRAFT, ProgressReport.State.RETURNED))
    return [
        Found(project=each.project, told=f"Tháng {each.month:%m/%Y}: {each.get_state_display().lower()}")
        for each in rows.select_related("project__agency").order_by("month", "pk")
    ]


def not_reconciled(year: Year) -> list[Found]:
    """Units with money of the year that no confirmed reconciliation with the treasury holds."""
    found = unreconciled([each.book.pk for each in year.rows])
    units = Agency.objects.in_bulk([unit for unit, _, _ in found])
    return [
        Found(project=None, unit=units[unit], told="Chưa đối chiếu với Kho bạc", amount=amount)
        for unit, _, amount in found
    ]


def broken(year: Year) -> list[Found]:
    """What `khuyencong verify-ledger` would say about these books."""
    books = {each.book.pk for each in year.rows}
    return [Found(project=None, told=f"{each.where}: {each.sentence}") for each in broken_promises(books)]


CHECKS: Mapping[str, Callable[[Year], list[Found]]] = {
    "unsettled": standing_in(Stage.PAID, "Đã chi, chưa quyết toán"),
    "unpaid": standing_in(Stage.ACCEPTED, "Đã nghiệm thu, chưa chi"),
    "advanced": standing_in(Stage.ADVANCED, "Đã tạm ứng, chưa có khối lượng"),
    "committed": standing_in(Stage.COMMITTED, "Đã cam kết, chưa có khối lượng"),
    "allocated": standing_in(Stage.ALLOCATED, "Đã giao, chưa ký hợp đồng"),
    "ground": without_ground,
    "claims": open_claims,
    "acceptances": open_acceptances,
    "corrections": open_corrections,
    "papers": open_papers,
    "running": overdue,
    "liquidations": not_liquidated,
    "years": years_before,
    "reports": missing_reports,
    "treasury": not_reconciled,
    "ledger": broken,
}
"""Code of a check → what it finds."""
