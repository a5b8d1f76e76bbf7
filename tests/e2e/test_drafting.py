"""A newcomer drafts her first project: from the sign-in to a sent one in twelve screens, phone and desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE

WORDS = "Xưởng của hợp tác xã mua một máy sấy mới, công suất một tấn mỗi mẻ, lắp trong tháng 5. " * 3
PDF = {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 thu"}


def seen(page) -> None:
    """Count a screen by its heading, so that a dead end is seen as well."""
    heading = page.get_by_role("heading", level=1).inner_text()
    expect(page.get_by_role("main")).to_be_visible()
    SCREENS.append(heading)


SCREENS: list[str] = []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_newcomer_goes_from_the_sign_in_to_a_sent_project_in_twelve_screens(open_page, size):
    SCREENS[:] = ["Đăng nhập"]
    page = open_page("/", user="dongthap2", size=size)
    seen(page)
    page.get_by_role("navigation").get_by_role("link", name="Đề án", exact=True).click()
    seen(page)
    page.get_by_role("link", name="Soạn đề án mới").click()
    seen(page)
    page.get_by_role("link", name=re.compile("Mua máy mới")).click()
    seen(page)
    page.get_by_role("checkbox", name=re.compile("^Ứng dụng máy móc")).check()
    page.get_by_label("Tên đề án").fill("Hỗ trợ máy sấy cho hợp tác xã Sao Mai")
    page.get_by_label("Ngành, nghề", exact=True).select_option(index=1)
    page.get_by_role("button", name="Lập bản nháp").click()
    seen(page)
    page.get_by_label("Tên, mã số thuế").fill("hop tac xa sao mai")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("button", name="Chọn nơi này").first.click()
    page.get_by_role("link", name=re.compile("Bước sau")).click()
    seen(page)
    page.get_by_label("Nội dung chi", exact=True).fill("Máy sấy")
    page.get_by_label("Đơn giá").fill("680.000.000")
    page.get_by_label("Đề nghị hỗ trợ").fill("300.000.001")
    expect(page.get_by_text("Giảm còn không quá 300.000.000 đồng")).to_be_visible()
    page.get_by_label("Đề nghị hỗ trợ").fill("300.000.000")
    page.get_by_role("button", name="Thêm dòng").click()
    page.get_by_label("Cơ sở đã cam kết đủ").check()
    page.get_by_label("Cơ sở đã cam kết chưa").check()
    page.get_by_role("button", name="Lưu cam kết").click()
    page.get_by_role("link", name=re.compile("Bước sau")).click()
    seen(page)
    for area in page.locator("main textarea").all():
        with page.expect_response(re.compile("/muc/")):
            area.fill(WORDS)
            area.blur()
    expect(page.get_by_text("Đã lưu lúc")).to_have_count(7)
    page.get_by_role("link", name=re.compile("Bước sau")).click()
    seen(page)
    while page.get_by_role("button", name="Tải lên").count():
        form = page.locator("form", has=page.get_by_role("button", name="Tải lên")).first
        form.locator("input[type=file]").set_input_files(PDF)
        form.get_by_role("button", name="Tải lên").click()
    page.get_by_role("link", name=re.compile("Xem lại và gửi")).last.click()
    seen(page)
    page.get_by_role("button", name="Gửi đề án").click()
    expect(page.get_by_text("Đã gửi.")).to_be_visible()
    assert len(SCREENS) <= 12, SCREENS
    if size == PHONE:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def opened_draft(page, step):
    page.get_by_role("link", name=re.compile("máy sấy bơm nhiệt")).last.click()
    page.get_by_role("link", name=re.compile(step)).click()


def test_words_left_at_once_without_a_pause_are_saved(open_page):
    page = open_page("/de-an/", user="dongthap")
    opened_draft(page, "4. Thuyết minh")
    here, area = page.url, page.locator("main textarea").nth(1)
    area.fill("Viết xong là đi ngay.")
    page.goto("/de-an/")
    page.goto(here)
    expect(area).to_have_value("Viết xong là đi ngay.")


def test_going_on_from_the_first_step_saves_it_and_leaving_it_otherwise_asks(open_page):
    page = open_page("/de-an/", user="dongthap")
    opened_draft(page, "1. Đề án gì")
    first = page.url
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Tên đề án").press_sequentially("X")
    page.get_by_role("link", name="Đề án", exact=True).last.click()
    page.wait_for_timeout(300)
    assert (asked, page.url) == (["beforeunload"], first)
    page.get_by_role("button", name=re.compile("sang bước sau")).click()
    page.wait_for_url(re.compile("/co-so/"))
    page.goto(first)
    assert "X" in page.get_by_label("Tên đề án").input_value()
    assert asked == ["beforeunload"]


def test_words_typed_while_the_line_is_down_are_kept_on_the_device(open_page):
    page = open_page("/de-an/", user="dongthap", bare=True)  # the browser complains of the line, as it should
    page.get_by_role("link", name=re.compile("máy sấy bơm nhiệt")).last.click()
    page.get_by_role("link", name=re.compile("4. Thuyết minh")).click()
    area = page.locator("main textarea").first
    page.route(re.compile("/muc/"), lambda route: route.fulfill(status=503, body=""))
    area.fill("Lời viết lúc mất mạng, không được mất.")
    area.blur()
    expect(page.get_by_text("Chưa gửi được lên máy chủ").first).to_be_visible()
    page.unroute(re.compile("/muc/"))
    page.reload()
    page.get_by_text("Trên máy còn lời chưa gửi được").click()
    expect(area).to_have_value("Lời viết lúc mất mạng, không được mất.")
