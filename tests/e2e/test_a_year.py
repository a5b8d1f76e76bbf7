"""A year lived in the browser by everybody who has a part in it, from the decided plan to the settled money."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE

TITLE = "Hỗ trợ máy ép gạch không nung"
PDF = {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 thu"}
HERE = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = f"{HERE:%d/%m/%Y}"


@pytest.fixture
def sitting(open_page):
    """The page of each person, signed in once; on a phone for those who are out and about."""
    pages = {}

    def sit(user):
        if user not in pages:
            pages[user] = open_page("/", user=user, size=PHONE if user == "dongthap" else DESK)
        return pages[user]

    return sit


def money_of(page, title=TITLE):
    """Open the project's money from the overview, as one finds it."""
    page.goto("/tien/")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def press(page, name, *, exact=False):
    """Press the button of that name, the first where a page has several."""
    page.get_by_role("main").get_by_role("button", name=name, exact=exact).first.click()


def hand_everything_in(page) -> None:
    """A file for every paper that is still missing, one after the other."""
    while page.get_by_role("button", name="Nộp", exact=True).count():
        form = page.locator("form", has=page.get_by_role("button", name="Nộp", exact=True)).first
        form.locator("input[type=file]").set_input_files(PDF)
        form.get_by_role("button", name="Nộp", exact=True).click()
        page.wait_for_load_state()


def judge_everything(page) -> None:
    """Every paper looked at and found to do."""
    for form in range(page.get_by_role("button", name="Đạt", exact=True).count()):
        page.get_by_role("button", name="Đạt", exact=True).nth(form).click()
        page.wait_for_load_state()


def through_four_hands(sitting, address, voucher) -> None:
    """Asked by the unit, confirmed by the department, approved by the head, written down by the accountant."""
    unit = sitting("dongthap")
    hand_everything_in(unit)
    press(unit, "Gửi đề nghị")
    expect(unit.get_by_text("Đã gửi; Sở xem giấy tờ")).to_be_visible()
    colleague = sitting("dongthap2")
    colleague.goto(address)
    judge_everything(colleague)
    press(colleague, "Xác nhận")
    expect(colleague.get_by_text("Đã xác nhận; hồ sơ chuyển")).to_be_visible()
    head = sitting("lanhdao")
    head.goto(address)
    press(head, "Duyệt", exact=True)
    expect(head.get_by_text("Đã duyệt; hồ sơ chuyển")).to_be_visible()
    accountant = sitting("ketoan")
    accountant.goto(address)
    accountant.get_by_role("textbox", name="Số chứng từ").fill(voucher)
    accountant.get_by_role("textbox", name="Ngày chi").fill(TODAY)
    press(accountant, re.compile("Ghi (đã chi|quyết toán)"))
    expect(accountant.get_by_text("Đã ghi sổ;")).to_be_visible()


def address_of(page) -> str:
    """Where she is, without the host."""
    return page.evaluate("location.pathname")


def test_a_year_from_the_decision_to_the_settlement(sitting):
    officer, unit = sitting("canbo"), sitting("dongthap")

    money_of(officer)
    officer.get_by_role("link", name=re.compile("Soạn hợp đồng với")).click()
    officer.get_by_label("Đối ứng").fill("600.000.000")
    officer.get_by_label("Bắt đầu").fill(TODAY)
    officer.get_by_label("Kết thúc").fill(f"30/11/{HERE.year + 1}")
    press(officer, "Lưu bản soạn")
    contract = address_of(officer)
    press(officer, "Trình ký")
    expect(officer.get_by_text("Đã trình ký.")).to_be_visible()
    head = sitting("lanhdao")
    head.goto(contract)
    head.get_by_label("Số", exact=True).fill("21/HĐ-KCQG")
    head.get_by_label("Ngày ký").fill(TODAY)
    head.get_by_label("Bản đã ký").set_input_files(PDF)
    press(head, "Ghi văn bản đã ký")
    expect(head.get_by_text("Đã ghi văn bản đã ký")).to_be_visible()

    money_of(unit)
    press(unit, "Báo cáo tháng này")
    unit.get_by_label("Khối lượng đã làm").fill("80")
    unit.get_by_label("Kinh phí hỗ trợ đã chi").fill("0")
    unit.get_by_label("Đối ứng đã chi").fill("480.000.000")
    unit.get_by_label("Đã làm", exact=True).fill("Máy đã về xưởng, đang lắp.")
    unit.get_by_label("Sẽ làm, vướng mắc").fill("Chạy thử tuần sau; không vướng.")
    report = address_of(unit)
    press(unit, "Lưu và gửi")
    seen = sitting("dongthap2")
    seen.goto(report)
    press(seen, "Đã xem", exact=True)

    money_of(unit)
    unit.get_by_role("link", name="Soạn đề nghị tạm ứng").click()
    unit.get_by_label("Số đề nghị").fill("210.000.001")
    unit.get_by_label("Khối lượng đã thực hiện").fill("80")
    press(unit, "Soạn đề nghị")
    expect(unit.get_by_text(re.compile("210.000.000 đồng")).first).to_be_visible()
    unit.get_by_label("Số đề nghị").fill("210.000.000")
    press(unit, "Lưu số tiền")
    through_four_hands(sitting, address_of(unit), "UNC-201")

    colleague = sitting("dongthap2")
    money_of(colleague)
    colleague.get_by_role("link", name="Ghi kết quả nghiệm thu").click()
    colleague.get_by_label("Ngày nghiệm thu").fill(TODAY)
    colleague.get_by_label("Nơi nghiệm thu").fill("Xưởng gạch, xã Phú Lợi")
    colleague.get_by_label("Thành phần").fill("Sở Công Thương\nĐơn vị thực hiện\nỦy ban nhân dân xã\nCơ sở")
    colleague.get_by_label(re.compile("^Nghiệm thu lần này")).fill("1")
    colleague.get_by_label("Đối ứng đã xác nhận").fill("600.000.000")
    colleague.get_by_label("Kết luận").fill("Máy đúng hợp đồng, chạy tốt.")
    colleague.get_by_label("Đây là lần nghiệm thu cuối").check()
    press(colleague, "Ghi kết quả")
    acceptance = address_of(colleague)
    colleague.locator("input[type=file]").set_input_files(PDF)
    press(colleague, "Nộp", exact=True)
    press(colleague, "Trình ghi nhận")
    department = sitting("lanhdaodongthap")
    department.goto(acceptance)
    press(department, "Ghi nhận nghiệm thu")
    expect(department.get_by_text("Đã ghi nhận; khối lượng")).to_be_visible()

    money_of(unit)
    unit.get_by_role("link", name="Đề nghị chi phần còn lại").click()
    expect(unit.get_by_label("Số đề nghị")).to_have_value("90.000.000")
    press(unit, "Soạn đề nghị")
    through_four_hands(sitting, address_of(unit), "UNC-202")
    money_of(unit)
    unit.get_by_role("link", name="Lập hồ sơ quyết toán").click()
    expect(unit.get_by_label("Số đề nghị")).to_have_value("300.000.000")
    press(unit, "Soạn đề nghị")
    through_four_hands(sitting, address_of(unit), "QT-203")
    money_of(unit)
    expect(unit.get_by_text("Đã quyết toán.").first).to_be_visible()
