"""What a workbook of projects is judged by that stands outside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from khuyencong.rules.text import compact

PURSES = {
    "kcqg": "KCQG",
    "khuyencongquocgia": "KCQG",
    "quocgia": "KCQG",
    "kcdp": "KCDP",
    "khuyencongdiaphuong": "KCDP",
    "diaphuong": "KCDP",
}
KINDS = {
    "codiachicuthe": "named",
    "deancodiachicuthe": "named",
    "diachicuthe": "named",
    "nhom": "group",
    "deannhom": "group",
    "diem": "model",
    "deandiem": "model",
}


Mark = tuple[str, int, str]


def mark_of(title: str, year: int, purse: str) -> Mark:
    """What two projects have in common that are one: folded title, plan year and purse."""
    return (compact(title), year, purse)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLists:
    """Lists by their folded names; how a province and a workshop are found: a key, or a sentence why not.

    `home` is the province of the agency that drafts, None for one of the nation; `existing` holds the marks of
    its projects that still run, with how each is called. `years` may be planned.
    """

    sectors: Mapping[str, int]
    items: Mapping[str, str]
    province: Callable[[str], "int | str"]
    workshop: Callable[[str], "int | str"]
    home: int | None
    existing: Mapping[Mark, str]
    years: range
