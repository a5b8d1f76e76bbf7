"""Projects as a workbook: the form out, a filled file in as checked drafts; nothing is written here."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from khuyencong.norms.models import Sector
from khuyencong.norms.queries import rows_on
from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.blank_workbook import GUIDE, LISTS, blank_workbook
from khuyencong.paperwork.return_workbook import read_return
from khuyencong.places.models import Unit
from khuyencong.projects.queries import items_on
from khuyencong.projects.queries.intake import against_norms, known_on
from khuyencong.rules.project_sheets import LINES, PROJECTS, CheckedProjects, check_projects, workshops_named
from khuyencong.rules.text import compact

SENTENCES = (
    "Tờ “Đề án”: mỗi dòng một đề án. Tờ “Dự toán”: mỗi dòng một khoản chi, cột “Số đề án” nối hai tờ.",
    "Giữ nguyên dòng tiêu đề, không gộp ô, không ghi công thức. Cột có dấu * là bắt buộc.",
    "Tiền ghi bằng đồng chẵn. Đối ứng của cơ sở không phải ghi: hệ thống lấy thành tiền trừ các phần khác.",
    "Nhập xong mỗi dòng thành một bản nháp: thuyết minh, giấy tờ và cam kết làm tiếp trên trang của đề án.",
    "Sai một ô thì không nhập đề án nào; hệ thống báo từng ô và cách sửa. Nhập lại tệp cũ không lập trùng.",
    "Dòng ví dụ in nghiêng là minh họa: xóa đi trước khi gửi.",
)


def sheets_of_projects(names: Sequence[str]) -> Collection[str]:
    """Every sheet but those that only explain."""
    return {name for name in names if compact(name) not in (compact(LISTS), compact(GUIDE))}


def check_project_file(
    name: str, content: bytes, *, actor: Actor, home: Unit | None, on: date
) -> CheckedProjects:
    """A file's drafts with what the norms say to them, or every reason why it is refused."""
    workbook = read_return(name, content, choose=sheets_of_projects)
    known = known_on(on, actor=actor, home=home, workshops=workshops_named(workbook))
    checked = check_projects(workbook, known)
    return replace(checked, findings=(*checked.findings, *against_norms(checked.rows, on)))


def blank_project_form(*, on: date) -> bytes:
    """The form to fill in, with lists and guidance, as .xlsx."""
    return blank_workbook(
        {"Đề án": PROJECTS, "Dự toán": LINES},
        lists={
            "Khoản hỗ trợ": [each.name for each in items_on(on)],
            "Ngành, nghề": [each.name for each in rows_on(Sector, on)],
        },
        sentences=SENTENCES,
    )
