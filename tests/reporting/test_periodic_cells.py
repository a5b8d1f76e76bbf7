"""What stands in a return: filled from ledger and dossiers, confirmed, overridden, checked, let stand."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from khuyencong.ledger.models import Acceptance, Posting
from khuyencong.norms.models import Activity, ReportDuty, SupportItem
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import ministry_department, operator
from khuyencong.post.models import Mail, Slot
from khuyencong.projects.models import Contract, Line, Project
from khuyencong.reporting.actions.periodic import (
    Entered,
    answer,
    ask,
    confirm_all,
    expect,
    fill_cells,
    waive,
    write_cells,
    zero_blanks,
)
from khuyencong.reporting.actions.periodic.urging import remind_of_returns
from khuyencong.reporting.lifecycle import PERIODIC_RETURN, begin_return
from khuyencong.reporting.models import CheckWaiver, Figure, PeriodicReturn, ReturnCell, Source, Urging
from khuyencong.reporting.queries.filling import Dossiers, fill_of
from khuyencong.reporting.queries.periodic import duties
from khuyencong.reporting.queries.periodic.behind import behind_of
from khuyencong.reporting.queries.periodic.checking import judged_of
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of
from khuyencong.reporting.queries.periodic.words import how_of, unreasoned, words_of
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event
from tests.conftest import officer_of, person
from tests.ledger.conftest import book, move
from tests.norms.conftest import law

pytestmark = pytest.mark.django_db
__all__ = ["book", "law", "move"]

VN = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 10, 5, 9, 0, tzinfo=VN)
LATER = AT + timedelta(hours=1)
IN_PERIOD = date(2026, 8, 14)
TRIEU = 1_000_000


@pytest.fixture
def owed(law, db):
    """Everything owed for the third quarter of 2026."""
    expect(duties(), since=date(2026, 9, 30), until=date(2026, 9, 30), by=operator(), at=AT)


@pytest.fixture
def money(owed, dong_thap_officer) -> PeriodicReturn:
    return one("kinh-phi", dong_thap_officer)


@pytest.fixture
def results(owed, dong_thap_officer) -> PeriodicReturn:
    return one("ket-qua", dong_thap_officer)


def one(form, officer, every="quarter") -> PeriodicReturn:
    return PeriodicReturn.objects.get(form=form, agency=officer.agency, every=every)


def begun(report, by, at=AT) -> PeriodicReturn:
    return begin_return(report, Act(by=by, at=at))


def values(report) -> dict:
    return {(each.indicator, each.purse): (each.value, each.how) for each in cells_of(report).values()}


def blocked(work) -> list[str]:
    try:
        work()
    except BlockedError as error:
        return [each.code for each in error.findings]
    return []


def put(report, by, *entries, at=AT):
    return write_cells(report, [Entered(**each) for each in entries], by=by, at=at)


def typed(code, value, purse="KCDP", **more) -> dict:
    return {"indicator": code, "purse": purse, "value": value, **more}


@pytest.fixture
def accepted(book, move, dong_thap_officer):
    """A project of machinery whose money was accepted in August, all of it, with a counterpart."""
    its = book(title="Máy sấy lúa", year=2026)
    project = its.project
    item = SupportItem.objects.get(code="may-moc")
    manage = SupportItem.objects.get(code="quan-ly-de-an")
    purse = "national" if its.purse == "KCQG" else "local"
    for position, (what, amount) in enumerate(((item, 300 * TRIEU), (manage, 9 * TRIEU))):
        Line.objects.create(
            project=project,
            position=position,
            item=what,
            name="Máy",
            quantity=1,
            unit_price=amount,
            year=2026,
            **{purse: amount},
        )
    project.submitted_at, project.state, project.accepted_on = AT, Project.State.ACCEPTED, IN_PERIOD
    project.save()
    contract = Contract.objects.create(
        project=project,
        kind="unit",
        year=2026,
        agency=project.department,
        desk=dong_thap_officer.desk,
        author=dong_thap_officer.account,
        support=300 * TRIEU,
        counterpart=500 * TRIEU,
        begins_on=date(2026, 3, 1),
        ends_on=date(2026, 9, 1),
        number="01/HĐ",
        signed_on=date(2026, 3, 1),
        created_at=AT,
        state="signed",
    )
    early = date(2026, 3, 1)
    at = AT - timedelta(days=60)
    move(its, Stage.SOURCE, Stage.ALLOCATED, 309 * TRIEU, on=early, at=at)
    move(its, Stage.ALLOCATED, Stage.COMMITTED, 300 * TRIEU, on=early, at=at)
    posting = move(its, Stage.COMMITTED, Stage.ACCEPTED, 300 * TRIEU, on=IN_PERIOD, at=AT - timedelta(days=40))
    move(its, Stage.ACCEPTED, Stage.PAID, 300 * TRIEU, on=date(2026, 9, 20), at=AT - timedelta(days=10))
    Acceptance.objects.create(
        project=project,
        contract=contract,
        held_on=IN_PERIOD,
        place="Xưởng",
        council="Hội đồng",
        amount=300 * TRIEU,
        counterpart=480 * TRIEU,
        final=True,
        conclusion="Đạt",
        sha256="a" * 64,
        content=b"x",
        agency=project.department,
        desk=dong_thap_officer.desk,
        author=dong_thap_officer.account,
        posting=posting if isinstance(posting, Posting) else Posting.objects.get(pk=posting),
        created_at=AT,
        state="recorded",
    )
    return its


# Filling.


def test_money_is_filled_from_the_ledger_in_the_line_of_what_most_is_asked_for(
    money, accepted, dong_thap_officer
):
    report = begun(money, dong_thap_officer)
    purse = accepted.purse
    found = values(report)
    assert (found["kp-10", purse], found["kp-23", purse], found["kp-tong", purse]) == (
        (300 * TRIEU, "filled"),
        (0, "filled"),
        (300 * TRIEU, "filled"),
    )
    assert {value for (code, where), (value, _) in found.items() if where != purse} == {0}
    form, cells = form_of(report), cells_of(report)
    behind = behind_of(report, form, cells, ("kp-10", purse))
    assert [(each.kind, each.key, each.amount, each.on) for each in behind.grounds] == [
        ("project", accepted.project_id, 300 * TRIEU, IN_PERIOD)
    ]
    assert (behind.total, behind.filled, behind.moved) == (300 * TRIEU, 300 * TRIEU, False)
    total = behind_of(report, form, cells, ("kp-tong", purse))
    assert sum(each.amount for each in total.grounds) == total.total == 300 * TRIEU


def test_results_are_filled_from_projects_accepted_to_the_end_in_the_period(
    results, accepted, dong_thap_officer
):
    report = begun(results, dong_thap_officer)
    found, purse = values(report), accepted.purse
    assert found["kq-10a", purse] == (480 * TRIEU, "filled")
    assert found["kq-09", purse] == (0, "filled")
    assert ("kq-01", purse) not in found  # Nothing fills it: blank is not nought.


def test_a_centre_returns_what_it_carries_out_and_another_agency_nothing_of_it(
    owed, accepted, dong_thap_officer
):
    def made(report):
        form = form_of(report)
        return fill_of(Dossiers(report, AT), form.lines, form.purses)["kp-10", accepted.purse]

    centre = Agency.objects.get(parent=dong_thap_officer.agency, kind="centre", until=None)
    mine = PeriodicReturn.objects.get(form="kinh-phi", agency=centre, every="quarter")
    neighbour = one("kinh-phi", officer_of("Tây Ninh", "tn"))
    assert (made(one("kinh-phi", dong_thap_officer)), made(mine), made(neighbour)) == (300 * TRIEU, 0, 0)
    Project.objects.filter(pk=accepted.project_id).update(agency=centre)
    assert made(mine) == 300 * TRIEU


def test_a_cut_knows_what_was_written_by_then_and_happened_by_the_periods_end(money, accepted, move):
    form = form_of(money)

    def made(at):
        return fill_of(Dossiers(money, at), form.lines, form.purses)["kp-10", accepted.purse]

    assert (made(AT), made(AT - timedelta(days=50))) == (300 * TRIEU, 0)
    move(accepted, Stage.ALLOCATED, Stage.COMMITTED, 9 * TRIEU, on=date(2026, 10, 2), at=AT)
    move(accepted, Stage.COMMITTED, Stage.ACCEPTED, 9 * TRIEU, on=date(2026, 10, 2), at=AT)
    assert made(LATER) == 300 * TRIEU


def test_progress_says_what_was_given_accepted_and_paid_in_the_year(law, accepted, dong_thap_officer):
    expect(duties(), since=date(2026, 8, 31), until=date(2026, 8, 31), by=operator(), at=AT)
    centre = Agency.objects.get(parent=dong_thap_officer.agency, kind="centre", until=None)
    Project.objects.filter(pk=accepted.project_id).update(agency=centre)
    report = PeriodicReturn.objects.get(form="tien-do", agency=centre)
    form = form_of(report)
    found = fill_of(Dossiers(report, AT), form.lines, form.purses)
    said = {code: found[code, accepted.purse] for code, _ in form.places}
    assert said == {
        "td-01": 1,
        "td-01a": 0,
        "td-01b": 1,
        "td-01c": 0,
        "td-02": 309 * TRIEU,
        "td-03": 0,
        "td-04": 300 * TRIEU,
        "td-05": 0,  # Paid in September, after this month.
    }


def test_filling_costs_the_same_however_many_projects(
    money, accepted, book, move, dong_thap_officer, django_assert_max_num_queries
):
    form = form_of(money)

    def count():
        with django_assert_max_num_queries(12) as asked:
            fill_of(
                Dossiers(PeriodicReturn.objects.select_related("agency").get(pk=money.pk), AT),
                form.lines,
                form.purses,
            )
        return len(asked)

    before = count()
    for number in range(3):
        more = book(title=f"Máy {number}", year=2026)
        Project.objects.filter(pk=more.project_id).update(submitted_at=AT)
        move(more, Stage.SOURCE, Stage.ALLOCATED, 5, on=IN_PERIOD, at=AT - timedelta(days=1))
    assert count() == before


# Writing.


def test_a_number_is_confirmed_overridden_with_a_reason_or_typed(money, accepted, dong_thap_officer):
    report, purse = begun(money, dong_thap_officer), accepted.purse
    assert blocked(lambda: put(report, dong_thap_officer, typed("kp-10", 310 * TRIEU, purse))) == [
        "reason_missing"
    ]
    assert blocked(lambda: put(report, dong_thap_officer, typed("kp-10", None, purse))) == ["emptied"]
    put(report, dong_thap_officer, typed("kp-10", 310 * TRIEU, purse, note="Biên bản bổ sung"))
    put(report, dong_thap_officer, typed("kp-11", 0, purse))
    found = values(report)
    assert (found["kp-10", purse], found["kp-11", purse]) == ((310 * TRIEU, "overridden"), (0, "confirmed"))
    assert found["kp-tong", purse] == (310 * TRIEU, "filled")  # The total follows.
    kept = ReturnCell.objects.filter(indicator="kp-10", purse=purse).order_by("pk")
    assert [(each.value, each.filled, each.reason) for each in kept] == [
        (300 * TRIEU, 300 * TRIEU, ""),
        (310 * TRIEU, 300 * TRIEU, "Biên bản bổ sung"),
    ]


def test_all_or_nothing_and_no_colleagues_number_is_written_over(
    results, dong_thap_officer, dong_thap_colleague
):
    report = begun(results, dong_thap_officer)
    wrong = [typed("kq-01", 5), typed("kq-99", 5), typed("kq-02", 5, "all")]
    assert blocked(lambda: put(report, dong_thap_officer, *wrong)) == ["no_such_cell", "no_such_cell"]
    assert ("kq-01", "KCDP") not in values(report)
    [first] = put(report, dong_thap_officer, typed("kq-01", 5, seen=0))
    assert blocked(lambda: put(report, dong_thap_colleague, typed("kq-01", 6, seen=0))) == ["changed_meanwhile"]
    put(report, dong_thap_colleague, typed("kq-01", 6, seen=first.pk))
    assert values(report)["kq-01", "KCDP"] == (6, "typed")


def test_a_neighbour_an_inspector_and_who_comes_too_late_write_nothing(
    results, dong_thap_officer, tay_ninh_officer, ministry_officer, inspector
):
    report = begun(results, dong_thap_officer)
    for by in (tay_ninh_officer, ministry_officer, inspector):
        with pytest.raises(PermissionDenied):
            put(report, by, typed("kq-01", 5))
    PeriodicReturn.objects.filter(pk=report.pk).update(state="submitted")
    assert blocked(lambda: put(report, dong_thap_officer, typed("kq-01", 5))) == ["locked"]
    assert blocked(lambda: fill_cells(report, by=dong_thap_officer, at=AT)) == ["locked"]


def test_filling_again_keeps_what_somebody_wrote_and_asks_again_about_what_she_confirmed(
    money, accepted, move, dong_thap_officer
):
    report, purse = begun(money, dong_thap_officer), accepted.purse
    confirm_all(report, by=dong_thap_officer, at=AT)
    put(report, dong_thap_officer, typed("kp-09", 7, purse, note="Chưa ghi sổ"))
    move(accepted, Stage.ALLOCATED, Stage.COMMITTED, 9 * TRIEU, on=IN_PERIOD, at=AT)
    move(accepted, Stage.COMMITTED, Stage.ACCEPTED, 9 * TRIEU, on=IN_PERIOD, at=AT)
    assert blocked(lambda: submit(report, dong_thap_officer, LATER)) == ["outdated"]
    fill_cells(report, by=dong_thap_officer, at=LATER)
    found = values(report)
    assert found["kp-10", purse] == (309 * TRIEU, "filled")
    assert found["kp-09", purse] == (7, "overridden")
    assert blocked(lambda: submit(report, dong_thap_officer, LATER)) == ["unconfirmed"]
    assert fill_cells(report, by=dong_thap_officer, at=LATER) == []


# Checks and what is let stand.


def submit(report, by, at=AT):
    return PERIODIC_RETURN.perform("periodic.submit", report, Act(by=by, at=at))


def judged(report, at=AT):
    return judged_of(report, form_of(report), cells_of(report), Dossiers(report, at))


def test_blank_is_not_nought_until_somebody_says_so(results, dong_thap_officer, dong_thap_leader):
    report = begun(results, dong_thap_officer)
    assert blocked(lambda: submit(report, dong_thap_officer)) == ["blank", "unconfirmed"]
    zero_blanks(report, by=dong_thap_officer, at=AT)
    confirm_all(report, by=dong_thap_officer, at=AT)
    assert blocked(lambda: submit(report, dong_thap_officer)) == []


@pytest.fixture
def wrong(results, dong_thap_officer):
    """More found work than were trained: an error of the form's own arithmetic."""
    report = begun(results, dong_thap_officer)
    put(report, dong_thap_officer, typed("kq-01", 5), typed("kq-01a", 6))
    zero_blanks(report, by=dong_thap_officer, at=AT)
    confirm_all(report, by=dong_thap_officer, at=AT)
    return report


