"""Which lines of a statement are which postings: proposals with a reason, never a silent guess.

First one to one: the same amount to the đồng, near in time or under the same number of document. Among several,
the number of document goes before shared words, shared words before nearness; two that are alike in all of
these are left to a person. Then one transfer for several postings and several for one (`groups`). Nothing
depends on the order in which rows are given.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from khuyencong.rules.treasury.groups import groups_of
from khuyencong.rules.treasury.model import Item
from khuyencong.rules.treasury.words import letters_of, shared_words

DAYS = 10
"""So many days a transfer may lie from its posting: our own convention, as the others here."""
DAYS_NUMBERED = 60
"""The same where both tell one number of document."""
OPTIONS = 8
"""So many candidates are offered to choose from."""


class Sureness(StrEnum):
    """How sure a proposal is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return {"certain": "Chắc chắn", "likely": "Nhiều khả năng", "possible": "Có thể"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Lines and postings that may be one payment: their sums are equal. `reason` is why, in words."""

    lines: tuple[int, ...]
    entries: tuple[int, ...]
    sureness: Sureness
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of these, or none: equal candidates, for a person to choose from; `more` are not listed."""

    options: tuple[Proposal, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What is proposed, what has to be chosen, and what is left on either side by key."""

    proposals: tuple[Proposal, ...]
    choices: tuple[Choice, ...]
    lines: tuple[int, ...]
    entries: tuple[int, ...]


Rank = tuple[bool, int, int]
"""Same number of document, words in common, minus the days between: the greater the likelier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line and a posting of one amount that may be one payment."""

    line: Item
    entry: Item
    rank: Rank


@dataclass
class Ends:
    """The edges that are left at each line and each posting."""

    of_line: dict[int, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    of_entry: dict[int, list[Edge]] = field(default_factory=lambda: defaultdict(list))


def match(lines: Sequence[Item], entries: Sequence[Item]) -> Matched:
    """Everything that can be said about lines and postings of one account; each at most once in proposals."""
    edges = edges_of(lines, entries)
    ends = ends_of(edges)
    alone = {
        (edge.line.key, edge.entry.key)
        for edge in edges
        if len(ends.of_line[edge.line.key]) == 1 and len(ends.of_entry[edge.entry.key]) == 1
    }
    settled, open_edges = dominant(edges)
    pairs = [proposed(edge, alone=(edge.line.key, edge.entry.key) in alone) for edge in settled]
    used_lines = {edge.line.key for edge in settled} | {edge.line.key for edge in open_edges}
    used_entries = {edge.entry.key for edge in settled} | {edge.entry.key for edge in open_edges}
    left_lines = [each for each in lines if each.key not in used_lines]
    left_entries = [each for each in entries if each.key not in used_entries]
    several, either = grouped(left_lines, left_entries)
    choices = [*chosen_from(open_edges), *either]
    proposals = [*pairs, *several]
    touched = [*proposals, *(option for each in choices for option in each.options)]
    seen_lines = used_lines | {key for each in touched for key in each.lines}
    seen_entries = used_entries | {key for each in touched for key in each.entries}
    by_day = {each.key: (each.on, each.key) for each in lines}
    return Matched(
        proposals=tuple(sorted(proposals, key=lambda each: (by_day[each.lines[0]], each.lines))),
        choices=tuple(
            sorted(choices, key=lambda each: (by_day[each.options[0].lines[0]], each.options[0].lines))
        ),
        lines=tuple(each.key for each in sorted(lines, key=by_age) if each.key not in seen_lines),
        entries=tuple(each.key for each in sorted(entries, key=by_age) if each.key not in seen_entries),
    )


def by_age(item: Item) -> tuple[object, ...]:
    """From the oldest on."""
    return (item.on, item.key)


def edges_of(lines: Iterable[Item], entries: Iterable[Item]) -> list[Edge]:
    """Every pair of one amount that is near enough."""
    by_amount: dict[int, list[Item]] = defaultdict(list)
    for entry in entries:
        by_amount[entry.amount].append(entry)
    found = []
    for line in lines:
        for entry in by_amount.get(line.amount, ()):
            apart = abs((line.on - entry.on).days)
            if apart > DAYS_NUMBERED:
                continue
            numbered = same_number(line, entry)
            if numbered or apart <= DAYS:
                rank = (numbered, len(shared_words(line.told, entry.told)), -apart)
                found.append(Edge(line=line, entry=entry, rank=rank))
    return found


def same_number(line: Item, entry: Item) -> bool:
    """Whether both tell one number of document: in the column, or the posting's within the line's words."""
    number = letters_of(entry.number)
    if len(number) < 2:
        return False
    if number == letters_of(line.number):
        return True
    if len(number) >= 4 and any(map(str.isdigit, number)) and number in letters_of(line.told):
        return True
    mine, theirs = digits_of(number), digits_of(line.number)
    return len(mine) >= 3 and mine == theirs


def digits_of(text: str) -> str:
    """The digits alone, without zeros before them: "UNC 0017" and "17" are one number to a clerk."""
    return "".join(char for char in text if char.isascii() and char.isdigit()).lstrip("0")


def ends_of(edges: Iterable[Edge]) -> Ends:
    """The edges by their ends."""
    ends = Ends()
    for edge in edges:
        ends.of_line[edge.line.key].append(edge)
        ends.of_entry[edge.entry.key].append(edge)
    return ends


def dominant(edges: Sequence[Edge]) -> tuple[list[Edge], list[Edge]]:
    """The pairs that outrank every other pair at both ends, again and again; and the edges that are left.

    Which pairs come out does not depend on the order: one that outranks its rivals is nobody's rival.
    """
    settled: list[Edge] = []
    left = list(edges)
    while True:
        best_line, best_entry = best_by(left, "line"), best_by(left, "entry")
        now = [
            edge
            for edge in left
            if best_line[edge.line.key] == (edge.rank, 1) and best_entry[edge.entry.key] == (edge.rank, 1)
        ]
        if not now:
            return settled, left
        settled += now
        lines = {edge.line.key for edge in now}
        entries = {edge.entry.key for edge in now}
        left = [edge for edge in left if edge.line.key not in lines and edge.entry.key not in entries]


def best_by(edges: Iterable[Edge], end: str) -> Mapping[int, tuple[Rank, int]]:
    """The best rank at each line, or at each posting, and how many pairs have it."""
    found: dict[int, tuple[Rank, int]] = {}
    for edge in edges:
        key = (edge.line if end == "line" else edge.entry).key
        rank, count = found.get(key, (edge.rank, 0))
        if edge.rank > rank:
            found[key] = (edge.rank, 1)
        else:
            found[key] = (rank, count + (edge.rank == rank))
    return found


def proposed(edge: Edge, *, alone: bool) -> Proposal:
    """A pair with its reason."""
    numbered, words, apart = edge.rank
    reasons = ["đúng số tiền"]
    if numbered:
        reasons.append(f"cùng số chứng từ {edge.entry.number}")
    if words:
        reasons.append(f"nội dung nhắc “{', '.join(shared_words(edge.line.told, edge.entry.told)[:4])}”")
    reasons.append(days_apart(-apart))
    if alone:
        reasons.append("không còn cặp nào khác")
    sureness = Sureness.CERTAIN if numbered else Sureness.LIKELY if alone or words else Sureness.POSSIBLE
    return Proposal(
        lines=(edge.line.key,), entries=(edge.entry.key,), sureness=sureness, reason="; ".join(reasons)
    )


def days_apart(days: int) -> str:
    """How far apart two days are, in words."""
    return "cùng ngày" if days == 0 else f"cách {days} ngày"


def chosen_from(edges: Sequence[Edge]) -> list[Choice]:
    """What a person has to choose from, line by line."""
    found = []
    for of_line in ends_of(edges).of_line.values():
        ranked = sorted(of_line, key=lambda edge: (*(-part for part in edge.rank), edge.entry.key))
        options = tuple(as_option(edge) for edge in ranked[:OPTIONS])
        found.append(Choice(options=options, more=len(ranked) - len(options)))
    return found


def as_option(edge: Edge) -> Proposal:
    """A pair that is not the only likely one."""
    told = proposed(edge, alone=False)
    return Proposal(lines=told.lines, entries=told.entries, sureness=Sureness.POSSIBLE, reason=told.reason)


def grouped(lines: Sequence[Item], entries: Sequence[Item]) -> tuple[list[Proposal], list[Choice]]:
    """One transfer for several postings, several for one: proposed where nothing else claims any of them."""
    of_lines, of_entries = Days(lines), Days(entries)
    sets = [
        *(as_group((each,), some) for each in lines for some in groups_of(each, of_entries.near(each.on))),
        *(as_group(some, (each,)) for each in entries for some in groups_of(each, of_lines.near(each.on))),
    ]
    uses: dict[tuple[str, int], int] = defaultdict(int)
    for each in sets:
        for mark in marks(each):
            uses[mark] += 1
    single = [each for each in sets if all(uses[mark] == 1 for mark in marks(each))]
    heaps = together([each for each in sets if any(uses[mark] > 1 for mark in marks(each))])
    return single, [Choice(options=tuple(each[:OPTIONS]), more=max(0, len(each) - OPTIONS)) for each in heaps]


class Days:
    """Rows by their day, so that those near a day are found without looking at all."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = sorted(items, key=lambda each: (each.on, each.key))
        self.days = [each.on.toordinal() for each in self.items]

    def near(self, on: date) -> list[Item]:
        """Those not farther than DAYS."""
        day = on.toordinal()
        return self.items[bisect_left(self.days, day - DAYS) : bisect_right(self.days, day + DAYS)]


def marks(proposal: Proposal) -> list[tuple[str, int]]:
    """What it uses."""
    return [*(("line", key) for key in proposal.lines), *(("entry", key) for key in proposal.entries)]


def together(sets: Sequence[Proposal]) -> list[list[Proposal]]:
    """Sets that share anything, in heaps; each heap in a fixed order."""
    heaps: list[tuple[set[tuple[str, int]], list[Proposal]]] = []
    for each in sorted(sets, key=lambda one: (one.lines, one.entries)):
        mine, members = set(marks(each)), [each]
        apart = []
        for used, others in heaps:
            if used & mine:
                mine |= used
                members = [*others, *members]
            else:
                apart.append((used, others))
        heaps = [*apart, (mine, members)]
    return [sorted(members, key=lambda one: (one.lines, one.entries)) for _, members in heaps]


def as_group(lines: Sequence[Item], entries: Sequence[Item]) -> Proposal:
    """A set with its reason."""
    apart = max(abs((line.on - entry.on).days) for line in lines for entry in entries)
    what = (
        f"một lần chuyển cho {len(entries)} bút toán"
        if len(entries) > 1
        else f"{len(lines)} lần chuyển cho một bút toán"
    )
    return Proposal(
        lines=tuple(sorted(each.key for each in lines)),
        entries=tuple(sorted(each.key for each in entries)),
        sureness=Sureness.POSSIBLE,
        reason=f"{what}, cộng lại đúng đến đồng; {days_apart(apart)}",
    )
