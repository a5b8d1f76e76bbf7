"""The page of completeness: the table, its cells, asking for what is late, and the files."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from khuyencong.organisations.queries import operator
from khuyencong.reporting.actions.periodic import expect
from khuyencong.reporting.models import PeriodicReturn, Urging
from tests.reporting.test_completeness import IN_TIME, LATER, QUARTER, do, send

pytestmark = pytest.mark.django_db
PAGE = "/bao-cao/tinh-hinh/"
LATE = f"{PAGE}?loai=ket-qua.quarter.department&nam=2025"


@pytest.fixture
def owed(cast):
    """A year that is over, so that everything in it is late on whatever day the tests run."""
    expect([QUARTER], since=date(2025, 7, 1), until=date(2025, 12, 31), by=operator(), at=IN_TIME)


def squares(page):
    return {
        row.name: [each.timed.sign[0] if each else None for each in row.squares]
        for row in page.context["table"].rows
    }


def test_each_reader_sees_the_part_that_is_hers(as_role, owed):
    ministry = as_role("officer").get(LATE)
    assert (len(squares(ministry)), set(map(tuple, squares(ministry).values()))) == (
        34,
        {(None, None, "Q", "Q")},
    )
    assert "68" in ministry.content.decode()
    own = as_role("author").get(LATE)
    assert squares(own) == {"Đồng Tháp": [None, None, "Q", "Q"]}
    assert (own.context["pressing"].to_urge, own.context["pressing"].to_declare) == ([], [])
    assert "Đôn đốc" not in own.content.decode().split("<main", 1)[1].split("Diễn biến")[0].split("<form")[0]


def test_without_a_question_it_shows_the_latest_year_and_nonsense_is_told(as_role, owed):
    page = as_role("officer").get(PAGE)
    assert (page.status_code, page.context["table"].asked.year) == (200, 2025)
    wrong = as_role("officer").get(f"{PAGE}?nam=1999&loai=x&vung=tay")
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["loai", "nam", "vung"])
    south = as_role("officer").get(f"{LATE}&vung=nam")
    assert "Cà Mau" in squares(south)
    assert "Hà Nội" not in squares(south)


def test_nobody_owes_anything_yet(as_role, cast):
    page = as_role("officer").get(PAGE)
    assert (page.status_code, page.context["table"]) == (200, None)
    assert as_role("officer").get(f"{PAGE}bang.xlsx").status_code == 404


def test_the_ministry_asks_all_late_ones_and_a_leader_puts_down_what_is_missing(as_role, owed, cast):
    bare = as_role("officer").post(LATE, {"do": "urge", "words": " "})
    assert (bare.status_code, list(bare.context["press"].urge.errors)) == (422, ["words"])
    assert Urging.objects.count() == 0
    asked = as_role("officer").post(LATE, {"do": "urge", "words": "Gửi trước thứ sáu"})
    assert (asked.status_code, Urging.objects.count()) == (302, 68)
    assert as_role("officer").post(LATE, {"do": "miss", "words": "Không gửi"}).status_code == 403
    for role in ("author", "head", "neighbour", "inspector"):
        assert as_role(role).post(LATE, {"do": "urge", "words": "x"}).status_code == 403
    assert Urging.objects.count() == 68
    declared = as_role("leader").post(LATE, {"do": "miss", "words": "Ba lần nhắc không gửi"})
    assert declared.status_code == 302
    assert set(PeriodicReturn.objects.values_list("state", flat=True)) == {"missing"}
    page = as_role("leader").get(LATE)
    assert set(map(tuple, squares(page).values())) == {(None, None, "N", "N")}
    assert page.context["pressing"].to_declare == []


def test_a_cell_tells_who_was_asked_and_only_to_those_who_see_it(as_role, owed, cast):
    as_role("officer").post(LATE, {"do": "urge", "words": "Gửi trước thứ sáu"})
    mine = PeriodicReturn.objects.get(agency=cast["author"].agency, number=4)
    page = as_role("author").get(f"{PAGE}{mine.pk}/")
    assert [(each.what, each.words) for each in page.context["happened"]] == [("Đôn đốc", "Gửi trước thứ sáu")]
    assert as_role("neighbour").get(f"{PAGE}{mine.pk}/").status_code == 404
    assert as_role("neighbour").post(f"{PAGE}{mine.pk}/", {"do": "urge", "words": "x"}).status_code == 404


def test_one_is_asked_for_and_put_down_as_missing_from_its_cell(as_role, owed, cast):
    mine = PeriodicReturn.objects.get(agency=cast["author"].agency, number=4)
    here = f"{PAGE}{mine.pk}/"
    words = {
        "officer": (True, False),
        "leader": (True, True),
        "author": (False, False),
        "inspector": (False, False),
    }
    for role, offered in words.items():
        page = as_role(role).get(here).content.decode()
        assert ("Lời đôn đốc" in page, "Lý do ghi nhận nợ" in page) == offered, role
    for role in ("author", "head", "inspector"):
        assert as_role(role).post(here, {"do": "urge", "words": "x"}).status_code == 403, role
    assert as_role("officer").post(here, {"do": "miss", "words": "Không gửi"}).status_code == 403
    assert as_role("officer").post(here, {"do": "urge", "words": ""}).status_code == 422
    assert as_role("officer").post(here, {"do": "urge", "words": "Gửi trước thứ sáu"}).status_code == 302
    assert as_role("leader").post(here, {"do": "miss", "words": "Ba lần không gửi"}).status_code == 302
    mine.refresh_from_db()
    assert (Urging.objects.count(), mine.state) == (1, "missing")
    assert PeriodicReturn.objects.filter(state="missing").count() == 1
    again = as_role("leader").get(here)
    assert (again.context["pressing"].to_urge, again.context["pressing"].to_declare) == ([], [])


def test_nothing_is_put_down_before_its_day(as_role, cast):
    day = localdate() + timedelta(days=1)
    expect([QUARTER], since=date(2025, 12, 31), until=date(2025, 12, 31), by=operator(), at=IN_TIME)
    PeriodicReturn.objects.update(due_on=day)
    mine = PeriodicReturn.objects.get(agency=cast["author"].agency)
    page = as_role("leader").get(f"{PAGE}{mine.pk}/")
    assert (page.context["pressing"].to_urge, page.context["pressing"].to_declare) == ([mine], [])


def test_nothing_is_asked_for_before_it_opens(as_role, cast):
    expect([QUARTER], since=date(2025, 12, 31), until=date(2025, 12, 31), by=operator(), at=IN_TIME)
    day = localdate() + timedelta(days=1)
    PeriodicReturn.objects.update(opens_on=day, due_on=day)
    mine = PeriodicReturn.objects.get(agency=cast["author"].agency)
    page = as_role("officer").get(f"{PAGE}{mine.pk}/")
    assert (page.context["pressing"].to_urge, "Đôn đốc" in page.text.split("<main", 1)[1]) == ([], False)
    assert as_role("officer").post(f"{PAGE}{mine.pk}/", {"do": "urge", "words": "x"}).status_code == 403
    PeriodicReturn.objects.update(opens_on=localdate())
    assert as_role("officer").get(f"{PAGE}{mine.pk}/").context["pressing"].to_urge == [mine]


def sent_back(cast, at):
    expect([QUARTER], since=date(2026, 9, 30), until=date(2026, 9, 30), by=operator(), at=IN_TIME)
    report = send(cast["author"], cast["head"], at)
    assert do("periodic.return", report, cast["officer"], at, "Sai đơn vị") == []
    return report


def test_what_came_in_time_and_was_sent_back_is_put_down_after_its_day_where_it_is_offered(as_role, cast):
    report = sent_back(cast, IN_TIME)
    here, table = f"{PAGE}{report.pk}/", f"{PAGE}?loai=ket-qua.quarter.department&nam=2026"

    def offered():
        pages = [as_role("leader").get(each).context["pressing"] for each in (here, table)]
        return [report in each.to_declare for each in pages]

    PeriodicReturn.objects.filter(pk=report.pk).update(due_on=localdate())
    assert offered() == [False, False]
    PeriodicReturn.objects.filter(pk=report.pk).update(due_on=localdate() - timedelta(days=1))
    assert offered() == [True, True]
    assert as_role("leader").post(here, {"do": "miss", "words": "Không nộp lại"}).status_code == 302
    report.refresh_from_db()
    assert report.state == "missing"


def test_what_came_late_and_was_sent_back_is_not_called_overdue(as_role, cast):
    report = sent_back(cast, LATER)
    late = "gửi lần đầu muộn 21 ngày"
    for page in (f"{PAGE}{report.pk}/", f"/bao-cao/ky/{report.pk}/", "/bao-cao/ky/"):
        told = as_role("author").get(page).text.split("<main", 1)[1]
        assert (late in told, "quá hạn 21 ngày" in told.lower()) == (True, False), page
    head = as_role("author").get("/bao-cao/ky/").text
    assert "<h1>Còn 1 báo cáo phải nộp</h1>" in head


def test_who_may_not_is_told_so_before_anything_else_and_an_unknown_step_is_refused(as_role, owed, cast):
    mine = PeriodicReturn.objects.get(agency=cast["author"].agency, number=4)
    for page in (LATE, f"{PAGE}{mine.pk}/"):
        for step in ("urge", "miss"):
            assert as_role("inspector").post(page, {"do": step, "words": ""}).status_code == 403
        for step in ("", "drop"):
            refused = as_role("leader").post(page, {"do": step, "words": "x"})
            found = [each.code for each in refused.context["blocked"]]
            assert (refused.status_code, found) == (422, ["no_step"])
    assert Urging.objects.count() == 0


def test_the_files_say_what_the_page_says(as_role, owed):
    sheet = as_role("officer").get(f"{PAGE}bang.xlsx?loai=ket-qua.quarter.department&nam=2025")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))
    [mine] = [row for row in rows if row[0] == "Đồng Tháp"]
    text = as_role("officer").get(f"{PAGE}bang.csv?loai=ket-qua.quarter.department&nam=2025")
    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    [same] = [line for line in lines if line[0] == "Đồng Tháp"]
    # Saturday 10 January 2026 was worked in the place of the second: it is the last day in time.
    days = (localdate() - date(2026, 1, 10)).days
    assert same == [str(each if each is not None else "") for each in mine]
    assert same[4:] == [f"Q{days}", "2", "0", "0", "0", "0,0 %", "0,0 %"]
    assert lines[-1][:1] + lines[-1][3:] == ["Cộng", "0/34", "0/34", "68", "0", "0", "0", "0,0 %", "0,0 %"]
    assert as_role("officer").get(f"{PAGE}bang.pdf").status_code == 404


def test_statements_do_not_grow_with_rows(as_role, cast):
    expect([QUARTER], since=date(2025, 7, 1), until=date(2025, 9, 30), by=operator(), at=IN_TIME)
    client = as_role("officer")

    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(LATE)
        return len(seen)

    statements()
    few = statements()
    expect([QUARTER], since=date(2020, 1, 1), until=date(2025, 12, 31), by=operator(), at=IN_TIME)
    assert statements() == few


def test_what_came_in_time_is_told_in_words_and_letters(as_role, cast):
    expect([QUARTER], since=date(2026, 9, 30), until=date(2026, 9, 30), by=operator(), at=IN_TIME)
    send(cast["author"], cast["head"])
    page = as_role("head").get(f"{PAGE}?nam=2026").content.decode()
    assert "Nộp đúng hạn" in page
    assert ">Đ<" in page


def test_a_made_up_table_says_so_on_its_page_and_in_both_files(as_role, owed):
    client, asked = as_role("officer"), "?loai=ket-qua.quarter.department&nam=2025"

    def marked():
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}bang.xlsx{asked}").content))
        return [
            "số liệu minh họa" in client.get(f"{PAGE}{asked}").text,
            any(
                "Có số liệu minh họa: không phải số thật." in row
                for row in book.active.iter_rows(values_only=True)
            ),
            ",số liệu minh họa" in client.get(f"{PAGE}bang.csv{asked}").content.decode("utf-8-sig"),
        ]

    assert marked() == [False] * 3
    PeriodicReturn.objects.filter(agency__unit__name="Cà Mau").update(made_up=True)
    assert marked() == [True] * 3
