"""A contract of the local purse is advanced by its province's own tiers and asked for its province's papers."""

from datetime import date

import pytest

from khuyencong.ledger.lifecycle import begin_claim
from khuyencong.ledger.queries.claims import limit_on, papers_needed, standing_on
from khuyencong.ledger.queries.known import law_of_places
from khuyencong.norms.lifecycle import LIST_CHANGE
from khuyencong.projects.models import Contract, Line, Project
from khuyencong.projects.queries.progress import dues_of, progress_due
from khuyencong.rules.advances import ceiling_of, not_open
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import TIER
from tests.norms.test_provincial_lists import said

__all__ = ["approved", "contract", "sign"]
pytestmark = pytest.mark.django_db
M = 1_000_000
CAP = {
    "code": "tran-cua-tinh",
    "name": "Trần của tỉnh",
    "percent": "30",
    "items": "",
}
PAPERS = {
    "code": "chung-tu-cua-tinh",
    "name": "Hồ sơ của tỉnh",
    "purse": "KCDP",
    "province": "82-2025",
    "papers": "Hóa đơn\nBiên bản của xã",
    "items": "may-moc",
    "since": "2026-01-01",
    "source": "Quyết định thử",
    "verified": "false",
}
MONTHLY = {
    "code": "tien-do-thang",
    "name": "Báo cáo tiến độ tháng",
    "purse": "KCDP",
    "province": "82-2025",
    "by_whom": "Đơn vị",
    "every": "month",
    "day": "10",
    "inclusive": "true",
    "working_days": "false",
    "since": "2026-01-01",
    "source": "Quyết định thử",
    "verified": "false",
}


@pytest.fixture
def local(contract, sign) -> Contract:
    """A signed contract of 300 million, as if its project were of the local purse."""
    signed = sign(contract)
    Project.objects.filter(pk=signed.project_id).update(purse="KCDP")
    for line in Line.objects.filter(project=signed.project_id):
        Line.objects.filter(pk=line.pk).update(local=line.national, national=0)
    return Contract.objects.get(pk=signed.pk)


@pytest.fixture
def written(dong_thap_officer, dong_thap_leader, now):
    """Writes rows into the province's list, by two people."""

    def make(*lines, kind="advance_tiers"):
        change = said(dong_thap_officer, now, *lines, kind=kind)
        LIST_CHANGE.perform("list_change.confirm", change, Act(by=dong_thap_leader, at=now))

    return make


def test_without_a_row_of_its_province_nothing_is_advanced_and_it_says_so(local, now):
    standing = standing_on(local, 75, now.date())
    assert (ceiling_of(standing), [each.code for each in not_open(standing)]) == (0, ["no_tier"])
    assert papers_needed(local, "payment", 100, now.date()) == []


def test_its_provinces_tier_is_the_ceiling_and_the_papers(local, written, dong_thap_officer, now):
    written()
    claim = begin_claim(local, amount=120 * M, done=0, act=Act(by=dong_thap_officer, at=now))
    most, law = limit_on(claim, now.date())
    assert (most, law) == (120 * M, "40 % Quyết định thử (cần xác minh)")
    assert list(claim.papers.values_list("title", flat=True)) == ["Hợp đồng thực hiện đề án"]
    assert limit_on(claim, date(2025, 12, 31))[0] == 0


def test_of_a_cap_for_all_and_the_provinces_own_the_lower_holds(local, written, now):
    written(TIER, TIER | CAP)
    standing = standing_on(local, 75, now.date())
    assert (ceiling_of(standing), standing.cap.percent) == (90 * M, 30)


def test_its_provinces_papers_are_asked_of_what_was_accepted(local, written, now):
    written(PAPERS, kind="evidence")
    assert papers_needed(local, "payment", 100, now.date()) == [
        ("Hóa đơn", "Quyết định thử (cần xác minh)"),
        ("Biên bản của xã", "Quyết định thử (cần xác minh)"),
    ]


def test_the_clock_judges_each_project_by_the_law_of_its_place(
    local, written, now, django_assert_max_num_queries
):
    written(TIER, TIER | CAP)
    with django_assert_max_num_queries(5):
        told = law_of_places(Project.objects.filter(pk=local.project_id).values("pk"), now.date())
    standing = standing_on(local, 75, now.date())
    law = told[local.project_id]
    assert (law.cap, {name: each.percent for name, each in law.by_item.items()}) == (
        standing.cap,
        {"may-moc": 40},
    )


def test_its_provinces_day_of_the_month_is_the_day_of_the_report(local, written, now):
    month, project = date(2026, 11, 1), local.project
    before = progress_due(month, "KCDP", project.province_id)
    written(MONTHLY, kind="deadlines")
    asked = {(month, "KCDP", project.province_id), (month, "KCQG", project.province_id), (month, "KCDP", None)}
    assert dues_of(asked) == {each: progress_due(*each) for each in asked}
    assert (before, progress_due(month, "KCDP", project.province_id).last) == (None, date(2026, 11, 10))
    assert progress_due(month, "KCQG", project.province_id) == progress_due(month, "KCQG")
