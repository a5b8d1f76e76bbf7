"""A check rule in an officer's words: lines by their number on the form, columns and sources by name."""

from collections.abc import Mapping

from khuyencong.rules.indicators import IndicatorLine
from khuyencong.rules.purses import SHORT
from khuyencong.rules.return_checks.model import Operator
from khuyencong.rules.return_checks.sides import STAR, TAKEN, Term, side

Lines = Mapping[str, IndicatorLine]


def rule_words(left: str, operator: Operator, right: str, near: str, lines: Lines) -> str:
    """What has to hold, as one would say it: "dòng 1a, KCĐP không lớn hơn dòng 1, KCĐP (được chênh 5%)"."""
    slack = f" (được chênh {near})" if near else ""
    return f"{side_words(left, lines)} {operator.label} {side_words(right, lines)}{slack}"


def side_words(text: str, lines: Lines) -> str:
    """One side: its terms with a plus between them. UnreadableRuleError for one that cannot be read."""
    return " + ".join(_term_words(each, lines) for each in side(text))


def line_words(code: str, lines: Lines) -> str:
    """A line by its number, else by its name; of one that no list has any more its code is all there is."""
    line = lines.get(code)
    return f"dòng mã {code}" if line is None else called(line)


def called(line: IndicatorLine) -> str:
    """The same of one at hand."""
    return f"dòng {line.number}" if line.number else f"“{line.name}”"


def _term_words(term: Term, lines: Lines) -> str:
    if term.number is not None:
        return f"{term.number:,}".replace(",", ".")
    named = "mỗi dòng" if term.code == STAR else line_words(term.code, lines)
    below = f"các dòng thuộc {named} cộng lại" if term.below else named
    column = f", {SHORT[term.purse]}" if term.purse else ""
    taken = f" ({TAKEN[term.taken]})" if term.taken else ""
    return f"{below}{column}{taken}"
