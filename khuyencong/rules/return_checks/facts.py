"""What is known of a return and of what it is compared with, and what the terms of a rule come to in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from khuyencong.rules.indicators import IndicatorLine, children
from khuyencong.rules.purses import DIVIDED
from khuyencong.rules.return_checks.sides import STAR, Term


class Cell(NamedTuple):
    """Where a value stands: taken from (sides.TAKEN), indicator, purse ("all" where a form has one column)."""

    taken: str
    code: str
    purse: str


Values = Mapping[tuple[str, str, str], int | None]
"""Cell → value. A cell that is there with None was left blank; one that is not there is not known at all.

Blank in the return itself counts as nothing, as on paper. Whatever is not known, and what is blank elsewhere,
is never taken for 0: a rule about it says nothing.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One value that a side is the sum of; None where the cell was left blank."""

    term: Term
    cell: Cell
    value: int | None


class Facts:
    """The values of a check and the lines they are of."""

    def __init__(self, values: Values, lines: Iterable[IndicatorLine]) -> None:
        self.values = values
        self.lines = {each.code: each for each in lines}
        self.children = children(self.lines.values())
        self._of_form: dict[str, list[IndicatorLine]] = {}
        for each in self.lines.values():
            self._of_form.setdefault(each.form, []).append(each)

    def of_form(self, form: str) -> list[IndicatorLine]:
        """What the star stands for in a rule of that form."""
        return self._of_form.get(form, [])

    def total(self, terms: tuple[Term, ...], star: str, purse: str) -> int | None:
        """What a side comes to; None where anything of it is not known."""
        if len(terms) == 1:
            return self._value(terms[0], star, purse)
        found = 0
        for term in terms:
            value = self._value(term, star, purse)
            if value is None:
                return None
            found += value
        return found

    def _value(self, term: Term, star: str, purse: str) -> int | None:
        if term.number is not None:
            return term.number
        code = star if term.code == STAR else term.code
        if not term.below:
            return self._one(term.taken, code, term.purse, purse)
        found = [self._one(term.taken, each, term.purse, purse) for each in self.children.get(code, ())]
        known = [each for each in found if each is not None]
        return sum(known) if known else None

    def _one(self, taken: str, code: str, pinned: str, purse: str) -> int | None:
        at = pinned or purse
        values, cell = self.values, (taken, code, at)
        value = values.get(cell)
        if value is not None:
            return value
        if cell in values:
            return None if taken else 0
        if pinned != "all":
            return None
        both = [self._one(taken, code, each, each) for each in DIVIDED]
        return None if None in both else sum(each for each in both if each is not None)

    def parts(self, terms: tuple[Term, ...], star: str, purse: str) -> Iterator[Part]:
        """The values a known side is the sum of, down to single cells; numbers have none."""
        for term in terms:
            if term.number is not None:
                continue
            code = star if term.code == STAR else term.code
            for each in self.children.get(code, ()) if term.below else (code,):
                at = term.purse or purse
                spread = term.purse == "all" and (term.taken, each, at) not in self.values
                for column in DIVIDED if spread else (at,):
                    cell = Cell(term.taken, each, column)
                    if cell in self.values:
                        yield Part(term=term, cell=cell, value=self.values[cell])
