"""Which paper of a claim the plan of a group project answers: lists of evidence name it by its form."""

import re

from khuyencong.ledger.models import Claim, ClaimPaper
from khuyencong.rules.text import fold

FORM = re.compile(r"\bmau (?:so )?11\b")
"""However a list says it: “Mẫu 11”, “Mẫu số 11”."""


def asks_for_plan(paper: ClaimPaper) -> bool:
    """Whether that paper is the plan."""
    return FORM.search(fold(paper.title)) is not None


def plan_papers_of(claim: Claim) -> list[ClaimPaper]:
    """Those of a claim, without their files; one SELECT."""
    return [each for each in claim.papers.defer("content") if asks_for_plan(each)]
