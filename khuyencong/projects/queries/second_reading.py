"""What changed in a project since it was returned: words of each section, lines and other rows by the trail."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from khuyencong.industry.models import Establishment, Site
from khuyencong.norms.models import PriorityArea, PriorityTrade, Sector, SupportItem
from khuyencong.places.models import Unit
from khuyencong.projects.models import Appraisal, Line, Passage, Project
from khuyencong.projects.queries.lists import all_papers, all_sections, wishes
from khuyencong.rules import money
from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import events_of

TOLD = ("line", "line_drop", "change", "beneficiary_add", "beneficiary_drop", "paper")
MOST = 100
"""Changes of rows that are shown; more than a hundred is another project, and is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A section whose words are others now."""

    section: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One change of a row, as the trail tells it: (what, before, after) of each thing that differs."""

    title: str
    by: str
    at: datetime
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """Everything that changed since an instant."""

    at: datetime
    sections: Sequence[Rewritten]
    rows: Sequence[Changed]

    @property
    def nothing(self) -> bool:
        """Whether it came back as it went."""
        return not self.sections and not self.rows


def last_return(sheet: Appraisal) -> Appraisal | None:
    """The sheet with which the project was returned before this reading, at whichever level."""
    rows = Appraisal.objects.filter(project=sheet.project_id, state=Appraisal.State.RETURNED, pk__lt=sheet.pk)
    return rows.order_by("-pk").first()


def changes_since(project: Project, at: datetime) -> Since:
    """What was written after that instant; two SELECTs, and one for each kind of thing that rows name."""
    events = events_of("project", str(project.pk)).filter(
        at__gt=at, name__in=[f"project.{each}" for each in TOLD]
    )
    told = list(events[:MOST])
    known = known_in(told)
    return Since(at=at, sections=rewritten(project, at), rows=[changed(each, known) for each in told])


def rewritten(project: Project, at: datetime) -> list[Rewritten]:
    """The sections whose standing version is younger, beside the one that stood then."""
    now: dict[str, Passage] = {}
    then: dict[str, Passage] = {}
    for each in project.passages.filter(number__isnull=False).order_by("number"):
        now[each.section] = each
        if each.at <= at:
            then[each.section] = each
    return [
        Rewritten(
            section=section.code,
            name=section.name,
            before=then[section.code].text if section.code in then else "",
            after=now[section.code].text,
        )
        for section in {each.code: each for each in all_sections()}.values()
        if section.code in now
        and now[section.code].at > at
        and (section.code not in then or then[section.code].text != now[section.code].text)
    ]


def changed(event: Event, known: "Known") -> Changed:
    """One row of the trail, in words."""
    before, after = read(event.before), read(event.after)
    paper = event.name == "project.paper"
    told = [
        (
            label(name, paper=paper),
            known.said(name, before.get(name), paper=paper),
            known.said(name, after.get(name), paper=paper),
        )
        for name in {**before, **after}
    ]
    return Changed(
        title=event.title,
        by=event.person_name,
        at=event.at,
        differences=tuple(each for each in told if each[1] != each[2]),
    )


def read(text: str) -> Mapping[str, object]:
    """A mapping as the trail keeps it; {} for none."""
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


PAPER = {"kind": "giấy tờ", "name": "tên tệp"}
OTHERS = {
    "sha256": "mã băm của tệp",
    "items": "khoản xin hỗ trợ",
    "establishment": "cơ sở",
    "site": "nơi sản xuất",
}


def label(name: str, *, paper: bool = False) -> str:
    """What a thing is called on the pages, where it has a name there."""
    if paper and name in PAPER:
        return PAPER[name]
    for model in (Line, Project):
        known = {
            field.name: str(field.verbose_name)
            for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        }
        if name in known:
            return known[name]
    return OTHERS.get(name, name)


MONEY = frozenset({"unit_price", "national", "local", "counterpart", "other"})
ROWS: Mapping[str, type[models.Model]] = {
    "sector": Sector,
    "area": PriorityArea,
    "trade": PriorityTrade,
    "establishment": Establishment,
    "site": Site,
}
"""Things the trail keeps by the key of their row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names of what the trail keeps by key or code."""

    rows: Mapping[str, Mapping[object, str]]
    items: Mapping[object, str]
    units: Mapping[object, str]
    papers: Mapping[object, str]

    def said(self, name: str, value: object, *, paper: bool = False) -> str:
        """A value in a sentence; what the register no longer has keeps the key of the trail."""
        if value in (None, "", {}, []):
            return "–"
        if isinstance(value, bool):
            return "có" if value else "không"
        if isinstance(value, dict):
            return "; ".join(self.counted(code, count) for code, count in value.items())
        if isinstance(value, list):
            return ", ".join(self.units.get(each, str(each)) for each in value)
        if name in MONEY and isinstance(value, int):
            return money.number(value)
        if name == "quantity":
            return plain(str(value))
        return self.named(name, value, paper=paper)

    def counted(self, code: str, count: object) -> str:
        """A support item, with for how many it is asked where that is not one."""
        name = self.items.get(code, code)
        return name if count == 1 else f"{name} ({count} suất)"

    def named(self, name: str, value: object, *, paper: bool) -> str:
        """The name of a row, a code or a choice."""
        if name in self.rows:
            return self.rows[name].get(value, str(value))
        choices: Mapping[str, Mapping[object, str]] = {
            "item": self.items,
            "wish": {each.code: each.name for each in wishes()},
            "purse": dict(Project.Purse.choices),
            "kind": self.papers if paper else dict(Project.Kind.choices),
        }
        return str(choices.get(name, {}).get(value, value))


def plain(quantity: str) -> str:
    """A quantity as one writes it: "1.500" of the trail is "1,5"."""
    whole, _, rest = quantity.partition(".")
    return f"{whole},{rest.rstrip('0')}" if rest.rstrip("0") else whole


def known_in(events: Iterable[Event]) -> Known:
    """What these rows of the trail name; one SELECT for each kind of thing they name."""
    keys: dict[str, set[object]] = {name: set() for name in ROWS}
    items: set[str] = set()
    units: set[str] = set()
    for side in (read(text) for event in events for text in (event.before, event.after)):
        for name in ROWS:
            keys[name].add(side.get(name))
        asked = side.get("items")
        items |= {str(side.get("item", "")), *(asked if isinstance(asked, dict) else {})} - {""}
        named = side.get("provinces")
        units |= {str(each) for each in named} if isinstance(named, list) else set()
    rows = {name: _names(name, found - {None}) for name, found in keys.items()}
    things = SupportItem.objects.filter(code__in=items).values_list("code", "name") if items else ()
    places = Unit.objects.filter(code__in=units).order_by("since") if units else ()
    return Known(
        rows=rows,
        items=dict(things),
        units={each.code: each.name for each in places},
        papers={each.code: each.name for each in all_papers()},
    )


def _names(name: str, keys: set[object]) -> Mapping[object, str]:
    if not keys:
        return {}
    rows = ROWS[name]._default_manager.filter(pk__in=keys)
    rows = rows.select_related("commune") if name == "site" else rows
    return {each.pk: str(each) for each in rows}
