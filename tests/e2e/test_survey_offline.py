"""Asking a workshop without a line: kept on the device over a reload, sent once when the line is back."""

import re

import pytest

from tests.e2e.conftest import PHONE

SURVEYS = "/khao-sat/hoi/"


@pytest.fixture
def phone(site, browser):
    """A phone that somebody signed in with while there was a line, its pages taken along."""
    opened = []

    def of(username):
        context = browser.new_context(viewport=PHONE)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{site}/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill("minh-hoa-2018")
        page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url(f"{site}/")
        page.goto(f"{site}{SURVEYS}")
        page.wait_for_selector("#hoi[data-begun][data-taken]")
        return page

    yield of
    for context in opened:
        context.close()


def begin(page):
    page.get_by_role("link", name=re.compile("Hỏi một cơ sở")).first.click()
    page.wait_for_selector("#hoi[data-begun] form[data-round]")


def fill(page, name, wants):
    page.get_by_label("Xã, phường").select_option(index=1)
    page.get_by_label("Tên cơ sở").fill(name)
    page.get_by_label("Cơ sở muốn làm gì").fill(wants)
    page.get_by_text("Đã lưu trên máy lúc").wait_for()


def listed(page, name):
    return page.locator("#tren-may li", has_text=name)


def test_an_answer_asked_without_a_line_outlives_a_reload_and_is_sent_once_with_its_photograph(phone, site):
    page = phone("dongthap")
    page.context.set_offline(True)
    begin(page)
    fill(page, "Lò rèn Không Sóng", "Mua búa máy thay búa tay")
    drawn = page.screenshot()
    page.reload()
    page.wait_for_selector("#hoi[data-begun]")
    assert page.get_by_label("Tên cơ sở").input_value() == "Lò rèn Không Sóng"
    page.locator("#id_photo").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": drawn})
    page.locator("#anh img").wait_for()
    page.get_by_role("button", name="Xong, gửi").click()
    page.wait_for_url(f"{site}{SURVEYS}")
    listed(page, "Lò rèn Không Sóng").get_by_text("Chờ có mạng để gửi. 1 ảnh.").wait_for()

    page.context.set_offline(False)
    listed(page, "Lò rèn Không Sóng").get_by_text("Đã gửi. 1 ảnh.").wait_for()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.goto(f"{site}/khao-sat/phieu/?q=lo+ren+khong+song")
    rows = page.get_by_role("link", name="Lò rèn Không Sóng")
    assert rows.count() == 1
    rows.click()
    picture = page.get_by_role("img", name=re.compile("^Ảnh do"))
    # Waited for: on a busy machine the page is there before its picture.
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert page.get_by_text("Phiếu được ghi một lần").count() == 1


def test_without_a_line_what_cannot_be_sent_is_said_on_the_spot_and_other_pages_lead_back(phone, site):
    page = phone("dongthap")
    page.context.set_offline(True)
    begin(page)
    assert page.locator("#co-so option").count() > 0
    assert page.get_by_label("Tên cơ sở").get_attribute("list") == "co-so"
    fill(page, "Xưởng Tám Mươi", "Mua máy")
    page.get_by_label("Dự kiến hết bao nhiêu").fill("80 triệu")
    page.get_by_role("button", name="Xong, gửi").click()
    page.get_by_text("“80 triệu” không phải số ghi đủ").wait_for()
    page.get_by_role("navigation").get_by_role("link", name="Việc").first.click()
    page.get_by_text("Không có mạng nên chưa mở được").wait_for()
    page.get_by_label("Dự kiến hết bao nhiêu").fill("80.000.000")
    page.get_by_role("button", name="Xong, gửi").click()
    page.wait_for_url(f"{site}{SURVEYS}")
    page.get_by_role("heading", name="1 phiếu chờ gửi").wait_for()
    page.goto(f"{site}/khao-sat/")
    page.get_by_role("heading", name="Không có mạng").wait_for()


def test_two_devices_that_change_one_answer_unseen_by_each_other_are_told_and_both_editions_stay(phone, site):
    first = phone("dongthap")
    begin(first)
    fill(first, "Xưởng Hai Máy", "Mua máy cưa")
    first.get_by_role("button", name="Xong, gửi").click()
    listed(first, "Xưởng Hai Máy").get_by_text("Đã gửi.").wait_for()

    second = phone("dongthap")
    second.context.set_offline(True)
    second.get_by_text("phiếu đã gửi trước đây").click()
    second.locator("#da-gui li", has_text="Xưởng Hai Máy").get_by_role("link").click()
    second.wait_for_selector("#hoi[data-begun]")
    second.get_by_label("Cơ sở muốn làm gì").fill("Mua máy cưa và máy bào")
    second.get_by_role("button", name="Xong, gửi").click()
    second.wait_for_url(f"{site}{SURVEYS}")

    listed(first, "Xưởng Hai Máy").get_by_role("link").click()
    first.wait_for_selector("#hoi[data-begun]")
    first.get_by_label("Cơ sở muốn làm gì").fill("Mua máy cưa loại nhỏ")
    first.get_by_role("button", name="Xong, gửi").click()
    listed(first, "Xưởng Hai Máy").get_by_text("Đã gửi bản sửa.").wait_for()

    second.context.set_offline(False)
    listed(second, "Xưởng Hai Máy").get_by_text("Người khác đã sửa phiếu này").wait_for()
    first.goto(f"{site}/khao-sat/phieu/?q=xuong+hai+may")
    first.get_by_role("link", name="Xưởng Hai Máy").click()
    assert first.get_by_text("3 lần ghi, không lần nào mất").count() == 1
    assert first.get_by_role("link", name=re.compile("Xem hai bản cạnh nhau")).count() == 1


def test_another_person_on_the_same_phone_does_not_see_what_was_not_sent(phone, site):
    page = phone("dongthap")
    begin(page)
    fill(page, "Nhà Lò Riêng", "Sửa lò")
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{site}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill("dongthap2")
    page.get_by_label("Mật khẩu").fill("minh-hoa-2018")
    page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}{SURVEYS}")
    page.wait_for_selector("#hoi[data-begun]")
    assert listed(page, "Nhà Lò Riêng").count() == 0
