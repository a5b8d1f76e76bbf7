"""From the cells of an export to answers that may be kept, or every reason why not: all or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.returns.model import Sheet, Workbook
from khuyencong.rules.returns.numbers import is_blank
from khuyencong.rules.returns.places import error, place, warning
from khuyencong.rules.surveys.columns import Columns, columns_of
from khuyencong.rules.surveys.model import AnswerRow, CheckedAnswers, KnownAnswers
from khuyencong.rules.surveys.questions import NOT_LISTED, QUESTIONS, ROUND
from khuyencong.rules.surveys.rows import RowReader

MOST_ROWS = 5_000
NEEDED = ("xa", "co_so_trong_so", "muon_lam", ROUND)


def check_answers(workbook: Workbook, known: KnownAnswers) -> CheckedAnswers:
    """Judge an export of ODK Central or KoboToolbox."""
    found = list(workbook.findings)
    if stops(found):
        return CheckedAnswers(rows=(), findings=tuple(found))
    table = next(((sheet, c) for sheet in workbook.sheets if (c := columns_of(sheet)) is not None), None)
    if table is None:
        return CheckedAnswers(rows=(), findings=(*found, no_export(workbook)))
    sheet, columns = table
    below = range(columns.top + 1, len(sheet.rows))
    filled = [number for number in below if not all(is_blank(value) for value in sheet.rows[number])]
    found += [*headings(sheet, columns), *amount(sheet, filled)]
    rows: list[AnswerRow] = []
    if not stops(found):
        for number in filled:
            reader = RowReader(sheet, number, columns, known)
            row = reader.read()
            found += reader.findings
            if row is not None:
                rows.append(row)
        found += [*twice(sheet, columns, rows)]
        rows, told = named(rows, sheet, columns, known)
        found += told
    refused = stops(found)
    kept = () if refused else tuple(rows)
    return CheckedAnswers(rows=kept, findings=tuple(found), source=columns.source)


def no_export(workbook: Workbook) -> Finding:
    """Neither of the two tools wrote it."""
    return error(
        "not_an_export",
        place(workbook.sheet_names[0]) if workbook.sheet_names else "",
        "Không thấy cột “KEY” (ODK Central) hay “_uuid” (KoboToolbox), nên không phải tệp câu trả lời.",
        "Tải câu trả lời từ máy chủ (ODK Central: Submissions > Download; KoboToolbox: Data > Downloads).",
    )


def headings(sheet: Sheet, columns: Columns) -> Iterator[Finding]:
    """Columns that an answer cannot be without, and columns that are there twice."""
    top = columns.top
    for name in NEEDED:
        if name not in columns.at:
            label = QUESTIONS[name].label if name in QUESTIONS else "mã đợt"
            yield error(
                "column_missing",
                place(sheet.name, (top, 0)),
                f"Thiếu cột “{name}” ({label}): tệp không phải của biểu mẫu tải ở trang đợt khảo sát này.",
                "Tải lại với mọi cột; nếu biểu mẫu tự soạn thì đặt đúng tên câu hỏi ấy.",
            )
    for name, column in columns.twice:
        if name in QUESTIONS and not QUESTIONS[name].kind.startswith(("geopoint", "image")):
            yield error(
                "column_twice",
                place(sheet.name, (top, column)),
                f"Cột “{QUESTIONS[name].label}” có hai lần.",
                "Giữ một cột, xóa cột kia.",
            )


def amount(sheet: Sheet, filled: Sequence[int]) -> Iterator[Finding]:
    """No row at all, or more than are taken at once."""
    if not filled:
        yield error("no_rows", place(sheet.name), "Tệp chưa có câu trả lời nào.", "Kiểm tra bộ lọc khi tải.")
    if len(filled) > MOST_ROWS:
        told = f"Tệp có {len(filled)} phiếu, mỗi lần nhập nhiều nhất {MOST_ROWS} phiếu."
        yield error("too_many_rows", place(sheet.name), told, "Tải theo từng khoảng ngày.")


def twice(sheet: Sheet, columns: Columns, rows: Sequence[AnswerRow]) -> Iterator[Finding]:
    """The same answer in two rows of the file."""
    seen: dict[UUID, int] = {}
    for row in rows:
        for mark in {row.instance, row.root or row.instance}:
            if (first := seen.setdefault(mark, row.number)) != row.number:
                spot = place(sheet.name, (row.number, columns.at.get("key", columns.at.get("uuid", 0))))
                fix = "Xóa dòng trùng, hoặc tải lại tệp."
                told = f"Phiếu này đã có ở dòng {first + 1} của tệp: cùng mã {mark}."
                yield error("instance_twice", spot, told, fix)
                break


def named(
    rows: Sequence[AnswerRow], sheet: Sheet, columns: Columns, known: KnownAnswers
) -> tuple[list[AnswerRow], list[Finding]]:
    """The rows with the names of the establishments they chose; what she does not see is refused."""
    wanted = {row.establishment for row in rows if row.establishment is not None}
    names = known.establishments(wanted) if wanted else {}
    column, made, found = columns.at["co_so_trong_so"], [], []
    for row in rows:
        if row.establishment is None:
            made.append(row)
        elif row.establishment in names:
            made.append(replace(row, name=names[row.establishment]))
        else:
            spot = place(sheet.name, (row.number, column))
            told = f"Cơ sở trong sổ: “cs{row.establishment}” không có trong sổ của địa bàn."
            found.append(error("unknown_establishment", spot, told, f"Ghi “{NOT_LISTED}” và tên cơ sở."))
    unlinked = [row for row in rows if row.establishment is None and row.name and row.where]
    if unlinked:
        told = (
            f"{len(unlinked)} phiếu ghi cơ sở bằng nhãn, nên chỉ giữ tên, chưa gắn với sổ"
            f" (ô đầu: “{unlinked[0].name}”)."
        )
        fix = "Muốn gắn ngay: tải lại với “XML values and headers”; hoặc nhập rồi gắn ở trang từng phiếu."
        found.append(warning("by_label", unlinked[0].where, told, fix))
    return made, found
