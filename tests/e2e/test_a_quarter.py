"""A quarter's return in the browser: filled from dossiers, questioned, signed, sent back, approved, counted."""

import re

from playwright.sync_api import expect

from tests.e2e.year.hands import PATIENCE, decide, from_tray, press, shows

RESULTS = "Báo cáo kết quả công tác khuyến công"
WHY = "Dòng 23 khác sổ nhân sự, xem lại (thử)."
ANSWER = "Đã tính thêm hai cán bộ của Sở (thử)."
ON_PHONE = "tayninh"


def owed(page, words=RESULTS):
    """The department's own return of the last quarter, as the list of what is owed leads to it."""
    page.goto("/bao-cao/ky/")
    page.get_by_role("region", name="Phải nộp").get_by_role("link", name=re.compile(f"Quý.*{words}")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words, timeout=PATIENCE)


def type_in(page, **numbers) -> None:
    """Numbers of the province's own purse, by indicator, each with why, in the page where all are typed."""
    press_link(page, "Nhập số")
    for code, value in numbers.items():
        code = code.replace("_", "-")
        page.locator(f"[name='o-{code}-KCDP']").fill(str(value))
        page.locator(f"[name='ghi-{code}-KCDP']").fill("Đếm theo hồ sơ lớp học (thử)")
    press(page, "Ghi", exact=True)


def press_link(page, name) -> None:
    """Follow a link of the page itself."""
    with page.expect_navigation(timeout=PATIENCE):
        page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def send_up(page) -> None:
    """Hand one's return up to be signed."""
    press(page, "Trình lãnh đạo ký")
    shows(page, "Đã trình lãnh đạo ký")


def send_up_again(page, words) -> None:
    """The same after it was sent back: with an answer to what was asked."""
    press(page, "Trả lời và trình lãnh đạo ký")
    shows(page, "Chưa có câu trả lời")
    page.get_by_label("Trả lời: đã sửa gì").fill(words)
    press(page, "Trả lời và trình lãnh đạo ký")
    shows(page, words)


def let_stand(page, reason) -> None:
    """A finding is right and stays, with why: here more than the level below sent."""
    shows(page, "Số của cấp này không bằng cộng báo cáo của cấp dưới.")
    page.get_by_text("Bỏ qua có lý do", exact=True).first.click()
    page.get_by_label("Vì sao số này đúng").first.fill(reason)
    press(page, "Bỏ qua", exact=True)
    shows(page, reason)


def square(page, place):
    """The last quarter of a province that has come to an end, in the heat map."""
    page.goto("/bao-cao/tinh-hinh/")
    row = page.get_by_role("row", name=re.compile(place))
    return row.get_by_role("cell").filter(has=page.get_by_role("link")).nth(2)


def test_a_quarter_from_the_first_cell_to_the_consolidation(sitting):
    centre_signs(sitting)
    address = department_fills(sitting)
    ministry_sends_back(sitting, address)
    ministry_approves(sitting, address)


def centre_signs(sitting) -> None:
    """The head of a centre signs what her officer prepared; the department takes it."""
    from_tray(sitting("lanhdaotrungtamtayninh"), f"Ký gửi hoặc trả lại: {RESULTS}")
    decide(sitting("lanhdaotrungtamtayninh"), "Ký và gửi")
    department = sitting("tayninh")
    from_tray(department, f"Duyệt hoặc trả lại: {RESULTS}")
    decide(department, "Duyệt và khóa")
    shows(department, "Đã duyệt, đã khóa")


def department_fills(sitting) -> str:
    """From the dossiers first, then by hand; what cannot be is found, corrected and signed by another."""
    officer, head = sitting("tayninh"), sitting("lanhdaotayninh")
    owed(officer)
    address = officer.evaluate("location.pathname")
    press(officer, "Điền lại từ hồ sơ")
    officer.goto(f"{address}o/kq-10a/KCQG/")
    shows(officer, "1 dòng cộng thành 400,0 triệu đồng")
    expect(officer.get_by_role("link", name="Hỗ trợ dây chuyền tráng bánh liên hoàn")).to_be_visible()
    officer.goto(address)
    type_in(officer, kq_01=40, kq_01a=55)
    shows(officer, "Lỗi")
    expect(officer.get_by_role("button", name="Trình lãnh đạo ký")).to_have_count(0)
    type_in(officer, kq_01a=33)
    press(officer, "Xác nhận số hệ thống điền")
    send_up(officer)
    expect(officer.get_by_role("button", name="Ký và gửi")).to_have_count(0)
    from_tray(head, f"Ký gửi hoặc trả lại: {RESULTS}")
    assert head.evaluate("location.pathname") == address
    decide(head, "Ký và gửi")
    shows(head, "Đã gửi, chờ cấp trên duyệt")
    return address


def ministry_sends_back(sitting, address) -> None:
    """Sent back with a reason that the officer reads; corrected and signed once more."""
    ministry, officer, head = sitting("canbo"), sitting("tayninh"), sitting("lanhdaotayninh")
    ministry.goto(address)
    ministry.get_by_text("Trả lại", exact=True).first.click()
    ministry.get_by_label("Lý do").fill(WHY)
    press(ministry, "Trả lại cơ quan nộp")
    expect(square(ministry, "Tây Ninh")).to_contain_text("T")
    from_tray(officer, f"Sửa báo cáo bị trả lại: {RESULTS}")
    shows(officer, WHY)
    type_in(officer, kq_23=17)
    expect(officer.get_by_text("Bỏ qua có lý do", exact=True)).to_have_count(0)
    head.goto(address)
    let_stand(head, "Sở có thêm hai cán bộ ngoài trung tâm (thử)")
    officer.reload()
    send_up_again(officer, ANSWER)
    from_tray(head, f"Ký gửi hoặc trả lại: {RESULTS}")
    decide(head, "Ký và gửi")


def ministry_approves(sitting, address) -> None:
    """Approved and locked; the number stands in the consolidation and the square is no longer red."""
    ministry = sitting("canbo")
    before = total_of(ministry)
    from_tray(ministry, f"Duyệt hoặc trả lại: {RESULTS}", address)
    shows(ministry, ANSWER)
    decide(ministry, "Duyệt và khóa")
    shows(ministry, "Đã duyệt, đã khóa")
    expect(square(ministry, "Tây Ninh")).to_contain_text("M")
    assert total_of(ministry) >= before
    row = ministry.get_by_role("row", name=re.compile("^Tây Ninh"))
    expect(row).to_contain_text("17")
    row.get_by_role("link").click()
    assert ministry.evaluate("location.pathname") == f"{address}o/kq-23/KCDP/"


def total_of(page) -> int:
    """How many officers the whole country counts, opened to the provinces."""
    page.goto("/bao-cao/tong-hop/o/kq-23/KCDP/")
    said = page.get_by_role("heading", level=1).inner_text()
    return int(re.search(r"([\d.]+) cán bộ", said)[1].replace(".", ""))
