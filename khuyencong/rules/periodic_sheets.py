"""A periodic return out of a workbook: each cell by its code, or every reason why nothing is taken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.indicators import MOST, IndicatorLine, children
from khuyencong.rules.money import Unit
from khuyencong.rules.purses import COLUMNS
from khuyencong.rules.purses import WHOLE as UNDIVIDED
from khuyencong.rules.returns.model import Sheet, Spot, Value, Workbook
from khuyencong.rules.returns.numbers import is_blank
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.returns.units import unit_of
from khuyencong.rules.sheets import CellReader, Column, Layout, Refused, Table, no_headings, problems, table_in
from khuyencong.rules.sheets.cells import amount_in

MOST_WORDS, MOST_LINES = 300, 500
MARK_DIGITS = 18
BEFORE_WORDS = "0123456789.,-+()\u00a0\u202f "
"""What a number is written with."""
SIGN = "Dấu biểu:"
"""What stands before the sign that tells which return a file is of."""
CODE, NOTE = "ma", "ghi"
WORDS = "Lý do, giải trình"
WHOLE = frozenset({"column_missing", "column_twice", "merged_cells", "no_sign", "other_return"})
"""Findings about the whole file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The return a file is held to: its sign, its lines, its columns, and which lines add up by themselves."""

    sign: str
    lines: Sequence[IndicatorLine]
    purses: Sequence[str]
    totals: frozenset[str] = frozenset()

    @property
    def by_code(self) -> Mapping[str, IndicatorLine]:
        """Each line by its code."""
        return {each.code: each for each in self.lines}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCell:
    """One number of the file: None for a cell left blank; `location` is where it stood."""

    indicator: str
    purse: str
    value: int | None
    note: str
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSheet:
    """What a file says. All or nothing: with any error `cells` is empty.

    `mark` is the last cell that stood when the form was taken away: later ones the file has not seen.
    """

    mark: int = 0
    cells: tuple[SheetCell, ...] = ()
    findings: tuple[Finding, ...] = ()


def note_of(purse: str) -> str:
    """The key of the column with what is written beside the cells of a purse."""
    return f"{NOTE}-{purse}"


def note_heading(purse: str) -> str:
    """What that column is called: each purse has one, or what explains one cell would speak for the other."""
    return WORDS if purse == UNDIVIDED else f"{WORDS} {COLUMNS[purse]}"


def layout_of(purses: Sequence[str]) -> Layout:
    """The columns of the sheet."""
    return Layout(
        columns=(
            Column(
                key=CODE, heading="Mã chỉ tiêu", required=True, help="Chép mã từ biểu tải trên trang báo cáo."
            ),
            Column(key="so", heading="Số dòng"),
            Column(key="ten", heading="Chỉ tiêu"),
            Column(key="dvt", heading="Đơn vị tính"),
            *(
                Column(key=each, heading=COLUMNS[each], required=True, help="Giữ cột của biểu.")
                for each in purses
            ),
            *(Column(key=note_of(each), heading=note_heading(each), longest=MOST_WORDS) for each in purses),
        ),
        row="chỉ tiêu",
        most=MOST_LINES,
    )


def layout_in(purses: Sequence[str]) -> Layout:
    """The same as it is read: a form taken away when both purses had one column of words still has that."""
    layout = layout_of(purses)
    if len(purses) < 2:
        return layout
    old = Column(key=NOTE, heading=WORDS, longest=MOST_WORDS)
    return replace(layout, columns=(*layout.columns, old))


def check_sheet(workbook: Workbook, asked: Asked) -> CheckedSheet:
    """Every cell of the file, or every reason why none is taken."""
    if stops(workbook.findings):
        return CheckedSheet(findings=workbook.findings)
    tables = [found for sheet in workbook.sheets if (found := table_in(sheet, layout_in(asked.purses)))]
    if not tables:
        return CheckedSheet(findings=(*workbook.findings, no_headings(workbook)))
    table = tables[0]
    findings = [*workbook.findings, *problems(table), *other_return(table.sheet, asked)]
    cells: list[SheetCell] = []
    if not unreadable(findings):
        # A formula that failed hides none of the other wrong cells: who mends the file mends it once.
        cells, wrong = read_rows(table, asked)
        told = {each.place for each in findings}
        findings += [each for each in wrong if each.place not in told]
    if stops(findings):
        return CheckedSheet(findings=tuple(findings))
    return CheckedSheet(mark=mark_in(table.sheet), cells=tuple(cells), findings=tuple(findings))


def unreadable(findings: Sequence[Finding]) -> bool:
    """Whether its columns cannot be told apart, or the file is another one: then no cell is worth a word."""
    return any(each.code in WHOLE for each in findings)


def signs_in(sheet: Sheet) -> Iterator[tuple[Spot, str, str]]:
    """Where the sign stands, the return it names and the mark behind it."""
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.strip().startswith(SIGN):
                sign, _, mark = value.strip().removeprefix(SIGN).strip().partition("/")
                yield (number, column), sign.strip(), mark.strip()


def mark_in(sheet: Sheet) -> int:
    """The mark of the first sign; 0 where it is no number."""
    mark = next((mark for _, _, mark in signs_in(sheet)), "")
    return int(mark) if mark.isascii() and mark.isdigit() and len(mark) < MARK_DIGITS else 0


def other_return(sheet: Sheet, asked: Asked) -> Iterator[Finding]:
    """That the file is of another agency, form or period: its numbers would land in the wrong return."""
    found = next(signs_in(sheet), None)
    if found is None:
        yield error(
            "no_sign",
            place(sheet.name),
            "Không thấy dấu biểu trong tệp, nên không biết tệp của báo cáo nào.",
            f"Tải biểu trên trang báo cáo; giữ nguyên dòng “{SIGN} …” ở đầu tờ.",
        )
    elif found[1] != asked.sign:
        yield error(
            "other_return",
            place(sheet.name, found[0]),
            "Tệp này của báo cáo khác: khác cơ quan, biểu hoặc kỳ.",
            "Tải biểu trên trang của báo cáo này rồi chép số sang.",
        )


def read_rows(table: Table, asked: Asked) -> tuple[list[SheetCell], list[Finding]]:
    """The rows below the headings; a line may come once."""
    cells: list[SheetCell] = []
    sums: list[SheetCell] = []
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    lines = asked.by_code
    for number in range(table.top + 1, len(table.sheet.rows)):
        reader = CellReader(table, number)
        if all(is_blank(value) for value in table.sheet.rows[number]):
            continue
        code = reader.text(CODE)
        line = lines.get(code)
        if code and line is None:
            told = f"biểu của kỳ này không có chỉ tiêu “{code[:40]}”."
            reader.wrong(CODE, "unknown_indicator", told, "Tải lại biểu của kỳ này, hoặc xóa dòng.")
        elif code in seen:
            told = f"chỉ tiêu “{code}” đã có ở {seen[code]}."
            reader.wrong(CODE, "twice", told, "Giữ một dòng.")
        elif line is not None:
            seen[code] = reader.place(CODE)
            (sums if code in asked.totals else cells).extend(read_line(reader, line, asked))
        findings += reader.findings
    return cells, [*findings, *wrong_totals(sums, cells, asked)]


def wrong_totals(sums: Iterable[SheetCell], cells: Iterable[SheetCell], asked: Asked) -> Iterator[Finding]:
    """A total that is not the sum of its lines in the file: one of them is mistyped, and nobody knows which."""
    below, values = children(asked.lines), {(each.indicator, each.purse): each.value for each in cells}

    def added(code: str, purse: str) -> int:
        if code not in asked.totals:
            return values.get((code, purse)) or 0
        return sum(added(part, purse) for part in below.get(code, ()))

    for each in sums:
        line, summed = asked.by_code[each.indicator], added(each.indicator, each.purse)
        if each.value is None or each.value == summed or each.indicator not in below:
            continue
        message = f"Tổng ghi {line.told(each.value)}, các dòng của nó cộng lại {line.told(summed)}."
        fix = "Xem lại từng dòng; hoặc xóa số ở ô tổng, dòng tổng tự cộng."
        yield error("wrong_total", each.location, message, fix)


def read_line(reader: CellReader, line: IndicatorLine, asked: Asked) -> Iterator[SheetCell]:
    """The cells of one line."""
    if len(asked.purses) > 1 and line.code not in asked.totals and reader.text(NOTE):
        told = "một cột cho cả hai nguồn, không rõ lý do của ô nào."
        reader.wrong(NOTE, "old_form", told, "Tải lại biểu: mỗi nguồn có cột lý do riêng.")
    for purse in asked.purses:
        if line.purse not in ("all", purse):
            continue
        value = reader.value(purse)
        try:
            read = None if is_blank(value) else kept(value, line)
        except Refused as refused:
            reader.wrong(purse, refused.code, refused.message, refused.fix)
            continue
        note = reader.text(note_of(purse))
        yield SheetCell(indicator=line.code, purse=purse, value=read, note=note, location=reader.place(purse))


def money_word(value: Value) -> str:
    """The unit of money that stands behind the number, "" for none: of people or hectares it says nothing."""
    word = value.strip().lstrip(BEFORE_WORDS) if isinstance(value, str) else ""
    return word if word and unit_of(word) is not None else ""


def kept(value: Value, line: IndicatorLine) -> int:
    """The cell as the whole number it is kept as: đồng of triệu đồng, hundredths of hectares."""
    if not line.money and (said := money_word(value)):
        told = f"“{said}” là đơn vị tiền, dòng này tính bằng {line.shown_unit}."
        raise Refused("money_unit", told, f"Ghi số bằng {line.shown_unit}, không kèm đơn vị tiền.")
    scaled = amount_in(value, Unit.TRIEU if line.money else None) * 10**line.places
    whole = int(scaled)
    if whole != scaled:
        most = f"nhiều nhất {line.places} chữ số sau dấu phẩy" if line.places else "phải là số nguyên"
        raise Refused("not_whole", f"{line.shown_unit} {most}.", "Xem lại số và đơn vị.")
    if whole > MOST:
        raise Refused("too_much", "số lớn quá: xem lại đơn vị.", f"Ghi bằng {line.shown_unit}.")
    return whole
