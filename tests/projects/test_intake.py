"""Many drafts out of one checked file: begun once, however often it is sent at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from khuyencong.organisations.actors import PUBLIC
from khuyencong.places.models import Unit
from khuyencong.projects.lifecycle.intake import begin_many
from khuyencong.projects.models import Line, Project
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.project_sheets import CostRow, ProjectRow
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event, Task
from tests.projects.conftest import law

__all__ = ["law"]


def row(number="1", title="Máy sấy"):
    line = CostRow(
        row=1,
        place="Dự toán!B2",
        number=number,
        name="Máy",
        item="may-moc",
        count=None,
        unit="máy",
        quantity=Decimal(2),
        unit_price=300,
        year=None,
        support=200,
        other=100,
    )
    return ProjectRow(
        number=number,
        place="Đề án!A2",
        title=title,
        purse="KCDP",
        kind="named",
        year=2027,
        last_year=2027,
        sector=None,
        province=Unit.objects.get(level="province", name="Đồng Tháp", until__isnull=True).pk,
        others=(),
        workshops=(),
        lines=(line,),
    )


@pytest.mark.django_db
def test_the_drafts_wait_at_her_desk_and_every_line_adds_up(law, dong_thap_officer, now):
    act = Act(by=dong_thap_officer, at=now)
    begun = begin_many([row(), row("2", "Hai")], file="x.xlsx", digest="d" * 64, act=act)
    assert [(each.title, each.state, each.author) for each in begun] == [
        ("Máy sấy", "draft", dong_thap_officer.account),
        ("Hai", "draft", dong_thap_officer.account),
    ]
    assert Task.objects.filter(dossier_kind="project", done_at__isnull=True).count() == 2
    parts = ("national", "local", "counterpart", "other")
    assert list(Line.objects.values_list(*parts)) == [(0, 200, 300, 100)] * 2


@pytest.mark.django_db
def test_who_drafts_nothing_begins_nothing(law, now):
    with pytest.raises(PermissionDenied):
        begin_many([row()], file="x", digest="d", act=Act(by=PUBLIC, at=now))
    assert Project.objects.count() == 0


@pytest.mark.django_db
def test_one_that_stands_stops_all_and_one_that_was_withdrawn_does_not(law, dong_thap_officer, now):
    act = Act(by=dong_thap_officer, at=now, reason="Thôi")
    [first] = begin_many([row()], file="x", digest="d", act=act)
    with pytest.raises(BlockedError):
        begin_many([row("1", "Khác"), row("2", "MÁY  SẤY")], file="x", digest="d", act=act)
    assert Project.objects.count() == 1
    Project.objects.filter(pk=first.pk).update(state="withdrawn")
    begin_many([row()], file="x", digest="d", act=act)
    assert Project.objects.count() == 2


@pytest.mark.usefixtures("committed_world")
def test_sent_five_times_at_once_the_file_is_begun_once(request, now):
    request.getfixturevalue("law")
    officer, said = request.getfixturevalue("dong_thap_officer"), [row(), row("2", "Hai")]
    together = threading.Barrier(5)

    def click(_):
        try:
            together.wait(timeout=30)
            return len(begin_many(said, file="x", digest="d", act=Act(by=officer, at=now)))
        except BlockedError as blocked:
            return blocked.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        told = list(pool.map(click, range(5)))
    assert (told.count(2), told.count("project_exists")) == (1, 4)
    assert (Project.objects.count(), Event.objects.filter(name="project.import").count()) == (2, 1)
