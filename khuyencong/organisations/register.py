"""The register of personal data, data/personal_data.toml: which column holds whose data, why, for how long."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.db import models

from khuyencong.organisations.models import User

FILE = Path(__file__).parent / "data" / "personal_data.toml"


class Erasure(StrEnum):
    """What happens to the rows when the person's data are erased."""

    DELETE = "delete"
    PSEUDONYMISE = "pseudonymise"
    KEEP = "keep"

    @property
    def label(self) -> str:
        """For people."""
        return {"delete": "Xóa dòng", "pseudonymise": "Thay bằng mã, không còn tên", "keep": "Giữ lại"}[self]


class Match(StrEnum):
    """How a row names its person."""

    ACCOUNT = "account"
    KEY = "key"
    EMAIL = "email"
    SESSION = "session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why we may keep something; `verified` only where somebody read the very clause."""

    code: str
    title: str
    note: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """Rows go `days` after the instant in the column `counted`; without an instant they stay."""

    counted: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a model holds about people; `person` is "" for a model that holds nothing about anybody.

    `exported` are the columns of an answer to "what do you have about me", `secret` never leave the database.
    """

    model: str
    title: str
    person: str
    match: Match
    personal: tuple[str, ...]
    impersonal: tuple[str, ...]
    secret: tuple[str, ...]
    exported: tuple[str, ...]
    masked: dict[str, str]
    purpose: str
    ground: Ground | None
    retention: str
    purges: tuple[Purge, ...]
    erasure: Erasure
    because: str
    replaced: dict[str, Any]

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is declared."""
        return frozenset((*self.personal, *self.impersonal))

    @property
    def rows(self) -> "models.QuerySet[Any]":
        """All rows of the model, whoever asks."""
        everything: models.QuerySet[Any] = apps.get_model(self.model)._base_manager.all()
        return everything

    def rows_of(self, user: User) -> "models.QuerySet[Any]":
        """The rows about her; none for an account without the address by which the table knows people."""
        match self.match:
            case Match.ACCOUNT:
                return self.rows.filter(**{self.person: user.pk})
            case Match.KEY:
                return self.rows.filter(**{self.person: str(user.pk)})
            case Match.EMAIL:
                return self.rows.filter(**{f"{self.person}__iexact": user.email}).exclude(**{self.person: ""})
            case Match.SESSION:
                mine = [one.pk for one in self.rows if _signed_in(one) == str(user.pk)]
                return self.rows.filter(pk__in=mine)

    @property
    def headings(self) -> tuple[str, ...]:
        """What the exported columns are called."""
        return tuple(_heading(self.model, column) for column in self.exported)

    def told(self, user: User) -> "Iterator[tuple[Any, ...]]":
        """The exported columns of the rows about her."""
        return self.rows_of(user).order_by("pk").values_list(*self.exported).iterator(chunk_size=1000)

    def expired(self, at: datetime) -> "Iterator[models.QuerySet[Any]]":
        """The rows past their time, one queryset a rule."""
        for purge in self.purges:
            yield self.rows.filter(**{f"{purge.counted}__lt": at - timedelta(days=purge.days)})


def _heading(model: str, column: str) -> str:
    """The name of a column, which may be one of a row that this one points to ("desk__title")."""
    name, _, further = column.partition("__")
    field: Any = apps.get_model(model)._meta.get_field(name)
    return _heading(field.related_model._meta.label, further) if further else str(field.verbose_name)


def _signed_in(session: Any) -> str:
    """The account that a session of Django's belongs to, as text."""
    return str(session.get_decoded().get(SESSION_KEY, ""))


@cache
def register() -> tuple[Table, ...]:
    """Every declared table, in the order of the file; ValueError or KeyError names what cannot be read."""
    with FILE.open("rb") as file:
        return read(tomllib.load(file))


def read(data: dict[str, Any]) -> tuple[Table, ...]:
    """The tables of a parsed register."""
    grounds = {row["code"]: Ground(**row) for row in data.get("ground", [])}
    return tuple(_table(row, grounds) for row in data["table"])


def _table(row: dict[str, Any], grounds: dict[str, Ground]) -> Table:
    person, personal = row.get("person", ""), tuple(row.get("personal", ()))
    secret = tuple(row.get("secret", ()))
    return Table(
        model=row["model"],
        title=row.get("title", ""),
        person=person,
        match=Match(row.get("match", "account")),
        personal=(*personal, *secret),
        impersonal=tuple(row.get("impersonal", ())),
        secret=secret,
        exported=tuple(row.get("exported", personal)),
        masked=row.get("masked", {}),
        purpose=row.get("purpose", ""),
        ground=grounds[row["ground"]] if person else None,
        retention=row.get("retention", ""),
        purges=tuple(Purge(**each) for each in row.get("purge", ())),
        erasure=Erasure(row["erasure"]) if person else Erasure.KEEP,
        because=row.get("because", ""),
        replaced=row.get("replaced", {}),
    )


def about_people() -> list[Table]:
    """The declared tables that hold something about somebody and whose app is installed."""
    return [table for table in register() if table.person and is_installed(table)]


def kept_for_a_time() -> list[Table]:
    """The declared tables whose rows go after some time."""
    return [table for table in register() if table.purges and is_installed(table)]


def is_installed(table: Table) -> bool:
    """Whether the app of its model is; the register may know libraries that are not there."""
    return table.model.partition(".")[0] in {config.label for config in apps.get_app_configs()}
