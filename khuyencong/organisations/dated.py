"""Our own limits as dated rows of a TOML file: reading them, and which is in force on a day."""

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A row that is in force from a day until a later row of its code is."""

    @property
    def code(self) -> str: ...
    @property
    def since(self) -> date: ...


Row = TypeVar("Row", bound=Dated)


def read(file: Path, table: str, kind: type[Row]) -> tuple[Row, ...]:
    """The rows of that table of the file, of every date, oldest first."""
    with file.open("rb") as source:
        rows = tomllib.load(source)[table]
    return tuple(sorted((kind(**row) for row in rows), key=lambda row: row.since))


def in_force(rows: Sequence[Row], code: str, on: date) -> Row:
    """The row of that code in force that day; StopIteration before there was one."""
    return next(row for row in reversed(rows) if row.code == code and row.since <= on)
