"""What every step of the year does: open one's tray, find a project's money, hand papers in, judge them."""

import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.e2e.conftest import PASSWORD

PDF = {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 thu"}
HERE = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = f"{HERE:%d/%m/%Y}"
TITLE = "Hỗ trợ máy ép gạch không nung"
PATIENCE = 30_000
"""Milliseconds a page of a busy machine may take."""


def tray(page):
    """One's own tray, as the rail or the bar of the phone leads to it."""
    page.goto("/")
    page.locator('a[href="/viec-cua-toi/"]').filter(visible=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("việc đang chờ", timeout=PATIENCE)


def from_tray(page, words, at="") -> None:
    """The dossier opened from one's own tray, its line or the first card: on the wrong desk it is not found.

    `at` is the address of the one that is meant, where others are called alike.
    """
    tray(page)
    open_pile(page, words)
    first = page.get_by_role("region", name="Làm trước tiên").filter(has_text=words)
    line = page.get_by_role("table").get_by_role("link", name=words)
    either = line.or_(first.get_by_role("link", name="Mở hồ sơ"))
    link = either.and_(page.locator(f"a[href='{at}']")).first if at else either.first
    expect(link).to_be_visible(timeout=PATIENCE)
    address = link.get_attribute("href")
    link.click()
    page.wait_for_url(f"**{address}")


def open_pile(page, words) -> None:
    """Where the line is not on the tray itself, the one of all tasks alike that holds it."""
    if page.get_by_role("main").get_by_text(words).count():
        return
    for address in [each.get_attribute("href") for each in page.get_by_role("link", name="việc như vậy").all()]:
        page.goto(f"/viec-cua-toi/{address}")
        if page.get_by_role("main").get_by_text(words).count():
            return
    tray(page)


def money_of(page, title=TITLE) -> None:
    """Open the project's money from the overview, as one finds it."""
    page.goto("/tien/")
    page.get_by_role("main").get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title, timeout=PATIENCE)


def press(page, name, *, exact=False) -> None:
    """Press the button of that name, the first where a page has several, and be where it leads."""
    with page.expect_navigation(timeout=PATIENCE):
        page.get_by_role("main").get_by_role("button", name=name, exact=exact).first.click()


def decide(page, name, *, exact=False) -> None:
    """Press what decides; who signed in long ago on a slow machine shows first who she is."""
    press(page, name, exact=exact)
    if page.get_by_role("heading", name="Xác nhận là anh/chị").is_visible():
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        press(page, "Xác nhận", exact=True)


def shows(page, words) -> None:
    """The page says so."""
    expect(page.get_by_role("main").get_by_text(words).first).to_be_visible(timeout=PATIENCE)


def leads(page, words) -> None:
    """The sentence under the heading, where a dossier says its state, says so."""
    expect(page.locator(".lead").first).to_contain_text(words, timeout=PATIENCE)


def in_time(page, words) -> None:
    """What the machine writes in the background is seen when the page is loaded again."""
    until = time.monotonic() + 2 * PATIENCE / 1000
    while not page.get_by_text(words).first.is_visible() and time.monotonic() < until:
        page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def hand_everything_in(page) -> None:
    """A file for every paper that is still missing, one after the other."""
    while page.get_by_role("button", name="Nộp", exact=True).count():
        form = page.locator("form", has=page.get_by_role("button", name="Nộp", exact=True)).first
        form.locator("input[type=file]").set_input_files(PDF)
        with page.expect_navigation(timeout=PATIENCE):
            form.get_by_role("button", name="Nộp", exact=True).click()


def judge_everything(page) -> None:
    """Every paper looked at and found to do."""
    for form in range(page.get_by_role("button", name="Đạt", exact=True).count()):
        with page.expect_navigation(timeout=PATIENCE):
            page.get_by_role("button", name="Đạt", exact=True).nth(form).click()


def address_of(page) -> str:
    """Where she is, without the host."""
    return page.evaluate("location.pathname")


def totals_of(page, purse) -> list[int]:
    """Given, committed and disbursed of a purse, in đồng, as the overview of the money says."""
    page.goto("/tien/")
    row = page.get_by_role("row", name=re.compile(f"^{purse} ")).first
    cells = row.get_by_role("cell").all_inner_texts()
    return [int(each.replace(".", "")) for each in cells[:3]]
