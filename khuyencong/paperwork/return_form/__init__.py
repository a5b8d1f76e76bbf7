"""A report form as it is handed in: TT, chỉ tiêu, đơn vị tính, a column a purse; as .xlsx and as .docx.

For one return, a province, a region or the nation alike; overridden cells are marked, and listed with waivers.
"""

from khuyencong.paperwork.return_form.filled import filled_form, head_of, summed_form
from khuyencong.paperwork.return_form.model import FormLine, FormSheet, Head, Mark, Matrix
from khuyencong.paperwork.return_form.word import form_docx
from khuyencong.paperwork.return_form.workbook import form_xlsx

__all__ = [
    "FormLine",
    "FormSheet",
    "Head",
    "Mark",
    "Matrix",
    "filled_form",
    "form_docx",
    "form_xlsx",
    "head_of",
    "summed_form",
]
