"""The solver against slow, plain ways to the same answers."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.reconcile.claims import Interval
from khuyencong.rules.reconcile.conflicts import contradictions, smallest_hitting_set
from khuyencong.rules.reconcile.simplex import Bound, Simplex
from khuyencong.rules.reconcile.system import System, components
from tests.rules.claim_sets import claim_set

SMALL = st.integers(-4, 4).map(Fraction)
ENDS = st.tuples(st.none() | SMALL, st.none() | SMALL).filter(lambda ends: None in ends or ends[0] <= ends[1])


def can_hold(inequalities):
    """Whether some values make every "sum of c·x <= limit" true: Fourier and Motzkin's elimination."""
    while variables := {v for form, _ in inequalities for v in form}:
        variable = min(variables)
        above = [(f, limit) for f, limit in inequalities if f.get(variable, 0) > 0]
        below = [(f, limit) for f, limit in inequalities if f.get(variable, 0) < 0]
        inequalities = [(f, limit) for f, limit in inequalities if variable not in f]
        for form, limit in above:
            for other, other_limit in below:
                up, down = form[variable], -other[variable]
                mixed = {v: form.get(v, 0) * down + other.get(v, 0) * up for v in {*form, *other}}
                mixed = {v: c for v, c in mixed.items() if c}
                inequalities.append((mixed, limit * down + other_limit * up))
    return all(limit >= 0 for _, limit in inequalities)


@st.composite
def systems(draw):
    """Rows over three variables, and bounds on variables and rows, each with its own reason."""
    rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(range(3), SMALL)), min_size=1, max_size=2))
    rows = [row for row in ({v: c for v, c in row.items() if c} for row in rows) if len(row) > 1]
    ends = draw(st.lists(ENDS, min_size=3 + len(rows), max_size=3 + len(rows)))
    return rows, [
        Bound(variable=number, low=low, high=high, reasons=frozenset({str(number)}))
        for number, (low, high) in enumerate(ends)
    ]


def inequalities_of(rows, bounds, believed):
    forms = [{v: Fraction(1)} for v in range(3)] + rows
    found = []
    for bound in bounds:
        if bound.reasons <= believed:
            form = forms[bound.variable]
            if bound.high is not None:
                found.append((form, bound.high))
            if bound.low is not None:
                found.append(({v: -c for v, c in form.items()}, -bound.low))
    return found


@given(systems(), st.lists(st.frozensets(st.sampled_from("01234")), min_size=1, max_size=5))
def test_what_clashes_is_what_elimination_finds_impossible(system, questions):
    rows, bounds = system
    simplex = Simplex([Fraction(0)] * 3, rows, bounds)
    for believed in questions:
        clash = simplex.clash(believed)
        assert (clash is None) == can_hold(inequalities_of(rows, bounds, believed))
        if clash is not None:
            assert clash <= believed
            assert not can_hold(inequalities_of(rows, bounds, clash))


@given(systems(), st.fixed_dictionaries(dict.fromkeys(range(3), SMALL)))
def test_nothing_lies_beyond_the_largest_value_and_nothing_bars_the_way_to_it(system, objective):
    rows, bounds = system
    simplex, all_reasons = Simplex([Fraction(0)] * 3, rows, bounds), frozenset("01234")
    if simplex.clash(all_reasons) is not None:
        return
    optimum = simplex.maximize(objective)
    form = {v: -c for v, c in objective.items() if c}

    def reachable(value):
        return can_hold([*inequalities_of(rows, bounds, all_reasons), (form, -value)])

    if optimum.ray is not None:
        assert reachable(Fraction(10**6))
    else:
        assert (reachable(optimum.value), reachable(optimum.value + Fraction(1, 10**6))) == (True, False)


@given(st.lists(st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=3), max_size=6))
def test_the_smallest_hitting_set_is_the_first_that_trying_all_would_find(sets):
    rank = {name: place for place, name in enumerate("abcdef")}
    tried = (frozenset(some) for size in range(7) for some in combinations("abcdef", size))
    assert smallest_hitting_set(sets, rank, limit=6) == next(one for one in tried if all(one & s for s in sets))


LINES = st.sampled_from(
    [
        *(f"r{n} share {value} a b" for n, value in enumerate(["40", "50", "150"])),
        *(f"g{n} growth {value} c a" for n, value in enumerate(["-20", "10", "~10"])),
        *(f"q{n} ratio {value} b c" for n, value in enumerate(["2,0", "<1,5", ">2,4"])),
        "s sum - b a c",
        "t sum - d a b",
        "u share 30 a d",
    ]
)
AMOUNTS = st.fixed_dictionaries({name: st.sampled_from(["-", "5", "10", "20", "0", ">8"]) for name in "abcd"})


@given(AMOUNTS, st.lists(LINES, min_size=1, max_size=4, unique=True))
def test_contradictions_are_as_small_and_as_few_as_trying_all_subsets_would_find(amounts, lines):
    text = [f"{name} amount {value} ty" for name, value in amounts.items()]
    book = {claim.id: claim for claim in claim_set("\n".join([*text, *lines]))}
    system = System(book, book)
    found = contradictions(system, book)
    every = [frozenset(some) for size in range(len(book) + 1) for some in combinations(book, size)]
    smallest = next((len(some) for some in every if system.clash(some) is not None), None)
    fewest = next(len(some) for some in every if system.clash(system.judged - some) is None)
    assert (len(found[0]) if found else None, len(found)) == (smallest, fewest)
    for clash in found:
        assert system.clash(clash) is not None
        assert [name for name in clash if system.clash(clash - {name}) is not None] == []


def test_the_span_of_a_share_is_exact_at_both_ends():
    book = {
        c.id: c
        for c in claim_set("a amount 10 ty\nb amount 20 ty\nr share - a b\np points 1 r r2\nr2 share - b a")
    }
    assert System(book, book).span("r", frozenset("ab")) == Interval(
        low=Fraction(95, 205), high=Fraction(105, 195)
    )


def test_a_span_is_open_where_no_claim_holds_it():
    book = {
        c.id: c
        for c in claim_set("a amount 10 ty\nb amount - ty\nc amount - ty\nr share 50 a b\ns sum - b a c")
    }
    system = System(book, book)
    assert system.span("r", frozenset("a")) == Interval()
    assert system.span("r", frozenset("as")) == Interval(high=Fraction(1))
    assert (
        system.span("c", frozenset("ars")).low
        == Fraction(95, 10) / Fraction(505, 1000) * 10**9 - Fraction(95, 10) * 10**9
    )


def test_claims_that_share_no_amount_are_judged_apart():
    book = {
        c.id: c
        for c in claim_set(
            "a amount 1 ty\nb amount 2 ty\nc amount 3 ty\nd amount 4 ty\nr share 50 b a\nq share 9 c d"
        )
    }
    assert list(map(sorted, components(book, book))) == [["a", "b", "r"], ["c", "d", "q"]]
