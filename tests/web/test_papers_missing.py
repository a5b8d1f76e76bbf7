"""Papers that are missing across projects, and the counterpart of one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.ledger.models import ClaimPaper
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected
from tests.web.test_purchases import typed

__all__ = [
    "accountant",
    "approved",
    "claim",
    "contract",
    "draft",
    "hand_in",
    "law",
    "selected",
    "sign",
    "signed",
    "walk",
    "workshop",
]
pytestmark = pytest.mark.django_db


def listed(page):
    return [(each.paper.kind, each.paper.state, each.desk) for each, _ in page.context["rows"]]


def test_a_paper_is_missing_at_the_units_desk_then_waits_at_the_departments(as_role, claim, walk):
    count = claim.papers.count()
    page = as_role("officer").get("/tien/giay-to/")
    assert listed(page) == [("claim", "Chưa nộp", claim.desk.title)] * count
    assert page.context["held"] == claim.amount
    assert page.context["rows"][0][1] == f"/tam-ung/{claim.pk}/"
    walk(claim, until="submitted")
    page = as_role("officer").get("/tien/giay-to/")
    assert [row[:2] for row in listed(page)] == [("claim", "Đã nộp, chưa xem")] * count
    assert as_role("neighbour").get("/tien/giay-to/").context["rows"] == []
    assert as_role("officer").get("/tien/giay-to/?purse=KCDP").context["rows"] == []
    assert as_role("administrator").get("/tien/giay-to/").status_code == 403


def test_a_report_that_was_not_sent_is_missing_too(as_role, signed):
    as_role("author").post(f"/de-an/{signed.project_id}/tien-do/")
    assert [row[:2] for row in listed(as_role("head").get("/tien/giay-to/"))] == [("progress", "Phải báo cáo")]


def test_the_list_and_its_file_are_a_constant_number_of_statements(as_role, claim):
    counts = []
    as_role("officer").get("/tien/giay-to/")  # the first page of a process reads what later ones know
    for number in range(2):
        for page in ("/tien/giay-to/", "/tien/giay-to/tai-ve/"):
            with CaptureQueriesContext(connection) as caught:
                assert as_role("officer").get(page).status_code == 200
            counts.append(len(caught))
        for each in range(5):
            ClaimPaper.objects.create(claim=claim, position=100 + 10 * number + each, title="Giấy")
    assert counts[:2] == counts[2:]


def test_the_counterpart_is_promised_spent_and_confirmed(as_role, signed):
    address = f"/tien/de-an/{signed.project_id}/"
    as_role("author").post(f"/de-an/{signed.project_id}/mua-sam/", typed(signed.project))
    found = as_role("author").get(address).context["counterpart"]
    assert (found.promised, found.spent, found.confirmed, found.reported) == (
        signed.counterpart,
        380_000_000,
        0,
        0,
    )
    as_role("author").post(f"/de-an/{signed.project_id}/tien-do/")
    assert as_role("author").get(address).context["behind"] == []
