"""Selection: the order of the law, the ceiling, the reserve, the reasons; equal to brute force."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.selection import (
    Candidate,
    Measure,
    OrderRow,
    Outcome,
    Rule,
    bundles,
    next_in_reserve,
    parts_of_one,
    ranking,
    select,
)

LAW = "Điều 6 khoản 3, Thông tư 46/2012/TT-BCT"
ORDER = [
    OrderRow(rule=rule, position=place, name=name, law=law, verified=True)
    for place, (rule, name, law) in enumerate(
        [
            (Rule.MODEL, "Đề án điểm trước", "Điều 7 khoản 1, Thông tư 36/2013/TT-BCT"),
            (Rule.AREA, "Địa bàn a đến d", LAW),
            (Rule.TRADE, "Ngành nghề", LAW),
            (Rule.CAPABILITY, "Năng lực tốt hơn", "Điều 7 khoản 2, Thông tư 36/2013/TT-BCT"),
            (Rule.VALUE, "Hiệu quả trên đồng vốn", ""),
        ],
        start=1,
    )
]
JOBS = Measure(code="jobs", name="Lao động", weight=Fraction(1))
M = 1_000_000


def project(key, support=100 * M, **about):
    return Candidate(key=key, title=f"Đề án {key}", support=support, **about)


def chosen(*projects, ceiling, **said):
    listed = select(projects, ceiling=ceiling, order=ORDER, measures=[JOBS], **said)
    return "".join(each.candidate.key for each in listed.chosen)


def in_order(*projects, order=ORDER):
    listed = select(projects, ceiling=0, order=order, measures=[JOBS])
    return "".join(each.candidate.key for each in listed.positions)


def test_the_order_is_model_area_trade_capability_then_value():
    assert (
        in_order(
            project("a", benefits={"jobs": 99}),
            project("b", capability=1, benefits={"jobs": 9}),
            project("c", capability=2),
            project("d", trade=2, capability=9),
            project("e", trade=1),
            project("f", area=4, trade=1),
            project("g", area=1),
            project("h", model=True),
        )
        == "hgfedcba"
    )


def test_the_order_is_the_rows_handed_in_not_the_programs_own():
    turned = [replace(row, position=-row.position) for row in ORDER if row.rule in (Rule.AREA, Rule.TRADE)]
    assert in_order(project("a", area=1), project("t", trade=1)) == "at"
    assert in_order(project("a", area=1), project("t", trade=1), order=turned) == "ta"


def test_one_that_does_not_fit_waits_and_the_next_is_looked_at():
    first, big, small = project("a", 60, area=1), project("b", 60, area=2), project("c", 40, area=3)
    listed = select([small, big, first], ceiling=100, order=ORDER)
    assert [(each.candidate.key, each.outcome, each.left) for each in listed.positions] == [
        ("a", Outcome.CHOSEN, 100),
        ("b", Outcome.RESERVE, 40),
        ("c", Outcome.CHOSEN, 40),
    ]
    assert (listed.spent, listed.left) == (100, 0)


def test_each_position_says_why_it_stands_here_and_what_became_of_it():
    first, second = project("a", 60, area=1, trade=1, capability=7850), project("b", 60, area=2)
    listed = select([first, second], ceiling=100, order=ORDER, measures=[JOBS])
    assert [each.reason for each in listed.positions] == [
        "Chọn: xin 60 đồng, khi còn 100 đồng. Không phải đề án điểm; địa bàn ưu tiên thứ 1; ngành nghề ưu tiên "
        "thứ 1; năng lực đơn vị thực hiện 78,50 điểm; hiệu quả 0,00 điểm trên 100 triệu đồng hỗ trợ.",
        "Dự phòng: xin 60 đồng, chỉ còn 40 đồng, thiếu 20 đồng; xét tiếp đề án sau. Không phải đề án điểm; địa "
        "bàn ưu tiên thứ 2; không thuộc ngành nghề ưu tiên; năng lực đơn vị thực hiện chưa đánh giá; hiệu quả "
        f"0,00 điểm trên 100 triệu đồng hỗ trợ. Đứng sau đề án trước do: Địa bàn a đến d ({LAW}).",
    ]


def test_cleaner_production_stands_outside_the_order_with_its_own_money():
    clean = [project("x", 50, outside_order=True, benefits={"jobs": n}, area=1) for n in (1,)]
    more = project("y", 50, outside_order=True, benefits={"jobs": 2})
    plain = project("p", 100)
    assert chosen(*clean, more, plain, ceiling=100) == "p"
    assert chosen(*clean, more, plain, ceiling=150, set_aside=50) == "py"


def test_freed_money_reaches_the_reserve_in_its_order():
    listed = select([project("a", 60), project("b", 50), project("c", 30)], ceiling=60, order=ORDER)
    told = [[each.candidate.key for each in next_in_reserve(listed, freed)] for freed in (0, 29, 30, 50, 80)]
    assert told == [[], [], ["c"], ["b"], ["b", "c"]]


def test_what_waits_lacks_the_money_of_its_own_part():
    clean = project("x", 400, outside_order=True)
    listed = select([project("a", 700), project("b", 400), clean], ceiling=1000, set_aside=300, order=ORDER)
    assert [each.candidate.key for each in listed.reserve] == ["b", "x"]
    assert listed.lacks == {"b": 400, "x": 100}
    assert [[each.candidate.key for each in next_in_reserve(listed, freed)] for freed in (399, 400)] == [
        [],
        ["b"],
    ]


def test_what_earlier_lists_took_stands_under_the_same_ceiling():
    before = [project("o", 60), project("p", 10, outside_order=True)]
    listed = select(
        [project("a", 40), project("b", 30), project("x", 20, outside_order=True)],
        ceiling=130,
        set_aside=20,
        order=ORDER,
        taken=before,
    )
    assert (listed.taken, listed.left, listed.lacks) == (70, 20, {"b": 20, "x": 10})
    assert [each.candidate.key for each in listed.chosen] == ["a"]


def test_parts_are_bundled_by_what_they_share_and_belonging_is_handed_on():
    claims = {
        "a": [("owner", "3")],
        "b": [("owner", "3"), ("other", "3")],
        "c": [("other", "3")],
        "d": [("owner", "4")],
        "e": [],
    }
    found = parts_of_one(claims)
    assert (found["a"] == found["b"] == found["c"] != "", found["d"], found["e"]) == (True, "", "")


@pytest.mark.parametrize("said", [{"ceiling": -1}, {"ceiling": 1, "set_aside": 2}])
def test_amounts_that_cannot_be_are_refused(said):
    with pytest.raises(ValueError, match="ceiling"):
        select([], order=ORDER, **said)


RANK = st.none() | st.integers(1, 4)
PROJECTS = st.lists(
    st.builds(
        Candidate,
        key=st.sampled_from("abcdefghijklmno"),
        title=st.just("t"),
        support=st.integers(1, 30),
        model=st.booleans(),
        area=RANK,
        trade=st.none() | st.integers(1, 2),
        capability=st.none() | st.integers(1, 2),
        benefits=st.fixed_dictionaries({"jobs": st.integers(0, 5)}),
        bundle=st.sampled_from(["", "", "p", "q"]),
        outside_order=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda each: each.key,
)


def by_brute_force(projects, ceiling, set_aside):
    """Every subset of whole bundles that fits; the one whose inclusions are lexicographically greatest."""
    ranked = sorted(bundles(projects), key=lambda each: ranking(each, ORDER, [JOBS]))
    best = ()
    for taken in product((False, True), repeat=len(ranked)):
        sums = dict.fromkeys((False, True), 0)
        for bundle, yes in zip(ranked, taken, strict=True):
            sums[bundle.outside_order] += bundle.support * yes
        if sums[False] <= ceiling - set_aside and sums[True] <= set_aside:
            best = max(best, taken)
    return {part.key for bundle, yes in zip(ranked, best, strict=True) if yes for part in bundle.parts}


@settings(max_examples=60)
@given(PROJECTS, st.integers(0, 120), st.integers(0, 60))
def test_the_result_equals_brute_force(projects, ceiling, set_aside):
    aside = min(set_aside, ceiling)
    listed = select(projects, ceiling=ceiling, order=ORDER, measures=[JOBS], set_aside=aside)
    assert {each.candidate.key for each in listed.chosen} == by_brute_force(projects, ceiling, aside)
    assert sorted(each.candidate.key for each in listed.positions) == sorted(each.key for each in projects)


def test_the_result_equals_brute_force_on_fifteen_projects():
    sizes = (31, 17, 23, 41, 11, 29, 37, 13, 19, 43, 47, 7, 5, 3, 2)
    projects = [
        project(key, size, area=place % 5 or None, trade=place % 3 or None, benefits={"jobs": place})
        for place, (key, size) in enumerate(zip("abcdefghijklmno", sizes, strict=True))
    ]
    for ceiling in (100, 163):
        assert set(chosen(*projects, ceiling=ceiling)) == by_brute_force(projects, ceiling, 0)


@given(PROJECTS, st.integers(0, 120))
def test_nobody_below_takes_what_somebody_above_could_have_used(projects, ceiling):
    alone = [replace(each, bundle="") for each in projects]
    listed = select(alone, ceiling=ceiling, order=ORDER, measures=[JOBS])
    for waiting in listed.reserve:
        taken = sum(
            each.candidate.support
            for each in listed.chosen
            if each.number < waiting.number and each.candidate.outside_order == waiting.candidate.outside_order
        )
        room = 0 if waiting.candidate.outside_order else ceiling
        assert waiting.candidate.support > room - taken


@given(PROJECTS, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_handed_in_does_not_matter(projects, random):
    mixed = random.sample(projects, len(projects))
    said = {"ceiling": 60, "order": ORDER, "measures": [JOBS], "set_aside": 20}
    assert select(mixed, **said) == select(projects, **said)


@given(PROJECTS.filter(bool), st.data(), st.integers(0, 120))
def test_splitting_a_project_in_two_never_improves_its_score_or_gets_it_money(projects, data, ceiling):
    whole = replace(data.draw(st.sampled_from(projects)), bundle="same owner and content")
    others = [each for each in projects if each.key != whole.key]
    size, jobs = data.draw(st.integers(0, whole.support)), data.draw(st.integers(0, whole.benefits["jobs"]))
    halves = [
        replace(
            whole,
            key=f"{whole.key}1",
            support=size,
            benefits={"jobs": jobs},
            area=data.draw(st.sampled_from([whole.area, None])),
        ),
        replace(
            whole,
            key=f"{whole.key}2",
            support=whole.support - size,
            benefits={"jobs": whole.benefits["jobs"] - jobs},
        ),
    ]
    [before] = bundles([whole])
    [after] = bundles(halves)
    assert after.value([JOBS]) == before.value([JOBS])
    same_place = ranking(before, ORDER, [JOBS])[:-1]
    assert ranking(after, ORDER, [JOBS])[:-1] >= same_place
    said = {"ceiling": ceiling, "order": ORDER, "measures": [JOBS]}
    got = {each.candidate.key for each in select([*others, *halves], **said).chosen}
    had = {each.candidate.key for each in select([*others, whole], **said).chosen}
    if halves[0].area == whole.area:
        assert bool(got & {each.key for each in halves}) == (whole.key in had)
        assert got - {each.key for each in halves} == had - {whole.key}
