"""What a return on money adds to the year's figures: each line once."""

from collections import defaultdict
from dataclasses import replace

from khuyencong.reporting.models import ReturnCell
from khuyencong.reporting.queries.filling.ways import SUMMED
from khuyencong.reporting.queries.periodic.chain import add
from khuyencong.reporting.queries.periodic.sheet import Form
from khuyencong.rules.indicators import IndicatorLine

LINE = IndicatorLine(code="kp-01", name="Đào tạo", form="kinh-phi", unit="đồng", money=True)
LINE = replace(LINE, line="K01", parent="kp-tong")
TOTAL = replace(LINE, code="kp-tong", name="Tổng", line="", parent="", fill=SUMMED)
PART = replace(LINE, code="kp-01-rieng", name="Trong đó: ở xã", line="", parent="kp-01")
OTHER = replace(LINE, code="kp-24", name="Khác", line="")


def test_neither_a_total_nor_a_part_of_a_counted_line_is_added_to_it():
    form = Form(code="kinh-phi", name="", number="", lines=(TOTAL, LINE, PART, OTHER), purses=("KCQG", "KCDP"))
    said = {"kp-tong": 13, "kp-01": 10, "kp-01-rieng": 7, "kp-24": 3}
    so_far = defaultdict(int, {("K01", "KCDP"): 1})
    add(so_far, form, {(code, "KCDP"): ReturnCell(indicator=code, value=value) for code, value in said.items()})
    assert so_far == {("K01", "KCDP"): 11, ("K24", "KCDP"): 3}
