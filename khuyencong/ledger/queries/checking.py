"""Whether the ledger keeps its promises: replayed from the first transfer, compared with what is summed up."""

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from khuyencong.ledger.models import Acceptance, Balance, Book, Claim, GiveBack, Posting, Transfer, YearClose
from khuyencong.ledger.queries.changing import year_of
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.projects.models.changes import TAKEN
from khuyencong.rules.changes import MONEY
from khuyencong.rules.closing import MOVABLE
from khuyencong.rules.ledger import FORWARD, Kind, Stage, position_of
from khuyencong.rules.money import dong

AT_ONCE = 5_000
SOURCE = Stage.SOURCE.value
LEFT = (*MOVABLE, Stage.ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A promise that does not hold: where, and in words."""

    where: str
    sentence: str


def summary() -> bytes:
    """Every balance as it is kept, in one fixed spelling."""
    rows = Balance.objects.order_by("book_id", "stage").values_list("book_id", "stage", "amount")
    return spelled(rows.iterator(AT_ONCE))


def rebuilt_summary() -> bytes:
    """The same made anew from the transfers alone."""
    return spelled((book, stage, amount) for (book, stage), amount in sorted(replay().balances.items()))


def spelled(rows: Iterator[tuple[int, str, int]]) -> bytes:
    """Rows as lines of text."""
    return "".join(f"{book}\t{stage}\t{amount}\n" for book, stage, amount in rows).encode()


def fingerprint(kept: bytes) -> str:
    """One short text that is the same exactly when every balance of the summary is."""
    return hashlib.sha256(kept).hexdigest()


@dataclass
class Replay:
    """What the transfers alone say: the pots of each book, and what went below zero on the way."""

    books: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    below_zero: list[Broken] = field(default_factory=list)

    @property
    def balances(self) -> dict[tuple[int, str], int]:
        """What the balances should be."""
        return {
            (book, stage): amount
            for book, pots in self.books.items()
            for stage, amount in pots.items()
            if stage != SOURCE
        }


def replay(among: Collection[int] | None = None) -> Replay:
    """Every transfer again, from the first, of these books where some are named; one pass over them."""
    told = Replay()
    rows = Transfer.objects.order_by("pk").values_list("pk", "book_id", "out_of", "into", "amount")
    if among is not None:
        rows = rows.filter(book__in=among)
    # Stages stay text in here: as members of an enumeration a million rows take half as long again.
    for key, book, out_of, into, amount in rows.iterator(AT_ONCE):
        pots = told.books[book]
        pots[out_of] -= amount
        pots[into] += amount
        if pots[out_of] < 0 and out_of != SOURCE:
            sentence = f"“{Stage(out_of).label}” thành âm {dong(-pots[out_of])} sau dòng này."
            told.below_zero.append(Broken(where=f"dòng bút toán {key}", sentence=sentence))
    return told


def broken_promises(among: Collection[int] | None = None) -> Iterator[Broken]:
    """Every promise that does not hold, one after the other; what these books say where some are named."""
    told = replay(among)
    yield from told.below_zero
    yield from disagreeing(told, among)
    yield from out_of_order(told)
    yield from short_on_a_day(among)
    if among is not None:
        return
    yield from left_in_closed_years()
    yield from wrong_postings()
    yield from wrong_reversals()
    yield from resting_on_nothing()
    yield from beyond_decided()


def disagreeing(told: Replay, among: Collection[int] | None = None) -> Iterator[Broken]:
    """Balances that are not what the transfers add up to, missing ones and superfluous ones too."""
    rows = Balance.objects.all() if among is None else Balance.objects.filter(book__in=among)
    kept = {(row.book_id, row.stage): row.amount for row in rows.iterator(AT_ONCE)}
    made = told.balances
    for book, stage in sorted(kept.keys() | made.keys()):
        mine, theirs = kept.get((book, stage)), made.get((book, stage))
        if mine != theirs:
            sentence = f"“{Stage(stage).label}” ghi {mine}, cộng lại từ các dòng là {theirs} (đồng)."
            yield Broken(where=f"số dư của quyển sổ {book}", sentence=sentence)


def out_of_order(told: Replay) -> Iterator[Broken]:
    """Books in which giao ≥ cam kết ≥ giải ngân ≥ quyết toán does not hold."""
    for book, pots in sorted(told.books.items()):
        if (
            not position_of({Stage(name): kept for name, kept in pots.items()}).ordered
            or sum(pots.values()) != 0
        ):
            sentence = "giao, cam kết, giải ngân, quyết toán không theo thứ tự, hoặc sổ không cân."
            yield Broken(where=f"quyển sổ {book}", sentence=sentence)


def short_on_a_day(among: Collection[int] | None = None) -> Iterator[Broken]:
    """Books of which a day asks for more than stood there, though what was written later made up for it."""
    rows = Transfer.objects.order_by("book_id", "posting__effective_on").values_list(
        "book_id", "posting__effective_on", "out_of", "into", "amount"
    )
    if among is not None:
        rows = rows.filter(book__in=among)
    moves = rows.iterator(AT_ONCE)
    for book, of_book in itertools.groupby(moves, key=lambda row: row[0]):
        pots: dict[str, int] = defaultdict(int)
        for day, of_day in itertools.groupby(of_book, key=lambda row: row[1]):
            for _, _, out_of, into, amount in of_day:
                pots[out_of] -= amount
                pots[into] += amount
            if short := sorted(stage for stage, there in pots.items() if there < 0 and stage != SOURCE):
                named = ", ".join(f"“{Stage(stage).label}” âm {dong(-pots[stage])}" for stage in short)
                yield Broken(where=f"quyển sổ {book}", sentence=f"Tính đến hết ngày {day:%d/%m/%Y}: {named}.")


def left_in_closed_years() -> Iterator[Broken]:
    """Money in a closed year that should have been carried over, given up or paid before."""
    national = Q(book__purse=Project.Purse.NATIONAL)
    for close in YearClose.objects.filter(state=YearClose.State.CLOSED).order_by("pk"):
        own = national | Q(book__project__department__in=close.departments.values("pk"))
        rows = Balance.objects.filter(own, book__purse=close.purse, book__year=close.year, amount__gt=0)
        for row in rows.filter(stage__in=[each.value for each in LEFT]).order_by("pk"):
            sentence = f"{close} rồi mà “{Stage(row.stage).label}” còn {dong(row.amount)}."
            yield Broken(where=f"quyển sổ {row.book_id}", sentence=sentence)


def wrong_postings() -> Iterator[Broken]:
    """Postings without a transfer or of a move their kind may not make, books of a purse not the project's."""
    for empty in Posting.objects.annotate(lines=Count("transfers")).filter(lines=0).order_by("pk"):
        yield Broken(where=f"bút toán {empty.pk}", sentence="không có dòng nào.")
    rows = Transfer.objects.exclude(posting__kind=Kind.REVERSE.value).order_by("pk")
    for key, kind, out_of, into in rows.values_list("pk", "posting__kind", "out_of", "into").iterator(AT_ONCE):
        if (Stage(out_of), Stage(into)) not in FORWARD[Kind(kind)]:
            told = f"“{Kind(kind).label}” không chuyển từ {out_of} sang {into}."
            yield Broken(where=f"dòng bút toán {key}", sentence=told)
    for book in Book.objects.exclude(purse=F("project__purse")).order_by("pk"):
        yield Broken(where=f"quyển sổ {book.pk}", sentence="nguồn kinh phí khác nguồn của đề án.")


def resting_on_nothing() -> Iterator[Broken]:
    """Dossiers that say what was paid or accepted, on a posting that was undone."""
    undone = Posting.objects.filter(reversed_by__isnull=False).values("pk")
    for claim in Claim.objects.filter(state=Claim.State.PAID, posting__in=undone).order_by("pk"):
        yield Broken(where=f"đề nghị {claim.pk}", sentence="đã ghi sổ mà bút toán đã đảo.")
    recorded = Acceptance.objects.filter(state=Acceptance.State.RECORDED, posting__in=undone)
    for key in recorded.order_by("pk").values_list("pk", flat=True):
        yield Broken(where=f"nghiệm thu {key}", sentence="đã ghi nhận mà bút toán đã đảo.")
    returned = GiveBack.objects.filter(state=GiveBack.State.CONFIRMED, posting__in=undone)
    for key in returned.order_by("pk").values_list("pk", flat=True):
        yield Broken(where=f"hoàn trả {key}", sentence="đã ghi sổ mà bút toán đã đảo.")


def beyond_decided() -> Iterator[Broken]:
    """Years of changed projects that hold more than was decided last, beyond what an annex is to free."""
    changed = ChangeRequest.objects.filter(state__in=TAKEN).order_by("project")
    moved = {row.project_id for row in changed.only("project", "changes") if MONEY & set(row.kinds)}
    books = Book.objects.filter(project__in=moved).order_by("project", "plan_year")
    for key, year in books.values_list("project", "plan_year").distinct():
        found = year_of(Project.objects.get(pk=key), year)
        where = f"đề án {key}, kinh phí năm {year}"
        if found.out > found.decided:
            sentence = f"đã tạm ứng, nghiệm thu {dong(found.out)}, mà quyết định để lại {dong(found.decided)}."
            yield Broken(where=where, sentence=sentence)
        elif found.takes:
            sentence = f"còn {dong(found.takes)} đã giảm theo quyết định mà chưa thu hồi."
            yield Broken(where=where, sentence=sentence)


def wrong_reversals() -> Iterator[Broken]:
    """Reversals that are not the mirror image of what they reverse."""
    rows = Posting.objects.filter(kind=Kind.REVERSE.value).select_related("reverses")
    for each in rows.prefetch_related("transfers", "reverses__transfers").order_by("pk").iterator(AT_ONCE):
        assert each.reverses is not None
        mine = sorted((row.book_id, row.out_of, row.into, row.amount) for row in each.transfers.all())
        theirs = sorted(
            (row.book_id, row.into, row.out_of, row.amount) for row in each.reverses.transfers.all()
        )
        if mine != theirs:
            told = f"không phải ảnh gương của bút toán {each.reverses_id}."
            yield Broken(where=f"bút toán {each.pk}", sentence=told)
