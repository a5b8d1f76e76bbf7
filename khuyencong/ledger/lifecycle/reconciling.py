"""The life of a reconciliation: drawn up by an accountant, confirmed by another, signed by the treasury."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.treasury import draw_up
from khuyencong.ledger.models import Reconciliation
from khuyencong.ledger.queries.statements import undecided
from khuyencong.ledger.queries.treasury import due_of, whole_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.queries import leader_desk
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition
from khuyencong.workflow.queries import doers

Life = Reconciliation.State


def told(row: Reconciliation) -> str:
    """The reconciliation in one line."""
    return f"đối chiếu {row.get_purse_display().lower()} năm {row.year} với Kho bạc"


def at_its_desk(row: Reconciliation, on: date) -> Waits | None:
    """At the accountant who draws it up."""
    return _at(row.desk, f"Làm {told(row)}", row)


def at_the_head(row: Reconciliation, on: date) -> Waits | None:
    """At the head of the agency where it is drawn up."""
    return _at(leader_desk(row.agency, on), f"Xác nhận {told(row)}", row)


def for_the_signature(row: Reconciliation, on: date) -> Waits | None:
    """At the accountant again, who takes the sheet to the treasury."""
    return _at(row.desk, f"Lấy chữ ký Kho bạc trên bảng {told(row)}", row)


def _at(desk: Desk | None, title: str, row: Reconciliation) -> Waits | None:
    if desk is None:
        return None
    due, source = due_of(row)
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, due=due, due_source=source)


def all_explained(row: Reconciliation, act: Act) -> Sequence[Finding]:
    """Every line and every posting is matched or explained, and no statement is missing or in doubt."""
    return [*whole_of(row).findings, *undecided(row)]


def nothing_waits(row: Reconciliation, act: Act) -> Sequence[Finding]:
    """No statement of it lies before the head."""
    return undecided(row)


def keep_figures(row: Reconciliation, act: Act) -> Mapping[str, object]:
    """What the sheet says at this moment stays with it."""
    sheet = whole_of(row).sheet
    row.figures = {
        "booked": sheet.booked,
        "account": sheet.account,
        "matched": sheet.matched,
        "projects": [asdict(each) for each in sheet.projects],
        "gaps": [asdict(each) for each in sheet.gaps],
    }
    row.confirmed_on = act.on
    return {"booked": sheet.booked, "account": sheet.account, "matched": sheet.matched}


def paper_is_here(row: Reconciliation, act: Act) -> Sequence[Finding]:
    """The treasury's own copy was handed in."""
    if row.sha256:
        return ()
    return [error("no_paper", "Chưa nộp bản Kho bạc đã ký.", "Nộp bản chụp, có ngày ký.", "Bản đã ký")]


def drew_up(by: Actor, row: Reconciliation) -> bool:
    """Whether it is her own work: she began it, or laid it before the others last.

    No `unlike` of the transition: the task of taking it to the treasury would leave her desk for that.
    """
    laid = doers("reconciliation", str(row.pk), {"reconciliation.propose"})
    return row.author_id == by.account.pk or by.person_key in {person for _, person in laid[-1:]}


def opened_by_another(row: Reconciliation, act: Act) -> Sequence[Finding]:
    """Who drew it up does not take back alone what another confirmed and the treasury signed."""
    if not drew_up(act.by, row):
        return ()
    return [error("own_work", "Người lập bảng không tự mở lại.", "Nhờ lãnh đạo hoặc kế toán khác mở lại.")]


def take_back(row: Reconciliation, act: Act) -> Mapping[str, object]:
    """Open again: figures and signature are given anew; the signed sheet stays as history."""
    before = {"figures": row.figures, "confirmed_on": row.confirmed_on, "paper": row.sha256}
    row.figures, row.confirmed_on, row.signed_on = None, None, None
    row.name, row.sha256 = "", ""
    return before


RECONCILIATION = Lifecycle(
    kind="reconciliation",
    title="Đối chiếu với Kho bạc",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang đối chiếu", owner="Kế toán", waits=at_its_desk),
        State(
            code=Life.PROPOSED,
            label="Chờ người khác xác nhận",
            owner="Lãnh đạo hoặc kế toán khác",
            waits=at_the_head,
        ),
        State(
            code=Life.CONFIRMED,
            label="Đã xác nhận, chờ Kho bạc ký",
            owner="Kế toán",
            waits=for_the_signature,
        ),
        State(code=Life.SIGNED, label="Kho bạc đã ký", reopens=True),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="reconciliation.propose",
            title="Trình xác nhận",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.reconciles,
            by="Kế toán",
            when=all_explained,
        ),
        Transition(
            name="reconciliation.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.confirms_reconciliation,
            by="Lãnh đạo hoặc kế toán khác",
            needs_reason=True,
        ),
        Transition(
            name="reconciliation.confirm",
            title="Xác nhận",
            sources=frozenset({Life.PROPOSED}),
            target=Life.CONFIRMED,
            who=permissions.confirms_reconciliation,
            by="Lãnh đạo hoặc kế toán khác",
            when=all_explained,
            effect=keep_figures,
            unlike=frozenset({"reconciliation.propose"}),
            decision=True,
        ),
        Transition(
            name="reconciliation.sign",
            title="Ghi Kho bạc đã ký",
            sources=frozenset({Life.CONFIRMED}),
            target=Life.SIGNED,
            who=permissions.reconciles,
            by="Kế toán",
            when=paper_is_here,
        ),
        Transition(
            name="reconciliation.reopen",
            title="Mở lại để sửa",
            sources=frozenset({Life.CONFIRMED, Life.SIGNED}),
            target=Life.DRAFT,
            who=permissions.confirms_reconciliation,
            by="Lãnh đạo hoặc kế toán khác",
            when=opened_by_another,
            effect=take_back,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="reconciliation.drop",
            title="Bỏ lần đối chiếu này",
            sources=frozenset({Life.DRAFT}),
            target=Life.DROPPED,
            who=permissions.reconciles,
            by="Kế toán",
            when=nothing_waits,
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda row: row.unit.code,
)


@transaction.atomic
def begin_reconciliation(
    unit: Agency, *, purse: str, year: int, side: str, act: Act, made_up: bool = False
) -> Reconciliation:
    """Draw a reconciliation up and let it wait at its desk. PermissionDenied or BlockedError."""
    made = draw_up(unit, purse=purse, year=year, side=side, by=act.by, at=act.at, made_up=made_up)
    RECONCILIATION.begin(made, act)
    return made
