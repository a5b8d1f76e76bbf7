"""Whatever is true stays unblamed; whatever is made false is found, and its true value with it."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from khuyencong.rules.printed import write_number
from khuyencong.rules.reconcile import Claim, Code, Kind, reconcile

SCALES = {"nghin": 10**3, "trieu": 10**6, "ty": 10**9, "đề án": 1}
MONEY = st.sampled_from(["nghin", "trieu", "ty"])


def rounded(value, decimals, *, to_even=False):
    """The print of `value`, halves up or to even: nobody says which a text uses."""
    scaled = value * 10**decimals
    whole = round(scaled) if to_even else (2 * scaled + 1) // 2
    return Fraction(whole, 10**decimals)


@st.composite
def prints(draw, value, *, decimals=None, negative=True):
    """Something a text may print for a true value: rounded, or about, or more than, or less than."""
    places = draw(st.integers(0, 3)) if decimals is None else decimals
    qualifier = draw(st.sampled_from(["", "", "", "", "~", ">", "<"]))
    unit, shown = Fraction(1, 10**places), rounded(value, places, to_even=draw(st.booleans()))
    if qualifier == "~":
        shown += draw(st.integers(-1, 1)) * unit
    elif qualifier == ">":
        shown -= draw(st.integers(0, 3)) * unit
    elif qualifier == "<":
        shown += draw(st.integers(0, 3)) * unit
    return qualifier + write_number(shown if negative else max(shown, Fraction(0)), places)


@st.composite
def trees(draw, least=10**4):
    """True amounts in đồng by id, some the sums of others, and the claims that say so."""
    leaves = draw(st.lists(st.integers(least, 10**11), min_size=2, max_size=7))
    amounts = {f"a{number}": Fraction(leaf) for number, leaf in enumerate(leaves)}
    sums, loose = [], list(amounts)
    while len(loose) > 1 and draw(st.booleans()):
        parts = loose[: draw(st.integers(2, min(4, len(loose))))]
        whole = f"w{len(sums)}"
        amounts[whole] = sum(amounts[part] for part in parts)
        loose = [*loose[len(parts) :], whole]
        sums.append(Claim(id=f"s{len(sums)}", label="", kind="sum", of=(whole, *parts)))
    return amounts, sums


@st.composite
def comparisons(draw, amounts):
    """What a text may say of any two of the amounts, or of two shares; true values as printed units."""
    names, found = sorted(amounts), []
    shares = {}
    for number in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from([Kind.SHARE, Kind.GROWTH, Kind.RATIO]))
        new, old = draw(st.permutations(names))[:2]
        factor = amounts[new] / amounts[old]
        value = {Kind.SHARE: factor * 100, Kind.GROWTH: factor * 100 - 100, Kind.RATIO: factor}[kind]
        unit = "" if kind == Kind.RATIO else "%"
        claim = Claim(id=f"c{number}", label="", kind=kind, unit=unit, of=(new, old))
        found.append(replace(claim, value=draw(prints(value))))
        if kind == Kind.SHARE:
            shares[claim.id] = value
    if len(shares) > 1:
        new, old = draw(st.permutations(sorted(shares)))[:2]
        value = draw(prints(shares[new] - shares[old]))
        found.append(Claim(id="p", label="", kind="points", value=value, unit="pp", of=(new, old)))
    return found


@st.composite
def true_texts(draw):
    """Claims that are all true of some amounts, every figure printed somehow and some amounts not at all."""
    amounts, sums = draw(trees())
    printed = []
    for name, value in amounts.items():
        unit = draw(MONEY)
        text = draw(st.just("") | prints(value / SCALES[unit], negative=False))
        printed.append(Claim(id=name, label="", kind="amount", value=text, unit=unit))
    return draw(st.permutations([*printed, *sums, *draw(comparisons(amounts))]))


@given(true_texts())
def test_no_true_text_is_ever_blamed(claims):
    result = reconcile(claims)
    assert (result.findings, result.corrections, result.suggestion) == ((), (), None)


@st.composite
def spoilt_texts(draw, percents):
    """True claims that determine one another closely, one of them then printed wrong; with the true one."""
    amounts, sums = draw(trees(least=10**10).filter(lambda tree: tree[1]))
    claims = [
        Claim(id=name, label="", kind="amount", value=write_number(value / 10**6, 2), unit="trieu")
        for name, value in amounts.items()
    ]
    whole, part = sums[-1].of[:2]
    rate = write_number(amounts[part] / amounts[whole] * 100, 2)
    claims += [*sums, Claim(id="r", label="", kind="share", value=rate, unit="%", of=(part, whole))]
    true = draw(st.sampled_from([claim for claim in claims if claim.id in (*sums[0].of, "r")]))
    wrong = Fraction(true.figure.value) * draw(percents) / 100
    spoilt = [replace(claim, value=write_number(wrong, 2)) if claim is true else claim for claim in claims]
    return spoilt, true


@given(spoilt_texts(st.integers(20, 94) | st.integers(106, 500)))
def test_a_wrong_figure_is_found_and_the_true_one_is_among_the_corrections(text):
    claims, true = text
    result = reconcile(claims)
    assert [finding.code for finding in result.findings] == [Code.INCONSISTENT]
    (proposal,) = [replace(true, value=one.value) for one in result.corrections if one.claim == true.id]
    roundings = Fraction(len(claims), 100)
    assert abs(Fraction(proposal.figure.value) - Fraction(true.figure.value)) <= roundings


@given(spoilt_texts(st.integers(0, 500)))
def test_corrections_come_by_relative_size_and_each_makes_all_the_rest_consistent(text):
    claims, _ = text
    result = reconcile(claims)
    changes = [one.change for one in result.corrections if one.change is not None]
    assert changes == sorted(changes)
    assert result.suggestion == next(iter(result.corrections), None)
    for one in result.corrections:
        mended = [replace(claim, value=one.value) if claim.id == one.claim else claim for claim in claims]
        assert reconcile(mended).findings == ()


@given(true_texts(), st.data())
def test_only_claims_that_were_given_are_ever_named(claims, data):
    place = data.draw(st.integers(0, len(claims) - 1))
    claim = claims[place]
    assume(claim.figure is not None)
    claims[place] = replace(claim, value=write_number(claim.figure.value * 3 + 1, claim.figure.decimals))
    names = {claim.id for claim in claims}
    for finding in reconcile(claims).findings:
        assert set(finding.claims) <= names
        assert len(set(finding.claims)) == len(finding.claims) > 0
        assert finding.message
