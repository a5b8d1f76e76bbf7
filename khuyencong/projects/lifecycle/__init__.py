"""The lives of the room's dossiers."""

from khuyencong.projects.lifecycle.appraisal import APPRAISAL, open_sheet
from khuyencong.projects.lifecycle.projects import PROJECT, start

__all__ = ["APPRAISAL", "PROJECT", "open_sheet", "start"]
