"""Who may check whom, in every lifecycle: whoever did this round's work is barred, of an older one nobody."""

import random
from dataclasses import dataclass

import pytest

from khuyencong.workflow import queries
from tests.lifecycles import lifecycles

CHECKED = [(life, each) for life in lifecycles() for each in life.transitions if each.unlike]


@dataclass
class Row:
    """A dossier of which only the key is asked."""

    pk: int = 1


def walks(life, transition, chance):
    """Random histories up to a state from which the transition may be performed, each act by somebody new."""
    for _ in range(100):
        state, told = life.initial, []
        for number in range(14):
            ways = [each for each in life.transitions if state in each.sources]
            if not ways:
                break
            way = chance.choice(ways)
            told.append((way.name, f"person {number}"))
            state = way.target
            if state in transition.sources:
                yield list(told)


@pytest.mark.parametrize(("life", "transition"), CHECKED, ids=lambda each: getattr(each, "name", None))
def test_who_did_this_rounds_work_is_barred_and_who_did_an_older_ones_is_not(life, transition, monkeypatch):
    firsts = {name for name in transition.unlike if not life.transition(name).unlike}
    begins = {source for name in firsts for source in life.transition(name).sources}
    targets = {each.name: each.target for each in life.transitions}
    tried = 0
    for told in walks(life, transition, random.Random(transition.name)):
        monkeypatch.setattr(queries, "doers", lambda *_, told=told: told)
        hands = life.hands(transition, Row())
        afresh = max((at for at, (name, _) in enumerate(told) if targets[name] in begins), default=-1)
        acts = [(name, person) for name, person in told[afresh + 1 :] if name in transition.unlike]
        [first] = [person for name, person in acts if name in firsts]
        last = dict(acts)
        assert first in hands
        assert set(last.values()) <= hands <= {person for _, person in acts}
        tried += 1
    assert tried


def test_a_transition_that_anybody_may_perform_asks_nothing_of_the_trail(monkeypatch):
    monkeypatch.setattr(queries, "doers", None)
    for life in lifecycles():
        for transition in life.transitions:
            if not transition.unlike:
                assert life.hands(transition, Row()) == set()
