"""What changed in a project since it was returned: words of each section, lines and other rows by the trail."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.projects.models import Appraisal, Line, Passage, Project
from khuyencong.projects.queries.lists import all_sections
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
    """What was written after that instant; two SELECTs."""
    events = events_of("project", str(project.pk)).filter(
        at__gt=at, name__in=[f"project.{each}" for each in TOLD]
    )
    return Since(at=at, sections=rewritten(project, at), rows=[changed(each) for each in events[:MOST]])


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


def changed(event: Event) -> Changed:
    """One row of the trail, in words."""
    before, after = read(event.before), read(event.after)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return Changed(
        title=event.title,
        by=event.person_name,
        at=event.at,
        differences=tuple((label(name), said(before.get(name)), said(after.get(name))) for name in names),
    )


def read(text: str) -> Mapping[str, object]:
    """A mapping as the trail keeps it; {} for none."""
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def label(name: str) -> str:
    """What a thing is called on the pages, where it has a name there."""
    for model in (Line, Project):
        known = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields}
        if name in known:
            return known[name]
    return {"sha256": "mã băm của tệp", "items": "khoản xin hỗ trợ", "site": "nơi sản xuất"}.get(name, name)


def said(value: object) -> str:
    """A value in a sentence."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "có" if value else "không"
    return money.number(value) if isinstance(value, int) else str(value)
