"""Amounts on other borders: the total never changes."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.rules.rebasing import (
    ESTIMATED,
    Became,
    Lineage,
    LineageError,
    OutsideTargetError,
    apportion,
    rebase,
    rebase_rate,
)

LINKS = [
    Became(ancestor="Đồng Nai 2008", descendant="Đồng Nai 2025", weight=159),
    Became(ancestor="Bình Phước", descendant="Đồng Nai 2025", weight=111),
    Became(ancestor="Tiền Giang", descendant="Đồng Tháp 2025", weight=164),
    Became(ancestor="Đồng Tháp 2008", descendant="Đồng Tháp 2025", weight=139),
    Became(ancestor="Đồng Nai 2025", descendant="Đồng Nai 2030", weight=1),
]
LINEAGE = Lineage(LINKS)
THEN = frozenset({"Hà Nội", "Đồng Nai 2008", "Bình Phước", "Tiền Giang", "Đồng Tháp 2008"})
NOW = frozenset({"Hà Nội", "Đồng Nai 2030", "Đồng Tháp 2025"})
MONEY = st.integers(-(10**13), 10**13)
FIGURES_THEN = st.dictionaries(st.sampled_from(sorted(THEN)), MONEY)
FIGURES_NOW = st.dictionaries(st.sampled_from(sorted(NOW)), MONEY)
FIGURES = st.dictionaries(st.sampled_from(sorted(THEN | NOW)), MONEY)


def test_forward_the_amounts_of_the_parts_are_added_exactly():
    rebased = rebase({"Đồng Nai 2008": 300, "Bình Phước": 21, "Hà Nội": 5}, LINEAGE, NOW)
    assert (dict(rebased.amounts), rebased.is_estimated, rebased.reason) == (
        {"Đồng Nai 2030": 321, "Hà Nội": 5},
        False,
        "",
    )


def test_backward_an_amount_is_apportioned_by_weight_and_marked_as_an_estimate():
    rebased = rebase({"Đồng Tháp 2025": 100, "Hà Nội": 5}, LINEAGE, THEN)
    assert dict(rebased.amounts) == {"Tiền Giang": 54, "Đồng Tháp 2008": 46, "Hà Nội": 5}
    assert rebased.estimated == frozenset({"Tiền Giang", "Đồng Tháp 2008"})
    assert rebased.reason == ESTIMATED


def test_a_place_with_one_ancestor_goes_back_whole_and_is_no_estimate():
    lineage = Lineage([Became(ancestor="Thừa Thiên Huế", descendant="Huế", weight=1)])
    rebased = rebase({"Huế": 7}, lineage, {"Thừa Thiên Huế"})
    assert (dict(rebased.amounts), rebased.is_estimated) == ({"Thừa Thiên Huế": 7}, False)


@given(FIGURES, st.sampled_from([THEN, NOW]))
@settings(max_examples=80)
def test_the_total_never_changes(amounts, target):
    rebased = rebase(amounts, LINEAGE, target)
    assert sum(rebased.amounts.values()) == sum(amounts.values())
    assert set(rebased.amounts) - target == set()


@given(st.data(), FIGURES, st.sampled_from([THEN, NOW]))
@settings(max_examples=60)
def test_neither_the_order_of_amounts_nor_of_links_matters(data, amounts, target):
    shuffled = dict(data.draw(st.permutations(list(amounts.items()))))
    links = data.draw(st.permutations(LINKS))
    assert rebase(shuffled, Lineage(links), target) == rebase(amounts, LINEAGE, target)


@given(FIGURES_NOW)
@settings(max_examples=60)
def test_splitting_and_then_merging_returns_the_original(amounts):
    split = rebase(amounts, LINEAGE, THEN)
    assert dict(rebase(split.amounts, LINEAGE, NOW).amounts) == amounts


@given(FIGURES_THEN)
@settings(max_examples=40)
def test_amounts_already_on_the_target_borders_stay_as_they_are(amounts):
    rebased = rebase(amounts, LINEAGE, THEN)
    assert (dict(rebased.amounts), rebased.estimated) == (amounts, frozenset())


@given(st.integers(-(10**12), 10**12), st.dictionaries(st.integers(1, 99), st.integers(1, 400), min_size=1))
@settings(max_examples=80)
def test_each_share_is_within_one_dong_of_its_exact_part(amount, weights):
    shares, whole = apportion(amount, weights), sum(weights.values())
    assert sum(shares.values()) == amount
    off = [
        place for place, share in shares.items() if abs(share - Fraction(amount * weights[place], whole)) >= 1
    ]
    assert off == []


@pytest.mark.parametrize("given", [{2: 1, 10: 1}, {10: 1, 2: 1}])
def test_a_dong_that_cannot_be_divided_goes_to_the_same_place_whatever_the_order(given):
    assert apportion(1, given) == {2: 1, 10: 0}


def test_an_amount_is_refused_rather_than_lost_where_the_target_does_not_cover_it():
    with pytest.raises(OutsideTargetError):
        rebase({"Đồng Tháp 2025": 100}, LINEAGE, {"Tiền Giang", "Hà Nội"})


@pytest.mark.parametrize(
    "links",
    [
        [Became(ancestor="a", descendant="b", weight=1), Became(ancestor="a", descendant="c", weight=1)],
        [Became(ancestor="a", descendant="b", weight=1), Became(ancestor="b", descendant="a", weight=1)],
        [Became(ancestor="a", descendant="b", weight=0)],
    ],
    ids=["two successors", "a loop", "no weight"],
)
def test_a_lineage_that_is_none_is_refused(links):
    with pytest.raises(LineageError):
        Lineage(links)


def test_nothing_is_apportioned_over_nobody():
    with pytest.raises(LineageError):
        apportion(5, {})


def test_a_rate_is_shown_where_its_place_stands_alone_and_never_added_or_shared_out():
    lineage = Lineage(
        [
            Became(ancestor="Tiền Giang", descendant="Đồng Tháp mới", weight=1),
            Became(ancestor="Đồng Tháp", descendant="Đồng Tháp mới", weight=1),
            Became(ancestor="Thừa Thiên Huế", descendant="Huế", weight=1),
        ]
    )
    then, now = {"Tiền Giang", "Đồng Tháp", "Thừa Thiên Huế", "Hà Nội"}, {"Đồng Tháp mới", "Huế", "Hà Nội"}
    rates = {"Tiền Giang": 50, "Đồng Tháp": 60, "Thừa Thiên Huế": 70, "Hà Nội": 80}
    assert dict(rebase_rate(rates, lineage, then)) == rates
    assert dict(rebase_rate(rates, lineage, now)) == {"Huế": 70, "Hà Nội": 80}
    # One alone of the two is no rate of both either, and a rate of both none of one.
    assert dict(rebase_rate({"Tiền Giang": 50}, lineage, now)) == {}
    assert dict(rebase_rate({"Đồng Tháp mới": 55, "Huế": 70}, lineage, then)) == {"Thừa Thiên Huế": 70}
