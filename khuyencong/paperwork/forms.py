"""The registered forms by date: code, title, where the law names them, and how much of them was read."""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from khuyencong.rules.validity import in_force

DATA = Path(__file__).resolve().parent / "data" / "forms.csv"


class Columns(StrEnum):
    """How much of a form's fields was read in the original; the rest is our layout, and the paper says so."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


class NoFormError(LookupError):
    """No form of that code on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form in force from `since` up to, but not on, `until`; `verified`: text and days were both read."""

    code: str
    title: str
    document: str
    annex: str
    clause: str
    since: date | None
    until: date | None
    columns: Columns
    source: str
    verified: bool
    note: str

    @property
    def number(self) -> str:
        """As printed, "Mẫu số 4a" of a registered form; empty for a paper that the law only names."""
        return number_of(self.code)

    @property
    def reference(self) -> str:
        """Where it comes from: "Mẫu số 1 Phụ lục 1, Điều 5 khoản 6 Thông tư 36/2013/TT-BCT"."""
        legal = " ".join(part for part in (self.clause, self.document) if part)
        return ", ".join(part for part in (f"{self.number} {self.annex}".strip(), legal) if part)

    @property
    def layout_note(self) -> str:
        """What the paper itself says about its layout; empty only for one read whole and confirmed."""
        about = f" ({self.reference})" if self.reference else ""
        if self.columns == Columns.NONE:
            return f"Bố cục của hệ thống, chưa đối chiếu mẫu gốc{about}."
        if self.columns == Columns.SOME:
            return (
                f"Các cột đã đọc được giữ theo mẫu{about}; phần còn lại là bố cục của hệ thống, cần xác minh."
            )
        return "" if self.verified else f"Nội dung theo văn bản đã đọc{about}; hiệu lực cần xác minh."


def number_of(code: str) -> str:
    """How the form of that code is printed, "Mẫu số 4a"; empty for one that has no number."""
    kind, _, number = code.partition("-")
    return f"Mẫu số {number}" if kind == "mau" else ""


@cache
def forms() -> tuple[Form, ...]:
    """Every form of every date."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(_form(row) for row in csv.DictReader(file))


def form_on(code: str, on: date) -> Form:
    """The form of that code in force on that day; NoFormError."""
    for form in forms():
        if form.code == code and _in_force(form, on):
            return form
    raise NoFormError(f"{code}, {on:%d/%m/%Y}")


def _in_force(form: Form, on: date) -> bool:
    return in_force(form.since or date.min, form.until, on)


def _form(row: dict[str, str]) -> Form:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("since", "until")}
    texts = {name: row[name] for name in ("code", "title", "document", "annex", "clause", "source", "note")}
    return Form(
        **texts,
        since=days["since"],
        until=days["until"],
        columns=Columns(row["columns"]),
        verified=row["verified"] == "true",
    )
