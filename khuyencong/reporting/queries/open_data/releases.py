"""What was published: releases with their files, the rows of each, and how the next one would differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Prefetch, Q, QuerySet

from khuyencong.reporting.models import OpenFile, OpenRelease, OpenRow
from khuyencong.reporting.queries.open_data.public import Published
from khuyencong.rules.open_data import Content, Difference, difference

LIGHT = OpenFile.objects.defer("content").order_by("pk")
"""Files without their bytes."""


def releases_with_files() -> QuerySet[OpenRelease]:
    """Every release, the latest first; two SELECTs."""
    return OpenRelease.objects.prefetch_related(Prefetch("files", queryset=LIGHT))


def latest_release() -> OpenRelease | None:
    """What is published now; its files are not read along."""
    return OpenRelease.objects.first()


def release_numbered(number: int) -> OpenRelease | None:
    """That release with its files."""
    return releases_with_files().filter(number=number).first()


def release_before(release: OpenRelease) -> OpenRelease | None:
    """The release before it."""
    return OpenRelease.objects.filter(number__lt=release.number).first()


def file_named(number: int, name: str) -> OpenFile | None:
    """A file of a release, its bytes along."""
    return OpenFile.objects.filter(release__number=number, name=name).select_related("release").first()


def row_of(project: int) -> OpenRow | None:
    """What the latest release says of a project; None where it says nothing."""
    return OpenRow.objects.current().filter(project=project).select_related("since").first()


def as_published(number: int) -> dict[str, Content]:
    """What that release said, by the codes of projects; one SELECT."""
    rows = OpenRow.objects.of(number).order_by("project_id").values_list("content", flat=True)
    return {content["code"]: content for content in rows}


def difference_from_latest(rows: Iterable[Published]) -> Difference:
    """What publishing these rows would change; one SELECT."""
    before = OpenRow.objects.current().values_list("content", flat=True)
    return difference(
        {content["code"]: content for content in before}, {each.code: each.content for each in rows}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a release did to one project: its row as told last, and which fields are said otherwise."""

    row: OpenRow
    kind: Literal["added", "changed", "removed"]
    fields: Sequence[str] = ()


def touched_by(release: OpenRelease) -> QuerySet[OpenRow, int]:
    """The keys of the projects that a release added, changed or removed, in the order of their numbers."""
    rows = OpenRow.objects.filter(Q(since=release) | Q(until=release)).order_by("project_id")
    return rows.values_list("project", flat=True).distinct()


def changes_to(release: OpenRelease, projects: Iterable[int]) -> list[Change]:
    """What the release did to these projects; one SELECT."""
    rows = OpenRow.objects.filter(Q(since=release) | Q(until=release), project__in=list(projects))
    begun: dict[int, OpenRow] = {}
    ended: dict[int, OpenRow] = {}
    for row in rows.order_by("project_id"):
        (begun if row.since_id == release.pk else ended)[row.project_id] = row
    return [_change(begun.get(key), ended.get(key)) for key in sorted(begun.keys() | ended.keys())]


def _change(now: OpenRow | None, before: OpenRow | None) -> Change:
    if now is None:
        assert before is not None
        return Change(row=before, kind="removed")
    if before is None:
        return Change(row=now, kind="added")
    found = difference({"": before.content}, {"": now.content})
    return Change(row=now, kind="changed", fields=found.changed.get("", ()))


def told_over_time(project: int) -> list[OpenRow]:
    """Everything that was ever published of a project, the latest first; one SELECT."""
    rows = OpenRow.objects.filter(project=project).select_related("since", "until")
    return list(rows.order_by("-since__number"))
