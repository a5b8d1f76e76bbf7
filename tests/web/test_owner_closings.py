"""The unit's contracts with establishments, closed on the page of its own and printed in the same minutes."""

import io

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.ledger.test_acceptances import accept, asked, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.ledger.test_owner_closings import lent, minutes, still_at_work
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accept", "accountant", "approved", "asked", "claim", "contract", "draft", "hand_in", "held", "law"]
__all__ += ["lent", "minutes", "selected", "sign", "signed", "walk", "workshop"]
pytestmark = pytest.mark.django_db


def test_the_officer_closes_them_on_the_page_and_the_minutes_print_them(as_role, lent, minutes):
    contract, row = lent(), minutes()
    address, author = f"/thanh-ly/{row.pk}/", as_role("author")
    assert author.post(address, {"do": "owners"}).status_code == 403
    officer = as_role("officer")
    before = officer.get(address)
    assert [each.code for each in before.context["findings"]] == ["owner_open"]
    name = contract.beneficiary.establishment.name
    typed = {"do": "owners", f"done_{contract.pk}": "300.000.000", f"paid_{contract.pk}": ""}
    wrong = officer.post(address, typed)
    assert (wrong.status_code, wrong.context["told"].errors) == (
        422,
        {f"paid_{contract.pk}": ["Còn trống mà phải có: ghi số đồng; không có thì ghi 0."]},
    )
    assert "300.000.000" in wrong.content.decode()
    typed |= {f"paid_{contract.pk}": "250.000.000", f"remains_{contract.pk}": "Trung tâm trả trước 15/01"}
    assert officer.post(address, typed).status_code == 302
    page = officer.get(address)
    assert [each.code for each in page.context["findings"]] == ["owner_owed"]
    assert 'value="250.000.000"' in page.content.decode()
    printed = as_role("author").get(f"/tien/de-an/{row.project_id}/ban-in/thanh-ly/{row.pk}/docx/")
    document = docx.Document(io.BytesIO(printed.content))
    tables = [[[cell.text for cell in line.cells] for line in table.rows] for table in document.tables]
    [owners] = [rows for rows in tables if rows[0][0] == "Đơn vị thụ hưởng"]
    assert owners[1:] == [
        [name, "01/HĐ-CS", "300.000.000", "300.000.000", "250.000.000"],
        ["Cộng", "", "300.000.000", "300.000.000", "250.000.000"],
    ]
    said = "\n".join(each.text for each in document.paragraphs)
    assert f"{name}: Trung tâm trả trước 15/01" in said
    assert "4. Còn phải làm" in said
    assert as_role("officer").post(address, {"do": "propose"}).status_code == 302


def test_the_page_takes_no_more_statements_with_a_contract_than_without(as_role, lent, minutes):
    row, officer = minutes(), as_role("officer")
    still_at_work(row)

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert officer.get(f"/thanh-ly/{row.pk}/").status_code == 200
        return len(caught)

    statements()
    before = statements()
    lent()
    assert statements() == before
