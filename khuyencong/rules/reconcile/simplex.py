"""Exact linear arithmetic: can all these bounds hold together, and if not, which ones clash?

A tableau over fractions in which every variable, and every linear form of variables ("row"), has bounds,
each with the reasons for it. A question names the reasons that are believed; the tableau keeps its last
solution, so asking about many subsets of the same claims costs a few pivots each. A clash comes back as a
set of reasons whose bounds cannot hold together (a Farkas certificate, not yet a smallest one). Bland's
rule, the smallest index first, makes every loop end. No floats: a contradiction found here is a proof.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

Reasons = frozenset[str]
NO_REASONS: Reasons = frozenset()
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """`low` <= variable <= `high` (None: open), because of `reasons`; the two ends never cross in one bound."""

    variable: int
    low: Fraction | None
    high: Fraction | None
    reasons: Reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """The largest value of an objective; or a `ray`, a direction in which it grows for ever.

    `held` are the variables whose bounds keep it from growing, `reasons` what put those bounds there.
    """

    value: Fraction
    held: frozenset[int] = frozenset()
    reasons: Reasons = NO_REASONS
    ray: Mapping[int, Fraction] | None = None


class Simplex:
    """`size` variables, numbered from 0, and one more variable for each row, numbered on from there.

    A row of the tableau says denominator × basic variable = sum of integer × nonbasic variable: whole
    numbers keep pivots several times faster than fractions would.
    """

    def __init__(
        self, start: Sequence[Fraction], rows: Sequence[Mapping[int, Fraction]], bounds: Sequence[Bound]
    ) -> None:
        self._value = list(start)
        self._rows: dict[int, dict[int, int]] = {}
        self._denominators: dict[int, int] = {}
        self._columns: list[set[int]] = [set() for _ in (*start, *rows)]
        for number, row in enumerate(rows, start=len(start)):
            denominator = lcm(*(c.denominator for c in row.values()))
            self._rows[number] = {v: int(c * denominator) for v, c in row.items()}
            self._denominators[number] = denominator
            self._value.append(sum((c * start[v] for v, c in row.items()), ZERO))
            for variable in row:
                self._columns[variable].add(number)
        lows = sorted((b for b in bounds if b.low is not None), key=lambda b: b.low or ZERO, reverse=True)
        highs = sorted((b for b in bounds if b.high is not None), key=lambda b: b.high or ZERO)
        self._lows, self._highs = self._by_variable(lows), self._by_variable(highs)
        self._low: list[Bound | None] = [None] * len(self._value)
        self._high: list[Bound | None] = [None] * len(self._value)
        self._unsettled: set[int] = set()

    def _by_variable(self, bounds: Iterable[Bound]) -> list[list[Bound]]:
        """The bounds of each variable, tightest first as given."""
        lists: list[list[Bound]] = [[] for _ in self._value]
        for bound in bounds:
            lists[bound.variable].append(bound)
        return lists

    def value(self, form: Mapping[int, Fraction]) -> Fraction:
        """The value of a linear form at the present solution."""
        return sum((c * self._value[v] for v, c in form.items()), ZERO)

    def clash(self, believed: Reasons) -> Reasons | None:
        """None if the bounds of `believed` have a solution, now in the tableau; else reasons that clash."""
        if (crossed := self._believe(believed)) is not None:
            return crossed
        while (broken := self._first_broken()) is not None:
            basic, target, up = broken
            row = self._rows[basic]
            entering = next((v for v in sorted(row) if self._can_move(v, up == (row[v] > 0))), None)
            if entering is None:
                return self._explain(basic, up)
            self._shift(entering, (target - self._value[basic]) / self._coefficient(basic, entering))
            self._pivot(basic, entering)
        return None

    def maximize(self, objective: Mapping[int, Fraction]) -> Optimum:
        """The largest value of `objective` within the bounds last found to hold together."""
        while True:
            costs = self._reduced(objective)
            entering = next((v for v in sorted(costs) if self._can_move(v, costs[v] > 0)), None)
            if entering is None:
                held = [self._high[v] if cost > 0 else self._low[v] for v, cost in costs.items()]
                reasons = NO_REASONS.union(*(bound.reasons for bound in held if bound))
                return Optimum(value=self.value(objective), held=frozenset(costs), reasons=reasons)
            direction = 1 if costs[entering] > 0 else -1
            step, leaving = self._longest_step(entering, direction)
            if step is None:
                ray = {
                    basic: self._coefficient(basic, entering) * direction for basic in self._columns[entering]
                }
                return Optimum(value=self.value(objective), ray={**ray, entering: Fraction(direction)})
            self._shift(entering, step * direction)
            if leaving != entering:
                self._pivot(leaving, entering)

    def _believe(self, believed: Reasons) -> Reasons | None:
        """Put the tightest believed bounds on all variables; the reasons of two that exclude each other."""
        crossed = None
        for variable in range(len(self._value)):
            low = next((bound for bound in self._lows[variable] if bound.reasons <= believed), None)
            high = next((bound for bound in self._highs[variable] if bound.reasons <= believed), None)
            if low is not self._low[variable] or high is not self._high[variable]:
                self._low[variable], self._high[variable] = low, high
                self._unsettled.add(variable)
            if crossed is None and low is not high and _crossed(low, high):
                crossed = (low.reasons if low else NO_REASONS) | (high.reasons if high else NO_REASONS)
        if crossed is None:
            for variable in [v for v in self._unsettled if v not in self._rows]:
                self._unsettled.discard(variable)
                if (way := self._way_back(variable)) is not None:
                    self._shift(variable, way[0] - self._value[variable])
        return crossed

    def _way_back(self, variable: int) -> tuple[Fraction, bool] | None:
        """The bound that `variable` is beyond, and whether it has to go up to it; None within its bounds."""
        low, high, value = self._low[variable], self._high[variable], self._value[variable]
        if low and low.low is not None and value < low.low:
            return low.low, True
        if high and high.high is not None and value > high.high:
            return high.high, False
        return None

    def _coefficient(self, basic: int, variable: int) -> Fraction:
        return Fraction(self._rows[basic][variable], self._denominators[basic])

    def _first_broken(self) -> tuple[int, Fraction, bool] | None:
        """The first basic variable out of its bounds, the bound it is beyond, and whether it has to go up."""
        for basic in sorted(self._unsettled):
            if basic in self._rows and (way := self._way_back(basic)) is not None:
                return basic, *way
            self._unsettled.discard(basic)
        return None

    def _can_move(self, variable: int, up: bool) -> bool:
        end = self._end(variable, up)
        return end is None or self._value[variable] != end

    def _end(self, variable: int, up: bool) -> Fraction | None:
        bound = self._high[variable] if up else self._low[variable]
        return None if bound is None else (bound.high if up else bound.low)

    def _explain(self, basic: int, up: bool) -> Reasons:
        """Why `basic` cannot reach its bound: that bound, and those that stop every variable of its row."""
        stops = [self._low[basic] if up else self._high[basic]]
        for variable, coefficient in self._rows[basic].items():
            stops.append(self._high[variable] if up == (coefficient > 0) else self._low[variable])
        return NO_REASONS.union(*(stop.reasons for stop in stops if stop))

    def _shift(self, variable: int, by: Fraction) -> None:
        """Move a nonbasic variable, and every basic one with it."""
        self._value[variable] += by
        for basic in self._columns[variable]:
            self._value[basic] += self._coefficient(basic, variable) * by
        self._unsettled |= self._columns[variable]

    def _reduced(self, objective: Mapping[int, Fraction]) -> dict[int, Fraction]:
        """`objective` written in nonbasic variables."""
        costs: dict[int, Fraction] = {}
        for variable, coefficient in objective.items():
            share = coefficient / self._denominators.get(variable, 1)
            for v, c in self._rows.get(variable, {variable: 1}).items():
                costs[v] = costs.get(v, ZERO) + share * c
        return {v: cost for v, cost in costs.items() if cost}

    def _longest_step(self, entering: int, direction: int) -> tuple[Fraction | None, int]:
        """How far `entering` may go before itself or a basic variable meets a bound, and which one does."""
        own = self._end(entering, direction > 0)
        best = None if own is None else abs(own - self._value[entering])
        leaving = entering
        for basic in sorted(self._columns[entering]):
            speed = self._coefficient(basic, entering) * direction
            end = self._end(basic, speed > 0)
            if end is not None and (best is None or (end - self._value[basic]) / speed < best):
                best, leaving = (end - self._value[basic]) / speed, basic
        return best, leaving

    def _pivot(self, basic: int, entering: int) -> None:
        """Exchange a basic and a nonbasic variable; no value changes."""
        row, denominator = self._rows.pop(basic), self._denominators.pop(basic)
        divisor = row.pop(entering)
        sign = 1 if divisor > 0 else -1
        solved = {variable: -sign * number for variable, number in row.items()}
        solved[basic] = sign * denominator
        for variable in row:
            self._columns[variable].discard(basic)
        affected, self._columns[entering] = self._columns[entering] - {basic}, set()
        for other in affected:
            self._substitute(other, entering, solved, abs(divisor))
        self._rows[entering], self._denominators[entering] = solved, abs(divisor)
        self._unsettled.add(entering)
        for variable in solved:
            self._columns[variable].add(entering)

    def _substitute(self, target: int, entering: int, solved: Mapping[int, int], divisor: int) -> None:
        """Put `solved` / `divisor` for the variable `entering` into the row of `target`, in lowest terms."""
        row = self._rows[target]
        scale = row.pop(entering)
        common = gcd(scale, divisor)
        scale, divisor = scale // common, divisor // common
        if divisor != 1:
            row = {variable: number * divisor for variable, number in row.items()}
        for variable, number in solved.items():
            row[variable] = row.get(variable, 0) + scale * number
            if row[variable]:
                self._columns[variable].add(target)
            else:
                del row[variable]
                self._columns[variable].discard(target)
        denominator = self._denominators[target] * divisor
        common = gcd(denominator, *row.values())
        if common != 1:
            row = {variable: number // common for variable, number in row.items()}
        self._rows[target], self._denominators[target] = row, denominator // common


def _crossed(low: Bound | None, high: Bound | None) -> bool:
    """Whether a lower and an upper bound leave nothing between them."""
    if low is None or high is None or low.low is None or high.high is None:
        return False
    return low.low > high.high
