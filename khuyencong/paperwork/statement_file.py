"""A statement of the treasury or a bank: a filled file in as checked lines; nothing is written here."""

from collections.abc import Collection, Sequence
from datetime import date

from khuyencong.paperwork.return_workbook import read_return
from khuyencong.paperwork.return_workbook.csv_text import Known
from khuyencong.rules.text import compact
from khuyencong.rules.treasury.headings import names_columns
from khuyencong.rules.treasury.model import CheckedStatement
from khuyencong.rules.treasury.reading import check_statement

WORDS = ("sodu", "noidung", "diengiai", "chungtu", "giaodich", "ngay")


def every_sheet(names: Sequence[str]) -> Collection[str]:
    """All of them: banks name theirs as they like."""
    return set(names)


def is_vietnamese(folded: str) -> bool:
    """Whether the words of a statement come out of a text: then its old encoding was guessed right."""
    return sum(word in folded for word in WORDS) >= 2


def check_statement_file(
    name: str, content: bytes, *, year: int, today: date, account: str = ""
) -> CheckedStatement:
    """A file's lines, or every reason why it is refused."""
    known = Known(text=is_vietnamese, head=names_columns)
    workbook = read_return(name, content, choose=every_sheet, known=known)
    return check_statement(workbook, year=year, today=today, account=compact(account))
