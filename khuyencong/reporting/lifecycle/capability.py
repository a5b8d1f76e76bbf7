"""The life of a round of scores: computed, shown to who is scored, handed up, published, perhaps reopened.

What is known is fixed at the computing: what units say may only set events aside. A source mended after that
wants the scores computed and shown again. What is published is computed once more in the same breath and has to
come out the same, row by row.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from khuyencong.organisations.models import Seat
from khuyencong.organisations.queries import leader_desk
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.capability import (
    Begun,
    begin_round,
    keep_edition,
    publish_to_plans,
    take_back,
)
from khuyencong.reporting.lifecycle.hearings import CAPABILITY_HEARING
from khuyencong.reporting.models import (
    CapabilityEdition,
    CapabilityEvent,
    CapabilityHearing,
    CapabilityRound,
    CapabilityScore,
)
from khuyencong.reporting.queries.capability.asked import (
    asked_again,
    asked_with_grounds,
    first_asked,
    reply_due,
)
from khuyencong.reporting.queries.capability.rounds import compute, digest_of
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = CapabilityRound.State
WAITING = (CapabilityHearing.State.OPEN, CapabilityHearing.State.REPLIED)


def told(found: CapabilityRound) -> str:
    """The round in one line."""
    return f"điểm năng lực năm {found.year}"


def at_its_desk(found: CapabilityRound, on: date) -> Waits:
    """At the desk that computes."""
    title = f"Tính {told(found)} rồi gửi các đơn vị xem"
    return Waits(desk=found.desk.code, agency=found.agency.code, title=title)


def while_heard(found: CapabilityRound, on: date) -> Waits:
    """At the same desk, until the last day on which units may say something."""
    return Waits(
        desk=found.desk.code,
        agency=found.agency.code,
        title=f"Trình công bố {told(found)} khi đã đủ ý kiến",
        due=found.reply_until,
        due_source=found.reply_source,
    )


def at_the_head(found: CapabilityRound, on: date) -> Waits | None:
    """At the head of the agency that scores."""
    desk = leader_desk(found.agency, on)
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=f"Công bố hoặc trả lại {told(found)}")


def the_time_has_come(found: CapabilityRound, act: Act) -> Sequence[Finding]:
    """Nothing is scored before its last day is over."""
    if found.cut < act.on:
        return ()
    message = f"Ngày chốt {found.cut:%d/%m/%Y} chưa qua."
    return [error("too_early", message, "Tính sau ngày ấy: việc đến hạn hôm nay còn có thể làm xong.")]


def computed(found: CapabilityRound, act: Act) -> Sequence[Finding]:
    """There are scores, of somebody, and a row of the law says how long units have."""
    if found.edition is None:
        return [error("not_computed", "Chưa tính điểm.", "Tính điểm trước.")]
    if not found.edition.scores.exists():
        message = "Không có đơn vị nào để chấm."
        return [error("nobody", message, "Xem lại sổ cơ quan: chưa có trung tâm nào trên địa bàn.")]
    if reply_due(found, act.on) is None:
        message = "Chưa có dòng nào đặt thời hạn cho ý kiến."
        return [error("no_term", message, "Thêm dòng “y-kien-nang-luc” trong danh mục Thời hạn.")]
    return ()


def everybody_was_heard(found: CapabilityRound, act: Act) -> Sequence[Finding]:
    """Every reply is answered, and who said nothing had its whole term."""
    unanswered = found.hearings.filter(state=CapabilityHearing.State.REPLIED).count()
    if unanswered:
        message = f"Còn {unanswered} ý kiến chưa trả lời."
        return [error("unanswered", message, "Trả lời từng ý kiến trước khi trình.", "Ý kiến của đơn vị")]
    silent = found.hearings.filter(state=CapabilityHearing.State.OPEN).count()
    if silent and found.reply_until is not None and act.on <= found.reply_until:
        message = f"Còn {silent} đơn vị chưa xem; hạn đến hết ngày {found.reply_until:%d/%m/%Y}."
        return [error("term_runs", message, "Chờ hết hạn, hoặc nhắc đơn vị xem.", "Ý kiến của đơn vị")]
    return ()


def still_the_same(found: CapabilityRound, act: Act) -> Sequence[Finding]:
    """Another person than who computed; and computed anew as known then, every row comes out as frozen."""
    assert found.edition is not None
    same = found.editions.filter(known_at=found.edition.known_at).values_list("author", flat=True)
    if act.by.account.pk in same:
        message = "Người tính điểm không tự công bố điểm ấy."
        return [error("own_work", message, "Nhờ một lãnh đạo khác; hồ sơ vẫn nằm ở bàn của họ.")]
    if digest_of(compute(asked_again(found, found.edition))) == found.edition.digest:
        return ()
    message = "Tính lại từ nhật ký không ra đúng những dòng đã gửi các đơn vị."
    return [error("differs", message, "Trả lại để tính lại và gửi xem lại; báo người vận hành xem vì sao.")]


def first_computing(found: CapabilityRound, act: Act) -> Mapping[str, object]:
    """Freeze what is known now."""
    edition = keep_edition(found, first_asked(found, act.at), by=act.by, at=act.at)
    return {"edition": edition.number, "digest": edition.digest, "known_at": edition.known_at}


def ask_everybody(found: CapabilityRound, act: Act) -> Mapping[str, object]:
    """Let each body see its own, until one day for all."""
    assert found.edition is not None
    due = reply_due(found, act.on)
    assert due is not None
    found.reply_until, found.reply_source = due.last, due.told[:300]
    heard = to_be_heard(found.edition, act.on)
    for score in heard:
        hearing = CapabilityHearing.objects.create(
            round=found, score=score, agency=score.agency, until=due.last
        )
        CAPABILITY_HEARING.begin(hearing, act)
    return {"edition": found.edition.number, "until": due.last, "heard": len(heard)}


def to_be_heard(edition: CapabilityEdition, on: date) -> list[CapabilityScore]:
    """Whom something was counted of, and who has a desk to say that something is missing.

    A body of which nothing is known and where nobody sits would only fill the tray of who computed.
    """
    seated = set(Seat.objects.on(on).values_list("desk__agency", flat=True))
    known = set(
        CapabilityEvent.objects.filter(line__score__edition=edition).values_list("line__score", flat=True)
    )
    rows = edition.scores.select_related("agency").order_by("pk")
    return [each for each in rows if each.pk in known or each.agency_id in seated]


def with_grounds(found: CapabilityRound, act: Act) -> Mapping[str, object]:
    """Who was silent has been asked; the same computing once more, less what was set aside."""
    assert found.edition is not None
    _end_hearings(found, act, "Hết hạn cho ý kiến")
    edition = keep_edition(found, asked_with_grounds(found, found.edition), by=act.by, at=act.at)
    return {"edition": edition.number, "digest": edition.digest, "set_aside": len(edition.aside)}


def publish(found: CapabilityRound, act: Act) -> Mapping[str, object]:
    """Everybody may see it, and plans look at it."""
    assert found.edition is not None
    found.published_at = act.at
    return {"digest": found.edition.digest, "to_plans": publish_to_plans(found, at=act.at)}


def reopen(found: CapabilityRound, act: Act) -> Mapping[str, object]:
    """Plans look at it no more; the rows of then stay."""
    return {"taken_back": take_back(found, at=act.at)}


def listen_no_more(found: CapabilityRound, act: Act) -> Mapping[str, object]:
    """The scores are computed anew: what was asked about the old ones is over."""
    _end_hearings(found, act, act.reason.strip() or "Tính lại điểm")
    return {}


def _end_hearings(found: CapabilityRound, act: Act, why: str) -> None:
    for hearing in found.hearings.filter(state__in=WAITING).order_by("pk"):
        CAPABILITY_HEARING.perform("hearing.end", hearing, Act(by=act.by, at=act.at, reason=why))


CAPABILITY = Lifecycle(
    kind="capability",
    title="Chấm điểm năng lực",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang tính", owner="Bàn lập đợt", waits=at_its_desk),
        State(code=Life.SHARED, label="Đang lấy ý kiến", owner="Bàn lập đợt", waits=while_heard),
        State(
            code=Life.PROPOSED,
            label="Trình công bố",
            owner="Lãnh đạo cơ quan chấm điểm",
            waits=at_the_head,
        ),
        State(code=Life.PUBLISHED, label="Đã công bố", reopens=True),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="capability.compute",
            title="Tính điểm",
            sources=frozenset({Life.DRAFT}),
            target=Life.DRAFT,
            who=permissions.scores,
            by="Cán bộ, lãnh đạo cơ quan chấm điểm",
            when=the_time_has_come,
            effect=first_computing,
        ),
        Transition(
            name="capability.share",
            title="Gửi các đơn vị xem",
            sources=frozenset({Life.DRAFT}),
            target=Life.SHARED,
            who=permissions.scores,
            by="Cán bộ, lãnh đạo cơ quan chấm điểm",
            when=computed,
            effect=ask_everybody,
        ),
        Transition(
            name="capability.propose",
            title="Trình công bố",
            sources=frozenset({Life.SHARED}),
            target=Life.PROPOSED,
            who=permissions.scores,
            by="Cán bộ, lãnh đạo cơ quan chấm điểm",
            when=everybody_was_heard,
            effect=with_grounds,
        ),
        Transition(
            name="capability.publish",
            title="Công bố điểm",
            sources=frozenset({Life.PROPOSED}),
            target=Life.PUBLISHED,
            who=permissions.publishes_scores,
            by="Lãnh đạo cơ quan chấm điểm, không phải người tính hay người trình",
            when=still_the_same,
            effect=publish,
            unlike=frozenset({"capability.propose"}),
            decision=True,
        ),
        Transition(
            name="capability.redo",
            title="Tính lại từ đầu",
            sources=frozenset({Life.SHARED, Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.scores,
            by="Cơ quan chấm điểm, khi số liệu gốc đã được sửa",
            effect=listen_no_more,
            needs_reason=True,
        ),
        Transition(
            name="capability.reopen",
            title="Mở lại đợt đã công bố",
            sources=frozenset({Life.PUBLISHED}),
            target=Life.DRAFT,
            who=permissions.publishes_scores,
            by="Lãnh đạo cơ quan chấm điểm",
            effect=reopen,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="capability.drop",
            title="Bỏ đợt này",
            sources=frozenset({Life.DRAFT}),
            target=Life.DROPPED,
            who=permissions.scores,
            by="Cơ quan chấm điểm",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda found: found.agency.code,
)


@transaction.atomic
def start_round(said: Begun, act: Act) -> CapabilityRound:
    """Begin a round and let it wait at its desk. PermissionDenied or BlockedError."""
    found = begin_round(said, by=act.by, at=act.at)
    CAPABILITY.begin(found, act)
    return found
