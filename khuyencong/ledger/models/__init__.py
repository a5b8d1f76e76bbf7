"""The tables of the room."""

from khuyencong.ledger.models.acceptances import Acceptance, AcceptedVolume
from khuyencong.ledger.models.books import Balance, Book, Posting, Transfer
from khuyencong.ledger.models.claims import Claim, ClaimPaper

__all__ = [
    "Acceptance",
    "AcceptedVolume",
    "Balance",
    "Book",
    "Claim",
    "ClaimPaper",
    "Posting",
    "Transfer",
]
