"""Reading the law's files: which kind of row a file holds, and its cells as values of the columns."""

import csv
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from khuyencong.norms.models import (
    Activity,
    AdvanceTier,
    Authority,
    AwardForm,
    CapabilityCriterion,
    ChangeRule,
    ClosingCheck,
    Condition,
    Deadline,
    Evidence,
    LegalDocument,
    Norm,
    PriorityArea,
    PriorityTrade,
    Provision,
    Sector,
    SupportItem,
)
from khuyencong.norms.models.norms import norm_code, province_key_of
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError, Finding, Severity

ATTESTED = frozenset({"source", "verified", "note", "position"})
"""Columns that say who read the row where; the others say what the law is."""
COMMON_YEAR = 2025
"""A year with the shortest February."""
CLOSING = frozenset({"until", "replaced_by"})
"""Columns that may still be filled in a row that was read: how it ended."""

ROW = ("code", "name", "purse")
PLACED = (*ROW, "province")
"""Of a list to which a province may write rows of its own."""
NAMED_IN_PLACE = ("code", "province", "since")
TAIL = ("since", "until", "document", "clause", "source", "verified", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of file: its name, the table, its columns, and those that together name a row."""

    name: str
    model: type[models.Model]
    columns: tuple[str, ...]
    named_by: tuple[str, ...] = ("code", "since")

    @property
    def placed(self) -> bool:
        """Whether a province may have rows of its own in it."""
        return self.named_by == NAMED_IN_PLACE


KINDS = (
    Kind(
        name="documents",
        model=LegalDocument,
        columns=(
            *("number", "kind", "title", "issuer", "signed", "since", "until", "replaced_by"),
            *("source", "verified", "note"),
        ),
        named_by=("number",),
    ),
    Kind(
        name="support_items",
        model=SupportItem,
        columns=("code", "activity", "name", "costs"),
        named_by=("code",),
    ),
    Kind(name="sectors", model=Sector, columns=(*ROW, *TAIL)),
    Kind(name="priority_areas", model=PriorityArea, columns=(*ROW, "rank", *TAIL)),
    Kind(name="priority_trades", model=PriorityTrade, columns=(*ROW, "rank", "test", *TAIL)),
    Kind(
        name="conditions", model=Condition, columns=(*PLACED, "about", "items", *TAIL), named_by=NAMED_IN_PLACE
    ),
    Kind(
        name="advance_tiers",
        model=AdvanceTier,
        columns=(*PLACED, "percent", "done", "papers", "items", *TAIL),
        named_by=NAMED_IN_PLACE,
    ),
    Kind(name="evidence", model=Evidence, columns=(*PLACED, "papers", "items", *TAIL), named_by=NAMED_IN_PLACE),
    Kind(
        name="deadlines",
        model=Deadline,
        named_by=NAMED_IN_PLACE,
        columns=(
            *PLACED,
            *("by_whom", "to_whom", "every", "month", "day", "inclusive", "after_days", "working_days"),
            *TAIL,
        ),
    ),
    Kind(name="closing_checks", model=ClosingCheck, columns=(*ROW, "by_whom", "blocks", *TAIL)),
    Kind(name="provisions", model=Provision, columns=(*PLACED, *TAIL), named_by=NAMED_IN_PLACE),
    Kind(name="authorities", model=Authority, columns=(*PLACED, "decided_by", *TAIL), named_by=NAMED_IN_PLACE),
    Kind(
        name="change_rules",
        model=ChangeRule,
        named_by=NAMED_IN_PLACE,
        columns=(*PLACED, "change", "kind", "decided_by", "authority", "confirmed", "papers", *TAIL),
    ),
    Kind(
        name="capability_criteria",
        model=CapabilityCriterion,
        named_by=NAMED_IN_PLACE,
        columns=(
            *PLACED,
            *("about", "counts", "weight", "direction", "measured", "full_at", "none_at", "months", "least"),
            *TAIL,
        ),
    ),
    Kind(
        name="award_forms",
        model=AwardForm,
        named_by=NAMED_IN_PLACE,
        columns=(*PLACED, "level", "authority", "votes", *TAIL),
    ),
    Kind(
        name="support_norms",
        model=Norm,
        columns=(
            *("item", "purse", "province", "bound", "rate", "cap", "multiplier", "per", "since", "until"),
            *("document", "clause", "source", "verified", "note"),
        ),
    ),
)
"""Every kind, in the order in which one needs the other."""


@dataclass(slots=True, kw_only=True)
class References:
    """What cells may name: documents, items, contents and provinces by what files call them."""

    documents: dict[str, LegalDocument] = field(default_factory=dict)
    items: dict[str, SupportItem] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    provinces: dict[str, Unit] = field(default_factory=dict)

    @classmethod
    def known(cls) -> "References":
        """As the database has them now; four SELECTs."""
        return cls(
            documents={each.number: each for each in LegalDocument.objects.all()},
            items={each.code: each for each in SupportItem.objects.all()},
            activities={each.code: each for each in Activity.objects.order_by("since")},
            provinces={province_key_of(each): each for each in Unit.objects.filter(level=Unit.Level.PROVINCE)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a file as values; `items` only where the kind lists them."""

    line: int
    values: dict[str, Any]
    items: frozenset[str] | None = None


class CellError(ValueError):
    """A cell that says nothing the column could hold; its text is the sentence."""


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
                values, items = _row(kind, cells, known)
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


def _row(
    kind: Kind, cells: Mapping[str, Any], known: References
) -> tuple[dict[str, Any], frozenset[str] | None]:
    if None in cells or None in cells.values():
        raise CellError("Số ô không bằng số cột.")
    values: dict[str, Any] = {}
    items: frozenset[str] | None = None
    for column in kind.columns:
        text = cells[column].strip()
        if column == "items":
            items = frozenset(text.split())
            for code in items:
                _named(column, code, known.items)
        else:
            values |= _cell(kind, column, text, known)
    if kind.model is Norm:
        province = values["province"]
        key = province_key_of(province) if province is not None else ""
        values["code"] = norm_code(values["item"].code, values["purse"], key)
    if kind.model is Deadline:
        _every_year(values["month"], values["day"])
    return values, items


def _every_year(month: int | None, day: int | None) -> None:
    """A deadline comes every year, or every month: its day is one that each of them has."""
    if day is None:
        return
    longest = 28 if month is None else monthrange(COMMON_YEAR, month)[1] if 1 <= month <= 12 else 31
    if day > longest:
        of = f"tháng {month}" if month is not None else "mỗi tháng"
        raise CellError(f"Cột day: không phải năm nào {of} cũng có ngày {day}; ghi nhiều nhất {longest}.")


def _cell(kind: Kind, column: str, text: str, known: References) -> dict[str, Any]:
    if column == "document":
        return {column: _named(column, text, known.documents) if text else None}
    if column == "replaced_by":
        return {column: text}
    if column == "item":
        return {column: _named(column, text, known.items)}
    if column == "activity":
        return {column: _named(column, text, known.activities)}
    if column == "province":
        return {column: _named(column, text, known.provinces) if text else None}
    if column in ("rate", "multiplier"):
        name = {"rate": "rate_bp", "multiplier": "multiplier_pct"}[column]
        return {name: _hundredths(column, text)}
    return {column: _plain(kind.model._meta.get_field(column), text)}


def _named(column: str, text: str, among: Mapping[str, Any]) -> Any:
    if text not in among:
        raise CellError(f"Cột {column}: không có “{text}”.")
    return among[text]


def _hundredths(column: str, text: str) -> int | None:
    if not text:
        return None
    try:
        value = Decimal(text) * 100
    except InvalidOperation as error:
        raise CellError(f"Cột {column}: “{text}” không phải số (viết 30 hoặc 1.5).") from error
    if not value.is_finite():
        raise CellError(f"Cột {column}: “{text}” không phải số (viết 30 hoặc 1.5).")
    if value != value.to_integral_value():
        raise CellError(f"Cột {column}: “{text}” quá hai chữ số lẻ.")
    _held(Norm._meta.get_field({"rate": "rate_bp", "multiplier": "multiplier_pct"}[column]), text, int(value))
    return int(value)


def _held(column: "models.Field[Any, Any] | Any", text: str, value: int) -> None:
    """A whole number that PostgreSQL holds: SQLite takes any, so its own range says nothing."""
    least, most = BaseDatabaseOperations.integer_field_ranges[column.get_internal_type()]
    if not least <= value <= most:
        raise CellError(f"Cột {column.name}: “{text}” quá lớn hoặc quá nhỏ.")


def _plain(column: "models.Field[Any, Any] | Any", text: str) -> Any:
    if isinstance(column, models.BooleanField):
        if text not in ("true", "false"):
            raise CellError(f"Cột {column.name}: ghi true hoặc false.")
        return text == "true"
    if isinstance(column, (models.DateField, models.IntegerField)):
        if not text and column.null:
            return None
        try:
            value = date.fromisoformat(text) if isinstance(column, models.DateField) else int(text)
        except ValueError as error:
            raise CellError(f"Cột {column.name}: “{text}” không đọc được.") from error
        if isinstance(value, int):
            _held(column, text, value)
        return value
    if column.choices and text not in {code for code, _ in column.choices}:
        raise CellError(f"Cột {column.name}: không có “{text}”.")
    if isinstance(column, models.CharField) and column.max_length and len(text) > column.max_length:
        raise CellError(f"Cột {column.name}: dài quá {column.max_length} chữ.")
    return text
