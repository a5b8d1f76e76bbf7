"""Questions about projects."""

from khuyencong.projects.queries.drafts import (
    Draft,
    LineJudged,
    Offer,
    draft_of,
    gaps_of,
    in_the_way,
    items_on,
    judge_line,
    offers,
)
from khuyencong.projects.queries.lists import papers_for, sections_on, wishes
from khuyencong.projects.queries.projects import (
    Money,
    asked_of,
    money_of,
    of_owner,
    open_drafts,
    projects_seen_by,
    receipts_of_owner,
    search,
)

__all__ = [
    "Draft",
    "LineJudged",
    "Money",
    "Offer",
    "asked_of",
    "draft_of",
    "gaps_of",
    "in_the_way",
    "items_on",
    "judge_line",
    "money_of",
    "of_owner",
    "offers",
    "open_drafts",
    "papers_for",
    "projects_seen_by",
    "receipts_of_owner",
    "search",
    "sections_on",
    "wishes",
]
