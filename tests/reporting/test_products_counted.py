"""Lines of the periodic return about outstanding products, counted from rounds."""

from datetime import date, timedelta

import pytest

from khuyencong.industry.models import ProductCertificate
from khuyencong.norms.models import Indicator
from khuyencong.organisations.queries import ministry_department
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.filling import Dossiers, grounds_of
from khuyencong.reporting.queries.filling.ways import PRODUCTS
from khuyencong.rules.indicators import FILLS, PRODUCT_FILLS, IndicatorLine
from tests.conftest import person
from tests.industry.chosen import accepted, begun, concluded, decided, do, scored, seated
from tests.industry.conftest import enter, phu_loc
from tests.norms.conftest import law

__all__ = ["enter", "law", "phu_loc"]
pytestmark = pytest.mark.django_db


def counted(agency, starts, ends, fill, now) -> list[str]:
    """What stands behind a cell of a return of that agency."""
    report = PeriodicReturn(
        form="binh-chon", agency=agency, to=ministry_department(), year=starts.year, starts=starts, ends=ends
    )
    line = IndicatorLine(code="x", name="Sản phẩm", form="binh-chon", unit="sản phẩm", number="1", fill=fill)
    return [each.title for each in grounds_of(Dossiers(report, now + timedelta(days=1)), line, "all") or ()]


def test_every_line_of_the_form_has_its_way(law):
    filled = Indicator.objects.filter(form="binh-chon", code__regex=r"-\d$").values_list("fill", flat=True)
    assert sorted(filled) == sorted(PRODUCT_FILLS) == sorted(PRODUCTS)
    assert set(PRODUCT_FILLS) <= set(FILLS)


def test_a_product_counts_when_it_is_sent_and_when_it_is_certified_and_only_at_its_own(
    law, enter, dong_thap_officer, dong_thap_colleague, dong_thap_leader, tay_ninh_officer, now
):
    mine, others = dong_thap_officer.agency, tay_ninh_officer.agency
    found = begun(dong_thap_officer, now)
    judges = [person(mine, f"giamkhao{n}", "department_officer") for n in range(3)]
    table = accepted(found, enter(), dong_thap_officer, dong_thap_colleague, now)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert counted(mine, *year, "sp-tinh-dk-nhom-tcmn", now) == ["Bàn gỗ mít"]
    assert counted(mine, *year, "sp-tinh-cn-nhom-tcmn", now) == []
    seated(found, judges, dong_thap_officer, now)
    found = do("product_round.convene", found, dong_thap_officer, now)
    scored(table, judges, now)
    concluded(found, dong_thap_officer, now, [table])
    decided(found, dong_thap_leader, now)
    assert ProductCertificate.objects.count() == 1
    assert counted(mine, *year, "sp-tinh-cn-nhom-tcmn", now) == ["Bàn gỗ mít"]
    for agency, days, fill in (
        (others, year, "sp-tinh-dk-nhom-tcmn"),
        (mine, year, "sp-tinh-dk-nhom-khac"),
        (mine, year, "sp-tw-dk-nhom-tcmn"),
        (mine, (date(2025, 1, 1), date(2025, 12, 31)), "sp-tinh-dk-nhom-tcmn"),
        (mine, (date(2027, 1, 1), date(2027, 12, 31)), "sp-tinh-cn-nhom-tcmn"),
    ):
        assert counted(agency, *days, fill, now) == [], (fill, days)
