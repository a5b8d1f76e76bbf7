"""Whether what is owed came in time: one sign a return, rates never above 100 %."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.timeliness import Owed, Standing, rates, timed

DUE = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("owed", "on", "sign", "words"),
    [
        ({}, DUE, "·", "Chưa đến hạn"),
        ({}, DUE + timedelta(days=1), "Q1", "Quá hạn 1 ngày, chưa nộp"),
        ({"sent_on": DUE}, DUE + timedelta(days=90), "Đ", "Nộp đúng hạn"),
        ({"sent_on": DUE + timedelta(days=3)}, DUE + timedelta(days=90), "M3", "Nộp muộn 3 ngày"),
        ({"sent_on": DUE, "returned": True}, DUE, "T", "Bị trả lại, chưa nộp lại"),
        (
            {"sent_on": DUE + timedelta(days=2), "returned": True},
            DUE + timedelta(days=9),
            "T",
            "Bị trả lại, chưa nộp lại; lần đầu nộp muộn 2 ngày",
        ),
        ({"missing": True}, DUE + timedelta(days=5), "N", "Đã ghi nhận nợ; quá hạn 5 ngày"),
        (
            {"missing": True, "sent_on": DUE},
            DUE + timedelta(days=5),
            "N",
            "Đã ghi nhận nợ; quá hạn 5 ngày",
        ),
        ({"sent_on": DUE, "revision": 2}, DUE, "S", "Đã nộp, sau đó mở lại để sửa số"),
        ({"dropped": True}, DUE + timedelta(days=5), "–", "Không phải nộp"),
        ({"due_on": None}, DUE + timedelta(days=900), "·", "Chưa đến hạn"),
        ({"due_on": None, "sent_on": DUE}, DUE, "Đ", "Nộp đúng hạn"),
    ],
)
def test_each_return_has_one_sign_and_its_words(owed, on, sign, words):
    found = timed(Owed(**{"due_on": DUE, "sent_on": None} | owed), on)
    assert (found.sign, found.words) == (sign, words)


def test_a_return_sent_back_inside_its_own_agency_was_never_sent():
    assert timed(Owed(due_on=DUE, sent_on=None, returned=True), DUE).standing is Standing.AHEAD


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
RETURNS = st.builds(
    Owed,
    due_on=st.none() | DAYS,
    sent_on=st.none() | DAYS,
    returned=st.booleans(),
    missing=st.booleans(),
    dropped=st.booleans(),
    revision=st.integers(1, 3),
)


@given(st.lists(RETURNS), DAYS)
def test_no_rate_is_above_one_and_every_return_stands_somewhere_once(returns, on):
    found = [timed(each, on) for each in returns]
    total = rates(found)
    assert 0 <= total.in_time <= total.received <= total.owed <= len(returns)
    lacking = (Standing.MISSING, Standing.OVERDUE, Standing.RETURNED)
    assert total.received + sum(total.counts[each] for each in lacking) == total.owed
    assert total.again == total.counts[Standing.RETURNED]
    assert sum(total.counts.values()) == len(returns)
    shares = [total.received_share, total.in_time_share]
    assert shares == (
        [None, None]
        if not total.owed
        else [Fraction(total.received, total.owed), Fraction(total.in_time, total.owed)]
    )
    assert {each.standing for each in found if not each.counts} <= {Standing.AHEAD, Standing.DROPPED}


def test_what_was_sent_back_is_not_received_until_it_comes_again_and_then_as_early_as_it_first_came():
    back = timed(Owed(due_on=DUE, sent_on=DUE, returned=True), DUE + timedelta(days=9))
    again = timed(Owed(due_on=DUE, sent_on=DUE), DUE + timedelta(days=30))
    assert (back.counts, back.received, back.in_time, back.late) == (True, False, False, 0)
    assert (again.counts, again.received, again.in_time) == (True, True, True)
