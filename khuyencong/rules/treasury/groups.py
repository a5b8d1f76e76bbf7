"""Several amounts that add up to one: every such set within small bounds, found without trying all of them."""

from collections.abc import Iterator, Sequence

from khuyencong.rules.treasury.model import Item
from khuyencong.rules.treasury.words import shared_words

LARGEST = 6
"""So many parts a set has at most; our own convention, as the next ones."""
CANDIDATES = 14
"""Among more than so many amounts near in time no set is looked for: too many would add up by chance."""
SETS = 9
"""So many sets of one amount are told."""


def groups_of(target: Item, others: Sequence[Item]) -> list[tuple[Item, ...]]:
    """The sets of two and more of `others`, which are near in time, whose sum is the target's amount."""
    near = [
        each
        for each in others
        if (each.amount > 0) == (target.amount > 0) and abs(each.amount) < abs(target.amount)
    ]
    if len(near) > CANDIDATES:
        near = [each for each in near if shared_words(each.told, target.told)]
    if len(near) < 2 or len(near) > CANDIDATES:
        return []
    ordered = sorted(near, key=lambda each: (-abs(each.amount), each.on, each.key))
    found = []
    for places in sets_of([abs(each.amount) for each in ordered], abs(target.amount)):
        found.append(tuple(ordered[place] for place in places))
        if len(found) == SETS:
            break
    return found


def sets_of(amounts: Sequence[int], wanted: int) -> Iterator[tuple[int, ...]]:
    """The places of two to LARGEST amounts that sum to `wanted`; `amounts` fall from the greatest on."""
    rest = [0] * (len(amounts) + 1)
    for place in range(len(amounts) - 1, -1, -1):
        rest[place] = rest[place + 1] + amounts[place]

    def further(start: int, left: int, taken: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if left == 0:
            if len(taken) > 1:
                yield taken
            return
        if len(taken) == LARGEST:
            return
        for place in range(start, len(amounts)):
            if rest[place] < left:
                return
            if amounts[place] <= left:
                yield from further(place + 1, left - amounts[place], (*taken, place))

    return further(0, wanted, ())
