"""What the papers of a dossier say alike: who benefits, which projects, on what grounds, what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from khuyencong.paperwork.official import Block, Column, Paragraph, Table
from khuyencong.paperwork.regional_report.letterhead import long_date
from khuyencong.rules.estimate import Sums
from khuyencong.rules.norms import Purse

ProjectKind = Literal["named", "group", "model"]
KINDS: dict[str, str] = {"named": "Đề án có địa chỉ cụ thể", "group": "Đề án nhóm", "model": "Đề án điểm"}
NO_TEXT = "(Chưa có nội dung.)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """An establishment that a project is for, at its place of production."""

    name: str
    address: str = ""
    tax_code: str = ""
    representative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProject:
    """A project as a line of a plan; `note` may say why it stands where it stands."""

    title: str
    unit: str
    goals: str
    results: str
    first_year: int
    last_year: int
    money: Sums
    kind: ProjectKind = "named"
    note: str = ""

    @property
    def period(self) -> str:
        """ "2026", or "2026–2027"."""
        return (
            str(self.first_year) if self.first_year == self.last_year else f"{self.first_year}–{self.last_year}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A legal document that a decision rests on, as its register has it; nothing is added that is not given."""

    kind: str
    number: str
    issuer: str
    title: str
    signed: date | None = None

    @property
    def sentence(self) -> str:
        """One line of the grounds."""
        signed = f" {long_date(self.signed)}" if self.signed else ""
        about = f" {self.title[:1].lower()}{self.title[1:]}" if self.title else ""
        return f"Căn cứ {self.kind} số {self.number}{signed} của {self.issuer}{about};"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A document that another refers to."""

    kind: str
    number: str
    on: date
    by: str

    @property
    def reference(self) -> str:
        """ "Quyết định số 12/QĐ-BCT ngày 03 tháng 02 năm 2026 của Bộ trưởng Bộ Công Thương"."""
        return f"{self.kind} số {self.number} {long_date(self.on)} của {self.by}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to be done, by whom it is said elsewhere; `until` and `where` as far as known."""

    what: str
    until: date | None = None
    where: str = ""

    @property
    def sentence(self) -> str:
        """What, where, until when."""
        place = f" tại {self.where}" if self.where else ""
        due = f", chậm nhất ngày {self.until:%d/%m/%Y}" if self.until else ""
        return f"{self.what.rstrip('.')}{place}{due}."


def programme(purse: Purse) -> str:
    """The purse's name inside a sentence."""
    return purse.label[:1].lower() + purse.label[1:]


def written(text: str) -> list[Block]:
    """A text as its author set it: each line a paragraph."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [Paragraph(text=line) for line in lines or [NO_TEXT]]


def dashed(texts: Iterable[str], *, empty: str = "Không có.") -> list[Block]:
    """A list, or that there is nothing in it."""
    found = [text for text in texts if text.strip()]
    return [Paragraph(text=f"- {text}") for text in found] or [Paragraph(text=empty)]


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Names of fields and what stands in them; a field without a value shows a dash, not nothing."""
    return Table(
        columns=(Column(head="Mục", width=50), Column(head="Nội dung", width=115)),
        rows=tuple((name, value or "–") for name, value in rows),
    )


def beneficiary_table(found: Sequence[Beneficiary]) -> Table:
    """Who is to benefit, one a line."""
    return Table(
        caption="Đơn vị thụ hưởng",
        columns=(
            Column(head="TT", width=9, align="centre"),
            Column(head="Tên cơ sở", width=52),
            Column(head="Mã số thuế", width=28),
            Column(head="Địa điểm sản xuất", width=46),
            Column(head="Người đại diện", width=30),
        ),
        rows=tuple(
            (str(number), each.name, each.tax_code, each.address, each.representative)
            for number, each in enumerate(found, start=1)
        ),
    )
