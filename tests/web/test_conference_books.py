"""A figure of the conference report that was taken from the ledger opens to the books it is the sum of."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.ledger.actions import open_book
from khuyencong.rules.ledger import Stage
from tests.ledger.conftest import book, move
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["approved", "book", "contract", "draft", "law", "move", "selected", "sign", "workshop"]
pytestmark = pytest.mark.django_db
PAGE = "/vung/nam/2027/2027-12-31/hoi-nghi/so/"


def test_it_opens_to_every_book_and_they_add_up(as_role, approved, contract, sign):
    sign(contract)
    client = as_role("officer")
    page = client.get(f"{PAGE}ledger.given/")
    assert [each.amount for each in page.context["held"]] == [300_000_000, 300_000_000]
    assert (page.context["summed"], page.context["unseen"]) == (600_000_000, 0)
    assert f'href="/tien/de-an/{approved.pk}/"' in page.content.decode()
    unsigned = client.get(f"{PAGE}ledger.unsigned/")
    assert [(each.book.project_id, each.amount) for each in unsigned.context["held"]] == [
        (other_of(page, approved), 300_000_000)
    ]
    [(name, part)] = page.context["found"].parts
    assert (part.value, client.get(f"{PAGE}{name}/").context["summed"]) == (600_000_000, 600_000_000)
    assert client.get(f"{PAGE}ledger.khong-co.given/").status_code == 404


def other_of(page, project) -> int:
    """The key of the other project that has a book."""
    [other] = [each.book.project_id for each in page.context["held"] if each.book.project_id != project.pk]
    return other


def test_what_is_no_figure_of_the_ledger_shows_no_books(as_role, approved):
    page = as_role("officer").get(f"{PAGE}complete.reported/")
    assert (page.status_code, page.context["held"]) == (200, None)


def test_the_number_of_statements_does_not_grow_with_the_books(as_role, approved, move):
    client = as_role("officer")

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{PAGE}ledger.given/").status_code == 200
        return len(found)

    asked()
    before = asked()
    local = open_book(approved, purse="KCDP", year=2027)
    move(local, Stage.SOURCE, Stage.ALLOCATED, 5_000_000)
    assert asked() == before
