"""Examples for the gallery page: each component in each of its states."""

from fractions import Fraction
from typing import Any

from khuyencong.reporting.queries.report import ReportFinding
from khuyencong.rules.findings import Severity

EXAMPLES: dict[str, Any] = {
    "findings": [
        ReportFinding(
            code="inconsistent",
            severity=Severity.ERROR,
            message="KCQG cộng KCĐP được 19.623,7, nhưng tổng in 19.619,2 triệu đồng: thừa 4,5.",
            printed="19.619,2",
            recomputed="19.623,7",
            fix="Hỏi lại nơi công bố; KCĐP 12.589,8 sẽ làm mọi số khớp.",
        ),
        ReportFinding(
            code="ambiguous_base",
            severity=Severity.WARNING,
            message="“Giảm 1,64 %” không nói so với gì.",
            fix="Ghi rõ gốc so sánh.",
        ),
        ReportFinding(
            code="made", severity=Severity.NOTE, message="Số liệu của từng địa phương là số liệu minh họa."
        ),
    ],
    "rates": [None, Fraction(0), Fraction(2659, 10000), Fraction(58, 100), Fraction(1), Fraction(13, 10)],
    "amounts": [None, 0, 50_000, 19_619_200_000, 1_436_000_000_000],
    "steps": ["0", "1", "2", "3", "4", "none"],
}
