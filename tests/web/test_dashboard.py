"""The dashboard: what is late, stuck and good for a desk, and its charts as pictures and tables."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from khuyencong.norms.actions.loading import DATA, load_file
from khuyencong.organisations.queries import operator
from khuyencong.paperwork.bar_chart import bar_svg, described
from khuyencong.paperwork.made import MADE, NOTE
from khuyencong.projects.lifecycle import OBSTACLE, raise_obstacle
from khuyencong.reporting.actions.periodic import expect
from khuyencong.reporting.models import PeriodicReturn
from khuyencong.reporting.queries.completeness import latest_whole
from khuyencong.reporting.queries.dashboard import dashboard_of
from khuyencong.reporting.queries.dashboard.good import money_told
from khuyencong.reporting.queries.periodic.lists import owed_by
from khuyencong.rules.charts import Bar, Chart, Tone
from khuyencong.rules.conference import Mark
from khuyencong.web.tray.dashboard import csv_file, png_file, svg_file, xlsx_file
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_contracts import approved
from tests.ledger.test_obstacles import SAID
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected
from tests.reporting.test_periodic_returns import QUARTER

__all__ = ["approved", "draft", "law", "selected", "workshop"]
pytestmark = pytest.mark.django_db
PAGE = "/tong-quan/"
TONES = (Tone.GOOD, Tone.BAD)


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
    theirs = "của nơi khác đã quá hạn mà chưa có"
    assert late(as_role("leader").get(PAGE)) == [("34 báo cáo", theirs)]
    mine = [("1 báo cáo", "cơ quan của anh/chị còn phải nộp, đã quá hạn")]
    for role in ("author", "head", "neighbour"):
        assert late(as_role(role).get(PAGE)) == mine
    assert as_role("administrator").get(PAGE).status_code == 403
    page = as_role("head").get(PAGE).content.decode()
    assert "Đang muộn: 1 báo cáo" in page
    assert 'href="/bao-cao/ky/?buoc=qua-han&amp;cua=minh"' in page


@pytest.mark.parametrize(
    ("today", "kinds"), [(date(2026, 12, 31), 1), (date(2027, 1, 20), 1), (date(2030, 2, 1), 0)]
)
def test_what_is_overdue_stays_so_when_the_year_ends(cast, today, kinds):
    at = datetime(2026, 1, 1, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    expect([QUARTER], since=date(2026, 7, 1), until=date(2026, 9, 30), by=operator(), at=at)
    found = dashboard_of(cast["leader"], today)
    assert [(each.title, each.query) for each in found.late] == [("34 báo cáo", "buoc=qua-han&cua=khac")]
    assert [each.title for each in found.charts] == ["Báo cáo các kỳ năm 2026 đã đến hạn hoặc đã nộp"] * kinds


def test_what_was_sent_before_its_day_does_not_begin_a_year(cast):
    at = datetime(2026, 1, 1, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    expect([QUARTER], since=date(2026, 7, 1), until=date(2027, 3, 31), by=operator(), at=at)
    early, author = datetime(2027, 1, 5, 8, 0, tzinfo=ZoneInfo("UTC")), cast["author"]
    first = PeriodicReturn.objects.filter(year=2027).order_by("pk")[:1].values("pk")
    PeriodicReturn.objects.filter(pk__in=list(first.values_list("pk", flat=True))).update(
        state="sent", desk=author.desk, prepared_by=author.account, first_sent_at=early, sent_at=early
    )
    due = PeriodicReturn.objects.get(pk=first.get()["pk"]).due_on
    told = [latest_whole(cast["leader"], each) for each in (date(2027, 1, 20), due, due + timedelta(days=1))]
    assert [(each.year, each.rates.in_time) for each in told] == [(2026, 0), (2026, 0), (2027, 1)]


def test_what_an_heir_owes_for_those_it_took_over_is_its_own(cast):
    at = datetime(2025, 1, 1, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    expect([QUARTER], since=date(2025, 1, 1), until=date(2025, 3, 31), by=operator(), at=at)
    found = dashboard_of(cast["author"], date(2025, 9, 1))
    assert [(each.title, each.query) for each in found.late] == [("2 báo cáo", "buoc=qua-han&cua=minh")]
    owed = owed_by(cast["author"], date(2025, 9, 1))
    assert sorted(each.agency.unit.name for each in owed) == ["Tiền Giang", "Đồng Tháp"]


def test_a_number_is_that_of_the_list_it_opens(as_role, owed, cast):
    load_file(DATA / "report_marks.csv", by=operator(), at=datetime.now(ZoneInfo("UTC")))
    PeriodicReturn.objects.filter(agency=cast["neighbour"].agency).update(state="missing")
    for role in ("leader", "author", "neighbour"):
        client = as_role(role)
        page = client.get(PAGE)
        assert page.context["late"]
        for said, address in page.context["late"]:
            listed = client.get(address).context["page"].paginator.count
            assert said.title in (f"{listed} báo cáo", f"{listed} báo cáo nợ")
    year = localdate().year
    rows = PeriodicReturn.objects.exclude(state="missing")
    sent = datetime(year - 1, 12, 30, tzinfo=ZoneInfo("UTC"))
    author = cast["author"]
    rows.update(state="sent", desk=author.desk, prepared_by=author.account, first_sent_at=sent, sent_at=sent)
    client = as_role("leader")
    page = client.get(PAGE)
    [share, places] = [(said, address) for said, address in page.context["good"]]
    whole = client.get(share[1]).context["whole"]
    rates = whole["found"].rates
    assert share[0].words == f"{rates.in_time}/{rates.owed} báo cáo đến hạn hoặc nộp sớm đã nộp đúng hạn"
    assert places[0].title == f"{len(whole['found'].perfect)} nơi" == "33 nơi"
    assert [(row.code, rate.owed) for row, rate in whole["rows"]] == [("ket-qua.quarter.department", 34)]


def test_without_anything_it_says_so(as_role, cast):
    page = as_role("head").get(PAGE)
    assert (late(page), page.context["charts"]) == ([], [])
    assert "Không có gì quá hạn" in page.content.decode()


def test_what_was_sent_on_is_told_with_the_desk_where_it_lies(as_role, cast, approved, now):
    asked = replace(SAID, addressee=cast["officer"].agency, body="", kind="phoi-hop")
    obstacle = raise_obstacle(approved, asked, Act(by=cast["author"], at=now))
    at_home = raise_obstacle(approved, replace(SAID, title="Nhắc"), Act(by=cast["author"], at=now))
    later = now.date() + timedelta(days=20)
    for role, count in (("author", 3), ("head", 3), ("neighbour", 0), ("leader", 0)):
        assert dashboard_of(cast[role], later).away == count
    found = dashboard_of(cast["author"], later)
    where = f"{cast['officer'].desk}, {cast['officer'].agency.name_on(later)}"
    told = [(each.item.dossier_kind, each.item.urgency.is_late, each.where) for each in found.sent_on]
    assert told == [("obstacle", True, where), ("project", False, where), ("project", False, where)]
    assert next(int(each.item.dossier_key) for each in found.sent_on) == obstacle.pk != at_home.pk
    page = as_role("author").get(PAGE)
    assert next(address for _, address in page.context["sent_on"]) == f"/vuong-mac/{obstacle.pk}/"
    assert "3 việc đã gửi đi, đang chờ nơi khác" in page.content.decode()
    OBSTACLE.perform("obstacle.answer", obstacle, Act(by=cast["officer"], at=now, reason="Dùng Mẫu 5a"))
    assert dashboard_of(cast["author"], later).away == 2


def test_a_chart_is_taken_away_as_picture_and_as_table(as_role, owed):
    client = as_role("leader")
    page = client.get(PAGE)
    assert [chart.code for chart, _ in page.context["charts"]] == ["bao-cao"]
    svg = client.get(f"{PAGE}bao-cao.svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    drawn = [each.text for each in ElementTree.fromstring(svg.content).iter() if each.tag.endswith("text")]
    today = f"Tính đến ngày {localdate():%d/%m/%Y}"
    assert drawn[:2] == [f"Báo cáo các kỳ năm {localdate().year} đã đến hạn hoặc đã nộp", today]
    assert today not in page.content.decode()
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
    chart = Chart(code="thu", title="Thử", unit="việc", series=("Một", "Hai"), tones=TONES, bars=bars)
    assert described(chart) == "Đơn vị: việc. <b>Cà & Mau: một 3, hai 4; 7 việc."
    drawn = bar_svg(chart)
    assert "<b>" not in drawn
    root = ElementTree.fromstring(drawn)
    fills = [each.get("fill") for each in root.iter() if each.get("height") == "16"]
    assert fills == ["currentColor", "url(#thu-bad)"] * 2


def texts(drawn):
    return [each for each in ElementTree.fromstring(drawn).iter() if each.tag.endswith("text")]


def test_no_name_is_cut_and_nothing_is_drawn_over_the_edge():
    name = "Trưởng phòng Kế hoạch, Tài chính và Khuyến công của Trung tâm khuyến công vùng, Nguyễn Thị Minh Hoa"
    bars = (Bar(name=name, values=(900, 0), told="17.234,5 triệu đồng; 12 đề án, lâu nhất 1.234 ngày"),) * 2
    chart = Chart(code="thu", title="Thử", unit="việc", series=("Một", "Hai"), tones=TONES, bars=bars)
    lines = texts(bar_svg(chart))
    assert " ".join(each.text for each in lines).count(name) == 2
    assert all(float(each.get("x")) + 6.5 * len(each.text) <= 480 for each in lines)
    tops = [float(each.get("y")) for each in lines if each.text.startswith("Trưởng phòng")]
    assert tops[1] - tops[0] > 44


@pytest.mark.parametrize("made", [True, False])
def test_a_made_up_chart_says_so_in_every_file(made):
    bars = (Bar(name="Cà Mau", values=(3, 4)),)
    chart = Chart(
        code="thu", title="Thử", unit="việc", series=("Một", "Hai"), tones=TONES, bars=bars, made=made
    )
    drawn = [each.text for each in texts(svg_file(chart)[0])]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(chart)[0]))
    rows = list(csv.reader(io.StringIO(csv_file(chart)[0].decode("utf-8-sig"))))
    assert (NOTE in drawn, NOTE in described(chart)) == (made, made)
    assert any(NOTE in row for row in book.active.iter_rows(values_only=True)) is made
    assert [row[-1] for row in rows] == (["Dấu", MADE] if made else ["Ghi chú", ""])
    other = replace(chart, made=not made)
    assert png_file(chart)[0] != png_file(other)[0]


def test_the_dashboard_and_each_of_its_files_bear_the_mark_of_made_up_returns(as_role, owed):
    client = as_role("leader")
    kinds = ("svg", "xlsx", "csv", "png")
    before = {kind: client.get(f"{PAGE}bao-cao.{kind}").content for kind in kinds}
    assert "số liệu minh họa" not in client.get(PAGE).text
    PeriodicReturn.objects.filter(agency__unit__name="Cà Mau").update(made_up=True)
    assert "số liệu minh họa" in client.get(PAGE).text
    after = {kind: client.get(f"{PAGE}bao-cao.{kind}").content for kind in kinds}
    assert NOTE.encode() in after["svg"]
    assert NOTE.encode() not in before["svg"]
    assert all(after[kind] != before[kind] for kind in kinds)


@pytest.mark.parametrize(
    ("rate", "mark", "fine", "told"),
    [
        ("3/4", 0, True, "không chậm hơn thời gian đã qua của năm"),
        ("1/10", 50, True, "thời gian của năm đã qua 50 %, chậm không quá 50 điểm phần trăm"),
        ("1/10", 5, False, "thời gian của năm đã qua 50 % (mốc: chậm không quá 5 điểm phần trăm)"),
        ("0", 60, False, "thời gian của năm đã qua 50 %"),
    ],
)
def test_money_out_is_told_beside_the_time_gone_and_the_threshold_that_lets_it_lag(rate, mark, fine, told):
    day = date(2026, 7, 2)
    clock = SimpleNamespace(position=SimpleNamespace(rate=Fraction(rate)), year=2026, on=day)
    [(good, said)] = money_told(clock, Mark(code="giai-ngan-kip", value=Fraction(mark), name=""))
    assert (good, said.words) == (fine, f"kinh phí năm 2026 đã giải ngân, {told}")


def test_what_falls_short_is_told_with_its_threshold_and_her_own_agency_for_itself(as_role, owed, cast):
    load_file(DATA / "report_marks.csv", by=operator(), at=datetime.now(ZoneInfo("UTC")))
    page = as_role("author").get(PAGE)
    assert page.context["good"] == []
    assert [(each.title, each.words) for each, _ in page.context["short"]] == [
        ("0 %", "0/1 báo cáo đến hạn hoặc nộp sớm đã nộp đúng hạn (mốc 80 %)")
    ]
    author, sent = cast["author"], datetime(localdate().year - 1, 12, 30, tzinfo=ZoneInfo("UTC"))
    PeriodicReturn.objects.filter(agency=author.agency).update(
        state="sent", desk=author.desk, prepared_by=author.account, first_sent_at=sent, sent_at=sent
    )
    page = as_role("author").get(PAGE)
    assert [each.title for each, _ in page.context["good"]] == ["100 %", "1 nơi"]
    assert page.context["short"] == []
