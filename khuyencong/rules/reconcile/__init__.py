"""Figures that add up: whether what a text prints can be true, what is wrong with it, and what would mend it.

`read_claims` reads a claims file, `reconcile` judges the claims exactly (every print is the interval of
values that round to it), and the answer is a `Reconciliation`. Not in here: files, sources, who may correct
what.
"""

from khuyencong.rules.reconcile.checking import check_claims
from khuyencong.rules.reconcile.claims import Claim, ClaimsError, Interval, Kind
from khuyencong.rules.reconcile.engine import reconcile
from khuyencong.rules.reconcile.reading import read_claims
from khuyencong.rules.reconcile.verdict import ClaimFinding, Code, Correction, Reconciliation

__all__ = [
    "Claim",
    "ClaimFinding",
    "ClaimsError",
    "Code",
    "Correction",
    "Interval",
    "Kind",
    "Reconciliation",
    "check_claims",
    "read_claims",
    "reconcile",
]
