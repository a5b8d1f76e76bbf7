"""Taking a project through its appraisal, as two people do."""

from collections.abc import Mapping
from datetime import datetime

from khuyencong.organisations.actors import Actor
from khuyencong.projects.actions.appraisal import Answered, ask, tick
from khuyencong.projects.lifecycle import APPRAISAL, PROJECT, move_of, open_sheet
from khuyencong.projects.models import Appraisal, Project
from khuyencong.projects.queries.appraisal import opened_on
from khuyencong.projects.queries.rubric import rubric_on
from khuyencong.workflow.lifecycle import Act


def answers(sheet: Appraisal, other: Mapping[str, tuple[str, str]] | None = None) -> list[Answered]:
    """Every question of the sheet as met, but for the named ones."""
    given = dict.fromkeys(rubric_on(sheet.project.purse, opened_on(sheet)), ("pass", "")) | dict(other or {})
    return [Answered(question=code, answer=answer, words=words) for code, (answer, words) in given.items()]


def filled(project: Project, by: Actor, at: datetime, **other: tuple[str, str]) -> Appraisal:
    """A sheet, opened and ticked by one person, complete."""
    sheet = open_sheet(project, Act(by=by, at=at))
    named = {code.replace("_", "-"): answer for code, answer in other.items()}
    tick(sheet, answers(sheet, named), by=by, at=at)
    done: Appraisal = APPRAISAL.perform("appraisal.ready", sheet, Act(by=by, at=at))
    return done


def concluded(sheet: Appraisal, outcome: str, by: Actor, at: datetime, reason: str = "") -> Project:
    """The project after its sheet was concluded."""
    moved: Project = PROJECT.perform(move_of(sheet, outcome), sheet.project, Act(by=by, at=at, reason=reason))
    return moved


def passed(project: Project, officer: Actor, head: Actor, at: datetime) -> Project:
    """The project as it passed where it waits: ticked by one who did not draft it, concluded by the head."""
    return concluded(filled(project, officer, at), "pass", head, at)


def sent_back(project: Project, by: Actor, at: datetime, words: str = "Thiếu báo giá thứ hai") -> Project:
    """The project as it came back with one question."""
    sheet = open_sheet(project, Act(by=by, at=at))
    ask(sheet, words, step="du-toan", by=by, at=at)
    return concluded(sheet, "return", by, at, reason="Bổ sung theo câu hỏi")