def test_an_error_stops_the_return_until_a_leader_who_did_not_prepare_it_lets_it_stand(
    wrong, dong_thap_officer, dong_thap_leader
):
    assert "kq-01a-01" in blocked(lambda: submit(wrong, dong_thap_officer))
    [found] = [each.found for each in judged(wrong) if each.found.rule == "kq-01a-01"]
    with pytest.raises(PermissionDenied):
        waive(wrong, found.fingerprint, "Đúng", by=dong_thap_officer, at=AT)
    assert blocked(lambda: waive(wrong, found.fingerprint, "  ", by=dong_thap_leader, at=AT)) == [
        "reason_missing"
    ]
    waive(wrong, found.fingerprint, "Có người học năm trước", by=dong_thap_leader, at=AT)
    assert blocked(lambda: waive(wrong, found.fingerprint, "Nữa", by=dong_thap_leader, at=AT)) == [
        "finding_gone"
    ]
    assert "kq-01a-01" not in blocked(lambda: submit(wrong, dong_thap_officer))
    # It holds for those numbers only.
    assert CheckWaiver.objects.get().told.startswith("Số lao động có việc làm")
    PeriodicReturn.objects.filter(pk=wrong.pk, state="submitted").update(state="returned")
    put(wrong, dong_thap_officer, typed("kq-01a", 7))
    assert "kq-01a-01" in blocked(lambda: submit(wrong, dong_thap_officer))


