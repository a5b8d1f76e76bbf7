"""How a clause of the law is quoted: what nobody has read in the original says so wherever it is shown."""

UNREAD = "cần xác minh"
CONVENTION = "quy ước của hệ thống"
"""What stands in the place of a clause where we made the rule ourselves: there is nothing to read."""


def quoted(law: str, *, verified: bool) -> str:
    """The clause, marked unless somebody has read it."""
    return law if verified or not law or law.casefold() == CONVENTION else f"{law} ({UNREAD})"
