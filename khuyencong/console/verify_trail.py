"""`khuyencong verify-trail`: whether anything in the trail was changed, removed or put elsewhere."""

import argparse
from itertools import islice
from typing import TextIO

from khuyencong.workflow.queries import broken_links, head

MOST = 100
"""Breaks named one by one; more than that is one sentence."""


def run(args: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Name every broken row; exit 1 when there is one, or when the trail does not reach the noted head."""
    broken = broken_links()
    named = list(islice(broken, MOST))
    for one in named:
        print(f"khuyencong verify-trail: {one.sentence}", file=err)
    if len(named) == MOST and next(broken, None) is not None:
        print(f"khuyencong verify-trail: còn nữa, chỉ nêu {MOST} chỗ đầu", file=err)
    sequence, digest = head()
    elsewhere = bool(args.expect) and args.expect != digest
    if elsewhere:
        print(f"khuyencong verify-trail: mốc cuối không phải {args.expect}", file=err)
    print(f"Nhật ký: {sequence} dòng; mã băm dòng cuối: {digest or 'chưa có dòng nào'}", file=out)
    return int(bool(named) or elsewhere)
