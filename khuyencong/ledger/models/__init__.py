"""The tables of the room."""

from khuyencong.ledger.models.acceptances import Acceptance, AcceptedVolume
from khuyencong.ledger.models.books import Balance, Book, Posting, Transfer
from khuyencong.ledger.models.claims import Claim, ClaimPaper
from khuyencong.ledger.models.closings import CloseLine, YearClose
from khuyencong.ledger.models.corrections import PostingCorrection
from khuyencong.ledger.models.give_backs import GiveBack
from khuyencong.ledger.models.liquidations import Liquidation, OwnerClosing
from khuyencong.ledger.models.openings import OpenLine, YearOpening
from khuyencong.ledger.models.rates import AdvanceRate
from khuyencong.ledger.models.removals import StatementRemoval
from khuyencong.ledger.models.treasury import (
    Match,
    MatchMember,
    Reconciliation,
    SignedSheet,
    Statement,
    StatementLine,
)
from khuyencong.ledger.models.vouchers import ClaimGround, Voucher

__all__ = [
    "Acceptance",
    "AcceptedVolume",
    "AdvanceRate",
    "Balance",
    "Book",
    "Claim",
    "ClaimGround",
    "ClaimPaper",
    "CloseLine",
    "GiveBack",
    "Liquidation",
    "Match",
    "MatchMember",
    "OpenLine",
    "OwnerClosing",
    "Posting",
    "PostingCorrection",
    "Reconciliation",
    "SignedSheet",
    "Statement",
    "StatementLine",
    "StatementRemoval",
    "Transfer",
    "Voucher",
    "YearClose",
    "YearOpening",
]
