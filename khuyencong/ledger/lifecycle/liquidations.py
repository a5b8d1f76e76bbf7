"""The life of a liquidation: drawn up by the side that gave the money, recorded once both have signed."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.liquidations import draw_up_liquidation
from khuyencong.ledger.models import Acceptance, Liquidation
from khuyencong.ledger.queries.chains import chain_of
from khuyencong.ledger.queries.claims import ends_with
from khuyencong.ledger.queries.doubted import counted_by_minutes, in_doubt
from khuyencong.ledger.queries.liquidations import closing_due, closing_on, owners_of
from khuyencong.organisations.models import Desk
from khuyencong.organisations.queries import leader_desk
from khuyencong.projects.lifecycle import Signed
from khuyencong.projects.models import Contract
from khuyencong.projects.queries.settling import CLOSING
from khuyencong.rules.findings import BlockedError, Finding, error, stops
from khuyencong.rules.liquidation import check_closing, check_owners
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = Liquidation.State


def told(row: Liquidation) -> str:
    """The liquidation in one line."""
    return f"thanh lý {str(row.contract).lower()} đề án “{row.project.title}”"


def at_its_desk(row: Liquidation, on: date) -> Waits | None:
    """At the desk that draws it up."""
    return _at(row.desk, f"Soạn {told(row)}", row)


def at_the_head(row: Liquidation, on: date) -> Waits | None:
    """At the head of that side."""
    return _at(leader_desk(row.agency, on), f"Ghi nhận {told(row)}", row)


def at_the_head_again(row: Liquidation, on: date) -> Waits | None:
    """At the same head, with what was recorded and is said to be wrong."""
    return _at(leader_desk(row.agency, on), f"Quyết định bỏ biên bản {told(row)}", row)


def _at(desk: Desk | None, title: str, row: Liquidation) -> Waits | None:
    """With the last day that the law names."""
    if desk is None:
        return None
    due = closing_due(row.contract, (CLOSING,))
    return Waits(
        desk=desk.code,
        agency=desk.agency.code,
        title=title,
        stake=row.contract.support,
        due=due.last if due is not None else None,
        due_source=due.told if due is not None else "",
    )


def says_what_is_open(row: Liquidation, act: Act) -> Sequence[Finding]:
    """Accepted to the end, contracts with establishments closed with it, and what is still owed is told."""
    if doubted := in_doubt(row.contract, act.on, counted_by_minutes):
        return doubted
    closing = closing_on(row.contract)
    found = list(check_closing(closing, final=ends_with(row.contract), remains=row.remains))
    found += check_owners(owners_of(row.contract, row), closing)
    return found if stops(found) else ()


def signed_by_both(row: Liquidation, act: Act) -> Sequence[Finding]:
    """The signed minutes are here, with a number and a day that can be."""
    given = act.given
    if not row.sha256:
        return [
            error("no_minutes", "Chưa nộp biên bản hai bên đã ký.", "Trả lại để nộp tệp biên bản.", "Biên bản")
        ]
    if not isinstance(given, Signed) or not given.number.strip():
        return [error("no_number", "Chưa ghi số biên bản.", "Ghi số như trên văn bản.", "Ô “Số”")]
    if given.on > act.on:
        message = f"Ngày ký {given.on:%d/%m/%Y} chưa đến."
        return [error("future", message, "Ghi khi hai bên đã ký.", "Ô “Ngày ký”")]
    rows = Acceptance.objects.filter(contract=row.contract, state=Acceptance.State.RECORDED, final=True)
    last = rows.values_list("held_on", flat=True).first()
    if last is not None and given.on < last:
        message = f"Ngày ký {given.on:%d/%m/%Y} trước ngày nghiệm thu lần cuối {last:%d/%m/%Y}."
        return [error("before_acceptance", message, "Xem lại ngày trên biên bản.", "Ô “Ngày ký”")]
    return says_what_is_open(row, act)


def close(row: Liquidation, act: Act) -> Mapping[str, object]:
    """Keep number and day, and what the books say at this moment; nothing moves."""
    list(chain_of(row.contract).order_by("pk").select_for_update())
    list(row.project.contracts.filter(kind=Contract.Kind.BENEFICIARY).order_by("pk").select_for_update())
    if stops(found := list(says_what_is_open(row, act))):
        raise BlockedError(*found)
    closing = closing_on(row.contract)
    row.number, row.signed_on = act.given.number.strip(), act.given.on
    for name in ("accepted", "paid", "returned", "owed", "unreturned"):
        setattr(row, name, getattr(closing, name))
    return {"number": row.number, "signed_on": row.signed_on, "accepted": row.accepted, "paid": row.paid}


LIQUIDATION = Lifecycle(
    kind="liquidation",
    title="Thanh lý hợp đồng",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Cán bộ bên giao", waits=at_its_desk),
        State(
            code=Life.PROPOSED,
            label="Chờ lãnh đạo ghi nhận",
            owner="Lãnh đạo bên giao",
            waits=at_the_head,
        ),
        State(code=Life.RECORDED, label="Đã thanh lý", reopens=True),
        State(
            code=Life.DOUBTED,
            label="Đề nghị bỏ biên bản đã ghi",
            owner="Lãnh đạo bên giao",
            waits=at_the_head_again,
        ),
        State(code=Life.UNDONE, label="Đã bỏ vì sai"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="liquidation.propose",
            title="Trình ghi nhận",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.liquidates,
            by="Cán bộ bên giao",
            when=says_what_is_open,
        ),
        Transition(
            name="liquidation.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.records_liquidation,
            by="Lãnh đạo bên giao",
            needs_reason=True,
        ),
        Transition(
            name="liquidation.record",
            title="Ghi biên bản hai bên đã ký",
            sources=frozenset({Life.PROPOSED}),
            target=Life.RECORDED,
            who=permissions.records_liquidation,
            by="Lãnh đạo bên giao",
            when=signed_by_both,
            effect=close,
            unlike=frozenset({"liquidation.propose"}),
            decision=True,
        ),
        Transition(
            name="liquidation.doubt",
            title="Đề nghị bỏ biên bản đã ghi",
            sources=frozenset({Life.RECORDED}),
            target=Life.DOUBTED,
            who=permissions.liquidates,
            by="Cán bộ bên giao",
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="liquidation.undo",
            title="Bỏ biên bản đã ghi",
            sources=frozenset({Life.DOUBTED}),
            target=Life.UNDONE,
            who=permissions.answers_doubt,
            by="Lãnh đạo bên giao",
            unlike=frozenset({"liquidation.doubt"}),
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="liquidation.keep",
            title="Giữ biên bản đã ghi",
            sources=frozenset({Life.DOUBTED}),
            target=Life.RECORDED,
            who=permissions.answers_doubt,
            by="Lãnh đạo bên giao",
            needs_reason=True,
        ),
        Transition(
            name="liquidation.drop",
            title="Bỏ biên bản này",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.liquidates,
            by="Cán bộ bên giao",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda row: row.agency.code,
)


@transaction.atomic
def begin_liquidation(contract: Contract, *, done: str, remains: str, act: Act) -> Liquidation:
    """Draw a liquidation up and let it wait at its desk. PermissionDenied or BlockedError."""
    made = draw_up_liquidation(contract, done=done, remains=remains, by=act.by, at=act.at)
    LIQUIDATION.begin(made, act)
    return made
