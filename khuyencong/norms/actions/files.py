"""Reading the law's files: which kind of row a file holds, and its lines as values of the columns."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khuyencong.norms.actions.cells import CellError, References, row_of
from khuyencong.norms.actions.kinds import KINDS, Kind
from khuyencong.rules.findings import BlockedError, Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a file as values; `items` only where the kind lists them."""

    line: int
    values: dict[str, Any]
    items: frozenset[str] | None = None


def wrong_file(path: Path, line: int, message: str, fix: str) -> BlockedError:
    """A file that cannot be loaded, with the place in it."""
    place = f"{path.name}, dòng {line}" if line else path.name
    return BlockedError(
        Finding(code="law_file", severity=Severity.ERROR, message=message, place=place, fix=fix)
    )


def kind_of(path: Path) -> Kind:
    """What the file holds, by its first line; BlockedError when no kind has these columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = tuple(next(csv.reader(file), ()))
    for kind in KINDS:
        if kind.columns == header:
            return kind
    names = ", ".join(kind.name for kind in KINDS)
    raise wrong_file(
        path, 1, "Dòng tiêu đề không phải của loại tệp nào.", f"Theo tệp mẫu của một loại: {names}."
    )


def read(path: Path, kind: Kind, known: References) -> Iterator[Row]:
    """Every line of the file; BlockedError at the first cell that cannot be read."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, cells in enumerate(csv.DictReader(file), start=2):
            try:
                values, items = row_of(kind, cells, known)
            except CellError as error:
                raise wrong_file(
                    path, line, str(error), "Sửa ô ấy rồi nạp lại; chưa có gì được ghi."
                ) from error
            yield Row(line=line, values=values, items=items)


def unknown_successor(rows: Iterable[Row], known: References) -> Row | None:
    """The first document replaced by one that is neither in the file nor in the database."""
    rows = list(rows)
    numbers = {"", *known.documents, *(row.values["number"] for row in rows)}
    return next((row for row in rows if row.values["replaced_by"] not in numbers), None)
