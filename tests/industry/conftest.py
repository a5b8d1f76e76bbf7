"""Communes of two provinces, an establishment in one of them, and short ways to write in the register."""

from datetime import date

import pytest

from khuyencong.industry.actions import Place, register
from khuyencong.industry.lifecycle import MERGE, propose_merge
from khuyencong.places.models import Unit
from khuyencong.rules.text import fold, sort_key
from khuyencong.workflow.lifecycle import Act

MERGED_ON = date(2025, 7, 1)
SAID = {"name": "Cơ sở mộc Phú Lộc", "legal_form": "ho", "source": "Sổ tay của xã"}


def commune(code: str, name: str, province: str) -> Unit:
    """A commune of today, without the ten thousand others."""
    parent = Unit.objects.get(code=province, since=MERGED_ON)
    given = {
        "level": Unit.Level.COMMUNE,
        "kind": "xã",
        "name": name,
        "folded": fold(name),
        "sort_key": sort_key(name),
        "parent": parent,
        "source": "thử nghiệm",
    }
    return Unit.objects.get_or_create(code=code, since=MERGED_ON, defaults=given)[0]


@pytest.fixture
def phu_loc(db) -> Unit:
    """A commune of Đồng Tháp."""
    return commune("99001", "Phú Lộc", "82")


@pytest.fixture
def phu_an(db) -> Unit:
    """Another commune of Đồng Tháp."""
    return commune("99002", "Phú An", "82")


@pytest.fixture
def tan_bien(db) -> Unit:
    """A commune of Tây Ninh."""
    return commune("99003", "Tân Biên", "80")


@pytest.fixture
def enter(phu_loc, dong_thap_officer, now):
    """Enter an establishment in Phú Lộc by an officer of Đồng Tháp, or as told."""

    def write(*, unit=None, by=None, other=False, address="", **said):
        place = Place(unit=unit or phu_loc, address=address)
        return register(SAID | said, place, by=by or dong_thap_officer, at=now, other=other)

    return write


@pytest.fixture
def propose(dong_thap_officer, now):
    """Propose a merge in somebody's name."""

    def write(gone, kept, by=None, reason="Cùng một chủ, đã hỏi"):
        return propose_merge(gone=gone, kept=kept, act=Act(by=by or dong_thap_officer, at=now, reason=reason))

    return write


@pytest.fixture
def move(now):
    """Move a merge in somebody's name."""

    def perform(name, merge, by, reason=""):
        return MERGE.perform(f"establishment_merge.{name}", merge, Act(by=by, at=now, reason=reason))

    return perform
