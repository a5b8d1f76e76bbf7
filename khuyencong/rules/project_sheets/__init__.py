"""A workbook of projects: which columns its two tables have, and what must be right in each row.

Pure: the cells are handed in as text, and so is everything that is known about lists, places and workshops.
"""

from khuyencong.rules.project_sheets.check import CheckedProjects, ProjectRow, check_projects, workshops_named
from khuyencong.rules.project_sheets.columns import LINES, PROJECTS
from khuyencong.rules.project_sheets.known import KnownLists, Mark, mark_of
from khuyencong.rules.project_sheets.lines import CostRow

__all__ = [
    "LINES",
    "PROJECTS",
    "CheckedProjects",
    "CostRow",
    "KnownLists",
    "Mark",
    "ProjectRow",
    "check_projects",
    "mark_of",
    "workshops_named",
]
