"""What the treasury says beside the books: whose money waits to be reconciled, and one reconciliation whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from khuyencong.ledger.models import (
    Balance,
    MatchMember,
    Posting,
    Reconciliation,
    StatementLine,
    Transfer,
)
from khuyencong.ledger.queries.statements import period_of
from khuyencong.norms.models import Deadline
from khuyencong.norms.queries.lists import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.rules.findings import Finding
from khuyencong.rules.ledger import Stage
from khuyencong.rules.treasury.balances import Period, check_chain
from khuyencong.rules.treasury.causes import Around
from khuyencong.rules.treasury.matching import Matched, match
from khuyencong.rules.treasury.model import CASH, Item, Side
from khuyencong.rules.treasury.reading import digits
from khuyencong.rules.treasury.sheet import Booked, Sheet10, Told, check_sheet, sheet_of

SETTLED_BY = "thanh-ly"
PAID_OUT = (Stage.ADVANCED.value, Stage.PAID.value, Stage.SETTLED.value)
HELD = (Reconciliation.State.CONFIRMED, Reconciliation.State.SIGNED)
CASH_ONLY = Q()
for _out, _into in CASH:
    CASH_ONLY |= Q(out_of=_out.value, into=_into.value)


def reconciliations_seen_by(actor: Actor) -> QuerySet[Reconciliation]:
    """Those in her scope with all a page shows."""
    return Reconciliation.objects.visible_to(actor).select_related("unit", "agency", "desk__agency", "author")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Money of a unit, a purse and a year that went through an account, in đồng, and is not reconciled."""

    unit: Agency
    purse: str
    year: int
    amount: int


def waiting_for(actor: Actor) -> list[Waiting]:
    """Units whose money she sees and that have no reconciliation, the latest year and the most first.

    Two SELECTs.
    """
    known = Reconciliation.objects.exclude(state=Reconciliation.State.DROPPED).filter(
        unit=OuterRef("book__project__agency"), purse=OuterRef("book__purse"), year=OuterRef("book__year")
    )
    rows = Balance.objects.visible_to(actor).filter(stage__in=PAID_OUT, amount__gt=0).exclude(Exists(known))
    sums = rows.order_by().values_list("book__project__agency", "book__purse", "book__year")
    found = list(sums.annotate(total=Sum("amount")))
    units = Agency.objects.in_bulk({unit for unit, _, _, _ in found})
    waiting = [
        Waiting(unit=units[unit], purse=purse, year=year, amount=int(total))
        for unit, purse, year, total in found
    ]
    return sorted(waiting, key=lambda each: (-each.year, -each.amount, each.unit.pk, each.purse))


