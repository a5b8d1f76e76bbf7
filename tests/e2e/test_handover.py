"""A desk changes hands in the browser and back again: sign, find, sign, tour; the old holder keeps nothing."""

import zipfile

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE

OFFICER, NEWCOMER = "Cán bộ Sở Đồng Tháp (minh họa)", "Cán bộ mới Sở Đồng Tháp (minh họa)"
PROMISE = "Trả lời cơ sở may ở xã bên trước ngày 30/11"


def give(page, taker):
    """From the desk's page: open the hand-over, fill it in, sign."""
    page.get_by_role("link", name="Bàn giao", exact=True).first.click()
    page.get_by_role("link", name="Bàn giao bàn này").click()
    page.get_by_role("button", name="Ký giao").click()
    expect(page.get_by_role("alert")).to_contain_text("Chọn người nhận bàn")
    page.get_by_label("Bên nhận").select_option(label=taker)
    page.get_by_label("Việc đã hứa").fill(PROMISE)
    page.get_by_role("button", name="Ký giao").click()
    expect(page.get_by_role("status")).to_contain_text("chờ bên nhận ký")


def take(page):
    """From the in-tray: read what comes along, sign, walk through the five steps."""
    page.get_by_role("link", name="Xem danh sách và ký nhận").click()
    expect(page.get_by_text(PROMISE)).to_be_visible()
    page.get_by_role("button", name="Ký nhận bàn").click()
    for step in range(1, 6):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"Bước {step}/5")
        if step < 5:
            page.get_by_role("link", name="Bước sau").click()
    page.get_by_role("link", name="Xong, về việc của tôi").click()


def test_a_desk_changes_hands_and_comes_back(open_page):
    giver = open_page("/ban/", user="dongthap")
    give(giver, NEWCOMER)
    with giver.expect_download() as download:
        giver.get_by_role("link", name="Biên bản (dự thảo)").click()
    assert zipfile.is_zipfile(download.value.path())
    newcomer = open_page("/viec-cua-toi/", user="dongthap2", size=PHONE)
    take(newcomer)

    giver.goto("/ban/")
    expect(giver.get_by_role("heading", level=1)).to_have_text("Chưa giữ bàn nào")

    newcomer.goto("/ban/")
    newcomer.get_by_role("button", name="Làm việc ở bàn này").click()
    give(newcomer, OFFICER)
    giver.goto("/viec-cua-toi/")
    take(giver)
    giver.goto("/ban/")
    expect(giver.get_by_role("heading", level=1)).to_contain_text("Cán bộ Sở")
