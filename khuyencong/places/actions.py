"""Loading the dated CSVs of `data/` into the database: the same files twice change nothing."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

from django.db import models, transaction

from khuyencong.places.models import Lineage, Region, RegionMember, Unit, UnitAlias, UnitName
from khuyencong.rules.text import fold, sort_key

DATA = Path(__file__).parent / "data"
BATCH = 2000

Row = dict[str, str]
Values = dict[str, Any]


class BrokenDataError(ValueError):
    """A row of a data file points at a unit or region that the files do not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading one table did; `extra` rows are in the database but not in the files, and are left alone."""

    table: str
    total: int
    created: int = 0
    changed: int = 0
    deleted: int = 0
    extra: int = 0

    @property
    def touched(self) -> bool:
        """True if any row was written or deleted."""
        return bool(self.created or self.changed or self.deleted)


def read(name: str) -> Iterator[Row]:
    """The rows of data/<name>.csv."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(*, provinces_only: bool = False, progress: Callable[[str], None] = lambda line: None) -> list[Loaded]:
    """Bring units, names, aliases, lineage and regions to the state of the files, in one transaction.

    `provinces_only` leaves out districts and communes. `progress` is told each step in Vietnamese.
    Raises BrokenDataError, having changed nothing, if a file points nowhere.
    """
    with transaction.atomic():
        return list(_steps(provinces_only, progress))


def _steps(provinces_only: bool, progress: Callable[[str], None]) -> Iterator[Loaded]:
    levels = [Unit.Level.PROVINCE] if provinces_only else list(Unit.Level)
    rows = read("units")
    if provinces_only:
        rows = takewhile(lambda row: row["level"] == "province", rows)
    by_level: dict[str, list[Row]] = {level: [] for level in levels}
    for row in rows:
        by_level[row["level"]].append(row)
    ids = _Ids()
    for level in levels:
        progress(f"Đơn vị hành chính {level.label}…")
        yield _load_units(level, by_level[level], ids)
    progress("Tên theo thời gian, cách viết khác, nguồn gốc, vùng…")
    yield _load_names(ids)
    yield _load_aliases(ids)
    yield _load_lineage(ids, provinces_only=provinces_only)
    yield _load_regions()
    yield _load_members()


class _Ids:
    """Primary keys of the loaded units by code and day."""

    def __init__(self) -> None:
        self._spans: dict[str, list[tuple[str, str, int]]] = {}

    def add(self, unit: Unit) -> None:
        span = (unit.since.isoformat(), unit.until.isoformat() if unit.until else "9999-12-31", unit.pk)
        self._spans.setdefault(unit.code, []).append(span)

    def on(self, code: str, day: str) -> int:
        """The key of the unit that bore `code` on `day`."""
        for since, until, key in self._spans.get(code, ()):
            if since <= day < until:
                return key
        raise BrokenDataError(f"Không có đơn vị mã {code} vào ngày {day}")


def _load_units(level: Unit.Level, rows: Iterable[Row], ids: _Ids) -> Loaded:
    wanted = [_unit_values(row, ids) for row in rows]
    loaded = _sync(
        Unit.objects.filter(level=level), ("code", "since"), wanted, str(level.label), keep_extra=True
    )
    for unit in Unit.objects.filter(level=level).only("code", "since", "until"):
        ids.add(unit)
    return loaded


def _unit_values(row: Row, ids: _Ids) -> Values:
    shown = f"{row['kind']} {row['name']}"
    return {
        "code": row["code"],
        "level": row["level"],
        "kind": row["kind"],
        "name": row["name"],
        "folded": fold(shown),
        "sort_key": sort_key(row["name"]),
        "parent_id": ids.on(row["parent"], row["since"]) if row["parent"] else None,
        **_dated(row),
    }


def _dated(row: Row) -> Values:
    return {
        "since": date.fromisoformat(row["since"]),
        "until": date.fromisoformat(row["until"]) if row["until"] else None,
        "source": row["source"],
        "verified": row["verified"] == "true",
    }


