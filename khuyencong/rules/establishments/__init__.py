"""Rows of a workbook of establishments: which columns there are, and what must be right in each row.

Pure: the cells are handed in as text, and so is everything that is known about places and lists.
"""

from khuyencong.rules.establishments.check import (
    CheckedEstablishments,
    EstablishmentRow,
    Known,
    check_establishments,
)
from khuyencong.rules.establishments.columns import COLUMNS, LAYOUT

__all__ = ["COLUMNS", "LAYOUT", "CheckedEstablishments", "EstablishmentRow", "Known", "check_establishments"]
