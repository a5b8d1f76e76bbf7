"""Corrections that wait for their head, and what may not be done meanwhile.

What takes their money on, or opens a dossier beside the one that would be opened again, is refused by name: the
head's decision would find it in its way, and the money would have gone further on a posting known to be wrong.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from khuyencong.ledger.models import Book, PostingCorrection
from khuyencong.ledger.queries.chains import chain_of, pots_of
from khuyencong.ledger.queries.corrections import (
    ASKED,
    Wrong,
    is_advance,
    is_settlement,
    let_go_after,
    mirrored,
    sentence_of,
    wrong_of,
)
from khuyencong.post.queries.tray import desks_where
from khuyencong.projects.models import Contract
from khuyencong.rules.findings import Finding
from khuyencong.rules.ledger import Move, Pots, bears, takes_from
from khuyencong.rules.posting_corrections import Origin, waiting_for

CHAIN = 0
"""Stands for all books of one contract together, where only its money as a whole is asked about."""


def waiting_on(projects: Iterable[int]) -> list[PostingCorrection]:
    """The corrections not decided yet of these projects; one SELECT."""
    rows = PostingCorrection.objects.filter(state__in=ASKED, project__in=projects).defer("content")
    return list(rows.select_related("posting").order_by("pk"))


def taken_from_waiting(pots: Mapping[int, Pots], moves: Sequence[Move], on: date) -> list[Finding]:
    """Why these moves are not written now: a correction that waits could not lead the money back any more.

    `pots` are the books they move, as they stand. One SELECT where nothing waits.
    """
    found = []
    for row in waiting_on(Book.objects.filter(pk__in=pots).values_list("project", flat=True)):
        wrong = wrong_of(row.posting)
        back = leading_back(wrong)
        if any(takes_from(pots[book], within(moves, book), within(back, book)) for book in pots):
            found.append(waits(row, wrong, on))
    return found


def taken_from_contract(contract: Contract, move: Move, on: date) -> list[Finding]:
    """The same of one move of a contract's money, told before it is decided. One SELECT where nothing waits."""
    rows = waiting_on([contract.project_id])
    if not rows:
        return []
    chain, pots = list(chain_of(contract).values_list("pk", flat=True)), pots_of(contract)
    here = replace(move, book=CHAIN)
    if not bears(pots, [here]):
        return []
    found = []
    for row in rows:
        wrong = wrong_of(row.posting)
        back = [replace(each, book=CHAIN) for each in leading_back(wrong) if each.book in chain]
        if takes_from(pots, [here], back):
            found.append(waits(row, wrong, on))
    return found


def in_doubt(contract: Contract, on: date, of: Callable[[Wrong], bool]) -> list[Finding]:
    """Why nothing is begun or signed beside it: a correction `of` such a posting of the contract waits.

    One SELECT where nothing waits.
    """
    told = [(row, wrong_of(row.posting)) for row in waiting_on([contract.project_id])]
    first = contract.first.pk
    return [
        waits(row, wrong, on)
        for row, wrong in told
        if wrong.contract is not None and wrong.contract.pk == first and of(wrong)
    ]


def opens_a_claim(wrong: Wrong) -> bool:
    """Whether undoing it opens a claim again: no other may be open beside it."""
    return wrong.origin is Origin.CLAIM


def opens_an_acceptance(wrong: Wrong) -> bool:
    """Whether undoing it opens an acceptance again."""
    return wrong.origin is Origin.ACCEPTANCE


def asks_for_the_work(wrong: Wrong) -> bool:
    """Whether an acceptance recorded meanwhile would stand on it: one before it, or what came back."""
    return wrong.origin in (Origin.ACCEPTANCE, Origin.BACK)


def asks_for_the_end(wrong: Wrong) -> bool:
    """Whether a last acceptance would stand in its way: an advance too is not written again after it."""
    return asks_for_the_work(wrong) or is_advance(wrong)


def counted_by_minutes(wrong: Wrong) -> bool:
    """Whether minutes of liquidation count it, so that signing them would hold it."""
    return not is_settlement(wrong)


def leading_back(wrong: Wrong) -> list[Move]:
    """The moves of the decision that waits, in their order."""
    return mirrored([*let_go_after(wrong), *wrong.act])


def within(moves: Sequence[Move], book: int) -> list[Move]:
    """Those of one book."""
    return [each for each in moves if each.book == book]


def waits(row: PostingCorrection, wrong: Wrong, on: date) -> Finding:
    """The correction by name, the desk it lies on, and the way out."""
    desk = desks_where([("posting_correction", str(row.pk))], on).get(("posting_correction", str(row.pk)), "")
    return waiting_for(f"{sentence_of(wrong)} (bút toán số {wrong.head.pk})", desk)
