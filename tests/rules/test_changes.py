"""Who decides what changes in a project: the whole matrix, and that nobody lower may decide a higher matter."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import khuyencong
from khuyencong.rules.change_terms import Cost, Course, Holder, Terms, differences, terms_from
from khuyencong.rules.changes import (
    LADDERS,
    Change,
    Level,
    Power,
    Substitute,
    changes_between,
    check_change,
    check_signer,
    ruling_on,
    suffices,
)

DATA = Path(khuyencong.__file__).parent / "norms" / "data" / "change_rules.csv"
TODAY = date(2026, 11, 23)
M = 1_000_000
MACHINE = Cost(
    key=1,
    name="Máy sấy",
    item="may-moc",
    unit="máy",
    quantity=Decimal(1),
    unit_price=680 * M,
    year=2027,
    support=300 * M,
)
TRAINING = Cost(
    key=2,
    name="Hội thảo",
    item="hoi-thao",
    unit="lần",
    quantity=Decimal(1),
    unit_price=90 * M,
    year=2027,
    support=50 * M,
)
OWNER = Holder(key=1, establishment=10, site=20, name="Hợp tác xã Sao Mai", place="xã Phú Lợi")
TERMS = Terms(
    title="Hỗ trợ máy sấy",
    last_year=2027,
    ends_on=date(2027, 11, 30),
    partner="",
    holders=(OWNER,),
    costs=(MACHINE,),
)
CUC, MINISTER, SO, CHAIRMAN = Level.MINISTRY, Level.MINISTER, Level.DEPARTMENT, Level.CHAIRMAN


@cache
def powers(on=TODAY):
    """The shipped rows of a day."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return [
            Power(
                change=Change(row["change"]),
                purse=row["purse"],
                kind=row["kind"],
                level=Level(row["authority"]),
                who=row["decided_by"],
                law=f"{row['clause']}, {row['document']}",
                confirmed=row["confirmed"] == "true",
                papers=tuple((line, "") for line in row["papers"].splitlines()),
            )
            for row in csv.DictReader(file)
            if row["since"] <= on.isoformat() and (not row["until"] or on.isoformat() < row["until"])
        ]


MATRIX = {
    # change: (national, national group appraised by a Sở, local)
    Change.SUPPORT_UP: (MINISTER, MINISTER, CHAIRMAN),
    Change.CONTENT: (MINISTER, MINISTER, CHAIRMAN),
    Change.EXTEND: (MINISTER, MINISTER, CHAIRMAN),
    Change.ADD: (MINISTER, MINISTER, CHAIRMAN),
    Change.STOP: (MINISTER, MINISTER, CHAIRMAN),
    Change.VIOLATION: (MINISTER, MINISTER, CHAIRMAN),
    Change.SUPPORT_DOWN: (CUC, CUC, SO),
    Change.LOCATION: (CUC, SO, SO),
    Change.BENEFICIARY: (CUC, SO, SO),
    Change.PARTNER: (CUC, SO, SO),
    Change.TIME: (CUC, CUC, SO),
    Change.SHORTEN: (CUC, CUC, SO),
    Change.HOLD: (CUC, CUC, SO),
    Change.RESUME: (CUC, CUC, SO),
    Change.OTHER: (CUC, CUC, SO),
}
CASES = (("KCQG", ""), ("KCQG", "group"), ("KCDP", ""))
CELLS = [
    (on, change, purse, kind, level)
    for on in (date(2015, 1, 1), TODAY)
    for change, levels in MATRIX.items()
    for (purse, kind), level in zip(CASES, levels, strict=True)
]


def test_the_matrix_has_every_kind_of_change():
    assert set(MATRIX) == set(Change)


@pytest.mark.parametrize(("on", "change", "purse", "kind", "level"), CELLS)
def test_the_authority_of_every_change_and_that_no_lower_one_may_sign(on, change, purse, kind, level):
    ruling = ruling_on([change], powers(on), purse=purse, kind=kind)
    assert (ruling.level, ruling.findings) == (level, ())
    ladder = LADDERS[purse]
    may = [each for each in Level if not check_signer(each, ruling.level, purse, ruling.law)]
    assert may == [each for each in Level if each in ladder and ladder.index(each) >= ladder.index(level)]


