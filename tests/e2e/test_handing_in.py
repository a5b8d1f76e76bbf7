"""An officer hands in a good file and a bad one; the bad one is explained, the good one enters."""

from playwright.sync_api import expect

from tests.web.workbooks import filled_return

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(name, content):
    return {"name": name, "mimeType": KIND, "buffer": content}


def test_a_bad_file_then_a_good_one(open_page):
    page = open_page("/", user="dongthap")
    page.get_by_role("navigation").get_by_role("link", name="Nộp báo cáo").click()
    bad = filled_return(year=2016, cut="30/06/2016", done="khoảng 1 tỷ")
    page.get_by_label("Tệp .xlsx, .xls hoặc .csv").set_input_files([as_file("hong.xlsx", bad)])
    page.get_by_role("button", name="Đọc và xem trước").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Không có tệp nào cần nhập, 1 tệp chưa nhận được"
    )
    expect(page.get_by_role("rowheader", name="Thực hiện!C2")).to_be_visible()

    page.get_by_role("link", name="Chọn tệp khác").click()
    good = filled_return(year=2016, cut="30/06/2016")
    page.get_by_label("Tệp .xlsx, .xls hoặc .csv").set_input_files(
        [as_file("hong.xlsx", bad), as_file("tot.xlsx", good)]
    )
    page.get_by_role("button", name="Đọc và xem trước").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 tệp nhận được, 1 tệp chưa nhận được")
    page.get_by_role("button", name="Xác nhận nhập 1 tệp").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã nhập 1 tệp; 1 tệp chưa nhập")
    page.get_by_role("link", name="Xem các số đã nhập").click()
    expect(page.get_by_role("rowheader", name="Đồng Tháp").first).to_be_visible()
    with page.expect_download() as original:
        page.get_by_role("link", name="Tệp gốc").click()
    assert original.value.path().read_bytes() == good
