"""The life of a proposal to change a list of the law: one proposes lines of its file, another confirms."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.norms import permissions
from khuyencong.norms.actions.lines import kind_named, lines_in, take_lines, try_lines
from khuyencong.norms.models import ListChange
from khuyencong.organisations.queries import leader_desk
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = ListChange.State


def told(change: ListChange) -> str:
    """The proposal in one line."""
    name = kind_named(change.kind).model._meta.verbose_name
    lines = lines_in(change.content)
    first = (lines[0].get("name") or lines[0].get("number") or "") if lines else ""
    more = f" và {len(lines) - 1} dòng nữa" if len(lines) > 1 else ""
    return f"{name}: {first[:80]}{more}"


def at_its_desk(change: ListChange, on: date) -> Waits:
    """At the desk that wrote it."""
    title = f"Trình đề xuất {told(change)}"
    return Waits(desk=change.desk.code, agency=change.agency.code, title=title)


def at_the_leader(change: ListChange, on: date) -> Waits | None:
    """At the head of the agency."""
    desk = leader_desk(change.agency, on)
    if desk is None:
        return None
    title = f"Xem lại đề xuất của {change.author}: {told(change)}"
    return Waits(desk=desk.code, agency=change.agency.code, title=title)


def loadable(change: ListChange, act: Act) -> Sequence[Finding]:
    """Whether the register would take the lines as it stands today."""
    try:
        try_lines(kind_named(change.kind), change.content, by=act.by, at=act.at)
    except BlockedError as blocked:
        return blocked.findings
    return ()


def load(change: ListChange, act: Act) -> Mapping[str, object]:
    """Write the lines into the register; what was verified is closed, never rewritten."""
    change.confirmed_by = act.by.account
    outcome = take_lines(kind_named(change.kind), change.content, by=act.by, at=act.at)
    return {"kind": change.kind, "added": outcome.added, "changed": outcome.changed}


LIST_CHANGE = Lifecycle(
    kind="list_change",
    title="Đề xuất danh mục của luật",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Bàn lập đề xuất", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Chờ người thứ hai", owner="Lãnh đạo Cục", waits=at_the_leader),
        State(code=Life.STANDING, label="Đã ghi vào sổ"),
        State(code=Life.WITHDRAWN, label="Đã rút hoặc trả lại"),
    ),
    transitions=(
        Transition(
            name="list_change.propose",
            title="Trình đề xuất danh mục",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.writes_list,
            by="Bàn lập",
            when=loadable,
        ),
        Transition(
            name="list_change.confirm",
            title="Đồng ý đề xuất danh mục",
            sources=frozenset({Life.PROPOSED}),
            target=Life.STANDING,
            who=permissions.confirms_list,
            by="Lãnh đạo Cục",
            when=loadable,
            effect=load,
            unlike=frozenset({"list_change.propose"}),
            decision=True,
        ),
        Transition(
            name="list_change.return",
            title="Trả lại đề xuất danh mục",
            sources=frozenset({Life.PROPOSED}),
            target=Life.WITHDRAWN,
            who=permissions.confirms_list,
            by="Lãnh đạo Cục",
            needs_reason=True,
        ),
        Transition(
            name="list_change.withdraw",
            title="Rút đề xuất danh mục",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.WITHDRAWN,
            who=permissions.writes_list,
            by="Bàn lập",
        ),
    ),
    title_of=told,
    agency_of=lambda change: change.agency.code,
)


@transaction.atomic
def propose_lines(kind: str, content: str, *, reason: str, act: Act) -> ListChange:
    """Hand lines of a list's file to the head; PermissionDenied, or BlockedError with what cannot be loaded."""
    by = act.by
    if by.desk is None or by.agency is None or not permissions.may_propose_lines(by):
        raise PermissionDenied
    if not reason.strip():
        message = "Đề xuất phải ghi lý do."
        raise BlockedError(
            Finding(
                code="reason_missing",
                severity=Severity.ERROR,
                message=message,
                fix="Ghi vì sao.",
                place="Ô “Lý do”",
            )
        )
    change = ListChange.objects.create(
        kind=kind,
        content=content,
        reason=reason.strip(),
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=act.at,
    )
    handed: ListChange = LIST_CHANGE.perform("list_change.propose", change, act)
    return handed