def test_who_prepared_it_does_not_waive_her_own_error_though_she_leads(results, dong_thap_leader):
    report = begun(results, dong_thap_leader)
    put(report, dong_thap_leader, typed("kq-01", 5), typed("kq-01a", 6))
    [found] = [each.found for each in judged(report) if each.found.rule == "kq-01a-01"]
    assert blocked(lambda: waive(report, found.fingerprint, "Đúng", by=dong_thap_leader, at=AT)) == ["own_work"]


def test_a_warning_is_answered_by_an_explanation_at_its_cell(results, dong_thap_officer):
    report = begun(results, dong_thap_officer)
    put(report, dong_thap_officer, typed("kq-13a", 3), typed("kq-13", 4, note="Chưa ghi sổ"))
    zero_blanks(report, by=dong_thap_officer, at=AT)
    [found] = [each for each in judged(report) if each.found.rule == "kq-13a-13"]
    assert (found.found.grade, found.explained, found.open) == ("warning", True, False)


def test_a_return_is_held_to_the_one_below_and_filled_from_it(owed, dong_thap_officer, results):
    centre = Agency.objects.get(parent=dong_thap_officer.agency, kind="centre", until=None)
    tt, gd = person(centre, "tt", "centre_officer"), person(centre, "gd", "centre_leader")
    child = begun(PeriodicReturn.objects.get(form="ket-qua", agency=centre, every="quarter"), tt)
    put(child, tt, typed("kq-01", 40), typed("kq-01a", 30))
    zero_blanks(child, by=tt, at=AT)
    confirm_all(child, by=tt, at=AT)
    submit(child, tt)
    PERIODIC_RETURN.perform("periodic.sign", child, Act(by=gd, at=AT))
    PERIODIC_RETURN.perform("periodic.approve", child, Act(by=dong_thap_officer, at=AT))
    report = begun(results, dong_thap_officer, LATER)
    assert values(report)["kq-01", "KCDP"] == (40, "filled")
    behind = behind_of(report, form_of(report), cells_of(report), ("kq-01", "KCDP"))
    assert [(each.kind, each.amount) for each in behind.grounds] == [("cell", 40)]
    put(report, dong_thap_officer, typed("kq-01", 41, note="Một lớp do xã mở"), at=LATER)
    assert ("kq-cap-duoi", "kq-01") in {
        (each.found.rule, each.found.indicator) for each in judged(report, LATER)
    }


