"""Pages of periodic returns: from the tray to the lock, cell by cell, by page and by workbook."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khuyencong.norms.models import Indicator
from khuyencong.organisations.queries import operator
from khuyencong.reporting.actions.periodic import Entered, confirm_all, expect, write_cells, zero_blanks
from khuyencong.reporting.lifecycle import begin_return
from khuyencong.reporting.models import PeriodicReturn, ReceivedFile, ReturnCell, Urging
from khuyencong.reporting.queries.periodic import duties
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of
from khuyencong.web import confirmation
from khuyencong.workflow.lifecycle import Act
from tests.norms.conftest import law

pytestmark = pytest.mark.django_db
__all__ = ["law"]
AT = datetime(2026, 10, 5, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture(autouse=True)
def proven(monkeypatch):
    """Everybody has just shown who she is; tests/web/test_confirming.py tries what happens else."""
    monkeypatch.setattr(confirmation, "confirmed_recently", lambda request: True)


@pytest.fixture
def owed(law):
    expect(duties(), since=date(2026, 9, 30), until=date(2026, 9, 30), by=operator(), at=AT)


@pytest.fixture
def report(owed, dong_thap_officer) -> PeriodicReturn:
    return PeriodicReturn.objects.get(form="ket-qua", agency=dong_thap_officer.agency, every="quarter")


@pytest.fixture
def begun(report, dong_thap_officer) -> PeriodicReturn:
    begin_return(report, Act(by=dong_thap_officer, at=AT))
    report.refresh_from_db()
    return report


@pytest.fixture
def press(client):
    def press(report, do, by, **more):
        client.force_login(by.account)
        return client.post(reverse("periodic_return", args=[report.pk]), {"do": do, **more})

    return press


def text_of(response) -> str:
    return response.content.decode()


def test_from_what_is_owed_to_the_lock(
    client, press, report, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    client.force_login(dong_thap_officer.account)
    assert report.title in text_of(client.get(reverse("periodic")))
    steps = [
        ("begin", dong_thap_officer, "draft"),
        ("zero", dong_thap_officer, "draft"),
        ("confirm", dong_thap_officer, "draft"),
        ("submit", dong_thap_officer, "submitted"),
        ("sign", dong_thap_leader, "sent"),
        ("approve", ministry_officer, "approved"),
    ]
    PeriodicReturn.objects.filter(agency__kind="centre").update(state="missing")
    for do, by, state in steps:
        assert press(report, do, by).status_code == 302, do
        report.refresh_from_db()
        assert report.state == state
    client.force_login(dong_thap_officer.account)
    page = text_of(client.get(reverse("periodic_return", args=[report.pk])))
    assert "Đã duyệt và khóa. Lãnh đạo Cục" in page
    assert press(report, "reopen", ministry_leader).status_code == 422
    assert press(report, "reopen", ministry_leader, note="Số sai").status_code == 302
    client.force_login(dong_thap_officer.account)
    assert "<b>Số sai</b>" in text_of(client.get(reverse("periodic_return", args=[report.pk])))


def test_one_opened_by_mistake_is_put_back_by_the_level_above(
    client,
    press,
    begun,
    dong_thap_officer,
    dong_thap_leader,
    tay_ninh_officer,
    ministry_officer,
    ministry_leader,
):
    PeriodicReturn.objects.filter(agency__kind="centre").update(state="missing")
    for do, by in (
        *(("zero", dong_thap_officer), ("confirm", dong_thap_officer), ("submit", dong_thap_officer)),
        *(("sign", dong_thap_leader), ("approve", ministry_officer)),
    ):
        assert press(begun, do, by).status_code == 302, do

    def page(by):
        client.force_login(by.account)
        return text_of(client.get(reverse("periodic_return", args=[begun.pk])))

    assert 'value="keep"' not in page(ministry_leader)
    assert press(begun, "reopen", ministry_leader, note="Nhầm tỉnh").status_code == 302
    button = 'value="keep"'
    assert [button in page(each) for each in (dong_thap_officer, ministry_officer, ministry_leader)] == [
        False,
        False,
        True,
    ]
    assert "giữ lại bản ấy được" in page(dong_thap_officer)
    for by, status in (
        (dong_thap_officer, 403),
        (dong_thap_leader, 403),
        (ministry_officer, 403),
        (tay_ninh_officer, 404),
        (ministry_leader, 422),
    ):
        assert press(begun, "keep", by).status_code == status
    assert press(begun, "keep", ministry_leader, note="Số đã duyệt đúng").status_code == 302
    begun.refresh_from_db()
    assert (begun.state, begun.revision) == ("approved", 2)
    assert "Đã giữ bản đã duyệt" in page(ministry_leader)


def test_what_stands_in_the_way_is_told_with_line_and_fix(press, begun, dong_thap_officer):
    answer = press(begun, "submit", dong_thap_officer)
    assert answer.status_code == 422
    assert "ô trống: dòng 1, 1a, 2" in text_of(answer)


@pytest.mark.parametrize("do", ["submit", "fill", "zero", "confirm"])
def test_a_neighbour_gets_404_and_the_ministry_403(press, begun, do, tay_ninh_officer, ministry_officer):
    assert press(begun, do, tay_ninh_officer).status_code == 404
    assert press(begun, do, ministry_officer).status_code == 403


def test_a_made_up_button_does_nothing(press, begun, dong_thap_officer):
    assert press(begun, "drop-table", dong_thap_officer).status_code == 422


def write(client, report, by, **boxes):
    client.force_login(by.account)
    return client.post(reverse("periodic_write", args=[report.pk]), boxes)


def test_numbers_are_typed_line_by_line_and_what_cannot_be_read_keeps_everything(
    client, begun, dong_thap_officer
):
    wrong = write(client, begun, dong_thap_officer, **{"o-kq-01-KCDP": "ba mươi", "o-kq-02-KCDP": "7"})
    page = text_of(wrong)
    assert (wrong.status_code, ReturnCell.objects.filter(indicator="kq-02").count()) == (422, 0)
    assert 'value="ba mươi"' in page
    assert 'value="7"' in page
    right = {"o-kq-01-KCDP": "1.250", "thay-kq-01-KCDP": "0", "ghi-kq-01-KCDP": "Lớp xã", "o-kq-02-KCDP": ""}
    assert write(client, begun, dong_thap_officer, **right).status_code == 302
    cell = cells_of(begun)["kq-01", "KCDP"]
    assert (cell.value, cell.how, cell.explanation, cell.by) == (
        1250,
        "typed",
        "Lớp xã",
        dong_thap_officer.account,
    )


def test_two_who_write_the_same_cell_do_not_write_over_each_other(
    client, begun, dong_thap_officer, dong_thap_colleague
):
    first = {"o-kq-01-KCDP": "5", "thay-kq-01-KCDP": "0"}
    assert write(client, begun, dong_thap_officer, **first).status_code == 302
    second = write(client, begun, dong_thap_colleague, **{"o-kq-01-KCDP": "6", "thay-kq-01-KCDP": "0"})
    assert second.status_code == 422
    assert "vừa được Đồng Tháp ghi 5 lao động" in text_of(second)
    assert cells_of(begun)["kq-01", "KCDP"].value == 5


def test_a_cell_opens_to_its_rows_and_its_history(client, begun, dong_thap_officer, tay_ninh_officer):
    put = [Entered(indicator="kq-09", purse="KCDP", value=2, note="Chưa ghi sổ")]
    write_cells(begun, put, by=dong_thap_officer, at=AT)
    client.force_login(dong_thap_officer.account)
    address = reverse("periodic_cell", args=[begun.pk, "kq-09", "KCDP"])
    page = text_of(client.get(address))
    assert "sửa tay" in page
    assert "Chưa ghi sổ" in page
    assert "2 lần ghi" in page
    assert client.post(address, {"o-kq-09-KCDP": "3", "ghi-kq-09-KCDP": "Đếm lại"}).status_code == 302
    assert client.post(address, {"o-kq-09-KCDP": "4", "ghi-kq-09-KCDP": ""}).status_code == 422
    for wrong in ([begun.pk, "kq-99", "KCDP"], [begun.pk, "kq-09", "all"]):
        assert client.get(reverse("periodic_cell", args=wrong)).status_code == 404
    client.force_login(tay_ninh_officer.account)
    assert client.get(address).status_code == 404


def test_a_finding_is_let_stand_on_the_page(client, press, begun, dong_thap_officer, dong_thap_leader):
    put = [Entered(indicator=code, purse="KCDP", value=value) for code, value in (("kq-01", 5), ("kq-01a", 6))]
    write_cells(begun, put, by=dong_thap_officer, at=AT)
    zero_blanks(begun, by=dong_thap_officer, at=AT)
    confirm_all(begun, by=dong_thap_officer, at=AT)
    client.force_login(dong_thap_leader.account)
    page = text_of(client.get(reverse("periodic_return", args=[begun.pk])))
    fingerprint = page.split('name="fingerprint" value="')[1].split('"')[0]
    assert (
        press(begun, "waive", dong_thap_leader, fingerprint=fingerprint, note="Đã đối chiếu").status_code == 302
    )
    page = text_of(client.get(reverse("periodic_return", args=[begun.pk])))
    assert "bỏ qua có lý do" in page
    assert "Đã đối chiếu" in page


def test_asking_and_answering_on_the_page(press, begun, dong_thap_officer, ministry_officer):
    assert press(begun, "ask", ministry_officer, note="Gửi sớm").status_code == 302
    assert press(begun, "answer", dong_thap_officer, note="Mai gửi").status_code == 302
    assert press(begun, "ask", ministry_officer, note=" ").status_code == 422
    assert list(Urging.objects.values_list("kind", "words")) == [("asked", "Gửi sớm"), ("answered", "Mai gửi")]


def test_the_list_says_what_waits_for_a_signature_and_what_was_declared_missing(
    client, begun, dong_thap_officer, tay_ninh_officer
):
    """A centre with six debts read that nothing waited; what lay with the head was hers to hand in."""

    def head_of(by):
        client.force_login(by.account)
        page = client.get(reverse("periodic"))
        debts = [each.report.pk for each in page.context["debts"]]
        return " ".join(text_of(page).split("<h1>")[1].split("</h1>")[0].split()), debts

    PeriodicReturn.objects.exclude(pk=begun.pk).filter(agency=begun.agency).update(state="dropped")
    PeriodicReturn.objects.filter(pk=begun.pk).update(state="submitted")
    assert head_of(dong_thap_officer) == ("Còn 1 báo cáo phải nộp, 1 quá hạn, 1 chờ lãnh đạo ký", [])
    PeriodicReturn.objects.filter(pk=begun.pk).update(state="missing")
    assert head_of(dong_thap_officer) == ("1 báo cáo đã bị ghi nợ", [begun.pk])
    assert begun.pk not in head_of(tay_ninh_officer)[1]


# By workbook.


def taken(client, report, by) -> openpyxl.Workbook:
    client.force_login(by.account)
    answer = client.get(reverse("periodic_workbook", args=[report.pk]))
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def row_of(sheet, code) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == code)


def handed(client, report, book, name="bieu.xlsx"):
    content = io.BytesIO()
    book.save(content)
    return handed_bytes(client, report, content.getvalue(), name)


def handed_bytes(client, report, content, name="bieu.xlsx"):
    return client.post(
        reverse("periodic_workbook_upload", args=[report.pk]), {"workbook": SimpleUploadedFile(name, content)}
    )


def test_the_workbook_comes_back_filled_and_every_cell_names_its_file(client, begun, dong_thap_officer):
    book = taken(client, begun, dong_thap_officer)
    sheet = book["Biểu"]
    row = row_of(sheet, "kq-01")
    sheet.cell(row, 5).value, sheet.cell(row, 6).value, sheet.cell(row, 7).value = 12, "1.250", "Lớp xã"
    assert handed(client, begun, book).status_code == 302
    cells = cells_of(begun)
    found = [cells["kq-01", purse] for purse in ("KCQG", "KCDP")]
    assert [(each.value, each.how, each.location, each.note) for each in found] == [
        (12, "imported", f"Biểu!E{row}", "Lớp xã"),
        (1250, "imported", f"Biểu!F{row}", ""),
    ]
    assert ReceivedFile.objects.get().pk == found[0].file_id
    # The same file again changes nothing.
    count = ReturnCell.objects.count()
    assert handed(client, begun, taken(client, begun, dong_thap_officer)).status_code == 302
    assert ReturnCell.objects.count() == count


def test_every_wrong_cell_is_named_and_nothing_is_half_written(client, begun, dong_thap_officer):
    book = taken(client, begun, dong_thap_officer)
    sheet = book["Biểu"]
    rows = {code: row_of(sheet, code) for code in ("kq-01", "kq-02", "kq-03", "kq-09")}
    sheet.cell(rows["kq-01"], 6).value = "ba mươi"
    sheet.cell(rows["kq-02"], 6).value = 2.5
    sheet.cell(rows["kq-03"], 1).value = "kq-la"
    sheet.cell(rows["kq-09"], 6).value = 7
    before = ReturnCell.objects.count()
    answer = handed(client, begun, book)
    page = text_of(answer)
    assert (answer.status_code, ReturnCell.objects.count(), ReceivedFile.objects.count()) == (422, before, 0)
    for code, column in (("kq-01", "F"), ("kq-02", "F"), ("kq-03", "A")):
        assert f"Biểu!{column}{rows[code]}" in page
    assert "Tải lại biểu của kỳ này" in page
    # Read well, and still refused by the return: the system says 0 models, and no reason is given.
    sheet.cell(rows["kq-01"], 6).value = sheet.cell(rows["kq-02"], 6).value = 3
    sheet.cell(rows["kq-03"], 1).value = "kq-03"
    answer = handed(client, begun, book)
    assert answer.status_code == 422
    assert f"Biểu!F{rows['kq-09']}: Ghi 7 mô hình, hệ thống tính 0 mô hình." in text_of(answer)
    assert (ReturnCell.objects.count(), ReceivedFile.objects.count()) == (before, 0)


def test_a_file_of_another_return_or_older_than_a_colleagues_number_is_refused(
    client, begun, owed, dong_thap_officer, dong_thap_colleague
):
    other = PeriodicReturn.objects.get(form="ket-qua", agency=begun.agency, every="nine_months")
    begin_return(other, Act(by=dong_thap_officer, at=AT))
    foreign = taken(client, other, dong_thap_officer)
    answer = handed(client, begun, foreign)
    assert answer.status_code == 422
    assert "Tệp này của báo cáo khác" in text_of(answer)
    mine = taken(client, begun, dong_thap_officer)
    write_cells(begun, [Entered(indicator="kq-01", purse="KCDP", value=8)], by=dong_thap_colleague, at=AT)
    sheet = mine["Biểu"]
    sheet.cell(row_of(sheet, "kq-01"), 6).value = 9
    client.force_login(dong_thap_officer.account)
    answer = handed(client, begun, mine)
    assert answer.status_code == 422
    assert "vừa được Đồng Tháp ghi 8 lao động" in text_of(answer)
    assert cells_of(begun)["kq-01", "KCDP"].value == 8


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", None),
        (b"%PDF-1.4 x", "tệp PDF"),
        (b"PK\x03\x04 broken", None),
        ("Mã chỉ tiêu;KCQG\n".encode(), None),
        (b"\x00" * 100, None),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_a_sentence(client, begun, dong_thap_officer, content, words):
    client.force_login(dong_thap_officer.account)
    answer = handed_bytes(client, begun, content)
    assert answer.status_code == 422
    if words:
        assert words in text_of(answer)


def test_a_neighbour_takes_no_workbook_and_hands_none_in(client, begun, tay_ninh_officer, ministry_officer):
    client.force_login(tay_ninh_officer.account)
    assert client.get(reverse("periodic_workbook", args=[begun.pk])).status_code == 404
    assert handed_bytes(client, begun, b"x").status_code == 404
    client.force_login(ministry_officer.account)
    assert handed_bytes(client, begun, b"x").status_code == 403


# However many there are.


def test_the_list_costs_the_same_however_many(client, owed, ministry_officer, django_assert_max_num_queries):
    client.force_login(ministry_officer.account)

    def count(**asked):
        with django_assert_max_num_queries(40) as found:
            assert client.get(reverse("periodic"), asked).status_code == 200
        return len(found)

    few = count(bieu="cum-cong-nghiep")
    many = count()
    assert many == few


def test_a_return_costs_the_same_however_full(client, begun, dong_thap_officer, django_assert_max_num_queries):
    client.force_login(dong_thap_officer.account)

    def count():
        with django_assert_max_num_queries(70) as found:
            client.get(reverse("periodic_return", args=[begun.pk]))
        return len(found)

    few = count()
    zero_blanks(begun, by=dong_thap_officer, at=AT)
    assert count() == few


def test_a_provinces_own_line_has_a_cell_in_the_local_column_only(client, report, dong_thap_officer):
    Indicator.objects.create(
        code="kq-rieng",
        name="Làng nghề được hỗ trợ",
        form="ket-qua",
        unit="làng nghề",
        purse="KCDP",
        province_id=report.agency.unit_id,
        position=900,
        since=date(2026, 1, 1),
        source="Quy chế thử",
    )
    begin_return(report, Act(by=dong_thap_officer, at=AT))
    right = {"o-kq-rieng-KCDP": "4", "o-kq-rieng-KCQG": "4"}
    assert write(client, report, dong_thap_officer, **right).status_code == 302
    assert {place for place in cells_of(report) if place[0] == "kq-rieng"} == {("kq-rieng", "KCDP")}
    for name in ("periodic_return", "periodic_write"):
        rows = text_of(client.get(reverse(name, args=[report.pk]))).split('<tr role="row">')
        [row] = [each for each in rows if "Làng nghề được hỗ trợ" in each]
        assert row.count("<td") == (4 if name == "periodic_return" else 3)
    others = PeriodicReturn.objects.filter(form="ket-qua", every="quarter").exclude(agency=report.agency)
    assert "kq-rieng" not in form_of(others.first()).by_code


def download(client, report, by) -> bytes:
    client.force_login(by.account)
    return client.get(reverse("periodic_workbook", args=[report.pk])).content


def stands(report, *codes):
    return {
        place: (each.value, each.how, each.reason, each.explanation)
        for place, each in cells_of(report).items()
        if place[0] in codes
    }


def test_a_form_taken_away_and_handed_in_unchanged_changes_nothing(client, begun, dong_thap_officer):
    put = [
        Entered(indicator="kq-10", purse="KCQG", value=3, note="Lý do A"),
        Entered(indicator="kq-10", purse="KCDP", value=2, note="Lý do B"),
        Entered(indicator="kq-09", purse="KCQG", value=1, note="Chỉ KCQG"),
        Entered(indicator="kq-01", purse="KCDP", value=7, note="Lớp xã"),
    ]
    write_cells(begun, put, by=dong_thap_officer, at=AT)
    before = stands(begun, "kq-10", "kq-09", "kq-01")
    assert before["kq-09", "KCDP"] == (0, "filled", "", "")
    client.force_login(dong_thap_officer.account)
    page = client.get(reverse("periodic_return", args=[begun.pk])).content.decode()
    assert "KCQG: Lý do A<br>KCĐP: Lý do B" in page
    assert "KCĐP: Lớp xã" in page
    content = download(client, begun, dong_thap_officer)
    file = SimpleUploadedFile("a.xlsx", content)
    answer = client.post(reverse("periodic_workbook_upload", args=[begun.pk]), {"workbook": file})
    assert answer.status_code == 302
    assert stands(begun, "kq-10", "kq-09", "kq-01") == before


def test_the_reason_of_one_purse_is_none_for_the_other(client, begun, dong_thap_officer):
    put = [Entered(indicator="kq-09", purse="KCQG", value=1, note="Chỉ KCQG")]
    write_cells(begun, put, by=dong_thap_officer, at=AT)
    page = {"o-kq-09-KCQG": "1", "ghi-kq-09-KCQG": "Chỉ KCQG", "o-kq-09-KCDP": "77", "ghi-kq-09-KCDP": ""}
    assert write(client, begun, dong_thap_officer, **page).status_code == 422
    told = page | {"ghi-kq-09-KCDP": "Ngoài sổ"}
    assert write(client, begun, dong_thap_officer, **told).status_code == 302
    assert stands(begun, "kq-09") == {
        ("kq-09", "KCQG"): (1, "overridden", "Chỉ KCQG", ""),
        ("kq-09", "KCDP"): (77, "overridden", "Ngoài sổ", ""),
    }


def test_a_hidden_field_that_no_page_makes_is_no_failure(client, begun, dong_thap_officer):
    boxes = {"o-kq-01-KCDP": "5", "thay-kq-01-KCDP": "9" * 5000}
    assert write(client, begun, dong_thap_officer, **boxes).status_code == 302


def test_what_was_dropped_is_taken_back_on_the_page(client, press, report, ministry_leader):
    press(report, "drop", ministry_leader, note="Nhầm")
    page = text_of(client.get(reverse("periodic_return", args=[report.pk])))
    assert "Kỳ này lại phải nộp" in page
    assert press(report, "owe", ministry_leader, note="Vẫn phải nộp").status_code == 302
    report.refresh_from_db()
    assert report.state == "expected"


def test_an_old_page_signs_nothing_it_did_not_show(
    client, press, begun, dong_thap_officer, dong_thap_colleague, dong_thap_leader, ministry_officer
):
    PeriodicReturn.objects.filter(agency__kind="centre").update(state="missing")
    for do in ("zero", "confirm", "submit"):
        assert press(begun, do, dong_thap_officer).status_code == 302, do

    def mark(by) -> str:
        client.force_login(by.account)
        page = text_of(client.get(reverse("periodic_return", args=[begun.pk])))
        return page.partition('name="thay" value="')[2].partition('"')[0]

    old = mark(dong_thap_leader)
    assert press(begun, "withdraw", dong_thap_officer).status_code == 302
    write_cells(begun, [Entered(indicator="kq-01", purse="KCDP", value=99)], by=dong_thap_colleague, at=AT)
    assert press(begun, "submit", dong_thap_officer, thay=old).status_code == 422
    assert press(begun, "submit", dong_thap_officer, thay=mark(dong_thap_officer)).status_code == 302
    answer = press(begun, "sign", dong_thap_leader, thay=old)
    begun.refresh_from_db()
    assert (answer.status_code, begun.state) == (422, "submitted")
    assert f"{dong_thap_colleague.account} ghi." in text_of(answer)
    # What it answers with shows the numbers of now, and signs those.
    new = text_of(answer).partition('name="thay" value="')[2].partition('"')[0]
    assert new == mark(dong_thap_leader) != old
    assert press(begun, "sign", dong_thap_leader, thay=new).status_code == 302


def test_the_page_says_what_to_do_with_numbers_a_leader_typed(
    client, press, begun, dong_thap_officer, dong_thap_leader, ministry_officer
):
    PeriodicReturn.objects.filter(agency__kind="centre").update(state="missing")
    words = "số do lãnh đạo ghi hoặc xác nhận"
    for do, by in (("zero", dong_thap_leader), ("confirm", dong_thap_leader)):
        assert press(begun, do, by).status_code == 302, do
    pages = {}
    for by in (dong_thap_officer, dong_thap_leader):
        client.force_login(by.account)
        pages[by] = text_of(client.get(reverse("periodic_return", args=[begun.pk])))
    assert (words in pages[dong_thap_officer], words in pages[dong_thap_leader]) == (True, False)
    assert press(begun, "submit", dong_thap_officer).status_code == 302
    answer = press(begun, "sign", dong_thap_leader)
    assert (answer.status_code, 'value="sign"' in text_of(answer)) == (422, False)
    assert "Nhận số lãnh đạo ghi" in text_of(answer)
    assert press(begun, "refuse", dong_thap_leader, note="Số tôi ghi").status_code == 302
    assert press(begun, "adopt", dong_thap_leader).status_code == 302
    assert press(begun, "adopt", dong_thap_officer).status_code == 302
    assert press(begun, "submit", dong_thap_officer).status_code == 422
    assert press(begun, "submit", dong_thap_officer, note="Đã nhận số").status_code == 302
    client.force_login(dong_thap_leader.account)
    page = text_of(client.get(reverse("periodic_return", args=[begun.pk])))
    assert ("Số tôi ghi" in page, "Đã nhận số" in page) == (True, True)
    assert press(begun, "sign", dong_thap_leader).status_code == 302
    begun.refresh_from_db()
    assert begun.state == "sent"


def test_who_takes_it_back_is_told_and_it_was_not_sent_back(
    client, press, begun, dong_thap_officer, dong_thap_leader
):
    PeriodicReturn.objects.filter(agency__kind="centre").update(state="missing")
    for do in ("zero", "confirm", "submit", "withdraw"):
        assert press(begun, do, dong_thap_officer).status_code == 302, do
    client.force_login(dong_thap_officer.account)
    page = text_of(client.get(reverse("periodic_return", args=[begun.pk])))
    assert ("Rút lại để sửa" in page, "tự rút lại" in page, "Trả lại để sửa</span>" in page) == (
        True,
        True,
        False,
    )


def test_words_written_beside_a_number_stand_on_the_page(client, begun, dong_thap_officer):
    put = [Entered(indicator="kq-01", purse="KCDP", value=7, note="Lớp mở ở xã")]
    write_cells(begun, put, by=dong_thap_officer, at=AT)
    client.force_login(dong_thap_officer.account)
    page = text_of(client.get(reverse("periodic_return", args=[begun.pk])))
    assert "KCĐP: Lớp mở ở xã" in page


def test_the_totals_of_the_form_follow_its_lines(client, report, dong_thap_officer):
    money = PeriodicReturn.objects.get(form="kinh-phi", agency=dong_thap_officer.agency, every="quarter")
    client.force_login(dong_thap_officer.account)
    content = client.get(reverse("periodic_workbook", args=[money.pk])).content
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Biểu"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=6) if row[0].value}
    parts = [code for code in rows if code != "kp-tong"]
    assert rows["kp-tong"][4].value == f"=SUM({','.join(rows[code][4].coordinate for code in parts)})"
    # What is kept beside the formula is a number, or the file would be refused when it comes back untouched.
    assert openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Biểu"]["E6"].value == 0


def test_no_year_before_the_first_duty_of_the_list_is_put_down(client, owed, ministry_leader):
    first = min(each.since.year for each in duties())
    client.force_login(ministry_leader.account)
    before = PeriodicReturn.objects.count()
    said = client.post(reverse("periodic"), {"nam": str(first - 1)}, follow=True)
    assert f"Ghi năm từ {first} đến" in text_of(said)
    assert PeriodicReturn.objects.count() == before
