"""The history of a project in one line of time: what happened to it and to everything that hangs on it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Model, Q, QuerySet

from khuyencong.ledger.models import (
    Acceptance,
    AdvanceRate,
    Book,
    Claim,
    GiveBack,
    Liquidation,
    Posting,
    PostingCorrection,
    Transfer,
)
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.roles import Permission
from khuyencong.projects.models import (
    Appraisal,
    ChangeRequest,
    ChangeSubstitute,
    Contract,
    DecidedProject,
    Fault,
    FollowUp,
    GroupPlan,
    Inspection,
    Obstacle,
    ProgressReport,
    Project,
)
from khuyencong.workflow.models import Event

COUNTS = ("effective_on", "signed_on", "paid_on", "accepted_on", "checked_on")
"""What an event may tell besides its instant: the day from which it counts."""
DETAILS = (
    *("project.change", "project.promise", "project.line", "project.line_drop", "project.paper"),
    *("project.write", "project.write_aside", "project.settle", "appraisal.declare"),
    *(
        "project.beneficiary_add",
        "project.beneficiary_drop",
        "claim.change",
        "claim.paper",
        "claim.absent",
        "claim.explain",
    ),
    *(
        "claim.judge",
        "acceptance.change",
        "acceptance.minutes",
        "progress.write",
        "contract.rewrite",
        "contract.copy",
    ),
    *("change.rewrite", "change.paper", "change.judge", "appraisal.tick"),
    "advance_rate.rewrite",
    *("give_back.begin", "give_back.write"),
    *("liquidation.change", "liquidation.minutes", "inspection.minutes", "inspection.write"),
    *("group_plan.write", "group_plan.place", "group_plan.leave"),
    *("obstacle.remind", "followup.link", "followup.say", "followup.revoke"),
)
"""Small steps, shown only to who asks for them."""


class Group(StrEnum):
    """What kind of thing happened."""

    PROJECT = "de-an"
    PLAN = "quyet-dinh"
    CONTRACT = "hop-dong"
    MONEY = "tien"
    WORK = "tien-do"
    CHECK = "kiem-tra"
    CHANGE = "dieu-chinh"
    RESULT = "ket-qua"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return LABELS[self]


LABELS = {
    Group.PROJECT: "Hồ sơ đề án, thẩm định",
    Group.PLAN: "Quyết định kế hoạch",
    Group.CONTRACT: "Hợp đồng",
    Group.MONEY: "Tiền",
    Group.WORK: "Tiến độ, nghiệm thu",
    Group.CHECK: "Vướng mắc, kiểm tra",
    Group.CHANGE: "Điều chỉnh, ngừng",
    Group.RESULT: "Theo dõi sau hỗ trợ",
}
GROUPS = {
    "project": Group.PROJECT,
    "appraisal": Group.PROJECT,
    "plan_decision": Group.PLAN,
    "group_plan": Group.PLAN,
    "contract": Group.CONTRACT,
    "liquidation": Group.CONTRACT,
    "claim": Group.MONEY,
    "advance_rate": Group.MONEY,
    "posting": Group.MONEY,
    "posting_correction": Group.MONEY,
    "give_back": Group.MONEY,
    "progress": Group.WORK,
    "acceptance": Group.WORK,
    "obstacle": Group.CHECK,
    "inspection": Group.CHECK,
    "fault": Group.CHECK,
    "change": Group.CHANGE,
    "followup": Group.RESULT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened: when, what in words, at which desk, why; `counts_on` where it is another day."""

    at: datetime
    group: Group
    kind: str
    key: str
    words: str
    desk: str
    person: str
    reason: str
    counts_on: date | None


def events_of(project: Project, *, group: Group | None = None, details: bool = False) -> QuerySet[Event]:
    """Everything that happened to a project, the latest first; a constant number of SELECTs."""
    rows = Event.objects.filter(about(project))
    if group is not None:
        rows = rows.filter(dossier_kind__in=[kind for kind, each in GROUPS.items() if each is group])
    if not details:
        rows = rows.exclude(name__in=DETAILS)
    return rows.order_by("-sequence")


def timeline_of(actor: Actor, project: Project, events: Iterable[Event]) -> list[Happened]:
    """These events as they are read.

    Who did it is named only to who may read the trail; the desk to everybody.
    """
    named = actor.may(Permission.TRAIL_READ)
    return [happened(each, project, named=named) for each in events]


def about(project: Project) -> Q:
    """The dossiers that hang on a project."""
    whole = Q(dossier_kind="project", dossier_key=str(project.pk))
    for kind, keys in dossiers_of(project):
        whole |= Q(dossier_kind=kind, dossier_key__in=[str(each) for each in keys])
    return whole


def dossiers_of(project: Project) -> Iterator[tuple[str, list[int]]]:
    """Their kinds and keys; a SELECT each."""
    own = {"project": project.pk}
    yield "appraisal", list(Appraisal.objects.filter(**own).values_list("pk", flat=True))
    decided = DecidedProject.objects.filter(**own, standing=True)
    yield "plan_decision", list(decided.values_list("decision", flat=True))
    yield "contract", list(Contract.objects.filter(**own).values_list("pk", flat=True))
    yield "claim", list(Claim.objects.filter(**own).values_list("pk", flat=True))
    yield "acceptance", list(Acceptance.objects.filter(**own).values_list("pk", flat=True))
    yield "posting_correction", list(PostingCorrection.objects.filter(**own).values_list("pk", flat=True))
    yield "progress", list(ProgressReport.objects.filter(**own).values_list("pk", flat=True))
    hangs: Sequence[tuple[str, type[Model]]] = (
        ("group_plan", GroupPlan),
        ("liquidation", Liquidation),
        ("give_back", GiveBack),
        ("advance_rate", AdvanceRate),
        ("inspection", Inspection),
        ("obstacle", Obstacle),
    )
    for name, model in hangs:
        yield name, list(model._default_manager.filter(**own).values_list("pk", flat=True))
    yield "fault", list(Fault.objects.filter(inspection__project=project.pk).values_list("pk", flat=True))
    yield "followup", list(FollowUp.objects.filter(**own).values_list("pk", flat=True))
    came_for = ChangeSubstitute.objects.filter(**own, request__state__in=("annex", "decided"))
    changes = ChangeRequest.objects.filter(Q(**own) | Q(pk__in=came_for.values("request")))
    yield "change", list(changes.values_list("pk", flat=True))
    moves = Transfer.objects.filter(book__in=Book.objects.filter(**own).values("pk"))
    yield "posting", list(Posting.objects.filter(pk__in=moves.values("posting")).values_list("pk", flat=True))


def happened(event: Event, project: Project, *, named: bool) -> Happened:
    """An event as it is read on the line."""
    return Happened(
        at=event.at,
        group=GROUPS[event.dossier_kind],
        kind=event.dossier_kind,
        key=event.dossier_key,
        words=shortened(event.title, project),
        desk=event.desk_title,
        person=event.person_name if named else "",
        reason=event.reason,
        counts_on=counted(event.after),
    )


def shortened(title: str, project: Project) -> str:
    """What happened without the name of the project, which stands above the line."""
    for tail in (f": {project.title}", f": “{project.title}”", f" đề án “{project.title}”"):
        title = title.replace(tail, "")
    return title


def counted(after: str) -> date | None:
    """The day from which it counts, where it tells one."""
    try:
        told = json.loads(after) if after else {}
    except ValueError:
        return None
    days = [told[name] for name in COUNTS if isinstance(told, dict) and told.get(name)]
    try:
        return date.fromisoformat(days[0]) if days else None
    except (TypeError, ValueError):
        return None
