"""Writing the cells of a return: all that is given or nothing, each as a new row beside the old."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.organisations.actors import Actor
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.periodic.heads import call_head
from khuyencong.reporting.models import PeriodicReturn, ReceivedFile, ReturnCell
from khuyencong.reporting.queries.filling import Dossiers, fill_of
from khuyencong.reporting.queries.periodic.sheet import Form, Place, cells_of, form_of
from khuyencong.reporting.queries.periodic.words import MACHINE, RESTATED, TYPED_BEFORE
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.purses import COLUMNS, WHOLE
from khuyencong.workflow.actions import Dossier, record

How = ReturnCell.How
LONGEST_REASON = ReturnCell._meta.get_field("reason").max_length or 0
NO_REASON = MACHINE | {""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What is given for one cell; `seen` is the row she had before her, 0 for none, None for not asked.

    `note` is why, where the number differs from what the system made or was approved, else what explains it.
    """

    indicator: str
    purse: str
    value: int | None
    note: str = ""
    seen: int | None = None
    location: str = ""

    @property
    def place(self) -> Place:
        """The cell it is for."""
        return self.indicator, self.purse


@dataclass(kw_only=True)
class Writing:
    """A return locked to be written, its form, what stands, and what is going to be written."""

    report: PeriodicReturn
    form: Form
    cells: dict[Place, ReturnCell]
    by: Actor
    at: datetime
    rows: list[ReturnCell] = field(default_factory=list)

    def put(self, place: Place, *, how: str, value: int | None, filled: int | None, **more: object) -> None:
        """A new row of that cell in the place of the old, unless it says the very same."""
        old = self.cells.get(place)
        said = (how, value, filled, more.get("reason", ""), more.get("explanation", ""))
        if old is not None and (old.how, old.value, old.filled, old.reason, old.explanation) == said:
            return
        self.write(place, how=how, value=value, filled=filled, **more)

    def write(self, place: Place, *, how: str, value: int | None, filled: int | None, **more: object) -> None:
        """A new row of that cell, whatever stands there."""
        old = self.cells.get(place)
        said = {"reason": "", "explanation": "", "file": None, "location": ""} | more
        if old is not None and self.report.revision > 1 and not said["reason"]:
            said["reason"] = RESTATED
        new = ReturnCell(
            periodic_return=self.report,
            indicator=place[0],
            purse=place[1],
            value=value,
            how=how,
            filled=filled,
            by=self.by.account,
            at=self.at,
            revision=self.report.revision,
            replaces=old,
            **said,
        )
        new.save(force_insert=True)
        self.rows.append(new)
        self.cells[place] = new


def locked(report: PeriodicReturn, by: Actor, at: datetime) -> Writing:
    """The return, locked, while it is hers to write. PermissionDenied or BlockedError."""
    row = locked_by(report, lambda one: permissions.prepares_return(by, one))
    return Writing(report=row, form=form_of(row), cells=cells_of(row), by=by, at=at)


def locked_by(report: PeriodicReturn, may: Callable[[PeriodicReturn], bool]) -> PeriodicReturn:
    """The row, locked, for whom `may` says so, while it is open. PermissionDenied or BlockedError."""
    rows = PeriodicReturn.objects.select_for_update(of=("self",)).select_related("agency__parent", "to", "desk")
    row = rows.get(pk=report.pk)
    if not may(row):
        raise PermissionDenied
    if not row.writable:
        message = f"Báo cáo đang ở bước “{row.get_state_display().lower()}”, không ghi số được."
        raise BlockedError(error("locked", message, "Xem ai mở lại được ở đầu trang báo cáo."))
    return row


@transaction.atomic
def write_cells(
    report: PeriodicReturn,
    entries: Iterable[Entered],
    *,
    by: Actor,
    at: datetime,
    file: ReceivedFile | None = None,
) -> list[ReturnCell]:
    """Put down what is given, all of it or nothing; the new rows. PermissionDenied or BlockedError."""
    writing = locked(report, by, at)
    given = list(entries)
    if found := [each for entry in given for each in refusals(writing, entry)]:
        raise BlockedError(*found)
    for entry in given:
        put_entered(writing, entry, file)
    sum_up(writing)
    tell(writing, "periodic.write", "Ghi số")
    return writing.rows