@pytest.mark.parametrize(("purse", "kind"), CASES)
def test_of_several_changes_the_highest_authority_decides_all(purse, kind):
    rows, column = powers(), CASES.index((purse, kind))
    ladder = LADDERS[purse]
    for pair in combinations(Change, 2):
        expected = max((MATRIX[each][column] for each in pair), key=ladder.index)
        assert ruling_on(pair, rows, purse=purse, kind=kind).level is expected, pair


@given(st.sets(st.sampled_from(list(Change)), min_size=1), st.sampled_from(CASES))
def test_more_changes_never_need_a_lower_authority(changes, case):
    purse, kind = case
    whole = ruling_on(changes, powers(), purse=purse, kind=kind)
    for each in changes:
        assert suffices(whole.level, ruling_on([each], powers(), purse=purse, kind=kind).level, purse)


def test_a_gap_and_a_contradiction_in_the_law_are_said_and_nobody_decides():
    gap = ruling_on([Change.TIME, Change.OTHER], powers(date(2010, 1, 1)), purse="KCQG", kind="")
    assert (gap.level, [each.code for each in gap.findings]) == (None, ["law_unclear", "law_unclear"])
    twice = [*powers(), next(each for each in powers() if each.change is Change.TIME and each.purse == "KCQG")]
    found = ruling_on([Change.TIME, Change.STOP], twice, purse="KCQG", kind="")
    assert (found.level, [each.code for each in found.findings]) == (None, ["law_unclear"])
    foreign = [replace(each, level=CHAIRMAN) for each in powers()]
    assert ruling_on([Change.TIME], foreign, purse="KCQG", kind="").level is None


DERIVED = [
    ({"title": "Tên khác"}, [Change.OTHER]),
    ({"last_year": 2028}, [Change.EXTEND]),
    ({"last_year": 2028, "ends_on": date(2028, 3, 1)}, [Change.EXTEND]),
    ({"ends_on": date(2028, 1, 1)}, [Change.EXTEND]),
    ({"ends_on": date(2027, 12, 31)}, [Change.TIME]),
    ({"ends_on": date(2027, 1, 31)}, [Change.TIME]),
    ({"partner": "Trường nghề"}, [Change.PARTNER]),
    ({"holders": (replace(OWNER, site=21),)}, [Change.LOCATION]),
    ({"holders": (replace(OWNER, establishment=11, site=21),)}, [Change.LOCATION, Change.BENEFICIARY]),
    ({"costs": (replace(MACHINE, support=300 * M + 1),)}, [Change.SUPPORT_UP]),
    ({"costs": (replace(MACHINE, support=300 * M - 1),)}, [Change.SUPPORT_DOWN]),
    ({"costs": (replace(MACHINE, unit_price=700 * M),)}, [Change.OTHER]),
    ({"costs": (replace(MACHINE, name="Máy nghiền"),)}, [Change.CONTENT]),
    ({"costs": (replace(MACHINE, quantity=Decimal(2)),)}, [Change.CONTENT]),
    ({"costs": (replace(MACHINE, item="tu-van", support=1),)}, [Change.CONTENT, Change.SUPPORT_DOWN]),
    ({"costs": (MACHINE, TRAINING)}, [Change.SUPPORT_UP, Change.CONTENT]),
    ({"costs": (MACHINE, replace(TRAINING, key=-1, support=0))}, [Change.CONTENT]),
    ({"costs": (replace(MACHINE, support=250 * M), replace(TRAINING, key=-1))}, [Change.CONTENT]),
    (
        {"costs": (replace(MACHINE, support=200 * M), replace(TRAINING, key=-1))},
        [Change.CONTENT, Change.SUPPORT_DOWN],
    ),
    # The same line taken out and put in anew is other content too: nobody calls it a small matter.
    ({"costs": (replace(MACHINE, key=-1),)}, [Change.CONTENT]),
    ({"title": "Tên khác", "holders": (replace(OWNER, site=21),)}, [Change.LOCATION, Change.OTHER]),
    ({"course": Course.HELD}, [Change.HOLD]),
    ({"course": Course.HELD, "ends_on": date(2027, 12, 1)}, [Change.TIME, Change.HOLD]),
    ({"course": Course.STOPPED}, [Change.STOP]),
    ({"course": Course.STOPPED, "violation": True}, [Change.VIOLATION]),
    ({}, []),
]


