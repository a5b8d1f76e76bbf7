"""Approve: the list adopted, the plan decided and recorded by the head of the department whose purse it is."""

from playwright.sync_api import expect

from tests.e2e.year.hands import HERE, TODAY, address_of, decide, from_tray, leads, press, shows

LOCAL = "Hỗ trợ máy sấy năng lượng mặt trời cho cơ sở khô cá"
RESERVE = "Hỗ trợ máy tách hạt sen"
NUMBER = "77/QĐ-UBND"


def approve(sitting) -> None:
    """From the list that lies on the head's desk to the project that waits for its contract."""
    head, officer = sitting("lanhdaodongthap"), sitting("dongthap")
    from_tray(head, "Thông qua danh sách lựa chọn Khuyến công địa phương")
    decide(head, "Thông qua", exact=True)
    leads(head, "Đã thông qua")

    decision = drafted(officer)
    from_tray(head, "Trình ký và ghi quyết định phê duyệt Khuyến công địa phương")
    assert address_of(head) == decision
    head.get_by_label("Số quyết định").fill(NUMBER)
    head.get_by_label("Ngày ký").fill(TODAY)
    decide(head, "Ghi quyết định đã ký")
    leads(head, f"số {NUMBER} ngày {TODAY}")

    from_tray(officer, f"Ký hợp đồng thực hiện đề án “{LOCAL}”")
    leads(officer, "Đã phê duyệt, chờ hợp đồng")


def drafted(officer) -> str:
    """The decision drawn up by the officer of the department; she who drafts is not offered to record it."""
    officer.goto("/quyet-dinh/")
    officer.get_by_label("Năm kế hoạch").fill(str(HERE.year + 1))
    press(officer, "Soạn quyết định")
    expect(officer.get_by_role("heading", level=1)).to_contain_text("1 đề án, 120.000.000 đồng")
    shows(officer, LOCAL)
    expect(officer.get_by_role("link", name=RESERVE)).to_have_count(0)
    press(officer, "Trình lãnh đạo")
    leads(officer, "Trình")
    expect(officer.get_by_role("button", name="Ghi quyết định đã ký")).to_have_count(0)
    return address_of(officer)
