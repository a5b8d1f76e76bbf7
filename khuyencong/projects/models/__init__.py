"""The tables of the room."""

from khuyencong.projects.models.appraisal import Appraisal, Interest, Supplement, Tick
from khuyencong.projects.models.capability import PublishedCapability
from khuyencong.projects.models.changes import ChangePaper, ChangeRequest, ChangeSubstitute
from khuyencong.projects.models.contracts import Contract, ContractCopy
from khuyencong.projects.models.councils import Council, CouncilMember, Level, Outcome
from khuyencong.projects.models.decisions import DecidedProject, PlanDecision, SignedCopy
from khuyencong.projects.models.dossiers import LocalPriority, RegisteredProject, RegistrationDossier
from khuyencong.projects.models.enquiries import Enquiry
from khuyencong.projects.models.estimates import Line, ProjectItem, Verdict
from khuyencong.projects.models.group_plans import GroupPlace, GroupPlan
from khuyencong.projects.models.inspections import Fault, Inspection, InspectionAnswer, Proof
from khuyencong.projects.models.minutes import Attendance, Minutes, MinutesItem
from khuyencong.projects.models.obstacles import Obstacle
from khuyencong.projects.models.outcomes import FollowUp, OutcomeAnswer, OutcomeFigure, Promise
from khuyencong.projects.models.papers import Paper
from khuyencong.projects.models.photos import ProgressPhoto
from khuyencong.projects.models.progress import ProgressReport
from khuyencong.projects.models.projects import Beneficiary, Project
from khuyencong.projects.models.purchases import Purchase, PurchaseSerial
from khuyencong.projects.models.selection import SelectionList, SelectionPosition
from khuyencong.projects.models.texts import Passage

__all__ = [
    "Appraisal",
    "Attendance",
    "Beneficiary",
    "ChangePaper",
    "ChangeRequest",
    "ChangeSubstitute",
    "Contract",
    "ContractCopy",
    "Council",
    "CouncilMember",
    "DecidedProject",
    "Enquiry",
    "Fault",
    "FollowUp",
    "GroupPlace",
    "GroupPlan",
    "Inspection",
    "InspectionAnswer",
    "Interest",
    "Level",
    "Line",
    "LocalPriority",
    "Minutes",
    "MinutesItem",
    "Obstacle",
    "Outcome",
    "OutcomeAnswer",
    "OutcomeFigure",
    "Paper",
    "Passage",
    "PlanDecision",
    "ProgressPhoto",
    "ProgressReport",
    "Project",
    "ProjectItem",
    "Promise",
    "Proof",
    "PublishedCapability",
    "Purchase",
    "PurchaseSerial",
    "RegisteredProject",
    "RegistrationDossier",
    "SelectionList",
    "SelectionPosition",
    "SignedCopy",
    "Supplement",
    "Tick",
    "Verdict",
]
