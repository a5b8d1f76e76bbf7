"""The life of a question after acceptance: opened by night at the unit's desk, answered by the owner."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate, now

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import operator
from khuyencong.post.actions.jobs import job
from khuyencong.projects import permissions
from khuyencong.projects.actions.outcomes import Figures, keep_answer, open_follow_up
from khuyencong.projects.models import Beneficiary, FollowUp, OutcomeAnswer
from khuyencong.projects.queries.outcomes import rounds_on, to_open
from khuyencong.rules.findings import Finding, error
from khuyencong.rules.outcomes import Round
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = FollowUp.State
OURS = "quy ước của hệ thống"


def told(follow_up: FollowUp) -> str:
    """The question in one line."""
    owner = follow_up.beneficiary.establishment.name
    return f"kết quả sau {follow_up.months} tháng của {owner}, đề án “{follow_up.project.title}”"


def at_the_unit(follow_up: FollowUp, on: date) -> Waits:
    """At the desk that carried the project out: it passes the link on, or asks by phone."""
    return Waits(
        desk=follow_up.desk.code,
        agency=follow_up.desk.agency.code,
        title=f"Hỏi {told(follow_up)}",
        due=follow_up.until,
        due_source=OURS,
    )


def said(follow_up: FollowUp, act: Act) -> Sequence[Finding]:
    """There is an answer."""
    if follow_up.answers.exists():
        return ()
    return [error("no_answer", "Chưa có câu trả lời nào.", "Ghi câu trả lời của cơ sở.")]


def silence(follow_up: FollowUp, act: Act) -> Mapping[str, object]:
    """Its link opens no more."""
    follow_up.digest, follow_up.ends_at = "", None
    return {}


FOLLOW_UP = Lifecycle(
    kind="followup",
    title="Hỏi kết quả sau nghiệm thu",
    initial=Life.OPEN,
    states=(
        State(code=Life.OPEN, label="Chờ cơ sở trả lời", owner="Đơn vị thực hiện", waits=at_the_unit),
        State(code=Life.ANSWERED, label="Đã trả lời"),
        State(code=Life.CLOSED, label="Không hỏi được"),
    ),
    transitions=(
        Transition(
            name="followup.answer",
            title="Ghi câu trả lời",
            sources=frozenset({Life.OPEN}),
            target=Life.ANSWERED,
            who=permissions.takes_answer,
            by="Chủ cơ sở qua đường dẫn, hoặc đơn vị thực hiện ghi hộ",
            when=said,
        ),
        Transition(
            name="followup.close",
            title="Không hỏi được",
            sources=frozenset({Life.OPEN}),
            target=Life.CLOSED,
            who=permissions.follows_up,
            by="Đơn vị thực hiện",
            effect=silence,
            needs_reason=True,
            reason_box="Vì sao không hỏi được",
        ),
    ),
    title_of=told,
    agency_of=lambda follow_up: follow_up.agency.code,
)


@transaction.atomic
def answer(
    follow_up: FollowUp, figures: Figures, note: str, *, by: Actor, at: datetime, phone: bool
) -> OutcomeAnswer:
    """Keep what the owner said, and with the first answer close the unit's task."""
    kept = keep_answer(follow_up, figures, note, by=by, at=at, phone=phone)
    if kept.edition == 1:
        # A link is nobody's account: the server itself writes down that the question is answered.
        FOLLOW_UP.perform("followup.answer", follow_up, Act(by=by if phone else operator(), at=at))
    return kept


@transaction.atomic
def opened(owner: Beneficiary, round_: Round, due: date, on: date, act: Act) -> FollowUp:
    """The question of that round, opened that day, waiting at its desk."""
    row = open_follow_up(owner, round_, due, on + timedelta(days=round_.days), at=act.at)
    FOLLOW_UP.begin(row, act)
    return row


@job(title="Mở lần hỏi kết quả sau nghiệm thu")
def open_follow_ups(slot: str) -> int:
    """Open what is due of every round; how many were opened."""
    on = localdate(datetime.fromisoformat(slot))
    act = Act(by=operator(), at=now())
    due = [(owner, each, day) for each in rounds_on(on) for owner, day in to_open(each, on)]
    for owner, round_, day in due:
        opened(owner, round_, day, on, act)
    return len(due)
