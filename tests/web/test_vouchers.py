"""The list of vouchers of a settlement: typed, or a workbook whole or not at all; printed as Mẫu 7 and 8."""

import io

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from khuyencong.ledger.lifecycle import CLAIM
from khuyencong.ledger.models import Voucher
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, codes, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accept", "accountant", "approved", "asked", "claim", "contract", "draft", "hand_in", "held", "law"]
__all__ += ["selected", "sign", "signed", "walk", "workshop"]
pytestmark = pytest.mark.django_db
HEADS = ("Số chứng từ *", "Ngày chứng từ *", "Nội dung chi *", "Số tiền (đồng) *", "Nguồn *")
GOOD = ("HĐ-1", "23/11/2026", "Máy sấy", "300.000.000", "KCQG")


def file_of(*rows, heads=HEADS, name="chung-tu.xlsx"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Chứng từ"
    for row in (heads, *rows):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return {"do": "file", "workbook": SimpleUploadedFile(name, content.getvalue())}


@pytest.fixture
def settlement(signed, held, accept, walk, asked):
    """A draft of the settlement of 300 million đồng."""
    accept(signed, held)
    walk(asked("payment", 300 * M), voucher="UNC-02")
    return asked("settle", 300 * M)


def table(response, head):
    document = docx.Document(io.BytesIO(response.content))
    for each in document.tables:
        rows = [[cell.text for cell in row.cells] for row in each.rows]
        if head in rows[0]:
            return rows
    raise AssertionError(head)


def test_vouchers_are_typed_taken_off_and_come_to_the_settlement(
    as_role, settlement, hand_in, dong_thap_officer, now
):
    unit, address = as_role("author"), f"/tam-ung/{settlement.pk}/chung-tu/"
    page = unit.get(address)
    assert ([each.code for each in page.context["findings"]], page.context["number"]) == (["no_vouchers"], "8b")
    typed = {"do": "add", "number": "HĐ-1", "on": "23/11/2026", "content": "Máy sấy", "source": "national"}
    assert unit.post(address, typed | {"amount": ""}).status_code == 422
    assert unit.post(address, typed | {"amount": "299.999.999"}).status_code == 302
    twice = unit.post(address, typed | {"amount": "1"})
    assert (twice.status_code, [each.code for each in twice.context["blocked"]]) == (422, ["voucher_twice"])
    assert [each.code for each in unit.get(address).context["findings"]] == ["not_the_amount", "less_own"]
    hand_in(settlement)
    with pytest.raises(BlockedError) as caught:
        CLAIM.perform("claim.submit", settlement, Act(by=dong_thap_officer, at=now))
    assert codes(caught) == ["not_the_amount", "less_own"]
    assert unit.post(address, {"do": "explain", "why": "Đối ứng bằng mặt bằng"}).status_code == 302
    assert unit.post(address, typed | {"amount": "1", "number": "HĐ-2"}).status_code == 302
    settlement.refresh_from_db()
    told = CLAIM.perform("claim.submit", settlement, Act(by=dong_thap_officer, at=now))
    assert (told.state, told.explanation) == ("submitted", "Đối ứng bằng mặt bằng")
    assert "Đối ứng bằng mặt bằng" in as_role("head").get(f"/tam-ung/{settlement.pk}/").content.decode()
    unit = as_role("author")
    for do in ({"do": "explain", "why": "x"}, {"do": "off", "voucher": "1"}):
        assert unit.post(address, do).status_code == 422


def test_a_voucher_is_taken_off_and_not_by_a_neighbour(as_role, settlement):
    unit, address = as_role("author"), f"/tam-ung/{settlement.pk}/chung-tu/"
    typed = {"do": "add", "number": "HĐ-1", "on": "23/11/2026", "content": "Máy sấy", "source": "national"}
    assert unit.post(address, typed | {"amount": "5"}).status_code == 302
    assert unit.post(address, {"do": "off", "voucher": "1"}).status_code == 302
    assert Voucher.objects.count() == 0
    # The head sits in the unit's own agency, and may write what its officer may.
    assert as_role("head").post(address, typed | {"amount": "5"}).status_code == 302
    assert Voucher.objects.get().amount == 5
    assert as_role("neighbour").get(address).status_code == 404


def test_a_workbook_replaces_the_list_and_is_printed_in_mau_7_and_8(as_role, settlement):
    unit, address = as_role("author"), f"/tam-ung/{settlement.pk}/chung-tu/"
    own = ("HĐ-1", "23/11/2026", "Máy sấy, phần cơ sở", "380.000.000", "Đối ứng")
    assert unit.post(address, file_of(GOOD)).status_code == 302
    assert unit.post(address, file_of(GOOD, own)).status_code == 302
    assert list(Voucher.objects.values_list("position", "amount", "source")) == [
        (1, 300 * M, "national"),
        (2, 380 * M, "own"),
    ]
    base = f"/tien/de-an/{settlement.project_id}/ban-in"
    assert [row[1:] for row in table(unit.get(f"{base}/bang-ke/{settlement.pk}/docx/"), "Số")[1:]] == [
        ["HĐ-1", "23/11/2026", "Máy sấy", "KCQG", "300.000.000"],
        ["HĐ-1", "23/11/2026", "Máy sấy, phần cơ sở", "Đối ứng", "380.000.000"],
        ["", "", "Cộng", "KCQG", "300.000.000"],
        ["", "", "Cộng", "Đối ứng", "380.000.000"],
        ["", "", "Tổng cộng", "", "680.000.000"],
    ]
    detail = table(unit.get(f"{base}/quyet-toan/{settlement.pk}/docx/"), "Đề nghị quyết toán")
    assert detail[-1] == ["", "Tổng cộng", "300.000.000", "300.000.000", "0"]
    sheet = openpyxl.load_workbook(io.BytesIO(unit.get(f"{base}/bang-ke/{settlement.pk}/xlsx/").content)).active
    assert [row[-1] for row in sheet.iter_rows(values_only=True)][-1] == 680 * M
    assert unit.get(f"{base}/de-nghi/{settlement.pk}/xlsx/").status_code == 404


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([], [("no_rows", "Chứng từ!")]),
        ([("", *GOOD[1:])], [("required", "Chứng từ!A2")]),
        ([(GOOD[0], "30/02/2017", *GOOD[2:])], [("day", "Chứng từ!B2")]),
        ([(GOOD[0], "01/01/2100", *GOOD[2:])], [("future", "Chứng từ!B2")]),
        ([(*GOOD[:3], "ba trăm", "KCQG")], [("not_a_number", "Chứng từ!D2")]),
        ([(*GOOD[:3], "-5", "KCQG")], [("negative", "Chứng từ!D2")]),
        ([(*GOOD[:3], "0", "KCQG")], [("nothing", "Chứng từ!D2")]),
        ([(*GOOD[:4], "ODA")], [("unknown_source", "Chứng từ!E2")]),
        ([GOOD, GOOD], [("voucher_twice", "Chứng từ!A3")]),
        ([("=1+1", *GOOD[1:])], [("formula_uncached", "Chứng từ!A2")]),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(as_role, settlement, rows, places):
    unit, address = as_role("author"), f"/tam-ung/{settlement.pk}/chung-tu/"
    unit.post(address, file_of(("HĐ-9", *GOOD[1:])))
    page = unit.post(address, file_of(*rows))
    assert (page.status_code, [(each.code, each.place) for each in page.context["wrong"]]) == (422, places)
    assert list(Voucher.objects.values_list("number", flat=True)) == ["HĐ-9"]


def test_a_file_that_is_no_workbook_or_has_other_headings_is_refused(as_role, settlement):
    unit, address = as_role("author"), f"/tam-ung/{settlement.pk}/chung-tu/"
    other = unit.post(address, file_of(("a", "b", "c"), heads=("Một", "Hai", "Ba")))
    assert [each.code for each in other.context["wrong"]] == ["headings_missing"]
    text = {"do": "file", "workbook": SimpleUploadedFile("a.xlsx", b"khong phai excel")}
    assert unit.post(address, text).status_code == 422
    template = unit.get("/tien/chung-tu/mau/")
    assert (
        unit.post(
            address, {"do": "file", "workbook": SimpleUploadedFile("m.xlsx", template.content)}
        ).status_code
        == 422
    )


def test_a_booked_settlement_keeps_its_vouchers(as_role, settlement, walk):
    unit, address = as_role("author"), f"/tam-ung/{settlement.pk}/chung-tu/"
    unit.post(address, file_of(GOOD))
    unit.post(address, {"do": "explain", "why": "Đối ứng bằng mặt bằng"})
    walk(settlement, voucher="QT-01")
    row = Voucher.objects.get()
    for attempt in (
        lambda: Voucher.objects.filter(pk=row.pk).update(amount=1),
        lambda: Voucher.objects.filter(pk=row.pk)._raw_delete("default"),
        lambda: Voucher.objects.create(
            claim=row.claim, position=2, number="x", on=row.on, content="x", amount=1, source="own"
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
