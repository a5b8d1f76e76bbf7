"""Which claims contradict one another: smallest sets, and how many figures at least must be wrong.

Both questions are answered through hitting sets. A contradiction must take a claim from every repair (a set
of claims whose removal leaves the rest consistent), and a repair a claim from every contradiction; so each
smallest one is found as a smallest hitting set of those of the other sort met so far, until the solver
agrees with it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from khuyencong.rules.reconcile.claims import DERIVED, Claim, Kind
from khuyencong.rules.reconcile.simplex import NO_REASONS, Reasons
from khuyencong.rules.reconcile.system import System

MAX_WORK = 2000
"""Bounds the rounds of one search; then a set that is minimal (nothing can be left out) is good enough."""
WEIGHT = 10
"""How much more a claim of the set sought makes a round cost than one that is only judged."""
MAX_STEPS = 2000
"""So many steps one search for a hitting set may take; a longer one is given up in the same way."""

Rank = Mapping[str, int]
"""Where a claim comes in an order; ties between sets of one size go to the first."""


def contradictions(system: System, book: Mapping[str, Claim]) -> list[Reasons]:
    """The contradictions among the judged claims, one for each figure that must be wrong at the very least.

    The first is a smallest there is; each further one is a smallest of what remains when a likely culprit
    of those before is no longer believed. An empty list: values exist that make all claims true.
    """
    order = {name: place for place, name in enumerate(book)}
    suspects = fewest_wrong(system, _by_suspicion(book))
    believed, repairs = system.judged, list[Reasons]()
    found: list[Reasons] = []
    while smallest := smallest_clash(system, believed, order, repairs):
        found.append(smallest)
        culprit = min(smallest & suspects or smallest, key=order.__getitem__)
        believed -= {culprit}
        # What mends all the claims mends those without the culprit too: the search goes on from what it knows.
        repairs = [repair - {culprit} for repair in repairs]
    return found


def smallest_clash(system: System, believed: Reasons, rank: Rank, repairs: list[Reasons]) -> Reasons | None:
    """A smallest set of `believed` claims that cannot be true together; of several the first by `rank`.

    `repairs` are sets without which `believed` is consistent; those met on the way are added.
    """
    known = _short_clash(system, believed, rank)
    if known is None:
        return None
    for _ in range(MAX_WORK // (len(believed) + WEIGHT * len(known))):
        candidate = smallest_hitting_set(repairs, rank, limit=len(known))
        if candidate is None:
            return known
        if system.clash(candidate) is not None:
            return candidate
        tired = Counter(name for repair in repairs for name in repair)
        repairs.append(believed - _grown(system, candidate, believed, tired))
    return known


def _short_clash(system: System, believed: Reasons, rank: Rank) -> Reasons | None:
    """A minimal clash, likely a short one: around one relation, else by amounts, sums and one figure more."""
    anywhere = minimal_clash(system, believed, rank)
    if anywhere is None:
        return None
    relations = [name for name in sorted(believed, key=rank.__getitem__) if not system.is_amount(name)]
    alone = [minimal_clash(system, system.around(name) & believed, rank) for name in relations]
    if not any(alone):
        plain = frozenset(name for name in believed if not system.is_derived(name))
        more = [frozenset({name}) for name in sorted(anywhere - plain)]
        alone = [minimal_clash(system, plain | one, rank) for one in (NO_REASONS, *more)]
    return min(
        (one for one in (*alone, anywhere) if one),
        key=lambda one: (len(one), sorted(rank[name] for name in one)),
    )


def minimal_clash(system: System, believed: Reasons, rank: Rank) -> Reasons | None:
    """Claims that cannot be true together although any of them could be left out; None if all can be true.

    Relations are left out before amounts: a contradiction through few relations is short, and easier to follow.
    """
    clash = system.clash(believed)
    if clash is None:
        return None
    for name in sorted(clash, key=lambda name: (system.is_amount(name), -rank[name])):
        smaller = system.clash(clash - {name}) if name in clash else None
        clash = clash if smaller is None else smaller
    return clash


def fewest_wrong(system: System, rank: Rank) -> Reasons:
    """A smallest set of claims without which the others are consistent; of several the first by `rank`."""
    clashes: list[Reasons] = []
    wrong = NO_REASONS
    for _ in range(MAX_WORK // len(system.judged)):
        clash = minimal_clash(system, system.judged - wrong, rank)
        if clash is None:
            return wrong
        clashes.append(clash)
        wrong = smallest_hitting_set(clashes, rank, limit=len(clashes)) or wrong
    while (clash := system.clash(system.judged - wrong)) is not None:
        wrong |= {min(clash, key=rank.__getitem__)}
    return wrong


def smallest_hitting_set(sets: Sequence[Reasons], rank: Rank, limit: int) -> Reasons | None:
    """A smallest set, of at most `limit` claims, that has a claim of each of `sets`; None if none was found."""
    steps = iter(range(MAX_STEPS))
    for size in range(_disjoint(sets), limit + 1):
        if found := list(_hitting_sets(sets, size, steps)):
            return min(found, key=lambda one: sorted(rank[name] for name in one))
    return None


def _hitting_sets(
    sets: Sequence[Reasons], size: int, steps: Iterator[int], chosen: Reasons = NO_REASONS
) -> Iterator[Reasons]:
    """All hitting sets of `size` that can be found in the `steps` left."""
    left = [one for one in sets if not one & chosen]
    if not left:
        yield chosen
    elif _disjoint(left) <= size and next(steps, None) is not None:
        shortest: Reasons = min(left, key=len)
        for name in sorted(shortest):
            yield from _hitting_sets(left, size - 1, steps, chosen | {name})


def _disjoint(sets: Sequence[Reasons]) -> int:
    """How many of `sets`, smallest first, share nothing: no hitting set can be smaller."""
    taken, count = NO_REASONS, 0
    for one in sorted(sets, key=len):
        if not one & taken:
            taken, count = taken | one, count + 1
    return count


def _grown(system: System, seed: Reasons, believed: Reasons, tired: Counter[str]) -> Reasons:
    """`seed`, which is consistent, with as many of `believed` as stay so: nothing more could be added.

    Claims left out before are left out last: repairs that share little soon prove that nothing small hits
    them all.
    """
    kept, dropped = believed, []
    while (clash := system.clash(kept)) is not None:
        victim = min(clash - seed, key=lambda name: (tired[name], system.is_amount(name), name))
        kept -= {victim}
        dropped.append(victim)
    for victim in dropped:
        if system.clash(kept | {victim}) is None:
            kept |= {victim}
    return kept


def _by_suspicion(book: Mapping[str, Claim]) -> dict[str, int]:
    """Derived figures first: computed by hand, they are most often at fault; sums last."""

    def suspicion(claim: Claim) -> int:
        return 0 if claim.kind in DERIVED else 2 if claim.kind == Kind.SUM else 1

    return {claim.id: place for place, claim in enumerate(sorted(book.values(), key=suspicion))}
