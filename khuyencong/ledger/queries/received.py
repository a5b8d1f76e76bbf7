"""What establishments received of the money that this system itself pays, read from the books."""

from collections.abc import Collection
from dataclasses import dataclass

from khuyencong.ledger.models import Book
from khuyencong.projects.models import Beneficiary


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The money of one book of a project for the establishment, in đồng; `others` benefit of it as well."""

    book: Book
    disbursed: int
    settled: int
    others: int


def received_by(family: Collection[int]) -> list[Received]:
    """The books from which something was paid in projects for these rows; three SELECTs.

    Of a project for several the whole is told with how many share it: the books do not divide it. Who was left
    out of a group's later plan received nothing of it.
    """
    mine = Beneficiary.objects.filter(establishment__in=list(family), left_on=None)
    rows = Book.objects.filter(project__in=mine.values("project"))
    rows = rows.select_related("project").prefetch_related("balances", "project__beneficiaries")
    found = [
        Received(
            book=book,
            disbursed=book.position.disbursed,
            settled=book.position.settled,
            others=sum(
                each.establishment_id not in family
                for each in book.project.beneficiaries.all()
                if each.left_on is None
            ),
        )
        for book in rows.order_by("-year", "pk")
    ]
    return [each for each in found if each.disbursed]
