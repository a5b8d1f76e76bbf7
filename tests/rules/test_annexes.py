"""Which decided changes an annex has to follow, and which annex follows which."""

from dataclasses import replace
from datetime import date

import pytest

from khuyencong.rules.annexes import binds, follows
from khuyencong.rules.contracts import Terms as Paper
from tests.rules.test_changes import MACHINE, TERMS, M

PAPER = Paper(support=300 * M, counterpart=380 * M, begins_on=date(2027, 1, 10), ends_on=date(2027, 11, 30))
LESS = replace(TERMS, costs=(replace(MACHINE, support=250 * M),))
MORE = replace(TERMS, costs=(replace(MACHINE, support=350 * M),))
LATE = replace(TERMS, ends_on=date(2027, 12, 20))
NEXT = replace(TERMS, costs=(MACHINE, replace(MACHINE, key=2, year=2028)))


@pytest.mark.parametrize(
    ("after", "expected"),
    [(TERMS, False), (replace(TERMS, title="Khác"), False), (LESS, True), (MORE, True), (LATE, True)],
)
def test_an_annex_follows_money_and_days_only(after, expected):
    assert binds(TERMS, after, [2027]) is expected


def test_money_of_a_year_without_a_contract_needs_none():
    assert (binds(TERMS, NEXT, [2027]), binds(TERMS, NEXT, [2027, 2028])) == (False, True)


@pytest.mark.parametrize(
    ("after", "paper", "expected"),
    [
        (LATE, {"ends_on": date(2027, 12, 20)}, True),
        (LATE, {"ends_on": date(2027, 12, 19)}, False),
        (LATE, {"counterpart": 381 * M}, False),
        (LESS, {"support": 250 * M, "counterpart": 430 * M}, True),
        (LESS, {"support": 240 * M, "counterpart": 440 * M}, True),
        (LESS, {"support": 251 * M, "counterpart": 430 * M}, False),
        (LESS, {"support": 250 * M, "counterpart": 429 * M}, False),
        (LESS, {"ends_on": date(2027, 12, 20)}, False),
        (MORE, {"support": 350 * M, "counterpart": 330 * M}, True),
        (MORE, {"support": 350 * M, "counterpart": 331 * M}, False),
        (MORE, {"support": 349 * M, "counterpart": 330 * M}, False),
    ],
)
def test_a_paper_follows_that_goes_as_far_as_was_decided(after, paper, expected):
    papers = {2027: replace(PAPER, **paper)}
    assert follows(papers, TERMS, after, now=after, ends_on=after.ends_on) is expected


def test_the_later_of_two_decisions_has_the_last_word():
    papers = {2027: replace(PAPER, support=280 * M, counterpart=400 * M)}
    back = replace(TERMS, costs=(replace(MACHINE, support=280 * M),))
    assert follows(papers, TERMS, LESS, now=back, ends_on=None)
    assert follows(papers, LESS, back, now=back, ends_on=None)
    assert not follows(papers, TERMS, LESS, now=LESS, ends_on=None)
    days = {2027: replace(PAPER, ends_on=date(2027, 12, 25))}
    assert follows(days, TERMS, LATE, now=TERMS, ends_on=date(2027, 12, 25))


def test_the_annex_of_another_year_does_not_follow():
    papers = {2027: PAPER, 2028: replace(PAPER, ends_on=date(2028, 11, 30))}
    less = replace(NEXT, costs=(MACHINE, replace(MACHINE, key=2, year=2028, support=100 * M)))
    assert not follows(papers, NEXT, less, now=less, ends_on=None)
    papers[2028] = replace(papers[2028], support=100 * M, counterpart=580 * M)
    assert follows(papers, NEXT, less, now=less, ends_on=None)
