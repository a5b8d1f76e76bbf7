"""The ceiling of advances: 30, 70 and 100 %, the work before it, the cap on all; to the đồng."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.advances import (
    Part,
    Standing,
    Tier,
    ceiling_of,
    check_claim,
    check_rate,
    check_volume,
    laws_of,
    not_open,
    papers_of,
)
from khuyencong.rules.findings import Severity


def tier(percent, done=None, code="a"):
    return Tier(
        code=code, percent=percent, done=done, papers=("Hợp đồng", code), law=f"Điều {code}", verified=True
    )


CLUSTER, TRAINING, MACHINES, FOUNDING = tier(30, 50), tier(70), tier(70, 70, "b"), tier(100, code="c")
CAP = tier(70, code="8")


def standing(*parts, support=100_000_000, advanced=0, done=0, cap=None):
    rows = [Part(name=f"khoản {amount}", amount=amount, tier=each) for amount, each in parts]
    return Standing(support=support, advanced=advanced, done=done, parts=rows, cap=cap)


@pytest.mark.parametrize(
    ("one", "done", "cap", "most"),
    [
        (CLUSTER, 50, None, 0),
        (CLUSTER, 51, None, 30_000_000),
        (TRAINING, 0, None, 70_000_000),
        (MACHINES, 70, None, 0),
        (MACHINES, 71, None, 70_000_000),
        (FOUNDING, 0, None, 100_000_000),
        (FOUNDING, 0, CAP, 70_000_000),
        (CLUSTER, 100, CAP, 30_000_000),
        (None, 100, None, 0),
    ],
)
def test_each_tier_opens_with_its_work_and_under_the_cap(one, done, cap, most):
    assert ceiling_of(standing((100_000_000, one), done=done, cap=cap)) == most


def test_parts_weigh_as_in_the_estimate_and_a_smaller_contract_advances_less():
    both = ((60_000_000, TRAINING), (40_000_000, CLUSTER))
    assert ceiling_of(standing(*both, done=60)) == 42_000_000 + 12_000_000
    assert ceiling_of(standing(*both, done=60, support=50_000_000)) == 27_000_000
    assert ceiling_of(standing(*both, done=10)) == 42_000_000


def test_one_dong_above_is_refused_and_what_was_advanced_counts():
    row = standing((100_000_000, TRAINING), advanced=30_000_000)
    assert list(check_claim(40_000_000, row)) == []
    (finding,) = check_claim(40_000_001, row)
    assert (finding.code, finding.fix) == ("above_ceiling", "Ghi không quá 40.000.000 đồng.")
    assert "vượt 1 đồng: trần tạm ứng lúc này là 70.000.000 đồng, đã tạm ứng 30.000.000 đồng" in finding.message
    assert [each.code for each in check_claim(0, row)] == ["not_positive"]


def test_parts_that_open_later_or_have_no_tier_are_told_and_never_stop():
    row = standing((50_000_000, MACHINES), (50_000_000, None), support=100_000_000, done=70)
    told = list(check_claim(1, row))
    assert [(each.code, each.severity) for each in told] == [
        ("above_ceiling", Severity.ERROR),
        ("too_early", Severity.WARNING),
        ("no_tier", Severity.WARNING),
    ]


def test_laws_and_papers_are_named_once_and_the_unverified_said():
    read = replace(MACHINES, verified=False)
    row = standing((1, TRAINING), (1, TRAINING), (1, read), done=80, cap=CAP)
    assert laws_of(row) == "70 % Điều a; 70 % Điều b (cần xác minh); 70 % Điều 8"
    assert papers_of(row) == [("Hợp đồng", "Điều a"), ("a", "Điều a"), ("b", "Điều b (cần xác minh)")]
    [early] = check_claim(1, standing((9, TRAINING), (1, read), support=10, done=70))
    assert (early.code, "(Điều b (cần xác minh))" in early.message) == ("too_early", True)


@pytest.mark.parametrize(
    ("done", "seen", "told"),
    [
        (75, 75, []),
        (0, None, []),
        (75, 40, ["Đề nghị ghi khối lượng 75 %, báo cáo tiến độ Sở đã xem gần nhất ghi 40 %."]),
        (40, 75, ["Đề nghị ghi khối lượng 40 %, báo cáo tiến độ Sở đã xem gần nhất ghi 75 %."]),
        (75, None, ["Đề nghị ghi khối lượng 75 %, mà Sở chưa xem báo cáo tiến độ nào của đề án."]),
    ],
)
def test_work_that_differs_from_the_last_report_is_told_and_never_stops(done, seen, told):
    found = list(check_volume(done, seen))
    assert [(each.message, each.severity) for each in found] == [(each, Severity.WARNING) for each in told]


amounts = st.integers(min_value=1, max_value=10**12)
tiers = st.sampled_from([None, CLUSTER, TRAINING, MACHINES, FOUNDING])


@given(st.lists(st.tuples(amounts, tiers), max_size=5), amounts, st.integers(0, 100))
def test_never_above_the_contract_never_below_zero_and_more_work_never_lowers_it(parts, support, done):
    row = standing(*parts, support=support, done=done)
    most = ceiling_of(row)
    assert 0 <= most <= support
    assert ceiling_of(replace(row, done=100)) >= most
    assert ceiling_of(replace(row, cap=CAP)) <= min(most, support * 70 // 100)
    if most:
        assert not [each for each in check_claim(most, row) if each.severity is Severity.ERROR]
    assert next(check_claim(most + 1, row)).code == "above_ceiling"


@pytest.mark.parametrize(
    ("done", "cap", "most"), [(0, None, 0), (40, None, 120), (100, None, 300), (80, CAP, 210)]
)
def test_in_later_years_money_follows_the_work_under_the_cap(done, cap, most):
    """Điều 15 khoản 2 điểm b: whatever the tiers of the first year say."""
    later, parts = tier(100, code="nam-sau"), [Part(name="máy", amount=300, tier=MACHINES)]
    one = Standing(support=300, advanced=0, done=done, parts=parts, cap=cap, later=later)
    assert (ceiling_of(one), list(not_open(one)), papers_of(one)) == (
        most,
        [],
        [(each, later.law) for each in later.papers],
    )


DECIDED = Tier(code="rieng", percent=50, done=None, papers=("Báo cáo tiến độ",), law="Điều 16", verified=True)
TIERS = st.sampled_from([None, CLUSTER, TRAINING, MACHINES, FOUNDING])
PARTS = st.lists(st.tuples(st.integers(1, 10**12), TIERS), min_size=1, max_size=4)


def test_a_decided_rate_takes_the_place_of_the_tiers_their_papers_and_their_warnings():
    plain = standing((60, MACHINES), (40, None), support=100_000_001, done=0)
    decided = replace(plain, decided=DECIDED)
    assert [ceiling_of(plain), ceiling_of(decided)] == [0, 50_000_000]
    assert papers_of(decided) == [("Báo cáo tiến độ", "Điều 16")]
    assert [laws_of(decided), laws_of(replace(decided, cap=CAP))] == [
        "50 % Điều 16",
        "50 % Điều 16; 70 % Điều 8",
    ]
    assert ([each.code for each in not_open(plain)], list(not_open(decided))) == (["too_early", "no_tier"], [])


def test_a_decided_rate_holds_in_a_later_year_too():
    later = replace(standing((100, MACHINES), support=1000, done=20), later=tier(70))
    assert [ceiling_of(later), ceiling_of(replace(later, decided=DECIDED))] == [200, 500]


@given(
    parts=PARTS,
    support=st.integers(0, 10**13),
    done=st.integers(0, 100),
    percent=st.integers(1, 100),
    cap=st.one_of(st.none(), st.integers(1, 100)),
)
def test_no_decided_rate_gets_above_the_cap_or_the_contract(parts, support, done, percent, cap):
    row = replace(DECIDED, percent=percent)
    judged = replace(
        standing(*parts, support=support, done=done, cap=tier(cap) if cap is not None else None), decided=row
    )
    most = ceiling_of(judged)
    assert most == min(support * percent // 100, support * (cap if cap is not None else 100) // 100)
    allowed = list(check_rate(percent, row.papers, judged.cap)) == []
    assert allowed == (cap is None or percent <= cap)


@pytest.mark.parametrize(
    ("percent", "papers", "cap", "codes"),
    [
        (1, ("Hợp đồng",), None, []),
        (100, ("Hợp đồng",), None, []),
        (70, ("Hợp đồng",), CAP, []),
        (71, ("Hợp đồng",), CAP, ["above_cap"]),
        (0, ("Hợp đồng",), CAP, ["not_a_rate"]),
        (101, ("Hợp đồng",), None, ["not_a_rate"]),
        (50, (), None, ["no_papers"]),
    ],
)
def test_what_may_be_decided_is_a_share_with_papers_within_the_rules_of_finance(percent, papers, cap, codes):
    assert [each.code for each in check_rate(percent, papers, cap)] == codes
