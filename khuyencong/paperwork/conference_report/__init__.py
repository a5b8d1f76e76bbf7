"""A conference report on paper: one dataclass to document (.docx) and slides (.pptx), and a .docx read back."""

from khuyencong.paperwork.conference_report.document import document
from khuyencong.paperwork.conference_report.slides import slides

__all__ = ["document", "slides"]
