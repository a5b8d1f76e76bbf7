"""What was written in a project's books, so that each of its figures opens to the rows that make it."""

from dataclasses import dataclass

from khuyencong.ledger.models import Book, Posting, Transfer
from khuyencong.ledger.queries.positions import Moment, Question, moves, moves_until
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Project
from khuyencong.rules.ledger import Position, Pots, Stage, position_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One transfer with its posting, and the figures of its book just after it; `first` of its posting."""

    posting: Posting
    book: Book
    out_of: Stage
    into: Stage
    amount: int
    then: Position
    first: bool


def written_in(actor: Actor, project: Project, moment: Moment | None = None) -> list[Written]:
    """What was written in the project's books, by a moment or to this day, in order of writing; one SELECT."""
    question = Question(actor=actor, project=project.pk)
    rows = moves(question) if moment is None else moves_until(question, moment)
    rows = rows.select_related("posting__author", "posting__reverses", "posting__reversed_by", "book")
    rows = rows.order_by("posting_id", "position")
    pots: dict[int, dict[Stage, int]] = {}
    return [_told(each, pots.setdefault(each.book_id, {})) for each in rows]


def _told(transfer: Transfer, pots: dict[Stage, int]) -> Written:
    out_of, into = Stage(transfer.out_of), Stage(transfer.into)
    pots[out_of] = pots.get(out_of, 0) - transfer.amount
    pots[into] = pots.get(into, 0) + transfer.amount
    after: Pots = pots
    return Written(
        posting=transfer.posting,
        book=transfer.book,
        out_of=out_of,
        into=into,
        amount=transfer.amount,
        then=position_of(after),
        first=transfer.position == 1,
    )
