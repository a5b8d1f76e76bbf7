"""The life of a removal: an accountant asks that a wrong statement be set aside, the head decides."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.statements import ask_removal, set_aside
from khuyencong.ledger.models import Reconciliation, Statement, StatementRemoval
from khuyencong.ledger.queries.statements import removal_findings
from khuyencong.ledger.queries.treasury import due_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import leader_desk
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = StatementRemoval.State


def told(row: StatementRemoval) -> str:
    """The removal in one line."""
    beside = row.reconciliation
    return (
        f"bỏ riêng sao kê “{row.statement.name}”, đối chiếu {beside.get_purse_display().lower()} {beside.year}"
    )


def at_the_head(row: StatementRemoval, on: date) -> Waits | None:
    """At the head of the agency that draws the reconciliation up, due when that is."""
    desk = leader_desk(row.reconciliation.agency, on)
    if desk is None:
        return None
    due, source = due_of(row.reconciliation)
    title = f"Quyết định {told(row)}"
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, due=due, due_source=source)


def before_it(row: StatementRemoval) -> None:
    """The reconciliation first, as all that writes it locks it."""
    Reconciliation.objects.select_for_update().get(pk=row.reconciliation_id)


def may_go(row: StatementRemoval, act: Act) -> Sequence[Finding]:
    """Another than who asked decides; the reconciliation is open, and no later file leans on this one."""
    if row.author_id == act.by.account.pk:
        return [error("own_work", "Người đề nghị không tự quyết định.", "Nhờ lãnh đạo khác quyết định.")]
    return removal_findings(row.statement)


def carry_out(row: StatementRemoval, act: Act) -> Mapping[str, object]:
    """The file counts no more."""
    return set_aside(row, by=act.by, at=act.at)


STATEMENT_REMOVAL = Lifecycle(
    kind="statement_removal",
    title="Bỏ riêng một sao kê",
    initial=Life.PROPOSED,
    states=(
        State(
            code=Life.PROPOSED,
            label="Chờ lãnh đạo quyết định",
            owner="Lãnh đạo nơi lập đối chiếu",
            waits=at_the_head,
        ),
        State(code=Life.DECIDED, label="Đã bỏ riêng sao kê"),
        State(code=Life.REFUSED, label="Không đồng ý bỏ"),
        State(code=Life.DROPPED, label="Đã rút đề nghị"),
    ),
    transitions=(
        Transition(
            name="statement_removal.decide",
            title="Bỏ riêng sao kê",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DECIDED,
            who=permissions.decides_removal,
            by="Lãnh đạo nơi lập đối chiếu",
            when=may_go,
            effect=carry_out,
            decision=True,
        ),
        Transition(
            name="statement_removal.refuse",
            title="Không đồng ý bỏ",
            sources=frozenset({Life.PROPOSED}),
            target=Life.REFUSED,
            who=permissions.decides_removal,
            by="Lãnh đạo nơi lập đối chiếu",
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="statement_removal.drop",
            title="Rút đề nghị",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.asks_removal,
            by="Kế toán",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda row: row.reconciliation.unit.code,
    locks_before=before_it,
)


@transaction.atomic
def begin_removal(statement: Statement, *, reason: str, by: Actor, at: datetime) -> StatementRemoval:
    """Ask for it and lay it before the head at once. PermissionDenied or BlockedError."""
    made = ask_removal(statement, reason=reason, by=by, at=at)
    STATEMENT_REMOVAL.begin(made, Act(by=by, at=at, reason=made.reason))
    return made
