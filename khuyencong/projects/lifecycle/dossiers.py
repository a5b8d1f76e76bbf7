"""The life of a plan request: written by the department, sent, received or returned.

Sending registers its projects, all or none; a project without a basis in the programme stops it.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import leader_desk, ministry_department
from khuyencong.projects import permissions
from khuyencong.projects.actions.dossiers import prepare_request
from khuyencong.projects.lifecycle.projects import PROJECT, appraising_desk
from khuyencong.projects.models import Project, RegisteredProject, RegistrationDossier
from khuyencong.projects.queries.dossiers import due_of, in_the_way_of, request_of
from khuyencong.rules.findings import Finding
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = RegistrationDossier.State


def told(dossier: RegistrationDossier) -> str:
    """The request in one line."""
    return f"đăng ký kế hoạch {dossier}"


def at_its_desk(dossier: RegistrationDossier, on: date) -> Waits:
    """At the desk that writes it, until the day of the law."""
    due = due_of(dossier)
    return Waits(
        desk=dossier.desk.code,
        agency=dossier.agency.code,
        title=f"Soạn hồ sơ {told(dossier)}",
        due=due.last if due is not None else None,
        due_source=due.told if due is not None else "",
    )


def to_supplement(dossier: RegistrationDossier, on: date) -> Waits:
    """At the same desk, with what was asked."""
    title = f"Bổ sung hồ sơ {told(dossier)}"
    return Waits(desk=dossier.desk.code, agency=dossier.agency.code, title=title)


def receiving_agency(dossier: RegistrationDossier) -> Agency:
    """Who makes the plan of its purse."""
    return ministry_department() if dossier.purse == Project.Purse.NATIONAL else dossier.agency


def at_the_receiver(dossier: RegistrationDossier, on: date) -> Waits | None:
    """At an officer of the ministry, or at the head of the department for its own purse."""
    agency = receiving_agency(dossier)
    national = dossier.purse == Project.Purse.NATIONAL
    desk = appraising_desk(agency, on) if national else leader_desk(agency, on)
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=f"Tiếp nhận hồ sơ {told(dossier)}")


def complete(dossier: RegistrationDossier, act: Act) -> Sequence[Finding]:
    """Its report is written and every project has a basis in the programme of this day."""
    return in_the_way_of(request_of(dossier, act.on))


def register_all(dossier: RegistrationDossier, act: Act) -> Mapping[str, object]:
    """Register its projects, and keep once by how many days the first sending was late."""
    if dossier.sent_at is None:
        due = due_of(dossier)
        dossier.sent_at = act.at
        dossier.due_on = due.last if due is not None else None
        dossier.due_law = due.told if due is not None else ""
        dossier.late_days = due.days_late(act.on) if due is not None else 0
    rows = RegisteredProject.objects.filter(dossier=dossier, project__state=Project.State.APPRAISED)
    registered = [each.project for each in rows.select_related("project").order_by("pk")]
    for project in registered:
        PROJECT.perform("project.register", project, Act(by=act.by, at=act.at))
    return {"projects": [each.pk for each in registered], "late_days": dossier.late_days}


REGISTRATION = Lifecycle(
    kind="registration",
    title="Hồ sơ đăng ký kế hoạch",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Cán bộ Sở", waits=at_its_desk),
        State(
            code=Life.SENT,
            label="Đã gửi, chờ tiếp nhận",
            owner="Nơi lập kế hoạch của nguồn kinh phí",
            waits=at_the_receiver,
        ),
        State(code=Life.RETURNED, label="Trả lại để bổ sung", owner="Cán bộ Sở", waits=to_supplement),
        State(code=Life.RECEIVED, label="Đã tiếp nhận"),
    ),
    transitions=(
        Transition(
            name="registration.send",
            title="Gửi hồ sơ đăng ký",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.SENT,
            who=permissions.prepares_request,
            by="Cán bộ hoặc lãnh đạo Sở",
            when=complete,
            effect=register_all,
        ),
        Transition(
            name="registration.return",
            title="Trả lại để bổ sung",
            sources=frozenset({Life.SENT}),
            target=Life.RETURNED,
            who=permissions.receives_request,
            by="Nơi lập kế hoạch của nguồn kinh phí",
            needs_reason=True,
        ),
        Transition(
            name="registration.receive",
            title="Tiếp nhận",
            sources=frozenset({Life.SENT}),
            target=Life.RECEIVED,
            who=permissions.receives_request,
            by="Nơi lập kế hoạch của nguồn kinh phí",
            unlike=frozenset({"registration.send"}),
        ),
    ),
    title_of=told,
    agency_of=lambda dossier: dossier.agency.code,
)


@transaction.atomic
def begin_request(*, purse: str, year: int, act: Act, made_up: bool = False) -> RegistrationDossier:
    """Begin a request and let it wait at its desk. PermissionDenied or BlockedError."""
    dossier = prepare_request(purse=purse, year=year, by=act.by, at=act.at, made_up=made_up)
    REGISTRATION.begin(dossier, act)
    return dossier
