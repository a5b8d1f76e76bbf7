"""The life of a correction: an accountant asks that a posting be undone, a head decides.

With the decision the posting is reversed and the dossier that wrote it goes back to where it is done anew, in
one transaction: the books never say otherwise than the dossiers.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.corrections import ask_correction, held_still, undo
from khuyencong.ledger.actions.opening import begin_again
from khuyencong.ledger.lifecycle.acceptances import ACCEPTANCE
from khuyencong.ledger.lifecycle.claims import CLAIM
from khuyencong.ledger.lifecycle.give_backs import GIVE_BACK
from khuyencong.ledger.lifecycle.opening import YEAR_OPENING
from khuyencong.ledger.models import Claim, Posting, PostingCorrection
from khuyencong.ledger.queries.acceptances import all_ended
from khuyencong.ledger.queries.changing import given_up_years
from khuyencong.ledger.queries.corrections import Wrong, ground_of, sentence_of, wrong_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import leader_desk
from khuyencong.projects.lifecycle.changes import await_annexes_again
from khuyencong.projects.lifecycle.projects import PROJECT
from khuyencong.projects.models import Project
from khuyencong.projects.queries.changes import planner_of
from khuyencong.rules.findings import Finding
from khuyencong.rules.posting_corrections import Origin, check_correction
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = PostingCorrection.State


def told(row: PostingCorrection) -> str:
    """The correction in one line."""
    return f"đính chính {sentence_of(wrong_of(row.posting))}"


def at_its_desk(row: PostingCorrection, on: date) -> Waits:
    """At the desk that asks."""
    title = f"Trình đề nghị {told(row)}"
    return Waits(desk=row.desk.code, agency=row.agency.code, title=title, stake=wrong_of(row.posting).amount)


def at_the_head(row: PostingCorrection, on: date) -> Waits | None:
    """At the head of the agency that pays, with the money whose place is wrong."""
    desk = leader_desk(planner_of(row.project), on)
    if desk is None:
        return None
    found = wrong_of(row.posting)
    title = f"Quyết định đính chính {sentence_of(found)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=found.amount)


def stands_alone(row: PostingCorrection, act: Act) -> Sequence[Finding]:
    """Nothing has come since that the reversal would contradict; locked until it is decided."""
    return list(check_correction(ground_of(held_still(row.posting), but=row)))


def undo_and_lead_back(row: PostingCorrection, act: Act) -> Mapping[str, object]:
    """Reverse the act, and let what it had moved follow."""
    found = wrong_of(row.posting)
    told_ = dict(undo(row, found, by=act.by, at=act.at))
    lead_back(found, Act(by=act.by, at=act.at, reason=row.reason))
    return told_


def lead_back(found: Wrong, act: Act) -> None:
    """The dossier that wrote the posting goes back to where it is done anew, its project with it."""
    if found.claim is not None:
        CLAIM.perform("claim.undo", found.claim, act)
    if found.acceptance is not None:
        ACCEPTANCE.perform("acceptance.undo", found.acceptance, act)
    if found.give_back is not None:
        GIVE_BACK.perform("give_back.undo", found.give_back, act)
    project = Project.objects.get(pk=found.project.pk)
    # What came back and did not is owed again: nothing is settled before it is there.
    settles = found.give_back is not None or (
        found.claim is not None and found.claim.kind == Claim.Kind.SETTLEMENT
    )
    if settles and project.state == Project.State.SETTLED:
        PROJECT.perform("project.settle_undo", project, act)
    elif project.state == Project.State.CLOSED:
        PROJECT.perform("project.close_undo", project, act)
    elif found.origin is Origin.CLOSING:
        take_up_again(project, found, act)
    if found.origin is Origin.OPENING:
        give_another_time(found, act)


def take_up_again(project: Project, found: Wrong, act: Act) -> None:
    """What a closing had given up stands under its contract again: it is worked for, or amended."""
    if project.state == Project.State.ACCEPTED and not all_ended(project):
        PROJECT.perform("project.accept_undo", project, act)
    years = set(found.head.transfers.values_list("book__plan_year", flat=True))
    await_annexes_again(project, years - given_up_years(project), act)


def give_another_time(found: Wrong, act: Act) -> None:
    """What an opening gave wrongly waits to be given rightly, at the desk that prepares openings."""
    waiting = begin_again(found.project, found.head.key, by=act.by, at=act.at)
    if waiting is not None:
        YEAR_OPENING.begin(waiting, act)


POSTING_CORRECTION = Lifecycle(
    kind="posting_correction",
    title="Đính chính bút toán",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Kế toán nơi cấp kinh phí", waits=at_its_desk),
        State(
            code=Life.PROPOSED,
            label="Chờ lãnh đạo quyết định",
            owner="Lãnh đạo nơi cấp kinh phí",
            waits=at_the_head,
        ),
        State(code=Life.DECIDED, label="Đã đính chính"),
        State(code=Life.REFUSED, label="Không đồng ý đính chính"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="posting_correction.propose",
            title="Trình đề nghị",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.asks_correction,
            by="Kế toán nơi cấp kinh phí",
            when=stands_alone,
        ),
        Transition(
            name="posting_correction.decide",
            title="Đồng ý đính chính",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DECIDED,
            who=permissions.decides_correction,
            by="Lãnh đạo nơi cấp kinh phí",
            when=stands_alone,
            effect=undo_and_lead_back,
            unlike=frozenset({"posting_correction.propose"}),
            decision=True,
        ),
        Transition(
            name="posting_correction.refuse",
            title="Không đồng ý",
            sources=frozenset({Life.PROPOSED}),
            target=Life.REFUSED,
            who=permissions.decides_correction,
            by="Lãnh đạo nơi cấp kinh phí",
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="posting_correction.drop",
            title="Bỏ đề nghị",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.asks_correction,
            by="Kế toán nơi cấp kinh phí",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda row: row.agency.code,
)


@transaction.atomic
def begin_correction(
    posting: Posting, *, reason: str, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> PostingCorrection:
    """Ask for it and lay it before the head at once. PermissionDenied or BlockedError."""
    made = ask_correction(
        posting, reason=reason, name=name, media_type=media_type, content=content, by=by, at=at
    )
    act = Act(by=by, at=at, reason=made.reason)
    POSTING_CORRECTION.begin(made, act)
    proposed: PostingCorrection = POSTING_CORRECTION.perform("posting_correction.propose", made, act)
    return proposed
