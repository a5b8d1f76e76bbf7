"""Whether the ledger keeps its promises: replayed from the first transfer, compared with what is summed up."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F

from khuyencong.ledger.models import Balance, Book, Posting, Transfer
from khuyencong.rules.ledger import FORWARD, Kind, Stage, position_of
from khuyencong.rules.money import dong

AT_ONCE = 5_000
Pots = dict[Stage, int]


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
    return spelled(
        (book, stage.value, amount)
        for book, pots in sorted(replayed().items())
        for stage, amount in sorted(pots.items())
        if stage is not Stage.SOURCE
    )


def spelled(rows: Iterator[tuple[int, str, int]]) -> bytes:
    """Rows as lines of text."""
    return "".join(f"{book}\t{stage}\t{amount}\n" for book, stage, amount in rows).encode()


def fingerprint() -> str:
    """One short text that is the same exactly when every balance is."""
    return hashlib.sha256(summary()).hexdigest()


def replayed() -> dict[int, Pots]:
    """What stands in each stage of each book, from the transfers alone."""
    books: dict[int, Pots] = {}
    rows = Transfer.objects.order_by("pk").values_list("book_id", "out_of", "into", "amount")
    for book, out_of, into, amount in rows.iterator(AT_ONCE):
        pots = books.setdefault(book, {})
        pots[Stage(out_of)] = pots.get(Stage(out_of), 0) - amount
        pots[Stage(into)] = pots.get(Stage(into), 0) + amount
    return books


def broken_promises() -> Iterator[Broken]:
    """Every promise that does not hold, one after the other."""
    yield from below_zero()
    yield from disagreeing()
    yield from out_of_order()
    yield from wrong_postings()
    yield from wrong_reversals()


def below_zero() -> Iterator[Broken]:
    """Stages that stood below zero after any single step; the purse itself may."""
    books: dict[int, Pots] = {}
    rows = Transfer.objects.order_by("pk").values_list("pk", "book_id", "out_of", "into", "amount")
    for key, book, out_of, into, amount in rows.iterator(AT_ONCE):
        pots = books.setdefault(book, {})
        left = pots.get(Stage(out_of), 0) - amount
        pots[Stage(out_of)], pots[Stage(into)] = left, pots.get(Stage(into), 0) + amount
        if left < 0 and out_of != Stage.SOURCE:
            told = f"“{Stage(out_of).label}” thành âm {dong(-left)} sau dòng này."
            yield Broken(where=f"dòng bút toán {key}", sentence=told)


def disagreeing() -> Iterator[Broken]:
    """Balances that are not what the transfers add up to, missing ones and superfluous ones too."""
    kept = {(row.book_id, row.stage): row.amount for row in Balance.objects.iterator(AT_ONCE)}
    made = {
        (book, stage.value): amount
        for book, pots in replayed().items()
        for stage, amount in pots.items()
        if stage is not Stage.SOURCE
    }
    for book, stage in sorted(kept.keys() | made.keys()):
        mine, theirs = kept.get((book, stage)), made.get((book, stage))
        if mine != theirs:
            told = f"“{Stage(stage).label}” ghi {mine}, cộng lại từ các dòng là {theirs} (đồng)."
            yield Broken(where=f"số dư của quyển sổ {book}", sentence=told)


def out_of_order() -> Iterator[Broken]:
    """Books in which giao ≥ cam kết ≥ giải ngân ≥ quyết toán does not hold."""
    for book, pots in sorted(replayed().items()):
        if not position_of(pots).ordered or sum(pots.values()) != 0:
            told = "giao, cam kết, giải ngân, quyết toán không theo thứ tự, hoặc sổ không cân."
            yield Broken(where=f"quyển sổ {book}", sentence=told)


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
