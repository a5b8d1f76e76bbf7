"""A survey as a form for ODK and KoboToolbox: its questions, and what such tools send back. Pure."""

from khuyencong.rules.surveys.check import check_answers
from khuyencong.rules.surveys.columns import Source
from khuyencong.rules.surveys.model import AnswerRow, CheckedAnswers, KnownAnswers
from khuyencong.rules.surveys.questions import GROUPS, NOT_LISTED, QUESTIONS, Group, Question, form_key

__all__ = [
    "GROUPS",
    "NOT_LISTED",
    "QUESTIONS",
    "AnswerRow",
    "CheckedAnswers",
    "Group",
    "KnownAnswers",
    "Question",
    "Source",
    "check_answers",
    "form_key",
]