def transfers_of(row: Reconciliation) -> QuerySet[Transfer]:
    """The moves of its books that went through an account."""
    books = {"book__purse": row.purse, "book__year": row.year, "book__project__agency": row.unit_id}
    return Transfer.objects.filter(CASH_ONLY, **books).order_by("posting", "position")


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A reconciliation with both sides, read once: every figure of a page or a paper comes out of it."""

    row: Reconciliation
    entries: Sequence[Booked]
    lines: Sequence[Told]
    words: Mapping[int, str]
    periods: Mapping[str, Sequence[Period]]

    @cached_property
    def sheet(self) -> Sheet10:
        """Its sheet."""
        return sheet_of(self.entries, self.lines)

    @cached_property
    def findings(self) -> list[Finding]:
        """What stands against confirming it; one SELECT more."""
        found = check_sheet(self.sheet, sum(len(each) for each in self.periods.values()))
        moved = moved_on(self.row)
        for account, periods in self.periods.items():
            found += check_chain(periods, moved.get(account, {}))
        return found

    @cached_property
    def line_by_key(self) -> Mapping[int, Told]:
        """Its lines by their keys."""
        return {each.key: each for each in self.lines}

    @cached_property
    def entry_by_key(self) -> Mapping[int, Booked]:
        """Its postings by their keys."""
        return {each.key: each for each in self.entries}

    @cached_property
    def open_lines(self) -> list[Told]:
        """The lines of which nothing is said yet."""
        return [each for each in self.lines if each.open]

    @cached_property
    def open_entries(self) -> list[Booked]:
        """The postings of which nothing is said yet."""
        return [each for each in self.entries if each.open]

    @property
    def open_sums(self) -> tuple[int, int]:
        """What both come to, in đồng: lines, postings."""
        return together(self.open_lines), together(self.open_entries)

    @cached_property
    def matched(self) -> Matched:
        """What is proposed for them."""
        return match(
            [as_item(each) for each in self.open_lines],
            [self.entry_item(each) for each in self.open_entries],
        )

    def entry_item(self, entry: Booked) -> Item:
        """A posting as the rules match it."""
        told = self.words[entry.key]
        return Item(key=entry.key, on=entry.on, amount=entry.amount, number=entry.number, told=told)

    @cached_property
    def around(self) -> Around:
        """What its differences are looked at beside; one SELECT more."""
        days = [
            day for periods in self.periods.values() for each in periods for day in (each.since, each.until)
        ]
        return Around(
            lines=[as_item(each) for each in self.lines],
            entries=[self.entry_item(each) for each in self.entries],
            open_lines=[as_item(each) for each in self.open_lines],
            open_entries=[self.entry_item(each) for each in self.open_entries],
            elsewhere=elsewhere_of(self.row),
            since=min(days, default=None),
            until=max(days, default=None),
        )


def as_item(line: Told) -> Item:
    """A line as the rules match it."""
    return Item(key=line.key, on=line.on, amount=line.amount, number=line.number, told=line.told)


def together(rows: Iterable[Told | Booked]) -> int:
    """What lines or postings come to, in đồng."""
    return sum(each.amount for each in rows)


def whole_of(row: Reconciliation) -> Whole:
    """Both sides of it with what was said of each; four SELECTs."""
    members = list(
        MatchMember.objects.filter(reconciliation=row, active=True).select_related("match").order_by("pk")
    )
    of_line = {each.line_id: each for each in members if each.line_id is not None}
    of_posting = {each.posting_id: each for each in members if each.posting_id is not None}
    entries, words = entries_of(row, of_posting)
    periods: dict[str, list[Period]] = {}
    for each in row.statements.standing().defer("content"):
        periods.setdefault(digits(each.account), []).append(period_of(each))
    lines = [
        told_of(each, row.side, of_line.get(each.pk)) for each in row.lines.standing().order_by("on", "pk")
    ]
    return Whole(row=row, entries=entries, lines=lines, words=words, periods=periods)


def told_of(line: StatementLine, side: str, member: MatchMember | None) -> Told:
    """A line with what was said of it; money that goes to the unit is above zero whoever's account it is."""
    net = line.credit - line.debit
    return Told(
        key=line.pk,
        on=line.on,
        number=line.number,
        told=line.told,
        amount=net if side == Side.UNIT else -net,
        pair=member.match_id if member is not None else None,
        cause=member.match.cause if member is not None else "",
        why=member.match.reason if member is not None else "",
    )


def entries_of(row: Reconciliation, members: Mapping[int, MatchMember]) -> tuple[list[Booked], dict[int, str]]:
    """The postings of its books that went through an account, oldest first, and words they are known by."""
    also = ("posting__claim__contract", "posting__reversed_by", "book__project")
    found: dict[int, list[Transfer]] = {}
    for each in transfers_of(row).select_related(*also):
        found.setdefault(each.posting_id, []).append(each)
    undone = {posting.reverses_id for moves in found.values() if (posting := moves[0].posting).reverses_id}
    entries = []
    for key, moves in found.items():
        posting = moves[0].posting
        other = posting.reverses_id or (posting.reversed_by.pk if key in undone else None)
        cancelled = other in found and key not in members and other not in members
        entries.append(booked_of(posting, moves, members.get(key), cancelled=cancelled))
    words = {key: words_of(moves[0]) for key, moves in found.items()}
    return sorted(entries, key=lambda each: (each.on, each.key)), words


