"""The lives of the room's dossiers."""

from khuyencong.projects.lifecycle.appraisal import APPRAISAL, move_of, open_sheet
from khuyencong.projects.lifecycle.change_steps import Checked, SignedChange
from khuyencong.projects.lifecycle.changes import CHANGE, begin_change
from khuyencong.projects.lifecycle.contracts import CONTRACT, begin_annex, begin_contract
from khuyencong.projects.lifecycle.decisions import PLAN_DECISION, Signed, begin_decision
from khuyencong.projects.lifecycle.dossiers import REGISTRATION, begin_request
from khuyencong.projects.lifecycle.enquiries import ENQUIRY, send_enquiry
from khuyencong.projects.lifecycle.group_plans import GROUP_PLAN, begin_group_plan
from khuyencong.projects.lifecycle.inspections import FAULT, INSPECTION, begin_inspection
from khuyencong.projects.lifecycle.obstacles import OBSTACLE, raise_obstacle
from khuyencong.projects.lifecycle.outcomes import FOLLOW_UP
from khuyencong.projects.lifecycle.progress import PROGRESS, begin_report
from khuyencong.projects.lifecycle.projects import PROJECT, start
from khuyencong.projects.lifecycle.selection import SELECTION, begin_list

__all__ = [
    "APPRAISAL",
    "CHANGE",
    "CONTRACT",
    "ENQUIRY",
    "FAULT",
    "FOLLOW_UP",
    "GROUP_PLAN",
    "INSPECTION",
    "OBSTACLE",
    "PLAN_DECISION",
    "PROGRESS",
    "PROJECT",
    "REGISTRATION",
    "SELECTION",
    "Checked",
    "Signed",
    "SignedChange",
    "begin_annex",
    "begin_change",
    "begin_contract",
    "begin_decision",
    "begin_group_plan",
    "begin_inspection",
    "begin_list",
    "begin_report",
    "begin_request",
    "move_of",
    "open_sheet",
    "raise_obstacle",
    "send_enquiry",
    "start",
]
