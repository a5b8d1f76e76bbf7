"""`khuyencong norms`: how much of the law is loaded and read; checking and loading its files."""

import argparse
from datetime import date
from pathlib import Path
from typing import TextIO

from django.utils.timezone import localdate, localtime

from khuyencong.norms.actions import Outcome, check_law, load_file
from khuyencong.norms.queries import LISTS, norms_on, rows_on
from khuyencong.organisations.queries import operator
from khuyencong.rules.findings import BlockedError


def run(args: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Load a file, check what loading would do, or say how much is read; 2 when a file cannot be loaded."""
    try:
        if args.check or args.load:
            tell(changed(args.check, args.load), out, only_checked=args.check)
            return 0
    except (BlockedError, OSError, UnicodeDecodeError) as error:
        for sentence in sentences(error):
            print(f"khuyencong norms: {sentence}", file=err)
        return 2
    count(localdate(), out)
    return 0


def changed(check: bool, path: Path | None) -> list[Outcome]:
    """What the files do, or would do."""
    by, at = operator(), localtime()
    if check or path is None:
        return check_law(by=by, at=at, path=path)
    return [load_file(path, by=by, at=at)]


def sentences(error: Exception) -> list[str]:
    """Why a file could not be loaded."""
    if isinstance(error, BlockedError):
        return [f"{each.place}: {each.message} {each.fix}" for each in error.findings]
    return [f"không đọc được tệp: {error}"]


def tell(outcomes: list[Outcome], out: TextIO, *, only_checked: bool) -> None:
    """One line a file, and under it what is added, changed or kept."""
    for each in outcomes:
        words = f"{len(each.added)} dòng mới, {len(each.changed)} dòng đổi, {len(each.kept)} dòng giữ nguyên"
        print(f"{each.name}: {each.listed} dòng trong tệp; {words}.", file=out)
        for name in each.added:
            print(f"  + {name}", file=out)
        for name in each.changed:
            print(f"  ~ {name}", file=out)
        for name in each.kept:
            print(f"  = {name} (đã sửa trên hệ thống, tệp không ghi đè)", file=out)
    if only_checked:
        print("Chỉ kiểm tra, chưa ghi gì.", file=out)


def count(on: date, out: TextIO) -> None:
    """Of every list: how many rows bind today, and how many of them nobody has read in the original."""
    norms = norms_on(on)
    print(
        f"Định mức: {norms.count()} dòng hiệu lực, {norms.filter(verified=False).count()} cần xác minh.",
        file=out,
    )
    for model in LISTS.values():
        rows = rows_on(model, on)
        name = str(model._meta.verbose_name)
        told = f"{rows.count()} dòng hiệu lực, {rows.filter(verified=False).count()} cần xác minh"
        print(f"{name[:1].upper()}{name[1:]}: {told}.", file=out)
