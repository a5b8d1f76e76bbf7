"""The chain of the trail: each event carries the hash of the one before, so that none can change unnoticed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring as quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One event as the chain sees it; `said` is everything it tells, by field name."""

    sequence: int
    previous: str
    hash: str
    said: Mapping[str, str]


class Fault(StrEnum):
    """What is wrong with a row of the chain."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where the chain does not hold; `until` is the last row concerned."""

    fault: Fault
    sequence: int
    until: int

    @property
    def sentence(self) -> str:
        """What an inspector reads."""
        rows = (
            f"dòng {self.sequence}" if self.sequence == self.until else f"dòng {self.sequence} đến {self.until}"
        )
        return {
            Fault.CHANGED: f"{rows}: nội dung đã bị sửa sau khi ghi",
            Fault.REMOVED: f"{rows}: đã bị xóa",
            Fault.REORDERED: f"{rows}: không nối tiếp dòng trước, đã bị thay hoặc đổi chỗ",
            Fault.CUT: f"{rows}: phần cuối đã bị cắt, số dòng ít hơn mốc đã ghi",
        }[self.fault]


def digest(*, sequence: int, previous: str, said: Mapping[str, str]) -> str:
    """The hash of an event: SHA-256 over its place, the hash before it and all it tells, spelled one way.

    The spelling is JSON with sorted keys and without spaces; written out, since json.dumps takes longer.
    """
    told = ",".join([before + quoted(said[name]) for name, before in _names(tuple(said))])
    return sha256(f"[{sequence},{quoted(previous)},{{{told}}}]".encode()).hexdigest()


@lru_cache(maxsize=64)
def _names(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The names sorted, each with what stands before its value; every row has the same."""
    return [(name, f"{quoted(name)}:") for name in sorted(names)]


def breaks(
    links: Iterable[Link], *, head: tuple[int, str] | None = None, after: tuple[int, str] = (0, "")
) -> Iterator[Break]:
    """Every place where the chain does not hold, in order; reads the stream once and keeps one row.

    `head` is the (sequence, hash) the chain should end with, where one was noted; `after` the row before the
    first of the stream.
    """
    sequence, last = after
    for link in links:
        if link.sequence != sequence + 1:
            yield Break(fault=Fault.REMOVED, sequence=sequence + 1, until=link.sequence - 1)
        elif link.previous != last:
            yield Break(fault=Fault.REORDERED, sequence=link.sequence, until=link.sequence)
        if digest(sequence=link.sequence, previous=link.previous, said=link.said) != link.hash:
            yield Break(fault=Fault.CHANGED, sequence=link.sequence, until=link.sequence)
        sequence, last = link.sequence, link.hash
    if head is None:
        return
    if head[0] > sequence:
        yield Break(fault=Fault.CUT, sequence=sequence + 1, until=head[0])
    elif head[0] == sequence and head[1] != last:
        yield Break(fault=Fault.REORDERED, sequence=sequence, until=sequence)
