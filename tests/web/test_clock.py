"""The page of the disbursement clock: the answer first, the causes, figures that open to their rows."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from khuyencong.rules.ledger import Stage
from tests.ledger.conftest import book, move
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["approved", "book", "contract", "draft", "law", "move", "selected", "sign", "workshop"]
pytestmark = pytest.mark.django_db


def test_the_answer_stands_first_and_every_cause_opens_to_its_projects(as_role, approved, contract, sign):
    sign(contract)
    client = as_role("officer")
    page = client.get("/tien/dong-ho/")
    text = page.content.decode()
    # 600 million in 403 days (23/11/2026 to 31/12/2027), rounded up to the đồng.
    assert page.context["clock"].needed.a_week == -(-600_000_000 * 7 // page.context["clock"].needed.days)
    assert "Từ nay đến 31/12/2027 cần chi" in text
    causes = [(each.name, each.told.amount) for each in page.context["causes"]]
    assert sorted(causes) == [
        ("Chưa có hợp đồng", 300_000_000),
        ("Đang làm, chưa đến mức được chi", 300_000_000),
    ]
    for each in page.context["causes"]:
        opened = client.get(f"/tien/dong-ho/?{each.asking}").context["page"]
        assert [row.held[0].cause for row in opened] == [each.told.cause]
    assert [row.name for row in page.context["purses"]] == ["Khuyến công quốc gia"]


def test_the_overview_says_the_pace_and_leads_to_the_clock(as_role, approved):
    page = as_role("officer").get("/tien/")
    assert page.context["clock"].needed.left == 600_000_000
    assert "/tien/dong-ho/" in page.content.decode()


def test_nonsense_is_told_and_an_unknown_cause_narrows_nothing(as_role, approved):
    client = as_role("officer")
    assert client.get("/tien/dong-ho/?year=x").status_code == 422
    page = client.get("/tien/dong-ho/?nguyen-nhan=x&purse=KCQG&year=2027")
    assert (page.status_code, len(page.context["page"])) == (200, 2)
    assert client.get("/tien/dong-ho/?purse=KCDP").context["clock"].position.given == 0
    assert len(as_role("neighbour").get("/tien/dong-ho/").context["page"]) == 0


def test_the_workbook_says_the_range_and_why(as_role, approved):
    answer = as_role("officer").get("/tien/dong-ho/tai-ve/?year=2027")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("ĐA-")]
    assert [row[6:10] for row in rows] == [(300_000_000, 0, 0, 300_000_000)] * 2
    assert {(row[14], row[15]) for row in rows} == {("Chưa có hợp đồng", 300_000_000)}
    assert all(row[10] <= row[11] <= row[12] for row in rows)


@pytest.mark.parametrize("address", ["/tien/dong-ho/", "/tien/"])
def test_many_projects_take_no_more_statements_than_few(as_role, approved, book, move, address):
    client = as_role("author")

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    statements()
    before = statements()
    for number in range(4):
        move(book(f"Máy {number}"), Stage.SOURCE, Stage.ALLOCATED, 50_000_000)
    assert statements() == before


def test_a_year_that_is_over_hides_behind_no_other(as_role, approved, book, move):
    """Without a year the one that hurts most is shown, and every other with money waiting is named."""
    move(book("Máy cũ", year=2024), Stage.SOURCE, Stage.ALLOCATED, 80_000_000)
    move(book("Máy năm nay", year=2026), Stage.SOURCE, Stage.ALLOCATED, 50_000_000)
    client = as_role("author")
    for address in ("/tien/", "/tien/dong-ho/", "/tien/dong-ho/?year="):
        page = client.get(address)
        told = [(each.year, each.waiting, each.late > 600) for each in page.context["open_years"]]
        assert (page.context["clock"].year, told) == (
            2026,
            [(2024, 80_000_000, True), (2027, 600_000_000, False)],
        )
        assert "năm 2024: quá hạn" in page.content.decode()
    answered = client.get("/tien/dong-ho/?year=2024")
    assert [each.year for each in answered.context["open_years"]] == [2026, 2027]
    assert [label for _, label in answered.context["form"].fields["year"].choices] == ["2027", "2026", "2024"]


def test_a_year_with_nothing_left_is_not_shown_as_if_all_were_spent(as_role, approved, book, move):
    old, this = book("Máy cũ", year=2024), book("Máy năm nay", year=2026)
    move(old, Stage.SOURCE, Stage.ALLOCATED, 80_000_000)
    for out_of, into in (
        (Stage.SOURCE, Stage.ALLOCATED),
        (Stage.ALLOCATED, Stage.COMMITTED),
        (Stage.COMMITTED, Stage.ADVANCED),
        (Stage.ADVANCED, Stage.PAID),
    ):
        move(this, out_of, into, 50_000_000)
    page = as_role("author").get("/tien/")
    text = page.content.decode()
    assert page.context["clock"].year == 2024
    assert "Đã giải ngân hết" not in text
    assert "Năm 2024 đã hết, còn 80,0 triệu đồng chưa giải ngân" in text
