"""A release as files: CSV, Parquet, Excel of each table, the 360Giving package, what the columns mean."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from khuyencong.paperwork.csv_table import csv_rows
from khuyencong.paperwork.open_data.columns import MADE_UP, SCHEMA, TABLES, Table, Value
from khuyencong.paperwork.open_data.grants import grants_json
from khuyencong.paperwork.table import CREATED, fill
from khuyencong.reporting.actions.open_data import NewFile
from khuyencong.rules.open_data import Content

CSV, JSON, PARQUET = "text/csv", "application/json", "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK = "-minh-hoa"
ARROW = {"text": "string", "whole": "int64", "day": "date32", "yes": "bool"}
DESCRIBED = ("bang", "cot", "kieu", "y_nghia")
KINDS = {"text": "chữ", "whole": "số nguyên", "day": "ngày (năm-tháng-ngày)", "yes": "có hay không"}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What every file of a release says of it. `licence` is empty until the operator has decided on one."""

    number: int
    cut: date
    issued_at: datetime
    publisher: str
    site: str
    licence: str = ""
    licence_url: str = ""

    @property
    def told(self) -> str:
        """In one line."""
        licence = f"giấy phép {self.licence}" if self.licence else "giấy phép: chưa quyết định"
        return (
            f"Bản {self.number}, số liệu đến hết ngày {self.cut:%d/%m/%Y}, cấu trúc {SCHEMA}, "
            f"{self.publisher}; {licence}"
        )


def open_files(projects: Sequence[Content], about: About) -> list[NewFile]:
    """Every file of a release; the same projects give the same bytes."""
    mark = MARK if any(each["made_up"] for each in projects) else ""
    return [
        *_tables(projects, about, mark),
        NewFile(
            name=f"khuyen-cong{mark}.xlsx",
            title="Cả ba bảng và mô tả cột, cho Excel",
            media_type=XLSX,
            rows=len(projects),
            content=_workbook(projects, about, mark),
        ),
        NewFile(
            name=f"360giving{mark}.json",
            title="Đề án theo chuẩn 360Giving 1.4",
            media_type=JSON,
            rows=len(projects),
            content=grants_json(projects, package(about, marked=bool(mark))),
        ),
        NewFile(
            name="mo-ta-cot.csv",
            title="Mô tả cột của ba bảng",
            media_type=CSV,
            rows=sum(len(table.columns) for table in TABLES),
            content=csv_rows(DESCRIBED, described()),
        ),
    ]


def _tables(projects: Sequence[Content], about: About, mark: str) -> Iterator[NewFile]:
    for table in TABLES:
        rows = list(table.rows(projects))
        names = [column.name for column in table.columns]
        for kind, media_type, content in (
            ("csv", CSV, csv_rows(names, rows)),
            ("parquet", PARQUET, _parquet(table, rows, about, mark)),
        ):
            yield NewFile(
                name=f"{table.name}{mark}.{kind}",
                title=table.title,
                table=table.name,
                media_type=media_type,
                rows=len(rows),
                content=content,
            )


def described() -> list[tuple[str, str, str, str]]:
    """Table, column, kind and meaning of every column."""
    return [
        (table.name, column.name, KINDS[column.kind], column.meaning)
        for table in TABLES
        for column in table.columns
    ]


def package(about: About, *, marked: bool) -> dict[str, Any]:
    """What the 360Giving package says of itself; the licence only once there is one."""
    title = f"Đề án khuyến công, bản {about.number}"
    address = f"{about.site}/du-lieu-mo/ban-{about.number}/"
    said = {
        "title": f"{title} ({MADE_UP})" if marked else title,
        "description": about.told,
        "issued": about.issued_at.date().isoformat(),
        "modified": about.issued_at.isoformat(),
        "identifier": f"vn-khuyencong-ban-{about.number}",
        "publisher": {"name": about.publisher, "website": about.site},
        "accessURL": address,
        "downloadURL": f"{address}360giving{MARK if marked else ''}.json",
        "license": about.licence_url,
    }
    return {name: value for name, value in said.items() if value}


def _parquet(table: Table, rows: Sequence[Sequence[Value]], about: About, mark: str) -> bytes:
    """With the meaning of each column in its metadata."""
    # Imported here: it takes its time and memory, and only who publishes needs it.
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [
        pa.field(column.name, pa.type_for_alias(ARROW[column.kind]), metadata={"y_nghia": column.meaning})
        for column in table.columns
    ]
    said = {"ban": about.told, "bang": table.title} | ({"ghi_chu": MADE_UP} if mark else {})
    schema = pa.schema(fields, metadata=said)
    columns: Iterable[Sequence[Value]] = zip(*rows, strict=True) if rows else [[] for _ in fields]
    arrays = [pa.array(list(values), type=each.type) for values, each in zip(columns, fields, strict=True)]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), content, compression="zstd")
    return content.getvalue()


def _workbook(projects: Sequence[Content], about: About, mark: str) -> bytes:
    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"title": about.told, "created": CREATED})
    notes = [about.told, *([MADE_UP.capitalize()] if mark else [])]
    for table in TABLES:
        header = [column.name for column in table.columns]
        rows = iter(table.rows(projects))
        fill(book, book.add_worksheet(table.name), header, rows, title=table.title, notes=notes)
    fill(book, book.add_worksheet("mo-ta-cot"), DESCRIBED, iter(described()), title="Mô tả cột", notes=notes)
    book.close()
    return content.getvalue()
