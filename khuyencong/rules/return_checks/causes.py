"""How a figure most likely came to be wrong: sign, unit, column, line, left out, twice, left blank, mistyped.

Only figures of the return itself are suspected: what it is compared with stands elsewhere. A cause is told
where changing that one thing, and nothing else, makes the rule hold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from khuyencong.rules.purses import DIVIDED, of_column
from khuyencong.rules.reconcile.misprints import likely_slip
from khuyencong.rules.reconcile.verdict import Correction
from khuyencong.rules.return_checks.facts import Facts, Part
from khuyencong.rules.return_checks.model import Operator, Rule
from khuyencong.rules.return_checks.sides import Tolerance, side
from khuyencong.rules.return_checks.wording import called

UNITS = {3: "nghìn lần", 6: "triệu lần", 9: "tỷ lần"}


@dataclass(frozen=True, kw_only=True)
class Miss:
    """A rule that does not hold at a place, before it is told."""

    rule: Rule
    facts: Facts
    star: str
    purse: str
    left: int
    right: int
    near: Tolerance | None = None
    cause: str = ""

    @cached_property
    def left_parts(self) -> tuple[Part, ...]:
        """The cells of the left side."""
        return tuple(self.facts.parts(side(self.rule.left), self.star, self.purse))

    @cached_property
    def right_parts(self) -> tuple[Part, ...]:
        """The cells of the right side."""
        return tuple(self.facts.parts(side(self.rule.right), self.star, self.purse))

    def suspects(self) -> Iterator[tuple[Part, int]]:
        """Each cell of the return itself, and what it would have to be for the sides to be equal."""
        gap = self.left - self.right
        for part in self.left_parts:
            if not part.cell.taken:
                yield part, (part.value or 0) - gap
        for part in self.right_parts:
            if not part.cell.taken:
                yield part, (part.value or 0) + gap

    def words(self, part: Part) -> str:
        """What a cell is called."""
        line = self.facts.lines.get(part.cell.code)
        if line is None:
            return part.cell.code
        return f"{called(line)}{of_column(part.cell.purse)}"


def swapped_lines(misses: Sequence[Miss]) -> list[Miss]:
    """The same, where two lines of one rule each hold what the other should: told on both."""
    at = {(miss.purse, miss.left, miss.right): miss for miss in misses}
    told = []
    for miss in misses:
        other = at.get((miss.purse, miss.right, miss.left))
        if other is None or other.star == miss.star or miss.rule.operator is not Operator.EQUAL:
            told.append(miss)
            continue
        line = miss.facts.lines[other.star]
        told.append(replace(miss, cause=f"có lẽ ghi đổi chỗ với dòng {line.title}"))
    return told


def likeliest(miss: Miss) -> str:
    """The first of the usual ways that would explain it; "" where none does."""
    if miss.rule.operator is Operator.IMPLIES:
        return _blank(miss)
    ways = (_sign, _unit, _column, _counted, _blank, _slip)
    return next((told for way in ways if (told := way(miss))), "")


def _sign(miss: Miss) -> str:
    """A negative figure that would do without its sign; nothing that is reported is below nothing."""
    below_nothing = miss.rule.operator is Operator.AT_LEAST and not miss.right_parts
    for part, needed in miss.suspects():
        if part.value is not None and part.value < 0 and (below_nothing or needed == -part.value):
            return f"có lẽ ghi nhầm dấu ở {miss.words(part)}"
    return ""


def _unit(miss: Miss) -> str:
    for part, needed in miss.suspects():
        if not part.value or not needed:
            continue
        for power, word in UNITS.items():
            scale = 10**power
            if _like(miss, needed, part.value * scale):
                return f"có lẽ ghi nhầm đơn vị ở {miss.words(part)}: nhỏ đi {word}"
            if part.value % scale == 0 and _like(miss, needed, part.value // scale):
                return f"có lẽ ghi nhầm đơn vị ở {miss.words(part)}: lớn lên {word}"
    return ""


def _like(miss: Miss, needed: int, value: int) -> bool:
    """Exactly what is needed; within a fifth where the rule itself only asks for about as much."""
    if miss.rule.operator is Operator.NEAR:
        return 5 * abs(value - needed) <= abs(needed)
    return value == needed


def _column(miss: Miss) -> str:
    """Whether the other purse holds what this one should, and the other way round."""
    if miss.purse not in DIVIDED:
        return ""
    other = DIVIDED[1 - DIVIDED.index(miss.purse)]
    left, right = side(miss.rule.left), side(miss.rule.right)
    one, two = miss.facts.total(left, miss.star, other), miss.facts.total(right, miss.star, other)
    if (one, two) == (miss.right, miss.left) and miss.left != miss.right:
        return "có lẽ ghi nhầm cột KCQG và KCĐP"
    return ""


def _counted(miss: Miss) -> str:
    """A line that the total leaves out, or has twice; the only one of that size."""
    if miss.rule.operator is not Operator.EQUAL:
        return ""
    for parts, gap in (
        (miss.right_parts, miss.left - miss.right),
        (miss.left_parts, miss.right - miss.left),
    ):
        if len(parts) < 2:
            continue
        found = [part for part in parts if part.value and part.value == abs(gap)]
        if len(found) == 1:
            way = "cộng hai lần" if gap > 0 else "chưa cộng"
            return f"có lẽ tổng {way} {miss.words(found[0])}"
    return ""


def _blank(miss: Miss) -> str:
    """Cells left blank that ought to hold something."""
    if miss.rule.operator is Operator.IMPLIES:
        parts = [part for part in miss.right_parts if part.value is None]
    else:
        parts = [part for part, needed in miss.suspects() if part.value is None and needed > 0]
    if not parts:
        return ""
    named = ", ".join(miss.words(part) for part in parts[:3])
    more = f" và {len(parts) - 3} ô nữa" if len(parts) > 3 else ""
    return f"ô để trống: {named}{more}"


def _slip(miss: Miss) -> str:
    """A digit swapped, wrong, missing or too many, in the order in which hands make such slips."""
    if miss.rule.operator is not Operator.EQUAL:
        return ""
    found = []
    for part, needed in miss.suspects():
        if part.value and needed > 0:
            correction = Correction(claim="", printed=str(part.value), value=str(needed), change=None)
            if word := likely_slip(correction):
                found.append((RANK.index(word) if word in RANK else len(RANK), miss.words(part), word))
    if not found:
        return ""
    _, where, word = min(found, key=lambda each: each[0])
    return f"có lẽ {word} ở {where}"


RANK = (
    "hai chữ số cạnh nhau bị đảo",
    "thừa hoặc thiếu số 0, sai đơn vị",
    "thừa một chữ số",
    "thiếu một chữ số",
    "khác một chữ số",
)
