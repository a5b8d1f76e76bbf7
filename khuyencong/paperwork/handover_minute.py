"""The minute of a hand-over as .docx: what changes hands, between whom, and both signatures with their time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from docx.document import Document
from docx.shared import Mm, Pt

from khuyencong.handover.models import HandedTask, Handover, LearnedUnit
from khuyencong.paperwork.regional_report import paper
from khuyencong.paperwork.regional_report.layout import DECREE_30, Layout
from khuyencong.paperwork.regional_report.letterhead import Letter, add_opening, two_columns

KIND, SYMBOL = "BIÊN BẢN", "BB"
HEADS = ("TT", "Việc", "Chờ từ", "Hạn", "Số tiền (đồng)", "Ghi chú")
WIDTHS = (10, 62, 22, 24, 25, 22)
LEARNED_HEADS, LEARNED_WIDTHS = ("Bài", "Bên giao", "Bên nhận"), (85, 40, 40)
MADE_UP = "số liệu minh họa"
DRAFT = "DỰ THẢO"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLine:
    """A unit of training of the desk, and on which day each side passed which version; None for not yet.

    `taker` is told only once she has signed.
    """

    title: str
    giver: LearnedUnit | None
    taker: LearnedUnit | None


def minute_document(
    handover: Handover, tasks: Sequence[HandedTask], learned: Sequence[LearnedLine], *, on: date
) -> bytes:
    """The .docx; a draft until both have signed. The same hand-over gives the same bytes on the same day."""
    layout = DECREE_30
    agency = handover.agency.name_on(on)
    done = handover.state == Handover.State.DONE
    title = f"Bàn giao bàn “{handover.desk.title}”"
    said = "" if done else DRAFT
    written = paper.begun(layout, title=title, author=agency, marks=said, at=handover.started_at)
    add_opening(written, letter_of(agency, on, draft=not done), layout, title)
    add_parties(written, handover)
    add_tasks(written, tasks, layout)
    for heading, text in (
        ("II. Việc đã hứa", handover.promises),
        ("III. Đầu mối liên hệ", handover.contacts),
        ("IV. Điều cần lưu ý", handover.notes),
    ):
        add_lines(written, heading, text)
    add_learned(written, handover, learned, layout)
    add_signatures(written, handover, layout)
    return paper.packed(written)


def letter_of(agency: str, on: date, *, draft: bool) -> Letter:
    """The head of the minute; the place is left for the clerk to write, as the number is."""
    return Letter(
        agency=agency,
        parent_agency="",
        place="…………",
        on=on,
        number="",
        signer_title="",
        signer_name="",
        recipients=(),
        draft=draft,
        kind=KIND,
        symbol=SYMBOL,
    )


def add_parties(written: Document, handover: Handover) -> None:
    """Between whom, and why another gives in the name of an absent holder."""
    paper.body(written, f"Bên giao: {handover.giver}.")
    paper.body(written, f"Bên nhận: {handover.taker}.")
    if handover.ordered_by is not None:
        paper.body(written, f"Bên giao vắng mặt; người giao thay: {handover.ordered_by}.")
    paper.body(
        written,
        "Từ khi bên nhận ký, mọi quyền và việc của bàn thuộc về bên nhận; bên giao không còn quyền ở bàn này.",
    )


def add_tasks(written: Document, tasks: Sequence[HandedTask], layout: Layout) -> None:
    """The list of open work, or that there is none."""
    paper.heading(written, f"I. Việc đang chờ ({len(tasks)})", 1)
    if not tasks:
        paper.body(written, "Không có việc nào đang chờ ở bàn này khi ký.")
        return
    rows = [cells_of(number, task) for number, task in enumerate(tasks, start=1)]
    add_table(written, HEADS, WIDTHS, rows, layout, right=4)


def add_table(
    written: Document,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    layout: Layout,
    right: int | None = None,
) -> None:
    """A table with lines, widths in mm; the cells of column `right` stand right."""
    table = written.add_table(rows=1, cols=len(heads), style="Table Grid")
    for index, cells in enumerate([heads, *rows]):
        row = table.rows[0] if index == 0 else table.add_row()
        for column, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Mm(widths[column])
            align = paper.RIGHT if column == right and index else paper.LEFT
            paper.set_line(cell.paragraphs[0], words, size=layout.table, bold=index == 0, align=align)


def add_learned(written: Document, handover: Handover, learned: Sequence[LearnedLine], layout: Layout) -> None:
    """Which units of the desk each side had passed when it signed; that one was not passed is no fault.

    Nothing of the taker before she signed, and nothing of anybody once it was cancelled.
    """
    paper.heading(written, "V. Bài học của bàn đã đạt", 1)
    if handover.state == Handover.State.CANCELLED:
        paper.body(written, "Không ghi: cuộc bàn giao đã hủy.")
        return
    if not learned:
        paper.body(written, "Bàn này không có bài học nào.")
        return
    signed = handover.taken_at is not None
    rows = [(each.title, passed_words(each.giver), passed_words(each.taker)) for each in learned]
    shown = len(LEARNED_HEADS) if signed else len(LEARNED_HEADS) - 1
    add_table(written, LEARNED_HEADS[:shown], LEARNED_WIDTHS[:shown], [row[:shown] for row in rows], layout)
    if not signed:
        paper.body(written, "Bài bên nhận đã đạt được ghi khi bên nhận ký.")


def passed_words(row: LearnedUnit | None) -> str:
    """When and which version, or not yet; what was made up says so."""
    if row is None:
        return "chưa"
    made = f", {MADE_UP}" if row.made_up else ""
    return f"{row.passed_at.astimezone(VIETNAM):%d/%m/%Y}, bản {row.version}{made}"


def cells_of(number: int, task: HandedTask) -> tuple[str, ...]:
    """One task as a line of the list."""
    due = f"{task.due:%d/%m/%Y}, {task.due_source or 'quy định của hệ thống'}" if task.due else "chưa có hạn"
    marks = [
        *(["đến sau khi ký giao"] if task.came_after else []),
        *(["đã xong trước khi ký nhận"] if task.done_before else []),
    ]
    stake = f"{task.stake:,}".replace(",", ".") if task.stake else ""
    since = f"{task.since.astimezone(VIETNAM):%d/%m/%Y}"
    return (str(number), task.title, since, due, stake, "; ".join(marks))


def add_lines(written: Document, heading: str, text: str) -> None:
    """A part that the giver wrote, each line a point of its own."""
    paper.heading(written, heading, 1)
    for line in text.splitlines() or ["Không có."]:
        if line.strip():
            paper.body(written, f"- {line.strip()}" if text else line)


def add_signatures(written: Document, handover: Handover, layout: Layout) -> None:
    """Both parties, and when each confirmed in the system; room to sign by hand."""
    written.add_paragraph()
    table = two_columns(written, layout, rows=1)
    giver = handover.ordered_by or handover.giver
    sides = (
        ("BÊN GIAO" if handover.ordered_by is None else "NGƯỜI GIAO THAY", str(giver), handover.given_at),
        ("BÊN NHẬN", str(handover.taker), handover.taken_at),
    )
    for cell, (title, name, at) in zip(table.row_cells(0), sides, strict=True):
        paper.set_line(cell.paragraphs[0], title, size=layout.signer, bold=True)
        said = (
            f"(đã xác nhận trên hệ thống lúc {at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y})"
            if at
            else "(chưa ký)"
        )
        line = paper.set_line(cell.add_paragraph(), said, size=layout.recipients, italic=True)
        line.paragraph_format.space_after = Pt(4 * layout.signer)
        paper.set_line(cell.add_paragraph(), name, size=layout.signer, bold=True)
