"""Reading an .xls of Excel 97 to 2003."""

from io import BytesIO

from python_calamine import CalamineWorkbook, PasswordError

from khuyencong.paperwork.return_workbook.refusal import AGAIN, RefusedFileError
from khuyencong.paperwork.return_workbook.xlsx import rows_of
from khuyencong.rules.returns.labels import choose_sheets
from khuyencong.rules.returns.model import Sheet, Workbook

PASSWORD = "Mở bằng Excel, vào File > Info > Protect Workbook để bỏ mật khẩu, lưu lại rồi gửi."


def read_xls(name: str, data: bytes) -> Workbook:
    """The form's sheets of an .xls; raises RefusedFileError for anything else in the same kind of container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise RefusedFileError("encrypted", "Tệp có đặt mật khẩu nên không mở được.", PASSWORD)
    if "WordDocument".encode("utf-16-le") in data:
        raise RefusedFileError("word_document", "Đây là tệp Word (.doc) đổi đuôi, không phải bảng tính.", AGAIN)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError as locked:
        raise RefusedFileError("encrypted", "Tệp có đặt mật khẩu nên không mở được.", PASSWORD) from locked
    names = tuple(book.sheet_names)
    chosen = set(choose_sheets(names).chosen.values())
    hidden = {each.name: each.visible.name != "Visible" for each in book.sheets_metadata}
    sheets = []
    for each in names:
        if each in chosen:
            read = book.get_sheet_by_name(each)
            sheets.append(
                Sheet(
                    name=each,
                    rows=rows_of(read),
                    hidden=hidden.get(each, False),
                    merged=tuple(read.merged_cell_ranges or ()),
                )
            )
    return Workbook(name=name, kind="xls", sheet_names=names, sheets=tuple(sheets))
