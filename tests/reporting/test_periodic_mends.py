"""What somebody who tried to break periodic returns found: each of these was wrong once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from khuyencong.norms.models import Activity, CheckRule, Indicator
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import department_of, operator
from khuyencong.places.queries import find_province
from khuyencong.reporting.actions.periodic import confirm_all, expect, waive, zero_blanks
from khuyencong.reporting.lifecycle import PERIODIC_RETURN
from khuyencong.reporting.models import Figure, PeriodicReturn, ReturnMark
from khuyencong.reporting.queries.periodic import duties
from khuyencong.reporting.queries.periodic.apart import apart_from
from khuyencong.reporting.queries.periodic.chain import unsaid_words
from khuyencong.reporting.queries.periodic.sheet import form_of
from khuyencong.reporting.queries.periodic.words import RESTATED, explained, told_of, words_of
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Task
from tests.conftest import person
from tests.norms.conftest import law
from tests.reporting.test_periodic_cells import (
    AT,
    LATER,
    TRIEU,
    approve,
    begun,
    blocked,
    figures,
    judged,
    money,
    owed,
    put,
    results,
    settled,
    submit,
    typed,
    values,
)

pytestmark = pytest.mark.django_db
__all__ = ["law", "money", "owed", "results", "settled"]


def do(name, report, by, at=AT, reason=""):
    return PERIODIC_RETURN.perform(f"periodic.{name}", report, Act(by=by, at=at, reason=reason))


def owe(*days):
    for day in days:
        expect(duties(), since=day, until=day, by=operator(), at=AT)
    PeriodicReturn.objects.filter(agency__kind="centre").update(state="missing")


def of(officer, number, every="quarter", year=2026, agency=None) -> PeriodicReturn:
    return PeriodicReturn.objects.get(
        form="kinh-phi", agency=agency or officer.agency, every=every, number=number, year=year
    )


@pytest.fixture
def said(dong_thap_officer, dong_thap_leader, ministry_officer):
    """Have a return on money written and approved."""

    def say(report, amount, at=AT, code="kp-01"):
        if report.state == "expected":
            begun(report, dong_thap_officer, at)
        report.refresh_from_db()
        put(report, dong_thap_officer, typed(code, amount * TRIEU, note=f"Chưa ghi sổ {at}"), at=at)
        report.refresh_from_db()
        approve(report, dong_thap_officer, dong_thap_leader, ministry_officer, at)
        report.refresh_from_db()
        return report

    return say


# What is locked is what its parts say.


@pytest.fixture
def centre(dong_thap_officer):
    agency = Agency.objects.get(parent=dong_thap_officer.agency, kind="centre", until=None)
    officer, leader = person(agency, "tt", "centre_officer"), person(agency, "gd", "centre_leader")
    report = PeriodicReturn.objects.get(form="ket-qua", agency=agency, every="quarter")

    def say(value, at=AT, **more):
        if report.state == "expected":
            begun(report, officer, at)
        report.refresh_from_db()
        put(report, officer, typed("kq-01", value, **more), at=at)
        zero_blanks(report, by=officer, at=at)
        confirm_all(report, by=officer, at=at)
        submit(report, officer, at)
        do("sign", report, leader, at)
        do("approve", report, dong_thap_officer, at)
        report.refresh_from_db()
        return report

    return say


def handed_up(report, officer, leader, at=AT):
    zero_blanks(report, by=officer, at=at)
    confirm_all(report, by=officer, at=at)
    for each in judged(report, at):
        if each.open:
            waive(report, each.found.fingerprint, "Thử", by=leader, at=at)
    submit(report, officer, at)


def test_a_return_handed_up_before_the_one_below_was_approved_is_neither_signed_nor_locked(
    owed, results, centre, dong_thap_officer, dong_thap_leader, ministry_officer
):
    report = begun(results, dong_thap_officer)
    put(report, dong_thap_officer, typed("kq-01", 10))
    handed_up(report, dong_thap_officer, dong_thap_leader)
    child = centre(40)
    stopped = ["below_changed", "outdated", "kq-cap-duoi"]
    assert blocked(lambda: do("sign", report, dong_thap_leader)) == stopped
    do("reopen", child, dong_thap_leader, reason="Xem lại")
    assert do("sign", report, dong_thap_leader).state == "sent"
    child.refresh_from_db()
    centre(41, note="Đếm lại")
    assert blocked(lambda: do("approve", report, ministry_officer)) == stopped
    do("return", report, ministry_officer, reason="Trung tâm đã nộp 40")
    report.refresh_from_db()
    assert (report.state, values(report)["kq-01", "KCDP"]) == ("returned", (10, "typed"))


def test_a_return_below_that_is_restated_while_the_one_above_is_sent_stops_its_approval(
    owed, results, centre, dong_thap_officer, dong_thap_leader, ministry_officer
):
    child = centre(40)
    report = begun(results, dong_thap_officer, LATER)
    handed_up(report, dong_thap_officer, dong_thap_leader, LATER)
    do("sign", report, dong_thap_leader, LATER)
    still_later = LATER + timedelta(hours=1)
    do("reopen", child, dong_thap_leader, still_later, "Sai")
    child.refresh_from_db()
    centre(4, still_later, note="Đếm nhầm")
    with pytest.raises(BlockedError) as told:
        do("approve", report, ministry_officer, still_later)
    assert [each.code for each in told.value.findings] == ["below_changed", "outdated", "kq-cap-duoi"]
    assert child.agency.name_on(child.ends) in told.value.findings[0].message


# What need not be returned.


def test_what_a_leader_said_need_not_be_returned_she_takes_back(
    results, ministry_leader, ministry_officer, dong_thap_officer
):
    do("drop", results, ministry_leader, reason="Nhầm cơ quan")
    with pytest.raises(PermissionDenied):
        do("owe", results, ministry_officer, reason="Vẫn phải nộp")
    assert blocked(lambda: do("owe", results, ministry_leader)) == ["reason_missing"]
    assert do("owe", results, ministry_leader, reason="Vẫn phải nộp").state == "expected"
    results.refresh_from_db()
    assert begun(results, dong_thap_officer).state == "draft"
    assert list(results.marks.values_list("kind", flat=True)) == [ReturnMark.Kind.DROPPED, "let_in"]


# The chain of a year's money.


def test_a_quarter_that_is_not_there_is_never_taken_for_nothing(law, said, dong_thap_officer, ministry_leader):
    owe(date(2026, 3, 31), date(2026, 9, 30))
    said(of(dong_thap_officer, 1), 20)
    third = said(of(dong_thap_officer, 3), 30)
    assert (figures(date(2026, 9, 30)), unsaid_words(third)) == (
        {},
        "Chưa vào số liệu của tỉnh, vì số liệu tính từ ngày 01/01/2026 và báo cáo Quý II/2026 "
        f"của {dong_thap_officer.agency.name_on(date(2026, 6, 30))} chưa được ghi sổ.",
    )
    owe(date(2026, 6, 30))
    second = of(dong_thap_officer, 2)
    do("drop", second, ministry_leader, reason="Nhầm")
    second.refresh_from_db()
    assert "Quý II/2026" in unsaid_words(third)
    assert "không phải nộp" in unsaid_words(third)
    do("owe", second, ministry_leader, reason="Vẫn phải nộp")
    second.refresh_from_db()
    said(second, 5)
    assert figures(date(2026, 9, 30))["K01", "KCDP"][0] == 55 * TRIEU
    assert (unsaid_words(third), unsaid_words(second)) == ("", "")


def test_an_heirs_quarter_counts_what_was_returned_before_the_merger(law, said, dong_thap_officer):
    march, june, september = date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30)
    owe(march, june, september)
    before = [department_of(find_province(name, june).place.id, june) for name in ("Tiền Giang", "Đồng Tháp")]
    for number in (1, 2):
        for agency in before:
            said(of(dong_thap_officer, number, year=2025, agency=agency), 10)
    third = said(of(dong_thap_officer, 3, year=2025), 5)
    rows = Figure.objects.standing().filter(amount__gt=0).order_by("cut", "unit__name")
    assert [(each.cut, each.unit_id, each.amount // TRIEU) for each in rows.filter(cut=september)] == [
        (september, third.agency.unit_id, 45)
    ]
    assert sorted(each.amount // TRIEU for each in rows.filter(cut=june)) == [20, 20]
    assert unsaid_words(third) == ""


def test_a_content_that_ends_in_the_year_keeps_its_figures(law, said, dong_thap_officer):
    owe(date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30))
    Activity.objects.filter(code="K05").update(until=date(2026, 7, 1))
    Indicator._default_manager.filter(code="kp-05").update(until=date(2026, 7, 1))
    said(of(dong_thap_officer, 1), 10, code="kp-05")
    said(of(dong_thap_officer, 2), 0)
    said(of(dong_thap_officer, 3), 7)
    assert {code: amount // TRIEU for (code, _), (amount, *_) in figures(date(2026, 9, 30)).items()} == {
        "K01": 7,
        "K05": 10,
    }


@pytest.fixture
def written(dong_thap_officer, dong_thap_leader):
    """Have a return on money whole and ready to be handed up."""

    def write(report, amount, at=AT):
        if report.state == "expected":
            begun(report, dong_thap_officer, at)
        report.refresh_from_db()
        put(report, dong_thap_officer, typed("kp-01", amount * TRIEU, note=f"Chưa ghi sổ {at}"), at=at)
        zero_blanks(report, by=dong_thap_officer, at=at)
        confirm_all(report, by=dong_thap_officer, at=at)
        for each in judged(report, at):
            if each.open:
                waive(report, each.found.fingerprint, "Thử", by=dong_thap_leader, at=at)
        report.refresh_from_db()
        return report

    return write


def told_apart(report):
    return [
        (each.line.code, each.purse, each.here // TRIEU, each.there // TRIEU, each.other.every, each.final)
        for each in apart_from(report)
    ]


def test_two_kinds_of_period_that_say_different_things_are_told_to_who_writes_and_not_handed_up(
    law, said, written, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    owe(date(2026, 3, 31), date(2026, 6, 30))
    cut = date(2026, 6, 30)
    first = said(of(dong_thap_officer, 1), 10)
    half = written(of(dong_thap_officer, 1, "half"), 35)
    # A draft is nothing to be held to, and a quarter that is not there says nothing of the half year.
    assert told_apart(half) == []
    second = written(of(dong_thap_officer, 2), 10)
    assert told_apart(second) == told_apart(half) == []
    do("submit", second, dong_thap_officer)
    assert told_apart(half) == [("kp-01", "KCDP", 35, 20, "quarter", False)]
    for step, who in (("sign", dong_thap_leader), ("approve", ministry_officer)):
        do(step, second, who)
    [apart] = apart_from(half)
    assert (apart.final, apart.place, apart.finding.message) == (
        True,
        "Dòng 1. Đào tạo nghề cho lao động mới, KCĐP",
        "Từ đầu năm đến 30/06/2026, 6 tháng đầu năm 2026 là 35,0 triệu đồng, "
        "Quý II/2026 (đã duyệt, đã khóa) là 20,0 triệu đồng.",
    )
    assert blocked(lambda: do("submit", half, dong_thap_officer)) == ["periods_disagree"]
    # One of the two is opened, and must say the same when it comes again.
    do("reopen", first, ministry_leader, LATER, "Sót một lớp")
    for step, who in (("submit", dong_thap_officer), ("sign", dong_thap_leader), ("approve", ministry_officer)):
        do(step, half, who, LATER)
    assert figures(cut)["K01", "KCDP"][0] == 35 * TRIEU
    first.refresh_from_db()
    first = written(first, 12, LATER)
    # What is wrong shows at the later quarter, which is approved: whoever writes the first one has to know.
    assert told_apart(first) == [("kp-01", "KCDP", 22, 35, "half", True)]
    assert blocked(lambda: do("submit", first, dong_thap_officer, LATER)) == ["periods_disagree"]
    assert told_apart(written(first, 25, LATER)) == []


def test_of_two_that_were_handed_up_before_either_was_approved_the_second_is_not_approved(
    law, said, written, dong_thap_officer, dong_thap_leader, ministry_officer
):
    owe(date(2026, 3, 31), date(2026, 6, 30))
    said(of(dong_thap_officer, 1), 10)
    both = [written(of(dong_thap_officer, *which), value) for which, value in (((2,), 10), ((1, "half"), 35))]
    for each in both:
        do("submit", each, dong_thap_officer)
        do("sign", each, dong_thap_leader)
    second, half = both
    do("approve", second, ministry_officer)
    with pytest.raises(BlockedError) as refused:
        do("approve", half, ministry_officer)
    [finding] = refused.value.findings
    assert (finding.code, finding.place) == (
        "periods_disagree",
        "Dòng 1. Đào tạo nghề cho lao động mới, KCĐP",
    )
    half.refresh_from_db()
    assert (half.state, figures(date(2026, 6, 30))["K01", "KCDP"][0]) == ("sent", 20 * TRIEU)


# Rules and lines that ended.


def test_a_rule_that_names_a_line_which_ended_says_nothing(results, dong_thap_officer):
    rule = CheckRule._default_manager.filter(form="ket-qua").first()
    rule.pk, rule.code, rule.left, rule.operator, rule.right = None, "thu-1", "kq-06", "=", "kq-05 + kq-06a"
    rule.save(force_insert=True)
    report = begun(results, dong_thap_officer)
    put(report, dong_thap_officer, typed("kq-06", 3))
    assert "thu-1" in {each.found.rule for each in judged(report)}
    Indicator._default_manager.filter(code="kq-05").update(until=date(2026, 7, 1))
    report.refresh_from_db()
    assert "thu-1" not in {each.found.rule for each in judged(report)}


# Words hold for the numbers they were written for.


def warned(report, at=AT):
    [found] = [each for each in judged(report, at) if each.found.rule == "kq-13a-13"]
    assert found.outworn is not found.explained
    return found.explained


def test_an_explanation_holds_for_the_numbers_it_was_given_for(results, dong_thap_officer):
    report, by = begun(results, dong_thap_officer), dong_thap_officer
    put(report, by, typed("kq-13a", 3), typed("kq-13", 4, note="Chưa ghi sổ"))
    assert warned(report)
    put(report, by, typed("kq-13", 9, note="Chưa ghi sổ"))
    assert not warned(report)
    put(report, by, typed("kq-13", 9, note="Hai hội chợ ghép"))
    assert warned(report)
    put(report, by, typed("kq-13a", 1))
    assert not warned(report)


def test_what_the_system_wrote_for_itself_explains_nothing(
    results, settled, dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    report, by = begun(results, dong_thap_officer), dong_thap_officer
    put(report, by, typed("kq-06a", 4), typed("kq-06", 4))
    report.refresh_from_db()
    approve(report, by, dong_thap_leader, ministry_officer)
    do("reopen", report, ministry_leader, LATER, "Sai")
    report.refresh_from_db()
    put(report, by, typed("kq-06", 4, note="Bốn đoàn"), at=LATER)
    cell = report.cells.get(indicator="kq-06", purse="KCDP", revision=2)
    assert (cell.reason, cell.explanation, words_of(cell)) == (RESTATED, "Bốn đoàn", "Bốn đoàn")
    refused = [typed("kq-06", 3, note=RESTATED)]
    assert blocked(lambda: put(report, by, *refused, at=LATER)) == ["reason_missing"]
    put(report, by, typed("kq-06", 4, note=""), at=LATER)
    told = told_of(report)
    assert (told["kq-06", "KCDP"].words, explained(told, [("kq-06", "KCDP")])) == ("", False)


def test_a_leader_does_not_let_her_own_number_stand_though_somebody_else_wrote_last(
    results, dong_thap_officer, dong_thap_leader
):
    report = begun(results, dong_thap_leader)
    put(report, dong_thap_leader, typed("kq-01", 3), typed("kq-01a", 50))
    put(report, dong_thap_officer, typed("kq-02", 1))
    report.refresh_from_db()
    assert report.prepared_by_id == dong_thap_officer.account.pk
    [found] = [each.found for each in judged(report) if each.found.rule == "kq-01a-01"]
    assert blocked(lambda: waive(report, found.fingerprint, "Đúng", by=dong_thap_leader, at=AT)) == ["own_work"]
    put(report, dong_thap_officer, typed("kq-01", 4), typed("kq-01a", 51))
    [found] = [each.found for each in judged(report) if each.found.rule == "kq-01a-01"]
    assert waive(report, found.fingerprint, "Đúng", by=dong_thap_leader, at=AT).pk


# An error that only a head may let stand waits with her.


def waits_with(desk, report):
    waiting = Task.objects.filter(state="open", desk=desk.code, dossier_key=str(report.pk))
    return list(waiting.filter(dossier_kind="periodic_return").values_list("title", flat=True))


def whole(report, officer, *entries):
    put(report, officer, *entries)
    zero_blanks(report, by=officer, at=AT)
    confirm_all(report, by=officer, at=AT)


def test_an_error_that_only_the_head_lets_stand_comes_into_her_tray_and_leaves_it(
    results, settled, dong_thap_officer, dong_thap_leader
):
    report = begun(results, dong_thap_officer)
    head, own = dong_thap_leader.desk, dong_thap_officer.desk
    put(report, dong_thap_officer, typed("kq-01", 3), typed("kq-01a", 50))
    # While cells are blank its preparer is at work.
    assert waits_with(head, report) == []
    zero_blanks(report, by=dong_thap_officer, at=AT)
    confirm_all(report, by=dong_thap_officer, at=AT)
    name = report.agency.name_on(report.ends)
    assert waits_with(head, report) == [f"Cho qua lỗi có lý do, hoặc bảo sửa: {report} của {name}"]
    assert len(waits_with(own, report)) == 1
    put(report, dong_thap_officer, typed("kq-01a", 2))
    assert waits_with(head, report) == []
    put(report, dong_thap_officer, typed("kq-01a", 50))
    assert len(waits_with(head, report)) == 1
    for each in judged(report, AT):
        if each.open:
            waive(report, each.found.fingerprint, "Đúng", by=dong_thap_leader, at=AT)
    assert waits_with(head, report) == []
    submit(report, dong_thap_officer)
    assert [each.partition(":")[0] for each in waits_with(head, report)] == ["Ký gửi hoặc trả lại"]


def test_a_finding_names_line_and_column_as_pages_do(results, settled, dong_thap_officer):
    report = begun(results, dong_thap_officer)
    whole(report, dong_thap_officer, typed("kq-01", 3), typed("kq-01a", 50))
    [found] = [each for each in judged(report, AT) if each.found.rule == "kq-01a-01"]
    line = form_of(report).by_code[found.found.indicator]
    assert found.place == f"Dòng {line.title}, KCĐP"
    with pytest.raises(BlockedError) as refused:
        submit(report, dong_thap_officer)
    assert found.place in {each.place for each in refused.value.findings}
