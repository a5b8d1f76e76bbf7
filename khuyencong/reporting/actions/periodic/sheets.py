"""A return out of a workbook: the file is kept, and every cell of it written or none."""

from datetime import datetime

from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.actions.periodic.cells import Entered, write_cells
from khuyencong.reporting.actions.returns import receive_file
from khuyencong.reporting.models import PeriodicReturn, ReturnCell
from khuyencong.reporting.queries.periodic.sheet import cells_of
from khuyencong.reporting.queries.periodic.words import words_of
from khuyencong.rules.periodic_sheets import CheckedSheet


@transaction.atomic
def write_sheet(
    report: PeriodicReturn, checked: CheckedSheet, *, name: str, content: bytes, by: Actor, at: datetime
) -> list[ReturnCell]:
    """Write what the file says where it differs from what stands; the new rows. BlockedError, PermissionDenied.

    A blank cell says nothing: what stands there stays. What a colleague wrote since the form was taken away is
    not written over.
    """
    cells = cells_of(report)
    entries = [
        Entered(
            indicator=each.indicator,
            purse=each.purse,
            value=each.value,
            note=each.note,
            location=each.location,
            seen=unseen(cells.get((each.indicator, each.purse)), checked.mark),
        )
        for each in checked.cells
        if each.value is not None and differs(cells.get((each.indicator, each.purse)), each.value, each.note)
    ]
    file = receive_file(name=name, content=content, by=by, at=at)
    return write_cells(report, entries, by=by, at=at, file=file)


def unseen(cell: ReturnCell | None, mark: int) -> int | None:
    """What a cell is told to have been seen as: not at all where it was written after the mark."""
    return 0 if cell is not None and cell.pk > mark else None


def differs(cell: ReturnCell | None, value: int, note: str) -> bool:
    """Whether the file says something else than stands there: another number, or other words beside it."""
    if cell is None or cell.value != value:
        return True
    return note != "" and " ".join(note.split()) != " ".join(words_of(cell).split())
