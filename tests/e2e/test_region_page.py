"""The first page, as a newcomer meets it: the answer, what hurts, and every number down to its source."""

from playwright.sync_api import expect


def test_the_first_page_opens_from_the_answer_down_to_a_figure_and_its_source(open_page):
    page = open_page("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("26,6 % kế hoạch")
    expect(page.locator("#doi-chieu")).to_contain_text("lỗi còn mở")
    expect(page.get_by_text("12.589,8").first).to_be_visible()

    page.get_by_role("row", name="Hậu Giang").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("kế hoạch 2.389,2 triệu đồng")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Chưa sửa lần nào")).to_be_visible()
    page.get_by_role("definition").get_by_role("link", name="Số liệu minh họa").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số liệu minh họa")


def test_the_table_is_sorted_in_place_and_the_address_follows(open_page):
    page = open_page("/")
    page.get_by_role("link", name="theo tên").click()
    expect(page.locator("#bang-tinh tbody th").first).to_contain_text("An Giang")
    assert "sort=name" in page.url


def test_another_region_and_day_are_chosen_by_keyboard(open_page, site):
    page = open_page("/")
    page.get_by_label("Vùng", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("30/09/2013")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/vung/trung/2013/2013-09-30/")


def test_the_first_stop_of_the_tab_key_leads_past_the_shell(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_search_box_finds_without_diacritics_as_one_types(open_page):
    page = open_page("/")
    page.get_by_role("searchbox").press_sequentially("dong thap", delay=20)
    hit = page.locator("#found").get_by_role("link", name="Đồng Tháp").first
    expect(hit).to_be_visible()
    hit.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("hợp thành")


def test_without_javascript_the_page_still_sorts_and_searches(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="theo tên").click()
    expect(page.locator("#bang-tinh tbody th").first).to_contain_text("An Giang")
    page.get_by_role("searchbox").fill("ben tre")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("link", name="Bến Tre").first).to_be_visible()
    context.close()
