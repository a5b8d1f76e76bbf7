"""Lines beside postings: each at most once, equal to the đồng, whatever the order, never guessed."""

import random
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.treasury.causes import Around, Cause, hint_for_entry, hint_for_line
from khuyencong.rules.treasury.groups import LARGEST, sets_of
from khuyencong.rules.treasury.matching import Sureness, dominant, edges_of, match
from khuyencong.rules.treasury.model import Item

M = 1_000_000
MAY = date(2027, 5, 10)


def item(key, amount, day=0, number="", told=""):
    return Item(key=key, on=MAY + timedelta(days=day), amount=amount, number=number, told=told)


def pairs(found):
    return [(each.lines, each.entries, each.sureness) for each in found.proposals]


ITEMS = st.lists(
    st.builds(
        item,
        st.just(0),
        st.sampled_from([100, 200, 300, 500, -100]),
        st.integers(0, 25),
        st.sampled_from(["", "", "101", "102"]),
        st.sampled_from(["", "Bình Minh", "Tháp Mười sấy"]),
    ),
    max_size=7,
).map(
    lambda found: [
        Item(key=n, on=e.on, amount=e.amount, number=e.number, told=e.told) for n, e in enumerate(found)
    ]
)


@given(ITEMS, ITEMS)
def test_each_is_used_once_sums_are_equal_and_nothing_is_lost(lines, entries):
    found = match(lines, entries)
    amount_of_line = {each.key: each.amount for each in lines}
    amount_of_entry = {each.key: each.amount for each in entries}
    used_lines = [key for each in found.proposals for key in each.lines]
    used_entries = [key for each in found.proposals for key in each.entries]
    assert len(used_lines) == len(set(used_lines))
    assert len(used_entries) == len(set(used_entries))
    options = [each for choice in found.choices for each in choice.options]
    for each in (*found.proposals, *options):
        assert sum(amount_of_line[key] for key in each.lines) == sum(
            amount_of_entry[key] for key in each.entries
        )
    asked_lines = {key for each in options for key in each.lines}
    asked_entries = {key for each in options for key in each.entries}
    assert not asked_lines & set(used_lines)
    assert not asked_entries & set(used_entries)
    if not any(choice.more for choice in found.choices):
        assert sorted({*used_lines, *asked_lines, *found.lines}) == [each.key for each in lines]
        assert sorted({*used_entries, *asked_entries, *found.entries}) == [each.key for each in entries]


