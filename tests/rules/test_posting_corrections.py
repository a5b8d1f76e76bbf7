"""Which postings are undone by a reversal, which by another paper, and what stands against it."""

from dataclasses import replace

import pytest

from khuyencong.rules.ledger import Kind
from khuyencong.rules.posting_corrections import (
    FOLLOWS,
    WAYS,
    Ground,
    Origin,
    WithOthers,
    check_correction,
    head_key,
    keys_of,
    origin_of,
    waiting_for,
)

FINE = Ground(origin=Origin.CLAIM)


def codes(ground):
    return [each.code for each in check_correction(ground)]


@pytest.mark.parametrize(
    ("kind", "key", "origin", "head"),
    [
        (Kind.ADVANCE, "claim-7", Origin.CLAIM, "claim-7"),
        (Kind.ADVANCE, "claim-7#2", Origin.CLAIM, "claim-7#2"),
        (Kind.ACCEPT, "acceptance-7", Origin.ACCEPTANCE, "acceptance-7"),
        (Kind.RELEASE, "acceptance-7#2-rest", Origin.ACCEPTANCE, "acceptance-7#2"),
        (Kind.GIVE_BACK, "back-3-GNT 1-rest-2027", Origin.BACK, "back-3-GNT 1-rest-2027"),
        (Kind.GIVE_BACK, "back-3-GNT-rest", Origin.BACK, "back-3-GNT-rest"),
        (Kind.RELEASE, "back-3-GNT-rest-rest", Origin.BACK, "back-3-GNT-rest"),
        (Kind.WITHDRAW, "back-3-GNT-purse", Origin.BACK, "back-3-GNT"),
        (Kind.ALLOCATE, "open-KCQG-2028-project-4", Origin.OPENING, "open-KCQG-2028-project-4"),
        (Kind.CARRY, "close-KCQG-2027-book-4", Origin.CLOSING, "close-KCQG-2027-book-4"),
        (Kind.RELEASE, "close-KCQG-2027-book-4-lan-2-release", Origin.CLOSING, "close-KCQG-2027-book-4-lan-2"),
        (Kind.COMMIT, "contract-4", Origin.CONTRACT, "contract-4"),
        (Kind.RELEASE, "contract-4", Origin.CONTRACT, "contract-4"),
        (Kind.ALLOCATE, "decision-1-project-4", Origin.DECISION, "decision-1-project-4"),
        (Kind.WITHDRAW, "change-4-less-2027", Origin.CHANGE, "change-4-less-2027"),
        (Kind.REVERSE, "correction-4", Origin.REVERSAL, "correction-4"),
        (Kind.REVERSE, "claim-4", Origin.REVERSAL, "claim-4"),
        (Kind.ALLOCATE, "correction-4-given-2", Origin.REVERSAL, "correction-4-given-2"),
        (Kind.ALLOCATE, "bench-4", Origin.UNKNOWN, "bench-4"),
    ],
)
def test_a_key_tells_what_wrote_a_posting_and_to_which_act_it_belongs(kind, key, origin, head):
    assert (origin_of(kind, key), head_key(kind, key)) == (origin, head)
    assert key in keys_of(origin, head)


def test_an_act_is_its_head_and_its_parts():
    assert keys_of(Origin.BACK, "back-3-A") == ["back-3-A", "back-3-A-rest", "back-3-A-purse"]
    assert keys_of(Origin.CLAIM, "claim-3") == ["claim-3"]


def test_every_origin_is_either_followed_or_has_another_way():
    assert {*FOLLOWS} | {*WAYS} == {*Origin}
    assert {*FOLLOWS} & {*WAYS} == set()


@pytest.mark.parametrize("origin", list(WAYS))
def test_what_a_paper_says_is_changed_by_a_paper(origin):
    [found] = check_correction(Ground(origin=origin, closed=(2027,), stands=False))
    assert (found.code, found.message, found.fix) == ("another_way", *WAYS[origin])


