"""Writing about projects, from the draft to contracts and acceptance; each write is told to the trail."""

from khuyencong.projects.actions.contracts import Other, amend, draw_up, rewrite
from khuyencong.projects.actions.drafting import (
    Basics,
    add_beneficiary,
    begin,
    change,
    drop_beneficiary,
    promise,
)
from khuyencong.projects.actions.estimates import Cost, drop_line, save_line
from khuyencong.projects.actions.papers import hand_in
from khuyencong.projects.actions.texts import settle, write

__all__ = [
    "Basics",
    "Cost",
    "Other",
    "add_beneficiary",
    "amend",
    "begin",
    "change",
    "draw_up",
    "drop_beneficiary",
    "drop_line",
    "hand_in",
    "promise",
    "rewrite",
    "save_line",
    "settle",
    "write",
]
