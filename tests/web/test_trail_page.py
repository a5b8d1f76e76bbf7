"""The trail as people read it: whose events they see, what is told, what they take away."""

import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.console.main import main
from khuyencong.post.actions.exports import make_export
from khuyencong.post.models import Export
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import head

pytestmark = pytest.mark.django_db
PAGE = reverse("trail")


def event(by, title, *, now, kind="correction", key="7", name="correction.make", **told):
    about = Dossier(kind=kind, key=key, agency=by.agency_code)
    return record(name, title, about=about, by=by, at=now, **told)


@pytest.fixture
def four(cast, now):
    """One event each of two people of Đồng Tháp, of the neighbour, of the ministry."""
    for role in ("author", "colleague", "neighbour", "officer"):
        event(cast[role], f"việc của {role}", now=now)


def titles(response):
    return [row.event.title for row in response.context["rows"]]


def test_each_reader_sees_the_events_of_her_scope(as_role, four):
    every = ["việc của officer", "việc của neighbour", "việc của colleague", "việc của author"]
    seen = {
        role: titles(as_role(role).get(PAGE, {"kind": "correction"}))
        for role in ("author", "colleague", "head", "neighbour", "leader", "inspector", "administrator")
    }
    assert seen == {
        "author": ["việc của author"],
        "colleague": ["việc của colleague"],
        "head": ["việc của colleague", "việc của author"],
        "neighbour": ["việc của neighbour"],
        "leader": every,
        "inspector": every,
        "administrator": [],
    }


def test_a_stranger_is_led_to_sign_in(client, four):
    assert client.get(PAGE).headers["Location"] == "/dang-nhap/?next=/nhat-ky/"


def test_a_row_says_who_when_where_why_and_each_changed_field_in_words(as_role, cast, now):
    event(
        cast["author"],
        "Đính chính",
        now=now,
        before={"state": "proposed", "amount": 1500000, "same": 1},
        after={"state": "standing", "amount": 2500000, "same": 1},
        reason="Kho bạc đối chiếu",
    )
    response = as_role("leader").get(PAGE, {"kind": "correction"})
    row = response.context["rows"][0]
    assert [(one.label, one.before, one.after) for one in row.changes] == [
        ("Số tiền (đồng)", "1.500.000", "2.500.000"),
        ("Bước", "Chờ người xem lại", "Đã có hiệu lực"),
    ]
    page = response.content.decode()
    assert [words in page for words in ("10:42 ngày 23/11/2026", "Kho bạc đối chiếu", "{&quot;")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"name": "report."}, ["khác"]),
        ({"kind": "report_request", "key": "9"}, ["khác"]),
        ({"person": "DONGTHAP", "kind": "correction"}, ["việc của author"]),
        ({"person": "nobody"}, []),
        ({"since": "24/11/2026", "kind": "correction"}, []),
        (
            {"since": "23/11/2026", "until": "23/11/2026", "person": "tayninh", "kind": "correction"},
            ["việc của neighbour"],
        ),
    ],
)
def test_the_trail_is_narrowed(as_role, four, cast, now, asked, found):
    event(cast["officer"], "khác", now=now, kind="report_request", key="9", name="report.submit")
    assert titles(as_role("leader").get(PAGE, asked)) == found


def test_it_is_narrowed_by_desk_and_by_agency(as_role, four, cast):
    client, author = as_role("leader"), cast["author"]
    by_desk = titles(client.get(PAGE, {"desk": author.desk_code, "kind": "correction"}))
    by_agency = titles(client.get(PAGE, {"agency": author.agency_code, "kind": "correction"}))
    assert (by_desk, by_agency) == (["việc của author"], ["việc của colleague", "việc của author"])


def test_days_in_the_wrong_order_are_refused_in_words(as_role):
    response = as_role("leader").get(PAGE, {"since": "2/1/2026", "until": "1/1/2026"})
    assert (response.status_code, "Ngày cuối phải không trước ngày đầu." in response.content.decode()) == (
        422,
        True,
    )


def test_pages_go_on_below_a_row_and_lose_none(as_role, cast, now):
    for number in range(120):
        event(cast["author"], str(number), now=now)
    client, seen, asked = as_role("leader"), [], {"kind": "correction"}
    while True:
        response = client.get(PAGE, asked)
        seen += titles(response)
        if response.context["below"] is None:
            break
        asked["below"] = response.context["below"]
    assert seen == [str(number) for number in reversed(range(120))]


