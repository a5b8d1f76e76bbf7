"""Close: the year of a local purse, what is left of it given back, by three people."""

from playwright.sync_api import expect

from tests.e2e.year.hands import address_of, decide, from_tray, in_time, leads, press, shows, totals_of

YEAR = 2019
BOOKS = f"sổ Khuyến công địa phương năm {YEAR}"
LEFT = "Hỗ trợ máy cưa đĩa cho cơ sở mộc"


def close(sitting) -> None:
    """Prepared by one officer, checked by another, decided by the head; the machine writes it."""
    officer, colleague, head = sitting("dongthap"), sitting("dongthap2"), sitting("lanhdaodongthap")
    before = totals_of(officer, "Khuyến công địa phương")
    address = prepared(officer)
    from_tray(colleague, f"Kiểm tra khóa {BOOKS}")
    assert address_of(colleague) == address
    press(colleague, "Xác nhận đã kiểm tra")
    expect(colleague.get_by_role("button", name="Khóa sổ năm")).to_have_count(0)
    from_tray(head, f"Quyết định khóa {BOOKS}")
    assert address_of(head) == address
    decide(head, f"Khóa sổ năm {YEAR}")
    in_time(head, "Sổ đã khóa")
    leads(head, "Đã khóa sổ ngày")
    shows(head, "80.000.000")
    given, committed, disbursed = totals_of(officer, "Khuyến công địa phương")
    assert (given, committed, disbursed) == (before[0] - 80_000_000, before[1] - 80_000_000, before[2])


def prepared(officer) -> str:
    """The dry run read, what is left dealt with, laid before a second pair of eyes."""
    officer.goto("/tien/")
    officer.get_by_role("link", name="Khóa sổ năm").click()
    officer.get_by_label("Năm", exact=True).fill(str(YEAR))
    press(officer, "Xem việc còn lại của năm ấy")
    expect(officer.get_by_role("heading", name="việc phải xong trước khi khóa sổ")).to_be_visible()
    officer.get_by_label(LEFT).check()
    press(officer, "Thu hồi, trả về nguồn")
    shows(officer, "Thu hồi kế hoạch")
    press(officer, "Trình kiểm tra")
    leads(officer, "Chờ kiểm tra")
    press(officer, "Xác nhận đã kiểm tra")
    expect(officer.get_by_role("alert")).to_contain_text("Chưa làm được")
    leads(officer, "Chờ kiểm tra")
    return address_of(officer)
