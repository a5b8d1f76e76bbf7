"""Returns as officers send them."""

from io import BytesIO

import openpyxl


def filled_return(*, done="1.234,5", plan="2.000", province="Đồng Tháp", year=2026, cut="30/06/2026"):
    """A return as an officer fills it in: one content, plan and done, KCQG in triệu đồng."""
    book = openpyxl.Workbook()
    info = book.active
    info.title = "Thông tin"
    for line in [
        ("Tỉnh/thành phố", province),
        ("Năm", year),
        ("Số liệu đến ngày", cut),
        ("Đơn vị tính", "triệu đồng"),
    ]:
        info.append(line)
    for title, amount in (("Kế hoạch", plan), ("Thực hiện", done)):
        sheet = book.create_sheet(title)
        sheet.append(("Mã", "Nội dung", "KCQG", "KCĐP", "Ghi chú"))
        sheet.append(("1", "Đào tạo nghề, truyền nghề", amount, None, None))
    content = BytesIO()
    book.save(content)
    return content.getvalue()
