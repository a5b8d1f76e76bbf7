"""Lines of a law's file that did not come as a file: written on a page, tried, and loaded by the same door."""

import csv
import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from khuyencong.norms.actions.files import KINDS, Kind
from khuyencong.norms.actions.loading import Outcome, load_file
from khuyencong.norms.models import LegalDocument
from khuyencong.rules.findings import BlockedError, error
from khuyencong.workflow.models import Actor


def kind_named(name: str) -> Kind:
    """The kind of file of that name; KeyError for none."""
    return {kind.name: kind for kind in KINDS}[name]


def kind_for(model: type[Any]) -> Kind:
    """The kind of file whose lines are rows of that table; KeyError for none."""
    return {kind.model: kind for kind in KINDS}[model]


def cells_of(kind: Kind, row: Any) -> dict[str, str]:
    """A row as its file would hold it."""
    return {column: _cell(row, column) for column in kind.columns}


def all_lines(kind: Kind) -> list[dict[str, str]]:
    """Every row of every day as its file holds it; one SELECT, two where rows name support items."""
    objects: Any = kind.model._default_manager
    named = [name for name in ("document", "replaced_by") if name in kind.columns]
    rows = objects.select_related(*named) if named else objects.all()
    if "items" in kind.columns:
        rows = rows.prefetch_related("items")
    return [cells_of(kind, row) for row in rows]


def _cell(row: Any, column: str) -> str:
    if column == "items":
        return " ".join(sorted(item.code for item in row.items.all()))
    value = getattr(row, column)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, LegalDocument):
        return value.number
    return "" if value is None else str(value)


def as_file(kind: Kind, lines: Iterable[Mapping[str, str]]) -> str:
    """The heading and these lines, as the file of the kind."""
    written = io.StringIO()
    writer = csv.DictWriter(written, kind.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return written.getvalue()


def lines_in(content: str) -> list[dict[str, str]]:
    """The lines of a file by column; those it cannot hold are left for the loading to refuse."""
    return [
        {column: value or "" for column, value in line.items() if column is not None}
        for line in csv.DictReader(io.StringIO(content))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """What one line does: what it is called, whether its row is new, and each column that says otherwise.

    `cells` are the column's name, what stands and what would stand, as the file holds them.
    """

    name: str
    new: bool
    cells: Sequence[tuple[str, str, str]]


def changes_in(kind: Kind, content: str) -> list[LineChange]:
    """Every line against the row that stands under its name; at most two SELECTs."""
    standing = {tuple(cells[name] for name in kind.named_by): cells for cells in all_lines(kind)}
    found = []
    for line in lines_in(content):
        before = standing.get(tuple(line.get(name, "") for name in kind.named_by), {})
        differing = [
            (column_label(kind, column), before.get(column, ""), line.get(column, ""))
            for column in kind.columns
            if before.get(column, "") != line.get(column, "")
        ]
        name = line.get("name") or line.get("number") or line.get("code") or ""
        found.append(LineChange(name=name, new=not before, cells=differing))
    return found


def column_label(kind: Kind, column: str) -> str:
    """What a column is called on pages."""
    return str(getattr(kind.model._meta.get_field(column), "verbose_name", column))


@transaction.atomic
def take_lines(kind: Kind, content: str, *, by: Actor, at: datetime) -> Outcome:
    """Load them as a file of that kind; BlockedError names the line that cannot be, and nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind.name}.csv"
        path.write_text(content, encoding="utf-8", newline="")
        outcome = load_file(path, by=by, at=at)
    if outcome.name != kind.name:
        message = f"Tệp này là của danh mục “{outcome.name}”, không phải “{kind.name}”."
        raise BlockedError(error("other_list", message, "Mở đúng danh mục rồi gửi lại tệp."))
    if not (outcome.added or outcome.changed):
        message = "Các dòng này không thêm và không đổi gì trong sổ."
        raise BlockedError(error("nothing_new", message, "Sửa ít nhất một ô, hoặc rút đề xuất."))
    return outcome


def try_lines(kind: Kind, content: str, *, by: Actor, at: datetime) -> Outcome:
    """What loading them would do, without doing it."""
    with transaction.atomic():
        outcome = take_lines(kind, content, by=by, at=at)
        transaction.set_rollback(True)
    return outcome
