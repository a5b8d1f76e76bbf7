"""The money papers of a project read back: what is printed is what the books, contracts and claims say."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.ledger.queries.printing import money_file
from khuyencong.post.actions.exports import make_export
from khuyencong.post.models import Export
from khuyencong.projects.actions.progress import write_report
from khuyencong.projects.lifecycle import PROGRESS, begin_annex, begin_report
from khuyencong.projects.models import Line
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.ledger import Stage
from khuyencong.rules.progress import Said
from khuyencong.rules.words import dong_in_words
from khuyencong.workflow.lifecycle import Act
from tests.ledger.conftest import move
from tests.ledger.test_acceptances import M, accept, asked, held
from tests.ledger.test_changes import go, want
from tests.ledger.test_claims import accountant, claim, hand_in, signed, walk
from tests.ledger.test_contracts import TERMS, approved, contract, sign
from tests.norms.conftest import law
from tests.paperwork.pdf_reading import outside, pages
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accept", "accountant", "approved", "asked", "claim", "contract", "draft", "go", "hand_in", "held"]
__all__ += ["law", "move", "selected", "sign", "signed", "walk", "want", "workshop"]
pytestmark = pytest.mark.django_db


def opened(response):
    assert response.status_code == 200
    return docx.Document(io.BytesIO(response.content))


def text_of(document):
    """Every line of the body, tables in their place."""
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def table(document, head):
    """The cells of the first table whose first row holds that head."""
    for each in document.tables:
        rows = [[cell.text for cell in row.cells] for row in each.rows]
        if head in rows[0]:
            return rows
    raise AssertionError(head)


BEFORE_AND_AFTER = ["Nội dung", "Đã phê duyệt", "Điều chỉnh thành"]


@pytest.fixture
def read(as_role):
    """A paper of a project as the author gets it, opened as Word reads it."""

    def get(project, what, key, role="author"):
        return opened(as_role(role).get(f"/tien/de-an/{project}/ban-in/{what}/{key}/docx/"))

    return get


def test_a_signed_contract_says_both_sides_its_sums_in_words_and_its_estimate(read, signed):
    document = read(signed.project_id, "hop-dong", signed.pk)
    said = text_of(document)
    assert "Số: 05/HĐ-KCQG" in said
    assert f"hỗ trợ: 300.000.000 đồng (bằng chữ: {dong_in_words(300 * M)})." in said
    assert f"Đối ứng của đơn vị thụ hưởng: 380.000.000 đồng (bằng chữ: {dong_in_words(380 * M)})." in said
    assert "Từ ngày 10/01/2027 đến ngày 30/11/2027." in said
    assert "(Điều 18 khoản 1, 36/2013/TT-BCT)" in said
    assert "(Điều 18 khoản 2, 36/2013/TT-BCT)" in said
    assert "Bố cục của hệ thống, chưa đối chiếu mẫu gốc." in said
    estimate = table(document, "Nội dung chi")
    assert estimate[-1][1:4] == ["Tổng cộng", "680", "300"]


def test_a_draft_says_so_on_every_page_and_a_signed_one_does_not(as_role, contract, sign):
    address = f"/tien/de-an/{contract.project_id}/ban-in/hop-dong/{contract.pk}/pdf/"
    before = pages(as_role("author").get(address).content)
    assert ["DỰ THẢO" in page for page in before] == [True] * len(before)
    sign(contract)
    after = as_role("author").get(address).content
    assert [("DỰ THẢO" in page) for page in pages(after)] == [False] * len(pages(after))
    assert outside(after) == []


def test_an_annex_says_each_term_before_and_after_it(read, signed, ministry_officer, now):
    terms = replace(TERMS, support=280 * M)
    made = begin_annex(signed, terms, Act(by=ministry_officer, at=now, reason="Bớt một máy"))
    document = read(signed.project_id, "hop-dong", made.pk)
    assert table(document, "Trước") == [
        ["Điều khoản", "Trước", "Sau", "Tăng, giảm"],
        ["Kinh phí hỗ trợ", "300.000.000", "280.000.000", "-20.000.000"],
        ["Đối ứng", "380.000.000", "380.000.000", "0"],
        ["Bắt đầu", "10/01/2027", "10/01/2027", "không đổi"],
        ["Kết thúc", "30/11/2027", "30/11/2027", "không đổi"],
    ]
    assert "Lý do: Bớt một máy" in text_of(document)


def test_a_request_says_what_the_ledger_said_before_it_was_paid_and_each_paper_with_its_clause(
    read, claim, walk
):
    paid = walk(claim)
    document = read(claim.project_id, "de-nghi", claim.pk)
    assert table(document, "Chỉ tiêu") == [
        ["Chỉ tiêu", "Số tiền"],
        ["Được giao", "300.000.000"],
        ["Đã cam kết theo hợp đồng", "300.000.000"],
        ["Đã giải ngân", "0"],
        ["Đã nghiệm thu", "0"],
        ["Tạm ứng chưa có khối lượng nghiệm thu", "0"],
        ["Đã quyết toán", "0"],
    ]
    papers = table(document, "Giấy tờ")
    assert [row[1] for row in papers[1:]] == list(paid.papers.values_list("title", flat=True))
    said = text_of(document)
    assert f"Kinh phí theo sổ khi đề nghị, ngày {paid.submitted_on:%d/%m/%Y}" in said
    assert f"tạm ứng 210.000.000 đồng (bằng chữ: {dong_in_words(210 * M)})" in said
    assert f"Đã ghi sổ ngày {paid.paid_on:%d/%m/%Y}, chứng từ UNC-01." in said


def test_a_claim_says_the_books_of_when_it_was_sent_whatever_came_later(read, claim, walk, signed, move, now):
    """Printed after a stop it told of 100 million given beside a ceiling of 210."""
    walk(claim)
    before = table(read(signed.project_id, "de-nghi", claim.pk), "Chỉ tiêu")
    book, later = signed.project.books.get(), now + timedelta(hours=1)
    move(book, Stage.COMMITTED, Stage.ALLOCATED, 90 * M, at=later)
    move(book, Stage.ALLOCATED, Stage.SOURCE, 90 * M, at=later, on=now.date())
    after = table(read(signed.project_id, "de-nghi", claim.pk), "Chỉ tiêu")
    assert (dict(after)["Được giao"], after) == ("300.000.000", before)


def test_what_mau_9_says_was_paid_and_what_it_asks_for_never_exceed_the_contract(
    read, claim, walk, signed, held, accept, asked
):
    """It said 300 paid and asked for 90 more of 300, once the 90 were paid."""
    walk(claim)
    accept(signed, held)
    rest = walk(asked("payment", 90 * M), voucher="UNC-02")
    on = f"{rest.submitted_on:%d/%m/%Y}"
    assert table(read(signed.project_id, "thanh-toan", rest.pk), "Chỉ tiêu") == [
        ["Chỉ tiêu", "Số tiền"],
        ["Kinh phí hỗ trợ theo hợp đồng", "300.000.000"],
        [f"Đã nghiệm thu đến ngày {on}", "300.000.000"],
        [f"Đã giải ngân đến ngày {on}", "210.000.000"],
        ["Đề nghị thanh toán", "90.000.000"],
    ]


def test_minutes_say_the_form_the_volume_and_what_it_is_worth(read, signed, held, accept):
    [line] = held.quantities
    half = replace(held, final=False, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")})
    accept(signed, half)
    last = accept(signed, replace(half, final=True, form="5b"))
    document = read(signed.project_id, "nghiem-thu", last.pk)
    volumes = table(document, "Lần này")
    assert [row[2:] for row in volumes] == [
        ["Dự toán", "Trước đó", "Lần này", "Cộng", "Còn lại"],
        ["1", "0,5", "0,5", "1", "–"],
    ]
    said = text_of(document)
    assert "Mẫu số 5b" in said
    assert f"hỗ trợ: 150.000.000 đồng (bằng chữ: {dong_in_words(150 * M)})." in said
    volume = table(read(signed.project_id, "khoi-luong", signed.pk), "Lần này")
    assert volume[1][3:] == ["1", "–", "1", "–"]


def test_a_months_report_says_what_the_unit_wrote(read, signed, dong_thap_officer, now):
    act = Act(by=dong_thap_officer, at=now)
    report = begin_report(signed.project, act)
    said = Said(done=40, support=0, counterpart=7 * M, told="Đã đặt máy", ahead="Chờ điện")
    write_report(report, said, by=dong_thap_officer, at=now)
    PROGRESS.perform("progress.send", report, act)
    document = read(signed.project_id, "tien-do", report.pk)
    words = text_of(document)
    assert ("Đã đặt máy" in words, "Chờ điện" in words, "Mẫu số 3a" in words) == (True, True, True)
    rows = dict(table(document, "Mục"))
    assert rows["Khối lượng đã thực hiện từ đầu"] == "40 %"
    assert rows["Đối ứng đã chi từ đầu"] == f"7.000.000 đồng (bằng chữ: {dong_in_words(7 * M)})"


def test_all_papers_of_a_project_come_in_one_zip_with_their_index(as_role, signed, claim, walk, held, accept):
    walk(claim)
    accept(signed, held)
    answer = as_role("author").get(f"/tien/de-an/{signed.project_id}/ban-in/docx/")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    index = openpyxl.load_workbook(io.BytesIO(archive.read("000-danh-muc.xlsx"))).active
    listed = [row[1] for row in index.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert sorted(archive.namelist()) == ["000-danh-muc.xlsx", *listed]
    titles = [row[2].split(" ", 1)[1] for row in index.iter_rows(values_only=True) if isinstance(row[0], int)]
    unit = "Sở Công Thương tỉnh Đồng Tháp"
    assert titles == [
        f"Hợp đồng 05/HĐ-KCQG {unit}",
        f"Nghiệm thu ngày {held.held_on:%d/%m/%Y} Mẫu 5a",
        f"Đề nghị tạm ứng số {claim.pk}",
        "Khối lượng, kinh phí Hợp đồng 05/HĐ-KCQG",
    ]


def test_what_is_asked_in_bulk_is_made_in_the_background_for_who_asked(as_role, signed):
    answer = as_role("author").post("/tien/ban-in/?year=2027")
    export = Export.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/viec-cua-toi/tep/{export.pk}/")
    make_export.call(export.pk)
    export.refresh_from_db()
    names = zipfile.ZipFile(io.BytesIO(bytes(export.content))).namelist()
    assert (export.name, len(names)) == ("giay-to-kinh-phi.zip", 3)


def test_who_does_not_see_the_project_gets_none_of_its_papers(as_role, signed):
    address = f"/tien/de-an/{signed.project_id}/ban-in/"
    for rest in (f"hop-dong/{signed.pk}/docx/", f"khoi-luong/{signed.pk}/pdf/", "docx/"):
        assert as_role("neighbour").get(address + rest).status_code == 404
    own = as_role("author")
    for rest in (f"khac/{signed.pk}/docx/", "hop-dong/0/docx/", f"hop-dong/{signed.pk}/odt/", "odt/"):
        assert own.get(address + rest).status_code == 404


def test_a_file_asks_no_more_with_more_in_it(signed, held, accept, dong_thap_officer, now):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            file = money_file(dong_thap_officer, signed.project_id, now.date())
            [file.volumes(each.contract, each) for each in file.acceptances]
        return len(caught)

    [line] = held.quantities
    half = replace(held, final=False, amount=150 * M, counterpart=190 * M, quantities={line: Decimal("0.5")})
    accept(signed, half)
    one = statements()
    accept(signed, replace(half, final=True))
    assert statements() == one


def test_an_annex_says_the_lines_that_the_decision_behind_it_changes_adds_and_takes_out(
    read, signed, want, go, sign, ministry_officer, now
):
    project, old = signed.project, Line.objects.get(project=signed.project)
    old.pk, old.position, old.name, old.item, old.national = None, 2, "Lắp đặt", None, 0
    old.counterpart = old.unit_price = 50 * M
    old.save(force_insert=True)
    machine, _ = terms_now(project).costs
    trial = replace(
        machine, key=-1, name="Chạy thử", item="", quantity=Decimal(1), unit_price=90 * M, support=0
    )
    annexes = []
    for number, costs in (("77", (machine, trial)), ("78", (replace(machine, support=290 * M),))):
        stays = {each.name: each.key for each in terms_now(project).costs}
        after = tuple(replace(each, key=stays.get(each.name, each.key)) for each in costs)
        go(want(project, costs=after), number=f"{number}/QĐ-BCT")
        terms = replace(
            TERMS, support=terms_now(project).support, counterpart=terms_now(project).counterpart_in(2027)
        )
        annexes.append(begin_annex(signed, terms, Act(by=ministry_officer, at=now, reason="Theo quyết định")))
        sign(annexes[-1], number=f"PL{number}")
    first, second = (read(project.pk, "hop-dong", each.pk) for each in annexes)
    assert table(first, "Điều chỉnh thành") == [
        BEFORE_AND_AFTER,
        [
            "Bỏ dòng “Lắp đặt”, năm 2027",
            "1 máy × 50.000.000 đồng, hỗ trợ 0 đồng, đối ứng 50.000.000 đồng",
            "bỏ khỏi dự toán",
        ],
        [
            "Thêm dòng “Chạy thử”, năm 2027",
            "chưa có trong dự toán",
            "1 máy × 90.000.000 đồng, hỗ trợ 0 đồng, đối ứng 90.000.000 đồng",
        ],
    ]
    assert "Dự toán kèm theo hợp đồng sửa theo Quyết định số 77/QĐ-BCT ngày 23/11/2026:" in text_of(first)
    # The next one says what came after the first, and no more.
    assert [row[0] for row in table(second, "Điều chỉnh thành")] == [
        "Nội dung",
        "“Máy sấy”",
        "Bỏ dòng “Chạy thử”, năm 2027",
    ]
    assert "77/QĐ-BCT" not in text_of(second)
