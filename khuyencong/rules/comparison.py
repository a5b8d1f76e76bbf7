"""Change against a declared base, and the pace a year still needs. A base is never left unsaid."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.money import number, percent, trieu


class Base(StrEnum):
    """How a change is measured: relative to the old amount, or in percentage points of two rates."""

    RELATIVE = "relative"
    POINTS = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change from `old` to `new` (đồng, or rates as shares of 1), measured on the declared `base`."""

    label: str
    against: str
    base: Base
    new: Fraction
    old: Fraction

    @property
    def value(self) -> Fraction | None:
        """The change as a share of 1; None where the old amount is zero and no relative change exists."""
        if self.base == Base.POINTS:
            return self.new - self.old
        return None if self.old == 0 else (self.new - self.old) / self.old

    @property
    def shown(self) -> str:
        """The value as an officer reads it: "7,72 %" or "−1,64 điểm phần trăm"."""
        value = self.value
        if value is None:
            return "không tính được (gốc bằng 0)"
        if self.base == Base.POINTS:
            return f"{number(value * 100, 2)} điểm phần trăm"
        return percent(value)

    @property
    def sentence(self) -> str:
        """A whole sentence that names its base: "Kế hoạch năm 2018 tăng 7,72 % so với kế hoạch năm 2017."."""
        value = self.value
        if value is None:
            return f"{self.label}: {self.against} bằng 0 nên không tính tỷ lệ tăng, giảm."
        if value == 0:
            return f"{self.label} bằng {self.against}."
        verb = "tăng" if value > 0 else "giảm"
        points = f"{number(abs(value) * 100, 2)} điểm phần trăm"
        size = percent(abs(value)) if self.base == Base.RELATIVE else points
        return f"{self.label} {verb} {size} so với {self.against}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast money was spent up to the cut and how fast it must go to reach the plan, in đồng a month."""

    left: int
    so_far: Fraction
    needed: Fraction | None

    @property
    def sentence(self) -> str:
        """What the pace means, in words."""
        if self.left <= 0:
            return "Đã thực hiện hết kế hoạch năm."
        if self.needed is None:
            return f"Năm đã hết, còn {trieu(self.left)} triệu đồng chưa thực hiện."
        needed = number(self.needed / 10**6, 1)
        return (
            f"Còn {trieu(self.left)} triệu đồng; để hết kế hoạch cần {needed} triệu đồng "
            f"mỗi tháng, trong khi đến nay mới đạt {number(self.so_far / 10**6, 1)} triệu đồng mỗi tháng."
        )


def pace(plan: int, done: int, cut: date) -> Pace:
    """The pace at the end of `cut`, counting the months of the year by days (a year is twelve equal months)."""
    begin, end = date(cut.year, 1, 1), date(cut.year + 1, 1, 1)
    length = (end - begin).days
    elapsed = Fraction(12 * ((cut - begin).days + 1), length)
    remaining = 12 - elapsed
    left = plan - done
    return Pace(left=left, so_far=done / elapsed, needed=Fraction(left) / remaining if remaining > 0 else None)
