"""From the cells of a workbook of establishments to rows that may be entered, or every reason why not.

All or nothing: with any error there are no rows. Each finding names sheet, cell, column, rule and fix.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from khuyencong.rules.establishments.columns import COLUMNS, LAYOUT
from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.returns.model import Value, Workbook
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.sheets import (
    CellReader,
    Refused,
    Table,
    amount_of_rows,
    day_in,
    filled_rows,
    million_in,
    no_headings,
    problems,
    table_in,
    whole_in,
)
from khuyencong.rules.tax_code import tax_code_of
from khuyencong.rules.text import compact

LEVELS = {"huyen": "district", "xa": "commune", "tinh": "province", "khuvuc": "region", "quocgia": "nation"}
CERTIFICATE = re.compile(r"(?P<product>.*\S)\s*\((?:cấp )?(?P<level>[^,()]+),\s*(?P<year>[12][0-9]{3})\)")
MOST_LETTERS = 200
LAST_DISTRICT_YEAR = 2025
"""Districts ended on 01/07/2025."""
IN_REGISTER = re.compile(r"#\s*([0-9]{1,9})")
Resolve = Callable[[str, str], "int | str"]
"""Province and commune as written → the key of the place, or a sentence why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known outside the file: lists by their folded names, and how a place is found."""

    legal_forms: Mapping[str, str]
    sectors: Mapping[str, int]
    place: Resolve
    cluster: Callable[[int, str], "int | str"]
    """The key of a place and the name of a cluster → its key, or a sentence why there is none."""


@dataclass(frozen=True, slots=True)
class LinkTold:
    """Whom a row says it supplies or works for, by tax code or by its number in the register, with what."""

    kind: str
    tax_code: str
    product: str
    number: int | None = None

    @property
    def whom(self) -> str:
        """As the cell names it."""
        return f"mã số thuế {self.tax_code}" if self.number is None else f"mã trong sổ {self.number}"


@dataclass(frozen=True, slots=True)
class CertificateTold:
    """A certificate that a row tells of."""

    product: str
    level: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishmentRow:
    """A row that may be entered: what is said, where it is, products, figures of a year in đồng."""

    number: int
    said: Mapping[str, object]
    unit: int
    address: str
    products: tuple[str, ...] = ()
    year: Mapping[str, int] = field(default_factory=dict)
    cluster: int | None = None
    links: tuple[LinkTold, ...] = ()
    certificates: tuple[CertificateTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedEstablishments:
    """What a file says after all checks."""

    rows: tuple[EstablishmentRow, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether anything stops the import."""
        return stops(self.findings)


def check_establishments(
    workbook: Workbook, known: Known, *, source: str, this_year: int
) -> CheckedEstablishments:
    """Judge a workbook; `source` is said of rows that name none of their own."""
    found = list(workbook.findings)
    if stops(found):
        return CheckedEstablishments(rows=(), findings=tuple(found))
    tables = [each for sheet in workbook.sheets if (each := table_in(sheet, LAYOUT)) is not None]
    if not tables:
        return CheckedEstablishments(rows=(), findings=(*found, no_headings(workbook)))
    table = next((each for each in tables if filled_rows(each)), tables[0])
    if others := [each for each in tables if each is not table and filled_rows(each)]:
        names = ", ".join(f"“{each.sheet.name[:31]}”" for each in others[:5])
        told = f"Tệp có {len(others) + 1} trang tính cơ sở; trang này được đọc, còn {names} thì không."
        fix = "Gộp các trang vào một, hoặc mỗi lần nhập một tệp một trang."
        found.append(error("many_sheets", table.sheet.name, told, fix))
    filled = filled_rows(table)
    found += [*problems(table), *amount_of_rows(table, filled)]
    rows: list[EstablishmentRow] = []
    if not stops(found):
        for number in filled:
            reader = RowReader(table, number, known, source=source, this_year=this_year)
            row = reader.read()
            found += reader.findings
            if row is not None:
                rows.append(row)
        found += twice(table, rows)
    refused = stops(found)
    return CheckedEstablishments(rows=() if refused else tuple(rows), findings=tuple(found))


