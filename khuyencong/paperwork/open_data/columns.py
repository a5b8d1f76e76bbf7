"""The tables of open data and their columns: name, kind, what it means, and where its value comes from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from khuyencong.rules.open_data import Content

SCHEMA = "1.0"
"""Raised in its first part when a column goes or means something else, in its second when one comes."""
MADE_UP = "số liệu minh họa"

Kind = Literal["text", "whole", "day", "yes"]
Value = str | int | bool | date | None
Read = Callable[[Content, Content], Any]
"""(project, row of the table) → value; of the table of projects both are the project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in every file, and what it means in the description."""

    name: str
    kind: Kind
    meaning: str
    read: Read

    def value(self, project: Content, row: Content) -> Value:
        """What stands in it."""
        found = self.read(project, row)
        if self.kind == "day":
            return date.fromisoformat(found) if found else None
        value: Value = None if found == "" else found
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its rows of a project, and its columns."""

    name: str
    title: str
    rows_of: Callable[[Content], Sequence[Content]]
    columns: Sequence[Column]

    def rows(self, projects: Sequence[Content]) -> Iterator[list[Value]]:
        """Every row of every project, in order."""
        for project in projects:
            for row in self.rows_of(project):
                yield [column.value(project, row) for column in self.columns]


def of_row(name: str) -> Read:
    """A field of the row itself."""
    return lambda project, row: row[name]


def of_project(name: str) -> Read:
    """A field of the project the row is of."""
    return lambda project, row: project[name]


def joined(name: str, each: str) -> Read:
    """A field of each of the project's rows of that name, one after another."""
    return lambda project, row: "; ".join(one[each] for one in project[name] if one[each])


def text(name: str, meaning: str, read: Read) -> Column:
    """A column of words or codes."""
    return Column(name=name, kind="text", meaning=meaning, read=read)


def whole(name: str, meaning: str, read: Read) -> Column:
    """A column of whole numbers."""
    return Column(name=name, kind="whole", meaning=meaning, read=read)


def day(name: str, meaning: str, read: Read) -> Column:
    """A column of days."""
    return Column(name=name, kind="day", meaning=meaning, read=read)


CODE = text("ma_de_an", "Mã đề án; nối ba bảng với nhau", of_project("code"))
MARK = text(
    "ghi_chu",
    f"“{MADE_UP}” nếu đề án do hệ thống dựng ra để dùng thử; trống nếu là đề án thật",
    lambda project, row: MADE_UP if project["made_up"] else "",
)
MONEY = (
    whole("kinh_phi_giao", "Kinh phí đã giao (đồng)", of_row("given")),
    whole("cam_ket", "Đã cam kết theo hợp đồng (đồng)", of_row("committed")),
    whole("giai_ngan", "Đã giải ngân, kể cả tạm ứng (đồng)", of_row("disbursed")),
    whole("nghiem_thu", "Giá trị khối lượng đã nghiệm thu (đồng)", of_row("accepted")),
    whole("quyet_toan", "Đã quyết toán (đồng)", of_row("settled")),
)
PURSE = "KCQG: khuyến công quốc gia; KCDP: khuyến công địa phương"

