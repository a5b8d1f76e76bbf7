"""The lives of the room's dossiers."""

from khuyencong.ledger.lifecycle.acceptances import ACCEPTANCE, begin_acceptance
from khuyencong.ledger.lifecycle.claims import CLAIM, Paid, begin_claim
from khuyencong.ledger.lifecycle.liquidations import LIQUIDATION, begin_liquidation

__all__ = [
    "ACCEPTANCE",
    "CLAIM",
    "LIQUIDATION",
    "Paid",
    "begin_acceptance",
    "begin_claim",
    "begin_liquidation",
]
