"""Stretches of time that follow each other without gap or overlap: which returns a longer time is made of."""

from collections.abc import Iterable

Span = tuple[int, int]
"""The first and the last step of a stretch, both in it: months of a year, or days by their ordinal."""


def farthest(found: Iterable[Span], since: int) -> tuple[Span, ...]:
    """The chain from `since` that reaches farthest, of those the one with the fewest links; () if none begins.

    Taking the longest stretch at each step is not enough: nine months leave nothing that ends with the year,
    where two halves do.
    """
    chains: dict[int, tuple[Span, ...]] = {since: ()}
    for first, last in sorted(found):
        if first in chains:
            chain = (*chains[first], (first, last))
            if last + 1 not in chains or len(chain) < len(chains[last + 1]):
                chains[last + 1] = chain
    return chains[max(chains)]
