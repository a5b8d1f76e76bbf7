"""The administrator invites, the newcomer opens the letter's link, sets a password and sits at the desk."""

import re
import sqlite3
from pathlib import Path

from playwright.sync_api import expect

PASSWORD = "mot-cau-dai-de-nho"


def letter_to(database: Path, address: str) -> str:
    """The text of the last letter in the outbox of the site."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as rows:
        found = rows.execute('SELECT text FROM post_mail WHERE "to" = ? ORDER BY id DESC', [address])
        return str(found.fetchone()[0])


def test_from_the_invitation_to_the_first_look_at_the_desk(open_page, site, tmp_path_factory):
    page = open_page("/ban-lam-viec/lap/", user="quantri")
    page.get_by_label("Cơ quan").fill("so cong thuong tay ninh")
    page.get_by_label("Vai trò").select_option("department_officer")
    page.get_by_label("Tên bàn").fill("Chuyên viên khuyến công")
    page.get_by_role("button", name="Lập bàn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chuyên viên khuyến công: chưa ai giữ")

    page.get_by_label("Họ và tên").fill("Người Mới (minh họa)")
    page.get_by_label("Thư điện tử").fill("moi@khuyencong.example")
    page.get_by_role("button", name="Gửi thư mời").click()
    expect(page.get_by_role("heading", name="Thư mời chưa trả lời")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("m***@khuyencong.example")

    [database] = Path(tmp_path_factory.getbasetemp()).glob("site[0-9]*/khuyencong.sqlite3")
    link = re.search(r"/loi-moi/\S+", letter_to(database, "moi@khuyencong.example")).group()
    newcomer = open_page(link)
    expect(newcomer.get_by_role("heading", level=1)).to_contain_text("mời anh/chị giữ bàn")
    newcomer.get_by_label("Tên đăng nhập").fill("nguoimoi")
    newcomer.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    newcomer.get_by_label("Gõ lại mật khẩu").fill(PASSWORD)
    newcomer.get_by_role("button", name="Nhận bàn").click()
    newcomer.get_by_label("Tên đăng nhập").fill("nguoimoi")
    newcomer.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    newcomer.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text(
        "Đang làm việc ở bàn “Chuyên viên khuyến công”"
    )

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Người Mới (minh họa) giữ từ")