def products_in(text: str) -> tuple[str, ...]:
    """The products of a cell, each once."""
    return tuple(dict.fromkeys(part for each in text.split(";") if (part := each.strip())))


def twice(table: Table, rows: Sequence[EstablishmentRow]) -> Iterator[Finding]:
    """The same tax code, or the same name at the same place, in two rows of the file."""
    codes: dict[object, int] = {}
    names: dict[tuple[object, ...], int] = {}
    for row in rows:
        code, name = row.said["tax_code"], (compact(str(row.said["name"])), row.unit, compact(row.address))
        if code and codes.setdefault(code, row.number) != row.number:
            told = f"Mã số thuế {code} đã có ở dòng {codes[code] + 1} của tệp."
            where = place(table.sheet.name, (row.number, table.columns["tax_code"]))
            yield error("tax_code_twice", where, told, "Xóa dòng trùng, hoặc sửa mã số thuế.")
        elif names.setdefault(name, row.number) != row.number:
            told = f"Cơ sở này đã có ở dòng {names[name] + 1} của tệp: cùng tên, cùng địa điểm."
            where = place(table.sheet.name, (row.number, table.columns["name"]))
            yield error("row_twice", where, told, "Xóa một trong hai dòng.")


def founded_in(value: Value) -> date:
    """The day it was founded, which may be left out where only the year is known."""
    try:
        return day_in(value)
    except Refused as refused:
        raise Refused(refused.code, refused.message, f"{refused.fix} Chỉ biết năm thì để trống.") from refused


