"""Preparing the opening of a year: which projects are given that year's money now."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.posting import Said, fresh, open_book, post
from khuyencong.ledger.models import OpenLine, Posting, YearOpening
from khuyencong.ledger.queries.chains import closed_of, is_closed
from khuyencong.ledger.queries.opening import going_on, later_years
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk, User
from khuyencong.organisations.queries import ministry_department
from khuyencong.projects.models import Project
from khuyencong.projects.queries.decisions import power_over
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.rules.money import dong
from khuyencong.rules.norms import Purse
from khuyencong.workflow.actions import Dossier, record

UNDER_WAY = (
    YearOpening.State.DRAFT,
    YearOpening.State.PROPOSED,
    YearOpening.State.RUNNING,
    YearOpening.State.FAILED,
)
"""Of these there is one of a year at a time."""


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
    shut = closed_of([project for project, _ in found], purse, year)
    if len(shut) == len(found):
        raise BlockedError(year_closed(year))
    message = f"Năm {year} của nguồn này đang có một lần mở chưa xong."
    try:
        with transaction.atomic():
            made = create(purse, year, agency=agency, desk=by.desk, author=by.account, at=at, made_up=made_up)
    except IntegrityError as caught:
        raise BlockedError(error("opening_taken", message, "Mở lần ấy ra làm tiếp.", "Ô “Năm”")) from caught
    OpenLine.objects.bulk_create(
        OpenLine(opening=made, project=project, amount=amount, left_out=project.pk in shut)
        for project, amount in found
    )
    tell("year_opening.begin", "Soạn", made, {"projects": [each.pk for each, _ in found]}, by=by, at=at)
    return made


def create(
    purse: str, year: int, *, agency: Agency, desk: Desk, author: User, at: datetime, made_up: bool
) -> YearOpening:
    """An empty opening at a desk, with who may sign it on that day."""
    power = power_over(Purse(purse), localtime(at).date(), agency.unit_id)
    return YearOpening.objects.create(
        purse=purse,
        year=year,
        agency=agency,
        desk=desk,
        author=author,
        authority=f"{power.who} ({power.law})"[:300] if power is not None else "",
        created_at=at,
        made_up=made_up,
    )


def begin_rest(opening: YearOpening, *, by: Actor, at: datetime) -> YearOpening | None:
    """Another opening at the same desk for those that wait for another sum than was decided; None where none.

    Without it nobody is told that a change came between the decision and the books. Whom the officer had left
    out stays left out.
    """
    late = set(opening.lines.exclude(why="").values_list("project", flat=True))
    # What was corrected while this one was signed and written could not come into it.
    left = set(opening.lines.filter(left_out=True, why="").values_list("project", flat=True))
    late |= undone_in(opening.purse, opening.year) - left
    found = going_on(opening.agency, opening.purse, opening.year)
    late -= closed_of([project for project, _ in found], opening.purse, opening.year)
    if not any(project.pk in late for project, _ in found):
        return None
    made = create(
        opening.purse,
        opening.year,
        agency=opening.agency,
        desk=opening.desk,
        author=opening.author,
        at=at,
        made_up=opening.made_up,
    )
    OpenLine.objects.bulk_create(
        OpenLine(opening=made, project=project, amount=amount, left_out=project.pk not in late)
        for project, amount in found
    )
    told: dict[str, object] = {"projects": sorted(late), "after": opening.pk}
    tell("year_opening.begin", "Soạn lần sau cho đề án nay chờ số khác", made, told, by=by, at=at)
    return made


def begin_again(project: Project, key: str, *, by: Actor, at: datetime) -> YearOpening | None:
    """An opening for a project whose posting of that key was undone, or the draft there is; None for nothing.

    Without it nobody is told. One that lies before the head, or is being written, is left as it is: what is
    missing in it follows once it is written (begin_rest).
    """
    # A round of the key names the same line: the latest that was written gave it.
    year = int(key.split("-")[2])
    given = OpenLine.objects.filter(project=project, opening__purse=project.purse, opening__year=year)
    line = given.filter(written_at__isnull=False).select_related("opening").order_by("-written_at").first()
    if line is None:
        return None
    before = line.opening
    waiting = going_on(before.agency, before.purse, year, [project.pk])
    if not waiting:
        return None
    open_ = YearOpening.objects.filter(purse=before.purse, year=year, agency=before.agency, state__in=UNDER_WAY)
    made = open_.select_for_update().first()
    if made is not None and made.state != YearOpening.State.DRAFT:
        return None
    if made is None:
        made = create(
            before.purse,
            year,
            agency=before.agency,
            desk=before.desk,
            author=before.author,
            at=at,
            made_up=before.made_up,
        )
    said = {"amount": waiting[0][1], "left_out": False, "why": ""}
    OpenLine.objects.update_or_create(opening=made, project=project, defaults=said)
    told: dict[str, object] = {"projects": [project.pk], "after": before.pk}
    tell("year_opening.begin", "Soạn lần giao lại cho đề án đã đính chính", made, told, by=by, at=at)
    return made


def keys_of(purse: str, year: int) -> str:
    """What the keys of postings that open that year begin with, before the project."""
    return f"open-{purse}-{year}-project-"


def undone_in(purse: str, year: int) -> set[int]:
    """The projects of which a posting that opened that year was undone; one SELECT."""
    rows = Posting.objects.filter(key__startswith=keys_of(purse, year), reversed_by__isnull=False)
    return {int(key.partition("#")[0].rpartition("-")[2]) for key in rows.values_list("key", flat=True)}


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
    shut = is_closed(project, opening.year)
    if shut or waiting != [row.amount]:
        not_given(row, [] if shut else waiting, by=by, at=at, shut=shut)
        return False
    book = open_book(row.project, purse=opening.purse, year=opening.year)
    said = Said(
        kind=Kind.ALLOCATE,
        key=fresh(f"{keys_of(opening.purse, opening.year)}{row.project_id}"),
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


def year_closed(year: int, place: str = "Ô “Năm”") -> Finding:
    """What is read where a year is opened whose books are closed: nothing could be written in them."""
    message = f"Sổ năm {year} đã khóa: không giao thêm kinh phí của năm ấy được."
    fix = f"Lãnh đạo nơi cấp kinh phí mở lại sổ năm {year} kèm lý do rồi giao; không làm thì điều chỉnh đề án."
    return error("year_closed", message, fix, place)


def not_given(line: OpenLine, waiting: list[int], *, by: Actor, at: datetime, shut: bool) -> None:
    """Leave a project out that no longer waits for what was decided, or whose year was closed, and say why."""
    state = line.project.get_state_display().lower()
    line.left_out = True
    line.why = "sổ năm này đã khóa" if shut else f"nay không chờ kinh phí năm này ({state})"
    if waiting:
        line.why = f"nay chờ {dong(waiting[0])}: máy soạn lần mở năm nữa ở bàn lập kế hoạch"
    line.save(update_fields=["left_out", "why"])
    told: dict[str, object] = {"project": line.project_id, "amount": line.amount, "why": line.why}
    tell("year_opening.skip", f"Không giao {line.project.title}", line.opening, told, by=by, at=at)


def tell(
    name: str, title: str, opening: YearOpening, after: dict[str, object], *, by: Actor, at: datetime
) -> None:
    """One line of the trail."""
    about = Dossier(kind="year_opening", key=str(opening.pk), agency=opening.agency.code)
    record(name, f"{title}: {opening}", about=about, by=by, at=at, after=after)
