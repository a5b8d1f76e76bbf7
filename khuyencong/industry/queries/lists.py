"""Lists of the register that are dated files: legal forms, size classes, terms of certificates. No SQL."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from khuyencong.rules.certificates import Term, Validity, validity_of
from khuyencong.rules.size import SizeLimit
from khuyencong.rules.validity import in_force

LONGEST = 20
"""Years back in which a certificate that still stands is looked for."""
DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalForm:
    """A legal form an establishment may have (loại hình)."""

    code: str
    name: str
    since: date
    until: date | None
    source: str
    verified: bool


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _until(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def all_legal_forms() -> tuple[LegalForm, ...]:
    """Every legal form of every date, in the order of the file."""
    return tuple(
        LegalForm(
            code=row["code"],
            name=row["name"],
            since=date.fromisoformat(row["since"]),
            until=_until(row["until"]),
            source=row["source"],
            verified=row["verified"] == "true",
        )
        for row in _rows("legal_forms")
    )


def legal_forms(on: date) -> list[LegalForm]:
    """Those of that day."""
    return [each for each in all_legal_forms() if in_force(each.since, each.until, on)]


def form_name(code: str) -> str:
    """What a legal form is called; the code itself for one that left the list."""
    return {each.code: each.name for each in all_legal_forms()}.get(code, code)


@cache
def size_limits() -> tuple[SizeLimit, ...]:
    """The limits of every date, smallest class first."""
    return tuple(
        SizeLimit(
            code=row["code"],
            name=row["name"],
            labour=int(row["labour"]),
            revenue=int(row["revenue"]),
            capital=int(row["capital"]),
            since=date.fromisoformat(row["since"]),
            until=_until(row["until"]),
            source=row["source"],
            verified=row["verified"] == "true",
        )
        for row in _rows("size_classes")
    )


@cache
def certificate_terms() -> tuple[Term, ...]:
    """For how many years certificates stood, of every date."""
    return tuple(
        Term(
            years=int(row["years"]),
            since=date.fromisoformat(row["since"]),
            until=_until(row["until"]),
            law=f"{row['document']} {row['clause']}",
            verified=row["verified"] == "true",
        )
        for row in _rows("certificate_terms")
    )


def validity_in(year: int) -> Validity:
    """Until when a certificate of that year stands."""
    return validity_of(year, certificate_terms())


def years_standing(on: date) -> list[int]:
    """The years whose certificates surely stand on that day."""
    return [year for year in range(on.year - LONGEST, on.year + 1) if validity_in(year).stands(on)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAsk:
    """That a priority trade wants a certificate that stands, by which law."""

    law: str
    verified: bool


def certificate_asked(trade: str, on: date) -> CertificateAsk | None:
    """Whether that trade wants one on that day."""
    for row in _rows("certificate_asks"):
        if row["trade"] == trade and in_force(date.fromisoformat(row["since"]), _until(row["until"]), on):
            return CertificateAsk(law=f"{row['document']} {row['clause']}", verified=row["verified"] == "true")
    return None
