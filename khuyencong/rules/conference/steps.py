"""At which step given money lies: each step's share of one book, of a province or of a region alike."""

from collections.abc import Callable, Mapping

from khuyencong.rules.ledger import Position

LIES: Mapping[str, tuple[str, Callable[[Position], int]]] = {
    "unsigned": ("đã giao chưa ký hợp đồng", lambda at: at.given - at.committed),
    "undone": (
        "đã ký hợp đồng chưa nghiệm thu, chưa tạm ứng",
        lambda at: at.committed - at.accepted - at.advanced,
    ),
    "advanced": ("đã tạm ứng chưa nghiệm thu", lambda at: at.advanced),
    "unpaid": ("đã nghiệm thu chưa chi", lambda at: at.accepted - at.disbursed + at.advanced),
}
"""Together they are what was given less what was paid for accepted work; each in words and as a part of it."""


def lying_at(position: Position, step: str) -> int:
    """The đồng of a position at a step, or at a stage of the books by its own name."""
    if step in LIES:
        return LIES[step][1](position)
    value: int = getattr(position, step)
    return value
