"""A score that is objected to, answered and published; an award from the council to the certificate."""

import re

from playwright.sync_api import expect

from tests.e2e.test_a_debt import opened, where
from tests.e2e.year.hands import PATIENCE, TODAY, decide, from_tray, press, shows

OBJECTION, ANSWER = "Thiếu một báo cáo đúng hạn (thử).", "Đã tính đủ, xem nhật ký (thử)."
UNIT = "Tổ khuyến công Đồng Tháp"

ON_PHONE = "lanhdaotrungtamtayninh"


def test_a_score_from_the_reckoning_to_its_publication(sitting):
    officer, leader, unit = sitting("tayninh"), sitting("lanhdaotayninh"), sitting(ON_PHONE)
    officer.goto("/nang-luc/")
    opened(officer, "Mở đợt chấm điểm")
    press(officer, "Mở đợt")
    press(officer, "Tính điểm")
    press(officer, "Gửi các đơn vị xem")
    address = where(officer)
    unit.goto("/nang-luc/")
    unit.get_by_role("region", name="Đang chờ ở bàn này").get_by_role("link").first.click()
    opened(unit, "Nêu ý kiến")
    unit.get_by_role("textbox").last.fill(OBJECTION)
    press(unit, "Gửi ý kiến")
    # Who reckoned it is not offered to answer what is said against it.
    officer.goto(address)
    shows(officer, "nhờ một người khác của cơ quan trả lời")
    leader.goto(address)
    leader.get_by_role("main").get_by_role("link", name="Trả lời ý kiến").click()
    shows(leader, OBJECTION)
    leader.get_by_label("Trả lời, căn cứ").fill(ANSWER)
    press(leader, "Gửi trả lời")
    officer.goto(address)
    press(officer, "Trình công bố")
    leader.goto(address)
    decide(leader, "Công bố")
    shows(leader, "Đã công bố")
    unit.reload()
    shows(unit, ANSWER)


def test_an_award_from_the_council_to_the_certificate(sitting):
    officer, leader, inspector = sitting("canbo"), sitting("lanhdao"), sitting("thanhtra")
    from_tray(officer, "Nhận đề nghị, lập hội đồng")
    address = where(officer)
    officer.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    officer.locator("#id_number").fill("12/QĐ-HĐ")
    officer.locator("#id_on").fill(TODAY)
    officer.locator("#id_quorum").fill("2")
    press(officer, "Lưu", exact=True)
    for who, role in (("Lãnh đạo Cục", "Chủ tịch"), ("Thanh tra", "Thư ký")):
        officer.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        officer.locator("#id_user").select_option(label=f"{who} (minh họa)")
        officer.locator("#id_role").select_option(label=role)
        press(officer, "Thêm", exact=True)
    decide(officer, "Đưa ra hội đồng")
    for member in (leader, inspector):
        member.goto(address)
        member.get_by_role("main").get_by_role("link", name=re.compile(UNIT)).first.click()
        press(member, "Ghi lời khai")
        member.get_by_label("Tán thành", exact=True).check()
        press(member, "Bỏ phiếu", exact=True)
        shows(member, "Anh/chị đã bỏ phiếu: tán thành")
    officer.goto(address)
    officer.locator("#id_held_on").fill(TODAY)
    officer.locator("#id_place").fill("Hà Nội")
    officer.locator("#id_words").fill("Đủ điều kiện (thử)")
    decide(officer, "Ghi biên bản, trình quyết định")
    leader.goto(address)
    leader.locator("#id_number").fill("99/QĐ-BCT")
    leader.locator("#id_on").fill(TODAY)
    leader.locator("#id_signer").fill("Nguyễn Văn Thử")
    decide(leader, "Ghi quyết định")
    shows(leader, "mỗi người được khen có số vào sổ")
    leader.get_by_role("main").get_by_role("link", name=re.compile(UNIT)).first.click()
    expect(leader.get_by_role("heading", level=1)).to_contain_text("được khen thưởng", timeout=PATIENCE)
    with leader.expect_download(timeout=PATIENCE) as saved:
        leader.get_by_role("main").get_by_role("link", name="Tải PDF").click()
    assert saved.value.suggested_filename.endswith("-01.pdf")
