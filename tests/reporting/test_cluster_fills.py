"""The return of clusters fills itself from their rows, as known; what nobody wrote down is blank or named."""

from datetime import date, timedelta

import pytest

from khuyencong.industry.actions import save_cluster, write_cluster_row
from khuyencong.industry.models import ClusterCount, ClusterDecision, ClusterLease
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.filling import Dossiers, fill_of, grounds_of
from khuyencong.rules.indicators import FILLS, IndicatorLine
from tests.industry.conftest import enter, phu_an, phu_loc

pytestmark = pytest.mark.django_db
__all__ = ["enter", "phu_an", "phu_loc"]
CODES = [each for each in FILLS if each == "so-cum" or each.startswith("cum-")]
LINES = [IndicatorLine(code=each, name=each, form="cum-cong-nghiep", unit="", fill=each) for each in CODES]


@pytest.fixture
def report(dong_thap_officer, ministry_officer, now):
    """The half-year of Đồng Tháp."""
    half = {"every": "half", "year": 2026, "number": 1, "starts": "2026-01-01", "ends": "2026-06-30"}
    row = PeriodicReturn.objects.create(
        **half,
        duty="cum-6-thang-so",
        form="cum-cong-nghiep",
        title="Báo cáo",
        agency=dong_thap_officer.agency,
        to=ministry_officer.agency,
        opens_on="2026-06-05",
        created_at=now,
    )
    row.refresh_from_db()
    return row


@pytest.fixture
def cluster(phu_loc, dong_thap_officer, now):
    """A cluster in Phú Lộc."""
    said = {"name": "Cụm công nghiệp Phú Lợi", "source": "Sổ"}
    return save_cluster(said, phu_loc, by=dong_thap_officer, at=now)


def filled(report, known):
    return {code: value for (code, _), value in fill_of(Dossiers(report, known), LINES, ["all"]).items()}


def test_what_nobody_wrote_down_is_blank_and_not_nought(report, cluster, now):
    assert filled(report, now) == {"so-cum": 1}


def test_each_line_is_the_sum_of_the_rows_behind_it(report, cluster, enter, phu_an, dong_thap_officer, now):
    def write(model, /, at=now, **said):
        return write_cluster_row(model, cluster, said | {"source": "Sổ"}, by=dong_thap_officer, at=at)

    paper = {"number": "15/QĐ-UBND", "signed_on": date(2021, 1, 1)}
    write(ClusterDecision, kind="established", area=300_050, **paper)
    write(ClusterDecision, kind="detailed", area=290_000, industrial=200_000, **paper)
    one, other = enter(name="Xưởng mộc"), enter(name="Xưởng rèn")
    write(ClusterLease, establishment=one, area=50_000, since=date(2022, 1, 1))
    write(ClusterLease, establishment=other, area=12_345, since=date(2026, 7, 1))
    write(ClusterCount, measure="jobs", value=120, on=date(2026, 6, 14))
    write(ClusterCount, measure="foreign", value=2_500_000, on=date(2026, 6, 14))
    later = now + timedelta(days=1)
    write(ClusterLease, establishment=other, area=10_000, since=date(2022, 1, 1), at=later)
    said = {"name": "Cụm Phú Hòa", "source": "Sổ"}
    new = save_cluster(said, phu_an, by=dong_thap_officer, at=now)
    listed = {"kind": "listed", "number": "1", "signed_on": date(2025, 1, 1), "area": 1, "source": "Sổ"}
    write_cluster_row(ClusterDecision, new, listed, by=dong_thap_officer, at=now)
    known = {
        "so-cum": 1,
        "cum-co-thue": 1,
        "cum-ha-thanh-lap": 3001,
        "cum-ha-mo-rong": 0,
        "cum-ha-quy-hoach": 2900,
        "cum-ha-cong-nghiep": 2000,
        "cum-ha-cho-thue": 500,
        "cum-ben-thue": 1,
        "cum-von-nuoc-ngoai": 250,
        "cum-lao-dong": 120,
    }
    assert filled(report, now) == known
    assert filled(report, later) == known | {"cum-ha-cho-thue": 600, "cum-ben-thue": 2}
    line = next(each for each in LINES if each.code == "cum-ha-cho-thue")
    grounds = {each.title: (each.amount, each.told) for each in grounds_of(Dossiers(report, now), line, "all")}
    assert grounds == {
        "Cụm công nghiệp Phú Lợi": (500, "1 dòng cho thuê"),
        "Cụm Phú Hòa": (0, "Sổ chưa ghi"),
    }
