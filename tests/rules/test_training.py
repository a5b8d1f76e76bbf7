"""Units of training: reading one, marking a check, and what of the law changed since it was passed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.guidance import Figure, Reference
from khuyencong.rules.training import (
    Change,
    Standing,
    UnreadableUnitError,
    changes,
    in_force_on,
    law_of,
    marked,
    passed,
    standing,
    unit_of,
)

WRONG = {"text": "Sai", "why": "Vì {tam-ung:may}."}
RIGHT = {"text": "Đúng", "right": True, "why": "Vậy."}
SAID = {
    "code": "thu",
    "version": 1,
    "since": date(2026, 1, 1),
    "position": 1,
    "title": "Thử",
    "able": ["Làm được"],
    "roles": ["accountant"],
    "text": "Mức {dinh-muc:may-moc}.",
    "example": "Được {tinh:ho-tro}.",
    "sum": [{"name": "ho-tro", "kind": "support", "row": "dinh-muc:may-moc", "cost": 7}],
    "page": [{"name": "tray", "label": "Việc"}],
    "check": [
        {"text": "Một?", "by": ["thoi-han:nop"], "choice": [WRONG, RIGHT]},
        {"text": "Hai?", "choice": [RIGHT, WRONG, RIGHT]},
        {"text": "Ba?", "choice": [RIGHT, WRONG]},
    ],
}
UNIT = unit_of(SAID)
ALL_RIGHT = {"1": ["b"], "2": ["c", "a"], "3": ["a"]}
LAWS = st.dictionaries(st.sampled_from("abcd"), st.lists(st.sampled_from(["x", "y"]), max_size=2))
CHOSEN = st.fixed_dictionaries({each: st.sets(st.sampled_from("abcz")) for each in "123"})


def test_a_unit_names_the_rows_it_rests_on_those_of_its_sums_and_of_its_checks_too():
    assert UNIT.law == {
        Reference("dinh-muc", "may-moc"),
        Reference("tam-ung", "may"),
        Reference("thoi-han", "nop"),
    }
    assert UNIT.named - UNIT.law == {Reference("tinh", "ho-tro")}
    assert [(each.right, each.several) for each in UNIT.checks] == [
        ({"b"}, False),
        ({"a", "c"}, True),
        ({"a"}, False),
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"check": SAID["check"][:2]}, "3–5 câu hỏi"),
        ({"version": 2}, "bản mới phải ghi đổi gì"),
        ({"example": "{tinh:khac}"}, "không có phép tính “khac”"),
        ({"text": "{dinh-muc"}, "không đóng"),
        ({"title": None, "check": [{"text": "?", "choice": [RIGHT]}] * 3}, "cả lựa chọn đúng và lựa chọn sai"),
        ({"check": [{"text": "?", "choice": [RIGHT, WRONG | {"why": ""}]}] * 3}, "phải có lời giải"),
        ({"page": None}, "thiếu hoặc sai"),
        ({"check": [{"text": "?", "choice": [RIGHT, *[WRONG] * 6]}] * 3}, "thu: câu 1: nhiều nhất 6 lựa chọn"),
    ],
)
def test_a_unit_that_cannot_be_checked_is_not_read(changed, told):
    with pytest.raises(UnreadableUnitError, match=told):
        unit_of(SAID | changed)


@given(CHOSEN)
def test_a_check_is_passed_by_exactly_the_right_choices_and_nothing_else(chosen):
    rows = marked(UNIT.checks, chosen)
    exact = {number: letters & set("abc") for number, letters in chosen.items()}
    wanted = {"1": {"b"}, "2": {"a", "c"}, "3": {"a"}}
    assert passed(rows) == all(exact[each.number] & known(each) == wanted[each.number] for each in UNIT.checks)
    for each in rows:
        assert each.right == (not each.wrong and not each.missing)
        assert not (each.wrong and each.missing)


def known(check):
    """The letters of a check."""
    return {each.letter for each in check.choices}


def test_what_was_not_answered_is_not_right_and_only_what_was_chosen_is_called_wrong():
    assert passed(marked(UNIT.checks, ALL_RIGHT))
    rows = marked(UNIT.checks, {"1": ["a"], "2": ["a"]})
    assert [(each.right, [one.letter for one in each.wrong], each.missing) for each in rows] == [
        (False, ["a"], False),
        (False, [], True),
        (False, [], True),
    ]


@given(LAWS, LAWS)
def test_changes_are_the_places_of_both_that_say_something_else(then, now):
    found = changes(then, now)
    assert {each.key for each in found} == {key for key in then if key in now and then[key] != now[key]}
    assert changes(then, then) == ()
    assert {(each.key, each.after, each.before) for each in changes(now, then)} == {
        (each.key, each.before, each.after) for each in found
    }


def test_who_passed_looks_again_at_a_changed_law_or_a_new_version():
    then, now = {"a": ["50 %"], "b": ["x"]}, {"a": ["40 %"], "b": ["x"], "c": ["new"]}
    assert changes(then, now) == (Change(key="a", before=("50 %",), after=("40 %",)),)
    later = unit_of(SAID | {"version": 2, "changed": "Thêm ví dụ."})
    assert [
        standing(UNIT, None, {}, now),
        standing(UNIT, 1, then, then),
        standing(UNIT, 1, then, now),
        standing(later, 1, then, then),
        standing(later, 2, then, then),
    ] == [Standing.NOT_YET, Standing.DONE, Standing.LOOK, Standing.LOOK, Standing.DONE]


def test_the_version_of_a_day_is_the_last_one_begun_by_then():
    later = unit_of(SAID | {"version": 2, "changed": "Đổi", "since": date(2026, 6, 1)})
    other = unit_of(SAID | {"code": "khac", "position": 0})
    for on, versions in (
        (date(2025, 1, 1), []),
        (date(2026, 5, 31), [("khac", 1), ("thu", 1)]),
        (date(2026, 6, 1), [("khac", 1), ("thu", 2)]),
    ):
        assert [(each.code, each.version) for each in in_force_on([later, other, UNIT], on)] == versions


def test_a_record_keeps_what_the_law_said_by_the_place_that_names_it():
    figures = [
        Figure(reference=Reference("tam-ung", "may", "ho-so"), lines=("A", "B")),
        Figure(reference=Reference("dinh-muc", "x")),
    ]
    assert law_of(figures) == {"tam-ung:may:ho-so": ["A", "B"], "dinh-muc:x": []}
