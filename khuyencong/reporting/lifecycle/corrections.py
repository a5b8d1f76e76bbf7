"""The life of a correction: in force at once, or after a second pair of eyes for who is new to it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import leader_desk
from khuyencong.reporting import permissions
from khuyencong.reporting.actions.figures import already_replaced, read_amount, write_correction
from khuyencong.reporting.models import Correction, Figure
from khuyencong.reporting.queries.corrections import corrections_behind, returns_that_say
from khuyencong.rules.findings import BlockedError, Finding, Severity, error
from khuyencong.rules.money import Unit
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, Practice, State, Transition

Life = Correction.State


def told(correction: Correction) -> str:
    """The correction in one line."""
    figure = correction.figure
    return (
        f"{figure.printed} {figure.get_printed_unit_display()} thành "
        f"{correction.printed} {correction.get_printed_unit_display()}"
    )


def at_its_desk(correction: Correction, on: date) -> Waits:
    """Back at the desk that wrote it."""
    return Waits(
        desk=correction.desk.code,
        agency=correction.agency.code,
        title=f"Sửa đính chính bị trả lại: {told(correction)}",
    )


def at_the_leader(correction: Correction, on: date) -> Waits | None:
    """At the head of the agency."""
    desk = leader_desk(correction.agency, on)
    if desk is None:
        return None
    title = f"Xem lại đính chính của {correction.author}: {told(correction)}"
    return Waits(desk=desk.code, agency=correction.agency.code, title=title)


def may_be_replaced(correction: Correction, act: Act) -> Sequence[Finding]:
    """A figure that was replaced meanwhile, or stands for a return that says it, is not corrected by hand."""
    if Figure.objects.filter(replaces=correction.figure_id).exists():
        return [already_replaced()]
    return said_by_returns(correction.figure)


def said_by_returns(figure: Figure) -> list[Finding]:
    """That returns say the figure: they, their sums and the targets would go on saying what they said.

    The next return approved would moreover put the figure back, unasked.
    """
    returns = returns_that_say(figure)
    if not returns:
        return []
    names = ", ".join(str(each) for each in returns)
    return [
        error(
            "said_by_returns",
            f"Số này do {names} đưa vào khi được duyệt, nên không sửa riêng được.",
            f"Đề nghị {returns[0].to.name_on(returns[0].ends)} mở lại báo cáo ấy, sửa số rồi gửi duyệt lại; "
            "số ở đây được thay theo, kèm lý do.",
        )
    ]


def revise(correction: Correction, act: Act) -> Mapping[str, object]:
    """Take over what she changed after it came back; given is (printed, unit, reason) or nothing."""
    if act.given is not None:
        printed, unit, reason = act.given
        fill(correction, printed=printed, unit=unit, reason=reason)
    return {"figure": correction.figure_id, "amount": correction.amount}


def take_effect(correction: Correction, act: Act) -> Mapping[str, object]:
    """Write the new figure beside the old."""
    before = correction.figure.amount
    correction.made = write_correction(correction, at=act.at)
    return {"figure": correction.made.pk, "amount": correction.made.amount, "replaced": before}


def take_effect_checked(correction: Correction, act: Act) -> Mapping[str, object]:
    """The same, after another person looked at it."""
    correction.checked_by = act.by.account
    return take_effect(correction, act)


CORRECTION = Lifecycle(
    kind="correction",
    title="Đính chính một số liệu",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Bàn lập đính chính", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Chờ người xem lại", owner="Lãnh đạo cơ quan", waits=at_the_leader),
        State(code=Life.RETURNED, label="Trả lại để sửa", owner="Bàn lập đính chính", waits=at_its_desk),
        State(code=Life.STANDING, label="Đã có hiệu lực"),
        State(code=Life.WITHDRAWN, label="Đã rút"),
    ),
    transitions=(
        Transition(
            name="correction.make",
            title="Đính chính",
            sources=frozenset({Life.DRAFT}),
            target=Life.STANDING,
            who=permissions.corrects,
            by="Bàn lập, người đã quen việc",
            when=may_be_replaced,
            effect=take_effect,
            practice=Practice(first=3, behind=corrections_behind, instead="correction.propose"),
        ),
        Transition(
            name="correction.propose",
            title="Trình người xem lại",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.PROPOSED,
            who=permissions.corrects,
            by="Bàn lập",
            when=may_be_replaced,
            effect=revise,
        ),
        Transition(
            name="correction.confirm",
            title="Đồng ý đính chính",
            sources=frozenset({Life.PROPOSED}),
            target=Life.STANDING,
            who=permissions.confirms,
            by="Lãnh đạo cơ quan",
            when=may_be_replaced,
            effect=take_effect_checked,
            unlike=frozenset({"correction.propose"}),
            decision=True,
        ),
        Transition(
            name="correction.return",
            title="Trả lại đính chính",
            sources=frozenset({Life.PROPOSED}),
            target=Life.RETURNED,
            who=permissions.confirms,
            by="Lãnh đạo cơ quan",
            needs_reason=True,
        ),
        Transition(
            name="correction.withdraw",
            title="Rút đính chính",
            sources=frozenset({Life.DRAFT, Life.PROPOSED, Life.RETURNED}),
            target=Life.WITHDRAWN,
            who=permissions.corrects,
            by="Bàn lập",
        ),
    ),
    title_of=told,
    agency_of=lambda correction: correction.agency.code,
)


def fill(correction: Correction, *, printed: str, unit: Unit, reason: str) -> None:
    """Put a typed amount and its reason into a correction, unsaved; BlockedError when they are none."""
    if not reason.strip():
        raise BlockedError(
            Finding(
                code="reason_missing",
                severity=Severity.ERROR,
                message="Đính chính số phải ghi lý do.",
                place="Ô “Lý do đính chính”",
                fix="Ghi vì sao số cũ sai và số mới lấy từ đâu.",
            )
        )
    read, amount = read_amount(printed, unit)
    correction.printed, correction.printed_unit = read.text, unit.value
    correction.amount, correction.reason = amount, reason.strip()


@transaction.atomic
def correct(*, figure: Figure, printed: str, unit: Unit, reason: str, act: Act) -> Correction:
    """Correct a figure: in force at once, or waiting for a second pair of eyes while she is new to it.

    Raises PermissionDenied, or BlockedError when the figure was replaced or another correction is under way.
    """
    by: Actor = act.by
    if by.desk is None or by.agency is None or not permissions.may_correct(by, figure):
        raise PermissionDenied
    correction = Correction(figure=figure, agency=by.agency, desk=by.desk, author=by.account, created_at=act.at)
    fill(correction, printed=printed, unit=unit, reason=reason)
    correction.save(force_insert=True)
    make = CORRECTION.transition("correction.make")
    name = "correction.propose" if CORRECTION.is_new_to(make, by) else make.name
    try:
        with transaction.atomic():
            done: Correction = CORRECTION.perform(name, correction, with_reason(act, correction))
    except IntegrityError as error:
        raise BlockedError(under_way()) from error
    return done


def with_reason(act: Act, correction: Correction) -> Act:
    """The attempt, its reason the correction's own."""
    return Act(by=act.by, at=act.at, reason=correction.reason)


def under_way() -> Finding:
    """What is read when somebody else's correction of the same figure waits already."""
    return Finding(
        code="under_way",
        severity=Severity.ERROR,
        message="Đã có một đính chính khác của số này đang chờ người xem lại.",
        fix="Mở trang của số để xem đính chính ấy; chờ kết quả hoặc nhờ người lập rút lại.",
    )
