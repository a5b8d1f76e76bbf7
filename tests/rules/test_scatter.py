"""How scattered a list is: each measure by hand, and that splitting never makes a list look better."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.scatter import (
    Item,
    Part,
    Scale,
    Tie,
    compare,
    concentration,
    linked,
    measure,
    typical_size,
)

M = 1_000_000
SCALE = Scale(small=50 * M, large=400 * M, weights=dict.fromkeys(Part, 1))


def item(key, support, **about):
    return Item(key=key, support=support * M, owner=about.pop("owner", key), **about)


def tied(owner, *keys):
    return frozenset(Tie(owner, key) for key in keys)


RICE = item("1", 300, product="gạo", place="A", ties=tied("1", "lúa gạo"), declared=True)
HUSK = item("2", 60, product="gạo", place="B", ties=tied("2", "lúa gạo"), declared=True)
CAKE = item("3", 40, product="bánh", place="C")


def test_each_measure_as_reckoned_by_hand():
    found = measure([RICE, HUSK, CAKE], SCALE)
    assert (found.count, found.total, found.median, found.typical, found.small_count) == (
        3,
        400 * M,
        60 * M,
        300 * M,
        1,
    )
    assert {each.part: each.share for each in found.parts} == {
        Part.SMALL: Fraction(1, 10),
        Part.SIZE: Fraction(1, 4),
        Part.PRODUCT: 1 - (Fraction(9, 10) ** 2 + Fraction(1, 10) ** 2),
        Part.PLACE: 1 - Fraction(300**2 + 60**2 + 40**2, 400**2),
        Part.PRIORITY: Fraction(1, 10),
        Part.LINKS: Fraction(1, 10),
    }
    assert found.words == "18,9"


def test_every_measure_says_how_it_came_about():
    told = [each.words for each in measure([RICE, HUSK, CAKE], SCALE).parts]
    assert told == [
        "1 trong 3 đề án dưới 50.000.000 đồng, giữ 10,0 % kinh phí.",
        "Đồng kinh phí ở giữa nằm trong đề án 300.000.000 đồng; mức tham chiếu 400.000.000 đồng.",
        "2 sản phẩm, ngành nghề; kinh phí tập trung như chia đều cho 1,2 (chỉ số Herfindahl 0,82).",
        "3 địa bàn; kinh phí tập trung như chia đều cho 1,7 (chỉ số Herfindahl 0,60).",
        "1 đề án ngoài ngành nghề, sản phẩm ưu tiên đã đăng ký, 10,0 % kinh phí.",
        "10,0 % kinh phí; 2 đề án cùng chuỗi hay cùng cụm với cơ sở khác trong danh sách, hoặc làm cho sản "
        "phẩm ưu tiên đã đăng ký, giữ 90,0 %.",
    ]


def test_what_the_ends_mean_is_said_and_a_list_of_one_claims_nothing():
    assert measure([RICE, HUSK], SCALE).meaning.startswith("0 là kinh phí gom vào ít đề án lớn")
    assert measure([CAKE], SCALE).meaning.startswith("Danh sách mới có một đề án nên chưa nói được")


def test_one_large_project_along_nothing_is_scattered_only_by_what_it_lacks():
    assert measure([item("1", 400, product="a", place="b", declared=True)], SCALE).index == Fraction(100, 6)
    assert measure([], SCALE).index == 0


def test_halves_of_one_owner_are_no_chain():
    mine = [item(key, 10, owner="x", ties=tied("x", "lúa")) for key in "12"]
    assert linked(mine) == []
    assert len(linked([*mine, item("3", 10, owner="y", ties=tied("y", "lúa"))])) == 3


def test_owners_of_one_project_are_a_chain_and_so_is_the_way_to_a_declared_product():
    group = item("1", 10, ties=tied("x", "lúa") | tied("y", "lúa"))
    assert linked([group]) == [group]
    toward = item("2", 10, toward=True)
    assert linked([toward, item("3", 10)]) == [toward]


def test_two_lists_are_compared_in_words_and_by_what_only_one_holds():
    told = compare([RICE, HUSK], [RICE, CAKE], SCALE)
    assert (told.only_first, told.only_second) == (("2",), ("3",))
    assert told.words == "Danh sách thứ nhất tập trung hơn: chỉ số phân tán 8,8, danh sách kia 31,7."
    assert [(each.label, each.better) for each in told.differences][:2] == [
        ("Chỉ số phân tán", 1),
        ("Phần kinh phí nằm trong đề án nhỏ", 1),
    ]
    assert {each.better for each in compare([RICE], [RICE], SCALE).differences} == {0}


TIES = st.frozensets(st.builds(Tie, st.sampled_from("pqrs"), st.sampled_from(["k", "l", "m"])), max_size=5)
NAMES = st.sampled_from(["", "x", "y", "z"])
ITEMS = st.lists(
    st.builds(
        Item,
        key=st.uuids().map(str),
        support=st.integers(1, 600),
        owner=st.sampled_from("pqr"),
        product=NAMES,
        place=NAMES,
        ties=TIES,
        toward=st.booleans(),
        declared=st.booleans(),
    ),
    min_size=1,
    max_size=7,
)
SCALES = st.builds(
    lambda small, large, weights: Scale(
        small=small, large=large, weights=dict(zip(Part, weights, strict=True))
    ),
    st.integers(1, 300),
    st.integers(1, 600),
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
)


@given(ITEMS, SCALES, st.data())
def test_splitting_a_project_in_two_never_betters_any_part_of_the_index(items, scale, data):
    whole = data.draw(st.sampled_from(items))
    size = data.draw(st.integers(0, whole.support))
    halves = [replace(whole, support=size), replace(whole, key="half", support=whole.support - size)]
    before = measure(items, scale)
    after = measure([*(each for each in items if each is not whole), *halves], scale)
    assert all(b.share >= a.share for a, b in zip(before.parts, after.parts, strict=True))
    assert after.index >= before.index
    assert after.typical <= before.typical


@given(ITEMS, SCALES, st.data())
def test_parting_who_benefits_from_a_group_never_betters_its_links(items, scale, data):
    """A group of several is split by its members: none of them gains a link by standing in a project alone."""
    whole = data.draw(st.sampled_from(items))
    members = sorted({tie.owner for tie in whole.ties})
    first = data.draw(st.frozensets(st.sampled_from(members)) if members else st.just(frozenset()))
    size = data.draw(st.integers(0, whole.support))
    mine = frozenset(tie for tie in whole.ties if tie.owner in first)
    halves = [
        replace(whole, support=size, ties=mine, toward=whole.toward and data.draw(st.booleans())),
        replace(whole, key="half", support=whole.support - size, ties=whole.ties - mine),
    ]
    before = measure(items, scale)
    after = measure([*(each for each in items if each is not whole), *halves], scale)
    assert all(b.share >= a.share for a, b in zip(before.parts, after.parts, strict=True))
    assert after.index >= before.index


@given(ITEMS, ITEMS, SCALES)
def test_lists_without_links_are_compared_as_if_links_were_never_asked(one, other, scale):
    bare = [[replace(each, ties=frozenset(), toward=False) for each in items] for items in (one, other)]
    unasked = replace(scale, weights=scale.weights | {Part.LINKS: 0})
    if not sum(unasked.weights.values()):
        return
    asked = [measure(items, scale).index for items in bare]
    before = [measure(items, unasked).index for items in bare]
    assert (asked[0] < asked[1], asked[0] == asked[1]) == (before[0] < before[1], before[0] == before[1])


@given(ITEMS, SCALES)
def test_the_index_lies_between_0_and_100_and_forgets_the_order(items, scale):
    found = measure(items, scale)
    assert 0 <= found.index <= 100
    assert measure(items[::-1], scale) == found


@given(ITEMS, st.integers(2, 9))
def test_only_proportions_count(items, factor):
    scale = Scale(small=100, large=300, weights=dict.fromkeys(Part, 1))
    grown = Scale(small=100 * factor, large=300 * factor, weights=scale.weights)
    larger = [replace(each, support=each.support * factor) for each in items]
    assert measure(larger, grown).index == measure(items, scale).index
    assert typical_size(larger) == typical_size(items) * factor


@pytest.mark.parametrize(
    ("sizes", "gathered"), [([5], 1), ([5, 5], Fraction(1, 2)), ([1, 1, 1, 1], Fraction(1, 4))]
)
def test_concentration_of_equal_shares_is_one_over_their_number(sizes, gathered):
    rows = [item(str(place), size, product=str(place)) for place, size in enumerate(sizes, start=1)]
    assert concentration(rows, lambda each: each.product) == gathered
