"""The lives of the room's dossiers."""

from khuyencong.ledger.lifecycle.acceptances import ACCEPTANCE, begin_acceptance
from khuyencong.ledger.lifecycle.claims import CLAIM, Paid, begin_claim

__all__ = ["ACCEPTANCE", "CLAIM", "Paid", "begin_acceptance", "begin_claim"]