def test_a_number_of_her_hand_is_not_given_a_reason_that_nobody_gave(
    owed, dong_thap_officer, dong_thap_leader, results
):
    """She typed before the return below came: her number stays, and she is asked why it is another."""
    place = ("kq-01", "KCDP")
    report = begun(results, dong_thap_officer)
    put(report, dong_thap_officer, typed("kq-01", 38), typed("kq-01a", 30))
    centre = Agency.objects.get(parent=dong_thap_officer.agency, kind="centre", until=None)
    tt, gd = person(centre, "tt", "centre_officer"), person(centre, "gd", "centre_leader")
    child = begun(PeriodicReturn.objects.get(form="ket-qua", agency=centre, every="quarter"), tt)
    put(child, tt, typed("kq-01", 40), typed("kq-01a", 30))
    approve(child, tt, gd, dong_thap_officer)
    fill_cells(report, by=dong_thap_officer, at=LATER)
    cell = cells_of(report)[place]
    assert (cell.value, cell.filled, words_of(cell), how_of(cell)) == (38, 40, "", "Nhập tay, chưa có lý do")
    # The line with the same number below is the system's now, the other one still hers.
    assert unreasoned(form_of(report), cells_of(report)) == [place]
    zero_blanks(report, by=dong_thap_officer, at=LATER)
    confirm_all(report, by=dong_thap_officer, at=LATER)
    assert blocked(lambda: submit(report, dong_thap_officer, LATER)) == ["reason_missing"]
    put(report, dong_thap_officer, typed("kq-01", 38, note="Hai người học ở tỉnh khác"), at=LATER)
    cell = cells_of(report)[place]
    assert (cell.how, words_of(cell)) == ("overridden", "Hai người học ở tỉnh khác")
    assert unreasoned(form_of(report), cells_of(report)) == []
    assert "reason_missing" not in blocked(lambda: submit(report, dong_thap_officer, LATER))


