"""A region's report on paper: one dataclass to chart (.svg), workbook (.xlsx), document (.docx)."""

from khuyencong.paperwork.regional_report.chart import chart_svg
from khuyencong.paperwork.regional_report.document import document
from khuyencong.paperwork.regional_report.workbook import workbook

__all__ = ["chart_svg", "document", "workbook"]
