"""How a return fills itself from dossiers, ledger and the returns below it: each number a sum of grounds."""

from khuyencong.reporting.queries.filling.dossiers import Dossiers
from khuyencong.reporting.queries.filling.ways import Ground, fill_of, grounds_of

__all__ = ["Dossiers", "Ground", "fill_of", "grounds_of"]
