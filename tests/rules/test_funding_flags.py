"""Double funding of one cost and owners that belong together: what is flagged, in which words, what is not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.funding_flags import Kind, Support, flags

MILL = Support(
    key="1",
    title="Máy xay",
    owner="cs-1",
    owner_name="HTX Minh Họa",
    year=2026,
    purse="KCQG",
    province="82",
    items=frozenset({"may-moc"}),
    tax_code="0101234567",
    address="12 Trần Phú",
    commune="x1",
    representative="Nguyễn Văn Mẫu",
    phone="0912345678",
    serials=frozenset({"SN-00123"}),
    invoices=frozenset({"0301/0000045"}),
)
STRANGER = Support(
    key="2",
    title="Đóng gói",
    owner="cs-2",
    owner_name="Cơ sở Ví Dụ",
    year=2026,
    purse="KCQG",
    province="82",
    items=frozenset({"may-moc"}),
)


def told(*asked, known=()):
    return [(each.kind, each.score, each.reasons) for each in flags(asked, known)]


def test_strangers_with_the_same_item_are_no_reason_to_look():
    assert flags([MILL, STRANGER]) == []


def test_one_machine_in_two_years_purses_and_provinces_is_flagged_with_all_that_hides_it():
    before = replace(
        STRANGER, serials=frozenset({"sn 123"}), year=2023, purse="KCDP", province="80", items=frozenset()
    )
    assert told(MILL, known=[before]) == [
        (
            Kind.SAME_COST,
            100,
            ("cùng số máy SN-00123", "hai nguồn KCQG và KCDP", "hai năm 2023 và 2026", "hai tỉnh khác nhau"),
        )
    ]


@pytest.mark.parametrize(
    ("alike", "flagged"),
    [
        ({"invoices": frozenset({"0301/45"})}, [(Kind.SAME_COST, 60, ("cùng hóa đơn 0301/0000045",))]),
        (
            {"tax_code": "0101234567-001"},
            [(Kind.SAME_COST, 50, ("cùng một cơ sở, cùng khoản hỗ trợ",))],
        ),
        (
            {"owner": "cs-1", "purse": "KCDP"},
            [(Kind.SAME_COST, 60, ("cùng một cơ sở, cùng khoản hỗ trợ", "hai nguồn KCQG và KCDP"))],
        ),
        ({"owner": "cs-1", "year": 2020}, []),
        ({"owner": "cs-1", "items": frozenset({"tu-van"})}, []),
        ({"phone": "+84 912 345 678", "items": frozenset()}, [(Kind.FAMILY, 45, ("cùng số điện thoại",))]),
        (
            {"address": "12, tran phu", "commune": "x1", "items": frozenset()},
            [(Kind.FAMILY, 40, ("cùng địa chỉ",))],
        ),
        ({"address": "12 Trần Phú", "commune": "x2"}, []),
        ({"representative": "Nguyễn Văn Mẫu", "commune": "x2"}, []),
        (
            {"representative": "NGUYEN VAN MAU", "commune": "x1", "items": frozenset()},
            [(Kind.FAMILY, 40, ("cùng người đại diện trong một xã, phường",))],
        ),
        (
            {"phone": "0912345678", "representative": "nguyễn văn mẫu", "commune": "x2", "items": frozenset()},
            [(Kind.FAMILY, 60, ("cùng số điện thoại", "người đại diện cùng tên"))],
        ),
    ],
)
def test_each_sign_tells_so_much_and_no_more(alike, flagged):
    assert told(MILL, replace(STRANGER, **alike)) == flagged


def test_kin_that_ask_for_the_same_item_are_told_as_both():
    assert told(MILL, replace(STRANGER, phone="0912345678", purse="KCDP")) == [
        (Kind.FAMILY, 45, ("cùng số điện thoại",)),
        (Kind.SAME_COST, 40, ("hai cơ sở có liên hệ, cùng khoản hỗ trợ", "hai nguồn KCQG và KCDP")),
    ]


def test_a_flag_is_a_sentence():
    [flag] = flags([MILL, replace(STRANGER, serials=frozenset({"SN123"}))])
    assert flag.words == "Có thể hỗ trợ trùng một khoản chi (80/100): cùng số máy SN-00123."


def test_what_was_given_before_is_not_compared_with_itself():
    assert flags([], [MILL, replace(MILL, key="9")]) == []
    assert flags([MILL], [MILL]) == []


def test_a_number_that_everybody_writes_tells_nothing():
    same = [replace(STRANGER, key=str(n), owner=f"o{n}", phone="0900000000") for n in range(12)]
    assert flags(same, most_alike=11) == []
    assert len(flags(same, most_alike=12)) == 66


WORDS = st.sampled_from(["", "a1", "b2"])
SUPPORTS = st.lists(
    st.builds(
        Support,
        key=st.uuids().map(str),
        title=st.just("t"),
        owner=st.sampled_from(["p", "q", "r"]),
        owner_name=st.just("n"),
        year=st.integers(2014, 2026),
        purse=st.sampled_from(["KCQG", "KCDP"]),
        province=st.sampled_from(["80", "82"]),
        items=st.frozensets(st.sampled_from(["x", "y"])),
        tax_code=st.sampled_from(["", "0101234567", "0201234567"]),
        address=WORDS,
        commune=WORDS,
        representative=WORDS,
        phone=st.sampled_from(["", "0912345678", "0912345679"]),
        serials=st.frozensets(WORDS),
        invoices=st.frozensets(WORDS),
    ),
    max_size=6,
)


@given(SUPPORTS)
def test_flags_are_the_same_whichever_comes_first_and_always_say_why(rows):
    def shape(found):
        return sorted((each.kind, each.score, each.one, each.other) for each in found)

    forward = flags(rows)
    assert shape(flags(rows[::-1])) == shape(forward)
    assert all(40 <= each.score <= 100 and each.reasons and each.one != each.other for each in forward)


@given(SUPPORTS)
def test_one_that_was_given_before_is_found_from_either_side(rows):
    def shape(found):
        return {(each.kind, each.score, each.one, each.other) for each in found}

    within = shape(flags(rows))
    apart = set()
    for place, one in enumerate(rows):
        apart |= shape(flags([one], rows[:place] + rows[place + 1 :]))
    assert apart == within
