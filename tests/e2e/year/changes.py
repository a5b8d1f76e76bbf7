"""Change and stop: asked by the unit, confirmed by the department, decided by whom the law names."""

import re

from playwright.sync_api import expect

from tests.e2e.year.hands import (
    TITLE,
    TODAY,
    decide,
    from_tray,
    hand_everything_in,
    judge_everything,
    leads,
    money_of,
    press,
    shows,
    totals_of,
)

STOPPED, SUBSTITUTE = "Hỗ trợ dây chuyền bột gạo khép kín", "Hỗ trợ máy dệt chiếu tự động"
MINISTER, MINISTRY, DEPARTMENT = "Bộ trưởng Bộ Công Thương", "Cục", "Sở Công Thương"


def change(sitting) -> None:
    """Who works along with it: decided by the ministry's department, by nobody below it."""
    unit = sitting("dongthap")
    ask(unit, TITLE, "Cần thợ vận hành máy ép; trường nghề dạy ngay tại xưởng.")
    unit.get_by_text("Thời gian, đơn vị phối hợp, tên").click()
    unit.get_by_label("Đơn vị phối hợp").fill("Trường Trung cấp nghề")
    sent(unit, MINISTRY)
    confirmed(sitting, TITLE)
    signed(sitting, TITLE, number="31/QĐ-CTĐP", by=MINISTRY, below=DEPARTMENT)
    shows(sitting("lanhdao"), "Trường Trung cấp nghề")


def stop_with_a_substitute(sitting) -> None:
    """Half of it was advanced: the other half moves to the reserve, and the purse holds what it held."""
    unit, officer = sitting("dongthap"), sitting("canbo")
    before = totals_of(officer, "Khuyến công quốc gia")
    ask(unit, STOPPED, "Cơ sở không còn đủ vốn đối ứng, xin ngừng.")
    unit.get_by_label("Ngừng đề án", exact=True).check()
    unit.get_by_text("Khi ngừng: đề án dự phòng vào thay").click()
    unit.get_by_label(SUBSTITUTE).check()
    sent(unit, MINISTER)
    confirmed(sitting, STOPPED, out_of_turn="Đề án đứng trước cần nhiều hơn số còn lại.")
    signed(sitting, STOPPED, number="88/QĐ-BCT", by=MINISTER, below=MINISTRY)
    leader = sitting("lanhdao")
    expect(leader.get_by_role("heading", name="150.000.000 đồng đã rời đề án")).to_be_visible()
    shows(leader, f"{SUBSTITUTE}: 150.000.000 đồng")
    shows(leader, "Lý do: Đề án đứng trước cần nhiều hơn số còn lại.")

    given, committed, disbursed = totals_of(officer, "Khuyến công quốc gia")
    assert (given, committed, disbursed) == (before[0], before[1] - 150_000_000, before[2])
    money_of(officer, SUBSTITUTE)
    leads(officer, "Đã phê duyệt, chờ hợp đồng")
    expect(officer.get_by_text("150.000.000").first).to_be_visible()
    money_of(officer, STOPPED)
    leads(officer, "Đã ngừng, chờ tất toán")


def ask(unit, title, reason) -> None:
    """The form, from the page of the project's money."""
    money_of(unit, title)
    unit.get_by_role("link", name="Đề nghị điều chỉnh, tạm dừng, ngừng").click()
    unit.get_by_label("Lý do").fill(reason)


def sent(unit, decider) -> None:
    """Told first who decides and by which clause, then saved, papers handed in, sent."""
    press(unit, "Xem ai quyết định")
    expect(unit.get_by_role("heading", name=re.compile(f"^{decider}.*quyết định$"))).to_be_visible()
    shows(unit, "17/2018/TT-BCT")
    press(unit, "Lưu đề nghị")
    hand_everything_in(unit)
    press(unit, "Gửi Sở xác nhận")
    leads(unit, "Chờ Sở xác nhận")


def confirmed(sitting, title, *, out_of_turn="") -> None:
    """Looked at by a colleague of who asked, laid before who decides by the officer of the purse.

    With `out_of_turn` the substitute stands behind another in the reserve: refused until she says why.
    """
    colleague, officer = sitting("dongthap2"), sitting("canbo")
    from_tray(colleague, re.compile(f"Kiểm tra tại cơ sở và xác nhận.*“{title}”"))
    judge_everything(colleague)
    colleague.get_by_label("Ngày kiểm tra tại cơ sở").fill(TODAY)
    colleague.get_by_label("Kết quả kiểm tra").fill("Đã đến xưởng; đúng như đơn vị trình bày.")
    press(colleague, "Xác nhận đã kiểm tra")
    leads(colleague, "Chờ xem xét")
    from_tray(officer, re.compile(f"Xem xét, soạn quyết định:.*“{title}”"))
    press(officer, "Trình quyết định")
    if out_of_turn:
        expect(officer.get_by_role("alert")).to_contain_text("Không theo thứ tự của danh sách dự phòng")
        officer.get_by_label("Vì sao không theo thứ tự").fill(out_of_turn)
        press(officer, "Ghi đề án thay thế")
        press(officer, "Trình quyết định")
    leads(officer, "Trình người có thẩm quyền")


def signed(sitting, title, *, number, by, below) -> None:
    """A signature of a lower authority is refused in words; that of the one the law names is recorded."""
    leader = sitting("lanhdao")
    for who in (below, by):
        from_tray(leader, re.compile(f"Trình ký và ghi quyết định .*“{title}”"))
        leader.get_by_label("Ai ký", exact=True).select_option(label=who)
        leader.get_by_label("Số", exact=True).fill(number)
        leader.get_by_label("Ngày ký").fill(TODAY)
        decide(leader, "Ghi quyết định đã ký")
        if who == below:
            refused = leader.get_by_role("alert")
            expect(refused).to_contain_text(f"không đủ thẩm quyền; việc này do {by} quyết định")
            leads(leader, "Trình người có thẩm quyền")
    leads(leader, f"{by} ký số {number} ngày {TODAY}")
