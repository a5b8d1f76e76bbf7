"""The tables of the room."""

from khuyencong.projects.models.decisions import DecidedProject, PlanDecision
from khuyencong.projects.models.estimates import Line, ProjectItem, Verdict
from khuyencong.projects.models.papers import Paper
from khuyencong.projects.models.projects import Beneficiary, Project
from khuyencong.projects.models.texts import Passage

__all__ = [
    "Beneficiary",
    "DecidedProject",
    "Line",
    "Paper",
    "Passage",
    "PlanDecision",
    "Project",
    "ProjectItem",
    "Verdict",
]
