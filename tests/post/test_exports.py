"""Files made by a job: asked for at a desk, made as that desk may see, gone after a week."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from khuyencong.organisations.actions import close_seats
from khuyencong.organisations.actions.persons import purge_expired
from khuyencong.organisations.actors import PUBLIC
from khuyencong.post.actions import exports, queue
from khuyencong.post.actions.work import run
from khuyencong.post.models import Export
from khuyencong.post.queries.exports import export_of, exports_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@exports.export_kind
def counted(actor, parameters, progress):
    """A file that counts, and remembers how far it was told to be."""
    told = []
    for number in progress.over(range(4), total=4):
        progress.told_at = float("-inf")  # a second goes by at every step
        told.append(Export.objects.get(pk=progress.export).progress)
        assert number < parameters["upto"], "broken in the middle"
    return exports.File(name=f"{actor}.txt", content_type="text/plain", content=repr(told).encode())


def ask(actor, upto=9):
    return exports.ask_for(by=actor, maker=counted, title="Đếm", parameters={"upto": upto}, at=NOW)


def work(at=NOW):
    task = queue.claim("one", at)
    return task is not None and run(task, "one")


def states(actor):
    return [each.state.value for each in exports_of(actor, NOW)]


def test_an_export_waits_is_made_and_then_waits_for_who_asked(office):
    export = ask(office.officer)
    before, done, after = states(office.officer), work(), states(office.officer)
    assert (before, done, after) == (["waiting"], True, ["done"])
    export.refresh_from_db()
    assert (export.name, bytes(export.content), export.progress) == (
        "Nguyễn Thị Ánh.txt",
        b"[0, 25, 50, 75]",
        100,
    )


def test_an_export_is_nobody_elses(office):
    export = ask(office.officer)
    assert (states(office.head), export_of(office.head, export.pk, NOW), states(PUBLIC)) == ([], None, [])


def test_an_export_that_breaks_is_tried_three_times_and_then_said_to_have_failed(office):
    ask(office.officer, upto=2)
    seen = []
    for _ in range(3):
        work()
        seen.extend(states(office.officer))
        DBTaskResult.objects.update(run_after=NOW)
    assert seen == ["waiting", "waiting", "failed"]


def test_an_export_whose_asker_left_the_desk_is_not_made(office):
    ask(office.officer)
    close_seats(user=office.officer.account, on=NOW.date())
    assert (work(), Export.objects.get().content) == (False, None)


def test_a_finished_export_is_not_made_again(office):
    export = ask(office.officer)
    work()
    first = Export.objects.get().finished_at
    assert exports.make_export.call(export.pk) == "đã có hoặc đã xóa"
    assert Export.objects.get().finished_at == first


def test_after_a_week_the_file_is_gone(office):
    ask(office.officer)
    work()
    late = NOW + exports.KEPT
    assert (exports_of(office.officer, late), purge_expired(late)) == ([], 0)
    assert (purge_expired(late + timedelta(seconds=1)), Export.objects.count()) == (1, 0)


def test_only_a_registered_function_is_ever_called(office):
    export = ask(office.officer)
    Export.objects.filter(pk=export.pk).update(kind="os.getcwd")
    assert (work(), Export.objects.get().content) == (False, None)
