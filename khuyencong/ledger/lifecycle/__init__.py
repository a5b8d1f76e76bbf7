"""The lives of the room's dossiers."""

from khuyencong.ledger.lifecycle.acceptances import ACCEPTANCE, begin_acceptance
from khuyencong.ledger.lifecycle.claims import CLAIM, Paid, begin_claim
from khuyencong.ledger.lifecycle.closing import YEAR_CLOSE, begin_close
from khuyencong.ledger.lifecycle.corrections import POSTING_CORRECTION, begin_correction
from khuyencong.ledger.lifecycle.give_backs import GIVE_BACK, begin_give_back, propose_back
from khuyencong.ledger.lifecycle.liquidations import LIQUIDATION, begin_liquidation
from khuyencong.ledger.lifecycle.opening import YEAR_OPENING, begin_opening
from khuyencong.ledger.lifecycle.rates import ADVANCE_RATE, begin_rate
from khuyencong.ledger.lifecycle.reconciling import RECONCILIATION, begin_reconciliation
from khuyencong.ledger.lifecycle.removals import STATEMENT_REMOVAL, begin_removal

__all__ = [
    "ACCEPTANCE",
    "ADVANCE_RATE",
    "CLAIM",
    "GIVE_BACK",
    "LIQUIDATION",
    "POSTING_CORRECTION",
    "RECONCILIATION",
    "STATEMENT_REMOVAL",
    "YEAR_CLOSE",
    "YEAR_OPENING",
    "Paid",
    "begin_acceptance",
    "begin_claim",
    "begin_close",
    "begin_correction",
    "begin_give_back",
    "begin_liquidation",
    "begin_opening",
    "begin_rate",
    "begin_reconciliation",
    "begin_removal",
    "propose_back",
]
