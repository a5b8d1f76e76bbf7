"""The cells of a line of the law's files as values of the columns."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from khuyencong.norms.actions.answers import Codes, unanswerable
from khuyencong.norms.actions.kinds import Kind
from khuyencong.norms.actions.return_lines import at_odds
from khuyencong.norms.models import (
    Activity,
    Deadline,
    Indicator,
    LegalDocument,
    Norm,
    Programme,
    Question,
    ReturnForm,
    SupportItem,
)
from khuyencong.norms.models.norms import norm_code, province_key_of
from khuyencong.places.models import Unit

COMMON_YEAR = 2025
"""A year with the shortest February."""


@dataclass(slots=True, kw_only=True)
class References:
    """What cells may name: documents, items, contents and provinces by what files call them."""

    documents: dict[str, LegalDocument] = field(default_factory=dict)
    items: dict[str, SupportItem] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    provinces: dict[str, Unit] = field(default_factory=dict)
    forms: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    codes: Codes = field(default_factory=Codes)

    @classmethod
    def known(cls) -> "References":
        """As the database has them now; seven SELECTs."""
        return cls(
            documents={each.number: each for each in LegalDocument.objects.all()},
            items={each.code: each for each in SupportItem.objects.all()},
            activities={each.code: each for each in Activity.objects.order_by("since")},
            provinces={province_key_of(each): each for each in Unit.objects.filter(level=Unit.Level.PROVINCE)},
            forms=frozenset(ReturnForm.objects.values_list("code", flat=True)),
            indicators=frozenset(Indicator.objects.values_list("code", flat=True)),
            programmes=frozenset(Programme.objects.values_list("code", flat=True)),
        )


class CellError(ValueError):
    """A cell that says nothing the column could hold; its text is the sentence."""


def row_of(
    kind: Kind, cells: Mapping[str, Any], known: References
) -> tuple[dict[str, Any], frozenset[str] | None]:
    """What a line says, and which support items it names; CellError at the first cell that cannot be read."""
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
    if kind.model is Question and (told := unanswerable(values, known.codes)):
        raise CellError(told)
    if told := at_odds(kind.model, values, known):
        raise CellError(told)
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
    if column == "activity" and kind.model is SupportItem:
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


def _decimal(column: "models.DecimalField[Any, Any]", text: str) -> Decimal | None:
    """A number as its column holds it: a text would differ from it at every loading; an empty cell is none."""
    if not text and column.null:
        return None
    try:
        value: Decimal = column.clean(text, None)
    except ValidationError as error:
        raise CellError(f"Cột {column.name}: “{text}” không đọc được (viết 30 hoặc 1.5).") from error
    return value


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
    if isinstance(column, models.DecimalField):
        return _decimal(column, text)
    if column.choices and text not in {code for code, _ in column.choices}:
        raise CellError(f"Cột {column.name}: không có “{text}”.")
    if isinstance(column, models.CharField) and column.max_length and len(text) > column.max_length:
        raise CellError(f"Cột {column.name}: dài quá {column.max_length} chữ.")
    return text
