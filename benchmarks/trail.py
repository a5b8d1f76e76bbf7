"""A trail of a million events: what walking it and opening one dossier's page cost, and in how much memory."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.core.management import call_command
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import reverse

from khuyencong.organisations.queries import operator
from khuyencong.rules.trail import digest
from khuyencong.web.trail.views import story
from khuyencong.workflow.models import TOLD, Event, TrailHead
from khuyencong.workflow.queries import broken_links

Figures = tuple[float, float, float]
Pairing = Callable[..., Figures]
EVENTS, PER_DOSSIER, BATCH = 1_000_000, 20, 5000
COLUMNS = ("sequence", "previous", "hash", "at", *TOLD)
BEGAN = datetime(2019, 1, 1, tzinfo=UTC)
INSERT = f"INSERT INTO workflow_event ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"


def events() -> Iterator[tuple[object, ...]]:
    """Events as `record` would have chained them: 50,000 dossiers of 34 agencies, with changes and reasons."""
    previous = ""
    for sequence in range(1, EVENTS + 1):
        dossier, agency = sequence % (EVENTS // PER_DOSSIER), sequence % 34
        at = BEGAN + timedelta(seconds=200 * sequence)
        said = {
            "name": "correction.confirm",
            "title": f"Duyệt đính chính: số {dossier}",
            "dossier_kind": "correction",
            "dossier_key": str(dossier),
            "agency": f"sct-{agency}",
            "person_key": str(sequence % 300),
            "person_name": "Nguyễn Thị Minh Họa",
            "desk": f"ban-{sequence % 300}",
            "desk_title": "Bàn khuyến công",
            "origin": "10.0.0.1",
            "before": '{"state": "proposed"}',
            "after": f'{{"amount": {sequence}000, "state": "standing"}}',
            "reason": "Kho bạc đối chiếu lại số đã giải ngân",
        }
        hashed = said | {"at": at.isoformat(timespec="microseconds")}
        own = digest(sequence=sequence, previous=previous, said=hashed)
        stamp = connection.ops.adapt_datetimefield_value(at)
        yield sequence, previous, own, stamp, *(said[name] for name in TOLD)
        previous = own


def prepare() -> None:
    """The rows go in by executemany with every trigger in place: each row's link is checked."""
    if Event.objects.count() == EVENTS:
        return
    rows = events()
    with transaction.atomic(), connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(INSERT, batch)
    last = batch_end()
    TrailHead.objects.update_or_create(pk=1, defaults={"sequence": last[0], "hash": last[1]})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def batch_end() -> tuple[int, str]:
    """Sequence and hash of the last row."""
    found: tuple[int, str] = Event.objects.order_by("-sequence").values_list("sequence", "hash")[0]
    return found


def read_all() -> int:
    """The floor of walking: every column of every row in order, as plain rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM workflow_event ORDER BY sequence")
        count = 0
        while rows := cursor.fetchmany(BATCH):
            count += len(rows)
    return count


def verify_million(paired: Pairing) -> tuple[str, float, Figures]:
    """Verifying every link and hash, beside merely reading the same rows."""
    prepare()

    def ours() -> None:
        assert not list(broken_links())

    def floor() -> None:
        assert read_all() == EVENTS

    figures = paired(ours, floor, rounds=3)
    tracemalloc.start()
    for _ in islice(broken_links(after=EVENTS - 100_000), 1):
        pass
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return f"kiểm tra 1.000.000 dòng nhật ký / chỉ đọc ({peak:.0f} MB)", 3.0, figures


def story_of_million(paired: Pairing) -> tuple[str, float, Figures]:
    """One dossier's page, asked and rendered with all around it, beside its rows by raw SQL."""
    prepare()
    call_command("collectstatic", interactive=False, verbosity=0)
    reader = operator()
    assert reader.desk is not None
    reader.desk.role = "inspector"  # in memory only: somebody of the ministry who reads the trail
    request = RequestFactory().get(reverse("trail_story", args=["correction", "4711"]))
    request.user, request.khuyencong_actor = reader.account, reader
    sql = f"SELECT {', '.join(COLUMNS)} FROM workflow_event WHERE dossier_kind = %s AND dossier_key = %s"

    def ours() -> None:
        answer = story(request, "correction", "4711")
        assert answer.content.count(b'<li class="event') == PER_DOSSIER, answer.status_code

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, ["correction", "4711"])
            assert len(cursor.fetchall()) == PER_DOSSIER

    # No goal as a ratio: a whole page beside one statement of microseconds. What counts is that it is bounded.
    return "trang một hồ sơ trong 1.000.000 dòng / một câu SQL", 1000.0, paired(ours, floor, rounds=15)
