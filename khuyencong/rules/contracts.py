"""What a contract, or an annex to it, may say: its sums against the estimate, its days against the plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.findings import Finding, error, warning
from khuyencong.rules.money import dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What both sides agree on: support of the purse and counterpart in đồng, from which day to which."""

    support: int
    counterpart: int
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the terms are held to, in đồng: asked of the purse for the year, counterpart of the estimate.

    `promised` is what other contracts out of the same money promise already, `least` what this one has promised
    on to beneficiaries; `last_year` is the year in which the project ends by its plan, and `extension` the
    clause that says who may move it.
    """

    support: int
    counterpart: int
    year: int
    last_year: int
    promised: int = 0
    least: int = 0
    extension: str = ""

    @property
    def left(self) -> int:
        """What may still be promised, in đồng."""
        return max(self.support - self.promised, 0)


def check_terms(terms: Terms, bounds: Bounds) -> Iterator[Finding]:
    """What is wrong with the terms; errors stop the contract, warnings are shown."""
    yield from check_sums(terms, bounds)
    yield from check_days(terms, bounds)


NOTHING_LEFT = "Không còn đồng nào để ký: kinh phí đã nằm trong hợp đồng khác hoặc đã thu hồi."


def check_sums(terms: Terms, bounds: Bounds) -> Iterator[Finding]:
    """Support above zero and within what is left of the plan; counterpart no less than its share."""
    if terms.support <= 0:
        yield error("no_support", "Kinh phí hỗ trợ phải lớn hơn 0.", "Ghi số đồng hỗ trợ.", "Ô “Hỗ trợ”")
    elif terms.support > bounds.left:
        used = f", các hợp đồng khác đã dùng {dong(bounds.promised)}" if bounds.promised else ""
        message = (
            f"Hỗ trợ {dong(terms.support)} vượt {dong(terms.support - bounds.left)} so với số còn ký được: "
            f"được giao {dong(bounds.support)}{used}."
        )
        fix = f"Ghi không quá {dong(bounds.left)}." if bounds.left > 0 else NOTHING_LEFT
        yield error("above_plan", message, fix, "Ô “Hỗ trợ”")
    elif terms.support < bounds.least:
        message = (
            f"Hỗ trợ {dong(terms.support)} thấp hơn {dong(bounds.least)} đã ký với các đơn vị thụ hưởng: "
            f"thiếu {dong(bounds.least - terms.support)}."
        )
        fix = f"Ghi ít nhất {dong(bounds.least)}, hoặc ký phụ lục giảm với đơn vị thụ hưởng trước."
        yield error("below_promised", message, fix, "Ô “Hỗ trợ”")
    if terms.counterpart < 0:
        yield error("negative", "Vốn đối ứng không được âm.", "Ghi 0 hoặc số lớn hơn.", "Ô “Đối ứng”")
        return
    # The counterpart shrinks with the support, never faster: compared crosswise, so that nothing is rounded.
    if bounds.support and terms.counterpart * bounds.support < bounds.counterpart * terms.support:
        least = -(-bounds.counterpart * terms.support // bounds.support)
        message = (
            f"Đối ứng {dong(terms.counterpart)} thấp hơn phần tương ứng với dự toán đã duyệt ({dong(least)})."
        )
        yield warning(
            "less_counterpart", message, "Ghi rõ lý do trong hợp đồng, hoặc nâng vốn đối ứng.", "Ô “Đối ứng”"
        )


def check_days(terms: Terms, bounds: Bounds) -> Iterator[Finding]:
    """Begins before it ends, and ends within the years of the plan."""
    if terms.ends_on < terms.begins_on:
        message = f"Ngày kết thúc {terms.ends_on:%d/%m/%Y} trước ngày bắt đầu {terms.begins_on:%d/%m/%Y}."
        yield error("ends_first", message, "Sửa một trong hai ngày.", "Ô “Kết thúc”")
    if terms.begins_on.year > bounds.last_year:
        message = f"Ngày bắt đầu {terms.begins_on:%d/%m/%Y} sau năm {bounds.last_year} của kế hoạch."
        there = (
            f"Bắt đầu trong năm {bounds.year}"
            if bounds.year <= bounds.last_year
            else f"Đề án đã rút ngắn còn đến năm {bounds.last_year}: không ký gì của năm {bounds.year} nữa"
        )
        fix = f"{there}; làm sang năm sau là điều chỉnh kế hoạch" + (
            f" ({bounds.extension})." if bounds.extension else "."
        )
        yield error("begins_late", message, fix, "Ô “Bắt đầu”")
    elif terms.ends_on.year > bounds.last_year:
        message = f"Ngày kết thúc {terms.ends_on:%d/%m/%Y} sang năm sau kế hoạch {bounds.last_year}."
        fix = f"Kết thúc chậm nhất 31/12/{bounds.last_year}; sang năm sau là điều chỉnh kế hoạch" + (
            f" ({bounds.extension})." if bounds.extension else "."
        )
        yield error("ends_next_year", message, fix, "Ô “Kết thúc”")
