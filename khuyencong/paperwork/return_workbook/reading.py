"""From the bytes of a file to a workbook of plain values; what it is, its content tells, never its name."""

import re
import struct

from python_calamine import CalamineError

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.csv_text import RETURN, Known, read_csv
from khuyencong.paperwork.return_workbook.ole import SIGNATURE
from khuyencong.paperwork.return_workbook.refusal import AGAIN, AS_XLSX, RefusedFileError, damaged
from khuyencong.paperwork.return_workbook.sheets import Choose, sheets_of_a_return
from khuyencong.paperwork.return_workbook.xls import read_xls
from khuyencong.paperwork.return_workbook.xlsx import read_xlsx
from khuyencong.rules.returns.model import Workbook

_KNOWN = (
    (b"%PDF", "tệp PDF"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7-Zip"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"\x89PNG", "tệp ảnh"),
    (b"\xff\xd8\xff", "tệp ảnh"),
    (b"GIF8", "tệp ảnh"),
    (b"BM", "tệp ảnh"),
    (b"{\\rtf", "tệp văn bản RTF"),
    (b"MZ", "tệp chương trình"),
    (b"\x7fELF", "tệp chương trình"),
)
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)


def read_return(name: str, data: bytes, choose: Choose = sheets_of_a_return, known: Known = RETURN) -> Workbook:
    """Read a province's file, .xlsx, .xls or .csv, whatever its name says; only the sheets that are chosen.

    Never raises on a bad file: what cannot be read comes back as a workbook without sheets whose one error
    finding says why and what to do.
    """
    try:
        return _read(name, data, choose, known)
    except RefusedFileError as refused:
        return Workbook(name=name, findings=(refused.finding,))
    except (CalamineError, ValueError, OverflowError, LookupError, struct.error):
        return Workbook(name=name, findings=(damaged().finding,))
    except BaseException as panic:
        # A panic inside the Rust reader arrives as a bare BaseException of this name; one bad file must not
        # stop the others.
        if type(panic).__name__ != "PanicException":
            raise
        return Workbook(name=name, findings=(damaged().finding,))


def _read(name: str, data: bytes, choose: Choose, known: Known) -> Workbook:
    if not data.strip(b" \t\r\n\0"):
        raise RefusedFileError(
            "empty_file", "Tệp rỗng, không có nội dung.", "Kiểm tra tệp trên máy rồi gửi lại."
        )
    if len(data) > limits.FILE_BYTES:
        raise RefusedFileError(
            "too_large",
            f"Tệp nặng {len(data) // 2**20} MB, quá {limits.FILE_BYTES // 2**20} MB.",
            "Bỏ ảnh và các sheet không thuộc biểu mẫu rồi gửi lại.",
        )
    if data.startswith(b"PK"):
        return read_xlsx(name, data, choose)
    if data.startswith(SIGNATURE):
        return read_xls(name, data, choose)
    _refuse_known(data)
    return read_csv(name, data, known)


def _refuse_known(data: bytes) -> None:
    for start, label in _KNOWN:
        if data.startswith(start):
            raise RefusedFileError(
                "not_a_workbook", f"Đây là {label} mang tên bảng tính, không đọc được.", AGAIN
            )
    if data.startswith(_OLD_EXCEL):
        raise RefusedFileError("old_excel", "Tệp thuộc phiên bản Excel trước 1997, chưa đọc được.", AS_XLSX)
    head = data[:4096].replace(b"\0", b"")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<?xml" in head:
        raise RefusedFileError(
            "xml_spreadsheet", "Tệp thuộc dạng “XML Spreadsheet 2003”, chưa đọc được.", AS_XLSX
        )
    if _HTML.search(head) or b"MIME-Version:" in head:
        raise RefusedFileError(
            "html_as_xls",
            "Tệp là trang web (HTML) lưu với đuôi .xls do phần mềm khác xuất ra, không phải tệp Excel thật.",
            AS_XLSX,
        )
