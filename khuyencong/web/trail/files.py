"""The trail as files: a workbook to read, lines to verify far from here."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.organisations.scope import trail_visible_to
from khuyencong.paperwork.table import xlsx_rows
from khuyencong.post.actions.exports import File, Progress, export_kind
from khuyencong.rules.trail_file import Heading, spelled
from khuyencong.web.downloads import XLSX
from khuyencong.web.trail.agencies import agencies_for
from khuyencong.web.trail.forms import TrailForm
from khuyencong.web.trail.words import DOSSIERS, changes
from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import head, links_of

HEADER = (
    *("Số thứ tự", "Lúc", "Việc", "Loại hồ sơ", "Mã hồ sơ", "Cơ quan", "Người làm", "Bàn", "Từ địa chỉ"),
    *("Thay đổi", "Lý do", "Mã băm dòng trước", "Mã băm"),
)
IN_MEMORY = 16 * 1024 * 1024


def asked_for(actor: Actor, parameters: dict[str, Any]) -> tuple[QuerySet[Event], TrailForm, tuple[int, str]]:
    """The events of the question as she may see them, up to the head of now; Http404 when she may no more."""
    form = TrailForm(parameters, agencies=agencies_for(actor))
    if not actor.may(Permission.TRAIL_EXPORT) or not form.is_valid():
        raise Http404("trail")
    end = head()
    events = trail_visible_to(actor).filter(form.condition, sequence__lte=end[0]).order_by("sequence")
    return events, form, end


@export_kind
def trail_lines(actor: Actor, parameters: dict[str, Any], progress: Progress) -> File:
    """A line of JSON each event with its hashes, for `khuyencong verify-trail --file`."""
    events, form, end = asked_for(actor, parameters)
    count = events.count()
    # Rows are numbered without a gap from 1: as many as the head says are all of them.
    heading = Heading(whole=count == end[0], asked=form.words, head=end)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content:
        content.write(f"{heading.line}\n".encode())
        for link in progress.over(links_of(events), total=count):
            content.write(f"{spelled(link)}\n".encode())
        content.seek(0)
        return File(name="nhat-ky.jsonl", content_type="application/x-ndjson", content=content.read())


@export_kind
def trail_workbook(actor: Actor, parameters: dict[str, Any], progress: Progress) -> File:
    """The same rows to read; text is written as text, never as a formula."""
    events, form, end = asked_for(actor, parameters)
    rows = progress.over(rows_of(events), total=events.count())
    notes = [
        f"Điều kiện lọc: {form.words or 'không, toàn bộ phần được xem'}.",
        f"Mốc cuối nhật ký khi xuất: dòng {end[0]}, mã băm {end[1] or 'chưa có'}.",
        "Bảng này để đọc; muốn kiểm tra bằng mã băm thì dùng tệp .jsonl.",
    ]
    content = xlsx_rows(HEADER, rows, title="Nhật ký", notes=notes)
    return File(name="nhat-ky.xlsx", content_type=XLSX, content=content)


def rows_of(events: QuerySet[Event]) -> Iterator[tuple[Any, ...]]:
    """A row each event."""
    for event in events.iterator(chunk_size=2000):
        told = changes(event.dossier_kind, event.before, event.after)
        yield (
            event.sequence,
            localtime(event.at),
            event.title,
            DOSSIERS.get(event.dossier_kind, event.dossier_kind),
            event.dossier_key,
            event.agency,
            event.person_name,
            event.desk_title,
            event.origin,
            "\n".join(f"{one.label}: {one.before} → {one.after}" for one in told),
            event.reason,
            event.previous,
            event.hash,
        )