@pytest.mark.parametrize(("more", "expected"), DERIVED)
def test_what_changes_is_read_off_the_terms(more, expected):
    assert list(changes_between(TERMS, replace(TERMS, **more))) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (260 * M, 90 * M, [Change.CONTENT]),
        (340 * M, 10 * M, [Change.CONTENT]),
        (260 * M, 80 * M, [Change.CONTENT, Change.SUPPORT_DOWN]),
        (360 * M, 10 * M, [Change.SUPPORT_UP, Change.CONTENT]),
        (290 * M, 40 * M, [Change.SUPPORT_DOWN]),
        (310 * M, 50 * M, [Change.SUPPORT_UP]),
    ],
)
@pytest.mark.parametrize("other", [TRAINING, replace(MACHINE, key=2, year=2028, support=50 * M)])
def test_support_moved_to_another_content_or_year_changes_the_content(first, second, expected, other):
    before = replace(TERMS, last_year=2028, costs=(MACHINE, other))
    after = replace(before, costs=(replace(MACHINE, support=first), replace(other, support=second)))
    assert list(changes_between(before, after)) == expected


def test_support_between_two_lines_of_one_item_and_year_is_another_matter():
    before = replace(TERMS, costs=(MACHINE, replace(MACHINE, key=2)))
    after = replace(before, costs=(replace(MACHINE, support=200 * M), replace(MACHINE, key=2, support=400 * M)))
    assert list(changes_between(before, after)) == [Change.OTHER]


LATER = replace(TERMS, last_year=2028, costs=(MACHINE, replace(MACHINE, key=2, year=2028)))


@pytest.mark.parametrize(
    ("before", "more", "expected"),
    [
        (LATER, {"last_year": 2027}, ["support_later"]),
        (LATER, {"last_year": 2027, "costs": (MACHINE,)}, []),
        (
            LATER,
            {"last_year": 2027, "costs": (MACHINE, replace(MACHINE, key=-1, year=2028, support=0))},
            ["wrong_year"],
        ),
        (LATER, {"last_year": 2027, "costs": (MACHINE, replace(MACHINE, key=2, year=2028, support=0))}, []),
        (LATER, {"title": "Tên khác"}, []),
        (replace(LATER, last_year=2027), {"title": "Tên khác"}, ["support_later"]),
        (replace(LATER, last_year=2027), {"course": Course.STOPPED}, []),
    ],
)
def test_no_line_asks_for_money_of_a_year_after_the_last(before, more, expected):
    assert [each.code for each in check_change(before, replace(before, **more), year=2027)] == expected