PROJECTS = Table(
    name="de-an",
    title="Đề án khuyến công đã phê duyệt",
    rows_of=lambda project: [project],
    columns=(
        CODE,
        text("ten_de_an", "Tên đề án; tên, số điện thoại của người được che", of_row("title")),
        text("nguon", PURSE, of_row("purse")),
        text("loai", "Đề án có địa chỉ cụ thể, đề án nhóm hay đề án điểm", of_row("kind")),
        whole("nam_ke_hoach", "Năm kế hoạch", of_row("year")),
        whole("nam_ket_thuc", "Năm kết thúc", of_row("last_year")),
        text("buoc", "Mã bước của đề án ngày phát hành", of_row("state")),
        text("ten_buoc", "Bước của đề án bằng lời", of_row("state_name")),
        text("ma_noi_dung", "Nội dung xin hỗ trợ nhiều nhất, mã trong danh mục", of_row("activity")),
        text("ten_noi_dung", "Tên của nội dung ấy", of_row("activity_name")),
        text("moi_noi_dung", "Mã mọi nội dung có xin hỗ trợ, cách nhau bằng ;", joined("activities", "code")),
        text("khoan_ho_tro", "Các khoản hỗ trợ, cách nhau bằng ;", lambda _, row: "; ".join(row["items"])),
        text("nganh", "Ngành, nghề", of_row("sector")),
        text("ma_tinh_khi_do", "Mã tỉnh, thành phố lúc lập đề án (Tổng cục Thống kê)", of_row("province_code")),
        text("tinh_khi_do", "Tỉnh, thành phố lúc lập đề án", of_row("province")),
        text("ma_tinh_hien_nay", "Mã tỉnh, thành phố ngày phát hành", of_row("province_now_code")),
        text("tinh_hien_nay", "Tỉnh, thành phố ngày phát hành", of_row("province_now")),
        text("don_vi_thuc_hien", "Đơn vị thực hiện", of_row("agency")),
        text("co_quan_lap_ke_hoach", "Cơ quan lập kế hoạch được phê duyệt", of_row("funder")),
        text("so_quyet_dinh", "Số quyết định phê duyệt", of_row("decision")),
        day("ngay_quyet_dinh", "Ngày ký quyết định", of_row("decided_on")),
        text("nguoi_phe_duyet", "Chức danh người có thẩm quyền phê duyệt", of_row("decided_by")),
        day("bat_dau", "Bắt đầu theo hợp đồng; trống khi chưa ký", of_row("begins_on")),
        day("ket_thuc", "Kết thúc theo hợp đồng, kể cả phụ lục", of_row("ends_on")),
        day("nghiem_thu_ngay", "Ngày nghiệm thu lần cuối; trống khi chưa", of_row("accepted_on")),
        whole("so_don_vi_thu_huong", "Số đơn vị thụ hưởng", lambda _, row: len(row["beneficiaries"])),
        text("don_vi_thu_huong", "Tên pháp nhân; hộ và tổ được che tên", joined("beneficiaries", "name")),
        text("ma_so_thue", "Mã số thuế của pháp nhân; hộ và tổ để trống", joined("beneficiaries", "tax_code")),
        text("xa_khi_do", "Xã, phường của cơ sở lúc lập đề án", joined("beneficiaries", "commune")),
        text("xa_hien_nay", "Xã, phường ấy ngày phát hành", joined("beneficiaries", "commune_now")),
        *MONEY,
        MARK,
    ),
)
BOOKS = Table(
    name="kinh-phi",
    title="Kinh phí từng đề án theo nguồn và năm ngân sách",
    rows_of=lambda project: project["money"],
    columns=(
        CODE,
        text("nguon", PURSE, of_row("purse")),
        whole("nam_ngan_sach", "Năm ngân sách", of_row("year")),
        whole(
            "nam_ke_hoach_giao",
            "Năm của kế hoạch đã giao; khác năm ngân sách: chuyển sang",
            of_row("plan_year"),
        ),
        *MONEY,
        MARK,
    ),
)
KINDS = {"promised": "đã hứa", "accepted": "đã nghiệm thu"}
RESULTS = Table(
    name="ket-qua",
    title="Kết quả đã hứa và khối lượng đã nghiệm thu",
    rows_of=lambda project: project["results"],
    columns=(
        CODE,
        text(
            "loai_so",
            "đã hứa: ghi trong đề án; đã nghiệm thu: theo biên bản",
            lambda _, row: KINDS[row["kind"]],
        ),
        text("chi_tieu", "Chỉ tiêu, hoặc nội dung chi trong dự toán", of_row("name")),
        text("don_vi_tinh", "Đơn vị tính", of_row("unit")),
        text("gia_tri", "Số, dấu chấm thập phân", of_row("value")),
        MARK,
    ),
)
TABLES = (PROJECTS, BOOKS, RESULTS)
