"""`khuyencong base` and `khuyencong add-officer`: what a real installation begins with."""

import argparse
from typing import TextIO

from django.utils.timezone import localdate, localtime

from khuyencong.norms.actions import load_activities, load_law
from khuyencong.organisations import actions as organisations
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import agencies_named, operator
from khuyencong.organisations.roles import roles
from khuyencong.places import actions as places


class UnknownAgencyError(LookupError):
    """No agency bears that code."""


class UnknownRoleError(LookupError):
    """No role bears that code."""


def load_base(out: TextIO) -> int:
    """Units, agencies, the list of contents and the law; a second run changes nothing."""
    places.load(progress=lambda line: print(line, file=out))
    print(f"Danh mục nội dung khuyến công: {load_activities()} dòng.", file=out)
    print(f"Cơ quan: {organisations.load_agencies()}.", file=out)
    listed = sum(outcome.listed for outcome in load_law(by=operator(), at=localtime()))
    print(f"Văn bản, định mức, danh mục theo ngày: {listed} dòng.", file=out)
    return 0


def add_officer(args: argparse.Namespace, out: TextIO) -> int:
    """An account with a password that is shown once."""
    agency = Agency.objects.filter(code=args.agency).first()
    if agency is None:
        raise UnknownAgencyError(
            f"không có cơ quan mã “{args.agency}”; Cục là “cuc”, Sở là “sct-<mã tỉnh>-<năm>”, ví dụ "
            "sct-82-2025; xem mọi mã bằng lệnh: khuyencong agencies"
        )
    if args.role not in roles():
        raise UnknownRoleError(f"không có vai trò “{args.role}”; các vai trò: {', '.join(roles())}")
    user, password = organisations.add_officer(
        username=args.username, full_name=args.name, agency=agency, role=args.role, since=localdate()
    )
    if password:
        print(f"Đã tạo tài khoản {user.username}; mật khẩu (chỉ hiện một lần): {password}", file=out)
    else:
        print(f"Tài khoản {user.username} đã có; không đổi gì.", file=out)
    return 0


def agencies(args: argparse.Namespace, out: TextIO) -> int:
    """The code and name of every agency of today, or of those whose name holds some words."""
    for code, name in agencies_named(args.words, localdate()):
        print(f"{code}\t{name}", file=out)
    return 0