def test_going_on_ending_earlier_and_a_substitute_have_names_of_their_own():
    held = replace(TERMS, course=Course.HELD, held_until=date(2027, 5, 1))
    assert changes_between(held, TERMS) == (Change.RESUME,)
    assert changes_between(held, replace(held, held_until=date(2027, 6, 1))) == (Change.HOLD,)
    longer = replace(TERMS, last_year=2028)
    assert changes_between(longer, TERMS) == (Change.SHORTEN,)
    # Raised again to a year that the paper still names: that is one more than was decided.
    paper = replace(TERMS, ends_on=date(2028, 11, 30))
    assert changes_between(paper, replace(paper, last_year=2028)) == (Change.EXTEND,)
    stopped = replace(TERMS, course=Course.STOPPED)
    assert changes_between(TERMS, stopped, added=2) == (Change.ADD, Change.STOP)


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, ["nothing"]),
        ({"title": " "}, ["no_title"]),
        ({"last_year": 2026, "ends_on": None}, ["years"]),
        ({"ends_on": date(2028, 1, 1)}, ["ends_later"]),
        ({"course": Course.STOPPED, "title": "Tên khác"}, ["stop_alone"]),
        ({"held_until": date(2027, 5, 1)}, ["no_hold"]),
        ({"holders": (OWNER, replace(OWNER, key=2))}, ["named_twice"]),
        ({"costs": (replace(MACHINE, support=680 * M + 1),)}, ["parts_exceed"]),
        ({"costs": (replace(MACHINE, quantity=Decimal("0.333"), unit_price=100),)}, ["not_whole"]),
        ({"costs": (replace(MACHINE, quantity=Decimal(0)),)}, ["not_a_line"]),
        ({"costs": (replace(MACHINE, support=-1),)}, ["not_a_line"]),
        ({"partner": "Trường nghề"}, []),
        ({"costs": ()}, ["stops_it", "no_lines"]),
        ({"costs": (MACHINE, replace(TRAINING, key=-1, year=2028))}, ["support_later"]),
        ({"costs": (MACHINE, replace(TRAINING, key=-1, quantity=Decimal(0)))}, ["not_a_line"]),
        ({"costs": tuple(replace(MACHINE, key=-each) for each in range(501))}, ["too_many"]),
        ({"costs": (MACHINE, replace(TRAINING, key=-1))}, []),
    ],
)
def test_what_cannot_be_is_said(more, codes):
    found = check_change(TERMS, replace(TERMS, **more), year=2027)
    assert [each.code for each in found] == codes


def test_a_substitute_comes_only_for_a_stop_and_only_from_the_reserve_of_the_year():
    stopped = replace(TERMS, course=Course.STOPPED)
    fine, late, taken = (
        Substitute(title="Máy dệt", year=2027, support=1),
        Substitute(title="Máy dệt", year=2028, support=1),
        Substitute(title="Máy dệt", year=2027, support=1, reserve=False),
    )
    told = [
        [each.code for each in check_change(TERMS, after, year=2027, substitutes=[one])]
        for after, one in (
            (stopped, fine),
            (stopped, late),
            (stopped, taken),
            (replace(TERMS, partner="x"), fine),
        )
    ]
    assert told == [[], ["not_reserve"], ["not_reserve"], ["no_room"]]
    again = check_change(stopped, stopped, year=2027)
    assert [each.code for each in again] == ["stopped"]


NAMES = st.text(min_size=1, max_size=9)
DAYS = st.none() | st.dates(date(2027, 1, 1), date(2030, 1, 1))
SITES = st.builds(
    Holder,
    key=st.integers(1, 9),
    establishment=st.integers(1, 9),
    site=st.integers(1, 9),
    name=NAMES,
    place=NAMES,
)
LINES = st.builds(
    Cost,
    key=st.integers(1, 9),
    name=NAMES,
    item=st.sampled_from(["may-moc", ""]),
    unit=NAMES,
    quantity=st.decimals("0.001", 1000, places=3),
    unit_price=st.integers(0, 10**9).map(lambda each: each * 1000),
    year=st.just(2027),
    support=st.integers(0, 10**9),
)
ANY = st.builds(
    Terms,
    title=NAMES,
    last_year=st.integers(2027, 2030),
    ends_on=DAYS,
    partner=st.text(max_size=9),
    holders=st.lists(SITES, max_size=3, unique_by=lambda each: each.key).map(tuple),
    costs=st.lists(LINES, max_size=3, unique_by=lambda each: each.key).map(tuple),
    course=st.sampled_from([Course.RUNNING, Course.HELD]),
    held_until=DAYS,
)


@given(ANY)
def test_terms_come_back_from_the_database_as_they_went_in_and_differ_from_themselves_in_nothing(terms):
    assert terms_from(terms.data) == terms
    assert (changes_between(terms, terms), differences(terms, terms)) == ((), [])


