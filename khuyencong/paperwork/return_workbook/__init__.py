"""A province's return as a workbook: the empty form out, and a filled file in as plain values.

`read_return` only reads; `khuyencong.rules.returns.check_return` judges what was read. Nothing in a file is
run, expanded or fetched.
"""

from khuyencong.paperwork.return_workbook.reading import read_return
from khuyencong.paperwork.return_workbook.template import template

__all__ = ["read_return", "template"]
