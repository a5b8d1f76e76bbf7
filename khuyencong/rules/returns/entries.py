"""Walking down a table: which cells are amounts of which line, and what else stands there."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from khuyencong.rules.findings import Finding
from khuyencong.rules.returns.activities import ActivityIndex, Matched, code_letters
from khuyencong.rules.returns.labels import is_footer, is_total, legacy_font, stage_of
from khuyencong.rules.returns.model import (
    FUND_LABELS,
    FUNDS,
    STAGE_LABELS,
    ActivityLine,
    Fund,
    Spot,
    Stage,
    Value,
)
from khuyencong.rules.returns.numbers import is_blank, refuse_text
from khuyencong.rules.returns.places import error, note, place, warning, without_value
from khuyencong.rules.returns.tables import Table

LONGEST_NAME = 1000


@dataclass(slots=True)
class Entry:
    """A cell that should be an amount: of a line of the form, or of the whole stage when `line` is None.

    Once read, `dong` is whole đồng (without a unit, finer steps: amounts.UNKNOWN_SCALE), `printed` the figure
    as it stood and `decimals` its digits after the mark.
    """

    stage: Stage
    fund: Fund
    line: ActivityLine | None
    sheet: str
    spot: Spot
    value: Value
    dong: int = 0
    printed: str = ""
    decimals: int = 0

    @property
    def what(self) -> str:
        """How a finding names the cell."""
        name = f"{self.line.code}. {self.line.name}" if self.line else "Tổng cộng"
        return f"“{name}”, cột {FUND_LABELS[self.fund]}"


@dataclass(slots=True)
class Walk:
    """What the walk down one table gathers; `broken` are cells that already have their finding.

    `summed` are sums whose formula has no stored result; they are computed from their lines.
    `last` is the last line that was recognised: an unknown row under it makes the sum of its content uncertain.
    """

    table: Table
    index: ActivityIndex
    found: list[Finding]
    entries: list[Entry] = field(default_factory=list)
    broken: list[Entry] = field(default_factory=list)
    seen: dict[tuple[Stage, str], int] = field(default_factory=dict)
    totals: set[Stage] = field(default_factory=set)
    last: ActivityLine | None = None
    below: bool = False
    summed: list[Spot] = field(default_factory=list)
    formula_errors: dict[Spot, str] = field(default_factory=dict)
    merged: dict[Spot, Spot] = field(default_factory=dict)


def walk(table: Table, stage: Stage | None, index: ActivityIndex, found: list[Finding]) -> Walk:
    """Every amount of `table`; `stage` is None in the flat layout, where each row names its own."""
    sheet = table.sheet
    walked = Walk(table=table, index=index, found=found)
    walked.formula_errors.update(sheet.errors)
    walked.merged.update({first: last for first, last in sheet.merged if first != last})
    columns = set(table.funds.values())
    strange = {spot for spot in walked.formula_errors.keys() | sheet.uncached if spot[1] in columns}
    special = bool(
        strange or sheet.percents or sheet.hidden_rows or columns & {spot[1] for spot in walked.merged}
    )
    if special or stage is None or table.name is None or table.code is None:
        for row in range(table.first, len(sheet.rows)):
            _look_at(walked, row, stage, strange)
    else:
        _walk_verbatim(walked, stage, table.code, table.name)
    _say_uncached(walked)
    _say_missing(walked, stage)
    return walked


def _walk_verbatim(walked: Walk, stage: Stage, code: int, name: int) -> None:
    """Take rows labelled exactly as in the form, the usual case, at once; look closer at the others."""
    sheet, seen, entries = walked.table.sheet, walked.seen, walked.entries
    lines = walked.index.verbatim
    columns = tuple(walked.table.funds.items())
    for row in range(walked.table.first, len(sheet.rows)):
        cells = sheet.rows[row]
        line = lines.get((cells[code], cells[name]))
        if line is None or (stage, line.code) in seen:
            _look_at(walked, row, stage, frozenset())
            continue
        seen[stage, line.code] = row
        walked.last = line
        for fund, column in columns:
            value = cells[column]
            if value != "" and (type(value) is float or not is_blank(value)):
                entries.append(Entry(stage, fund, line, sheet.name, (row, column), value))


def _look_at(walked: Walk, row: int, stage: Stage | None, strange: Set[Spot]) -> None:
    """Take any row: its amounts (or cells that should be amounts), its labels, its stage."""
    table = walked.table
    cells = table.sheet.rows[row]
    money = [
        (fund, column)
        for fund, column in table.funds.items()
        if not is_blank(cells[column]) or (row, column) in strange
    ]
    name = cells[table.name] if table.name is not None else ""
    code = cells[table.code] if table.code is not None else ""
    if money or name != "" or code != "":
        _take_row(walked, row, (code, name), money, stage or _stage(walked, row, money))


def _stage(walked: Walk, row: int, money: Sequence[tuple[Fund, int]]) -> Stage | None:
    table = walked.table
    assert table.stage is not None
    cell = table.sheet.rows[row][table.stage]
    stage = stage_of(cell) if isinstance(cell, str) and len(cell) <= 80 else None
    if stage is None and money:
        walked.found.append(
            error(
                "unknown_stage",
                place(table.sheet.name, (row, table.stage)),
                f"Cột “Giai đoạn” ghi “{str(cell)[:40]}”, không phải “Kế hoạch” hay “Thực hiện”.",
                "Ghi “Kế hoạch” hoặc “Thực hiện”.",
            )
        )
    return stage


def _take_row(
    walked: Walk, row: int, label: tuple[Value, Value], money: list[tuple[Fund, int]], stage: Stage | None
) -> None:
    code, raw_name = label
    name = raw_name if isinstance(raw_name, str) else code_letters(raw_name)
    if _refuse_label(walked, row, name):
        return
    matched = walked.index.match(code, name)
    line = matched.line
    if line is None:
        text = name.strip() or (code if isinstance(code, str) else "")
        if not is_total(text):
            _take_stranger(walked, row, text, money, matched, stage)
            return
    if stage is None:
        return
    if line is None:
        walked.totals.add(stage)
    else:
        walked.last = line
        if not _first_time(walked, row, stage, line):
            walked.broken += _entries(walked, row, money, stage, line)
            return
    _take_amounts(walked, row, money, stage, line)


def _refuse_label(walked: Walk, row: int, name: str) -> bool:
    """Whether a label is unfit to be looked at (a leading "+" is only a bullet)."""
    refusal = refuse_text(name, LONGEST_NAME)
    if refusal is None:
        return False
    sheet, column = walked.table.sheet.name, walked.table.name or 0
    walked.found.append(
        error(refusal.code, place(sheet, (row, column)), f"Cột “Nội dung”: {refusal.reason}.", refusal.fix)
    )
    return True


def _take_stranger(
    walked: Walk, row: int, text: str, money: list[tuple[Fund, int]], matched: Matched, stage: Stage | None
) -> None:
    """A row whose label is no line of the form: a signature, a heading, or amounts that belong nowhere."""
    sheet = walked.table.sheet
    if walked.seen and any(isinstance(cell, str) and cell and is_footer(cell) for cell in sheet.rows[row]):
        walked.below = True
    if walked.below:
        money = [(fund, column) for fund, column in money if not isinstance(sheet.rows[row][column], str)]
    if not money:
        return
    if stage:
        content = walked.index.content_of(walked.last) if walked.last else None
        walked.broken += _entries(walked, row, money, stage, content)
    column = walked.table.name if walked.table.name is not None else walked.table.code or 0
    if not text:
        where = place(sheet.name, (row, money[0][1]))
        walked.found.append(
            error(
                "unlabelled_amount",
                where,
                "Có số tiền ở dòng không ghi nội dung.",
                "Ghi nội dung của dòng như trong biểu mẫu, hoặc xóa số; nếu ô “Nội dung” bị gộp, hãy bỏ gộp.",
            )
        )
        return
    walked.found.append(_stranger(place(sheet.name, (row, column)), text, matched, walked.index))


def _stranger(where: str, text: str, matched: Matched, index: ActivityIndex) -> Finding:
    shown = text[:80]
    if matched.other:
        return error(
            "activity_mismatch",
            where,
            f"Mã và nội dung không khớp: “{shown}” là nội dung của mã {matched.other.code}.",
            f"Sửa mã thành {matched.other.code}, hoặc sửa nội dung theo đúng mã.",
        )
    if font := legacy_font(text):
        return error(
            "legacy_font",
            where,
            f"“{shown}” gõ bằng bảng mã cũ {font}, không phải Unicode.",
            "Chuyển sang Unicode (Unikey: Ctrl+Shift+F6) rồi gửi lại.",
        )
    near = " hay ".join(f"“{line.code}. {line.name}”" for line in index.near(text, matched.coded))
    return error(
        "unknown_activity",
        where,
        f"Không có nội dung “{shown}” trong biểu mẫu" + (f"; có phải {near}?" if near else "."),
        "Ghi đúng mã và nội dung như trong biểu mẫu; nội dung chưa có thì đưa vào “Nội dung khác”.",
    )


def _first_time(walked: Walk, row: int, stage: Stage, line: ActivityLine) -> bool:
    before = walked.seen.setdefault((stage, line.code), row)
    if before == row:
        return True
    table = walked.table
    column = table.name if table.name is not None else table.code or 0
    walked.found.append(
        error(
            "duplicate_row",
            place(table.sheet.name, (row, column)),
            f"Dòng “{line.code}. {line.name}” ({STAGE_LABELS[stage]}) lặp lại; "
            f"dòng trước ở {place(table.sheet.name, (before, column))}.",
            "Giữ một dòng, cộng gộp hoặc xóa dòng kia.",
        )
    )
    return False


def _entries(
    walked: Walk, row: int, money: list[tuple[Fund, int]], stage: Stage, line: ActivityLine | None
) -> list[Entry]:
    sheet = walked.table.sheet
    cells = sheet.rows[row]
    return [Entry(stage, fund, line, sheet.name, (row, column), cells[column]) for fund, column in money]


def _take_amounts(
    walked: Walk, row: int, money: list[tuple[Fund, int]], stage: Stage, line: ActivityLine | None
) -> None:
    sheet = walked.table.sheet
    for entry in _entries(walked, row, money, stage, line):
        if entry.spot in sheet.uncached and entry.spot not in walked.formula_errors and _is_sum(walked, line):
            # A sum is computed from its lines anyway: a form filled in by a program has no result stored here.
            walked.summed.append(entry.spot)
            continue
        problem = _cell_problem(walked, entry)
        if problem:
            walked.found.append(problem)
        broken = problem or entry.spot in sheet.uncached
        (walked.broken if broken else walked.entries).append(entry)
        if entry.spot in walked.merged:
            walked.broken += [replace(entry, fund=fund) for fund in FUNDS]
    if money and row in sheet.hidden_rows:
        walked.found.append(
            warning(
                "hidden_row",
                place(sheet.name, (row, money[0][1])),
                f"Dòng {row + 1} đang bị ẩn nhưng có số tiền; số này vẫn được đọc.",
                "Bỏ ẩn dòng để kiểm tra; nếu không dùng thì xóa hẳn.",
            )
        )


def _is_sum(walked: Walk, line: ActivityLine | None) -> bool:
    """Whether a row only adds up others: the total, or a content that has lines."""
    return line is None or any(each.parent_code == line.code for each in walked.index.lines)


def _cell_problem(walked: Walk, entry: Entry) -> Finding | None:
    where = place(entry.sheet, entry.spot)
    if text := walked.formula_errors.get(entry.spot):
        return error(
            "formula_error", where, f"{entry.what}: công thức báo lỗi {text}.", "Sửa công thức hoặc gõ số tiền."
        )
    if entry.spot in walked.table.sheet.percents:
        return error(
            "percent",
            where,
            f"{entry.what}: ô có định dạng phần trăm, không phải số tiền.",
            "Đổi định dạng ô thành Number và ghi số tiền.",
        )
    if entry.spot in walked.merged:
        return error(
            "merged_amount",
            where,
            f"{entry.what}: ô số tiền bị gộp với ô khác nên không rõ số thuộc cột, dòng nào.",
            "Bỏ gộp ô (Unmerge) và ghi số vào từng ô.",
        )
    return None


def _say_uncached(walked: Walk) -> None:
    sheet = walked.table.sheet
    if not sheet.uncached:
        return
    if walked.summed:
        walked.found.append(
            note(
                "sums_recomputed",
                place(sheet.name, min(walked.summed)),
                f"{len(walked.summed)} ô tổng là công thức chưa có kết quả; đã tự cộng từ các dòng chi tiết.",
            )
        )
    spots = sorted({entry.spot for entry in walked.broken if entry.spot in sheet.uncached})
    if spots:
        walked.found.append(without_value(sheet.name, spots))


def _say_missing(walked: Walk, stage: Stage | None) -> None:
    if stage is None or not walked.seen:
        return
    missing = [line.code for line in walked.index.lines if (stage, line.code) not in walked.seen]
    if missing:
        walked.found.append(
            note(
                "missing_rows",
                place(walked.table.sheet.name),
                f"Không có các dòng {', '.join(missing)}; coi như không có số.",
            )
        )
