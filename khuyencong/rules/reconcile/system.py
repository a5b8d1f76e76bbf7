"""Claims as a linear system over the amounts they speak of, judged exactly for any subset of the claims.

An amount is a variable, at least 0 unless it was printed negative (then at most 0). `sum` is linear; a
share, a growth or a ratio with factor in [a, b] is the pair a × whole <= part <= b × whole, with a whole
that is not 0.

`points` compares two shares, each the quotient of two variables, which is not linear. Each such share gets
a variable of its own, tied to its printed interval and, where its whole is printed, to part / whole within
the whole's rounding; shares of one whole are compared exactly. What this leaves out is the correlation of
amounts common to two shares of different wholes, and a share with neither value nor whole printed: the
system may then miss a contradiction finer than the roundings, but never invents one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from khuyencong.rules.reconcile.claims import DERIVED, FACTORS, Claim, Interval, Kind
from khuyencong.rules.reconcile.simplex import NO_REASONS, ZERO, Bound, Reasons, Simplex

Form = Mapping[str, Fraction]
ONE = Fraction(1)
LEAST_WHOLE = Fraction(1, 10**9)
"""What a whole or a base is at least, in its unit: a share of nothing has no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """`low` <= `form` <= `high` as long as all of `reasons` (claim ids) are believed."""

    form: Form
    reasons: Reasons
    low: Fraction | None = None
    high: Fraction | None = None


