"""The life of an owner's enquiry: it lies at the desk that drafts for her place until a draft or an answer."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from khuyencong.projects import permissions
from khuyencong.projects.actions.enquiries import write_enquiry
from khuyencong.projects.models import Enquiry, Project
from khuyencong.projects.queries.entitlement import Asked, drafter_for
from khuyencong.projects.queries.lists import wish_named
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = Enquiry.State


def told(enquiry: Enquiry) -> str:
    """Who wants what."""
    wish = wish_named(enquiry.wish)
    return f"{enquiry.name}: {wish.name if wish is not None else enquiry.wish}"


def at_who_drafts(enquiry: Enquiry, on: date) -> Waits | None:
    """At the nearest desk that drafts. What she means to spend holds nothing up, so it is no stake."""
    desk = drafter_for(enquiry.commune, on)
    if desk is None:
        return None
    title = f"Xem nhu cầu của cơ sở {told(enquiry)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title)


def is_her_project(enquiry: Enquiry, act: Act) -> Sequence[Finding]:
    """The project is one that who takes it up drafts."""
    if isinstance(act.given, Project) and permissions.drafts(act.by, act.given):
        return ()
    return [
        error("no_project", "Chưa có bản nháp đề án cho nhu cầu này.", "Lập bản nháp từ trang của nhu cầu.")
    ]


def keep_project(enquiry: Enquiry, act: Act) -> Mapping[str, object]:
    """Which project was begun."""
    enquiry.project = act.given
    return {"project": act.given.pk}


def keep_answer(enquiry: Enquiry, act: Act) -> Mapping[str, object]:
    """The words of the answer; the trail has them as its reason."""
    enquiry.answer = act.reason.strip()
    return {}


ENQUIRY = Lifecycle(
    kind="enquiry",
    title="Nhu cầu của cơ sở",
    initial=Life.SENT,
    states=(
        State(code=Life.SENT, label="Chờ cán bộ xem", owner="Nơi soạn đề án gần nhất", waits=at_who_drafts),
        State(code=Life.BEGUN, label="Đã lập bản nháp"),
        State(code=Life.ANSWERED, label="Đã trả lời"),
        State(code=Life.WITHDRAWN, label="Đã rút"),
    ),
    transitions=(
        Transition(
            name="enquiry.begin",
            title="Lập bản nháp",
            sources=frozenset({Life.SENT}),
            target=Life.BEGUN,
            who=permissions.takes_enquiry,
            by="Nơi soạn đề án",
            when=is_her_project,
            effect=keep_project,
        ),
        Transition(
            name="enquiry.answer",
            title="Trả lời",
            sources=frozenset({Life.SENT}),
            target=Life.ANSWERED,
            who=permissions.takes_enquiry,
            by="Nơi soạn đề án",
            needs_reason=True,
            reason_box="Lời",
            effect=keep_answer,
        ),
        Transition(
            name="enquiry.withdraw",
            title="Rút",
            sources=frozenset({Life.SENT}),
            target=Life.WITHDRAWN,
            who=permissions.sent_enquiry,
            by="Chủ cơ sở",
        ),
    ),
    title_of=told,
    agency_of=lambda enquiry: enquiry.agency.code,
)


@transaction.atomic
def send_enquiry(asked: Asked, act: Act) -> Enquiry:
    """Write it down and let it lie where somebody drafts. PermissionDenied or BlockedError."""
    made = write_enquiry(asked, by=act.by, at=act.at)
    ENQUIRY.begin(made, act)
    return made
