"""What is refused and has no way yet, each with why it still stands here: anything else fails a walk.

A line goes when its dead end is mended; the walks then hold what was mended.
"""

import re
from dataclasses import dataclass

from tests.ledger.walk.walk import Finding


@dataclass(frozen=True)
class Known:
    """Findings of that kind whose text matches, and why nothing opens them."""

    what: str
    text: str
    why: str


KNOWN: tuple[Known, ...] = ()


def unknown(findings: list[Finding]) -> list[Finding]:
    """What a walk found and nobody knows of."""
    return [
        each
        for each in findings
        if not any(known.what == each.what and re.search(known.text, each.text, re.DOTALL) for known in KNOWN)
    ]
