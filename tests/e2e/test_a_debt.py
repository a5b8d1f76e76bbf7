"""A return that does not come: urged, answered, declared missing, let in late, opened again and kept."""

import re

from playwright.sync_api import expect

from tests.e2e.test_a_quarter import RESULTS, press_link, send_up, square
from tests.e2e.year.hands import PATIENCE, decide, from_tray, press, shows

URGED, ANSWERED = "Gửi trước thứ sáu (thử).", "Đang chờ số của xã, thứ năm gửi (thử)."
MISSING, LET_IN = "Hai lần đôn đốc không nộp (thử).", "Sở đã xin, cho nộp bù (thử)."
REASONS = {"KCQG": "Đếm theo sổ lớp của Cục (thử)", "KCDP": "Đếm theo sổ lớp của tỉnh (thử)"}

ON_PHONE = "camau"


def test_a_debt_from_the_urging_to_the_kept_version(sitting):
    cell, address = ministry_urges(sitting)
    department_answers(sitting, address)
    leader_declares(sitting, cell, address)
    department_comes_late(sitting, address)
    ministry_opens_and_keeps(sitting, cell, address)


def where(page) -> str:
    return page.evaluate("location.pathname")


def opened(page, summary) -> None:
    """Unfold what is folded under these words."""
    page.locator("summary", has_text=summary).first.click()


def ministry_urges(sitting) -> tuple[str, str]:
    """From the square of the heat map: the word of urging is written where the debt is seen."""
    officer = sitting("canbo")
    square(officer, "Cà Mau").get_by_role("link").click()
    officer.wait_for_url(re.compile(r"tinh-hinh/\d+/"))
    cell = where(officer)
    expect(officer.get_by_label("Lý do ghi nhận nợ")).to_have_count(0)
    officer.get_by_label("Lời đôn đốc").fill(URGED)
    press(officer, "Đôn đốc 1 báo cáo")
    shows(officer, URGED)
    officer.get_by_role("link", name="Mở báo cáo").click()
    officer.wait_for_url(re.compile(r"/ky/\d+/"))
    return cell, where(officer)


def department_answers(sitting, address) -> None:
    """On the phone: what was asked, and why it is late."""
    page = sitting("camau")
    page.goto(address)
    shows(page, URGED)
    page.get_by_label("Trả lời: vì sao, khi nào gửi").fill(ANSWERED)
    press(page, "Trả lời")
    shows(page, ANSWERED)


def leader_declares(sitting, cell, address) -> None:
    """A leader reads the answer, puts the debt down from the same cell, and lets it in again later."""
    leader, department = sitting("lanhdao"), sitting("camau")
    leader.goto(cell)
    shows(leader, ANSWERED)
    opened(leader, "Ghi nhận nợ 1 báo cáo")
    leader.get_by_label("Lý do ghi nhận nợ").fill(MISSING)
    decide(leader, "Ghi nhận nợ 1 báo cáo")
    shows(leader, "Nợ báo cáo")
    department.goto(address)
    shows(department, MISSING)
    expect(department.get_by_role("button", name="Bắt đầu lập")).to_have_count(0)
    leader.goto(address)
    opened(leader, "Cho nộp muộn")
    leader.get_by_role("textbox", name="Lý do", exact=True).fill(LET_IN)
    decide(leader, "Cho nộp muộn")


def department_comes_late(sitting, address) -> None:
    """Begun at last: both reason boxes of a line hold what was written into them; signed by another."""
    page, head = sitting("camau"), sitting("lanhdaocamau")
    page.goto(address)
    press(page, "Bắt đầu lập")
    press(page, "Ô trống là 0")
    press(page, "Xác nhận số hệ thống điền")
    press_link(page, "Nhập số")
    for purse, words in REASONS.items():
        page.locator(f"[name='o-kq-10-{purse}']").fill("3")
        box = page.locator(f"[name='ghi-kq-10-{purse}']")
        box.fill(words)
        beside = page.locator(f"[name='o-kq-10-{purse}']").bounding_box()
        assert abs(box.bounding_box()["x"] + box.bounding_box()["width"] - 390) < 60, (purse, beside)
    press(page, "Ghi", exact=True)
    for words in REASONS.values():
        shows(page, words)
    let_all_stand(page, head, address)
    send_up(page)
    from_tray(head, f"Ký gửi hoặc trả lại: {RESULTS}")
    decide(head, "Ký và gửi")
    shows(head, "Đã gửi, chờ cấp trên duyệt")


def let_all_stand(page, head, address) -> None:
    """What the checks ask is let stand with a reason, by her who may."""
    for who in (page, head):
        who.goto(address)
        while who.get_by_text("Bỏ qua có lý do", exact=True).count():
            who.get_by_text("Bỏ qua có lý do", exact=True).first.click()
            who.get_by_label("Vì sao số này đúng").first.fill("Đã đối chiếu với sổ (thử)")
            press(who, "Bỏ qua", exact=True)
    page.goto(address)


def ministry_opens_and_keeps(sitting, cell, address) -> None:
    """Approved, opened again by mistake, and the approved version kept: nothing of it changed."""
    officer, leader = sitting("canbo"), sitting("lanhdao")
    officer.goto(address)
    decide(officer, "Duyệt và khóa")
    shows(officer, "Đã duyệt, đã khóa")
    leader.goto(address)
    opened(leader, "Mở lại để sửa")
    leader.get_by_role("textbox", name="Lý do", exact=True).fill("Mở nhầm báo cáo (thử)")
    decide(leader, "Mở lại báo cáo")
    shows(leader, "Mở lại để sửa số")
    opened(leader, "Giữ bản đã duyệt")
    leader.get_by_role("textbox", name="Lý do", exact=True).fill("Số đã duyệt vẫn đúng (thử)")
    decide(leader, "Giữ bản đã duyệt")
    shows(leader, "Đã duyệt, đã khóa")
    for words in REASONS.values():
        shows(leader, words)
    officer.goto(cell)
    expect(officer.get_by_role("heading", level=1)).to_contain_text("đã duyệt, đã khóa", timeout=PATIENCE)