def test_more_rows_cost_no_more_questions(as_role, cast, now):
    client, counts = as_role("head"), []
    for many in (2, 45):
        for number in range(many):
            event(cast["author"], str(number), now=now)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_story_of_a_dossier_is_told_from_its_beginning(as_role, four):
    address = reverse("trail_story", args=["correction", "7"])
    assert titles(as_role("head").get(address)) == ["việc của author", "việc của colleague"]


def test_a_story_out_of_scope_is_not_there(as_role, cast, now):
    event(cast["neighbour"], "của hàng xóm", now=now, key="8")
    address = reverse("trail_story", args=["correction", "8"])
    given = {
        role: as_role(role).get(address).status_code for role in ("author", "head", "inspector", "neighbour")
    }
    assert given == {"author": 404, "head": 404, "inspector": 200, "neighbour": 200}


def taken(client, asked, form):
    """The file that the page's button makes."""
    response = client.post(f"{PAGE}tai/?{asked}", {"format": form})
    export = Export.objects.latest("pk")
    assert response.headers["Location"] == reverse("tray_export", args=[export.pk])
    make_export.call(export.pk)
    return bytes(Export.objects.get(pk=export.pk).content)


def test_only_who_may_take_the_trail_away_gets_a_file(as_role):
    address = reverse("trail_export")
    given = {
        role: as_role(role).post(address, {"format": "xlsx"}).status_code for role in ("officer", "author")
    }
    assert (given, Export.objects.count()) == ({"officer": 403, "author": 403}, 0)


def test_the_whole_trail_as_lines_is_verified_far_from_the_database(as_role, four, tmp_path, capsys):
    file = tmp_path / "trail.jsonl"
    file.write_bytes(taken(as_role("inspector"), "", "jsonl"))
    end = head()
    assert main(["verify-trail", "--file", str(file), "--expect", end[1]]) == 0
    told = f"Tệp nhật ký: {end[0]} dòng; mã băm dòng cuối của nhật ký khi xuất: {end[1]}\n"
    assert capsys.readouterr().out == told
    file.write_text(file.read_text().replace("việc của colleague", "việc của ai"))
    number = Event.objects.get(title="việc của colleague").sequence
    assert main(["verify-trail", "--file", str(file)]) == 1
    said = f"khuyencong verify-trail: dòng {number}: nội dung đã bị sửa sau khi ghi\n"
    assert capsys.readouterr().err == said


def test_a_chosen_part_says_what_cannot_be_verified(as_role, four, tmp_path, capsys):
    file = tmp_path / "trail.jsonl"
    file.write_bytes(taken(as_role("inspector"), "person=tayninh&kind=correction", "jsonl"))
    rows = [json.loads(line)["said"]["title"] for line in file.read_text().splitlines()[1:]]
    assert (rows, main(["verify-trail", "--file", str(file)])) == (["việc của neighbour"], 0)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Tệp chỉ có các dòng đã lọc: từng dòng đã được đối chiếu với mã băm của nó; thiếu dòng hay đổi chỗ "
        "chỉ kiểm được ở tệp xuất toàn bộ nhật ký."
    ]


def test_the_workbook_never_runs_what_somebody_wrote(as_role, cast, now):
    event(cast["author"], "=1+1", now=now, reason="=HYPERLINK(1)")
    book = openpyxl.load_workbook(io.BytesIO(taken(as_role("head"), "kind=correction", "xlsx")))
    last = list(book.active.iter_rows())[-1]
    assert [(last[column].value, last[column].data_type) for column in (2, 10)] == [
        ("=1+1", "s"),
        ("=HYPERLINK(1)", "s"),
    ]


def test_that_the_trail_was_taken_is_told_to_the_trail(as_role, four):
    client = as_role("inspector")
    taken(client, "person=tayninh", "jsonl")
    for _ in range(2):
        client.get(reverse("tray_export_file", args=[Export.objects.latest("pk").pk]))
    rows = Event.objects.filter(name__startswith="export.").order_by("sequence")
    assert [(row.title, row.after) for row in rows] == [
        ("Xuất tệp “Nhật ký”", '{"asked": {"person": "tayninh"}}'),
        ("Lấy tệp “nhat-ky.jsonl”", ""),
    ]
