"""What stands against setting a statement aside: a closed hand, or a later file that leans on its lines."""

from datetime import date

import pytest

from khuyencong.rules.treasury.removal import Later, check_removal

MAY = {"name": "b.csv", "since": date(2026, 5, 1), "until": date(2026, 5, 31)}


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([], []),
        ([Later(**MAY, count=3, brought=3)], []),
        ([Later(**MAY, count=3, brought=2)], ["leaned_on"]),
        ([Later(**MAY | {"since": date(2026, 5, 6)}, count=3, brought=2)], ["leaned_on"]),
        ([Later(**MAY | {"since": date(2026, 5, 7)}, count=3, brought=2)], []),
        ([Later(**MAY, count=3, brought=2)] * 2, ["leaned_on"] * 2),
    ],
)
def test_a_later_file_that_left_out_lines_of_its_days_has_to_go_first(later, expected):
    found = check_removal({date(2026, 5, 6)}, later, draft=True, step="x")
    assert [each.code for each in found] == expected


def test_a_reconciliation_in_other_hands_is_opened_first():
    [told] = check_removal(set(), [], draft=False, step="Kho bạc đã ký")
    assert (told.code, told.message) == (
        "not_draft",
        "Bảng đối chiếu đang ở bước “kho bạc đã ký”, không bỏ sao kê được.",
    )