@given(ANY, ANY)
def test_whatever_differs_is_named_and_has_somebody_who_decides_it(before, after):
    changes = changes_between(before, after)
    told = replace(after, holders=before.holders) == replace(before, holders=before.holders)
    people = sorted((each.establishment, each.site) for each in before.holders) == sorted(
        (each.establishment, each.site) for each in after.holders
    )
    if not told and (before.course, before.held_until) == (after.course, after.held_until):
        assert changes
    if told and people:
        assert changes == ()
    if changes:
        assert ruling_on(changes, powers(), purse="KCQG", kind="").level in (CUC, MINISTER)
    up = after.support > before.support
    assert (Change.SUPPORT_UP in changes) is up


def test_a_change_is_told_in_words():
    after = replace(
        TERMS,
        course=Course.HELD,
        held_until=date(2027, 5, 1),
        costs=(replace(MACHINE, support=250 * M),),
        holders=(replace(OWNER, name="Dệt Lan", place="xã Tân Hòa"),),
    )
    told = [(each.label, each.before, each.after) for each in differences(TERMS, after)]
    assert told == [
        ("Đề án", "đang thực hiện", "tạm dừng đến 01/05/2027"),
        ("Đơn vị thụ hưởng, địa điểm", "Hợp tác xã Sao Mai, xã Phú Lợi", "Dệt Lan, xã Tân Hòa"),
        (
            "“Máy sấy”",
            "1 máy × 680.000.000 đồng, hỗ trợ 300.000.000 đồng, đối ứng 380.000.000 đồng",
            "1 máy × 680.000.000 đồng, hỗ trợ 250.000.000 đồng, đối ứng 430.000.000 đồng",
        ),
        ("Tổng hỗ trợ", "300.000.000 đồng", "250.000.000 đồng"),
    ]


def test_who_takes_all_support_stops_the_project():
    less = replace(TERMS, costs=(replace(MACHINE, support=0),))
    [found] = check_change(TERMS, less, year=2027)
    assert (found.code, found.place) == ("stops_it", "Kinh phí hỗ trợ")
    two = replace(TERMS, costs=(MACHINE, TRAINING))
    assert check_change(two, replace(two, costs=(MACHINE, replace(TRAINING, support=0))), year=2027) == []
    # One that asks for none was approved so, and another thing of it may change.
    assert check_change(less, replace(less, partner="Trường nghề"), year=2027) == []


def test_lines_added_and_taken_out_are_told_with_what_they_ask():
    before = replace(TERMS, costs=(MACHINE, TRAINING))
    after = replace(before, costs=(MACHINE, replace(TRAINING, key=-1, name="Tập huấn", support=20 * M)))
    told = [(each.label, each.before, each.after) for each in differences(before, after)]
    assert told == [
        (
            "Bỏ dòng “Hội thảo”, năm 2027",
            "1 lần × 90.000.000 đồng, hỗ trợ 50.000.000 đồng, đối ứng 40.000.000 đồng",
            "bỏ khỏi dự toán",
        ),
        (
            "Thêm dòng “Tập huấn”, năm 2027",
            "chưa có trong dự toán",
            "1 lần × 90.000.000 đồng, hỗ trợ 20.000.000 đồng, đối ứng 70.000.000 đồng",
        ),
        ("Tổng hỗ trợ", "350.000.000 đồng", "320.000.000 đồng"),
    ]
    assert ([each.key for each in before.without(after)], [each.key for each in after.without(before)]) == (
        [2],
        [-1],
    )


@given(ANY, st.lists(LINES, min_size=1, max_size=3))
def test_whoever_adds_or_takes_out_a_line_changes_the_content(before, more):
    added = tuple(replace(each, key=-slot) for slot, each in enumerate(more, start=1))
    for one, other in ((before, replace(before, costs=(*before.costs, *added))),):
        assert Change.CONTENT in changes_between(one, other)
        assert Change.CONTENT in changes_between(other, one)
        up = Change.SUPPORT_UP in changes_between(one, other)
        assert up == (sum(each.support for each in added) > 0)
        assert ruling_on(changes_between(one, other), powers(), purse="KCQG", kind="").level is MINISTER
