"""The conference report of stored figures: what it says of the article, as known when, and its codes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from khuyencong.norms.actions.loading import DATA, load_file
from khuyencong.norms.models import ReportMark
from khuyencong.organisations.queries import operator
from khuyencong.reporting.lifecycle import REPORT, Issue, request_report
from khuyencong.reporting.models import ConferenceIssue, ReportNumber, ReportRequest
from khuyencong.reporting.queries.conference import conference_report
from khuyencong.reporting.queries.conference.numbers import numbers_with, opened, rows_behind, today_of
from khuyencong.reporting.queries.report import Query
from khuyencong.rules.conference import marks
from khuyencong.rules.conference.claims import judged
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from tests.reporting.conftest import CUT, entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def confer(now, ministry_officer):
    """A conference report as the ministry sees it."""

    def confer(region="nam", cut=CUT, *, borders="then", actor=None, known_at=now):
        query = Query(
            region=region, year=cut.year, cut=cut, borders=borders, known_at=known_at, today=known_at.date()
        )
        return conference_report(query, actor=actor or ministry_officer)

    return confer


@pytest.fixture
def issue(now, ministry_officer, ministry_leader):
    """Hand a conference report up in one person's name and issue it in another's."""

    def issue(report, waiver=""):
        act = Act(by=ministry_officer, at=now)
        handed = request_report(report=report.regional, note="", act=act, kind=ReportRequest.Kind.CONFERENCE)
        given = Issue(
            report=report.regional, xlsx=b"xlsx", docx=b"docx", waiver=waiver, conference=report, pptx=b"pptx"
        )
        return REPORT.perform("report.issue", handed, Act(by=ministry_leader, at=now, given=given)).issued

    return issue


def sentences(report, code):
    return [each.text for each in report.section(code).sentences]


@pytest.fixture
def judging(now):
    """The thresholds of the shipped list."""
    load_file(DATA / "report_marks.csv", by=operator(), at=now)


def test_the_article_is_told_with_its_growth_recomputed(demo, judging, confer):
    report = confer()
    assert sentences(report, "position")[0] == (
        "Theo số đã công bố, kế hoạch kinh phí khuyến công năm 2018 của khu vực phía Nam là "
        "73.781,0 triệu đồng, tăng 7,72 % so với kế hoạch năm 2017 (68.495,1 triệu đồng)."
    )
    assert sentences(report, "last")[0].endswith(
        "bằng 84,12 % kế hoạch, tăng 2,62 % so với năm 2016 (56.147,0 triệu đồng)."
    )
    assert {each.code for each in report.section("limits").points} == {"slow", "weak", "contradicted"}
    assert {each.code for each in report.section("strengths").points} == {"complete", "risen_plan", "ahead"}


def test_what_the_sentences_contradict_is_an_error_of_the_report(demo, ask, confer, ministry_officer):
    plain = ask(actor=ministry_officer)
    report = confer()
    assert report.regional.open_errors == plain.open_errors + 1
    [own] = [each for each in report.regional.findings if each.message.startswith("Lời văn")]
    assert (own.code, own.severity) == ("inconsistent", "error")


def test_a_clean_region_has_nothing_against_it(enter, confer):
    enter(entry("Đồng Tháp", 7_500_000), entry("Đồng Tháp", 10_000_000, stage="plan"))
    assert confer().regional.open_errors == 0


def test_the_shipped_thresholds_are_those_the_rules_ask_for(judging):
    rows = ReportMark.objects.all()
    assert {each.code for each in rows} == set(marks.ALL)
    assert {(each.verified, each.source) for each in rows} == {(False, "Quy ước của hệ thống, chưa có văn bản")}


def test_a_threshold_counts_from_its_day(judging, enter, confer):
    enter(entry("Đồng Tháp", 90), entry("Đồng Tháp", 100, stage="plan"))
    strong = ReportMark.objects.get(code=marks.STRONG)
    ReportMark.objects.filter(pk=strong.pk).update(until=CUT)
    assert "strong" not in {each.code for each in confer().section("strengths").points}
    strong.pk, strong._state.adding, strong.since, strong.value = None, True, CUT, 90
    strong.save()
    assert "strong" in {each.code for each in confer().section("strengths").points}


def test_the_report_of_an_earlier_day_is_told_again(enter, confer, now):
    early = now - timedelta(days=3)
    enter(entry("Đồng Tháp", 5_000_000), at=early)
    before = confer(known_at=early)
    enter(entry("Tiền Giang", 7_000_000), at=now - timedelta(days=1))
    assert confer().section("position") != before.section("position")
    assert confer(known_at=early) == before


def test_the_number_of_statements_does_not_grow_with_the_figures(enter, confer):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            confer()
        return len(queries)

    enter(entry("Đồng Tháp", 5), entry("Đồng Tháp", 9, stage="plan"))
    few = asked()
    for place in ("Tiền Giang", "Tây Ninh", "Long An", "Bến Tre"):
        enter(*(entry(place, 5, activity=code) for code in "1234"), entry(place, 50, stage="plan"))
    assert asked() == few


def test_issued_figures_are_kept_under_their_codes(enter, confer, issue):
    enter(entry("Đồng Tháp", 7_500_000), entry("Đồng Tháp", 10_000_000, stage="plan"))
    report = confer()
    issued = issue(report)
    kept = {each.name: each for each in issued.numbers.all()}
    assert list(kept) == list(report.told)
    assert {name: each.code for name, each in kept.items()} == {name: report.code(name) for name in report.told}
    assert {name for name, each in kept.items() if each.printed} == report.printed
    assert bytes(issued.conference.pptx) == b"pptx"
    again = {name: opened(each).told for name, each in kept.items()}
    assert {name: (each.text, each.value, each.trace) for name, each in again.items()} == {
        name: (each.text, each.value, each.trace) for name, each in report.told.items()
    }


def test_a_code_opens_the_rows_its_figure_is_the_sum_of(demo, confer, issue, ministry_officer):
    report = confer()
    issue(report, waiver="Đã hỏi nơi công bố")
    checked = 0
    for row in ReportNumber.objects.all():
        found = opened(row)
        rows = rows_behind(found.told, found.query, ministry_officer)
        if rows is not None:
            assert sum(each.amount for each in rows) == found.told.value, row.name
            checked += 1
    assert checked > 100


def test_today_tells_whether_the_figure_is_another(enter, confer, issue, now, ministry_officer):
    enter(entry("Đồng Tháp", 5_000_000))
    issue(confer())
    [row] = numbers_with(ReportNumber.objects.get(name="summed.20180731.all.done").code.lower())
    found = opened(row)

    def today(at):
        return today_of(found.told.name, found.query, actor=ministry_officer, at=at, on=at.date())

    assert today(now).text == "5,0 triệu đồng"
    enter(entry("Tiền Giang", 2_000_000), at=now + timedelta(hours=1))
    assert today(now).text == "5,0 triệu đồng"
    assert today(now + timedelta(hours=2)).text == "7,0 triệu đồng"


@pytest.mark.parametrize("model", [ReportNumber, ConferenceIssue])
def test_what_was_issued_is_never_changed(enter, confer, issue, model):
    enter(entry("Đồng Tháp", 5))
    issue(confer())
    field = "text" if model is ReportNumber else "digest"
    for write in (lambda q: q.update(**{field: "x"}), lambda q: q._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write(model.objects.all())


def test_files_of_one_kind_do_not_go_out_for_the_other(enter, confer, now, ministry_officer, ministry_leader):
    enter(entry("Đồng Tháp", 5))
    report = confer()
    handed = request_report(report=report.regional, note="", act=Act(by=ministry_officer, at=now))
    given = Issue(report=report.regional, xlsx=b"", docx=b"", conference=report, pptx=b"")
    with pytest.raises(BlockedError) as blocked:
        REPORT.perform("report.issue", handed, Act(by=ministry_leader, at=now, given=given))
    assert [finding.code for finding in blocked.value.findings] == ["another_kind"]
    assert ReportNumber.objects.count() == 0


def test_both_kinds_may_wait_at_once_but_each_only_once(enter, confer, now, ministry_officer, ministry_leader):
    enter(entry("Đồng Tháp", 5))
    regional, act = confer().regional, Act(by=ministry_officer, at=now)
    for kind in ReportRequest.Kind.values:
        request_report(report=regional, note="", act=act, kind=kind)
    with pytest.raises(BlockedError):
        request_report(report=regional, note="", act=act, kind=ReportRequest.Kind.CONFERENCE)


def test_codes_differ_with_what_was_known(enter, confer, now):
    enter(entry("Đồng Tháp", 5))
    report, later = confer(), confer(known_at=now + timedelta(days=1))
    assert report.code("region.members") != later.code("region.members")
    assert report.code("region.members") == replace(report).code("region.members")


def test_an_old_region_is_told_on_its_own_borders_and_on_those_of_now(enter, confer):
    enter(entry("Bình Thuận", 5_000_000), entry("Bình Thuận", 9_000_000, stage="plan"))
    assert "Bình Thuận" in {line.name for line in confer().ground.rows}
    assert "Bình Thuận" not in {line.name for line in confer(borders="now").ground.rows}


def test_a_cut_without_a_twin_a_year_before_has_one(enter, confer):
    assert confer(cut=date(2020, 2, 29)).ground.same.cut == date(2019, 2, 28)


def test_the_text_counts_every_error_that_stands_open(demo, judging, confer, ask, ministry_officer):
    """The slide said three while the list said four: what the text contradicts was found once it was laid."""
    report = confer()
    [counted] = [each for each in report.section("limits").points if each.code == "contradicted"]
    assert report.told["errors"].value == report.regional.open_errors == 4
    assert counted.said.text.startswith("Số liệu còn 4 mâu thuẫn chưa xử lý")
    assert (report.own_errors, ask(actor=ministry_officer).open_errors) == (1, 3)
    own = [each for each in judged([report.told[name] for name in report.printed]) if each.severity == "error"]
    assert len(own) == report.own_errors
