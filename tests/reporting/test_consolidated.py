"""Returns added up: province, region, nation, as known at an instant, on the borders of then and of now."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.norms.actions.lines import cells_of, kind_named
from khuyencong.norms.actions.loading import DATA, load_file
from khuyencong.norms.models import ReturnForm
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import operator
from khuyencong.paperwork.return_form import Head, form_docx, form_xlsx, summed_form
from khuyencong.places.models import Unit
from khuyencong.places.queries import find_province, provinces_on, region_on
from khuyencong.reporting.actions.periodic import confirm_all, expect, fill_cells, zero_blanks
from khuyencong.reporting.models import CheckWaiver, PeriodicReturn, ReturnCell, ReturnMark
from khuyencong.reporting.queries.consolidated import (
    Counted,
    Question,
    UnknownAreaError,
    areas_of,
    consolidated,
    ground_of,
)
from khuyencong.rules.periods import Every, Period
from khuyencong.rules.returned_values import Against
from tests.norms.test_known import enter, standing
from tests.reporting.test_periodic_returns import QUARTER, do

pytestmark = pytest.mark.django_db
VN = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 11, 23)
AT = datetime(2026, 10, 9, 9, 0, tzinfo=VN)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=VN)
THIRD = Period(every=Every.QUARTER, year=2026, number=3)
ASKED = Question(form="ket-qua", by="department", period=THIRD, known_at=NOW, today=DAY)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def lists(db):
    """Forms and indicators."""
    for name in ("return_forms", "indicators"):
        load_file(DATA / f"{name}.csv", by=operator(), at=AT)


def owe(since=date(2025, 1, 1), until=date(2026, 12, 31), form="ket-qua", every=Every.QUARTER):
    duty = replace(QUARTER, form=form, every=every)
    expect([duty], since=since, until=until, by=operator(), at=datetime(2025, 1, 2, tzinfo=VN))


def of(province, period=THIRD, form="ket-qua"):
    place = find_province(province, period.ends).place
    return PeriodicReturn.objects.get(
        agency__unit=place.id, form=form, every=period.every, year=period.year, number=period.number
    )


def write(report, values, at=AT, by=None, **more):
    """Cells of a return as they were typed."""
    by = by or operator()
    said = {"how": "typed"} | more
    rows = [
        ReturnCell(
            periodic_return=report,
            indicator=code,
            purse=purse,
            value=value,
            by=by.account,
            at=at,
            revision=report.revision,
            **said,
        )
        for (code, purse), value in values.items()
    ]
    for row in rows:
        row.save()
    return rows


def returned(province, values, period=THIRD, at=AT, kinds=("sent",), form="ket-qua", by=None):
    """A return as rows: filled in, and what happened to it, an hour after the other."""
    report = of(province, period, form)
    desk = operator()
    PeriodicReturn.objects.filter(pk=report.pk).update(
        state="draft", desk=(by or desk).desk, prepared_by=(by or desk).account
    )
    report.refresh_from_db()
    cells = write(report, values, at, by)
    for step, kind in enumerate(kinds):
        ReturnMark.objects.create(periodic_return=report, kind=kind, revision=1, at=at + step * HOUR)
    return report, cells


def value(found, code="kq-01", purse="all"):
    [row] = [each for each in found.rows if each.line.code == code]
    return row.cells[purse].value


@pytest.fixture
def drafter(dong_thap_officer):
    """Somebody with a desk, for rows that need one."""
    return dong_thap_officer


def give(drafter, **values):
    """Provinces by name with their (KCQG, KCĐP) of the first line."""
    for province, (national, local) in values.items():
        returned(
            province.replace("_", " "), {("kq-01", "KCQG"): national, ("kq-01", "KCDP"): local}, by=drafter
        )


def test_a_nation_is_its_regions_and_a_region_its_provinces(drafter, ministry_officer):
    owe()
    give(drafter, Đồng_Tháp=(10, 1), Cà_Mau=(20, 2), Hà_Nội=(300, 3))
    nation = consolidated(ASKED, actor=ministry_officer)
    south = consolidated(replace(ASKED, area="nam"), actor=ministry_officer)
    one = consolidated(replace(ASKED, area=find_province("Cà Mau", DAY).place.code), actor=ministry_officer)
    assert [value(nation, purse=each) for each in ("KCQG", "KCDP", "all")] == [330, 6, 336]
    assert [value(south, purse=each) for each in ("KCQG", "KCDP", "all")] == [30, 3, 33]
    assert [value(one, purse=each) for each in ("KCQG", "KCDP", "all")] == [20, 2, 22]
    assert {each.code: each.values.get(("kq-01", "KCQG")) for each in nation.regions} == {
        "bac": 300,
        "trung": None,
        "nam": 30,
    }
    by_place = {each.name: each.values[("kq-01", "KCQG")] for each in nation.places if each.values}
    assert by_place == {"Đồng Tháp": 10, "Cà Mau": 20, "Hà Nội": 300}
    assert (nation.completeness.reported, nation.completeness.expected) == (3, 34)
    assert (south.completeness.reported, south.completeness.expected) == (2, len(south.members))
    assert value(nation, "kq-02") is None


def test_only_what_was_signed_or_approved_by_then_counts(drafter, ministry_officer):
    owe()
    returned("Cà Mau", {("kq-01", "KCQG"): 7}, kinds=(), by=drafter)
    returned("Hà Nội", {("kq-01", "KCQG"): 20}, kinds=("sent",), by=drafter)
    returned("Đồng Tháp", {("kq-01", "KCQG"): 100}, kinds=("sent", "approved"), by=drafter)
    returned("Tây Ninh", {("kq-01", "KCQG"): 3000}, kinds=("sent", "returned"), by=drafter)

    def told(at, counted=Counted.SIGNED):
        return value(consolidated(replace(ASKED, known_at=at, counted=counted), actor=ministry_officer))

    assert [told(AT - HOUR), told(AT), told(AT + HOUR)] == [None, 3120, 120]
    approved = [told(AT, Counted.APPROVED), told(AT + HOUR, Counted.APPROVED)]
    assert approved == [None, 100]


def of_kind(by, kind, values, drafter):
    """A return of a kind of agency below the department, signed."""
    report = PeriodicReturn.objects.get(agency=by)
    PeriodicReturn.objects.filter(pk=report.pk).update(
        state="draft", desk=drafter.desk, prepared_by=drafter.account
    )
    report.refresh_from_db()
    write(report, values, by=drafter)
    ReturnMark.objects.create(periodic_return=report, kind="sent", revision=1, at=AT)
    return replace(ASKED, by=kind, area=by.unit.code if kind == "centre" else by.parent.unit.code)


def owed_below(kind):
    duty = replace(QUARTER, by=kind, to="department")
    at = datetime(2026, 1, 2, tzinfo=VN)
    expect([duty], since=date(2026, 7, 1), until=date(2026, 9, 30), by=operator(), at=at)


def test_a_province_is_whole_when_each_of_its_agencies_has_reported(drafter, ministry_officer):
    first = Agency.objects.get(kind="centre", until=None, unit=drafter.agency.unit)
    since = date(2025, 9, 1)
    second = Agency.objects.create(
        code="tt-2", level=first.level, kind="centre", parent=first.parent, unit=first.unit, since=since
    )
    owed_below("centre")
    question = of_kind(first, "centre", {("kq-01", "KCDP"): 5}, drafter)
    found = consolidated(question, actor=ministry_officer)
    assert (value(found), found.completeness.reported, found.completeness.expected) == (5, 0, 1)
    of_kind(second, "centre", {("kq-01", "KCDP"): 7}, drafter)
    found = consolidated(question, actor=ministry_officer)
    assert (value(found), found.completeness.reported, found.completeness.expected) == (12, 1, 1)


def test_what_communes_return_is_told_by_their_province(drafter, ministry_officer):
    above = drafter.agency
    made = []
    for code in ("99998", "99999"):
        unit = Unit.objects.create(
            code=code, name=f"Xã {code}", level="commune", parent=above.unit, since=date(2025, 7, 1)
        )
        made.append(
            Agency.objects.create(
                code=f"xa-{code}",
                level="commune",
                kind="commune_office",
                parent=above,
                unit=unit,
                since=date(2025, 7, 1),
            )
        )
    owed_below("commune_office")
    question = of_kind(made[0], "commune_office", {("kq-01", "KCDP"): 5}, drafter)
    found = consolidated(question, actor=ministry_officer)
    assert (value(found), found.completeness.reported, found.completeness.expected) == (5, 0, 1)
    of_kind(made[1], "commune_office", {("kq-01", "KCDP"): 6}, drafter)
    for actor in (ministry_officer, drafter):
        found = consolidated(question, actor=actor)
        assert (value(found), found.completeness.reported, found.completeness.expected) == (11, 1, 1)


def test_a_restatement_stands_from_when_it_is_signed_and_never_before(
    dong_thap_officer, dong_thap_leader, ministry_officer, ministry_leader
):
    owe(since=date(2026, 7, 1), until=date(2026, 9, 30))
    report = of("Đồng Tháp")
    steps = iter(range(1, 20))

    def step(name, by, reason=""):
        at = AT + next(steps) * HOUR
        assert do(name, report, by, at, reason) == []
        return at

    step("periodic.begin", dong_thap_officer)
    [cell] = write(report, {("kq-01", "KCQG"): 10}, AT + next(steps) * HOUR, dong_thap_officer)
    for writing in (fill_cells, confirm_all, zero_blanks):
        writing(report, by=dong_thap_officer, at=AT + next(steps) * HOUR)
    step("periodic.submit", dong_thap_officer)
    signed = step("periodic.sign", dong_thap_leader)
    step("periodic.approve", ministry_officer)
    opened = step("periodic.reopen", ministry_leader, "Sai số lớp")
    written = AT + next(steps) * HOUR
    write(report, {("kq-01", "KCQG"): 25}, written, dong_thap_officer, replaces=cell, reason="Sai số lớp")
    step("periodic.submit", dong_thap_officer)
    again = step("periodic.sign", dong_thap_leader)
    back = step("periodic.return", ministry_officer, "Thiếu giải trình")

    def told(at, counted=Counted.SIGNED):
        return value(consolidated(replace(ASKED, known_at=at, counted=counted), actor=ministry_officer))

    instants = (signed - HOUR, signed, opened, written, again, back)
    assert [told(at) for at in instants] == [None, 10, 10, 10, 25, 10]
    assert [told(at, Counted.APPROVED) for at in instants] == [None, None, 10, 10, 10, 10]


def files(found):
    form = summed_form(found, head=Head(agency="Cục", parent_agency="Bộ Công Thương", place="Hà Nội"))
    return form_xlsx(form), form_docx(form, draft=True)


def test_asked_again_as_known_then_the_files_are_the_same_to_the_byte(drafter, ministry_officer):
    owe()
    report, [cell] = returned("Cà Mau", {("kq-01", "KCQG"): 7}, kinds=("sent", "approved"), by=drafter)
    returned("Hà Nội", {("kq-01", "KCQG"): 20}, by=drafter)
    then = replace(ASKED, known_at=AT + 2 * HOUR)
    before = files(consolidated(then, actor=ministry_officer))
    later = AT + 5 * HOUR
    PeriodicReturn.objects.filter(pk=report.pk).update(
        state="approved", sent_at=AT, first_sent_at=AT, approved_at=AT
    )
    PeriodicReturn.objects.filter(pk=report.pk).update(state="reopened", revision=2)
    report.refresh_from_db()
    write(report, {("kq-01", "KCQG"): 9}, later, drafter, replaces=cell, reason="Sai")
    for step, kind in enumerate(("reopened", "sent")):
        ReturnMark.objects.create(periodic_return=report, kind=kind, revision=2, at=later + step * HOUR)
    returned("Tây Ninh", {("kq-01", "KCQG"): 1}, at=later, by=drafter)
    assert files(consolidated(then, actor=ministry_officer)) == before
    now = consolidated(ASKED, actor=ministry_officer)
    assert value(now) == 30
    assert files(now) != before


def test_what_is_entered_or_reworded_later_changes_nothing_that_was_known_then(
    drafter, ministry_officer, ministry_leader
):
    owe()
    give(drafter, Đồng_Tháp=(1, 2), Cà_Mau=(30, 4))
    then = replace(ASKED, known_at=AT + 2 * HOUR)
    before, nation = (
        files(consolidated(then, actor=ministry_officer)),
        consolidated(then, actor=ministry_officer),
    )
    people = (ministry_officer, ministry_leader, AT + 5 * HOUR)
    new = {"code": "kq-99", "number": "99", "name": "Mới thêm", "since": "2026-01-01"}
    enter(standing("kq-23") | new, *people)
    enter(standing("kq-01") | {"name": "Lao động học nghề", "small_base": "500"}, *people)
    form = cells_of(kind_named("return_forms"), ReturnForm.objects.get(code="ket-qua"))
    enter(form | {"name": "Kết quả khuyến công", "number": "01/KC"}, *people, kind="return_forms")
    assert consolidated(then, actor=ministry_officer) == nation
    assert files(consolidated(then, actor=ministry_officer)) == before
    now = consolidated(ASKED, actor=ministry_officer)
    assert (now.form_name, now.form_number, now.rows[0].line.name) == (
        *("Kết quả khuyến công", "01/KC", "Lao động học nghề"),
    )
    assert [row.line.code for row in now.rows if row not in nation.rows][-1] == "kq-99"


def test_borders_of_then_and_of_now(drafter, ministry_officer):
    second = Period(every=Every.QUARTER, year=2025, number=2)
    owe()
    for name, amount in (("Tiền Giang", 5), ("Đồng Tháp", 8)):
        returned(name, {("kq-01", "KCQG"): amount}, second, by=drafter)
    returned("Cà Mau", {("kq-01", "KCQG"): 7}, second, by=drafter)
    then = consolidated(replace(ASKED, period=second), actor=ministry_officer)
    now = consolidated(replace(ASKED, period=second, borders="now"), actor=ministry_officer)
    assert (len(then.places), len(now.places)) == (63, 34)

    def given(found):
        return {
            each.name: (each.values[("kq-01", "KCQG")], each.reported) for each in found.places if each.values
        }

    assert given(then) == {"Tiền Giang": (5, True), "Đồng Tháp": (8, True), "Cà Mau": (7, True)}
    # Cà Mau of now is that of then with Bạc Liêu, which has not reported.
    assert given(now) == {"Đồng Tháp": (13, True), "Cà Mau": (7, False)}
    assert (value(then), value(now), then.estimated, now.estimated) == (20, 20, False, False)
    assert (then.completeness.reported, then.completeness.expected) == (3, 63)
    assert (now.completeness.reported, now.completeness.expected) == (1, 34)


def test_a_running_year_adds_up_across_a_merger_and_the_last_stands(drafter, ministry_officer):
    owe()
    periods = [Period(every=Every.QUARTER, year=2025, number=each) for each in (1, 2, 3)]
    for period, names in zip(periods, (("Tiền Giang", "Đồng Tháp"),) * 2 + (("Đồng Tháp",),), strict=True):
        for name in names:
            returned(name, {("kq-01", "KCQG"): 10, ("kq-23", "KCQG"): period.number}, period, by=drafter)
    asked = replace(ASKED, period=periods[2], running=True, area=find_province("Đồng Tháp", DAY).place.code)
    found = consolidated(asked, actor=ministry_officer)
    assert (value(found), value(found, "kq-23")) == (50, 3)
    assert (found.completeness.reported, found.completeness.missing) == (1, ())
    less = consolidated(replace(asked, period=periods[1], borders="now"), actor=ministry_officer)
    assert (value(less), value(less, "kq-23")) == (40, 4)
    # A last one that has not been given is unknown, though earlier ones are there.
    fourth = replace(asked, period=Period(every=Every.QUARTER, year=2025, number=4))
    assert value(consolidated(fourth, actor=ministry_officer), "kq-23") is None


def test_changes_are_told_against_the_base_that_is_named(drafter, ministry_officer):
    owe()
    for period, amount in ((THIRD.year_before, 100), (THIRD.previous, 160), (THIRD, 120)):
        returned("Cà Mau", {("kq-01", "KCQG"): amount}, period, by=drafter)
    year = consolidated(ASKED, actor=ministry_officer)
    last = consolidated(replace(ASKED, against=Against.PREVIOUS), actor=ministry_officer)
    told = [
        row.whole.compared.words for found in (year, last) for row in found.rows if row.line.code == "kq-01"
    ]
    assert told == ["+20,0 %", "−25,0 %"]
    assert (year.question.base_words, last.question.base_words) == ("Quý III/2025", "Quý II/2026")
    assert (year.base_completeness.reported, year.base_completeness.expected) == (1, 34)


def test_overridden_cells_and_waivers_are_marked_and_listed(drafter, ministry_officer):
    owe()
    report, _ = returned("Cà Mau", {("kq-02", "KCQG"): 4}, kinds=(), by=drafter)
    desk = drafter
    ReturnCell.objects.create(
        periodic_return=report, indicator="kq-01", purse="KCQG", value=30, filled=28, how="overridden",
        reason="Hai lớp chưa vào sổ", by=desk.account, at=AT, revision=1,
    )  # fmt: skip
    CheckWaiver.objects.create(
        periodic_return=report, rule="kt-01", fingerprint="a", told="Lệch sổ", reason="Chờ quyết toán",
        by=desk.account, at=AT, revision=1,
    )  # fmt: skip
    ReturnMark.objects.create(periodic_return=report, kind="sent", revision=1, at=AT + HOUR)
    found = consolidated(ASKED, actor=ministry_officer)
    assert [(each.place, each.value, each.filled, each.reason) for each in found.overrides] == [
        ("Cà Mau", 30, 28, "Hai lớp chưa vào sổ")
    ]
    assert [(each.told, each.reason) for each in found.waived] == [("Lệch sổ", "Chờ quyết toán")]
    starred = [(row.line.code, row.cells["KCQG"].overridden) for row in found.rows if row.whole.overridden]
    assert starred == [("kq-01", 1)]
    before = consolidated(replace(ASKED, known_at=AT), actor=ministry_officer)
    assert (before.overrides, before.waived) == ((), ())


def test_whoever_sees_one_province_is_shown_that_one_and_no_region(
    dong_thap_officer, tay_ninh_officer, ministry_officer, administrator, drafter
):
    owe()
    give(drafter, Đồng_Tháp=(10, 1), Cà_Mau=(20, 2))
    mine, others = (find_province(each, DAY).place.code for each in ("Đồng Tháp", "Cà Mau"))
    assert value(consolidated(replace(ASKED, area=mine), actor=dong_thap_officer)) == 11
    for actor, area in (
        (dong_thap_officer, "vn"),
        (dong_thap_officer, "nam"),
        (dong_thap_officer, others),
        (tay_ninh_officer, mine),
        (administrator, "vn"),
        (ministry_officer, "xx"),
    ):
        with pytest.raises(UnknownAreaError):
            consolidated(replace(ASKED, area=area), actor=actor)
    ground = ground_of(ASKED)
    assert areas_of(dong_thap_officer, ground) == [(mine, "Tỉnh Đồng Tháp")]
    codes = [code for code, _ in areas_of(ministry_officer, ground)]
    assert (codes[0], len(codes)) == ("vn", 38)
    assert areas_of(administrator, ground) == []


def test_statements_do_not_grow_with_provinces_periods_or_cells(drafter, ministry_officer):
    owe()

    def statements():
        with CaptureQueriesContext(connection) as seen:
            consolidated(replace(ASKED, running=True), actor=ministry_officer)
        return len(seen)

    returned("Cà Mau", {("kq-01", "KCQG"): 1}, by=drafter)
    few = statements()
    for place in provinces_on(DAY):
        if place.name != "Cà Mau":
            returned(place.name, {(f"kq-0{each}", "KCQG"): each for each in range(1, 6)}, by=drafter)
    assert statements() == few
    assert {place.id for place in region_on("vn", DAY).members} == {place.id for place in provinces_on(DAY)}
