"""Writing the estimate; the beneficiary pays what nobody else does, so that every line adds up."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from khuyencong.norms.models import SupportItem
from khuyencong.organisations.actors import Actor
from khuyencong.projects.actions.drafting import about, locked, overtaken
from khuyencong.projects.models import Line, Project
from khuyencong.rules import estimate
from khuyencong.rules.estimate import MOST_LINES
from khuyencong.rules.findings import BlockedError, Severity, error
from khuyencong.workflow.actions import record

SAID = ("name", "unit", "quantity", "unit_price", "year", "national", "local", "counterpart", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One line as typed, in đồng: `support` is asked of the project's purse, `other` comes from elsewhere."""

    name: str
    item: SupportItem | None
    unit: str = ""
    quantity: Decimal
    unit_price: int
    year: int
    support: int = 0
    other: int = 0

    def rule(self, project: Project) -> estimate.Line:
        """The same as the rules know it, the beneficiary paying the rest."""
        national = self.support if project.purse == Project.Purse.NATIONAL else 0
        return estimate.Line(
            name=" ".join(self.name.split()),
            item=self.item.code if self.item is not None else "",
            unit=" ".join(self.unit.split()),
            quantity=self.quantity,
            unit_price=self.unit_price,
            year=self.year,
            national=national,
            local=self.support - national,
            other=self.other,
        )


@transaction.atomic
def save_line(
    project: Project, cost: Cost, *, by: Actor, at: datetime, line: Line | None = None, seen: int = 0
) -> Line:
    """Add a line, or change one whose edition she had `seen`; BlockedError says what cannot stand in a line.

    A line above its norm is saved: the page says so, and so does the gate when the project is sent.
    """
    row = locked(project, by)
    kept = (
        Line.objects.select_for_update().filter(project=row, pk=line.pk).first() if line is not None else None
    )
    if line is not None and (kept is None or kept.edition != seen):
        raise BlockedError(overtaken())
    if kept is None and row.lines.count() >= MOST_LINES:
        raise BlockedError(error("too_many", f"Dự toán đã có {MOST_LINES} dòng.", "Gộp các dòng nhỏ lại."))
    whole = checked(row, cost)
    last = row.lines.order_by("-position").values_list("position", flat=True).first()
    saved = kept or Line(project=row, position=(last or 0) + 1)
    before = told(kept) if kept is not None else None
    write_into(saved, whole, cost.item)
    if kept is not None:
        saved.edition += 1
    saved.save()
    title = f"{'Sửa' if kept is not None else 'Thêm'} dòng dự toán: {saved.name}"
    record("project.line", title, about=about(row), by=by, at=at, before=before, after=told(saved))
    return saved


@transaction.atomic
def drop_line(line: Line, *, seen: int, by: Actor, at: datetime) -> None:
    """Take out a line whose edition she had `seen`; the trail keeps what it said."""
    row = locked(line.project, by)
    kept = Line.objects.select_for_update(of=("self",)).select_related("item").filter(project=row, pk=line.pk)
    found = kept.first()
    if found is None or found.edition != seen:
        raise BlockedError(overtaken())
    before, name = told(found), found.name
    found.delete()
    record("project.line_drop", f"Bỏ dòng dự toán: {name}", about=about(row), by=by, at=at, before=before)


def write_into(line: Line, whole: estimate.Line, item: SupportItem | None) -> None:
    """Put a line as the rules know it into a row, unsaved."""
    for name in SAID:
        setattr(line, name, getattr(whole, name))
    line.item = item


def checked(project: Project, cost: Cost) -> estimate.Line:
    """The line with the beneficiary's part reckoned; BlockedError for one that adds up to nothing sensible."""
    if cost.item is not None and not project.items.filter(item=cost.item).exists():
        message = f"Đề án không xin khoản “{cost.item.name}”."
        raise BlockedError(
            error("foreign_item", message, "Thêm khoản ấy ở bước “Đề án gì” trước.", "Ô “Khoản”")
        )
    line = cost.rule(project)
    wrongs = [each for each in estimate.check_lines([line], project.years) if each.code != "parts_differ"]
    errors = [each for each in wrongs if each.severity is Severity.ERROR]
    if errors:
        raise BlockedError(*errors)
    whole = line.completed()
    if whole.counterpart < 0:
        message = "Phần hỗ trợ và nguồn khác cộng lại lớn hơn thành tiền."
        raise BlockedError(
            error("parts_exceed", message, "Giảm phần hỗ trợ hoặc nguồn khác.", "Ô “Đề nghị hỗ trợ”")
        )
    return whole


def told(line: Line) -> dict[str, object]:
    """What the trail tells of a line."""
    return {name: getattr(line, name) for name in SAID} | {"item": line.item.code if line.item else ""}