# What was approved becomes figures.


def approve(report, officer, leader, reader, at=AT):
    """From where it is to the lock."""
    zero_blanks(report, by=officer, at=at)
    confirm_all(report, by=officer, at=at)
    for each in judged(report, at):
        if each.open:
            waive(report, each.found.fingerprint, "Thử", by=leader, at=at)
    submit(report, officer, at)
    PERIODIC_RETURN.perform("periodic.sign", report, Act(by=leader, at=at))
    return PERIODIC_RETURN.perform("periodic.approve", report, Act(by=reader, at=at))


@pytest.fixture
def settled(owed):
    """Nothing below holds anything up."""
    PeriodicReturn.objects.filter(agency__kind="centre").update(state="missing")


def figures(cut):
    rows = Figure.objects.standing().filter(cut=cut, amount__gt=0)
    return {(each.activity.code, each.fund): (each.amount, each.printed, each.reason) for each in rows}


def test_an_approved_return_on_money_becomes_figures_and_a_restatement_corrections(
    money, accepted, settled, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    purse = accepted.purse
    for number in (1, 2):
        earlier = {"every": "quarter", "year": 2026, "number": number}
        dates = {1: ("2026-01-01", "2026-03-31"), 2: ("2026-04-01", "2026-06-30")}[number]
        PeriodicReturn.objects.create(
            **earlier,
            duty="x",
            form="kinh-phi",
            title="Quý trước",
            agency=dong_thap_officer.agency,
            to=ministry_officer.agency,
            starts=dates[0],
            ends=dates[1],
            opens_on=dates[1],
            created_at=AT,
        )
    quarters = list(
        PeriodicReturn.objects.filter(
            form="kinh-phi", agency=dong_thap_officer.agency, every="quarter"
        ).order_by("number")
    )
    for each in quarters:
        each.refresh_from_db()
        begun(each, dong_thap_officer)
        if each.number == 1:
            each.refresh_from_db()
            put(each, dong_thap_officer, typed("kp-01", 20 * TRIEU + 500_000, purse, note="Chưa ghi sổ"))
        each.refresh_from_db()
        approve(each, dong_thap_officer, dong_thap_leader, ministry_officer)
    assert figures(date(2026, 3, 31)) == {("K01", purse): (20_500_000, "20,5", "")}
    assert figures(date(2026, 9, 30)) == {
        ("K01", purse): (20_500_000, "20,5", ""),
        ("K10", purse): (300 * TRIEU, "300", ""),
    }
    first = quarters[0]
    first.refresh_from_db()
    PERIODIC_RETURN.perform(
        "periodic.reopen", first, Act(by=ministry_leader, at=LATER, reason="Đếm sót một lớp")
    )
    put(first, dong_thap_officer, typed("kp-01", 21 * TRIEU, purse, note="Đếm lại"), at=LATER)
    first.refresh_from_db()
    approve(first, dong_thap_officer, dong_thap_leader, ministry_officer, LATER)
    for cut in (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)):
        amount, printed, reason = figures(cut)["K01", purse]
        assert (amount, printed, "Đếm sót một lớp" in reason) == (21 * TRIEU, "21", True)
    then = Figure.objects.known_on(AT).filter(cut="2026-09-30", activity__code="K01", fund=purse)
    assert [each.amount for each in then] == [20_500_000]
    told = Event.objects.filter(name="periodic.approve").order_by("sequence").last()
    assert '"changed": 3' in told.after
    assert Source.objects.filter(kind="return", agency=dong_thap_officer.agency).count() == 6


