"""The whole check of a return: every problem in one go, and rows only when there is none."""

from collections.abc import Sequence
from datetime import date

from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.money import Unit
from khuyencong.rules.returns.activities import ActivityIndex, index_of
from khuyencong.rules.returns.amounts import read_amounts
from khuyencong.rules.returns.entries import Entry, walk
from khuyencong.rules.returns.info import Info, read_info
from khuyencong.rules.returns.labels import ROLE_LABELS, Role, choose_sheets
from khuyencong.rules.returns.model import (
    FUND_LABELS,
    FUNDS,
    STAGE_LABELS,
    STAGES,
    ActivityLine,
    CheckedReturn,
    Fund,
    ResolveProvince,
    ReturnRow,
    Sheet,
    Stage,
    Workbook,
)
from khuyencong.rules.returns.places import address, column_name, error, note, place, warning
from khuyencong.rules.returns.sums import check_purse, purses, tree, warn_done_over_plan
from khuyencong.rules.returns.tables import Table, check_heading, find_table


def check_return(
    workbook: Workbook, *, activities: Sequence[ActivityLine], resolve_province: ResolveProvince, today: date
) -> CheckedReturn:
    """Check a file as read against the form; with any error no row is given (all or nothing).

    `activities` are the lines of the form in its order, `resolve_province` says which province a text names on
    the cut date. Amounts come out in whole đồng. Nothing is raised: whatever is wrong is a finding.
    """
    found = list(workbook.findings)
    if stops(found):
        return CheckedReturn(province=None, year=None, cut=None, unit=None, rows=(), findings=tuple(found))
    if workbook.kind == "csv":
        info, tables = _flat(workbook.sheets[0], resolve_province, today, found)
    else:
        info, tables = _by_sheets(workbook, resolve_province, today, found)
    index = index_of(tuple(activities))
    counted = _counted(tables, index, info, found)
    rows: list[ReturnRow] = []
    if info.unit and not stops(found):
        rows = [_row(entry, info.unit) for entries in counted.values() for entry in entries]
    return CheckedReturn(
        province=info.province,
        year=info.year,
        cut=info.cut,
        unit=info.unit,
        rows=tuple(rows),
        findings=tuple(found),
    )


Tables = list[tuple[Stage | None, Table]]
Counted = dict[tuple[Stage, Fund], list[Entry]]


def _flat(sheet: Sheet, resolve: ResolveProvince, today: date, found: list[Finding]) -> tuple[Info, Tables]:
    table = find_table(sheet, flat=True, found=found)
    info = read_info(sheet, table.header if table else None, resolve, today, found)
    if table is None:
        return info, []
    check_heading(table, info.unit, info.year, found)
    return info, [(None, table)]


def _by_sheets(
    workbook: Workbook, resolve: ResolveProvince, today: date, found: list[Finding]
) -> tuple[Info, Tables]:
    sheets = _sheets(workbook, found)
    empty = Info(province=None, year=None, cut=None, unit=None, spots={})
    info = read_info(sheets["info"], None, resolve, today, found) if "info" in sheets else empty
    tables: Tables = []
    for stage in STAGES:
        table = find_table(sheets[stage], flat=False, found=found) if stage in sheets else None
        if table:
            check_heading(table, info.unit, info.year, found)
            _warn_hidden(table, found)
            tables.append((stage, table))
    return info, tables


