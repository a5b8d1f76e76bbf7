"""Which tool a file comes from, and which of its columns holds what; by name first, then by label.

Formats as their makers document them: ODK Central writes `group-name` and `KEY`; KoboToolbox `group/name` or
labels, `_uuid`, and an underscore before the parts of a place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from khuyencong.rules.returns.model import Sheet, Value
from khuyencong.rules.surveys.questions import END, QUESTIONS, ROUND, START
from khuyencong.rules.text import compact

HEAD_ROWS = 5
"""So many rows from the top are searched for the headings."""


class Source(StrEnum):
    """The tool that wrote the file."""

    ODK = "ODK Central"
    KOBO = "KoboToolbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the headings stand, what each column is, and which known one stands there twice."""

    source: Source
    top: int
    at: dict[str, int]
    twice: tuple[tuple[str, int], ...] = ()


PARTS = {
    "latitude": "latitude",
    "longitude": "longitude",
    "precision": "accuracy",
    "accuracy": "accuracy",
    "altitude": "altitude",
}
META = {
    "key": "key",
    "_uuid": "uuid",
    "instanceid": "instance",
    "rootuuid": "root",
    "deprecatedid": "deprecated",
    "submissiondate": "sent",
    "_submission_time": "sent",
    "_geolocation": "geolocation",
    "start": START,
    "end": END,
    "_start": START,
    "_end": END,
}
NAMES = {name: name for name in (*QUESTIONS, ROUND, START, END)}
LABELS = {compact(question.label): name for name, question in QUESTIONS.items()}


def columns_of(sheet: Sheet) -> Columns | None:
    """The headings of an export, None where the sheet is none of either tool."""
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        found: dict[str, int] = {}
        twice = []
        for place, value in enumerate(row):
            meaning = meaning_of(value)
            if meaning and found.setdefault(meaning, place) != place:
                twice.append((meaning, place))
        source = source_of(row, found)
        if source is not None:
            return Columns(source=source, top=number, at=found, twice=tuple(twice))
    return None


def source_of(row: Sequence[Value], found: dict[str, int]) -> Source | None:
    """By the column that only one of them writes."""
    if "uuid" in found:
        return Source.KOBO
    return Source.ODK if any(str(value).strip() == "KEY" for value in row) or "instance" in found else None


def meaning_of(value: Value) -> str:
    """What a heading names; "" for what is not ours."""
    if not isinstance(value, str):
        return ""
    heading = value.strip().partition("::")[0].strip()
    for name in readings(heading):
        if name in NAMES:
            return NAMES[name]
        if meta := META.get(name.lower()):
            return meta
    for name in readings(heading):
        if part := part_of_place(name):
            return part
        if label := LABELS.get(compact(name)):
            return label
    return ""


def readings(heading: str) -> Iterator[str]:
    """The heading whole, and without the groups that either tool writes before it."""
    yield heading
    if "/" in heading:
        yield heading.rpartition("/")[2]
    if "-" in heading:
        yield heading.rpartition("-")[2]


def part_of_place(name: str) -> str:
    """`vi_tri-Latitude` has lost its first half already; `_vi_tri_latitude` and `_Vị trí xưởng_latitude`."""
    stem, _, last = name.rpartition("_")
    part = PARTS.get(last.lower(), "")
    return part if part and (not stem or compact(stem) in ("vitri", compact("Vị trí xưởng"))) else ""
