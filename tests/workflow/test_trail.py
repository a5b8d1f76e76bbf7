"""The stored trail: append-only by trigger, chained, and verified by a command that names the row."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from khuyencong.console.main import main
from khuyencong.organisations.queries import operator
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.models import Event, TrailHead
from khuyencong.workflow.queries import broken_links, events_of, head

pytestmark = pytest.mark.django_db
WITHOUT_TRIGGERS = {
    "sqlite": [
        "DROP TRIGGER workflow_event_no_update",
        "DROP TRIGGER workflow_event_no_delete",
        "DROP TRIGGER workflow_event_links",
    ],
    "postgresql": ["ALTER TABLE workflow_event DISABLE TRIGGER USER"],
}


@pytest.fixture
def trail(now, dong_thap_officer):
    """Three events about one figure, and one about another."""
    for key, title in [("1", "một"), ("1", "hai"), ("2", "khác"), ("1", "ba")]:
        about = Dossier(kind="figure", key=key, agency="sct-82-2025")
        record("figure.correct", title, about=about, by=dong_thap_officer, at=now, after={"amount": 5})


@pytest.fixture
def tamper(trail):
    """Run statements as somebody would who owns the database and put the triggers aside."""

    def run(*statements):
        with connection.cursor() as cursor:
            for statement in (*WITHOUT_TRIGGERS[connection.vendor], *statements):
                cursor.execute(statement)

    return run


def test_an_event_says_who_did_what_at_which_desk(trail, dong_thap_officer, now):
    event = Event.objects.get(sequence=2)
    assert (
        event.title,
        event.at,
        event.person_key,
        event.person_name,
        event.desk,
        event.agency,
        event.after,
    ) == (
        "hai",
        now,
        str(dong_thap_officer.account.pk),
        "Đồng Tháp",
        dong_thap_officer.desk.code,
        "sct-82-2025",
        '{"amount": 5}',
    )
    assert [each.title for each in events_of("figure", "1")] == ["ba", "hai", "một"]


def test_a_sound_trail_verifies_and_the_command_prints_its_head(trail, capsys):
    assert list(broken_links()) == []
    assert main(["verify-trail", "--expect", head()[1]]) == 0
    assert capsys.readouterr().out == f"Nhật ký: 4 dòng; mã băm dòng cuối: {head()[1]}\n"


@pytest.mark.parametrize(
    "write",
    [
        lambda: Event.objects.filter(sequence=2).update(title="sửa"),
        lambda: Event.objects.filter(sequence=2).delete(),
        lambda: Event.objects.create(sequence=9, at="2026-01-01T00:00Z", name="x", title="chen", hash="h"),
        lambda: Event.objects.create(sequence=5, at="2026-01-01T00:00Z", name="x", title="chen", hash="h"),
    ],
    ids=["change", "delete", "a gap", "a wrong link"],
)
def test_the_database_itself_refuses_to_rewrite_the_trail(trail, write):
    with pytest.raises(DatabaseError), transaction.atomic():
        write()
    assert (Event.objects.count(), list(broken_links())) == (4, [])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE workflow_event SET title = 'sửa' WHERE sequence = 2",
            ["dòng 2: nội dung đã bị sửa sau khi ghi"],
        ),
        ("DELETE FROM workflow_event WHERE sequence = 2", ["dòng 2: đã bị xóa"]),
        (
            "DELETE FROM workflow_event WHERE sequence = 4",
            ["dòng 4: phần cuối đã bị cắt, số dòng ít hơn mốc đã ghi"],
        ),
    ],
)
def test_what_was_tampered_with_is_named(tamper, capsys, statement, said):
    tamper(statement)
    assert main(["verify-trail"]) == 1
    assert capsys.readouterr().err.splitlines() == [f"khuyencong verify-trail: {one}" for one in said]


def test_a_head_noted_elsewhere_reveals_a_trail_written_anew(trail, capsys):
    assert main(["verify-trail", "--expect", "0" * 64]) == 1
    assert capsys.readouterr().err == f"khuyencong verify-trail: mốc cuối không phải {'0' * 64}\n"


def test_what_is_rolled_back_leaves_no_event(trail, now):
    with transaction.atomic():
        record("x", "không thành", about=Dossier(), by=operator(), at=now)
        transaction.set_rollback(True)
    assert (Event.objects.count(), TrailHead.objects.get().sequence, list(broken_links())) == (4, 4, [])


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain(committed_world, now):
    by = operator()

    def append():
        record("x", "cùng lúc", about=Dossier(), by=by, at=now)
        connection.close()

    threads = [threading.Thread(target=append) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Event.objects.count(), list(broken_links())) == (20, [])
