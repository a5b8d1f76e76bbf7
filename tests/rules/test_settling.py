"""By when an accepted project must be settled: fifteen days after, the next 22 January at the latest."""

from datetime import date

import pytest

from khuyencong.rules.registration import Due
from khuyencong.rules.settling import Limit, settle_by

FILE = Limit(law="Điều 18 khoản 1", verified=True, days=15)
YEAR = Limit(law="Điều 18 khoản 2", verified=True, month=1, day=22)


@pytest.mark.parametrize(
    ("accepted_on", "last", "law"),
    [
        (date(2027, 9, 1), date(2027, 9, 16), "Điều 18 khoản 1"),
        (date(2028, 1, 6), date(2028, 1, 21), "Điều 18 khoản 1"),
        (date(2028, 1, 7), date(2028, 1, 22), "Điều 18 khoản 1"),
        (date(2028, 1, 8), date(2028, 1, 22), "Điều 18 khoản 2"),
        (date(2028, 1, 30), date(2028, 1, 22), "Điều 18 khoản 2"),
    ],
)
def test_the_earlier_of_the_two_counts(accepted_on, last, law):
    assert settle_by([FILE, YEAR], accepted_on, 2027) == Due(last=last, law=law, verified=True)


def test_before_a_day_is_the_day_before_it():
    before = Limit(law="x", verified=False, month=1, day=22, inclusive=False)
    due = settle_by([before], date(2027, 9, 1), 2027)
    assert (due and due.last, due and due.told) == (date(2028, 1, 21), "x (cần xác minh)")


def test_no_rule_no_deadline():
    assert settle_by([], date(2027, 9, 1), 2027) is None
    assert settle_by([Limit(law="chưa đọc", verified=False)], date(2027, 9, 1), 2027) is None
