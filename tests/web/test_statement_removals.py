"""Setting a statement aside in the browser: the accountant asks on the file, the head decides."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.ledger.models import StatementRemoval
from tests.ledger.conftest import book, move
from tests.ledger.test_claims import accountant
from tests.ledger.test_statement_removals import WRONG
from tests.ledger.test_treasury import ALL, cashed, row, take
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop

__all__ = ["accountant", "book", "cashed", "draft", "law", "move", "row", "take", "workshop"]
pytestmark = pytest.mark.django_db


def test_the_accountant_asks_and_the_head_decides(as_role, cast, row, take, accountant):
    cast["accountant"] = accountant
    statement = take(row, WRONG, name="nham.csv").statement
    page, new = f"/tien/doi-chieu/{row.pk}/", f"/tien/doi-chieu/{row.pk}/sao-ke/{statement.pk}/bo/"
    assert as_role("officer").get(new).status_code == 403
    assert as_role("neighbour").get(new).status_code == 404
    client = as_role("accountant")
    assert new in client.get(page).content.decode()
    assert client.get(new).context["lines"] == 1
    assert client.post(new, {"reason": ""}).status_code == 422
    assert client.post(new, {"reason": "Của tài khoản khác"}).status_code == 302
    removal = StatementRemoval.objects.get()
    address = f"/tien/bo-sao-ke/{removal.pk}/"
    assert client.post(new, {"reason": "lần nữa"}).status_code == 422
    assert client.post(address, {"do": "decide"}).status_code == 403
    waits = client.get(page).content.decode()
    assert ("Đang chờ lãnh đạo quyết định bỏ riêng tệp này" in waits, new in waits) == (True, False)
    assert as_role("neighbour").get(address).status_code == 404
    leader = as_role("leader")
    assert leader.get(address).context["offered"] == {"decide", "refuse"}
    assert leader.post(address, {"do": "refuse", "note": ""}).status_code == 422
    assert leader.post(address, {"do": "decide"}).status_code == 302
    assert leader.post(address, {"do": "x"}).status_code == 422
    assert leader.get(address).context["reads_in"] is False
    client = as_role("accountant")
    assert client.get(address).context["reads_in"] is True
    shown = client.get(page)
    assert (list(shown.context["statements"]), [each.pk for each in shown.context["removed"]]) == (
        [],
        [removal.pk],
    )
    assert client.get(f"/tien/doi-chieu/{row.pk}/sao-ke/{statement.pk}/").status_code == 200
    assert client.get(new).status_code == 404


def test_more_lines_take_no_more_statements(as_role, cast, row, take, accountant):
    cast["accountant"] = accountant
    first = take(row, WRONG, name="nham.csv").statement
    client = as_role("accountant")

    def statements(key):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/tien/doi-chieu/{row.pk}/sao-ke/{key}/bo/").status_code == 200
        return len(caught)

    statements(first.pk)
    before = statements(first.pk)
    assert statements(take(row, ALL).statement.pk) == before
