"""Questions about money: every answer is a sum of transfers and opens to them."""

from khuyencong.ledger.queries.checking import Broken, broken_promises, fingerprint, rebuilt_summary, summary
from khuyencong.ledger.queries.positions import (
    Group,
    Question,
    groups,
    position,
    position_as_known,
)

__all__ = [
    "Broken",
    "Group",
    "Question",
    "broken_promises",
    "fingerprint",
    "groups",
    "position",
    "position_as_known",
    "rebuilt_summary",
    "summary",
]
