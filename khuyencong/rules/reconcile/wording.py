"""The words in which an officer reads about claims."""

from collections.abc import Iterable
from fractions import Fraction

from khuyencong.rules.printed import write_number
from khuyencong.rules.reconcile.claims import Claim, Interval, Kind


def quoted(claim: Claim) -> str:
    """A claim by what the text says, or by its id where nothing is noted."""
    return f"“{claim.label or claim.id}”"


def printed(claim: Claim) -> str:
    """A claim's figure as printed, with its unit: "12.594,3 triệu đồng"."""
    return f"{claim.value}{claim.unit_label}"


def with_figure(claim: Claim) -> str:
    """A claim by name and figure: “KCĐP” 12.594,3 triệu đồng."""
    return quoted(claim) if claim.figure is None else f"{quoted(claim)} {printed(claim)}"


MOST_LISTED = 10
"""So many figures are listed one by one; of more, the rest are only counted."""


def listed(words: Iterable[str]) -> str:
    """ "a, b và c"; of many the first ones and how many more."""
    *head, last = list(words) or [""]
    if len(head) < MOST_LISTED:
        return f"{', '.join(head)} và {last}" if head else last
    shown = head[: MOST_LISTED - 1]
    return f"{', '.join(shown)} và {len(head) + 1 - len(shown)} số khác"


def number(claim: Claim, value: Fraction, digits: int = 0) -> str:
    """`value` in the claim's notation with its decimals, and `digits` more to show what rounding hides."""
    figure = claim.figure
    return write_number(value, (figure.decimals if figure else 0) + digits, claim.notation)


def signed(claim: Claim, value: Fraction) -> str:
    """A change, a share of 1, as "+1,46 %"."""
    return f"{'+' if value > 0 else ''}{write_number(value * 100, 2, claim.notation)} %"


def moved(claim: Claim, value: Fraction) -> str:
    """A change, a share of 1, as "tăng 1,46 %"."""
    if not value:
        return "không đổi"
    return f"{'tăng' if value > 0 else 'giảm'} {write_number(abs(value) * 100, 2, claim.notation)} %"


def bounds(claim: Claim, span: Interval, digits: int = 0) -> str:
    """An interval of exact values in the claim's unit: "từ 73.793,2 đến 73.821,3 triệu đồng"."""
    inside = claim.as_printed(span)
    low, high = (None if end is None else number(claim, end, digits) for end in (inside.low, inside.high))
    if low is None and high is None:
        return "bất kỳ"
    if low is None or high is None:
        return f"{'không quá' if low is None else 'ít nhất'} {high or low}{claim.unit_label}"
    return f"{low}{claim.unit_label}" if low == high else f"từ {low} đến {high}{claim.unit_label}"


def gap_unit(claim: Claim) -> str:
    """The unit of a difference between two values of a claim's figure."""
    return " điểm phần trăm" if claim.kind in (Kind.SHARE, Kind.GROWTH) else claim.unit_label


def proportion(change: Fraction | None, notation: str) -> str:
    """A relative change as "0,036 %"; finer the smaller it is."""
    if change is None:
        return "số in là 0"
    return f"đổi {write_number(change * 100, 3 if change < Fraction(1, 100) else 1, notation)} %"
