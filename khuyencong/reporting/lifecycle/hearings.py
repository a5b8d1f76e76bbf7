"""The right of reply of who is scored: it sees its own score with every event before anybody else does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.organisations.models import Agency, Desk, Seat
from khuyencong.organisations.queries import leader_desk
from khuyencong.organisations.roles import Permission
from khuyencong.projects.lifecycle.projects import appraising_desk
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.capability import set_aside
from khuyencong.reporting.models import CapabilityHearing
from khuyencong.rules.capability import About
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow import queries
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = CapabilityHearing.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Which events do not count, by their keys; the ground is the answer itself."""

    keys: tuple[str, ...] = ()


def told(hearing: CapabilityHearing) -> str:
    """The hearing in one line."""
    return f"điểm năng lực năm {hearing.round.year}"


def hearing_desk(agency: Agency, on: date) -> Desk | None:
    """The head's desk of who is heard, else the oldest desk there that may speak; None where nobody sits."""
    head = leader_desk(agency, on)
    if head is not None and Permission.PROJECT_DRAFT in head.kind.permissions:
        return head
    held = Seat.objects.on(on).filter(desk__agency=agency).select_related("desk__agency")
    seats = held.order_by("desk__since", "desk_id")
    return next((each.desk for each in seats if Permission.PROJECT_DRAFT in each.desk.kind.permissions), None)


def at_the_body(hearing: CapabilityHearing, on: date) -> Waits:
    """At a desk of who is heard; where nobody sits there, at the round's own, to be told on paper."""
    desk = hearing_desk(hearing.agency, on)
    # A department may be scored twice, for what it administers and for what it carries out itself.
    role = ", phần đơn vị thực hiện" if hearing.score.about == About.UNIT else ""
    title = f"Xem {told(hearing)} của {hearing.agency.name_on(on)}{role}, có ý kiến thì nêu"
    if desk is None:
        desk = hearing.round.desk
        title = f"Chuyển {told(hearing)} cho {hearing.agency.name_on(on)}: đơn vị chưa có ai giữ bàn"
    source = hearing.round.reply_source or "quy ước của hệ thống"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, due=hearing.until, due_source=source)


def at_the_round(hearing: CapabilityHearing, on: date) -> Waits:
    """At the desk of the round: another person than who computed it answers."""
    desk = hearing.round.desk
    title = f"Trả lời ý kiến của {hearing.agency.name_on(on)} về {told(hearing)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title)


def at_another(hearing: CapabilityHearing, on: date) -> Waits:
    """At a desk whose holder did not compute: the head's, else an officer's, else the round's own."""
    waits = at_the_round(hearing, on)
    agency = hearing.round.agency
    for desk in (leader_desk(agency, on), appraising_desk(agency, on)):
        if desk is not None and desk.pk != hearing.round.desk_id:
            return Waits(desk=desk.code, agency=agency.code, title=waits.title)
    return waits


def asked_now(hearing: CapabilityHearing, act: Act) -> Sequence[Finding]:
    """The round still listens."""
    if hearing.round.state == "shared":
        return ()
    message = "Đợt chấm điểm không còn lấy ý kiến."
    return [error("not_listening", message, "Điểm đã công bố thì đề nghị cơ quan chấm điểm mở lại đợt.")]


def computed_by(key: int, person: str) -> bool:
    """Whether she computed the scores of that round as they stand; one SELECT."""
    computed = queries.doers("capability", str(key), {"capability.compute"})
    return bool(computed) and computed[-1][1] == person


def by_another(hearing: CapabilityHearing, act: Act) -> Sequence[Finding]:
    """Who computed the scores does not judge what is said against them; who computed others before may."""
    wait = asked_now(hearing, act)
    if wait:
        return wait
    if computed_by(hearing.round_id, act.by.person_key):
        message = "Người tính điểm không trả lời ý kiến về chính điểm mình tính."
        return [error("own_work", message, "Nhờ một người khác của cơ quan trả lời.")]
    return ()


def keep_reply(hearing: CapabilityHearing, act: Act) -> Mapping[str, object]:
    """What the body says."""
    hearing.reply, hearing.replied_by = act.reason.strip(), act.by.account
    return {"score": hearing.score_id}


def keep_answer(hearing: CapabilityHearing, act: Act) -> Mapping[str, object]:
    """What is answered, and which events do not count for it."""
    hearing.answer, hearing.answered_by = act.reason.strip(), act.by.account
    keys = act.given.keys if isinstance(act.given, Grounds) else ()
    kept = set_aside(hearing, keys, act.reason, by=act.by, at=act.at) if keys else []
    return {"score": hearing.score_id, "set_aside": kept}


CAPABILITY_HEARING = Lifecycle(
    kind="capability_hearing",
    title="Lấy ý kiến về điểm năng lực",
    initial=Life.OPEN,
    states=(
        State(code=Life.OPEN, label="Chờ đơn vị xem", owner="Đơn vị được chấm điểm", waits=at_the_body),
        State(
            code=Life.REPLIED,
            label="Có ý kiến, chờ trả lời",
            owner="Cơ quan chấm điểm, không phải người tính",
            waits=at_another,
        ),
        State(code=Life.ACCEPTED, label="Đã xem, không có ý kiến"),
        State(code=Life.ANSWERED, label="Đã trả lời ý kiến"),
        State(code=Life.ENDED, label="Hết hạn hoặc thôi lấy ý kiến"),
    ),
    transitions=(
        Transition(
            name="hearing.accept",
            title="Đã xem, không có ý kiến",
            sources=frozenset({Life.OPEN}),
            target=Life.ACCEPTED,
            who=permissions.is_heard,
            by="Đơn vị được chấm điểm",
            when=asked_now,
        ),
        Transition(
            name="hearing.reply",
            title="Nêu ý kiến",
            sources=frozenset({Life.OPEN}),
            target=Life.REPLIED,
            who=permissions.is_heard,
            by="Đơn vị được chấm điểm",
            when=asked_now,
            effect=keep_reply,
            needs_reason=True,
            reason_box="Ý kiến của đơn vị",
        ),
        Transition(
            name="hearing.answer",
            title="Trả lời ý kiến",
            sources=frozenset({Life.REPLIED}),
            target=Life.ANSWERED,
            who=permissions.answers_hearing,
            by="Cơ quan chấm điểm, không phải người tính hay người nêu",
            when=by_another,
            effect=keep_answer,
            unlike=frozenset({"hearing.reply"}),
            needs_reason=True,
            reason_box="Trả lời, căn cứ",
        ),
        Transition(
            name="hearing.end",
            title="Thôi lấy ý kiến",
            sources=frozenset({Life.OPEN, Life.REPLIED}),
            target=Life.ENDED,
            who=permissions.answers_hearing,
            by="Cơ quan chấm điểm: hết hạn khi trình, hoặc khi tính lại",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda hearing: hearing.agency.code,
)
