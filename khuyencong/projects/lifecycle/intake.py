"""Beginning many drafts at once out of a checked file: all or none, and none that was begun before."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Sector, SupportItem
from khuyencong.organisations.models import Agency
from khuyencong.places.models import Unit
from khuyencong.projects import permissions
from khuyencong.projects.actions.drafting import Basics, add_beneficiary
from khuyencong.projects.actions.estimates import write_into
from khuyencong.projects.lifecycle.projects import start
from khuyencong.projects.models import Line, Project
from khuyencong.projects.queries.intake import running_of
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.project_sheets import ProjectRow
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.lifecycle import Act

AT_ONCE = 500


@transaction.atomic
def begin_many(rows: Sequence[ProjectRow], *, file: str, digest: str, act: Act) -> list[Project]:
    """Begin a draft for each row with its workshops and its estimate.

    PermissionDenied for who may not draft; BlockedError when one of them stands already, then none is begun.
    The row of the agency is locked meanwhile: the same file sent twice at once begins its drafts once.
    """
    if not permissions.may_draft(act.by) or act.by.agency is None:
        raise PermissionDenied
    agency = Agency.objects.select_for_update().get(pk=act.by.agency.pk)
    standing = running_of(agency)
    doubles = [row for row in rows if row.mark in standing]
    if doubles:
        message = f"{len(doubles)} đề án trong tệp vừa được lập, ví dụ “{doubles[0].title}”."
        raise BlockedError(error("project_exists", message, "Xem danh sách đề án; không cần nhập lại tệp này."))
    items = {each.code: each for each in SupportItem.objects.all()}
    sectors, units = Sector.objects.in_bulk(), units_of(rows)
    workshops = Establishment.objects.visible_to(act.by).in_bulk({key for row in rows for key in row.workshops})
    begun: list[Project] = []
    lines: list[Line] = []
    for row in rows:
        sector = sectors[row.sector] if row.sector is not None else None
        said = basics_of(row, items, sector=sector, others=[units[key] for key in row.others])
        project = start(said, act=act, province=units[row.province])
        for key in row.workshops:
            add_beneficiary(project, workshops[key], None, by=act.by, at=act.at)
        lines += lines_of(project, row, items)
        begun.append(project)
    Line.objects.bulk_create(lines, batch_size=AT_ONCE)
    tell(begun, lines, file=file, digest=digest, act=act)
    return begun


def units_of(rows: Iterable[ProjectRow]) -> dict[int, Unit]:
    """The provinces that the rows name."""
    keys = {key for row in rows for key in (row.province, *row.others)}
    return Unit.objects.in_bulk(keys)


def basics_of(
    row: ProjectRow, items: Mapping[str, SupportItem], *, sector: Sector | None, others: Sequence[Unit]
) -> Basics:
    """What the row says the project is about."""
    return Basics(
        title=row.title,
        purse=row.purse,
        kind=row.kind,
        year=row.year,
        last_year=row.last_year,
        items={items[code]: count for code, count in row.items.items()},
        sector=sector,
        provinces=others,
    )


def lines_of(project: Project, row: ProjectRow, items: Mapping[str, SupportItem]) -> list[Line]:
    """Its estimate, unsaved; the beneficiary pays what nobody else does."""
    found = []
    for position, cost in enumerate(row.lines, start=1):
        whole = cost.line(row.purse, row.year).completed()
        line = Line(project=project, position=position)
        write_into(line, whole, items[whole.item] if whole.item else None)
        found.append(line)
    return found


def tell(begun: Sequence[Project], lines: Sequence[Line], *, file: str, digest: str, act: Act) -> None:
    """One word to the trail about the file: which drafts it began, with how many lines and how much money."""
    asked = sum(each.national + each.local for each in lines)
    record(
        "project.import",
        f"Nhập {len(begun)} đề án từ tệp {file}",
        about=Dossier(kind="project_import", key=digest[:40], agency=act.by.agency_code),
        by=act.by,
        at=act.at,
        after={"projects": [each.pk for each in begun], "lines": len(lines), "asked": asked, "file": digest},
    )
