"""How a clause is quoted."""

import pytest

from khuyencong.rules.clauses import quoted


@pytest.mark.parametrize(
    ("law", "verified", "expected"),
    [
        ("Điều 14", True, "Điều 14"),
        ("Điều 14", False, "Điều 14 (cần xác minh)"),
        ("", False, ""),
        ("quy ước của hệ thống", False, "quy ước của hệ thống"),
    ],
)
def test_what_nobody_has_read_says_so(law, verified, expected):
    assert quoted(law, verified=verified) == expected
