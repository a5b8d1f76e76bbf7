"""Lists of the law as the register said them at an instant: what was entered or changed later is not there."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from khuyencong.norms.models import FormerRow, LawRow
from khuyencong.norms.queries.lists import binding, rows_on, seats_on

Row = TypeVar("Row", bound=LawRow)


def rows_known(
    model: type[Row], on: date, *, known_at: datetime | None, province: int | None = None, **named: str
) -> list[Row]:
    """What `rows_on` gives, as known then; None is as known now. Only rows whose columns say what is named.

    Two SELECTs, two more with a province; one where all is as known now.
    """
    if known_at is None:
        return list(rows_on(model, on, province=province).filter(**named))
    seat = None if province is None else seats_on([province], on).get(province)
    rows = (each for each in said_at(model, known_at) if all(getattr(each, k) == v for k, v in named.items()))
    standing = binding(rows, on, "", seat)
    return sorted(standing, key=lambda each: (each.position, each.province_id or 0, each.pk))


def said_at(model: type[Row], known_at: datetime) -> Iterable[Row]:
    """Every row as it stood then; two SELECTs. What changed several times since said what it said first."""
    objects: Any = model._default_manager
    rows: dict[int, Row] = {each.pk: each for each in objects.select_related("document")}
    later = FormerRow.objects.filter(table=model._meta.model_name, at__gt=known_at)
    first: dict[int, str] = {}
    for key, said in later.order_by("at", "pk").values_list("row", "said"):
        first.setdefault(key, said)
    for key, said in first.items():
        if not said:
            rows.pop(key, None)
        elif key in rows:
            rows[key] = row_of(model, said)
    return rows.values()


def row_of(model: type[Row], said: str) -> Row:
    """A row as it was put down; what it does not name did not exist then and says what a new row says."""
    values = json.loads(said)
    fields = {each.attname: each for each in model._meta.concrete_fields if each.attname in values}
    return model(**{name: field.to_python(values[name]) for name, field in fields.items()})
