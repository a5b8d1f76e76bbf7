"""A periodic return out of a workbook: each cell by its code, or every reason why nothing is taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.indicators import MOST, IndicatorLine
from khuyencong.rules.money import Unit
from khuyencong.rules.returns.model import Sheet, Spot, Value, Workbook
from khuyencong.rules.returns.numbers import is_blank
from khuyencong.rules.returns.places import error, place
from khuyencong.rules.sheets import CellReader, Column, Layout, Refused, Table, no_headings, problems, table_in
from khuyencong.rules.sheets.cells import amount_in

MOST_WORDS, MOST_LINES = 300, 500
MARK_DIGITS = 18
SIGN = "Dấu biểu:"
"""What stands before the sign that tells which return a file is of."""
CODE, NOTE = "ma", "ghi"
HEADINGS = {"KCQG": "KCQG", "KCDP": "KCĐP", "all": "Số liệu"}


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
                Column(key=each, heading=HEADINGS[each], required=True, help="Giữ cột của biểu.")
                for each in purses
            ),
            Column(key=NOTE, heading="Lý do, giải trình", longest=MOST_WORDS),
        ),
        row="chỉ tiêu",
        most=MOST_LINES,
    )


def check_sheet(workbook: Workbook, asked: Asked) -> CheckedSheet:
    """Every cell of the file, or every reason why none is taken."""
    if stops(workbook.findings):
        return CheckedSheet(findings=workbook.findings)
    tables = [found for sheet in workbook.sheets if (found := table_in(sheet, layout_of(asked.purses)))]
    if not tables:
        return CheckedSheet(findings=(*workbook.findings, no_headings(workbook)))
    table = tables[0]
    findings = [*workbook.findings, *problems(table), *other_return(table.sheet, asked)]
    cells: list[SheetCell] = []
    if not stops(findings):
        cells, wrong = read_rows(table, asked)
        findings += wrong
    if stops(findings):
        return CheckedSheet(findings=tuple(findings))
    return CheckedSheet(mark=mark_in(table.sheet), cells=tuple(cells), findings=tuple(findings))


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
            cells += read_line(reader, line, asked)
        findings += reader.findings
    return cells, findings


def read_line(reader: CellReader, line: IndicatorLine, asked: Asked) -> Iterator[SheetCell]:
    """The cells of one line; those of a total are passed over, it adds up by itself."""
    note = reader.text(NOTE)
    for purse in asked.purses:
        if line.code in asked.totals or line.purse not in ("all", purse):
            continue
        value = reader.value(purse)
        try:
            read = None if is_blank(value) else kept(value, line)
        except Refused as refused:
            reader.wrong(purse, refused.code, refused.message, refused.fix)
            continue
        yield SheetCell(indicator=line.code, purse=purse, value=read, note=note, location=reader.place(purse))


def kept(value: Value, line: IndicatorLine) -> int:
    """The cell as the whole number it is kept as: đồng of triệu đồng, hundredths of hectares."""
    scaled = amount_in(value, Unit.TRIEU if line.money else None) * 10**line.places
    whole = int(scaled)
    if whole != scaled:
        most = f"nhiều nhất {line.places} chữ số sau dấu phẩy" if line.places else "phải là số nguyên"
        raise Refused("not_whole", f"{line.shown_unit} {most}.", "Xem lại số và đơn vị.")
    if whole > MOST:
        raise Refused("too_much", "số lớn quá: xem lại đơn vị.", f"Ghi bằng {line.shown_unit}.")
    return whole
