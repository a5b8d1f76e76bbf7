"""Whether a production site lies where the programme supports, and whether its owner is small enough.

The site decides, not the seat (TT 46/2012/TT-BCT Điều 3 khoản 1 điểm d). The rules of the day are handed in.
"""

from dataclasses import dataclass

from khuyencong.rules.drafting import Wanted
from khuyencong.rules.findings import Finding, Severity, warning


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a site lies: its commune ("" while nobody wrote it) and the kind of its province."""

    commune_kind: str = ""
    commune: str = ""
    province_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The rule of the day: in words, by which law, read or not, and whether wards of a big city are outside."""

    words: str
    law: str
    verified: bool
    by_city: bool


def check_place(place: Place, ground: Ground, *, where: str) -> list[Finding]:
    """What speaks against the site, or what must be looked at; nothing for a place that surely belongs."""
    if not place.commune_kind:
        fix = "Mở cơ sở trong sổ và ghi xã, phường của nơi sản xuất."
        message = "Chưa ghi xã, phường nơi sản xuất nên chưa xét được địa bàn."
        return [Finding(code="no_commune", severity=Severity.ERROR, message=message, place=where, fix=fix)]
    if place.commune_kind.lower() != "phường":
        return []
    if ground.by_city and place.province_kind.lower() == "tỉnh":
        return []
    name = f"{place.commune_kind.capitalize()} {place.commune}"
    told = f"{name} có thể ngoài địa bàn: {ground.words} ({ground.law})."
    central = ground.by_city and place.province_kind.lower().startswith("thành phố")
    severity = Severity.ERROR if central and ground.verified else Severity.WARNING
    fix = "Xem nơi sản xuất có thật ở phường này không; nếu đúng, hỏi Sở về loại đô thị hoặc ngoại lệ."
    return [Finding(code="outside_area", severity=severity, message=told, place=where, fix=fix)]


def check_owner(*, large: bool, wanted: Wanted | None, where: str) -> list[Finding]:
    """A warning for an owner above the size of a medium enterprise; nothing where no rule asks for less.

    It never stops: figures of a year are no proof, and the programme has others too (service, clusters).
    """
    if not large or wanted is None:
        return []
    message = f"Cơ sở lớn hơn doanh nghiệp vừa, mà chương trình hỗ trợ: {wanted.name} ({wanted.law})."
    fix = "Xem lại lao động, doanh thu, vốn; nếu đúng, hỏi Sở cơ sở thuộc đối tượng nào khác của chương trình."
    return [warning("too_large", message, fix, where)]
