"""The dashboard: what is late, stuck and good for a desk, and its charts as pictures and tables."""

import csv
import io
from datetime import date, datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from khuyencong.organisations.queries import operator
from khuyencong.paperwork.bar_chart import bar_svg, described
from khuyencong.reporting.actions.periodic import expect
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.rules.charts import Bar, Chart
from tests.reporting.test_periodic_returns import QUARTER

pytestmark = pytest.mark.django_db
PAGE = "/tong-quan/"


@pytest.fixture
def owed(cast):
    """The first quarter of the year we are in is owed, as if due on the last day of last year."""
    year = localdate().year
    at = datetime(year, 1, 1, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    expect([QUARTER], since=date(year, 3, 1), until=date(year, 3, 31), by=operator(), at=at)
    PeriodicReturn.objects.update(opens_on=date(year - 1, 12, 1), due_on=date(year - 1, 12, 31))


def late(page):
    return [(said.title, said.words) for said, _ in page.context["late"]]


def test_each_reader_is_told_what_is_late_in_her_own_sight(as_role, owed):
    year = localdate().year
    theirs = f"của nơi khác đã đến hạn năm {year} mà chưa có"
    assert late(as_role("leader").get(PAGE)) == [("34 báo cáo", theirs)]
    mine = [("1 báo cáo", "cơ quan của anh/chị còn phải nộp, đã quá hạn")]
    for role in ("author", "head", "neighbour"):
        assert late(as_role(role).get(PAGE)) == mine
    assert as_role("administrator").get(PAGE).status_code == 403
    page = as_role("head").get(PAGE).content.decode()
    assert "1 báo cáo đang muộn" in page
    assert "/bao-cao/tinh-hinh/" in page


def test_without_anything_it_says_so(as_role, cast):
    page = as_role("head").get(PAGE)
    assert (late(page), page.context["charts"]) == ([], [])
    assert "Không có gì quá hạn" in page.content.decode()


def test_a_chart_is_taken_away_as_picture_and_as_table(as_role, owed):
    client = as_role("leader")
    page = client.get(PAGE)
    assert [chart.code for chart, _ in page.context["charts"]] == ["bao-cao"]
    svg = client.get(f"{PAGE}bao-cao.svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert ElementTree.fromstring(svg.content).tag.endswith("svg")
    assert client.get(f"{PAGE}bao-cao.png").content.startswith(b"\x89PNG")
    rows = list(csv.reader(io.StringIO(client.get(f"{PAGE}bao-cao.csv").content.decode("utf-8-sig"))))
    assert rows[1][1:] == ["0", "0", "34", "34", "0/34"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}bao-cao.xlsx").content))
    told = list(book.active.iter_rows(values_only=True))
    assert told[-1][1:] == (0, 0, 34, 34, "0/34")
    for wrong in ("bao-cao.pdf", "khong-co.svg"):
        assert client.get(f"{PAGE}{wrong}").status_code == 404


def test_statements_do_not_grow_with_what_is_owed(as_role, owed):
    client = as_role("leader")

    def statements():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        return len(seen)

    statements()
    few = statements()
    year = localdate().year
    expect(
        [QUARTER],
        since=date(year, 1, 1),
        until=date(year, 12, 31),
        by=operator(),
        at=datetime.now(ZoneInfo("UTC")),
    )
    assert statements() == few


def test_a_chart_says_every_number_in_words_and_escapes_what_it_is_given():
    bars = (Bar(name="<b>Cà & Mau", values=(3, 4), told="7 việc"),)
    chart = Chart(code="thu", title="Thử", unit="việc", series=("Một", "Hai"), bars=bars)
    assert described(chart) == "Đơn vị: việc. <b>Cà & Mau: một 3, hai 4; 7 việc."
    drawn = bar_svg(chart)
    assert "<b>" not in drawn
    root = ElementTree.fromstring(drawn)
    fills = [each.get("fill") for each in root.iter() if each.get("height") == "16"]
    assert fills == ["currentColor", "url(#thu-p1)"] * 2
