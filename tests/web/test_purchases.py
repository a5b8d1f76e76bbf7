"""The page of what was bought, and where its flags show."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khuyencong.projects.models import Purchase
from tests.ledger.test_claims import accountant, claim, signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = [
    "accountant",
    "approved",
    "claim",
    "contract",
    "draft",
    "law",
    "selected",
    "sign",
    "signed",
    "workshop",
]
pytestmark = pytest.mark.django_db


def typed(project, **change):
    """A row with its invoice."""
    said = {
        "line": str(project.lines.get().pk),
        "beneficiary": str(project.beneficiaries.get().pk),
        "kind": "machine",
        "name": "Máy sấy",
        "serials": "SN-00123\nSN-00124",
        "no_serial": "",
        "seller": "Công ty Cơ khí",
        "seller_code": "0100233488",
        "series": "1C26TAA",
        "number": "45",
        "on": "20/11/2026",
        "amount": "680.000.000",
        "support": "300.000.000",
        "reason": "Đặt máy trước khi ký vì phải chờ hàng",
        "file": SimpleUploadedFile("hoa-don.pdf", b"%PDF-1.7 45", "application/pdf"),
    }
    return said | change


def test_the_unit_writes_down_what_it_bought_and_takes_the_invoice_away(as_role, signed):
    address = f"/de-an/{signed.project_id}/mua-sam/"
    unit = as_role("author")
    assert unit.post(address, typed(signed.project)).status_code == 302
    page = unit.get(address)
    [row] = page.context["purchases"]
    assert ([str(each) for each in row.serials.all()], page.context["bought"].support) == (
        ["SN-00123", "SN-00124"],
        300_000_000,
    )
    file = unit.get(f"/mua-sam/{row.pk}/hoa-don/")
    assert (file.content, file["Content-Disposition"]) == (b"%PDF-1.7 45", 'attachment; filename="hoa-don.pdf"')
    again = unit.post(address, typed(signed.project))
    assert (again.status_code, [each.code for each in again.context["blocked"]]) == (422, ["entered"])
    bare = unit.post(address, {"do": "strike", "row": row.pk, "why": ""})
    assert (bare.status_code, [each.code for each in bare.context["blocked"]]) == (422, ["reason_missing"])
    assert unit.post(address, {"do": "strike", "row": row.pk, "why": "Nhầm"}).status_code == 302
    assert unit.get(address).context["bought"].count == 0
    assert unit.post(address, {"do": "strike", "row": "x", "why": "Nhầm"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"line": "0"}, ["line"]),
        ({"amount": ""}, ["amount"]),
        ({"on": "35/11/2026"}, ["on"]),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ", "application/pdf")}, ["file"]),
        ({"file": SimpleUploadedFile("a.exe", b"%PDF", "application/pdf")}, ["file"]),
        ({"serials": ""}, []),
        ({"seller_code": "123"}, ["seller_code"]),
        ({"reason": ""}, []),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(as_role, signed, change, where):
    page = as_role("author").post(f"/de-an/{signed.project_id}/mua-sam/", typed(signed.project, **change))
    assert (page.status_code, list(page.context["form"].errors), Purchase.objects.count()) == (422, where, 0)
    assert page.context["form"]["seller"].value() == "Công ty Cơ khí"


def test_flags_show_where_papers_are_checked_and_on_the_project(as_role, claim, selected, signed):
    other = selected[1]
    type(other).objects.filter(pk=other.pk).update(state="contracted")
    for project in (signed.project, other):
        answer = as_role("author").post(f"/de-an/{project.pk}/mua-sam/", typed(project))
        assert answer.status_code == 302
    for address in (
        f"/tam-ung/{claim.pk}/",
        f"/tien/de-an/{signed.project_id}/",
        f"/de-an/{signed.project_id}/",
        f"/de-an/{signed.project_id}/mua-sam/",
    ):
        flags = as_role("head").get(address).context["flags"]
        assert [each.project for each in flags if "cùng số máy" in each.words] == [other.pk], address


def test_strangers_find_nothing_and_readers_do_not_write(as_role, signed):
    address = f"/de-an/{signed.project_id}/mua-sam/"
    assert as_role("neighbour").get(address).status_code == 404
    assert as_role("officer").get(address).context["form"] is None
    assert as_role("officer").post(address, typed(signed.project)).status_code == 403
    assert as_role("inspector").post(address, {"do": "strike"}).status_code == 403


def test_all_that_is_wrong_is_said_at_once_and_the_invoice_stays(as_role, signed, time_machine):
    wrong = typed(signed.project, seller_code="12", on="31/12/2099", amount="1.000", support="2.000")
    page = as_role("author").post(f"/de-an/{signed.project_id}/mua-sam/", wrong)
    assert (page.status_code, sorted(page.context["form"].errors)) == (422, ["on", "seller_code", "support"])
    assert "Đang giữ tệp" in page.content.decode()
    [held] = re.findall(r'name="held" value="([^"]+)"', page.content.decode())
    mended = {key: value for key, value in typed(signed.project).items() if key != "file"} | {"held": held}
    assert as_role("author").post(f"/de-an/{signed.project_id}/mua-sam/", mended).status_code == 302
    assert Purchase.objects.count() == 1
