"""Letting a project say what was decided of it: its name, its years, who benefits, its estimate."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from khuyencong.projects.actions.drafting import search_again
from khuyencong.projects.models import Beneficiary, ChangeRequest, Contract, Line, Project
from khuyencong.projects.queries.projects import asked_column
from khuyencong.rules.change_terms import Cost, Course, Holder
from khuyencong.rules.findings import BlockedError, error


def carry_out(request: ChangeRequest, *, on: date) -> Project:
    """Let the project say what was decided; its course is another step of its life. The project, saved."""
    before, after = request.old, request.new
    project = Project.objects.select_for_update().get(pk=request.project_id)
    project.title, project.last_year = after.title, after.last_year
    project.partner = after.partner
    project.held_until = after.held_until if after.course is Course.HELD else None
    project.save(update_fields=["title", "last_year", "partner", "held_until"])
    then = {each.key: each for each in before.costs}
    for cost in after.costs:
        if cost.key not in then:
            add_line(project, cost)
        elif cost != then[cost.key]:
            rewrite_line(cost, project.purse)
    for cost in before.without(after):
        take_out(cost, on=on)
    held = {each.key: each for each in before.holders}
    for holder in after.holders:
        if holder != held.get(holder.key):
            replace_holder(holder, on=on)
    search_again(project)
    return project


def rewrite_line(cost: Cost, purse: str) -> None:
    """The line of the estimate as it was decided."""
    line = Line.objects.select_for_update().get(pk=cost.key)
    line.name, line.quantity, line.unit_price = cost.name, cost.quantity, cost.unit_price
    setattr(line, asked_column(purse), cost.support)
    line.counterpart = cost.counterpart
    line.edition += 1
    line.save()


def add_line(project: Project, cost: Cost) -> Line:
    """A line that the decision adds, after those there are and ever were."""
    last = Line.every.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    item = project.items.select_related("item").get(item__code=cost.item).item if cost.item else None
    added: Line = Line.objects.create(
        project=project,
        position=last + 1,
        item=item,
        name=cost.name,
        unit=cost.unit,
        quantity=cost.quantity,
        unit_price=cost.unit_price,
        year=cost.year,
        counterpart=cost.counterpart,
        **{asked_column(project.purse): cost.support},
    )
    return added


def take_out(cost: Cost, *, on: date) -> None:
    """The line leaves the estimate; BlockedError where work or an invoice has come to rest on it since."""
    line = Line.objects.select_for_update().get(pk=cost.key)
    line.removed_on, line.edition = on, line.edition + 1
    try:
        with transaction.atomic():
            line.save(update_fields=["removed_on", "edition"])
    except IntegrityError as rests:
        message = "Dòng này vừa có khối lượng nghiệm thu hoặc hóa đơn nên không bỏ được."
        fix = "Trả lại cán bộ xem xét, rồi trả đơn vị để giữ dòng này với số lượng đã làm."
        raise BlockedError(error("line_in_use", message, fix, f"Dòng “{cost.name}”")) from rests


def replace_holder(holder: Holder, *, on: date) -> None:
    """Another site, or another establishment; who was promised something by contract stays readable."""
    row = Beneficiary.objects.select_for_update().get(pk=holder.key)
    if row.establishment_id == holder.establishment:
        row.site_id = holder.site
        row.save(update_fields=["site"])
        return
    if Contract.objects.filter(beneficiary=row).exists():
        row.left_on = on
        row.save(update_fields=["left_on"])
    else:
        row.delete()
    Beneficiary.objects.create(
        project_id=row.project_id, establishment_id=holder.establishment, site_id=holder.site
    )
