"""What was reached of a programme's targets, out of approved returns: whole places only, unknown as unknown."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from khuyencong.norms.models import Indicator, ProgrammeTarget
from khuyencong.norms.queries.returns import programmes_on, target_named, targets_of
from khuyencong.places.queries import find_province
from khuyencong.reporting.models import PeriodicReturn, ReturnCell, ReturnMark
from khuyencong.reporting.queries.targets import progress_of, provinces_of
from tests.norms.conftest import law
from tests.reporting.targets import AT, approved, today

pytestmark = pytest.mark.django_db
__all__ = ["law"]
TODAY = today()


def programme(code):
    return next(each for each in programmes_on(TODAY) if each.code == code)


def progress(actor, code="ctkc-2021-2025", **asked):
    rows, beside = progress_of(programme(code), actor=actor, on=TODAY, **asked)
    return {each.target.code: each for each in rows}, beside


def years(row):
    return {each.year: (each.value, each.known, each.through) for each in row.years if each.value is not None}


def place(name):
    return find_province(name, TODAY).place


def test_the_programmes_and_their_targets_are_told_with_what_nobody_knows(law, ministry_officer):
    assert [each.code for each in programmes_on(TODAY)] == [
        *("ctkc-2026-2030", "ctkc-2021-2025", "ctkc-2014-2020", "ctkc-2012", "ctkc-dak-lak-2025-2030"),
    ]
    unknown = {each.code for each in targets_of("ctkc-2026-2030", TODAY)}
    rows, _ = progress(ministry_officer, "ctkc-2026-2030")
    assert {code for code, row in rows.items() if row.target.value is None} == unknown
    assert {(row.done, row.share, row.verdict) for row in rows.values()} == {(None, None, "")}
    assert list(ProgrammeTarget.objects.filter(verified=True)) == []


def test_both_sources_that_contradict_one_another_stand(law):
    money = [each for each in targets_of("ctkc-2014-2020", TODAY) if each.indicator == "kp-tong"]
    assert [each.value for each in money] == [1_212 * 10**9, 8_500 * 10**9]


def test_years_of_provinces_add_up_and_are_compared_with_the_target(law, ministry_officer):
    approved(ministry_officer, "Tây Ninh", "year", 2024, kq_09=3, kq_09__KCQG=2)
    approved(ministry_officer, "Long An", "year", 2024, kq_09=10)
    approved(ministry_officer, "Cà Mau", "year", 2022, kq_09=100)
    approved(ministry_officer, "Bạc Liêu", "year", 2022, kq_09=240)
    row = progress(ministry_officer)[0]["1881-mo-hinh"]
    assert years(row) == {2022: (340, 1, 12), 2024: (15, 1, 12)}
    assert (row.done, row.share, row.verdict) == (355, Fraction(355, 340), "reached")
    assert [(each.owed, each.known) for each in row.years] == [(34, 0), (34, 1), (34, 0), (34, 1), (34, 0)]


def test_a_province_counts_when_every_department_that_stood_there_has_reported(law, ministry_officer):
    approved(ministry_officer, "Tiền Giang", "year", 2024, kq_09=4)
    row = progress(ministry_officer)[0]["1881-mo-hinh"]
    assert (years(row), row.done) == ({}, None)
    approved(ministry_officer, "Đồng Tháp", "year", 2024, kq_09=3)
    assert years(progress(ministry_officer)[0]["1881-mo-hinh"]) == {2024: (7, 1, 12)}


def test_the_year_of_the_merger_is_made_of_the_quarters_before_and_after(law, ministry_officer):
    for name in ("Tiền Giang", "Đồng Tháp"):
        for number in (1, 2):
            approved(ministry_officer, name, "quarter", 2025, number, kq_09=number)
    approved(ministry_officer, "Đồng Tháp", "quarter", 2025, 3, kq_09=10)
    row = progress(ministry_officer)[0]["1881-mo-hinh"]
    assert years(row) == {2025: (16, 1, 9)}
    approved(ministry_officer, "Đồng Tháp", "year", 2025, kq_09=30)
    assert years(progress(ministry_officer)[0]["1881-mo-hinh"]) == {2025: (30, 1, 12)}


def test_what_is_not_approved_or_is_of_a_month_or_of_another_form_does_not_count(law, ministry_officer):
    approved(ministry_officer, "Tây Ninh", "quarter", 2026, 1, kq_09=3, state="sent")
    approved(ministry_officer, "Tây Ninh", "month", 2026, 1, kq_09=3)
    approved(ministry_officer, "Tây Ninh", "quarter", 2026, 2, kq_09=3)
    approved(ministry_officer, "Tây Ninh", "quarter", 2026, 1, form="kinh-phi", kp_tong=3)
    rows, _ = progress(ministry_officer, "ctkc-2026-2030")
    assert years(rows["2646-mo-hinh"]) == {}
    assert years(rows["2646-kinh-phi"]) == {2026: (3, 1, 3)}


def test_a_line_that_an_approved_return_does_not_hold_is_unknown_and_not_nought(law, ministry_officer):
    approved(ministry_officer, "Tây Ninh", "quarter", 2026, 1, kq_01=30)
    rows, _ = progress(ministry_officer, "ctkc-2026-2030")
    assert (years(rows["2646-dao-tao"]), years(rows["2646-mo-hinh"])) == ({}, {})
    approved(ministry_officer, "Tây Ninh", "quarter", 2026, 2, kq_01=30, kq_02=4, kq_09=0)
    rows, _ = progress(ministry_officer, "ctkc-2026-2030")
    assert years(rows["2646-mo-hinh"]) == {}


def test_what_was_approved_stands_while_the_return_is_open_again(law, ministry_officer):
    def told():
        return years(progress(ministry_officer)[0]["1881-mo-hinh"])

    at = AT + timedelta(days=1)
    report = approved(ministry_officer, "Cà Mau", "year", 2024, kq_09=100)
    approved(ministry_officer, "Bạc Liêu", "year", 2024, kq_09=240)
    PeriodicReturn.objects.filter(pk=report.pk).update(state="reopened", revision=2)
    ReturnMark.objects.create(periodic_return=report, kind="reopened", revision=2, at=at)
    old = report.cells.get()
    again = ReturnCell.objects.create(
        periodic_return=report,
        indicator="kq-09",
        purse=old.purse,
        value=90,
        how="typed",
        reason="Sót",
        by=old.by,
        at=at,
        revision=2,
        replaces=old,
    )
    assert told() == {2024: (340, 1, 12)}
    PeriodicReturn.objects.filter(pk=report.pk).update(state="sent", sent_at=at)
    ReturnMark.objects.create(periodic_return=report, kind="sent", revision=2, at=again.at)
    assert told() == {2024: (340, 1, 12)}
    ReturnMark.objects.create(periodic_return=report, kind="approved", revision=2, at=at)
    assert told() == {2024: (330, 1, 12)}


def test_what_no_form_counts_has_no_years(law, ministry_officer):
    row = progress(ministry_officer)[0]["1881-o-nhiem"]
    assert (row.counted, row.years, row.done, row.line.unit) == (False, (), None, "cơ sở")


def test_a_department_sees_its_own_part_and_never_a_part_as_the_nation(
    law, ministry_officer, dong_thap_officer, tay_ninh_officer
):
    for name, value in (("Đồng Tháp", 5), ("Tiền Giang", 6), ("Tây Ninh", 7), ("Long An", 8)):
        approved(ministry_officer, name, "year", 2024, kq_09=value)
    own, other = place("Đồng Tháp"), place("Tây Ninh")
    told = [
        progress(actor, province=at.id)[0]["1881-mo-hinh"].done
        for actor in (dong_thap_officer, tay_ninh_officer)
        for at in (own, other)
    ]
    assert told == [11, None, None, 15]
    rows, beside = progress(dong_thap_officer, returns=False)
    assert {row.done for row in rows.values()} == {None}
    assert [each.code for each in beside] == ["1881-kq-kinh-phi"]


def test_what_was_published_stands_beside_its_target_and_the_rest_below(law, ministry_officer):
    rows, beside = progress(ministry_officer, "ctkc-2014-2020")
    assert [each.value for each in rows["1288-mo-hinh"].published] == [50, 261]
    assert {each.code for each in beside} == {
        *("1288-kq-2015-de-an", "1288-kq-2015-quan-ly", "1288-kq-2015-thuong-hieu"),
        *("1288-kq-2015-thanh-lap", "1288-kq-2015-trang-tin", "1288-kq-2015-ccn"),
    }


def test_a_target_by_province(law, ministry_officer):
    approved(ministry_officer, "Lâm Đồng", "year", 2024, kq_09=1)
    approved(ministry_officer, "Cà Mau", "year", 2024, kq_09=1)
    approved(ministry_officer, "Bạc Liêu", "year", 2024, kq_09=2)
    found = target_named("1881-mo-hinh", TODAY)
    assert found is not None
    whole, rows = provinces_of(found, actor=ministry_officer, on=TODAY)
    assert (len(rows), {row.place.name: row.done for row in rows if row.done is not None}) == (
        34,
        {"Cà Mau": 3},
    )
    assert (whole.done, target_named("1881-o-nhiem", TODAY), target_named("khong-co", TODAY)) == (3, None, None)


def test_a_province_alone_is_behind_only_where_nothing_of_its_years_is_missing(law, ministry_officer):
    own = place("Tây Ninh").id
    for name in ("Tây Ninh", "Long An"):
        for year in (2021, 2022):
            approved(ministry_officer, name, "year", year, kq_09=34)
    row = progress(ministry_officer, province=own)[0]["1881-mo-hinh"]
    assert (row.done, row.share, row.verdict) == (136, Fraction(2, 5), "in_time")
    approved(ministry_officer, "Tây Ninh", "quarter", 2025, 1, kq_09=0)
    approved(ministry_officer, "Long An", "quarter", 2025, 1, kq_09=0)
    row = progress(ministry_officer, province=own)[0]["1881-mo-hinh"]
    assert (row.done, row.verdict) == (136, "partial")
    for name in ("Tây Ninh", "Long An"):
        for year in (2023, 2024):
            approved(ministry_officer, name, "year", year, kq_09=0)
    assert progress(ministry_officer, province=own)[0]["1881-mo-hinh"].verdict == "behind"


def test_a_local_programme_is_of_its_province_alone(law, ministry_officer):
    approved(ministry_officer, "Đắk Lắk", "quarter", 2026, 1, kq_10=4)
    approved(ministry_officer, "Tây Ninh", "quarter", 2026, 1, kq_10=9)
    found = target_named("dak-lak-may-moc", TODAY)
    assert found is not None
    whole, rows = provinces_of(found, actor=ministry_officer, on=TODAY)
    assert (whole.done, [row.place.name for row in rows]) == (4, ["Đắk Lắk"])


def test_the_questions_cost_the_same_however_many_returns(law, ministry_officer, django_assert_num_queries):
    approved(ministry_officer, "Tây Ninh", "year", 2024, kq_09=3)
    subject, found = programme("ctkc-2021-2025"), target_named("1881-mo-hinh", TODAY)
    for _ in range(2):
        with django_assert_num_queries(8):
            progress_of(subject, actor=ministry_officer, on=TODAY)
        with django_assert_num_queries(7):
            provinces_of(found, actor=ministry_officer, on=TODAY)
        for name in ("Long An", "Cà Mau", "Bạc Liêu"):
            for year in (2022, 2023) if _ == 0 else ():
                approved(ministry_officer, name, "year", year, kq_09=1, kq_01=2)


def test_a_line_that_is_retired_or_told_in_other_digits_keeps_its_years(law, ministry_officer):
    approved(ministry_officer, "Cà Mau", "year", 2024, kq_09=100)
    approved(ministry_officer, "Bạc Liêu", "year", 2024, kq_09=240)
    before = progress(ministry_officer)[0]["1881-mo-hinh"]
    Indicator.objects.filter(code="kq-09").update(until=date(2026, 1, 1))
    after = progress(ministry_officer)[0]["1881-mo-hinh"]
    assert years(after) == years(before) == {2024: (340, 1, 12)}
    assert (after.done, after.verdict, after.counted) == (340, before.verdict, True)
    # From 2025 on with a digit after the comma: what was typed before is told in the same digits.
    row = Indicator.objects.get(code="kq-09")
    Indicator.objects.filter(pk=row.pk).update(until=date(2025, 1, 1))
    row.pk, row.since, row.until, row.decimals = None, date(2025, 1, 1), None, 1
    row.save(force_insert=True)
    approved(ministry_officer, "Tây Ninh", "year", 2025, kq_09=25)
    told = progress(ministry_officer)[0]["1881-mo-hinh"]
    assert years(told) == {2024: (3400, 1, 12), 2025: (25, 1, 12)}
    assert told.line.show(told.done) == "342,5"
    # In another unit what was typed before is not that any more.
    Indicator.objects.filter(pk=row.pk).update(unit="hộ")
    assert years(progress(ministry_officer)[0]["1881-mo-hinh"]) == {2025: (25, 1, 12)}
