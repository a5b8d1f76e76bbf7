"""Questions about money: every answer is a sum of transfers and opens to them."""

from khuyencong.ledger.queries.checking import Broken, broken_promises, fingerprint, rebuilt_summary, summary
from khuyencong.ledger.queries.positions import (
    Group,
    Question,
    books,
    groups,
    position,
    position_as_known,
    years_with_money,
)
from khuyencong.ledger.queries.received import Received, received_by
from khuyencong.ledger.queries.story import Written, written_in

__all__ = [
    "Broken",
    "Group",
    "Question",
    "Received",
    "Written",
    "books",
    "broken_promises",
    "fingerprint",
    "groups",
    "position",
    "position_as_known",
    "rebuilt_summary",
    "received_by",
    "summary",
    "written_in",
    "years_with_money",
]
