"""Closing a contract in the browser, and its minutes read back from what was printed."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khuyencong.ledger.models import Liquidation
from khuyencong.rules.words import dong_in_words
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import approved, contract, sign
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected
from tests.web.test_acceptances import turn_of

__all__ = ["accept", "accountant", "approved", "asked", "claim", "contract", "draft", "hand_in", "held", "law"]
__all__ += ["selected", "sign", "signed", "walk", "workshop"]
pytestmark = pytest.mark.django_db


def minutes(content=b"%PDF-1.7 tl", name="thanh-ly.pdf"):
    return {"do": "file", "file": SimpleUploadedFile(name, content, content_type="application/pdf")}


def test_the_ministry_closes_a_contract_and_the_page_leads_on(as_role, signed, held, accept, claim, walk, now):
    walk(claim)
    accept(signed, held)
    officer, leader = as_role("officer"), as_role("leader")
    officer = as_role("officer")
    start = officer.get(f"/tien/de-an/{signed.project_id}/")
    assert turn_of(start)["to_close"] == signed
    page = officer.get(f"/hop-dong/{signed.pk}/thanh-ly/")
    assert (page.context["closing"].owed, page.context["due"].last.isoformat()) == (90 * M, "2028-01-31")
    typed = {"done": "Mua, lắp một máy", "remains": "Cục chi 90 triệu đồng trước 15/01"}
    assert officer.post(f"/hop-dong/{signed.pk}/thanh-ly/", {"done": ""}).status_code == 422
    made = officer.post(f"/hop-dong/{signed.pk}/thanh-ly/", typed)
    row = Liquidation.objects.get()
    address = f"/thanh-ly/{row.pk}/"
    assert (made.status_code, made.headers["Location"]) == (302, address)
    assert officer.post(address, minutes(b"chi la chu")).status_code == 422
    assert officer.post(address, minutes()).status_code == 302
    assert (
        officer.post(address, typed | {"do": "change", "done": "Mua, lắp, chạy thử một máy"}).status_code == 302
    )
    assert officer.post(address, {"do": "propose"}).status_code == 302
    leader = as_role("leader")
    assert leader.post(address, {"do": "record", "number": "", "signed_on": ""}).status_code == 422
    signed_on = {"number": "07/BBTL", "signed_on": f"{now:%d/%m/%Y}"}
    assert leader.post(address, signed_on | {"do": "record"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.done, row.owed) == ("recorded", "Mua, lắp, chạy thử một máy", 90 * M)
    kept = as_role("author").get(f"{address}bien-ban/")
    assert (kept.content, kept.headers["Content-Disposition"]) == (
        b"%PDF-1.7 tl",
        'attachment; filename="thanh-ly.pdf"',
    )
    project = as_role("author").get(f"/tien/de-an/{signed.project_id}/")
    assert (project.context["closed"], turn_of(project)["to_close"]) == ([row], None)
    assert as_role("neighbour").get(address).status_code == 404
    officer = as_role("officer")
    assert officer.get(address).context["offered"] == {"doubt"}
    assert officer.post(address, {"do": "doubt"}).status_code == 422
    assert officer.post(address, {"do": "doubt", "note": "Nhầm biên bản"}).status_code == 302
    assert officer.post(address, {"do": "undo", "note": "x"}).status_code == 403
    leader = as_role("leader")
    page = leader.get(address)
    assert (page.context["offered"], "đề nghị bỏ: Nhầm biên bản" in page.content.decode()) == (
        {"undo", "keep"},
        True,
    )
    assert leader.post(address, {"do": "undo"}).status_code == 422
    assert leader.post(address, {"do": "undo", "note": "Đúng là nhầm"}).status_code == 302
    assert as_role("author").get(f"{address}bien-ban/").content == b"%PDF-1.7 tl"
    assert turn_of(as_role("officer").get(f"/tien/de-an/{signed.project_id}/"))["to_close"] == signed


def test_the_minutes_are_printed_with_the_figures_of_the_books(as_role, signed, held, accept, claim, walk):
    walk(claim)
    accept(signed, held)
    as_role("officer").post(f"/hop-dong/{signed.pk}/thanh-ly/", {"done": "Xong", "remains": "Chi 90 triệu"})
    row = Liquidation.objects.get()
    address = f"/tien/de-an/{signed.project_id}/ban-in/thanh-ly/{row.pk}/docx/"
    document = docx.Document(io.BytesIO(as_role("author").get(address).content))
    tables = [[[cell.text for cell in line.cells] for line in table.rows] for table in document.tables]
    [figures] = [rows for rows in tables if rows[0] == ["Chỉ tiêu", "Số tiền"]]
    assert figures[1:] == [
        ["Kinh phí hỗ trợ theo hợp đồng", "300.000.000"],
        ["Khối lượng đã nghiệm thu", "300.000.000"],
        ["Không có khối lượng, không dùng đến", "0"],
        ["Bên A đã chi", "210.000.000"],
        ["Bên B đã hoàn trả", "0"],
        ["Bên A còn phải chi", "90.000.000"],
        ["Bên B còn phải hoàn trả", "0"],
    ]
    said = "\n".join(each.text for each in document.paragraphs)
    assert f"Giá trị thanh lý: 300.000.000 đồng (bằng chữ: {dong_in_words(300 * M)})." in said
    assert "Mẫu số 6" in said
    assert "DỰ THẢO" in "\n".join(cell for rows in tables for line in rows for cell in line)


def test_the_settlement_page_says_that_the_contract_is_not_closed_yet(
    as_role, signed, held, accept, walk, asked
):
    accept(signed, held)
    walk(asked("payment", 300 * M), voucher="UNC-02")
    draft = asked("settle", 300 * M)
    page = as_role("author").get(f"/tam-ung/{draft.pk}/")
    assert [each.code for each in page.context["findings"]] == ["not_liquidated", "no_vouchers"]
