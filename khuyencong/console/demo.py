"""`khuyencong demo`: the places, agencies and lists every installation needs, and data to try it with."""

from datetime import datetime
from typing import TextIO

from django.conf import settings
from django.utils.timezone import localtime

from khuyencong.console.base import load_base
from khuyencong.organisations import actions as organisations
from khuyencong.organisations.models import Agency, User
from khuyencong.organisations.queries import department_of, ministry_department, operator
from khuyencong.places.queries import find_province
from khuyencong.reporting.actions.demonstration import load_demonstration
from khuyencong.reporting.actions.published import load_claims, load_published

PASSWORD = "minh-hoa-2018"  # noqa: S105 - printed on purpose, see below
"""Of demonstration accounts only; `khuyencong demo` refuses to run in production."""


class ProductionError(RuntimeError):
    """Made figures do not belong into a system in use."""


def run(out: TextIO) -> int:
    """Load everything; a second run changes nothing."""
    if settings.PRODUCTION:
        raise ProductionError("không nạp số liệu minh họa khi KHUYENCONG_PRODUCTION=1")
    at = localtime()
    load_base(out)
    by = operator()
    print(f"Số liệu đã công bố: thêm {load_published(by=by, at=at)} số.", file=out)
    print(f"Bộ số liệu in để đối chiếu: thêm {load_claims(at=at)} bộ.", file=out)
    print(f"Số liệu minh họa: thêm {load_demonstration(by=by, at=at)} số.", file=out)
    accounts(at, out)
    return 0


def accounts(at: datetime, out: TextIO) -> None:
    """One account per kind of reader, all with the same printed password."""
    ministry = ministry_department()
    wanted: list[tuple[str, str, Agency, str]] = [
        ("lanhdao", "Lãnh đạo Cục (minh họa)", ministry, User.Role.LEADER),
        ("canbo", "Cán bộ Cục (minh họa)", ministry, User.Role.OFFICER),
    ]
    for username, name in [("dongthap", "Đồng Tháp"), ("tayninh", "Tây Ninh")]:
        match = find_province(name, at.date())
        if match.place is not None:
            agency = department_of(match.place.id, at.date())
            wanted.append((username, f"Cán bộ Sở {name} (minh họa)", agency, User.Role.OFFICER))
    for username, full_name, agency, role in wanted:
        organisations.add_officer(
            username=username, full_name=full_name, agency=agency, role=role, password=PASSWORD
        )
    names = ", ".join(username for username, *_ in wanted)
    print(f"Tài khoản minh họa: {names}; mật khẩu {PASSWORD}.", file=out)
