"""The life of a hand-over: the giver signs (or the head for an absent giver), then the taker."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from khuyencong.handover import permissions
from khuyencong.handover.actions import TELLS, change_seats, complete_list, freeze_list, start, tell
from khuyencong.handover.models import Handover
from khuyencong.handover.queries import may_take
from khuyencong.organisations.models import Desk
from khuyencong.organisations.queries import clashing, seats_from
from khuyencong.rules.findings import Finding, Severity
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = Handover.State


def told(handover: Handover) -> str:
    """The hand-over in one line."""
    return f"bàn “{handover.desk.title}” từ {handover.giver} sang {handover.taker}"


def to_be_signed(handover: Handover, on: date) -> Waits:
    """At the desk itself, for its holder."""
    return Waits(desk=handover.desk.code, agency=handover.agency.code, title=f"Ký bàn giao {told(handover)}")


def to_be_taken(handover: Handover, on: date) -> Waits:
    """At the desk itself, which the taker opens before she holds it; her own page shows it to her as well."""
    title = f"Chờ {handover.taker} ký nhận {told(handover)}"
    return Waits(desk=handover.desk.code, agency=handover.agency.code, title=title)


def both_fit(handover: Handover, act: Act) -> Sequence[Finding]:
    """The giver, or nobody, holds the desk from today on; the taker is an active person who may sit there."""
    desk = handover.desk
    others = seats_from(act.on).filter(desk=desk).exclude(user=handover.giver_id).select_related("user")
    if (other := others.first()) is not None:
        return [moved_on(str(other.user))]
    if (held := clashing(handover.taker, desk, act.on)) is not None:
        return [clash(str(handover.taker), held.title)]
    if not may_take(handover.desk, act.on).filter(pk=handover.taker_id).exists():
        return [taker_left(str(handover.taker))]
    return []


def sign(handover: Handover, act: Act) -> Mapping[str, object]:
    """Freeze the list under the signature; given is what the giver tells besides, or nothing."""
    tell(handover, **(act.given or {}))
    handover.given_at = act.at
    return {"desk": handover.desk.code, "taker": handover.taker_id, "tasks": freeze_list(handover)}


def order(handover: Handover, act: Act) -> Mapping[str, object]:
    """The same in the name of an absent holder."""
    handover.ordered_by = act.by.account
    return sign(handover, act)


def take(handover: Handover, act: Act) -> Mapping[str, object]:
    """Change who sits at the desk; all that waits there now is hers."""
    handover.taken_at = act.at
    tasks = complete_list(handover)
    change_seats(handover, on=act.on)
    return {"desk": handover.desk.code, "giver": handover.giver_id, "tasks": tasks}


def unsign(handover: Handover, act: Act) -> Mapping[str, object]:
    """Take the giver's signature back; the list is made anew when she signs again."""
    handover.given_at, handover.ordered_by = None, None
    return {}


HANDOVER = Lifecycle(
    kind="handover",
    title="Bàn giao một bàn làm việc",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Bên giao", waits=to_be_signed),
        State(code=Life.GIVEN, label="Bên giao đã ký, chờ bên nhận", owner="Bên nhận", waits=to_be_taken),
        State(code=Life.DONE, label="Đã bàn giao"),
        State(code=Life.CANCELLED, label="Đã hủy"),
    ),
    transitions=(
        Transition(
            name="handover.give",
            title="Ký giao",
            sources=frozenset({Life.DRAFT}),
            target=Life.GIVEN,
            who=permissions.gives,
            by="Bên giao",
            when=both_fit,
            effect=sign,
            decision=True,
        ),
        Transition(
            name="handover.order",
            title="Giao thay người vắng mặt",
            sources=frozenset({Life.DRAFT}),
            target=Life.GIVEN,
            who=permissions.orders,
            by="Lãnh đạo cơ quan",
            when=both_fit,
            effect=order,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="handover.ask",
            title="Đề nghị bổ sung trước khi nhận",
            sources=frozenset({Life.GIVEN}),
            target=Life.DRAFT,
            who=permissions.takes,
            by="Bên nhận",
            effect=unsign,
            needs_reason=True,
            reason_box="Cần bổ sung điều gì",
        ),
        Transition(
            name="handover.take",
            title="Ký nhận",
            sources=frozenset({Life.GIVEN}),
            target=Life.DONE,
            who=permissions.takes,
            by="Bên nhận",
            when=both_fit,
            effect=take,
            unlike=frozenset({"handover.give", "handover.order"}),
            decision=True,
        ),
        Transition(
            name="handover.cancel",
            title="Hủy bàn giao",
            sources=frozenset({Life.DRAFT, Life.GIVEN}),
            target=Life.CANCELLED,
            who=permissions.gives_or_orders,
            by="Bên giao hoặc lãnh đạo cơ quan",
        ),
    ),
    title_of=told,
    agency_of=lambda handover: handover.agency.code,
)


@transaction.atomic
def hand_over(*, desk: Desk, act: Act) -> Handover:
    """Begin a hand-over and sign it as its holder, or as a head for an absent one, in one.

    given is {"taker": User, "promises", "contacts", "notes"}. Raises PermissionDenied or BlockedError.
    """
    told = {name: act.given[name] for name in TELLS}
    begun = start(desk=desk, taker=act.given["taker"], by=act.by, at=act.at, on=act.on, **told)
    name = "handover.give" if permissions.holds(act.by, desk) else "handover.order"
    signed: Handover = HANDOVER.perform(name, begun, Act(by=act.by, at=act.at, reason=act.reason))
    return signed


def moved_on(holder: str) -> Finding:
    """What is read when somebody else sits at the desk by now."""
    return Finding(
        code="moved_on",
        severity=Severity.ERROR,
        message=f"Bàn này do {holder} giữ, hoặc đã được xếp cho {holder} từ một ngày sắp tới.",
        fix="Hủy cuộc bàn giao này; người đang giữ bàn lập cuộc mới.",
    )


def clash(taker: str, held: str) -> Finding:
    """What is read when one of the taker's desks inspects or administers and so stands alone."""
    return Finding(
        code="desks_clash",
        severity=Severity.ERROR,
        message=f"{taker} đang giữ bàn “{held}”; bàn kiểm tra hay quản trị không kiêm với bàn nào khác.",
        fix="Chọn người nhận khác, hoặc để người quản trị tài khoản cho thôi giữ bàn kia trước.",
    )


def taker_left(taker: str) -> Finding:
    """What is read when the taker may not take it any more."""
    return Finding(
        code="taker_left",
        severity=Severity.ERROR,
        message=f"{taker} không còn giữ bàn nào trong cơ quan hoặc tài khoản đã đóng.",
        fix="Hủy cuộc bàn giao này và chọn người nhận khác.",
    )
