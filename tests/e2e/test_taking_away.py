"""The report in its three forms: the page, the workbook, the document; and issued by a leader."""

import zipfile

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("link", "inside"),
    [("Bản Excel (dự thảo)", "xl/workbook.xml"), ("Bản Word (dự thảo)", "word/document.xml")],
)
def test_the_page_is_taken_away_as_a_draft(open_page, link, inside):
    page = open_page("/")
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert inside in archive.namelist()


def test_every_table_of_the_page_has_its_own_workbook(open_page):
    page = open_page("/")
    page.get_by_text("Theo nội dung hoạt động", exact=True).click()
    links = page.get_by_role("link", name="Tải Excel").all()
    assert len(links) == 2
    for link in links:
        with page.expect_download() as download:
            link.click()
        assert zipfile.is_zipfile(download.value.path())


def test_an_officer_hands_up_a_leader_issues_with_a_reason_and_downloads_what_was_kept(open_page):
    page = open_page("/", user="canbo")
    page.get_by_role("link", name="Trình phát hành").click()
    page.get_by_label("Lời trình").fill("Còn lỗi của nơi công bố")
    page.get_by_role("button", name="Trình lãnh đạo").click()
    expect(page.get_by_role("status")).to_contain_text("Đã trình lãnh đạo")
    page = open_page("/viec-cua-toi/", user="lanhdao")
    # Wherever it stands among what waits there: the first card may be something that hurts more.
    page.get_by_role("main").locator('a[href*="/bao-cao/to-trinh/"]').first.click()
    page.get_by_role("button", name="Phát hành").click()
    expect(page.get_by_role("alert")).to_contain_text("phải ghi lý do")
    page.get_by_label("Lý do phát hành khi còn lỗi").fill("Đã gửi văn bản hỏi nơi công bố")
    page.get_by_role("button", name="Phát hành").click()
    expect(page.get_by_role("status")).to_contain_text("Đã phát hành")
    with page.expect_download() as download:
        page.get_by_role("link", name="Bản Word đã phát hành").click()
    assert zipfile.is_zipfile(download.value.path())
