"""Every rule against every place it is about; what does not hold, with both sides and the likeliest cause."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Protocol

from khuyencong.rules.findings import Severity
from khuyencong.rules.indicators import Aggregation, IndicatorLine
from khuyencong.rules.purses import PURSES
from khuyencong.rules.return_checks.causes import Miss, likeliest, swapped_lines
from khuyencong.rules.return_checks.facts import Facts, Part, Values
from khuyencong.rules.return_checks.model import Operator, Rule
from khuyencong.rules.return_checks.sides import STAR, TAKEN, Term, Tolerance, codes_in, side, tolerance
from khuyencong.rules.return_checks.wording import called


class Begins(Protocol):
    """Whatever has a first day."""

    @property
    def starts(self) -> date: ...


class Span(Begins, Protocol):
    """The period of a return, as rules.periods.Period is one."""

    @property
    def previous(self) -> Begins: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinding:
    """One rule that does not hold at one place.

    `cells` are those of the return itself that it is about, the first of them `indicator` in `purse`.
    `difference` is left minus right. `young` says that an error only warns because the rule is new. A waiver is
    given for a `fingerprint`: another rule or another figure, and it no longer is the same.
    """

    rule: str
    grade: Severity
    indicator: str
    purse: str
    left: int
    right: int
    difference: int
    sides: str
    cause: str
    message: str
    fix: str
    fingerprint: str
    cells: tuple[tuple[str, str], ...]
    young: bool = False


def check(
    rules: Iterable[Rule], values: Values, period: Span, lines: Iterable[IndicatorLine]
) -> tuple[CheckFinding, ...]:
    """Everything that does not hold, in the order of the rules; `lines` are those of every form they name.

    A rule that names a line which is not there, because it ended before the rule did, says nothing.
    """
    facts = Facts(values, lines)
    found: list[CheckFinding] = []
    for rule in rules:
        if rule.since <= period.starts and facts.lines.keys() >= set(codes_in(rule.left, rule.right)):
            young = is_young(rule, period)
            found += [_finding(each, young) for each in swapped_lines(list(_misses(rule, facts)))]
    return tuple(found)


def is_young(rule: Rule, period: Span) -> bool:
    """Whether that is the first period which begins on or after the rule does: then it does not block."""
    return rule.grade is Severity.ERROR and period.previous.starts < rule.since


def _misses(rule: Rule, facts: Facts) -> Iterator[Miss]:
    """The places where a rule does not hold."""
    left, right, near = side(rule.left), side(rule.right), tolerance(rule.tolerance)
    purses, operator = _purses(rule, left, right), rule.operator
    for line in _lines(rule, facts, (*left, *right)):
        star = line.code if line is not None else ""
        for purse in purses:
            one = facts.total(left, star, purse)
            if one is None:
                continue
            other = facts.total(right, star, purse)
            if other is None:
                continue
            if operator is Operator.EQUAL and one == other:
                continue
            about = line or facts.lines.get(next(term.code for term in (*left, *right) if term.code))
            if not _holds(operator, one, other, near, about):
                yield Miss(rule=rule, facts=facts, star=star, purse=purse, left=one, right=other, near=near)


def _lines(rule: Rule, facts: Facts, terms: Sequence[Term]) -> Sequence[IndicatorLine | None]:
    """What the star stands for, of running totals only what adds up; a single None where there is no star."""
    starred = [term for term in terms if term.code == STAR]
    if not starred:
        return (None,)
    lines = facts.of_form(rule.form)
    if any(term.taken.endswith("luyke") for term in starred):
        return [line for line in lines if line.aggregation is Aggregation.SUM]
    return lines


def _purses(rule: Rule, left: Sequence[Term], right: Sequence[Term]) -> tuple[str, ...]:
    """Each purse on its own, but for a rule whose every term is pinned: that is one question."""
    if rule.purse != "all":
        return (rule.purse,)
    named = [term for term in (*left, *right) if term.number is None]
    return (named[0].purse,) if named and all(term.purse for term in named) else PURSES


def _holds(
    operator: Operator, left: int, right: int, near: Tolerance | None, about: IndicatorLine | None
) -> bool:
    if operator is Operator.IMPLIES:
        return left <= 0 or right > 0
    if operator is Operator.NEAR:
        return _near(left, right, near, about)
    slack = _slack(near, right)
    if operator is Operator.AT_MOST:
        return left <= right + slack
    if operator is Operator.AT_LEAST:
        return left >= right - slack
    return abs(left - right) <= slack


def _slack(near: Tolerance | None, right: int) -> Fraction | int:
    if near is None:
        return 0
    return near.amount if near.share is None else near.share * abs(right)


def _near(left: int, right: int, near: Tolerance | None, about: IndicatorLine | None) -> bool:
    """Within what the rule allows, else what the indicator does; beside a small base no share is told.

    A figure that stays around the small base is well; one that leaves it far behind is asked about.
    """
    base = about.small_base if about is not None else None
    if near is None:
        if about is None or about.tolerance is None:
            return True
        near = Tolerance(share=Fraction(about.tolerance, 100))
    if near.share is None:
        return abs(left - right) <= near.amount
    if base is not None and abs(right) < base:
        return abs(left) <= base * (1 + near.share)
    return abs(left - right) <= near.share * abs(right)


def _finding(miss: Miss, young: bool) -> CheckFinding:
    rule, parts = miss.rule, (*miss.left_parts, *miss.right_parts)
    own = tuple(dict.fromkeys((part.cell.code, part.cell.purse) for part in parts if not part.cell.taken))
    place = own[0] if own else _first(parts)
    line = miss.facts.lines.get(place[0])
    sides = _sides(miss, line)
    young_words = "Luật mới, kỳ đầu chỉ cảnh báo." if young else ""
    return CheckFinding(
        rule=rule.code,
        grade=Severity.WARNING if young else rule.grade,
        indicator=place[0],
        purse=place[1],
        left=miss.left,
        right=miss.right,
        difference=miss.left - miss.right,
        sides=sides,
        cause=miss.cause or likeliest(miss),
        message=" ".join(filter(None, [rule.message, sides, young_words])),
        fix=rule.fix,
        fingerprint=_fingerprint(miss, parts),
        cells=own or (place,),
        young=young,
    )


def _first(parts: Sequence[Part]) -> tuple[str, str]:
    return (parts[0].cell.code, parts[0].cell.purse) if parts else ("", "")


def _sides(miss: Miss, line: IndicatorLine | None) -> str:
    """Both sides recomputed, and how far they are apart."""
    told = [
        _told(miss, side(miss.rule.left), miss.left_parts, miss.left),
        _told(miss, side(miss.rule.right), miss.right_parts, miss.right),
    ]
    gap = ""
    if miss.rule.operator is not Operator.IMPLIES and line is not None:
        gap = f"; chênh {line.told(abs(miss.left - miss.right))}"
    words = f"{'; '.join(filter(None, told))}{gap}."
    return words[:1].upper() + words[1:]


def _told(miss: Miss, terms: Sequence[Term], parts: Sequence[Part], value: int) -> str:
    """One side in words: "dòng 1a: 12 lao động", "kỳ trước, dòng 1a: 9 lao động", "các dòng cộng lại: …"."""
    if not parts:
        return ""
    term, line = terms[0], miss.facts.lines.get(parts[0].cell.code)
    if term.below:
        words, line = "các dòng cộng lại", miss.facts.lines.get(miss.star or term.code) or line
    elif len(terms) > 1:
        lines = [miss.facts.lines[part.cell.code] for part in parts]
        numbers = [each.number or f"“{each.name}”" for each in lines]
        words = f"dòng {' + '.join(dict.fromkeys(numbers))}"
    else:
        words = called(line) if line is not None else ""
    taken = TAKEN[term.taken]
    shown = line.told(value) if line is not None else str(value)
    return f"{f'{taken}, ' if taken else ''}{words}: {shown}"


def _fingerprint(miss: Miss, parts: Sequence[Part]) -> str:
    """The rule as it reads and every figure it was about."""
    rule = miss.rule
    said = [rule.code, rule.left, rule.operator.value, rule.right, rule.tolerance, miss.star, miss.purse]
    figures = [f"{':'.join(part.cell)}={part.value}" for part in parts]
    return sha256("|".join([*said, str(miss.left), str(miss.right), *figures]).encode()).hexdigest()[:40]