class System:
    """The claims `judged` (ids), with the structure of everything they refer to taken from `book`."""

    def __init__(self, book: Mapping[str, Claim], judged: Iterable[str]) -> None:
        self._book = book
        self.judged: Reasons = frozenset(judged)
        constraints = list(self._constraints())
        names = sorted({name for constraint in constraints for name in constraint.form})
        self._index = {name: number for number, name in enumerate(names)}
        self._rows: dict[tuple[tuple[int, Fraction], ...], int] = {}
        bounds = [self._bound(constraint) for constraint in constraints]
        rows = [dict(row) for row in self._rows]
        self._simplex = Simplex([self._start(name) for name in names], rows, bounds)

    def clash(self, believed: Reasons) -> Reasons | None:
        """None if the claims `believed` can be true together; else some of them that cannot."""
        return self._simplex.clash(believed)

    @property
    def is_loose(self) -> bool:
        """Whether points compare shares of different wholes: spans are then wider than they need be."""
        claims = (self._book[name] for name in self.judged)
        return any(claim.kind == Kind.POINTS and not self._quotient(claim)[1] for claim in claims)

    def is_amount(self, name: str) -> bool:
        """Whether a claim is a figure by itself; others relate figures."""
        return self._book[name].kind == Kind.AMOUNT

    def is_derived(self, name: str) -> bool:
        """Whether a claim carries a figure that follows from others."""
        return self._book[name].kind in DERIVED

    def around(self, name: str) -> Reasons:
        """A claim with those it speaks of."""
        return frozenset({name, *self._book[name].of, *amounts_of(self._book[name], self._book)})

    def span(self, name: str, believed: Reasons) -> Interval:
        """The exact values that claim `name` may have while `believed`, which do not clash, are true.

        An end that no claim holds (an amount is not negative by nature) is open.
        """
        numerator, whole = self._quotient(self._book[name])
        if self._simplex.clash(believed | {_defined(amount) for amount in whole}) is not None:
            return Interval()
        largest = self._largest_quotient if whole else self._largest
        low, high = largest(_negative(numerator), whole), largest(numerator, whole)
        return Interval(low=None if low is None else -low, high=high)

    def _quotient(self, claim: Claim) -> tuple[Form, Form]:
        """What a claim's figure measures, as a form over a form; no second form where it is no quotient."""
        if claim.kind == Kind.AMOUNT:
            return {claim.id: ONE}, {}
        if claim.kind == Kind.POINTS:
            (part, whole), (other, other_whole) = (self._book[share].of for share in claim.of)
            if whole != other_whole or part == other:
                return {_share(claim.of[0]): ONE, _share(claim.of[1]): -ONE}, {}
            numerator = {part: ONE, other: -ONE}
        else:
            part, whole = claim.of
            numerator = {part: ONE}
        sign = self._sign(whole)
        return {name: c * sign for name, c in numerator.items()}, {whole: sign}

    def _constraints(self) -> Iterable[Constraint]:
        for name in sorted(self.judged):
            claim = self._book[name]
            if claim.kind == Kind.AMOUNT:
                yield from self._amount(claim)
            elif claim.kind == Kind.SUM:
                whole, *parts = claim.of
                form = {whole: ONE, **dict.fromkeys(parts, -ONE)}
                yield Constraint(form=form, low=ZERO, high=ZERO, reasons=frozenset({name}))
            elif claim.kind in FACTORS:
                yield from self._factor(claim, claim.of[0], claim.of[1])
            else:
                yield from self._points(claim)
        for name in sorted(self._amounts_spoken_of()):
            yield Constraint(form={name: self._sign(name)}, low=ZERO, reasons=NO_REASONS)
            yield self._is_a_whole(name, frozenset({_defined(name)}))

    def _amounts_spoken_of(self) -> set[str]:
        return {amount for name in self.judged for amount in amounts_of(self._book[name], self._book)}

    def _sign(self, amount: str) -> Fraction:
        figure = self._book[amount].figure
        return -ONE if figure is not None and figure.value < 0 else ONE

    def _amount(self, claim: Claim) -> Iterable[Constraint]:
        interval = claim.interval
        if interval != Interval():
            reasons = frozenset({claim.id})
            yield Constraint(form={claim.id: ONE}, low=interval.low, high=interval.high, reasons=reasons)

    def _is_a_whole(self, amount: str, reasons: Reasons) -> Constraint:
        return Constraint(form={amount: self._sign(amount)}, low=self._least_whole(amount), reasons=reasons)

    def _least_whole(self, amount: str) -> Fraction:
        return LEAST_WHOLE * self._book[amount].scale

    def _factor(self, claim: Claim, part: str, whole: str) -> Iterable[Constraint]:
        """part = factor × whole with the factor in the claim's interval; turned round by a negative whole."""
        interval, sign, reasons = claim.interval, self._sign(whole), frozenset({claim.id})
        yield self._is_a_whole(whole, reasons)
        if interval.low is not None:
            yield Constraint(form={part: sign, whole: -sign * interval.low}, low=ZERO, reasons=reasons)
        if interval.high is not None:
            yield Constraint(form={part: sign, whole: -sign * interval.high}, high=ZERO, reasons=reasons)

    def _points(self, claim: Claim) -> Iterable[Constraint]:
        interval, reasons = claim.interval, frozenset({claim.id})
        form = {_share(claim.of[0]): ONE, _share(claim.of[1]): -ONE}
        yield Constraint(form=form, low=interval.low, high=interval.high, reasons=reasons)
        for share in claim.of:
            yield self._is_a_whole(self._book[share].of[1], reasons)
            yield from self._share_variable(self._book[share])
        difference, whole = self._quotient(claim)
        for name in whole:
            if interval.low is not None:
                over = _plus(difference, {name: -interval.low * whole[name]})
                yield Constraint(form=over, low=ZERO, reasons=reasons)
            if interval.high is not None:
                over = _plus(difference, {name: -interval.high * whole[name]})
                yield Constraint(form=over, high=ZERO, reasons=reasons)

    def _share_variable(self, share: Claim) -> Iterable[Constraint]:
        """The variable for a share: within its print, and part / whole where the whole is printed."""
        part, whole = share.of
        name = _share(share.id)
        if share.id in self.judged:
            interval = share.interval
            yield Constraint(
                form={name: ONE}, low=interval.low, high=interval.high, reasons=frozenset({share.id})
            )
        if self._sign(part) < 0 or self._sign(whole) < 0:
            return
        yield Constraint(form={name: ONE}, low=ZERO, reasons=NO_REASONS)
        if whole in self.judged:
            size, reasons = self._book[whole].interval, frozenset({whole})
            if size.low is not None:
                yield Constraint(form={part: ONE, name: -max(size.low, ZERO)}, low=ZERO, reasons=reasons)
            if size.high is not None:
                yield Constraint(form={part: ONE, name: -size.high}, high=ZERO, reasons=reasons)

    def _bound(self, constraint: Constraint) -> Bound:
        """The constraint as a bound on one variable: the form's only one, or that of a row for the form."""
        terms = sorted((self._index[name], c) for name, c in constraint.form.items() if c)
        scale = terms[0][1]
        if len(terms) == 1:
            variable = terms[0][0]
        else:
            row = tuple((variable, c / scale) for variable, c in terms)
            variable = self._rows.setdefault(row, len(self._index) + len(self._rows))
        ends = [None if end is None else end / scale for end in (constraint.low, constraint.high)]
        low, high = ends if scale > 0 else ends[::-1]
        return Bound(variable=variable, low=low, high=high, reasons=constraint.reasons)

    def _start(self, name: str) -> Fraction:
        """Where the search begins: at the printed values, where nearly everything holds already."""
        claim = self._book.get(name)
        known = None if claim is None or claim.kind != Kind.AMOUNT else claim.interval.nearest_known
        return known or ZERO

    def _numbered(self, form: Form) -> dict[int, Fraction]:
        return {self._index[name]: c for name, c in form.items()}

    def _largest(self, form: Form, _: Form) -> Fraction | None:
        optimum = self._simplex.maximize(self._numbered(form))
        return None if optimum.ray is not None or not optimum.reasons else optimum.value

    def _largest_quotient(self, numerator: Form, whole: Form) -> Fraction | None:
        """The supremum of numerator / whole by Dinkelbach's method, which ends: vertices and rays are few."""
        over, under = self._numbered(numerator), self._numbered(whole)
        ((name, sign),) = whole.items()
        base = self._index[name]
        quotient = self._simplex.value(over) / self._simplex.value(under)
        while True:
            optimum = self._simplex.maximize({**over, base: over.get(base, ZERO) - quotient * sign})
            if optimum.ray is not None:
                rise = sum((c * optimum.ray.get(v, ZERO) for v, c in over.items()), ZERO)
                run = sign * optimum.ray.get(base, ZERO)
                if not rise or not run:
                    return None
                quotient = rise / run
            elif optimum.value <= 0:
                # A quotient that only "a whole is not 0" holds back is as good as unbounded.
                least_whole = base in optimum.held and self._simplex.value(under) == self._least_whole(name)
                return quotient if optimum.reasons and not least_whole else None
            else:
                quotient = self._simplex.value(over) / self._simplex.value(under)


