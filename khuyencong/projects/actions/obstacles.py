"""Raising an obstacle, and reminding of one a body outside the system."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency
from khuyencong.projects import permissions
from khuyencong.projects.models import Obstacle, ProgressReport, Project
from khuyencong.projects.models.states import ENDED, OUT
from khuyencong.projects.queries.obstacles import addressees_of, answer_due
from khuyencong.projects.queries.projects import asked_of
from khuyencong.rules.findings import BlockedError, error, stops
from khuyencong.rules.obstacles import Raised, check_obstacle
from khuyencong.workflow.actions import Dossier, locked, record

UNHINDERED = (Project.State.DRAFT, Project.State.SETTLED, *ENDED, *OUT)
"""Projects that nothing can hold back: not begun, or over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the unit says: of which kind, what, and who can remove it."""

    kind: str
    title: str
    told: str
    wanted: str
    held: int
    addressee: Agency | None = None
    body: str = ""


@transaction.atomic
def write_obstacle(
    project: Project, said: Told, *, by: Actor, at: datetime, report: ProgressReport | None = None
) -> Obstacle:
    """Write an obstacle down. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not permissions.may_raise(by, project):
        raise PermissionDenied
    if project.state in UNHINDERED:
        message = f"Đề án ở bước “{project.get_state_display().lower()}”, không nêu vướng mắc được."
        raise BlockedError(error("over", message, "Nêu khi đề án đang làm."))
    on = localtime(at).date()
    due = answer_due(said.kind, on)
    if due is None:
        raise BlockedError(error("unknown_kind", "Chưa chọn loại vướng mắc.", "Chọn một loại.", "Ô “Loại”"))
    raised = Raised(
        title=said.title,
        told=said.told,
        wanted=said.wanted,
        held=said.held,
        ours=said.addressee is not None,
        body=said.body,
    )
    if stops(found := list(check_obstacle(raised, asked_of(project)))):
        raise BlockedError(*found)
    check_addressee(project, said.addressee, at)
    made = Obstacle.objects.create(
        project=project,
        report=report,
        kind=said.kind,
        title=said.title.strip(),
        told=said.told.strip(),
        wanted=said.wanted.strip(),
        held=said.held,
        addressee=said.addressee,
        body=" ".join(said.body.split()),
        due=due.last,
        due_source=due.told,
        raised_on=on,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=at,
        made_up=project.made_up,
    )
    after = {"kind": said.kind, "held": said.held, "asked": whom(made), "due": made.due}
    tell("obstacle.raise", "Nêu vướng mắc", made, said.wanted, after, by=by, at=at)
    return made


def check_addressee(project: Project, agency: Agency | None, at: datetime) -> None:
    """BlockedError for an agency that has nothing to do with the project."""
    if agency is None:
        return
    near = {each.pk for each, _ in addressees_of(project, localtime(at).date())}
    if agency.pk not in near:
        message = "Cơ quan này không ở trên hay quanh đề án."
        raise BlockedError(error("far_away", message, "Chọn trong danh sách.", "Ô “Ai gỡ được”"))


@transaction.atomic
def remind(obstacle: Obstacle, words: str, *, by: Actor, at: datetime) -> Obstacle:
    """Write down that the department reminded a body outside. PermissionDenied or BlockedError."""
    row = locked(obstacle)
    if not permissions.reminds(by, row):
        raise PermissionDenied
    if row.state != Obstacle.State.OPEN:
        raise BlockedError(error("not_open", "Vướng mắc không còn chờ trả lời.", "Tải lại trang."))
    if not words.strip():
        message = "Chưa ghi nhắc bằng cách nào."
        raise BlockedError(error("no_words", message, "Ghi số công văn, hoặc ai đã gọi cho ai.", "Ô “Lời”"))
    row.reminded_on = localtime(at).date()
    row.save(update_fields=["reminded_on"])
    tell("obstacle.remind", f"Nhắc {row.body}", row, words, {"reminded_on": row.reminded_on}, by=by, at=at)
    return row


def whom(obstacle: Obstacle) -> str:
    """Who is asked, as the trail writes it."""
    return obstacle.body or (obstacle.addressee.code if obstacle.addressee is not None else "")


def tell(
    name: str, title: str, row: Obstacle, words: str, after: dict[str, object], *, by: Actor, at: datetime
) -> None:
    """One line of the trail, with the words."""
    about = Dossier(kind="obstacle", key=str(row.pk), agency=row.agency.code)
    record(name, f"{title}: {row.title}", about=about, by=by, at=at, after=after, reason=words.strip()[:2000])
