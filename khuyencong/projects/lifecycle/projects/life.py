"""The whole life: its states, its steps in the order they are offered, and how it begins."""

from django.db import transaction

from khuyencong.places.models import Unit
from khuyencong.projects import actions, permissions
from khuyencong.projects.lifecycle.appraisal import ends_sheet
from khuyencong.projects.lifecycle.projects.appraising import APPRAISING
from khuyencong.projects.lifecycle.projects.desks import told
from khuyencong.projects.lifecycle.projects.planning import PLANNING
from khuyencong.projects.lifecycle.projects.running import RUNNING_STEPS
from khuyencong.projects.lifecycle.projects.states import STATES
from khuyencong.projects.models import Project
from khuyencong.workflow.lifecycle import Act, Lifecycle, Transition

Life = Project.State

PROJECT = Lifecycle(
    kind="project",
    title="Đề án khuyến công",
    initial=Life.DRAFT,
    states=STATES,
    transitions=(
        *APPRAISING,
        *PLANNING,
        *RUNNING_STEPS,
        Transition(
            name="project.substitute",
            title="Vào kế hoạch thay đề án đã ngừng",
            sources=frozenset({Life.RESERVE}),
            target=Life.APPROVED,
            who=permissions.approves,
            by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
            decision=True,
        ),
        Transition(
            name="project.withdraw",
            title="Rút đề án",
            sources=frozenset({Life.DRAFT, Life.SUBMITTED, Life.RETURNED, Life.APPRAISED}),
            target=Life.WITHDRAWN,
            who=permissions.drafts,
            by="Đơn vị lập đề án",
            needs_reason=True,
            effect=ends_sheet("appraisal.drop"),
        ),
    ),
    title_of=told,
    agency_of=lambda project: project.agency.code,
)


@transaction.atomic
def start(said: actions.Basics, *, act: Act, province: Unit | None = None, made_up: bool = False) -> Project:
    """Begin a draft and let it wait at its desk. PermissionDenied or BlockedError."""
    project = actions.begin(said, by=act.by, at=act.at, province=province, made_up=made_up)
    PROJECT.begin(project, act)
    return project
