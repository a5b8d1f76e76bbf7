"""Reading an .xls of Excel 97 to 2003."""

from khuyencong.paperwork.return_workbook.biff import read_globals
from khuyencong.paperwork.return_workbook.biff_sheet import read_sheet
from khuyencong.paperwork.return_workbook.ole import Container
from khuyencong.paperwork.return_workbook.refusal import AGAIN, AS_XLSX, UNLOCK, RefusedFileError
from khuyencong.paperwork.return_workbook.sheets import Choose, sheets_of_a_return
from khuyencong.rules.returns.model import Workbook


def read_xls(name: str, data: bytes, choose: Choose = sheets_of_a_return) -> Workbook:
    """The chosen sheets of an .xls; raises RefusedFileError for anything else in the same kind of container."""
    stream = _stream(Container(data))
    book = read_globals(stream)
    names = tuple(each.name for each in book.sheets)
    chosen = choose(names)
    sheets = tuple(read_sheet(stream, each, book) for each in book.sheets if each.name in chosen)
    return Workbook(name=name, kind="xls", sheet_names=names, sheets=sheets)


def _stream(container: Container) -> bytes:
    """The workbook's records, or why there are none."""
    if "Workbook" in container:
        return container.read("Workbook")
    if "EncryptedPackage" in container:
        raise RefusedFileError("encrypted", "Tệp có đặt mật khẩu nên không mở được.", UNLOCK)
    if "WordDocument" in container:
        raise RefusedFileError("word_document", "Đây là tệp Word (.doc) đổi đuôi, không phải bảng tính.", AGAIN)
    if "Book" in container:
        raise RefusedFileError("old_excel", "Tệp thuộc phiên bản Excel trước 1997, chưa đọc được.", AS_XLSX)
    raise RefusedFileError("not_a_workbook", "Đây là tệp của chương trình khác, không phải bảng tính.", AGAIN)
