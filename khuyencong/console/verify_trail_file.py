"""`khuyencong verify-trail --file`: an exported trail, verified where no database is."""

import argparse
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from khuyencong.rules.trail import Break, Link
from khuyencong.rules.trail_file import Heading, NotATrailError, breaks_of, heading_of, links_of

MOST = 100
"""Breaks named one by one; more than that is one sentence."""

CHOSEN = (
    "Tệp chỉ có các dòng đã lọc: từng dòng đã được đối chiếu với mã băm của nó; thiếu dòng hay đổi chỗ "
    "chỉ kiểm được ở tệp xuất toàn bộ nhật ký."
)


def run(args: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Name every broken row of the file; exit 1 when there is one or when it cannot be read."""
    try:
        with Path(args.file).open(encoding="utf-8") as lines:
            return verify(lines, args.expect, out, err)
    except (OSError, UnicodeDecodeError) as error:
        print(f"khuyencong verify-trail: không đọc được {args.file}: {error}", file=err)
    except NotATrailError as error:
        print(f"khuyencong verify-trail: {args.file}: {error}", file=err)
    return 1


def verify(lines: Iterator[str], expect: str, out: TextIO, err: TextIO) -> int:
    """The same for lines; one in memory at a time."""
    heading, seen = heading_of(next(lines, "")), Seen()
    broken = name_breaks(breaks_of(heading, seen.over(links_of(lines))), err)
    other = elsewhere(expect, heading.head[1], err)
    print(told(heading, seen.count), file=out)
    return int(broken or other)


def told(heading: Heading, count: int) -> str:
    """What was verified, and what could not be."""
    whole = f"Tệp nhật ký: {count} dòng; mã băm dòng cuối của nhật ký khi xuất: {heading.head[1] or 'chưa có'}"
    return whole if heading.whole else f"{whole}\n{CHOSEN}"


class Seen:
    """Counts what goes by."""

    def __init__(self) -> None:
        self.count = 0

    def over(self, links: Iterable[Link]) -> Iterator[Link]:
        """The same links."""
        for link in links:
            self.count += 1
            yield link


def name_breaks(breaks: Iterator[Break], err: TextIO) -> bool:
    """Say where the chain does not hold; whether there was such a place. All of them are walked."""
    named = False
    for one in islice(breaks, MOST):
        named = True
        print(f"khuyencong verify-trail: {one.sentence}", file=err)
    if sum(1 for _ in breaks):
        print(f"khuyencong verify-trail: còn nữa, chỉ nêu {MOST} chỗ đầu", file=err)
    return named


def elsewhere(expect: str, digest: str, err: TextIO) -> bool:
    """Whether a head was noted before and this is another; said."""
    if not expect or expect == digest:
        return False
    print(f"khuyencong verify-trail: mốc cuối không phải {expect}", file=err)
    return True
