"""Keeping what a row of a list said before it is changed, in the transaction of the change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from khuyencong.norms.models import FormerRow, LawRow
from khuyencong.workflow.actions import spelled


def keep_said(row: LawRow, *, at: datetime) -> None:
    """Put down what it said until now; to be called with the row as it stands, before anything is set."""
    said = {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}
    FormerRow.objects.create(table=str(row._meta.model_name), row=row.pk, at=at, said=spelled(said))


def keep_new(rows: Iterable[Any], *, at: datetime) -> None:
    """Put down that these were not there before."""
    new = [FormerRow(table=each._meta.model_name, row=each.pk, at=at) for each in rows]
    FormerRow.objects.bulk_create(new)