def _load_names(ids: _Ids) -> Loaded:
    wanted = [
        {
            "unit_id": ids.on(row["code"], row["unit_since"]),
            "kind": row["kind"],
            "name": row["name"],
            **_dated(row),
        }
        for row in read("names")
    ]
    return _sync(UnitName.objects.all(), ("unit_id", "since"), wanted, "tên theo thời gian")


def _load_aliases(ids: _Ids) -> Loaded:
    wanted = [
        {"unit_id": ids.on(row["code"], row["unit_since"]), "text": row["text"]} for row in read("aliases")
    ]
    return _sync(UnitAlias.objects.all(), ("unit_id", "text"), wanted, "cách viết khác")


def _load_lineage(ids: _Ids, *, provinces_only: bool) -> Loaded:
    rows: Iterable[Row] = read("lineage")
    stored = Lineage.objects.all()
    if provinces_only:
        rows = takewhile(lambda row: len(row["from_code"]) == 2, rows)
        stored = stored.filter(ancestor__level=Unit.Level.PROVINCE)
    wanted = [
        {
            "ancestor_id": ids.on(row["from_code"], row["from_since"]),
            "descendant_id": ids.on(row["to_code"], row["to_since"]),
            "part": row["part"] == "true",
            "main": row["main"] == "true",
            "weight": int(row["weight"]) if row["weight"] else None,
        }
        for row in rows
    ]
    return _sync(stored, ("ancestor_id", "descendant_id"), wanted, "quan hệ nguồn gốc")


def _load_regions() -> Loaded:
    wanted = [{"code": row["code"], "name": row["name"], **_dated(row)} for row in read("regions")]
    return _sync(Region.objects.all(), ("code", "since"), wanted, "vùng", keep_extra=True)


def _load_members() -> Loaded:
    """Members by code; a code is resolved to the province that bore it when the region's version began."""
    ids = _Ids()
    for unit in Unit.objects.filter(level=Unit.Level.PROVINCE).only("code", "since", "until"):
        ids.add(unit)
    regions = {(region.code, region.since.isoformat()): region.pk for region in Region.objects.all()}
    wanted = []
    for row in read("region_members"):
        key = regions.get((row["region"], row["since"]))
        if key is None:
            raise BrokenDataError(f"Không có vùng {row['region']} từ ngày {row['since']}")
        wanted.append({"region_id": key, "unit_id": ids.on(row["code"], row["since"])})
    stored = RegionMember.objects.all()
    return _sync(stored, ("region_id", "unit_id"), wanted, "thành viên vùng")


def _sync(
    stored: models.QuerySet[Any],
    key: tuple[str, ...],
    wanted: list[Values],
    table: str,
    *,
    keep_extra: bool = False,
) -> Loaded:
    """Bring `stored` to `wanted`, row by row of the same `key`; rows beyond them go, unless `keep_extra`."""
    found = {tuple(getattr(row, field) for field in key): row for row in stored}
    new, changed = [], []
    for values in wanted:
        row = found.pop(tuple(values[field] for field in key), None)
        if row is None:
            new.append(stored.model(**values))
        elif any(getattr(row, field) != value for field, value in values.items()):
            for field, value in values.items():
                setattr(row, field, value)
            changed.append(row)
    # Changes go first: a unit that ends must end before its successor of the same code begins.
    if changed:
        fields = [field.removesuffix("_id") for field in wanted[0] if field not in key]
        stored.model.objects.bulk_update(changed, fields, batch_size=BATCH // 10)
    stored.model.objects.bulk_create(new, batch_size=BATCH)
    if not keep_extra and found:
        stored.model.objects.filter(pk__in=[row.pk for row in found.values()]).delete()
    return Loaded(
        table=table,
        total=len(wanted),
        created=len(new),
        changed=len(changed),
        deleted=0 if keep_extra else len(found),
        extra=len(found) if keep_extra else 0,
    )
