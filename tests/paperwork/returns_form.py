"""The form and the provinces that the tests of returns share: the real list of lines, a handful of names."""

import csv
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from khuyencong.paperwork.return_workbook import read_return
from khuyencong.rules.returns import ActivityLine, CheckedReturn, ResolvedProvince, Workbook, check_return
from khuyencong.rules.text import compact

TODAY = date(2018, 8, 23)
LIST = Path(__file__).parents[2] / "khuyencong/norms/data/activities.csv"

PROVINCES = {"Đồng Tháp": "87", "Đồng Nai": "75", "Tây Ninh": "72", "TP. Hồ Chí Minh": "79", "Bến Tre": "83"}
ALIASES = {"tphcm": "TP. Hồ Chí Minh", "saigon": "TP. Hồ Chí Minh", "sadec": "Đồng Tháp"}


def form() -> list[ActivityLine]:
    """The lines of the form as the project ships them."""
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [ActivityLine(code=row["code"], name=row["name"], parent_code=row["parent"] or None) for row in rows]


FORM = form()


def resolve_province(text: str, on: date) -> ResolvedProvince | list[str]:
    """A stand-in for the project's resolver: exact names, two kinds of alias, and suggestions."""
    assert isinstance(on, date)
    names = {compact(name): name for name in PROVINCES}
    letters = compact(text).removeprefix("tinh")
    if name := names.get(letters):
        return ResolvedProvince(code=PROVINCES[name], name=name)
    if name := ALIASES.get(letters):
        return ResolvedProvince(code=PROVINCES[name], name=name, note=f"“{text}” được hiểu là {name}.")
    return [names[each] for each in get_close_matches(letters, names, n=2, cutoff=0.75)]


def checked(workbook: Workbook) -> CheckedReturn:
    """The check of a workbook on the day of the conference."""
    return check_return(workbook, activities=FORM, resolve_province=resolve_province, today=TODAY)


def checked_file(name: str, data: bytes) -> CheckedReturn:
    """The check of a file on the day of the conference."""
    return checked(read_return(name, data))