class RowReader(CellReader):
    """Reads one row."""

    def __init__(self, table: Table, number: int, known: Known, *, source: str, this_year: int) -> None:
        super().__init__(table, number)
        self.known, self.source, self.this_year = known, source, this_year

    def read(self) -> EstablishmentRow | None:
        """The row; None where anything is wrong."""
        texts = {column.key: self.text(column.key) for column in COLUMNS}
        said = {key: texts[key] for key in ("name", "registration_number", "representative", "email", "vsic")}
        row = EstablishmentRow(
            number=self.number,
            said={
                **said,
                "phone": self.phone(texts["phone"]),
                "tax_code": self.tax_code(texts["tax_code"]),
                "legal_form": self.listed("legal_form", texts["legal_form"], self.known.legal_forms),
                "sector": self.listed("sector", texts["sector"], self.known.sectors),
                "since": self.took("since", founded_in),
                "source": texts["source"] or self.source,
            },
            unit=self.unit(texts),
            address=texts["address"],
            products=self.products(texts),
            year=self.year(),
            cluster=self.cluster(texts),
            links=(*self.links("supplies", texts), *self.links("processes", texts)),
            certificates=tuple(self.certificates(texts)),
        )
        return row if not self.findings else None

    def phone(self, text: str) -> str:
        """A number cell has lost its leading zero."""
        return f"0{text}" if isinstance(self.value("phone"), int | float) and len(text) == 9 else text

    def tax_code(self, text: str) -> str:
        """The code with its check digit; a number cell has lost its leading zero."""
        lost = isinstance(self.value("tax_code"), int | float) and len(text) in (9, 12)
        try:
            return tax_code_of(f"0{text}" if lost else text)
        except ValueError as problem:
            self.wrong(
                "tax_code", "tax_code", str(problem), "Xem lại giấy đăng ký thuế; chưa biết thì để trống."
            )
            return ""

    def unit(self, texts: Mapping[str, str]) -> int:
        """The key of the place; 0 where there is none."""
        if not texts["province"]:
            return 0
        found = self.known.place(texts["province"], texts["commune"])
        if isinstance(found, int):
            return found
        key = "commune" if texts["commune"] else "province"
        self.wrong(key, "unknown_place", found, "Ghi tên hiện nay của nơi đặt xưởng; gõ không dấu cũng được.")
        return 0

    def cluster(self, texts: Mapping[str, str]) -> int | None:
        """The key of the cluster; one that nobody wrote down is said with the way there."""
        if not texts["cluster"] or not texts["province"]:
            return None
        unit = self.known.place(texts["province"], texts["commune"])
        found = self.known.cluster(unit, texts["cluster"]) if isinstance(unit, int) else None
        if isinstance(found, str):
            fix = "Ghi cụm ở trang “Cụm công nghiệp” trước, hoặc để trống."
            self.wrong("cluster", "unknown_cluster", found, fix)
            return None
        return found

    def products(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """The products of the cell; one too long to be kept whole is said, not cut."""
        found = products_in(texts["products"])
        for each in found:
            if len(each) > MOST_LETTERS:
                told = f"sản phẩm “{each[:60]}…” dài quá {MOST_LETTERS} chữ."
                self.wrong("products", "long_product", told, "Viết gọn, hoặc tách bằng dấu chấm phẩy.")
        return found

    def links(self, key: str, texts: Mapping[str, str]) -> Iterator[LinkTold]:
        """Tax code, or number in the register behind "#", and product of each part of the cell."""
        for part in products_in(texts[key]):
            code, _, product = (each.strip() for each in part.partition(":"))
            listed = IN_REGISTER.fullmatch(code)
            if listed is not None and 0 < len(product) <= MOST_LETTERS:
                yield LinkTold(key, "", product, int(listed[1]))
                continue
            try:
                known = tax_code_of(code)
            except ValueError:
                known = ""
            if not known or not 0 < len(product) <= MOST_LETTERS:
                fix = "Ghi mã số thuế (hoặc # và mã trong sổ), hai chấm, sản phẩm: “0100233488: Gỗ”, “#78: Gỗ”."
                self.wrong(key, "link", f"“{part[:60]}” không đọc được.", fix)
                continue
            yield LinkTold(key, known, product)

    def certificates(self, texts: Mapping[str, str]) -> Iterator[CertificateTold]:
        """Product, level and year of each part of the cell."""
        for part in products_in(texts["certificates"]):
            found = CERTIFICATE.fullmatch(part)
            level = LEVELS.get(compact(found["level"])) if found is not None else None
            if found is None or level is None or not self.may_be(found["product"], level, int(found["year"])):
                fix = (
                    "Ghi sản phẩm (cấp, năm), cấp: tỉnh, khu vực, quốc gia, huyện. Ví dụ “Bàn gỗ (tỉnh, 2024)”."
                )
                self.wrong("certificates", "certificate", f"“{part[:60]}” không đọc được.", fix)
                continue
            yield CertificateTold(found["product"], level, int(found["year"]))

    def may_be(self, product: str, level: str, year: int) -> bool:
        """Whether there can be such a certificate, and it can be kept whole."""
        last = min(self.this_year, LAST_DISTRICT_YEAR) if level == "district" else self.this_year
        return len(product) <= MOST_LETTERS and 1990 <= year <= last

    def year(self) -> dict[str, int]:
        """The figures of a year; a year is asked for where there are figures."""
        given = {
            "labour": self.took("labour", whole_in),
            "capital": self.took("capital", million_in),
            "revenue": self.took("revenue", million_in),
        }
        figures = {key: value for key, value in given.items() if isinstance(value, int)}
        year = self.took("year", whole_in)
        if figures and year is None:
            self.wrong(
                "year", "year_missing", "có số liệu mà chưa ghi năm.", "Ghi năm của số liệu, ví dụ 2025."
            )
        if not isinstance(year, int):
            return {}
        if not 1990 <= year <= self.this_year:
            self.wrong(
                "year", "year", f"{year} không phải năm số liệu.", f"Ghi năm từ 1990 đến {self.this_year}."
            )
        return {"year": year, **figures} if figures else {}
