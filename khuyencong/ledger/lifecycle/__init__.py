"""The lives of the room's dossiers."""

from khuyencong.ledger.lifecycle.acceptances import ACCEPTANCE, begin_acceptance
from khuyencong.ledger.lifecycle.claims import CLAIM, Paid, begin_claim
from khuyencong.ledger.lifecycle.closing import YEAR_CLOSE, begin_close
from khuyencong.ledger.lifecycle.liquidations import LIQUIDATION, begin_liquidation
from khuyencong.ledger.lifecycle.opening import YEAR_OPENING, begin_opening
from khuyencong.ledger.lifecycle.reconciling import RECONCILIATION, begin_reconciliation

__all__ = [
    "ACCEPTANCE",
    "CLAIM",
    "LIQUIDATION",
    "RECONCILIATION",
    "YEAR_CLOSE",
    "YEAR_OPENING",
    "Paid",
    "begin_acceptance",
    "begin_claim",
    "begin_close",
    "begin_liquidation",
    "begin_opening",
    "begin_reconciliation",
]
