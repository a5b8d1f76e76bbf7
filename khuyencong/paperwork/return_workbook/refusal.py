"""Why a file cannot be read at all, in an officer's words."""

from khuyencong.rules.findings import Finding, Severity

AS_XLSX = "Mở tệp bằng Excel, chọn Lưu thành (Save As) loại “Excel Workbook (.xlsx)”, rồi gửi tệp mới."
UNLOCK = "Mở bằng Excel, vào File > Info > Protect Workbook để bỏ mật khẩu, lưu lại rồi gửi."
AGAIN = "Tải lại biểu mẫu, chép số liệu sang và gửi tệp mới."


class RefusedFileError(Exception):
    """A file that is not read; carries its one finding."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.finding = Finding(code=code, severity=Severity.ERROR, message=message, fix=fix)


def damaged() -> RefusedFileError:
    """A workbook whose inside cannot be read."""
    return RefusedFileError(
        "damaged",
        "Tệp bị hỏng: không đọc được nội dung bên trong.",
        "Mở bằng Excel, lưu lại rồi gửi; hoặc gửi lại.",
    )


def too_many_cells(sheet: str) -> RefusedFileError:
    """A sheet whose filled cells reach farther than any form does."""
    return RefusedFileError(
        "too_many_cells",
        (f"Sheet “{sheet[:31]}”" if sheet else "Tệp") + " có ô ở quá xa hoặc quá nhiều ô so với biểu mẫu.",
        "Xóa các dòng, cột thừa ngoài bảng (Ctrl+End để tìm ô cuối), lưu lại rồi gửi.",
    )