def test_results_and_centres_make_no_figures(
    results, settled, dong_thap_officer, dong_thap_leader, ministry_officer
):
    begun(results, dong_thap_officer)
    results.refresh_from_db()
    approve(results, dong_thap_officer, dong_thap_leader, ministry_officer)
    assert Figure.objects.count() == 0


def test_a_later_period_says_nothing_of_the_year_while_an_earlier_one_is_open(
    money, settled, dong_thap_officer, dong_thap_leader, ministry_officer
):
    begun(money, dong_thap_officer)
    money.refresh_from_db()
    approve(money, dong_thap_officer, dong_thap_leader, ministry_officer)
    assert Figure.objects.count() == 0  # The first and second quarter are not there.


# Asking and answering.


def test_who_waits_asks_who_owes_answers_and_a_letter_goes_out(
    results, dong_thap_officer, tay_ninh_officer, ministry_officer
):
    ask(results, "Xin gửi trước thứ Sáu", by=ministry_officer, at=AT)
    answer(results, "Chờ số của trung tâm", by=dong_thap_officer, at=LATER)
    for by in (tay_ninh_officer, ministry_officer):
        with pytest.raises(PermissionDenied):
            answer(results, "…", by=by, at=AT)
    with pytest.raises(PermissionDenied):
        ask(results, "…", by=dong_thap_officer, at=AT)
    assert blocked(lambda: ask(results, " ", by=ministry_officer, at=AT)) == ["no_words"]
    assert list(Urging.objects.values_list("kind", "words", "desk__code")) == [
        ("asked", "Xin gửi trước thứ Sáu", dong_thap_officer.desk.code),
        ("answered", "Chờ số của trung tâm", None),
    ]
    letter = Mail.objects.get()
    assert (letter.to, "Xin gửi trước thứ Sáu" in letter.text) == (dong_thap_officer.account.email, True)
    told = Event.objects.filter(name__in=["periodic.urge", "periodic.answer"]).order_by("sequence")
    assert list(told.values_list("name", flat=True)) == [
        "periodic.urge",
        "periodic.answer",
    ]


