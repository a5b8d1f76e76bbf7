"""An administrative document as blocks, and its two outputs: .docx to go on working, PDF to be signed.

A document is said once (`blocks`); both outputs read the same measures (NĐ 30/2020). What a document is
about is said elsewhere (`dossier`).
"""

from khuyencong.paperwork.official.blocks import (
    Annex,
    Block,
    Column,
    Heading,
    Paper,
    Paragraph,
    Parties,
    Party,
    Table,
)
from khuyencong.paperwork.official.docx_output import docx_of
from khuyencong.paperwork.official.pdf_output import pdf_of

__all__ = [
    "Annex",
    "Block",
    "Column",
    "Heading",
    "Paper",
    "Paragraph",
    "Parties",
    "Party",
    "Table",
    "docx_of",
    "pdf_of",
]
