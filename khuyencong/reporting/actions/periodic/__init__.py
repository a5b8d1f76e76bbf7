"""Periodic returns: which are owed, what is written into them, what is let stand, who is asked for them."""

from khuyencong.reporting.actions.periodic.cells import (
    Entered,
    fill_cells,
    write_cells,
)
from khuyencong.reporting.actions.periodic.expecting import expect
from khuyencong.reporting.actions.periodic.figures import post_figures
from khuyencong.reporting.actions.periodic.keeping import put_back
from khuyencong.reporting.actions.periodic.looking import adopt_cells, confirm_all, of_signers, zero_blanks
from khuyencong.reporting.actions.periodic.sheets import write_sheet
from khuyencong.reporting.actions.periodic.urging import answer, ask
from khuyencong.reporting.actions.periodic.waivers import waive

__all__ = [
    "Entered",
    "adopt_cells",
    "answer",
    "ask",
    "confirm_all",
    "expect",
    "fill_cells",
    "of_signers",
    "post_figures",
    "put_back",
    "waive",
    "write_cells",
    "write_sheet",
    "zero_blanks",
]