@pytest.mark.parametrize("origin", list(FOLLOWS))
def test_nothing_stands_against_money_that_stands_where_it_was_put(origin):
    assert codes(Ground(origin=origin)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"reversed": True, "stands": False}, ["reversed"]),
        ({"asked": True}, ["asked"]),
        ({"closed": (2027, 2028)}, ["year_closed", "year_closed"]),
        ({"closed": (2027,), "reopened": False}, ["year_closed"]),
        ({"reopened": False}, ["not_reopened"]),
        ({"stands": False, "later": ("thanh toán số 4",)}, ["rested_on"]),
        ({"liquidated": "Biên bản thanh lý 1"}, ["liquidated"]),
        ({"over": True, "ended": True}, ["stopped"]),
        ({"ended": True}, ["ended"]),
        ({"another": "một đề nghị chi chưa xong"}, ["another_open"]),
        ({"above": 1}, ["above_ceiling"]),
        ({"matched": True}, ["matched"]),
        ({"settled": True}, ["settled"]),
        ({"carried": (2027,)}, ["carried_on"]),
        ({"others": WithOthers(amount=1, names=("A",))}, ["with_substitutes"]),
        ({"asked": True, "stands": False, "above": 1}, ["asked", "rested_on", "above_ceiling"]),
    ],
)
def test_each_thing_that_stands_against_it_is_said(changes, expected):
    assert codes(replace(FINE, **changes)) == expected


def test_what_rests_on_it_is_named_and_undone_first():
    [found] = check_correction(replace(FINE, stands=False, later=("quyết toán số 9", "thanh toán số 7")))
    assert found.message == "Tiền của bút toán này đã đi tiếp: quyết toán số 9; thanh toán số 7."
    assert found.fix == "Đính chính từ bút toán sau cùng trở về trước."


@pytest.mark.parametrize("last", [None, *Origin])
@pytest.mark.parametrize("ended", [False, True])
def test_nobody_is_sent_to_a_posting_that_is_not_undone(last, ended):
    found = replace(FINE, stands=False, later=("x",), last=last, ended_project=ended)
    [finding] = check_correction(found)
    backwards = finding.fix == "Đính chính từ bút toán sau cùng trở về trước."
    assert backwards == (last is None or last.has_a_door)
    if last in WAYS and not ended:
        assert finding.fix.endswith(WAYS[last][1])


def test_who_holds_what_a_stop_freed_is_named():
    [found] = check_correction(replace(FINE, others=WithOthers(amount=160, names=("Máy A", "Máy B"))))
    assert found.message == (
        "Khi ngừng đề án, 160 đồng của khoản này đã giao cho đề án thay thế: “Máy A”, “Máy B”."
    )


@pytest.mark.parametrize("ended", [False, True])
def test_a_book_carried_on_is_led_back_over_its_carry_over_also_after_a_stop(ended):
    [found] = check_correction(replace(FINE, carried=(2027,), ended_project=ended))
    assert found.fix == "Đính chính bút toán chuyển năm sau trước, rồi đính chính bút toán này."


def test_a_settlement_that_is_open_is_not_asked_to_be_finished_first():
    done, settled = (
        [each.fix for each in check_correction(replace(FINE, another="x", settling=settling))]
        for settling in (False, True)
    )
    assert done == ["Làm xong hoặc bỏ hồ sơ ấy rồi đính chính."]
    assert settled == [
        "Trả hồ sơ quyết toán để đơn vị bỏ, đính chính, rồi soạn lại: quyết toán xong thì tiền đi tiếp."
    ]


@pytest.mark.parametrize(("desk", "at"), [("", "bàn lãnh đạo nơi cấp kinh phí"), ("Bàn 2, Cục", "Bàn 2, Cục")])
def test_what_waits_is_named_with_its_desk_and_the_way_out(desk, at):
    found = waiting_for("thanh toán 90 đồng", desk)
    assert (found.code, found.message) == (
        "correction_waits",
        f"Đề nghị đính chính thanh toán 90 đồng đang chờ quyết định ở {at}.",
    )
