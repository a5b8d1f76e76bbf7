"""The life of a year's award and of each proposal in it: proposed, voted on, decided by number, certified."""

from khuyencong.reporting.lifecycle.awards.guards import Meeting, Signed, whom_it_names
from khuyencong.reporting.lifecycle.awards.life import AWARD, last_number, start_award, start_proposal
from khuyencong.reporting.lifecycle.awards.proposals import AWARD_PROPOSAL

__all__ = [
    "AWARD",
    "AWARD_PROPOSAL",
    "Meeting",
    "Signed",
    "last_number",
    "start_award",
    "start_proposal",
    "whom_it_names",
]
