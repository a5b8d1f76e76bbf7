"""Money of a day: as it was then, as it was known then, and clearly said to be no figure of today."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from khuyencong.ledger.models import Book
from khuyencong.rules.ledger import Stage
from tests.ledger.conftest import book, move
from tests.ledger.test_contracts import approved
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["approved", "book", "draft", "law", "move", "selected", "workshop"]
pytestmark = pytest.mark.django_db
SAID = "không phải số hôm nay"


@pytest.fixture
def late(approved, move, now):
    """Twenty million more, in force on 1 December, written down on the 10th."""
    mine = Book.objects.get(project=approved)
    on = now.date().replace(month=12, day=1)
    move(mine, Stage.SOURCE, Stage.ALLOCATED, 20_000_000, on=on, at=now.replace(month=12, day=10))
    return mine


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", 620),
        ("?ngay=30/11/2026", 600),
        ("?ngay=01/12/2026", 620),
        ("?ngay=01/12/2026&biet=09/12/2026", 600),
        ("?ngay=01/12/2026&biet=10/12/2026", 620),
        ("?ngay=01/01/2026", 0),
    ],
)
def test_a_day_and_what_was_known_decide_every_figure_alike(as_role, late, asked, given):
    client = as_role("officer")
    page = client.get(f"/tien/{asked}")
    assert (page.context["total"].given // 10**6, SAID in page.content.decode()) == (given, asked != "")
    for name in ("purses", "provinces", "agencies"):
        assert sum(each.position.given for each in page.context[name]) == given * 10**6
    rows = [each.position.given for each in page.context["page"]]
    assert sum(rows) == given * 10**6
    answer = client.get(f"/tien/tai-ve/{asked}")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    kept = list(sheet.iter_rows(values_only=True))
    assert sum(row[6] for row in kept if str(row[0]).startswith("ĐA-")) == given * 10**6
    assert any(SAID in str(row[0]) for row in kept) == (asked != "")


def test_a_project_of_a_day_shows_only_what_was_written(as_role, late):
    client = as_role("officer")
    address = f"/tien/de-an/{late.project_id}/"
    page = client.get(f"{address}?ngay=01/12/2026&biet=09/12/2026")
    assert [each.position.given for each in page.context["books"]] == [300_000_000]
    assert [each.amount for each in page.context["written"]] == [300_000_000]
    assert SAID in page.content.decode()
    assert [each.position.given for each in client.get(address).context["books"]] == [320_000_000]


def test_a_wrong_day_is_told(as_role, approved):
    client = as_role("officer")
    assert client.get("/tien/?ngay=31/02/2026").status_code == 422
    assert "Ghi ngày theo kiểu" in client.get(f"/tien/de-an/{approved.pk}/?ngay=x").content.decode()


def test_many_books_of_a_day_take_no_more_statements_than_few(as_role, approved, book, move, now):
    client = as_role("author")
    address = f"/tien/?ngay={now + timedelta(days=1):%d/%m/%Y}"

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    statements()
    before = statements()
    for number in range(4):
        move(book(f"Máy {number}"), Stage.SOURCE, Stage.ALLOCATED, 50_000_000)
    assert statements() == before
