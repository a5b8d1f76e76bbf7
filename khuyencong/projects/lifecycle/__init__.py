"""The lives of the room's dossiers."""

from khuyencong.projects.lifecycle.decisions import PLAN_DECISION, Signed, begin_decision
from khuyencong.projects.lifecycle.projects import PROJECT, start

__all__ = ["PLAN_DECISION", "PROJECT", "Signed", "begin_decision", "start"]
