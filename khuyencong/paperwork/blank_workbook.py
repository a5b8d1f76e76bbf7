"""A form to fill in with Excel: its tables with headings and one example, the lists, and how to write."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format

from khuyencong.paperwork.table import CREATED
from khuyencong.rules.sheets import Layout

LISTS, GUIDE = "Danh mục", "Hướng dẫn"


def blank_workbook(
    tables: Mapping[str, Layout], *, lists: Mapping[str, Sequence[str]], sentences: Sequence[str]
) -> bytes:
    """The form as .xlsx: `tables` by the name of their sheet, `lists` by their title."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": CREATED})
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
    head = book.add_format(base | {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E8EEF7"})
    text = book.add_format(base | {"num_format": "@"})
    example = book.add_format(base | {"num_format": "@", "italic": True, "font_color": "#5B6770"})
    for name, layout in tables.items():
        write_table(book, name, layout, head=head, text=text, example=example)
    listed = book.add_worksheet(LISTS)
    listed.set_column(0, max(1, len(lists) - 1), 60)
    for number, (title, names) in enumerate(lists.items()):
        listed.write_string(0, number, title, head)
        for row, each in enumerate(names, start=1):
            listed.write_string(row, number, each)
    guide = book.add_worksheet(GUIDE)
    guide.set_column(0, 0, 110)
    helps = (f"{each.heading}: {each.help}" for layout in tables.values() for each in layout.columns)
    for row, sentence in enumerate(dict.fromkeys((*sentences, *helps))):
        guide.write_string(row, 0, sentence)
    book.close()
    return content.getvalue()


def write_table(
    book: xlsxwriter.Workbook, name: str, layout: Layout, *, head: Format, text: Format, example: Format
) -> None:
    """One table: headings with help, the example below them."""
    sheet = book.add_worksheet(name)
    for number, column in enumerate(layout.columns):
        sheet.set_column(number, number, 22, text)
        sheet.write_string(0, number, f"{column.heading}{' *' if column.required else ''}", head)
        sheet.write_comment(0, number, column.help)
        sheet.write_string(1, number, column.example, example)
    sheet.freeze_panes(1, 1)
