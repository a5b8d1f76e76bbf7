"""Writing figures as rows, in one statement for many: the only place where they are inserted in bulk.

Plain rows and not model objects: with bulk_create a return of 96 figures cost thirty times the reading
of its workbook. The promises hold all the same, since they are constraints and triggers of the table.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.models import Figure, Source
from khuyencong.rules.figures import Entry

FIELDS = [field for field in Figure._meta.concrete_fields if not field.primary_key]
Row = tuple[Any, ...]


def as_rows(
    entries: Sequence[Entry], *, source: Source, by: Actor, at: datetime, replacing: dict[str, int], reason: str
) -> list[Row]:
    """The entries as rows in the order of FIELDS; `replacing` maps a cell to the figure it corrects."""
    published, made = source.kind == Source.Kind.PUBLISHED, source.kind == Source.Kind.DEMONSTRATION
    published_in = source.pk if published else None
    entered_at = connection.ops.adapt_datetimefield_value(at)
    cuts = {cut: connection.ops.adapt_datefield_value(cut) for cut in {entry.cut for entry in entries}}
    rows = []
    for entry in entries:
        key = entry.key(published_in)
        replaced = replacing.get(key)
        rows.append(
            (
                source.pk,
                entry.location,
                entry.unit,
                entry.region,
                entry.first_year or entry.year,
                entry.year,
                cuts[entry.cut],
                entry.fund,
                entry.stage,
                entry.activity,
                entry.printed,
                entry.printed_unit,
                entry.decimals,
                entry.qualifier,
                entry.amount,
                published or entry.region is not None,
                made,
                entry.note,
                by.account.pk,
                entered_at,
                replaced,
                reason if replaced else "",
                key,
            )
        )
    return rows


def insert_rows(rows: Sequence[Row]) -> None:
    """Insert rows of `as_rows`; IntegrityError when a cell is filled already is left to the caller."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in FIELDS)
    marks = ", ".join(["%s"] * len(FIELDS))
    sql = f"INSERT INTO {quote(Figure._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
