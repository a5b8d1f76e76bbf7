"""Which norm binds, asked of the register; and that a project is judged again as it was judged."""

from datetime import date, timedelta

import pytest

from khuyencong.norms.actions import record_norm
from khuyencong.norms.models import Norm
from khuyencong.norms.queries import Judged, norm_for, norms_on, recompute
from khuyencong.places.models import Unit
from khuyencong.rules.money import dong
from khuyencong.rules.norms import LawUnclearError, Purse, check_support, highest_support

pytestmark = pytest.mark.django_db
M = 1_000_000
DAY = date(2025, 3, 1)


def province(code, since):
    return Unit.objects.get(code=code, since=since)


def machines(on=DAY, **asked):
    return norm_for("may-moc", Purse.NATIONAL, on, **asked)


@pytest.mark.parametrize(
    ("cost", "given", "most"),
    [(270 * M, 127 * M, 135 * M), (60 * M, 28 * M, 30 * M), (680 * M, 300 * M, 300 * M)],
)
def test_the_three_published_cases_pass_by_the_register(law, cost, given, most):
    assert check_support(machines(), given, cost) == ()
    [refused] = check_support(machines(), most + 1, cost)
    assert refused.message.startswith(
        f"Đề nghị {dong(most + 1)}, cao hơn mức cho phép {dong(most)} theo Điều 8 khoản 4, 28/2018/TT-BTC."
    )


def test_the_norm_of_a_day_is_one_select(law, django_assert_num_queries):
    with django_assert_num_queries(1):
        machines()


def test_the_day_before_the_change_of_2018_binds_the_old_cap(law):
    amounts = [highest_support(machines(day), 680 * M).amount for day in (date(2018, 5, 10), date(2018, 5, 11))]
    assert amounts == [200 * M, 300 * M]


def test_a_province_merged_since_has_no_norm_of_its_own_yet_and_that_is_said(law):
    old, new = province("87", date(2008, 8, 1)), province("82", date(2025, 7, 1))
    assert norm_for("may-moc", Purse.LOCAL, DAY, old).cap == 300 * M
    with pytest.raises(LawUnclearError) as unclear:
        norm_for("may-moc", Purse.LOCAL, date(2025, 8, 1), new)
    assert "chưa có định mức khuyến công địa phương nào" in str(unclear.value)
    assert (
        "Tỉnh Đồng Tháp (đến trước 01/07/2025) có mức tối đa 50 % chi phí, không quá 300.000.000 đồng/cơ sở"
        in str(unclear.value)
    )
    assert "còn áp dụng ở đơn vị hành chính mới hay không chưa rõ" in str(unclear.value)


def test_a_province_that_is_no_more_has_no_norm_in_force_on_its_own_page_either(law):
    old, day = province("87", date(2008, 8, 1)), date(2026, 11, 23)
    with pytest.raises(LawUnclearError) as unclear:
        norm_for("may-moc", Purse.LOCAL, day, old)
    assert "Tỉnh Đồng Tháp (đến trước 01/07/2025) có mức" in str(unclear.value)
    assert list(norms_on(day, purse="KCDP", province=old)) == []
    assert norms_on(DAY, purse="KCDP", province=old).exists()
    gone = {each.province for each in norms_on(day) if each.province is not None and each.province.until}
    assert gone == set()


def test_a_level_nobody_has_read_allows_no_figure(law):
    assert highest_support(norm_for("o-nhiem-ccn", Purse.NATIONAL, DAY), 10 * M).amount is None


def test_a_project_judged_yesterday_is_judged_alike_after_a_norm_changes(law, now):
    norm = machines()
    allowed = highest_support(norm, 680 * M)
    kept = Judged(norm=norm.key, on=DAY, cost=680 * M, priority=False, count=1, allowed=allowed.amount)
    stood = Norm.objects.on(DAY).get(code="kcqg-may-moc")
    record_norm(at=now + timedelta(days=1), instead_of=stood, cap=100 * M)
    assert highest_support(machines(), 680 * M).amount == 100 * M
    again = recompute(kept)
    assert (again.norm.key, again.amount, again.steps) == (norm.key, allowed.amount, allowed.steps)
    assert highest_support(machines(known_at=now), 680 * M).amount == 300 * M
    assert kept.allowed == 300 * M


def test_the_list_of_a_day_is_one_select_and_shows_unread_rows_first(law, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = [(each.verified, each.item.name, each.province_key) for each in norms_on(DAY)]
    assert [verified for verified, *_ in rows] == sorted(verified for verified, *_ in rows)
    assert {verified for verified, *_ in rows} == {False, True}


def test_the_list_is_narrowed_by_content_purse_and_province(law):
    old = province("87", date(2008, 8, 1))
    found = norms_on(DAY, purse="KCDP", province=old, content="3")
    assert [each.item.code for each in found] == [
        "mo-hinh-moi",
        "mo-hinh-hieu-qua",
        "may-moc",
        "day-chuyen",
        "sxsh-thi-diem",
    ]
