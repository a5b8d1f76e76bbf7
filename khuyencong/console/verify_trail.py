"""`khuyencong verify-trail`: whether anything in the trail was changed, removed or put elsewhere."""

import argparse
from typing import TextIO

from khuyencong.console.verify_trail_file import elsewhere, name_breaks
from khuyencong.workflow.queries import broken_links, head


def run(args: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Name every broken row; exit 1 when there is one, or when the trail does not reach the noted head."""
    broken = name_breaks(broken_links(), err)
    sequence, digest = head()
    other = elsewhere(args.expect, digest, err)
    print(f"Nhật ký: {sequence} dòng; mã băm dòng cuối: {digest or 'chưa có dòng nào'}", file=out)
    return int(broken or other)
