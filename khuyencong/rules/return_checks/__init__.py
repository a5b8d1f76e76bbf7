"""Checks of returns by rules that are data: sums, last period, a year before, the ledger, forms, levels."""

from khuyencong.rules.return_checks.check import CheckFinding, Span, check, is_young
from khuyencong.rules.return_checks.facts import Cell, Values
from khuyencong.rules.return_checks.model import Operator, Rule
from khuyencong.rules.return_checks.sides import Term, UnreadableRuleError, codes_in, side, tolerance
from khuyencong.rules.return_checks.wording import line_words, rule_words

__all__ = [
    "Cell",
    "CheckFinding",
    "Operator",
    "Rule",
    "Span",
    "Term",
    "UnreadableRuleError",
    "Values",
    "check",
    "codes_in",
    "is_young",
    "line_words",
    "rule_words",
    "side",
    "tolerance",
]
