"""The short English face: the dated rows of the law of a day with English words where there are any.

Words are rows of data/english.csv, of a code and, where a row may say another thing from another day, of that
day: a row that changes loses its English words and shows the Vietnamese ones, not words that no longer fit.
"""

import csv
from calendar import month_name
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from khuyencong.norms.models import Activity, Condition, Norm, Programme
from khuyencong.norms.queries.lists import rows_on
from khuyencong.norms.queries.norms import norms_on
from khuyencong.organisations.models import Agency, AgencyContact
from khuyencong.organisations.queries import contacts_of, names_on
from khuyencong.places.models import valid_on
from khuyencong.rules.norms import Purse

WORDS = Path(__file__).parents[1] / "data" / "english.csv"
NATIONAL = Purse.NATIONAL.value
MILLION = 1_000_000


@cache
def words() -> dict[tuple[str, str, str], str]:
    """English words by kind, code and first day."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {(row["kind"], row["code"], row["since"]): row["words"] for row in csv.DictReader(file)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a row says, in English or else as it stands in Vietnamese, and the law it rests on."""

    text: str
    language: str
    law: str = ""
    verified: bool = True


def said(kind: str, code: str, since: str, name: str, *, law: str = "", verified: bool = True) -> Said:
    """The English words of a row, or its own."""
    found = words().get((kind, code, since))
    return Said(text=found or name, language="en" if found else "vi", law=law, verified=verified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A norm of the national purse: the most it gives, as a share in basis points of the cost and in đồng."""

    item: Said
    rate_bp: int | None
    cap: int | None
    per: Said | None
    code: str

    @property
    def percent(self) -> str:
        """The share as English writes it."""
        return f"{(self.rate_bp or 0) / 100:g}%"

    @property
    def millions(self) -> str:
        """The cap in million đồng as English writes it."""
        return f"{(self.cap or 0) / MILLION:,g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A provincial department, and how it is reached where it has told."""

    name: str
    told: AgencyContact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """All of the page, of one day."""

    on: date
    programme: Programme | None
    contents: list[Said]
    beneficiaries: list[Said]
    conditions: list[Said]
    levels: list[Level]
    offices: list[Office]

    @property
    def day(self) -> str:
        """The day as English writes it."""
        return f"{self.on.day} {month_name[self.on.month]} {self.on.year}"


def face_of(on: date) -> Face:
    """The page as the law stands on that day; a fixed number of SELECTs."""
    programmes = rows_on(Programme, on, purse=NATIONAL).filter(first_year__lte=on.year, last_year__gte=on.year)
    contents = Activity.objects.filter(valid_on(on), parent__isnull=True).order_by("code")
    rows = list(rows_on(Condition, on, purse=NATIONAL))
    return Face(
        on=on,
        programme=programmes.last(),
        contents=[
            said("content", each.code, each.since.isoformat(), each.name, verified=each.verified)
            for each in contents
            if each.code.isdigit()  # the nine of the decree; what officers count beside them is none of its
        ],
        beneficiaries=conditions_about(rows, "beneficiary"),
        conditions=conditions_about(rows, "place") + conditions_about(rows, "project"),
        levels=levels_on(on),
        offices=offices_on(on),
    )


def conditions_about(rows: Iterable[Any], about: str) -> list[Said]:
    """The conditions about such a thing that have English words; special cases are told in Vietnamese only."""
    return [
        found
        for each in rows
        if each.about == about
        and (found := of_condition(about, each)) is not None
        and (found.language == "en" or about == "beneficiary")
    ]


def of_condition(kind: str, row: Any) -> Said | None:
    """One condition with its law."""
    return said(kind, row.code, row.since.isoformat(), row.name, law=law_of(row), verified=row.verified)


def levels_on(on: date) -> list[Level]:
    """The norms of the national purse with a figure, in the order of the law."""
    rows = norms_on(on, purse=NATIONAL).filter(bound=Norm.Bound.LIMIT).order_by("item__position")
    return [
        Level(
            item=said("item", each.item.code, "", each.item.name, law=law_of(each), verified=each.verified),
            rate_bp=each.rate_bp,
            cap=each.cap,
            per=said("per", each.per, "", each.per) if each.per else None,
            code=each.code,
        )
        for each in rows
    ]


def law_of(row: Norm | Condition) -> str:
    """The document and the clause of a row, as English cites them."""
    return " ".join(part for part in (row.document.number if row.document else "", row.clause) if part)


def offices_on(on: date) -> list[Office]:
    """The departments of that day by the order of their provinces; three SELECTs."""
    found = list(
        Agency.objects.filter(valid_on(on), kind=Agency.Kind.DEPARTMENT).order_by("unit__sort_key", "pk")
    )
    names, told = names_on(found, on), contacts_of(found)
    return [Office(name=names.get(each.pk, each.code), told=told.get(each.pk)) for each in found]