def test_nobody_is_asked_for_what_is_not_hers_to_send(results, dong_thap_officer, ministry_officer):
    PeriodicReturn.objects.filter(pk=results.pk).update(state="missing")
    assert blocked(lambda: ask(results, "Gửi đi", by=ministry_officer, at=AT)) == ["not_owed"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-10-05", "Còn 7 ngày đến hạn nộp 12/10/2026."),
        ("2026-10-12", None),
        ("2026-10-15", "Quá hạn nộp 3 ngày."),
    ],
)
def test_reminders_go_out_on_the_days_the_duty_names_and_once(results, dong_thap_officer, day, words):
    remind_of_returns.call(f"{day}T06:20:00+07:00")
    remind_of_returns.call(f"{day}T06:20:00+07:00")
    said = list(Urging.objects.filter(periodic_return=results).values_list("words", "desk__code"))
    assert said == ([(words, dong_thap_officer.desk.code)] if words else [])
    letters = Mail.objects.filter(to=dong_thap_officer.account.email)
    assert sum(f"- {results}: " in each.text for each in letters) == (1 if words else 0)


@pytest.mark.parametrize(
    ("state", "approved", "words"),
    [("reopened", AT, "Đã mở lại để sửa số, chưa gửi lại."), ("returned", None, "Bị trả lại, chưa gửi lại.")],
)
def test_what_came_in_time_is_not_called_late_while_it_is_put_right(
    results, dong_thap_officer, state, approved, words
):
    PeriodicReturn.objects.filter(pk=results.pk).update(
        state=state,
        desk=dong_thap_officer.desk,
        prepared_by=dong_thap_officer.account,
        first_sent_at=AT,
        sent_at=AT,
        approved_at=approved,
    )
    remind_of_returns.call("2026-10-15T06:20:00+07:00")
    assert [each.words for each in Urging.objects.filter(periodic_return=results)] == [words]


