"""What an establishment has, kind by kind: its form and how it is shown on the page of the establishment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from khuyencong.industry import queries
from khuyencong.industry.models import (
    Certificate,
    Establishment,
    Machine,
    Product,
    Site,
    SupplyLink,
    Support,
    YearFigures,
)
from khuyencong.industry.queries.links import names_for
from khuyencong.industry.queries.lists import validity_in
from khuyencong.organisations.actors import Actor
from khuyencong.rules import money
from khuyencong.web.industry.holding_forms import (
    CertificateForm,
    HoldingForm,
    LinkForm,
    MachineForm,
    ProductForm,
    SiteForm,
    SupportForm,
    YearForm,
)

NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: its heading, its text, whether it is a number."""

    label: str
    text: str
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of holding: its slug in addresses, model and form, words, and the cells of a row."""

    slug: str
    model: Any
    form: type[HoldingForm]
    title: str
    one: str
    empty: str
    cells: Callable[[Any], list[Cell]]
    related: tuple[str, ...] = ()
    ends: tuple[str, ...] = ("establishment",)
    """By which columns a row belongs to an establishment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row of a section with its cells and the merged row it came with; `foreign` stands on another's page."""

    row: Any
    cells: list[Cell]
    came_with: Establishment | None
    foreign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A kind with all rows of a family of merged establishments."""

    kind: Kind
    rows: list[Shown]


def trieu(amount: int | None) -> str:
    """Triệu đồng, or a dash where nothing is known."""
    return NOTHING if amount is None else money.trieu(amount)


def days(row: Site | SupplyLink) -> str:
    """From when to when."""
    since = f"từ {row.since:%d/%m/%Y}" if row.since else ""
    until = f"đến trước {row.until:%d/%m/%Y}" if row.until else ""
    return " ".join(part for part in (since, until) if part) or NOTHING


def site_cells(row: Site) -> list[Cell]:
    """A site."""
    units = (row.commune, row.district, row.province)
    place = ", ".join(unit.full_name for unit in units if unit is not None)
    return [
        Cell(label="Địa chỉ", text=row.address or NOTHING),
        Cell(label="Địa bàn", text=place),
        Cell(label="Cụm công nghiệp", text=row.cluster.name if row.cluster is not None else NOTHING),
        Cell(label="Thời gian", text=days(row)),
    ]


def product_cells(row: Product) -> list[Cell]:
    """A product."""
    return [Cell(label="Sản phẩm", text=row.name), Cell(label="Ghi chú", text=row.note or NOTHING)]


def machine_cells(row: Machine) -> list[Cell]:
    """A machine."""
    return [
        Cell(label="Máy, thiết bị", text=row.name),
        Cell(label="Số máy", text=row.serial or NOTHING),
        Cell(label="Hóa đơn", text=row.invoice or NOTHING),
        Cell(label="Năm mua", text=str(row.year or NOTHING)),
        Cell(label="Triệu đồng", text=trieu(row.value), number=True),
    ]


def year_cells(row: YearFigures) -> list[Cell]:
    """Figures of a year with the size class of that year."""
    size = queries.size_in(row)
    labour = NOTHING if row.labour is None else money.number(row.labour)
    return [
        Cell(label="Năm", text=str(row.year)),
        Cell(label="Lao động", text=labour, number=True),
        Cell(label="Nguồn vốn (triệu đồng)", text=trieu(row.capital), number=True),
        Cell(label="Doanh thu (triệu đồng)", text=trieu(row.revenue), number=True),
        Cell(label="Quy mô", text=size.words if size is not None else NOTHING),
    ]


def certificate_cells(row: Certificate) -> list[Cell]:
    """A certificate."""
    return [
        Cell(label="Sản phẩm", text=row.product),
        Cell(label="Cấp", text=row.get_level_display()),
        Cell(label="Năm", text=str(row.year)),
        Cell(label="Quyết định", text=row.decision or NOTHING),
        Cell(label="Giá trị", text=standing_words(row)),
    ]


def standing_words(row: Certificate) -> str:
    """Until when it stands; that it was taken back comes before all."""
    if row.withdrawn_on is not None:
        return f"Đã thu hồi ngày {row.withdrawn_on:%d/%m/%Y}"
    return validity_in(row.year).words(localdate())


def support_cells(row: Support) -> list[Cell]:
    """Support received."""
    return [
        Cell(label="Nội dung", text=row.content),
        Cell(label="Năm", text=str(row.year)),
        Cell(label="Nguồn kinh phí", text=row.get_purse_display()),
        Cell(label="Cơ quan", text=row.agency or NOTHING),
        Cell(label="Nguồn", text=row.source),
        Cell(label="Triệu đồng", text=trieu(row.amount), number=True),
    ]


def link_cells(row: Any) -> list[Cell]:
    """A link, with its ends named as the reader may know them."""
    return [
        Cell(label="Bên giao", text=row.names[row.establishment_id]),
        Cell(label="Quan hệ", text=row.get_kind_display()),
        Cell(label="Bên nhận", text=row.names[row.partner_id]),
        Cell(label="Sản phẩm", text=row.product),
        Cell(label="Thời gian", text=days(row)),
        Cell(label="Biết từ đâu", text=row.source),
    ]


KINDS = {
    each.slug: each
    for each in (
        Kind(
            slug="dia-diem",
            model=Site,
            form=SiteForm,
            title="Địa điểm sản xuất",
            one="địa điểm",
            empty="Chưa ghi địa điểm nào; thiếu địa điểm thì không xét được địa bàn.",
            cells=site_cells,
            related=("commune", "district", "province", "cluster"),
        ),
        Kind(
            slug="san-pham",
            model=Product,
            form=ProductForm,
            title="Sản phẩm",
            one="sản phẩm",
            empty="Chưa ghi sản phẩm nào.",
            cells=product_cells,
        ),
        Kind(
            slug="may-moc",
            model=Machine,
            form=MachineForm,
            title="Máy móc, thiết bị",
            one="máy, thiết bị",
            empty="Chưa ghi máy nào.",
            cells=machine_cells,
        ),
        Kind(
            slug="so-lieu",
            model=YearFigures,
            form=YearForm,
            title="Số liệu từng năm",
            one="số liệu một năm",
            empty="Chưa có số liệu năm nào; thiếu lao động và doanh thu thì chưa biết quy mô.",
            cells=year_cells,
        ),
        Kind(
            slug="chung-nhan",
            model=Certificate,
            form=CertificateForm,
            title="Sản phẩm công nghiệp nông thôn tiêu biểu",
            one="giấy chứng nhận",
            empty="Chưa có sản phẩm được chứng nhận tiêu biểu.",
            cells=certificate_cells,
        ),
        Kind(
            slug="ho-tro",
            model=Support,
            form=SupportForm,
            title="Hỗ trợ đã nhận",
            one="khoản hỗ trợ",
            empty="Sổ chưa ghi khoản hỗ trợ nào.",
            cells=support_cells,
        ),
        Kind(
            slug="lien-ket",
            model=SupplyLink,
            form=LinkForm,
            title="Chuỗi: cung cấp, gia công cho ai",
            one="liên kết cung ứng",
            empty="Chưa ghi cơ sở này cung cấp hay gia công cho ai.",
            cells=link_cells,
            related=("establishment", "partner"),
            ends=("establishment", "partner"),
        ),
    )
}
"""Every kind by its slug, in the order of the page."""


def section_of(
    kind: Kind, family: Sequence[int], by_key: dict[int, Establishment], own: int, actor: Actor
) -> Section:
    """All rows of that kind of the family. One SELECT, and one more for links."""
    asked = Q()
    for end in kind.ends:
        asked |= Q(**{f"{end}__in": family})
    rows = list(kind.model.objects.filter(asked).select_related(*kind.related))
    if kind.model is SupplyLink:
        names = names_for(rows, actor)
        for row in rows:
            row.names = names
    return Section(
        kind=kind,
        rows=[
            Shown(
                row=row,
                cells=kind.cells(row),
                came_with=by_key.get(row.establishment_id) if row.establishment_id != own else None,
                foreign=row.establishment_id not in by_key,
            )
            for row in rows
        ],
    )
