"""The lives of this room's dossiers, as tables: corrections, reports, periodic returns, scores, awards."""

from khuyencong.reporting.lifecycle.awards import (
    AWARD,
    AWARD_PROPOSAL,
    Meeting,
    Signed,
    start_award,
    start_proposal,
    whom_it_names,
)
from khuyencong.reporting.lifecycle.capability import CAPABILITY, start_round
from khuyencong.reporting.lifecycle.corrections import CORRECTION, correct
from khuyencong.reporting.lifecycle.hearings import CAPABILITY_HEARING, Grounds
from khuyencong.reporting.lifecycle.periodic import (
    PERIODIC_RETURN,
    begin_return,
    declare_missing,
    open_due,
    owe_returns,
)
from khuyencong.reporting.lifecycle.reports import REPORT, Issue, request_report

__all__ = [
    "AWARD",
    "AWARD_PROPOSAL",
    "CAPABILITY",
    "CAPABILITY_HEARING",
    "CORRECTION",
    "PERIODIC_RETURN",
    "REPORT",
    "Grounds",
    "Issue",
    "Meeting",
    "Signed",
    "begin_return",
    "correct",
    "declare_missing",
    "open_due",
    "owe_returns",
    "request_report",
    "start_award",
    "start_proposal",
    "start_round",
    "whom_it_names",
]
