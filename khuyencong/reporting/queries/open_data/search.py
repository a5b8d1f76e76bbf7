"""Finding published projects: by place then and now, content, year, purse, step and words; and their sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from khuyencong.norms.models import Activity
from khuyencong.places.models import Unit
from khuyencong.projects.models import Project
from khuyencong.reporting.models import OpenRow
from khuyencong.rules.ledger import Position
from khuyencong.rules.text import fold

FIGURES = ("given", "committed", "disbursed", "settled")
BY = {
    "place": ("province_now", "Tỉnh, thành phố hiện nay"),
    "content": ("activity", "Nội dung chính"),
    "year": ("year", "Năm kế hoạch"),
    "purse": ("purse", "Nguồn kinh phí"),
    "state": ("state", "Bước"),
}
"""What sums can be broken down by: the column, and its heading. Each project is in one group: they add up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for; "" or None narrows nothing. `place` is a province of today, `then` one of its day."""

    words: str = ""
    place: int | None = None
    then: int | None = None
    content: str = ""
    year: int | None = None
    purse: str = ""
    state: str = ""

    @property
    def wanted(self) -> Mapping[str, Any]:
        """The columns that must hold."""
        named = {
            "province_now": self.place,
            "province": self.then,
            "activity": self.content or None,
            "year": self.year,
            "purse": self.purse or None,
            "state": self.state or None,
        }
        return {name: value for name, value in named.items() if value is not None}


def sought(asked: Sought) -> QuerySet[OpenRow]:
    """What the latest release has of it; every word must be somewhere, with or without its marks."""
    rows = OpenRow.objects.current().filter(**asked.wanted)
    for word in fold(asked.words).split():
        rows = rows.filter(searched__contains=word)
    return rows.order_by("-year", "-project_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of what was found: how many projects, and their money together."""

    key: Any
    label: str
    count: int
    position: Position


def _summed() -> dict[str, Any]:
    return {"count": Count("pk"), **{f"sum_{name}": Sum(name, default=0) for name in FIGURES}}


def _position(row: Mapping[str, Any]) -> Position:
    return Position(**{name: int(row[f"sum_{name}"]) for name in FIGURES})


def totals(rows: QuerySet[OpenRow]) -> Group:
    """All that was found together; one SELECT."""
    row = rows.order_by().aggregate(**_summed())
    return Group(key="", label="", count=row["count"], position=_position(row))


def grouped(rows: QuerySet[OpenRow], by: str, named: "Choices") -> list[Group]:
    """The same by place, content, year, purse or step, most money first; one SELECT."""
    column = BY[by][0]
    labels = named.labels(by)
    found = rows.order_by().values(column).annotate(**_summed())
    made = [
        Group(
            key=row[column],
            label=labels.get(row[column], str(row[column] or "Chưa rõ")),
            count=row["count"],
            position=_position(row),
        )
        for row in found
    ]
    return sorted(made, key=lambda each: (-each.position.given, each.label))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to choose from among the published, so that no choice is empty."""

    places: Sequence[tuple[int, str]]
    then: Sequence[tuple[int, str]]
    contents: Sequence[tuple[str, str]]
    years: Sequence[int]
    states: Sequence[tuple[str, str]]

    def labels(self, by: str) -> Mapping[Any, str]:
        """What the keys of a breakdown are called."""
        match by:
            case "place":
                return dict(self.places)
            case "content":
                return dict(self.contents)
            case "purse":
                return dict(Project.Purse.choices)
            case "state":
                return dict(self.states)
            case _:
                return {}


def choices() -> Choices:
    """Places, contents, years and steps of the latest release; three SELECTs."""
    columns = ("province_now", "province", "activity", "year", "state")
    rows = list(OpenRow.objects.current().order_by().values_list(*columns).distinct())
    codes = {row[2] for row in rows if row[2]}
    contents = Activity.objects.filter(code__in=codes, parent__isnull=True).order_by("since")
    units = Unit.objects.in_bulk({key for row in rows for key in row[:2]})
    names = {key: unit.full_name for key, unit in units.items()}
    order = {key: unit.sort_key for key, unit in units.items()}
    states = dict(Project.State.choices)
    return Choices(
        places=[(key, names[key]) for key in sorted({row[0] for row in rows}, key=lambda key: order[key])],
        then=[
            (key, names[key])
            for key in sorted({row[1] for row in rows if row[0] != row[1]}, key=lambda key: order[key])
        ],
        contents=[*dict(contents.values_list("code", "name")).items()],
        years=sorted({row[3] for row in rows}, reverse=True),
        states=[(key, str(states[key])) for key in states if key in {row[4] for row in rows}],
    )
