"""What holds for every lifecycle, whatever its dossier: read off the tables, nothing performed."""

import pytest

from tests.lifecycles import lifecycles

LIVES = pytest.mark.parametrize("life", lifecycles(), ids=lambda life: life.kind)


def test_there_are_lifecycles_to_try():
    assert [life.kind for life in lifecycles()] == [
        "acceptance",
        "advance_rate",
        "appraisal",
        "award_proposal",
        "award_round",
        "capability",
        "capability_hearing",
        "change",
        "claim",
        "cluster_notice",
        "contract",
        "correction",
        "enquiry",
        "establishment_merge",
        "fault",
        "followup",
        "give_back",
        "group_plan",
        "handover",
        "inspection",
        "liquidation",
        "list_change",
        "norm_change",
        "obstacle",
        "periodic_return",
        "plan_decision",
        "posting_correction",
        "product_certificate",
        "product_complaint",
        "product_entry",
        "product_round",
        "progress",
        "project",
        "reconciliation",
        "registration",
        "report_request",
        "selection",
        "statement_removal",
        "survey_conflict",
        "year_close",
        "year_opening",
    ]


@LIVES
def test_every_state_has_an_owner_or_is_final(life):
    assert [state.code for state in life.states if state.final != (state.owner == "")] == []


@LIVES
def test_a_step_is_called_alike_in_its_table_and_on_every_page(life):
    assert [state.code for state in life.states if state.label != state.code.label] == []


@LIVES
def test_every_state_that_is_not_final_has_an_exit_and_a_final_one_has_none(life):
    left = {source for transition in life.transitions for source in transition.sources}
    assert left == {state.code for state in life.states if not state.final or state.reopens}


@LIVES
def test_what_is_over_is_reopened_only_by_a_decision_with_a_reason(life):
    over = {state.code for state in life.states if state.final and state.reopens}
    found = [(each.needs_reason, each.decision) for each in life.transitions if each.sources & over]
    assert found == [(True, True)] * len(over)


@LIVES
def test_every_transition_is_between_states_of_the_table(life):
    known = {state.code for state in life.states}
    used = {code for each in life.transitions for code in (*each.sources, each.target)}
    assert used | {life.initial} == known


@LIVES
def test_every_state_is_reached_and_an_end_is_reached_from_everywhere(life):
    forward, backward = {life.initial}, {state.code for state in life.states if state.final}
    for _ in life.states:
        forward |= {each.target for each in life.transitions if each.sources & forward}
        backward |= {source for each in life.transitions if each.target in backward for source in each.sources}
    everything = {state.code for state in life.states}
    assert (forward, backward) == (everything, everything)


@LIVES
def test_a_newcomer_finds_a_way_round_from_the_same_state(life):
    for transition in life.transitions:
        if transition.practice is not None:
            assert life.transition(transition.practice.instead).sources >= transition.sources


@LIVES
def test_what_a_checker_may_not_have_done_is_in_the_table(life):
    names = {each.name for each in life.transitions}
    assert {name for each in life.transitions for name in each.unlike} <= names


@LIVES
def test_every_state_and_the_model_agree_on_their_names(life):
    assert all(state.label for state in life.states)
    assert len({each.name for each in life.transitions}) == len(life.transitions)