def amounts_of(claim: Claim, book: Mapping[str, Claim]) -> tuple[str, ...]:
    """The amounts a claim speaks of, through shares if need be."""
    if claim.kind == Kind.AMOUNT:
        return (claim.id,)
    if claim.kind == Kind.POINTS:
        return tuple(amount for share in claim.of for amount in book[share].of)
    return claim.of


def components(book: Mapping[str, Claim], judged: Iterable[str]) -> list[list[str]]:
    """The claims `judged`, split into groups that share no amount and so cannot contradict one another."""
    groups: dict[str, list[str]] = {}
    group_of: dict[str, str] = {}
    for name in judged:
        amounts = amounts_of(book[name], book)
        found = {group_of.setdefault(amount, amount) for amount in amounts}
        target, *others = sorted(found)
        groups.setdefault(target, []).append(name)
        for other in others:
            groups[target] += groups.pop(other, [])
            group_of.update({amount: target for amount, group in group_of.items() if group == other})
    return list(groups.values())


def _defined(amount: str) -> str:
    """The belief, besides claims, that a quotient by `amount` has a value; no id has a space in it."""
    return f"{amount} is not 0"


def _share(claim: str) -> str:
    """The variable that stands for a share which points speak of, told from the amounts by a space."""
    return f"share {claim}"


def _negative(form: Form) -> Form:
    return {name: -c for name, c in form.items()}


def _plus(form: Form, other: Form) -> Form:
    return {name: form.get(name, ZERO) + other.get(name, ZERO) for name in {**form, **other}}
