"""Contract, advance, report, accept, the rest, settle: the money of one project to its end."""

import re

from playwright.sync_api import expect

from tests.e2e.year.hands import (
    HERE,
    PDF,
    TITLE,
    TODAY,
    address_of,
    decide,
    from_tray,
    hand_everything_in,
    judge_everything,
    money_of,
    press,
    shows,
)

OF_IT = f"đề án “{TITLE}”"


def contract(sitting) -> None:
    """Drawn up and proposed by the officer, its signed copy recorded by the head."""
    officer, head = sitting("canbo"), sitting("lanhdao")
    money_of(officer)
    officer.get_by_role("link", name=re.compile("Soạn hợp đồng với")).click()
    officer.get_by_label("Đối ứng").fill("600.000.000")
    officer.get_by_label("Bắt đầu").fill(TODAY)
    officer.get_by_label("Kết thúc").fill(f"30/11/{HERE.year + 1}")
    press(officer, "Lưu bản soạn")
    press(officer, "Trình ký")
    shows(officer, "Đã trình ký.")
    from_tray(head, f"Ký và ghi hợp đồng {OF_IT}")
    head.get_by_label("Số", exact=True).fill("21/HĐ-KCQG")
    head.get_by_label("Ngày ký").fill(TODAY)
    head.locator("section.next input[type=file]").set_input_files(PDF)
    decide(head, "Ghi văn bản đã ký")
    shows(head, "Đã ghi văn bản đã ký")


def report(sitting) -> None:
    """The month, told by the unit and seen by a colleague."""
    unit, colleague = sitting("dongthap"), sitting("dongthap2")
    money_of(unit)
    press(unit, "Báo cáo tháng này")
    unit.get_by_label("Khối lượng đã làm").fill("80")
    unit.get_by_label("Kinh phí hỗ trợ đã chi").fill("0")
    unit.get_by_label("Đối ứng đã chi").fill("480.000.000")
    unit.get_by_label("Đã làm", exact=True).fill("Máy đã về xưởng, đang lắp.")
    unit.get_by_label("Sẽ làm, vướng mắc").fill("Chạy thử tuần sau; không vướng.")
    press(unit, "Lưu và gửi")
    from_tray(colleague, f"Xem tiến độ tháng {HERE:%m/%Y} {OF_IT}")
    shows(colleague, "Máy đã về xưởng, đang lắp.")
    press(colleague, "Đã xem", exact=True)
    expect(colleague.get_by_role("button", name="Đã xem", exact=True)).to_have_count(0)


def advance(sitting) -> None:
    """More than the ceiling is refused with its figure; as much as the ceiling goes through four hands."""
    unit = sitting("dongthap")
    money_of(unit)
    unit.get_by_role("link", name="Soạn đề nghị tạm ứng").click()
    unit.get_by_label("Số đề nghị").fill("210.000.001")
    unit.get_by_label("Khối lượng đã thực hiện").fill("80")
    press(unit, "Soạn đề nghị")
    shows(unit, re.compile("210.000.000 đồng"))
    unit.get_by_label("Số đề nghị").fill("210.000.000")
    press(unit, "Lưu số tiền")
    through_four_hands(sitting, "210.000.000", "UNC-201")


def accept(sitting) -> None:
    """Found done by the department's officer, recorded by its head."""
    colleague, head = sitting("dongthap2"), sitting("lanhdaodongthap")
    money_of(colleague)
    colleague.get_by_role("link", name="Ghi kết quả nghiệm thu").click()
    colleague.get_by_label("Ngày nghiệm thu").fill(TODAY)
    colleague.get_by_label("Nơi nghiệm thu").fill("Xưởng gạch, xã Phú Lợi")
    colleague.get_by_label("Thành phần").fill("Sở Công Thương\nĐơn vị thực hiện\nỦy ban nhân dân xã\nCơ sở")
    colleague.get_by_label(re.compile("^Nghiệm thu lần này")).fill("1")
    colleague.get_by_label("Đối ứng xác nhận lần này").fill("600.000.000")
    colleague.get_by_label("Kết luận").fill("Máy đúng hợp đồng, chạy tốt.")
    colleague.get_by_label("Đây là lần nghiệm thu cuối").check()
    press(colleague, "Ghi kết quả")
    colleague.locator("input[type=file]").set_input_files(PDF)
    press(colleague, "Nộp", exact=True)
    press(colleague, "Trình ghi nhận")
    from_tray(head, f"Ghi nhận nghiệm thu 300.000.000 đồng {OF_IT}")
    decide(head, "Ghi nhận nghiệm thu")
    shows(head, "Đã ghi nhận; khối lượng")


def settle(sitting) -> None:
    """The rest paid, then the whole settled; the page says so."""
    unit = sitting("dongthap")
    for link, amount, voucher in (
        ("Đề nghị chi phần còn lại", "90.000.000", "UNC-202"),
        ("Lập hồ sơ quyết toán", "300.000.000", "QT-203"),
    ):
        money_of(unit)
        unit.get_by_role("link", name=link).click()
        expect(unit.get_by_label("Số đề nghị")).to_have_value(amount)
        press(unit, "Soạn đề nghị")
        through_four_hands(sitting, amount, voucher)
    money_of(unit)
    shows(unit, "Đã quyết toán.")


def through_four_hands(sitting, amount, voucher) -> None:
    """Asked by the unit, confirmed by the department, approved by the head, written down by the accountant."""
    unit, told = sitting("dongthap"), f"đề nghị [^0-9]* {amount} đồng {OF_IT}"
    hand_everything_in(unit)
    press(unit, "Gửi đề nghị")
    shows(unit, "Đã gửi; Sở xem giấy tờ")
    address = address_of(unit)
    colleague, head, accountant = sitting("dongthap2"), sitting("lanhdao"), sitting("ketoan")
    from_tray(colleague, re.compile(f"Xác nhận khối lượng: {told}"))
    assert address_of(colleague) == address
    judge_everything(colleague)
    press(colleague, "Xác nhận")
    shows(colleague, "Đã xác nhận; hồ sơ chuyển")
    from_tray(head, re.compile(f"Duyệt {told}"))
    assert address_of(head) == address
    decide(head, "Duyệt", exact=True)
    shows(head, "Đã duyệt; hồ sơ chuyển")
    from_tray(accountant, re.compile(f"Ghi sổ {told}"))
    assert address_of(accountant) == address
    accountant.get_by_role("textbox", name="Số chứng từ").fill(voucher)
    accountant.get_by_role("textbox", name="Ngày chi").fill(TODAY)
    decide(accountant, re.compile("Ghi (đã chi|quyết toán)"))
    shows(accountant, "Đã ghi sổ;")
