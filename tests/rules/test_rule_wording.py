"""A check rule in an officer's words: no code is left where a line has a number or a name."""

import pytest

from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.return_checks import Operator, rule_words

LINES = {
    each.code: each
    for each in (
        IndicatorLine(code="kq-01", name="Lao động", form="ket-qua", unit="lao động", number="1"),
        IndicatorLine(code="kq-01a", name="Trong đó nữ", form="ket-qua", unit="lao động", number="1a"),
        IndicatorLine(code="kp-tong", name="Tổng kinh phí", form="kinh-phi", unit="đồng", money=True),
    )
}

WHOLE = "“Tổng kinh phí”"


@pytest.mark.parametrize(
    ("left", "operator", "right", "near", "said"),
    [
        ("kq-01a@KCDP", "<=", "kq-01@KCDP", "", "dòng 1a, KCĐP không lớn hơn dòng 1, KCĐP"),
        ("*", ">=", "0", "", "mỗi dòng không nhỏ hơn 0"),
        (
            "kp-tong",
            "=",
            "dong:kp-tong",
            "5%",
            "“Tổng kinh phí” bằng các dòng thuộc “Tổng kinh phí” cộng lại (được chênh 5%)",
        ),
        (
            "luyke:*",
            ">=",
            "truoc:luyke:*",
            "",
            "mỗi dòng (lũy kế trong năm) không nhỏ hơn mỗi dòng (lũy kế đã báo cáo)",
        ),
        ("kq-01 + kq-01a", "~", "namtruoc:kq-01", "", "dòng 1 + dòng 1a xấp xỉ dòng 1 (cùng kỳ năm trước)"),
        ("kq-99", "=>", "1000000", "", "dòng mã kq-99 có thì phải có 1.000.000"),
    ],
)
def test_a_rule_is_told_by_numbers_and_names(left, operator, right, near, said):
    assert rule_words(left, Operator(operator), right, near, LINES) == said