def test_a_reminder_of_days_when_nothing_ran_is_sent_with_the_next(results):
    job = remind_of_returns.module_path
    for day in (2, 6):
        at = datetime(2026, 10, day, 6, 20, tzinfo=VN)
        Slot.objects.create(job=job, at=at, claimed_at=at)
    remind_of_returns.call("2026-10-06T06:20:00+07:00")
    remind_of_returns.call("2026-10-07T06:20:00+07:00")
    said = Urging.objects.filter(periodic_return=results).order_by("pk").values_list("on", "words")
    assert list(said) == [(date(2026, 10, 6), "Còn 6 ngày đến hạn nộp 12/10/2026.")]


def test_a_duty_that_cannot_be_read_reminds_of_nothing_and_stops_no_other(law):
    ReportDuty.objects.filter(code="ket-qua-quy-so").update(remind_days="hằng tuần")
    found = {each.code: each.reminders is None for each in duties()}
    assert found == {each: each == "ket-qua-quy-so" for each in found}


# Two at once.


def at_once(*works):
    barrier = threading.Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=20)
            return work()
        except (BlockedError, DatabaseError) as error:
            return getattr(error, "findings", (type(error).__name__,))[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_and_a_cell_written_while_it_is_submitted(committed_world):
    officer, colleague = officer_of("Đồng Tháp", "a"), officer_of("Đồng Tháp", "a2")
    leader = officer_of("Đồng Tháp", "b", "department_leader")
    reader, head = (
        person(ministry_department(), name, role)
        for name, role in (("c", "ministry_officer"), ("d", "ministry_leader"))
    )
    report = PeriodicReturn.objects.create(
        duty="x",
        form="ket-qua",
        title="Thử",
        agency=officer.agency,
        to=reader.agency,
        every="quarter",
        year=2026,
        number=3,
        starts="2026-07-01",
        ends="2026-09-30",
        opens_on="2026-09-25",
        created_at=AT,
        state="draft",
        desk=officer.desk,
        prepared_by=officer.account,
    )
    at_once(lambda: submit(report, officer).state, lambda: submit(report, colleague).state)
    assert Event.objects.filter(name="periodic.submit").count() == 1
    who = Event.objects.get(name="periodic.submit").person_key
    assert leader.person_key != who
    PERIODIC_RETURN.perform("periodic.sign", report, Act(by=leader, at=AT))
    PERIODIC_RETURN.perform("periodic.approve", report, Act(by=reader, at=AT))

    def write():
        PERIODIC_RETURN.perform("periodic.reopen", report, Act(by=head, at=AT, reason="Sai"))
        return "reopened"

    def edit():
        row = ReturnCell(
            periodic_return=report,
            indicator="kq-01",
            purse="KCQG",
            value=1,
            how="typed",
            by=officer.account,
            at=AT,
            revision=1,
        )
        row.save()
        return "written"

    at_once(write, edit)
    report.refresh_from_db()
    # A cell of the first revision never lands in what was approved, nor in the second.
    assert (report.state, report.revision, ReturnCell.objects.count()) == ("reopened", 2, 0)


def test_the_lines_of_the_form_are_known_to_the_register(law):
    codes = set(Activity.objects.on(AT.date()).values_list("code", flat=True))
    form = form_of(
        PeriodicReturn(form="kinh-phi", agency=Agency.objects.filter(kind="department").first(), ends=AT.date())
    )
    assert {line.line for line in form.lines if line.line} <= codes