def booked_of(
    posting: Posting, moves: Sequence[Transfer], member: MatchMember | None, *, cancelled: bool
) -> Booked:
    """A posting with what was said of it."""
    claim, project = getattr(posting, "claim", None), moves[0].book.project
    return Booked(
        key=posting.pk,
        on=posting.effective_on,
        number=claim.voucher if claim is not None else number_in(posting.document),
        kind=posting.get_kind_display(),
        amount=sum(CASH[Stage(each.out_of), Stage(each.into)] * each.amount for each in moves),
        project=project.pk,
        title=project.title,
        contract=claim.contract.number if claim is not None else "",
        pair=member.match_id if member is not None else None,
        cause=member.match.cause if member is not None else "",
        why=member.match.reason if member is not None else "",
        cancelled=cancelled,
    )


def number_in(document: str) -> str:
    """The number in "Chứng từ hoàn trả PT-03"."""
    for words in ("Chứng từ hoàn trả", "Chứng từ"):
        if document.startswith(words):
            return document.removeprefix(words).strip()
    return document


def words_of(move: Transfer) -> str:
    """What a transfer would name: project, contract, its own reason."""
    claim, project = getattr(move.posting, "claim", None), move.book.project
    contract = f"HĐ {claim.contract.number}" if claim is not None and claim.contract.number else ""
    return f"{project.title} {project.code} {contract} {move.posting.reason}"


def elsewhere_of(row: Reconciliation) -> list[tuple[Item, str]]:
    """What went to the same unit out of another purse, or of the years beside; one SELECT."""
    years = range(row.year - 1, row.year + 2)
    rows = Transfer.objects.filter(CASH_ONLY, book__project__agency=row.unit_id, book__year__in=years)
    rows = rows.exclude(book__purse=row.purse, book__year=row.year).select_related("posting", "book")
    return [
        (
            Item(
                key=each.posting_id,
                on=each.posting.effective_on,
                amount=CASH[Stage(each.out_of), Stage(each.into)] * each.amount,
            ),
            f"{each.book.get_purse_display()} {each.book.year}",
        )
        for each in rows.order_by("pk")
    ]


def moved_on(row: Reconciliation) -> dict[str, dict[date, int]]:
    """What all lines of each account together add to it each day, in đồng; one SELECT."""
    sums = row.lines.standing().order_by().values_list("statement__account", "on")
    found: dict[str, dict[date, int]] = {}
    for account, on, total in sums.annotate(total=Sum(F("credit") - F("debit"))):
        days = found.setdefault(digits(account), {})
        days[on] = days.get(on, 0) + int(total)
    return found


def due_of(row: Reconciliation) -> tuple[date | None, str]:
    """By when the year is to be settled, with the law of its last day; None where no row says."""
    rows = rows_on(Deadline, date(row.year, 12, 31), purse=row.purse, province=row.agency.unit_id)
    found = rows.filter(code=SETTLED_BY).first()
    if found is None or found.month is None or found.day is None:
        return None, ""
    return date(row.year + 1, found.month, found.day), str(found.law or found.source)


def unreconciled(books: Sequence[int]) -> list[tuple[int, str, int]]:
    """Unit, purse and sum of money of these books that no confirmed reconciliation holds; one SELECT.

    A posting that was undone and its reversal count nothing together.
    """
    held = MatchMember.objects.filter(active=True, reconciliation__state__in=HELD, posting=OuterRef("posting"))
    rows = Transfer.objects.filter(CASH_ONLY, book__in=books).exclude(Exists(held))
    rows = rows.filter(posting__reversed_by=None, posting__reverses=None).order_by("book__project__agency")
    sums = rows.values_list("book__project__agency", "book__purse").annotate(total=Sum("amount"))
    return [(unit, purse, int(total)) for unit, purse, total in sums]
