"""An inspection: what its answers come to, and what keeps its minutes from the head."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.findings import Severity
from khuyencong.rules.inspections import Answer, Fault, Minutes, Said, check_minutes, score

QUESTIONS = {"mot": "Đúng cơ sở?", "hai": "Máy đang chạy?"}
HELD = date(2027, 3, 5)
MEND = Fault(words="Mất nhãn", wanted="Gắn lại", due=date(2027, 3, 20))
SAID = Minutes(
    held_on=HELD,
    place="Xưởng",
    attendants="Cán bộ Sở",
    conclusion="Đúng",
    answers={"mot": Said(answer=Answer.YES), "hai": Said(answer=Answer.NO, words="Mất điện")},
    faults=(MEND,),
)


def codes(said, today=HELD):
    return [(each.code, each.severity) for each in check_minutes(said, QUESTIONS, today)]


def test_whole_minutes_stand():
    assert codes(SAID) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"held_on": date(2027, 3, 6)}, "future"),
        ({"place": " "}, "left_out"),
        ({"attendants": ""}, "left_out"),
        ({"conclusion": ""}, "no_conclusion"),
        ({"answers": {"mot": Said(answer=Answer.YES)}}, "unanswered"),
        ({"answers": SAID.answers | {"hai": Said(answer=Answer.PARTLY)}}, "no_words"),
        ({"faults": (replace(MEND, due=date(2027, 3, 4)),)}, "due_before"),
    ],
)
def test_what_is_missing_stops_them(change, code):
    assert codes(replace(SAID, **change)) == [(code, Severity.ERROR)]


def test_a_no_that_asks_for_nothing_is_told_and_stops_nothing():
    assert codes(replace(SAID, faults=())) == [("nothing_to_mend", Severity.WARNING)]


def test_what_does_not_apply_counts_nothing():
    assert score([Answer.YES, Answer.PARTLY, Answer.NO, Answer.SKIPPED]) == Fraction(1, 2)
    assert score([Answer.SKIPPED]) is None
    assert score([]) is None


@given(st.lists(st.sampled_from(Answer)))
def test_a_score_is_a_share_and_a_better_answer_never_lowers_it(answers):
    found = score(answers)
    assert found is None or 0 <= found <= 1
    better = [Answer.YES if each is Answer.NO else each for each in answers]
    assert found is None or (score(better) or 0) >= found
