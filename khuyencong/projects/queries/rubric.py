"""The rubric of appraisal: the items of the law and our questions below them, dated files. No SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from khuyencong.projects.queries.lists import day_of, law_of, rows_of
from khuyencong.rules.validity import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricItem:
    """What the law has appraised; `law` is its clause, with a word where nobody has read it for that purse."""

    code: str
    purse: str
    name: str
    words: str
    since: date
    until: date | None
    law: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricQuestion:
    """One question to tick below an item: our own convention; `step` and `section` say where to look."""

    code: str
    item: str
    words: str
    step: str
    section: str
    since: date
    until: date | None


OURS = "Câu hỏi chấm là quy ước của hệ thống, không phải lời của văn bản."


@cache
def _items() -> tuple[RubricItem, ...]:
    return tuple(
        RubricItem(
            code=row["code"],
            purse=row["purse"],
            name=row["name"],
            words=row["words"],
            since=date.fromisoformat(row["since"]),
            until=day_of(row["until"]),
            law=law_of(row),
            verified=row["verified"] == "true",
        )
        for row in rows_of("appraisal_items")
    )


@cache
def _questions() -> tuple[RubricQuestion, ...]:
    return tuple(
        RubricQuestion(
            code=row["code"],
            item=row["item"],
            words=row["words"],
            step=row["step"],
            section=row["section"],
            since=date.fromisoformat(row["since"]),
            until=day_of(row["until"]),
        )
        for row in rows_of("appraisal_questions")
    )


def items_of(purse: str, on: date) -> list[RubricItem]:
    """What is appraised of a project of that purse on that day, in the order of the law."""
    return [each for each in _items() if each.purse == purse and in_force(each.since, each.until, on)]


def questions_of(items: Iterable[RubricItem], on: date) -> list[RubricQuestion]:
    """The questions below those items, in order."""
    return [
        each
        for item in items
        for each in _questions()
        if each.item == item.code and in_force(each.since, each.until, on)
    ]


def rubric_on(purse: str, on: date) -> dict[str, RubricQuestion]:
    """Every question a sheet opened on that day must have answered, by its code."""
    return {each.code: each for each in questions_of(items_of(purse, on), on)}
