"""The law as dated rows: documents, contents, lists, support norms, and proposals to change a norm."""

from khuyencong.norms.models.activities import Activity
from khuyencong.norms.models.capability import AwardForm, CapabilityCriterion
from khuyencong.norms.models.changes import NormChange
from khuyencong.norms.models.clusters import ClusterMark
from khuyencong.norms.models.documents import LegalDocument
from khuyencong.norms.models.former import FormerRow
from khuyencong.norms.models.guidance import Question
from khuyencong.norms.models.list_changes import ListChange
from khuyencong.norms.models.lists import (
    AdvanceTier,
    Authority,
    ChangeRule,
    ClosingCheck,
    Condition,
    Deadline,
    Evidence,
    LawRow,
    PriorityArea,
    PriorityTrade,
    Provision,
    Sector,
)
from khuyencong.norms.models.norms import Norm, SupportItem
from khuyencong.norms.models.products import ProductLevel, ProductMark
from khuyencong.norms.models.programmes import Programme, ProgrammeTarget
from khuyencong.norms.models.report_marks import ReportMark
from khuyencong.norms.models.returns import CheckRule, Indicator, ReportDuty, ReturnForm

__all__ = [
    "Activity",
    "AdvanceTier",
    "Authority",
    "AwardForm",
    "CapabilityCriterion",
    "ChangeRule",
    "CheckRule",
    "ClosingCheck",
    "ClusterMark",
    "Condition",
    "Deadline",
    "Evidence",
    "FormerRow",
    "Indicator",
    "LawRow",
    "LegalDocument",
    "ListChange",
    "Norm",
    "NormChange",
    "PriorityArea",
    "PriorityTrade",
    "ProductLevel",
    "ProductMark",
    "Programme",
    "ProgrammeTarget",
    "Provision",
    "Question",
    "ReportDuty",
    "ReportMark",
    "ReturnForm",
    "Sector",
    "SupportItem",
]
