"""Preparing the opening of a year: which projects are given that year's money now."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.posting import Said, fresh, open_book, post
from khuyencong.ledger.models import OpenLine, YearOpening
from khuyencong.ledger.queries.opening import going_on, later_years
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.models import Project
from khuyencong.projects.queries.decisions import power_over
from khuyencong.rules.findings import BlockedError, error
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.rules.money import dong
from khuyencong.rules.norms import Purse
from khuyencong.workflow.actions import Dossier, record


@transaction.atomic
def begin_year(purse: str, year: int, *, by: Actor, at: datetime, made_up: bool = False) -> YearOpening:
    """Begin to open a year for every project that goes on into it. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_open(by, purse):
        raise PermissionDenied
    agency = ministry_department() if purse == Project.Purse.NATIONAL else by.agency
    found = going_on(agency, purse, year)
    if not found:
        message = f"Không đề án nhiều năm nào còn chờ kinh phí năm {year}."
        raise BlockedError(error("nothing_goes_on", message, when_ready(agency, purse), "Ô “Năm”"))
    power = power_over(Purse(purse), localtime(at).date(), agency.unit_id)
    try:
        with transaction.atomic():
            made = YearOpening.objects.create(
                purse=purse,
                year=year,
                agency=agency,
                desk=by.desk,
                author=by.account,
                authority=f"{power.who} ({power.law})"[:300] if power is not None else "",
                created_at=at,
                made_up=made_up,
            )
    except IntegrityError as caught:
        message = f"Năm {year} của nguồn này đang có một lần mở chưa xong."
        raise BlockedError(error("opening_taken", message, "Mở lần ấy ra làm tiếp.", "Ô “Năm”")) from caught
    OpenLine.objects.bulk_create(
        OpenLine(opening=made, project=project, amount=amount) for project, amount in found
    )
    tell("year_opening.begin", "Soạn", made, {"projects": [each.pk for each, _ in found]}, by=by, at=at)
    return made


def when_ready(agency: Agency, purse: str) -> str:
    """What is read when nothing waits for that year: which years are waited for, or what has to come first."""
    waiting = sorted({each.year for each in later_years(agency, purse) if each.waits})
    if waiting:
        return f"Năm còn chờ: {', '.join(str(each) for each in waiting)}."
    return (
        "Mở năm khi đề án đã phê duyệt có dự toán của năm sau: soạn đề án nhiều năm, hoặc điều chỉnh "
        "kéo dài sang năm sau."
    )


@transaction.atomic
def leave_out(opening: YearOpening, projects: Collection[int], *, by: Actor, at: datetime) -> YearOpening:
    """Give the money to all but these projects. PermissionDenied or BlockedError."""
    row = YearOpening.objects.select_for_update().get(pk=opening.pk)
    if not permissions.prepares_opening(by, row):
        raise PermissionDenied
    if row.state != YearOpening.State.DRAFT:
        message = f"Lần mở năm đang ở bước “{row.get_state_display().lower()}”, không sửa được."
        raise BlockedError(error("not_draft", message, "Nhờ trả lại để sửa."))
    row.lines.update(left_out=False)
    row.lines.filter(project__in=list(projects)).update(left_out=True)
    tell("year_opening.choose", "Chọn đề án", row, {"left_out": sorted(projects)}, by=by, at=at)
    return row


@transaction.atomic
def write_given(line: OpenLine, *, by: Actor, at: datetime) -> bool:
    """Give one project its money; whether it was this call that did. BlockedError.

    Since the decision the project may have stopped or come to ask for another sum: then it is left out, and the
    page says why, for nothing would take the money back.
    """
    project = Project.objects.select_for_update().get(pk=line.project_id)
    rows = OpenLine.objects.select_for_update(of=("self",)).select_related("opening__agency", "project")
    row = rows.get(pk=line.pk)
    if row.written_at is not None or row.left_out:
        return False
    opening = row.opening
    assert opening.signed_on is not None
    waiting = [asked for _, asked in going_on(opening.agency, opening.purse, opening.year, [project.pk])]
    if waiting != [row.amount]:
        not_given(row, waiting, by=by, at=at)
        return False
    book = open_book(row.project, purse=opening.purse, year=opening.year)
    said = Said(
        kind=Kind.ALLOCATE,
        key=fresh(f"open-{opening.purse}-{opening.year}-project-{row.project_id}"),
        effective_on=opening.signed_on,
        document=f"Quyết định {opening.number}",
        reason=f"{opening}: {opening.authority}",
        made_up=opening.made_up,
    )
    move = Move(book=book.pk, out_of=Stage.SOURCE, into=Stage.ALLOCATED, amount=row.amount)
    post(said, [move], by=by, at=at)
    row.written_at = at
    row.save(update_fields=["written_at"])
    return True


def not_given(line: OpenLine, waiting: list[int], *, by: Actor, at: datetime) -> None:
    """Leave a project out that no longer waits for what was decided, and say why."""
    state = line.project.get_state_display().lower()
    line.left_out = True
    line.why = f"nay chờ {dong(waiting[0])}" if waiting else f"nay không chờ kinh phí năm này ({state})"
    line.save(update_fields=["left_out", "why"])
    told: dict[str, object] = {"project": line.project_id, "amount": line.amount, "why": line.why}
    tell("year_opening.skip", f"Không giao {line.project.title}", line.opening, told, by=by, at=at)


def tell(
    name: str, title: str, opening: YearOpening, after: dict[str, object], *, by: Actor, at: datetime
) -> None:
    """One line of the trail."""
    about = Dossier(kind="year_opening", key=str(opening.pk), agency=opening.agency.code)
    record(name, f"{title}: {opening}", about=about, by=by, at=at, after=after)
