"""Establishments as a workbook: the form out, a filled file in as checked rows; nothing is written here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from khuyencong.industry.models import Cluster
from khuyencong.industry.queries.links import standing_on
from khuyencong.industry.queries.lists import legal_forms
from khuyencong.norms.models import Sector
from khuyencong.paperwork.blank_workbook import GUIDE, LISTS, blank_workbook
from khuyencong.paperwork.return_workbook import read_return
from khuyencong.places.models import Unit
from khuyencong.places.queries import ProvinceFinder, communes_in, named_among
from khuyencong.rules.establishments import LAYOUT, CheckedEstablishments, Known, check_establishments
from khuyencong.rules.text import compact

SHEET = "Cơ sở"
SENTENCES = (
    "Mỗi dòng một cơ sở ở tờ “Cơ sở”; giữ nguyên dòng tiêu đề, không gộp ô, không ghi công thức.",
    "Cột có dấu * là bắt buộc. Loại hình và ngành, nghề chép từ tờ “Danh mục”.",
    "Địa điểm là nơi đặt xưởng, theo tên hiện nay; xét địa bàn theo nơi này.",
    "Tiền ghi bằng triệu đồng: 1.500 là một nghìn năm trăm triệu; 2,5 là hai triệu rưỡi.",
    "Khi nhập, hệ thống báo từng ô sai, và cho xem dòng nào có thể đã có trong sổ trước khi ghi.",
    "Dòng ví dụ in nghiêng là minh họa: xóa đi trước khi gửi.",
)
MOST_NAMED = 5


def sheets_of_establishments(names: Sequence[str]) -> Collection[str]:
    """Every sheet but those that only explain; the sheet named as in the form alone, where there is one."""
    mine = {name for name in names if compact(name) == compact(SHEET)}
    return mine or {name for name in names if compact(name) not in (compact(LISTS), compact(GUIDE))}


@dataclass
class Places:
    """Finds places of one day by their names; each name, and each province with its communes, once."""

    on: date
    provinces: ProvinceFinder = field(init=False)
    communes: dict[int, list[Unit]] = field(default_factory=dict)
    known: dict[tuple[str, str], int | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.provinces = ProvinceFinder(self.on)

    def find(self, province: str, commune: str) -> int | str:
        """The key of the commune, or of the province where none is named; else a sentence."""
        asked = (province, commune)
        if asked not in self.known:
            self.known[asked] = self.looked_up(province, commune)
        return self.known[asked]

    def looked_up(self, province: str, commune: str) -> int | str:
        """The same, asked anew."""
        match = self.provinces.find(province)
        if match.place is None:
            return f"{match.message}."
        key = match.place.id
        if not commune:
            return key
        if key not in self.communes:
            self.communes[key] = communes_in(key, self.on)
        found = named_among(commune, self.communes[key])
        if len(found) == 1:
            return found[0].pk
        if not found:
            return f"{match.place.full_name} hiện không có xã, phường mang tên “{commune[:60]}”."
        named = ", ".join(each.full_name for each in found[:MOST_NAMED])
        return f"“{commune[:60]}” có {len(found)} nơi khớp: {named}; ghi cả “xã” hay “phường”."


def known_on(on: date) -> Known:
    """The lists and places of a day."""
    forms = {compact(name): each.code for each in legal_forms(on) for name in (each.name, each.code)}
    sectors = {compact(name): row.pk for row in sectors_on(on) for name in (row.name, row.code)}
    return Known(legal_forms=forms, sectors=sectors, place=Places(on).find, cluster=Clusters(on).find)


@dataclass
class Clusters:
    """Finds clusters of a day by the place of a site and their name; two SELECTs, when first asked."""

    on: date
    named: dict[tuple[int, str], int] | None = None
    provinces: dict[int, int] = field(default_factory=dict)

    def find(self, unit: int, name: str) -> int | str:
        """The key of the cluster, else a sentence."""
        if self.named is None:
            rows = Cluster.objects.filter(standing_on(self.on))
            self.named = {(each.province_id, each.name_key): each.pk for each in rows}
            communes = Unit.objects.filter(level=Unit.Level.COMMUNE, until__isnull=True)
            self.provinces = {key: above or key for key, above in communes.values_list("pk", "parent")}
        found = self.named.get((self.provinces.get(unit, unit), compact(name)[:200]))
        return found if found is not None else f"Sổ chưa có cụm nào mang tên “{name[:60]}” ở tỉnh này."


def sectors_on(on: date) -> list[Sector]:
    """The trades of that day's law."""
    rows: list[Sector] = list(Sector.objects.on(on).order_by("position"))  # type: ignore[arg-type]
    return rows


def check_file(name: str, content: bytes, *, on: date) -> CheckedEstablishments:
    """A file's rows, or every reason why it is refused."""
    workbook = read_return(name, content, choose=sheets_of_establishments)
    return check_establishments(workbook, known_on(on), source=f"Tệp {name[-200:]}", this_year=on.year)


def blank_form(*, on: date) -> bytes:
    """The form to fill in, with lists and guidance, as .xlsx."""
    return blank_workbook(
        {SHEET: LAYOUT},
        lists={
            "Loại hình": [each.name for each in legal_forms(on)],
            "Ngành, nghề": [each.name for each in sectors_on(on)],
        },
        sentences=SENTENCES,
    )
