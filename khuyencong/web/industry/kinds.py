"""What an establishment has, kind by kind: its form and how it is shown on the page of the establishment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from khuyencong.industry import queries
from khuyencong.industry.models import Certificate, Establishment, Machine, Product, Site, Support, YearFigures
from khuyencong.rules import money
from khuyencong.web.industry.holding_forms import (
    CertificateForm,
    HoldingForm,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row of a section: its cells, and the merged row it came with, where there is one."""

    row: Any
    cells: list[Cell]
    came_with: Establishment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A kind with all rows of a family of merged establishments."""

    kind: Kind
    rows: list[Shown]


def trieu(amount: int | None) -> str:
    """Triệu đồng, or a dash where nothing is known."""
    return NOTHING if amount is None else money.trieu(amount)


def days(row: Site) -> str:
    """From when to when a site was used."""
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
    ]


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
            related=("commune", "district", "province"),
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
    )
}
"""Every kind by its slug, in the order of the page."""


def section_of(kind: Kind, family: Sequence[int], by_key: dict[int, Establishment], own: int) -> Section:
    """All rows of that kind of the family. One SELECT."""
    rows = kind.model.objects.filter(establishment__in=family).select_related(*kind.related)
    return Section(
        kind=kind,
        rows=[
            Shown(
                row=row,
                cells=kind.cells(row),
                came_with=by_key[row.establishment_id] if row.establishment_id != own else None,
            )
            for row in rows
        ],
    )
