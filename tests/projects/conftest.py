"""A workshop in a commune, and drafts for it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from khuyencong.industry.actions import Place, register
from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Sector, SupportItem
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.projects import actions
from khuyencong.projects.lifecycle import start
from khuyencong.projects.models import Project
from khuyencong.projects.queries import papers_for, sections_on
from khuyencong.workflow.lifecycle import Act
from tests.norms.conftest import law

__all__ = ["law"]

LONG = "Cơ sở mua một máy sấy bơm nhiệt mới, công suất một tấn mỗi mẻ, lắp tại xưởng ở xã. " * 4


def commune_of(province: str, name: str, kind: str = "xã") -> Unit:
    """A commune of today below a province of today; tests load provinces only."""
    above = Unit.objects.get(level="province", name=province, until__isnull=True)
    found, _ = Unit.objects.get_or_create(
        code=f"9{len(name):02d}{len(province):02d}",
        since=date(2025, 7, 1),
        defaults={
            "level": "commune",
            "kind": kind,
            "name": name,
            "folded": name.lower(),
            "sort_key": "1",
            "parent": above,
            "source": "thử",
        },
    )
    return found


@pytest.fixture
def workshop(db, dong_thap_officer, now) -> Establishment:
    """A made co-operative in a commune of Đồng Tháp."""
    said = {"name": "Hợp tác xã Sao Mai", "legal_form": "htx", "source": "thử"}
    place = Place(unit=commune_of("Đồng Tháp", "Phú Lợi"), address="Ấp 3")
    return register(said, place, by=dong_thap_officer, at=now, other=True)


def basics(**more) -> actions.Basics:
    """What a draft for one machine is about."""
    item = SupportItem.objects.get(code="may-moc")
    said = {
        "title": "Hỗ trợ máy sấy bơm nhiệt",
        "purse": "KCQG",
        "kind": "named",
        "year": 2027,
        "last_year": 2027,
        "items": {item: 1},
        "sector": Sector.objects.filter(code="che-bien").order_by("-since").first(),
        "full_counterpart": True,
        "no_double_support": True,
    }
    return actions.Basics(**said | more)


def machine(cost: int, support: int, **more) -> actions.Cost:
    """One line: a machine of that price."""
    said = {
        "name": "Máy sấy",
        "item": SupportItem.objects.get(code="may-moc"),
        "unit": "máy",
        "quantity": Decimal(1),
        "unit_price": cost,
        "year": 2027,
        "support": support,
    }
    return actions.Cost(**said | more)


Draft = Callable[..., Project]


@pytest.fixture
def draft(law, workshop, dong_thap_officer, now) -> Draft:
    """A draft that can be sent, but for what is asked to be left out."""

    def make(
        cost: int = 680_000_000,
        support: int = 300_000_000,
        *,
        by: Actor = dong_thap_officer,
        texts: bool = True,
        papers: bool = True,
        named: bool = True,
        **more: object,
    ) -> Project:
        project = start(basics(**more), act=Act(by=by, at=now))
        if named:
            actions.add_beneficiary(project, workshop, None, by=by, at=now)
        actions.save_line(project, machine(cost, support), by=by, at=now)
        if texts:
            for section in sections_on(now.date(), project.purse):
                actions.write(project, section.code, LONG, based_on=0, by=by, at=now)
        if papers:
            for paper in papers_for(["may-moc"], purse=project.purse, group=False, on=now.date()):
                actions.hand_in(
                    project,
                    paper.code,
                    name=f"{paper.code}.pdf",
                    media_type="application/pdf",
                    content=b"%PDF-1.7 " + paper.code.encode(),
                    by=by,
                    at=now,
                )
        return project

    return make
