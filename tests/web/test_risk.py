"""The list of projects that may stop, and the reasons on a project's page."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.industry.models import YearFigures
from khuyencong.projects.models import Beneficiary, ProgressReport, Project
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["approved", "contract", "draft", "law", "selected", "sign", "workshop"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def grave(approved, contract, sign):
    """Under contract since November 2026, its owner small, a year later nothing done and two reports late."""
    sign(contract)
    owner = approved.beneficiaries.first().establishment
    YearFigures.objects.create(establishment=owner, year=2025, revenue=400_000_000)
    for month in (2, 3):
        ProgressReport.objects.create(
            project=approved,
            month=date(2027, month, 1),
            agency=approved.agency,
            desk=approved.desk,
            created_at=contract.created_at,
        )
    return approved


def test_the_gravest_comes_first_with_its_reasons_in_words(as_role, grave, time_machine):
    time_machine.move_to("2027-08-02T03:00:00+00:00", tick=False)
    page = as_role("officer").get("/tien/nguy-co-dung/")
    first = page.context["page"][0]
    assert (first.project, first.risk.level) == (grave, "high")
    assert [each.code for each in first.risk.reasons] == ["counterpart", "behind", "late_reports", "no_advance"]
    assert "Vốn đối ứng 380.000.000 đồng bằng 95 % doanh thu một năm của cơ sở." in page.content.decode()
    told = as_role("officer").get(f"/tien/de-an/{grave.pk}/")
    assert told.context["risk"] == first.risk
    assert len(as_role("neighbour").get("/tien/nguy-co-dung/").context["page"]) == 0


def test_many_projects_take_no_more_statements_than_few(as_role, selected, grave, time_machine):
    client = as_role("officer")
    others = Project.objects.exclude(pk=grave.pk)
    others.update(state="registered")

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/tien/nguy-co-dung/").status_code == 200
        return len(caught)

    statements()
    before, shown = statements(), len(client.get("/tien/nguy-co-dung/").context["page"])
    for owner in Beneficiary.objects.values_list("establishment", flat=True).distinct():
        YearFigures.objects.update_or_create(establishment_id=owner, year=2025, defaults={"revenue": 1})
    others.update(state="approved")
    assert len(client.get("/tien/nguy-co-dung/").context["page"]) > shown
    assert statements() == before
