"""Inspect: planned, the minutes with a finding, the unit's proof, seen to be put right."""

from playwright.sync_api import expect

from tests.e2e.year.hands import PDF, TITLE, TODAY, decide, from_tray, leads, money_of, press, shows

FOUND, WANTED = "Nhãn máy ép bị mờ", "Gắn lại nhãn máy ép, chụp ảnh số máy"
PHOTO = {"name": "nhan-may.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 thu"}


def inspect(sitting) -> None:
    """By a colleague of who drafted; what she found lies with the unit, its proof with her again."""
    colleague, head, unit = sitting("dongthap2"), sitting("lanhdaodongthap"), sitting("dongthap")
    planned(colleague)
    written(colleague)
    from_tray(head, f"Ghi nhận biên bản kiểm tra đề án “{TITLE}”")
    shows(head, FOUND)
    decide(head, "Ghi nhận biên bản")
    leads(head, "Đã ghi nhận")

    from_tray(unit, f"Khắc phục “{WANTED}”")
    unit.get_by_label("Đã làm gì").fill("Đã gắn nhãn mới, số máy đọc rõ.")
    unit.locator("input[type=file]").set_input_files(PHOTO)
    press(unit, "Báo đã khắc phục")
    expect(unit.get_by_role("link", name="nhan-may.jpg")).to_be_visible()

    from_tray(colleague, f"Xem chứng cứ “{WANTED}”")
    expect(colleague.get_by_role("link", name="nhan-may.jpg")).to_be_visible()
    decide(colleague, "Đã khắc phục", exact=True)
    leads(colleague, f"Đã khắc phục ngày {TODAY}")


def planned(colleague) -> None:
    """On the calendar for today, from the page of the project's money."""
    money_of(colleague)
    colleague.get_by_role("link", name="Lên lịch kiểm tra").click()
    colleague.get_by_label("Ngày kiểm tra").fill(TODAY)
    colleague.get_by_label("Ai đi").fill("Cán bộ Sở\nCán bộ xã")
    press(colleague, "Lên lịch")
    shows(colleague, "Đi kiểm tra, rồi ghi biên bản ở dưới")


def written(colleague) -> None:
    """Every question answered, one with a fault the unit has to put right; signed, laid before the head."""
    from_tray(colleague, f"Đi và ghi biên bản kiểm tra đề án “{TITLE}”")
    colleague.get_by_label("Nơi kiểm tra").fill("Xưởng gạch, xã Phú Lợi")
    colleague.get_by_label("Kết luận").fill("Đúng đối tượng, đúng mục đích; phải gắn lại một nhãn máy.")
    colleague.get_by_label("Ngày kiểm tra").fill(TODAY)
    for each in colleague.locator("select[name^=a_]").all():
        each.select_option("yes")
    colleague.locator("select[name=a_so-may]").select_option("partly")
    colleague.locator("[name=w_so-may]").fill(FOUND)
    press(colleague, "Lưu biên bản")
    colleague.get_by_text("Ghi một việc phải khắc phục").click()
    fault = colleague.locator("details", has=colleague.get_by_role("button", name="Ghi việc này và lưu"))
    fault.get_by_label("Thấy gì").fill(FOUND)
    fault.get_by_label("Phải làm gì").fill(WANTED)
    fault.get_by_label("Hạn").fill(f"31/12/{TODAY[-4:]}")
    fault.get_by_role("button", name="Ghi việc này và lưu").click()
    shows(colleague, "1 việc phải khắc phục")
    colleague.locator("input[type=file]").set_input_files(PDF)
    press(colleague, "Nộp và lưu")
    press(colleague, "Trình ghi nhận")
    expect(colleague.get_by_role("button", name="Trình ghi nhận")).to_have_count(0)
