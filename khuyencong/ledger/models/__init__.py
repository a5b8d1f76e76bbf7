"""The tables of the room."""

from khuyencong.ledger.models.books import Balance, Book, Posting, Transfer
from khuyencong.ledger.models.claims import Claim, ClaimPaper

__all__ = ["Balance", "Book", "Claim", "ClaimPaper", "Posting", "Transfer"]
