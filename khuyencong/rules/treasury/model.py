"""A statement of account as plain data, and what of it stands beside the books."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.ledger import Stage


class Side(StrEnum):
    """Whose account it is: the unit's, into which money comes, or the payer's, which it leaves."""

    UNIT = "unit"
    PAYER = "payer"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return {"unit": "Tài khoản đơn vị thực hiện", "payer": "Tài khoản nơi cấp kinh phí"}[self.value]


CASH = {
    (Stage.COMMITTED, Stage.ADVANCED): 1,
    (Stage.ACCEPTED, Stage.PAID): 1,
    (Stage.ADVANCED, Stage.COMMITTED): -1,
    (Stage.PAID, Stage.ACCEPTED): -1,
}
"""The moves with which money goes to the unit (1) or comes back (-1): no other touches an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a statement as it stands in a file, in đồng; `cell` is where, for people."""

    on: date
    number: str
    content: str
    debit: int
    credit: int
    balance: int | None
    cell: str

    @property
    def net(self) -> int:
        """What it adds to the account."""
        return self.credit - self.debit


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStatement:
    """What a file says after all checks; with any error there are no rows.

    `opening` and `closing` are None where the file tells no balance at all: then nothing proves it whole.
    """

    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    account: str = ""
    since: date | None = None
    until: date | None = None
    opening: int | None = None
    closing: int | None = None

    @property
    def refused(self) -> bool:
        """Whether anything stops the import."""
        return stops(self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of a statement or a posting of the books, to be matched: `amount` is what reached the unit.

    Money that came back from the unit stands below zero on both sides. `number` is the document's, `told` what
    else is said: the words of the transfer, or project, contract and unit of the posting.
    """

    key: int
    on: date
    amount: int
    number: str = ""
    told: str = ""
