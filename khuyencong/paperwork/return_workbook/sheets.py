"""One sheet as the reader gives it, joined with what else its file says about it."""

from collections.abc import Callable, Collection, Sequence

from python_calamine import CalamineSheet

from khuyencong.paperwork.return_workbook import limits
from khuyencong.paperwork.return_workbook.refusal import too_many_cells
from khuyencong.paperwork.return_workbook.sheet_xml import Marks
from khuyencong.rules.returns.labels import choose_sheets
from khuyencong.rules.returns.model import Sheet

Choose = Callable[[Sequence[str]], Collection[str]]
"""Which of the sheets of a file are read, by their names."""


def sheets_of_a_return(names: Sequence[str]) -> Collection[str]:
    """Those of the form of a return."""
    return set(choose_sheets(names).chosen.values())


def sheet_of(read: CalamineSheet, mark: Marks, *, hidden: bool) -> Sheet:
    """The sheet with all rows from A1 on, all equally long."""
    if read.total_height * read.total_width > limits.CELLS:
        raise too_many_cells(read.name)
    return Sheet(
        name=read.name,
        rows=read.to_python(skip_empty_area=False),
        hidden=hidden,
        hidden_rows=mark.hidden_rows,
        hidden_columns=mark.hidden_columns,
        errors=mark.errors,
        uncached=mark.uncached,
        percents=mark.percents,
        merged=tuple(read.merged_cell_ranges or ()),
    )