@given(ITEMS, ITEMS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(lines, entries, dice):
    mixed_lines, mixed_entries = list(lines), list(entries)
    dice.shuffle(mixed_lines)
    dice.shuffle(mixed_entries)
    assert match(mixed_lines, mixed_entries) == match(lines, entries)


def one_by_one(edges, dice):
    """The same said slowly: as long as any pair outranks all its rivals, take any such pair."""
    left, taken = list(edges), set()
    while True:
        free = [
            edge
            for edge in left
            if all(
                edge.rank > other.rank
                for other in left
                if other is not edge and (other.line.key == edge.line.key or other.entry.key == edge.entry.key)
            )
        ]
        if not free:
            return taken
        edge = dice.choice(free)
        taken.add((edge.line.key, edge.entry.key))
        left = [e for e in left if e.line.key != edge.line.key and e.entry.key != edge.entry.key]


@given(ITEMS, ITEMS, st.integers(0, 99))
def test_pairs_are_those_that_trying_one_after_another_finds(lines, entries, seed):
    edges = edges_of(lines, entries)
    settled, _ = dominant(edges)
    assert {(e.line.key, e.entry.key) for e in settled} == one_by_one(edges, random.Random(seed))


@given(st.lists(st.integers(1, 30), max_size=9), st.integers(1, 90))
def test_sets_are_those_that_trying_all_finds(amounts, wanted):
    falling = sorted(amounts, reverse=True)
    every = {
        places
        for size in range(2, LARGEST + 1)
        for places in combinations(range(len(falling)), size)
        if sum(falling[place] for place in places) == wanted
    }
    assert sorted(sets_of(falling, wanted)) == sorted(every)


def test_a_number_of_document_makes_certain_whatever_the_day_and_the_spelling():
    lines = [item(1, 5 * M, 30, told="TT theo UNC-017 dot 1"), item(2, 5 * M, 2, number="UNC 0018")]
    entries = [item(7, 5 * M, 0, number="UNC-017"), item(8, 5 * M, 1, number="UNC-0018")]
    found = match(lines, entries)
    assert pairs(found) == [((2,), (8,), Sureness.CERTAIN), ((1,), (7,), Sureness.CERTAIN)]
    assert found.choices == ()


def test_two_that_are_equal_are_asked_about_and_never_matched():
    lines = [item(1, 5 * M, told="Kinh phi khuyen cong")]
    entries = [item(7, 5 * M, told="Bình Minh"), item(8, 5 * M, told="Tháp Mười")]
    found = match(lines, entries)
    assert (pairs(found), found.lines, found.entries) == ([], (), ())
    assert [[each.entries for each in choice.options] for choice in found.choices] == [[(7,), (8,)]]


def test_words_tell_equal_amounts_apart_and_say_which():
    lines = [item(1, 5 * M, told="KP CO SO BINHMINH"), item(2, 5 * M, told="ho tro thap muoi")]
    entries = [item(7, 5 * M, told="Cơ sở Bình Minh"), item(8, 5 * M, told="Hợp tác xã Tháp Mười")]
    found = match([lines[1]], entries)
    assert pairs(found) == [((2,), (8,), Sureness.LIKELY)]
    assert found.proposals[0].reason == "đúng số tiền; nội dung nhắc “thap, muoi”; cùng ngày"
    assert pairs(match(lines, entries)) == [((1,), (7,), Sureness.LIKELY), ((2,), (8,), Sureness.LIKELY)]


def test_nearness_alone_is_only_a_possibility():
    lines = [item(1, 5 * M, 0), item(2, 5 * M, 7)]
    entries = [item(7, 5 * M, 0), item(8, 5 * M, 7)]
    found = match(lines, entries)
    assert pairs(found) == [((1,), (7,), Sureness.POSSIBLE), ((2,), (8,), Sureness.POSSIBLE)]


def test_one_transfer_for_several_and_several_for_one():
    found = match([item(1, 9 * M)], [item(7, 4 * M, 1), item(8, 3 * M), item(9, 2 * M, 2), item(10, 7 * M, 40)])
    assert pairs(found) == [((1,), (7, 8, 9), Sureness.POSSIBLE)]
    assert found.proposals[0].reason == "một lần chuyển cho 3 bút toán, cộng lại đúng đến đồng; cách 2 ngày"
    assert found.entries == (10,)
    back = match([item(1, -2 * M), item(2, -3 * M, 1)], [item(7, -5 * M)])
    assert pairs(back) == [((1, 2), (7,), Sureness.POSSIBLE)]


def test_two_sets_that_would_do_are_asked_about():
    found = match([item(1, 5 * M)], [item(7, 4 * M), item(8, 1 * M), item(9, 3 * M), item(10, 2 * M)])
    assert pairs(found) == []
    assert [[each.entries for each in choice.options] for choice in found.choices] == [[(7, 8), (9, 10)]]
    assert (found.lines, found.entries) == ((), ())


def test_money_back_is_never_matched_with_money_out():
    found = match([item(1, -5 * M)], [item(7, 5 * M)])
    assert (pairs(found), found.lines, found.entries) == ([], (1,), (7,))


def test_five_thousand_lines_are_matched_in_a_moment():
    lines = [item(n, 1000 + n % 700, n % 360, told=f"chi {n}") for n in range(5000)]
    entries = [item(n, 1000 + n * 3, n % 360, number=f"UNC-{n}") for n in range(400)]
    found = match(lines, entries)
    assert len({key for each in found.proposals for key in each.lines}) == sum(
        len(each.lines) for each in found.proposals
    )


def around(**more):
    kept = {"since": date(2027, 1, 1), "until": date(2027, 12, 31)} | more
    return Around(**kept)


def test_what_is_left_says_its_likeliest_cause():
    lines = [
        item(1, 5 * M, number="9"),
        item(2, 5 * M, 3, number="9"),
        item(3, 21 * M),
        item(4, 8 * M, number="77"),
    ]
    entries = [item(7, 12 * M, 1), item(8, 6 * M, 2, number="77"), item(9, 3 * M, 234)]
    beside = around(lines=lines, entries=entries, elsewhere=[(item(5, 40 * M), "KCĐP 2027")])
    found = {
        "doubled": hint_for_line(lines[0], beside),
        "digits": hint_for_line(lines[2], beside),
        "number": hint_for_line(lines[3], beside),
        "purse": hint_for_line(item(6, 40 * M, 4), beside),
        "fee": hint_for_line(item(6, -22_000, told="Thu phi QLTK thang 5"), beside),
        "own": hint_for_line(item(6, -7 * M, told="tra tien dien"), beside),
        "transit": hint_for_entry(entries[2], beside),
        "reverse": hint_for_line(item(6, -5 * M, 4, told="hoan tra do sai tai khoan"), beside),
    }
    assert {name: each.cause and each.cause.value for name, each in found.items()} == {
        name: name for name in found if name != "reverse"
    } | {"reverse": "doubled"}
    assert found["number"].told == "Cùng số chứng từ với bút toán ngày 12/05/2027, lệch 2.000.000 đồng."
    outside = hint_for_entry(item(1, 5, -200), beside)
    assert (outside.cause, "chưa có ngày này" in outside.told) == (None, True)
    assert hint_for_entry(item(1, 5), Around()).told == "Chưa nhập sao kê nào."
    assert hint_for_line(item(6, 123), beside).cause is None
    assert set(Cause) == {*(each.cause for each in found.values()), Cause.OTHER}


def test_what_may_still_be_one_payment_is_no_difference_yet():
    line, entry = item(1, 5 * M), item(7, 5 * M, 3)
    beside = around(lines=[line], entries=[entry], open_lines=[line], open_entries=[entry], until=MAY)
    told = [hint_for_line(line, beside), hint_for_entry(entry, beside)]
    assert [(each.cause, each.told.partition(":")[0]) for each in told] == [
        (None, "Bút toán ngày 13/05/2027 đúng số tiền này"),
        (None, "Dòng sao kê ngày 10/05/2027 đúng số tiền này"),
    ]
