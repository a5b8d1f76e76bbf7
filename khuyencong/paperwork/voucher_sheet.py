"""Vouchers as a workbook: the form out, a filled file in as checked rows; nothing is written here."""

from collections.abc import Collection, Sequence
from datetime import date

from khuyencong.paperwork.blank_workbook import GUIDE, LISTS, blank_workbook
from khuyencong.paperwork.return_workbook import read_return
from khuyencong.rules.text import compact
from khuyencong.rules.voucher_sheets import VOUCHERS, CheckedVouchers, check_voucher_sheet
from khuyencong.rules.vouchers import LABELS

SENTENCES = (
    "Mỗi dòng một chứng từ. Giữ nguyên dòng tiêu đề, không gộp ô, không ghi công thức.",
    "Tiền ghi bằng đồng chẵn. Một chứng từ do hai nguồn trả thì ghi hai dòng, mỗi nguồn một dòng.",
    "Tệp thay cho cả bảng kê đang có. Sai một ô thì không nhập dòng nào; hệ thống báo từng ô và cách sửa.",
    "Dòng ví dụ in nghiêng là minh họa: xóa đi trước khi gửi.",
)


def sheets_of_vouchers(names: Sequence[str]) -> Collection[str]:
    """Every sheet but those that only explain."""
    return {name for name in names if compact(name) not in (compact(LISTS), compact(GUIDE))}


def check_voucher_file(name: str, content: bytes, *, on: date) -> CheckedVouchers:
    """A file's vouchers, or every reason why it is refused."""
    return check_voucher_sheet(read_return(name, content, choose=sheets_of_vouchers), on)


def blank_voucher_form() -> bytes:
    """The form to fill in, as .xlsx."""
    return blank_workbook({"Chứng từ": VOUCHERS}, lists={"Nguồn": list(LABELS.values())}, sentences=SENTENCES)
