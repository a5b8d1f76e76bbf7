"""`khuyencong merge-agency`: what moves when one agency is merged into another; only `--write` moves it."""

import argparse
from datetime import date
from typing import TextIO

from django.utils.timezone import localtime

from khuyencong.console.base import UnknownAgencyError
from khuyencong.organisations.actions.people import merge
from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.queries import operator
from khuyencong.rules.findings import BlockedError


class MergeRefusedError(RuntimeError):
    """It cannot be merged now."""


def agency_of(code: str) -> Agency:
    """The agency of that code."""
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise UnknownAgencyError(f"không có cơ quan mã “{code}”; xem mọi mã bằng lệnh: khuyencong agencies")
    return found


def run(args: argparse.Namespace, out: TextIO) -> int:
    """List the desks that move, and move them with `--write`."""
    old, new, on = agency_of(args.old), agency_of(args.new), date.fromisoformat(args.on)
    desks = list(Desk.objects.on(on).filter(agency=old).order_by("code"))
    for desk in desks:
        print(f"{desk.code}\t{desk.title}", file=out)
    names = f"{old.name_on(on)} → {new.name_on(on)}, từ ngày {on:%d/%m/%Y}"
    if not args.write:
        print(f"{names}: {len(desks)} bàn sẽ chuyển. Chưa ghi gì; thêm --write để ghi.", file=out)
        return 0
    try:
        moved = merge(old=old, new=new, on=on, source=args.source, by=operator(), at=localtime())
    except BlockedError as blocked:
        raise MergeRefusedError(
            " ".join(f"{each.message} {each.fix}" for each in blocked.findings)
        ) from blocked
    print(f"{names}: đã chuyển {len(moved)} bàn.", file=out)
    return 0
