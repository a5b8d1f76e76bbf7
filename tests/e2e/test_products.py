"""A product from its registration to the catalogue: photographs, a jury, a decision, a code."""

import base64
import re

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.test_a_debt import opened, where
from tests.e2e.year.hands import PATIENCE, TODAY, decide, from_tray, press, shows, tray

ON_PHONE = "thanhtra"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NAME = "Giỏ quai lục bình (thử)"
JURY = (("Lãnh đạo Cục", "Trưởng ban Giám khảo"), ("Kế toán Cục", "Giám khảo"), ("Thanh tra", "Giám khảo"))
POINTS = {"thi-truong": "36", "kinh-te": "35,5", "van-hoa": "9", "khac": "8"}


def test_a_product_from_its_registration_to_the_catalogue(sitting, open_page):
    officer, maker = sitting("canbo"), sitting("dongthap")
    address = round_opened(officer)
    product = registered(maker, address)
    from_tray(officer, "Kiểm tra hồ sơ sản phẩm")
    expect(officer.get_by_role("heading", level=1)).to_contain_text(NAME, timeout=PATIENCE)
    press(officer, "Hồ sơ hợp lệ")
    council(officer, address)
    for user in ("lanhdao", "ketoan", "thanhtra"):
        judged(sitting(user), address)
    recognised(officer, sitting("lanhdao"), address)
    officer.goto(product)
    code = officer.get_by_role("main").locator("a[href^='/san-pham-tieu-bieu/']").first.inner_text()
    looked_up(open_page, code)


def round_opened(officer) -> str:
    """The ministry opens a round of the southern region; the page says which rows nobody has read."""
    officer.goto("/binh-chon/")
    opened(officer, "Mở đợt bình chọn")
    shows(officer, "cần xác minh")
    officer.get_by_label("Cấp", exact=True).select_option(label="Bình chọn cấp khu vực")
    officer.get_by_label("Vùng", exact=True).select_option(label="Khu vực phía Nam")
    officer.get_by_label("Kế hoạch đã duyệt").fill("Kế hoạch 01/KH-BCT (thử)")
    officer.get_by_label("Nhận đăng ký đến hết ngày").fill(TODAY)
    press(officer, "Mở đợt, nhận đăng ký")
    expect(officer.get_by_role("heading", level=1)).to_contain_text("cấp khu vực", timeout=PATIENCE)
    return where(officer)


def registered(maker, address) -> str:
    """A department registers a product certified in its province; without photographs it is not sent."""
    maker.goto("/san-pham-tieu-bieu/?standing=valid")
    owner = maker.get_by_role("main").locator("ul.goods li p").nth(1).inner_text().split("\n")[0]
    maker.goto(address)
    maker.get_by_role("link", name="Đăng ký một sản phẩm").click()
    maker.get_by_label("Tên cơ sở, mã số thuế").fill(owner)
    press(maker, "Tìm", exact=True)
    maker.get_by_role("main").get_by_role("link", name=owner).first.click()
    maker.get_by_label("Tên sản phẩm").fill(NAME)
    maker.get_by_label("Thuyết minh sản phẩm").fill("Đan tay bằng lục bình phơi khô (thử).")
    for words in ("Do chính cơ sở sản xuất", "Không sao chép", "Sản xuất được hàng loạt"):
        maker.get_by_label(words).check()
    maker.get_by_label("Giấy chứng nhận cấp dưới còn giá trị").select_option(index=1)
    maker.get_by_label("Số văn bản đề nghị").fill("15/UBND-KT (thử)")
    maker.get_by_label("Ngày văn bản đề nghị").fill(TODAY)
    press(maker, "Lập hồ sơ, rồi thêm ảnh")
    shows(maker, "Còn 1 điều phải xong trước khi gửi")
    for label in ("Chính diện", "Mặt bên", "Từ trên xuống"):
        maker.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        maker.locator("#photo_file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": DOT})
        maker.locator("#photo_angle").select_option(label=label)
        maker.locator("#photo_alt").fill(f"Giỏ lục bình, {label.lower()}")
        press(maker, "Thêm ảnh")
    press(maker, "Gửi hồ sơ")
    shows(maker, "Đã gửi hồ sơ")
    return where(maker)


def council(officer, address) -> None:
    """Nine on the council, three of the ministry on the jury; the round is not begun with fewer."""
    officer.goto(address)
    press(officer, "Đưa ra chấm điểm")
    shows(officer, "Chưa ghi quyết định lập Hội đồng")
    unfolded(officer)
    officer.locator("#council_number").fill("9/QĐ-CT (thử)")
    officer.locator("#council_on").fill(TODAY)
    press(officer, "Lưu quyết định")
    for number in range(9):
        unfolded(officer)
        officer.locator("#member_name").fill(f"Ủy viên {number + 1} (thử)")
        officer.locator("#member_role").select_option(value="chair" if number == 0 else "member")
        press(officer, "Thêm thành viên")
    for name, part in JURY:
        unfolded(officer)
        officer.locator("#member_user").select_option(label=f"{name} (minh họa)")
        officer.locator("#member_role").select_option(value="none")
        officer.locator("#member_jury").select_option(label=part)
        press(officer, "Thêm thành viên")
    decide(officer, "Đưa ra chấm điểm")
    shows(officer, "từng giám khảo khai liên quan")


def unfolded(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def judged(member, address) -> None:
    """From her tray: a declaration, then a sheet that is handed in once."""
    tray(member)
    shows(member, "Khai liên quan, chấm điểm")
    member.goto(address)
    member.get_by_role("main").get_by_role("link", name=NAME).click()
    press(member, "Ghi lời khai")
    for code, points in POINTS.items():
        member.locator(f"#sheet_tc-{code}").fill(points)
    press(member, "Nộp phiếu")
    shows(member, "Anh/chị đã chấm 88,5 điểm")


def recognised(officer, leader, address) -> None:
    """The minutes by one, the decision by another, the notice; the clock of complaints begins."""
    officer.goto(address)
    officer.locator("#meeting_held_on").fill(TODAY)
    officer.locator("#meeting_place").fill("Cần Thơ (thử)")
    officer.locator("#meeting_words").fill("Ban Giám khảo chấm độc lập (thử)")
    decide(officer, "Ghi biên bản, trình công nhận")
    leader.goto(address)
    leader.locator("#decision_number").fill("83/QĐ-CT (thử)")
    leader.locator("#decision_on").fill(TODAY)
    leader.locator("#decision_signer").fill("Cục trưởng, Nguyễn Văn Thử")
    decide(leader, "Ghi quyết định", exact=True)
    shows(leader, "giấy chứng nhận để in")
    officer.goto(address)
    with officer.expect_download(timeout=PATIENCE) as saved:
        officer.get_by_role("main").get_by_role("link", name="Mọi giấy chứng nhận").click()
    assert saved.value.suggested_filename.endswith(".zip")
    decide(officer, "Ghi ngày thông báo")
    shows(officer, "Nhận khiếu nại đến hết")


def looked_up(open_page, code) -> None:
    """Anybody, on a phone, finds it without diacritics and types the code off the paper."""
    page = open_page("/san-pham-tieu-bieu/?q=gio+quai+luc+binh+thu", size=PHONE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 sản phẩm", timeout=PATIENCE)
    page.goto("/san-pham-tieu-bieu/xac-minh/")
    page.get_by_label("Mã xác minh trên giấy chứng nhận").fill(f"{code[:5]}-{code[5:]}".lower())
    press(page, "Xác minh", exact=True)
    page.wait_for_url(re.compile(code))
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME, timeout=PATIENCE)
    shows(page, "Còn giá trị")
