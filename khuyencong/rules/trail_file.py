"""The trail as a file that can be verified far from the database: a line of JSON each event, the head first."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khuyencong.rules.trail import Break, Fault, Link, breaks, digest

FORMAT = "khuyencong-trail-1"


class NotATrailError(ValueError):
    """The file is no exported trail, or a line of it cannot be read; says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a file holds: the whole trail up to its head, or only the rows that were asked for."""

    whole: bool
    asked: str
    head: tuple[int, str]

    @property
    def line(self) -> str:
        """As the first line of the file."""
        told = {"format": FORMAT, "whole": self.whole, "asked": self.asked, "head": list(self.head)}
        return json.dumps(told, ensure_ascii=False)


def spelled(link: Link) -> str:
    """One event as a line."""
    told = {"sequence": link.sequence, "previous": link.previous, "hash": link.hash, "said": dict(link.said)}
    return json.dumps(told, ensure_ascii=False)


def heading_of(line: str) -> Heading:
    """What the first line says; NotATrailError."""
    try:
        told = json.loads(line)
        sequence, last = told["head"]
        if told["format"] != FORMAT:
            raise NotATrailError(f"dòng đầu không ghi “{FORMAT}”")
        return Heading(whole=told["whole"] is True, asked=str(told["asked"]), head=(int(sequence), str(last)))
    except (ValueError, KeyError, TypeError) as error:
        raise NotATrailError("dòng đầu không phải của một tệp nhật ký do hệ thống xuất") from error


def links_of(lines: Iterable[str]) -> Iterator[Link]:
    """The events of the lines after the heading; NotATrailError names a line that cannot be read."""
    for number, line in enumerate(lines, start=2):
        try:
            told = json.loads(line)
            said = {str(name): str(value) for name, value in told["said"].items()}
            yield Link(
                sequence=int(told["sequence"]),
                previous=str(told["previous"]),
                hash=str(told["hash"]),
                said=said,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotATrailError(f"dòng {number} của tệp không đọc được") from error


def breaks_of(heading: Heading, links: Iterable[Link]) -> Iterator[Break]:
    """What does not hold, one row in memory. Of rows that were chosen each is held against its own hash, and
    against the row before where that is in the file too; gaps and order can only be judged in a whole trail."""
    if heading.whole:
        yield from breaks(links, head=heading.head)
        return
    sequence, last = 0, ""
    for link in links:
        if link.sequence <= sequence or (link.sequence == sequence + 1 and link.previous != last):
            yield Break(fault=Fault.REORDERED, sequence=link.sequence, until=link.sequence)
        if digest(sequence=link.sequence, previous=link.previous, said=link.said) != link.hash:
            yield Break(fault=Fault.CHANGED, sequence=link.sequence, until=link.sequence)
        sequence, last = link.sequence, link.hash
