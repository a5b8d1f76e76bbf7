"""`khuyencong verify-ledger`: whether every promise of the ledger holds, reckoned anew from its first row."""

import argparse
import itertools
from typing import TextIO

from khuyencong.ledger.models import Posting, Transfer
from khuyencong.ledger.queries import broken_promises, fingerprint, rebuilt_summary, summary, untold

MOST = 20


def run(args: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Name what is broken, the first of it; exit 1 when anything is, or when the fingerprint is another."""
    broken = list(itertools.islice(itertools.chain(broken_promises(), untold()), MOST + 1))
    for each in broken[:MOST]:
        print(f"khuyencong verify-ledger: {each.where}: {each.sentence}", file=err)
    if len(broken) > MOST:
        print(f"khuyencong verify-ledger: còn nữa, chỉ nêu {MOST} chỗ đầu", file=err)
    kept = summary()
    mark = fingerprint(kept)
    other = bool(args.expect) and args.expect != mark
    if other:
        print(f"khuyencong verify-ledger: dấu của sổ không phải {args.expect}", file=err)
    same = kept == rebuilt_summary()
    counts = f"{Posting.objects.count()} bút toán, {Transfer.objects.count()} dòng"
    print(
        f"Sổ cái: {counts}; số dư dựng lại {'khớp từng byte' if same else 'KHÔNG khớp'}; dấu: {mark}", file=out
    )
    return int(bool(broken) or other or not same)
