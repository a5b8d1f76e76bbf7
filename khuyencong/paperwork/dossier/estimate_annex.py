"""The estimate (dự toán, Mẫu 1) as an annex: line by line, with totals by source and by year."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from khuyencong.paperwork.dossier.amounts import SOURCES, UNIT_LINE, column_width, exact, sources
from khuyencong.paperwork.forms import Form
from khuyencong.paperwork.official import Annex, Block, Column, Paragraph, Table
from khuyencong.rules.estimate import Line, Sums, sums, sums_by_year
from khuyencong.rules.money import number
from khuyencong.rules.norms import Purse

ACROSS = 257.0
"""mm between the margins of a page that lies across."""
LEAST_TEXT = 75.0
LOCAL_NOTE = (
    "Bố cục của hệ thống, dựa theo Mẫu số 1 của đề án khuyến công quốc gia; mẫu riêng của địa phương, nếu có, "
    "cần xác minh."
)
ADDED_LOCAL = "Cột kinh phí KCĐP do hệ thống thêm vì đề án có cả hai nguồn."


def estimate_annex(title: str, lines: Sequence[Line], purse: Purse, form: Form) -> list[Block]:
    """The annex: the table of lines, of several years also a table of years, and what is known of the form."""
    head = Annex(
        title=f"DỰ TOÁN KINH PHÍ{f' ({form.number})' if purse is Purse.NATIONAL else ''}",
        subject=title,
        landscape=True,
    )
    blocks: list[Block] = [head, lines_table(lines, purse)]
    if len(sums_by_year(lines)) > 1:
        blocks.append(years_table(lines, purse))
    return [
        *blocks,
        *(Paragraph(text=note, italic=True, size=11, indent=False) for note in notes(lines, purse, form)),
    ]


def notes(lines: Sequence[Line], purse: Purse, form: Form) -> list[str]:
    """What the annex says about its own layout."""
    if purse is Purse.LOCAL:
        return [LOCAL_NOTE]
    added = [ADDED_LOCAL] if sums(lines).local else []
    return [note for note in (form.layout_note, *added) if note]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Which columns of money the table of lines has, and how amounts are printed in it."""

    parts: tuple[str, ...]
    years: tuple[int, ...]
    show: Callable[[int], str]

    @property
    def heads(self) -> tuple[str, ...]:
        """Total, each year, each source."""
        yearly = (f"Năm {year}" for year in self.years)
        return (SOURCES["total"], *yearly, *(SOURCES[part] for part in self.parts[1:]))

    def money(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """The cells of money of these lines together."""
        whole, by_year = sums(lines), sums_by_year(lines)
        yearly = (self.show(by_year.get(year, Sums()).total) for year in self.years)
        return (self.show(whole.total), *yearly, *(self.show(getattr(whole, part)) for part in self.parts[1:]))


def lines_table(lines: Sequence[Line], purse: Purse) -> Table:
    """Mẫu 1: a row for each expense, its years as columns where they fit, and the sum of all."""
    whole, years = sums(lines), sums_by_year(lines)
    found = (whole, *years.values(), *(sums(group) for group in grouped(lines)))
    yearly = (*(sums([line]) for line in lines), *found)
    show = exact([amount for each in yearly for amount in amounts(each)])
    grid = Grid(parts=sources(purse, [whole]), years=tuple(years) if len(years) > 1 else (), show=show)
    table, left = laid_out(lines, grid)
    return table if left >= LEAST_TEXT else laid_out(lines, replace(grid, years=()))[0]


def laid_out(lines: Sequence[Line], grid: Grid) -> tuple[Table, float]:
    """The table, and the mm that its money leaves for text; text takes what is left."""
    rows = [
        (str(index), group[0].name, *grid.money(group), "; ".join(how_much(line) for line in group))
        for index, group in enumerate(grouped(lines), start=1)
    ]
    rows.append(("", "Tổng cộng", *grid.money(lines), ""))
    widths = [column_width(cells) for cells in zip(*(row[2:-1] for row in rows), strict=True)]
    left = ACROSS - 9 - sum(widths)
    text = max(left, LEAST_TEXT)
    money = zip(grid.heads, widths, strict=True)
    columns = (
        Column(head="TT", width=9, align="centre"),
        Column(head="Nội dung chi", width=text * 0.62),
        *(Column(head=head, width=width, align="right") for head, width in money),
        Column(head="Ghi chú", width=text * 0.38),
    )
    return Table(columns=columns, rows=tuple(rows), bold=frozenset({len(rows) - 1}), unit=UNIT_LINE), left


def grouped(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of one expense together, in the order in which each is first named: its years are one row."""
    order = {key: index for index, key in reversed(list(enumerate((line.name, line.item) for line in lines)))}
    placed = sorted(lines, key=lambda line: (order[line.name, line.item], line.year))
    return [list(group) for _, group in groupby(placed, key=lambda line: (line.name, line.item))]


def amounts(money: Sums) -> tuple[int, ...]:
    """Every amount of a row."""
    return (money.total, money.national, money.local, money.counterpart, money.other)


def how_much(line: Line) -> str:
    """Quantity and price, as the note of a row: "2 máy × 135.000.000 đồng"."""
    digits = max(0, -int(line.quantity.normalize().as_tuple().exponent))
    return f"{number(line.quantity, digits)} {line.unit} × {number(line.unit_price)} đồng".replace("  ", " ")


def years_table(lines: Sequence[Line], purse: Purse) -> Table:
    """Each year with who pays what in it; the last line is the sum of all years."""
    years, whole = sums_by_year(lines), sums(lines)
    show = exact([amount for each in (whole, *years.values()) for amount in amounts(each)])
    parts = sources(purse, [whole])
    rows = [(str(year), *(show(getattr(found, part)) for part in parts)) for year, found in years.items()]
    total = ("Tổng cộng", *(show(getattr(whole, part)) for part in parts))
    return Table(
        caption="Kinh phí theo năm và nguồn",
        unit=UNIT_LINE,
        columns=(
            Column(head="Năm", width=37, align="centre"),
            *(Column(head=SOURCES[part], width=44, align="right") for part in parts),
        ),
        rows=(*rows, total),
        bold=frozenset({len(rows)}),
    )
