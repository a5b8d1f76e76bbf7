"""The books behind a figure that was taken from the ledger: project by project, as known then."""

from dataclasses import dataclass

from khuyencong.ledger.models import Book
from khuyencong.ledger.queries.positions import Moment, Question, books_as_known, standing
from khuyencong.organisations.actors import Actor
from khuyencong.places.queries import region_on
from khuyencong.reporting.queries.conference.sides import Homes
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.conference import Told
from khuyencong.rules.conference.steps import lying_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """What of one book is in the figure, in đồng; `place` is the member of the region it is shown in."""

    book: Book
    place: str
    amount: int


def books_behind(told: Told, query: Query, actor: Actor) -> list[Lying] | None:
    """The books it is the sum of, the largest first; None where it was not taken from the ledger.

    A fixed number of SELECTs. Only what the reader sees of it: their sum may be less than the figure.
    """
    trace = told.trace
    if trace.how != "ledger":
        return None
    homes = Homes(region_on(query.region, query.target).members, query)
    found = []
    moment = Moment(on=trace.cut, known=query.known_at)
    for each in standing(books_as_known(Question(actor=actor, year=trace.year), moment)):
        place = homes.of(each.book.project.province_id)
        amount = lying_at(each.position, trace.stage)
        if place is not None and trace.place in ("", place.code) and amount:
            found.append(Lying(book=each.book, place=place.name, amount=amount))
    return sorted(found, key=lambda each: (-each.amount, each.book.pk))
