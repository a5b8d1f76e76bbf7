"""Publishing a release of open data: its rows, its files, and what it changes, for ever."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.reporting import permissions
from khuyencong.reporting.models import OpenFile, OpenRelease, OpenRow
from khuyencong.reporting.queries.open_data import Published, difference_from_latest, latest_release
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.open_data import Difference
from khuyencong.workflow.actions import Dossier, record

FIGURES = ("given", "committed", "disbursed", "settled")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file to be published."""

    name: str
    title: str
    media_type: str
    rows: int
    content: bytes
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a release says of itself. `number` is the one it was built as: another may have come in between."""

    number: int
    cut: date
    known_at: datetime
    schema: str
    publisher: str
    licence: str = ""
    licence_url: str = ""


def fit_to_publish(said: Said, rows: Sequence[Published], found: Difference, at: datetime) -> list[Finding]:
    """What stands in the way of a release: a day that cannot be, nothing to tell, nothing new."""
    last = latest_release()
    if said.cut > localdate(at):
        return [
            error("future", "Ngày chốt số liệu chưa đến.", "Chọn hôm nay hoặc ngày trước.", "Ô “Số liệu đến”")
        ]
    if last is not None and said.cut < last.cut:
        message = f"Bản {last.number} đã chốt đến {last.cut:%d/%m/%Y}; bản sau không lùi lại."
        return [error("earlier", message, "Chọn ngày từ đó trở đi.", "Ô “Số liệu đến”")]
    if not rows:
        message = "Chưa có đề án nào được phê duyệt trong một quyết định đã ghi nhận đến ngày này."
        return [error("nothing_public", message, "Ghi quyết định phê duyệt kế hoạch trước, rồi phát hành.")]
    if last is not None and not found.any:
        message = f"Không có gì khác bản {last.number}."
        return [error("nothing_new", message, "Bản đang có vẫn đúng; phát hành khi số liệu đổi.")]
    if said.number != (last.number if last is not None else 0) + 1:
        return [passed()]
    return []


def passed() -> Finding:
    """What is read when somebody else published in the meantime."""
    return error("passed", "Vừa có người phát hành một bản khác.", "Mở lại trang rồi xem khác biệt lần nữa.")


@transaction.atomic
def publish_release(
    said: Said, rows: Sequence[Published], files: Sequence[NewFile], *, by: Actor, at: datetime
) -> OpenRelease:
    """Keep the release: PermissionDenied, or BlockedError with what stands in the way."""
    if not permissions.may_issue(by):
        raise PermissionDenied
    found = difference_from_latest(rows)
    if findings := fit_to_publish(said, rows, found, at):
        raise BlockedError(*findings)
    try:
        with transaction.atomic():
            made = _release(said, rows, found, by, at)
    except IntegrityError as clash:
        raise BlockedError(passed()) from clash
    _keep_files(made, files)
    _keep_rows(made, rows, found)
    record(
        "open_data.publish",
        f"Phát hành dữ liệu mở bản {made.number}, số liệu đến {made.cut:%d/%m/%Y}",
        about=Dossier(kind="open_release", key=str(made.pk), agency=by.agency_code),
        by=by,
        at=at,
        after=_told(made),
    )
    return made


def _release(said: Said, rows: Sequence[Published], found: Difference, by: Actor, at: datetime) -> OpenRelease:
    return OpenRelease.objects.create(
        number=said.number,
        cut=said.cut,
        known_at=said.known_at,
        schema=said.schema,
        rows=len(rows),
        added=len(found.added),
        changed=len(found.changed),
        removed=len(found.removed),
        made_up=sum(bool(each.content["made_up"]) for each in rows),
        licence=said.licence,
        licence_url=said.licence_url,
        publisher=said.publisher,
        issued_by=by.account,
        issued_at=at,
    )


def _keep_files(release: OpenRelease, files: Sequence[NewFile]) -> None:
    OpenFile.objects.bulk_create(
        OpenFile(
            release=release,
            name=each.name,
            title=each.title,
            table=each.table,
            media_type=each.media_type,
            rows=each.rows,
            size=len(each.content),
            sha256=hashlib.sha256(each.content).hexdigest(),
            content=each.content,
        )
        for each in files
    )


def _keep_rows(release: OpenRelease, rows: Sequence[Published], found: Difference) -> None:
    """End the rows that this release says otherwise or no more, and begin those that are new in it."""
    ended = {*found.changed, *found.removed}
    current = OpenRow.objects.current().values_list("pk", "content__code")
    keys = [pk for pk, code in current if code in ended]
    for begin in range(0, len(keys), 500):
        OpenRow.objects.filter(pk__in=keys[begin : begin + 500]).update(until=release)
    new = {*found.added, *found.changed}
    begun = [_row(release, each) for each in rows if each.code in new]
    OpenRow.objects.bulk_create(begun, batch_size=200)


def _row(release: OpenRelease, published: Published) -> OpenRow:
    said = published.content
    return OpenRow(
        project_id=published.project,
        since=release,
        year=said["year"],
        purse=said["purse"],
        state=said["state"],
        activity=said["activity"],
        province_id=published.province,
        province_now_id=published.province_now,
        made_up=said["made_up"],
        searched=published.searched,
        content=said,
        **{name: said[name] for name in FIGURES},
    )


def _told(release: OpenRelease) -> Mapping[str, object]:
    """What the trail keeps of it: the hashes stand for the files."""
    hashes = {each.name: each.sha256 for each in release.files.defer("content")}
    return {
        "number": release.number,
        "cut": release.cut.isoformat(),
        "rows": release.rows,
        "added": release.added,
        "changed": release.changed,
        "removed": release.removed,
        "files": hashes,
    }
