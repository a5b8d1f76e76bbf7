"""The room's dated lists: which purse a row is about, and what a local project may be held to."""

from datetime import date

import pytest

from khuyencong.projects.queries.lists import papers_for, request_parts_on, rows_of, sections_on
from khuyencong.projects.queries.selection import order_on

DAY = date(2026, 11, 23)
PROCEDURE = {"36/2013/TT-BCT", "17/2018/TT-BCT"}


@pytest.mark.parametrize("name", ["papers", "sections", "selection_order", "request_parts", "appraisal_items"])
def test_the_procedure_of_the_national_purse_is_never_read_law_of_the_local_one(name):
    rows = [row for row in rows_of(name) if row["purse"] == "KCDP"]
    of_procedure = [
        row for row in rows if any(each in row.get("document", row.get("law", "")) for each in PROCEDURE)
    ]
    assert of_procedure
    assert {row["verified"] for row in of_procedure} == {"false"}


@pytest.mark.parametrize(("day", "document"), [(date(2018, 7, 9), "36/2013"), (date(2018, 7, 10), "17/2018")])
def test_the_letter_of_the_unit_is_asked_by_the_circular_of_the_day(day, document):
    kinds = {each.code: each for each in papers_for([], purse="KCQG", group=False, on=day)}
    assert [document in kinds[code].law for code in ("cong-van", "de-nghi-co-so")] == [True, True]
    assert not any(each.verified for each in kinds.values())


def test_both_purses_ask_the_same_but_only_one_by_law_that_was_read():
    for ask in (sections_on, request_parts_on):
        national, local = ask(DAY, "KCQG"), ask(DAY, "KCDP")
        assert [each.code for each in national] == [each.code for each in local]
        assert {each.verified for each in national} == {True}
        assert {each.verified for each in local} == {False}
    steps = {
        purse: {each.rule.value: each.verified for each in order_on(DAY, purse)} for purse in ("KCQG", "KCDP")
    }
    assert steps["KCQG"] == {"model": True, "area": True, "trade": True, "capability": True, "value": False}
    assert steps["KCDP"] == {"model": False, "area": True, "trade": True, "capability": False, "value": False}
