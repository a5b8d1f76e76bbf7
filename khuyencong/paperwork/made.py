"""The one mark of made-up figures wherever they leave their page: a note where there is room, else a column."""

from collections.abc import Iterable, Sequence

MADE = "số liệu minh họa"
NOTE = "Có số liệu minh họa: không phải số thật."
COLUMN = "Dấu"


def noted(made: bool) -> list[str]:
    """The note of a sheet or a picture; none where every figure is somebody's own."""
    return [NOTE] if made else []


def in_column(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, made: bool
) -> tuple[list[str], list[list[object]]]:
    """The same table with the mark in each row: a .csv has no room for notes, and its rows are cut apart."""
    if not made:
        return [*header], [[*row] for row in rows]
    return [*header, COLUMN], [[*row, MADE] for row in rows]
