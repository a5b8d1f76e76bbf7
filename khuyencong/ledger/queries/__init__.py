"""Questions about money: every answer is a sum of transfers and opens to them."""

from khuyencong.ledger.queries.checking import Broken, broken_promises, fingerprint, rebuilt_summary, summary
from khuyencong.ledger.queries.positions import (
    Group,
    Moment,
    Question,
    Standing,
    books,
    books_as_known,
    groups,
    groups_as_known,
    position,
    position_as_known,
    standing,
    years_with_money,
)
from khuyencong.ledger.queries.received import Received, received_by
from khuyencong.ledger.queries.story import Written, written_in
from khuyencong.ledger.queries.told import untold

__all__ = [
    "Broken",
    "Group",
    "Moment",
    "Question",
    "Received",
    "Standing",
    "Written",
    "books",
    "books_as_known",
    "broken_promises",
    "fingerprint",
    "groups",
    "groups_as_known",
    "position",
    "position_as_known",
    "rebuilt_summary",
    "received_by",
    "standing",
    "summary",
    "untold",
    "written_in",
    "years_with_money",
]
