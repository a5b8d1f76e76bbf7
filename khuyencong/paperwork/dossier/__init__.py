"""The papers of a project's way from the draft to the approved plan: a dataclass in, a Paper out.

`docx_of` and `pdf_of` of `official` make bytes of any of them. Nothing here asks a database or a clock.
"""

from khuyencong.paperwork.dossier.allocation import (
    Allocation,
    GroupPlan,
    PlannedPlace,
    allocation_paper,
    group_plan_paper,
)
from khuyencong.paperwork.dossier.appraisal import (
    AppraisalSheet,
    Appraised,
    CouncilMember,
    CouncilMinutes,
    Judged,
    Question,
    Tick,
    minutes_paper,
    sheet_paper,
)
from khuyencong.paperwork.dossier.decision import PlanDecision, decision_paper
from khuyencong.paperwork.dossier.notice import OwnerNotice, notice_paper
from khuyencong.paperwork.dossier.outline import NormCheck, Outline, outline_paper
from khuyencong.paperwork.dossier.parts import Beneficiary, Ground, Issued, ListedProject, Step
from khuyencong.paperwork.dossier.registration import Registration, registration_paper

__all__ = [
    "Allocation",
    "AppraisalSheet",
    "Appraised",
    "Beneficiary",
    "CouncilMember",
    "CouncilMinutes",
    "Ground",
    "GroupPlan",
    "Issued",
    "Judged",
    "ListedProject",
    "NormCheck",
    "Outline",
    "OwnerNotice",
    "PlanDecision",
    "PlannedPlace",
    "Question",
    "Registration",
    "Step",
    "Tick",
    "allocation_paper",
    "decision_paper",
    "group_plan_paper",
    "minutes_paper",
    "notice_paper",
    "outline_paper",
    "registration_paper",
    "sheet_paper",
]