def refusals(writing: Writing, entry: Entered) -> Sequence[Finding]:
    """Why that cell can not be written so."""
    line = writing.form.by_code.get(entry.indicator)
    if line is None or entry.purse not in writing.form.purses_of(line):
        message = f"Biểu không có ô {entry.indicator} {entry.purse}."
        return [error("no_such_cell", message, "Tải lại biểu của kỳ này.", entry.location)]
    place = entry.location or f"Dòng {line.title}, {column(entry.purse)}"
    old = writing.cells.get(entry.place)
    if entry.seen is not None and entry.seen != (old.pk if old is not None else 0):
        wrote = f"{old.by} ghi {line.told(old.value)}" if old is not None else "ai đó ghi"
        message = f"Ô này vừa được {wrote}."
        return [error("changed_meanwhile", message, "Xem lại số mới rồi ghi lại nếu vẫn cần.", place)]
    found = []
    if len(entry.note) > LONGEST_REASON:
        found.append(error("too_long", f"Lý do dài quá {LONGEST_REASON} ký tự.", "Viết gọn lại.", place))
    filled = old.filled if old is not None else None
    differs = filled is not None and entry.value != filled
    if differs and entry.value is None:
        message = f"Hệ thống tính được {line.told(filled)}, ô không để trống được."
        found.append(error("emptied", message, "Xác nhận số ấy, hoặc ghi số khác kèm lý do.", place))
    elif differs and entry.note in NO_REASON:
        message = f"Ghi {line.told(entry.value)}, hệ thống tính {line.told(filled)}."
        found.append(error("reason_missing", message, "Ghi lý do sửa, hoặc giữ số hệ thống tính.", place))
    restated = writing.report.revision > 1 and old is not None and entry.value != old.value
    if restated and entry.note in NO_REASON and not found:
        message = f"Số trước là {line.told(old.value if old else None)}; sửa số đã duyệt phải có lý do."
        found.append(error("reason_missing", message, "Ghi lý do sửa.", place))
    return found


def put_entered(writing: Writing, entry: Entered, file: ReceivedFile | None) -> None:
    """One cell as given: confirmed where it is what the system made, else overridden, typed, imported."""
    old = writing.cells.get(entry.place)
    if entry.value is None and (old is None or old.value is None):
        return
    filled = old.filled if old is not None else None
    restated = writing.report.revision > 1 and old is not None and entry.value != old.value
    why = restated or (filled is not None and entry.value != filled)
    more: dict[str, object] = {"reason" if why else "explanation": entry.note}
    if filled is not None:
        how = How.CONFIRMED if entry.value == filled else How.OVERRIDDEN
    else:
        how = How.IMPORTED if file is not None else How.TYPED
        if old is not None and (old.value, old.explanation or old.reason) == (entry.value, entry.note):
            return
    if file is not None:
        more |= {"file": file, "location": entry.location}
    writing.put(entry.place, how=how, value=entry.value, filled=filled, **more)


@transaction.atomic
def fill_cells(report: PeriodicReturn, *, by: Actor, at: datetime) -> list[ReturnCell]:
    """Let the system fill what it can as known now; the new rows. PermissionDenied or BlockedError.

    What somebody wrote stays with its reason beside the new number; what she confirmed is asked again.
    """
    writing = locked(report, by, at)
    fill(writing)
    tell(writing, "periodic.fill", "Điền số từ hồ sơ, sổ cái")
    return writing.rows


def fill(writing: Writing) -> None:
    """Fill what dossiers, ledger and the returns below say now."""
    made = fill_of(Dossiers(writing.report, writing.at), writing.form.lines, writing.form.purses)
    for place in writing.form.places:
        if place in made:
            put_filled(writing, place, made[place])
    sum_up(writing)


def put_filled(writing: Writing, place: Place, filled: int) -> None:
    """What the system makes of a cell: beside what somebody wrote, in the place of what nobody did."""
    old = writing.cells.get(place)
    if old is not None and old.filled == filled:
        return
    if old is None or old.how in (How.FILLED, How.CONFIRMED) or old.value in (None, filled):
        # What explained another number says nothing of this one.
        explanation = old.explanation if old is not None and old.value == filled else ""
        writing.put(place, how=How.FILLED, value=filled, filled=filled, explanation=explanation)
        return
    reason = old.reason or TYPED_BEFORE
    writing.put(
        place,
        how=How.OVERRIDDEN,
        value=old.value,
        filled=filled,
        reason=reason,
        explanation=old.explanation,
    )


def sum_up(writing: Writing) -> None:
    """Keep totals in step with their lines, purse by purse."""
    for total, parts in writing.form.totals.items():
        for purse in writing.form.purses_of(writing.form.by_code[total]):
            known = [writing.cells[part, purse].value for part in parts if (part, purse) in writing.cells]
            values = [each for each in known if each is not None]
            if values:
                put_filled(writing, (total, purse), sum(values))


def tell(writing: Writing, name: str, title: str) -> None:
    """One line of the trail for all that was written at once."""
    if not writing.rows:
        return
    report = writing.report
    report.desk, report.prepared_by = writing.by.desk, writing.by.account
    report.save(update_fields=["desk", "prepared_by"])
    record(
        name,
        f"{title} ({len(writing.rows)} ô): {report}",
        about=Dossier(kind="periodic_return", key=str(report.pk), agency=report.agency.code),
        by=writing.by,
        at=writing.at,
        after={"rows": len(writing.rows), "revision": report.revision},
    )
    call_head(report, writing.form, writing.cells, by=writing.by, at=writing.at)


def column(purse: str) -> str:
    """What a column is called."""
    return "cột số liệu" if purse == WHOLE else f"cột {COLUMNS[purse]}"