def _sheets(workbook: Workbook, found: list[Finding]) -> dict[Role, Sheet]:
    """The form's sheets by role; missing, doubled, extra and hidden ones are said."""
    choice = choose_sheets(workbook.sheet_names)
    by_name = {sheet.name: sheet for sheet in workbook.sheets}
    listed = ", ".join(f"“{name[:31]}”" for name in workbook.sheet_names[:20])
    sheets: dict[Role, Sheet] = {}
    for role, label in ROLE_LABELS.items():
        if names := choice.doubled.get(role):
            both = ", ".join(f"“{name}”" for name in names)
            found.append(
                error(
                    "doubled_sheet",
                    place(names[1]),
                    f"Có {len(names)} sheet đều có thể là “{label}”: {both}.",
                    f"Giữ một sheet tên “{label}”, đổi tên hoặc xóa sheet kia.",
                )
            )
        elif role not in choice.chosen:
            found.append(
                error(
                    "missing_sheet",
                    place(label),
                    f"Thiếu sheet “{label}”; tệp có: {listed}.",
                    "Dùng đúng biểu mẫu có ba sheet: Thông tin, Kế hoạch, Thực hiện.",
                )
            )
        else:
            sheets[role] = by_name[choice.chosen[role]]
            if sheets[role].hidden:
                found.append(
                    warning(
                        "hidden_sheet",
                        place(sheets[role].name),
                        f"Sheet “{sheets[role].name}” đang bị ẩn; số liệu trong đó vẫn được đọc.",
                        "Bỏ ẩn sheet để kiểm tra trước khi gửi.",
                    )
                )
    found.extend(
        note("extra_sheet", place(name), f"Sheet “{name[:31]}” không thuộc biểu mẫu, không được đọc.")
        for name in choice.extra
    )
    return sheets


def _warn_hidden(table: Table, found: list[Finding]) -> None:
    for fund, column in table.funds.items():
        if column in table.sheet.hidden_columns:
            found.append(
                warning(
                    "hidden_column",
                    place(table.sheet.name, (table.header, column)),
                    f"Cột {FUND_LABELS[fund]} (cột {column_name(column)}) đang bị ẩn; số vẫn được đọc.",
                    "Bỏ ẩn cột để kiểm tra trước khi gửi.",
                )
            )


def _counted(tables: Tables, index: ActivityIndex, info: Info, found: list[Finding]) -> Counted:
    """The amounts that make up the return, by stage and fund in the order of the form."""
    entries: list[Entry] = []
    broken: list[Entry] = []
    before = len(found)
    totals: set[Stage] = set()
    for stage, table in tables:
        walked = walk(table, stage, index, found)
        entries += walked.entries
        broken += walked.broken
        totals |= walked.totals
    amounts, unread = read_amounts(entries, info.unit, found)
    contents = tree(index)
    clean = not stops(found[before:])
    sorted_ = purses(amounts, [*broken, *unread])
    counted: Counted = {}
    for stage in STAGES:
        for fund in FUNDS:
            if purse := sorted_.get((stage, fund)):
                counted[stage, fund] = check_purse(purse, contents, info.unit, found)
    unread_codes = {key: purse.broken for key, purse in sorted_.items()}
    warn_done_over_plan(counted, unread_codes, contents, info.unit, found)
    if clean and tables:
        _say_empty(tables, counted, totals, found)
    return counted


def _say_empty(tables: Tables, counted: Counted, totals: set[Stage], found: list[Finding]) -> None:
    """A stage without any figure, or without a total to check against."""
    filled = {stage for (stage, _), amounts in counted.items() if amounts}
    where = {stage: place(table.sheet.name) for stage, table in tables if stage}
    present: list[Stage] = [stage for stage in STAGES if stage in where or None in dict(tables)]
    if not filled:
        found.append(
            error(
                "no_figures",
                place(tables[0][1].sheet.name),
                "Tệp không có số tiền nào.",
                "Điền số vào các dòng của biểu; nếu thực sự bằng không, ghi số 0 ở từng dòng.",
            )
        )
        return
    for stage in present:
        spot = where.get(stage, place(tables[0][1].sheet.name))
        if stage not in filled:
            found.append(
                warning(
                    "no_figures",
                    spot,
                    f"Phần “{STAGE_LABELS[stage]}” không có số tiền nào.",
                    "Nếu thực sự bằng không, ghi số 0; nếu quên thì điền rồi gửi lại.",
                )
            )
        elif stage not in totals:
            found.append(
                note("no_total", spot, f"Phần “{STAGE_LABELS[stage]}” không có dòng “Tổng cộng” để đối chiếu.")
            )


def _row(entry: Entry, unit: Unit) -> ReturnRow:
    assert entry.line is not None
    return ReturnRow(
        stage=entry.stage,
        fund=entry.fund,
        activity=entry.line.code,
        printed=entry.printed,
        unit=unit,
        decimals=entry.decimals,
        amount=entry.dong,
        sheet=entry.sheet,
        cell=address(entry.spot),
    )
