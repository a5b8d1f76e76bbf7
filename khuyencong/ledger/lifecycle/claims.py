"""The life of a claim: asked by the unit, confirmed, approved, written down, by four people.

The law asks the department for the volume, the payer's head for the money; paying is the accountant's. Money
moves only with the last step, under the ceiling that the law of the day of sending gave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from khuyencong.ledger import permissions
from khuyencong.ledger.actions import Said, book_for, fresh, post
from khuyencong.ledger.actions.changing import close_when_done
from khuyencong.ledger.actions.claims import Ground, ask_for
from khuyencong.ledger.actions.ending import end_what_is_over
from khuyencong.ledger.models import Claim, ClaimPaper, Posting
from khuyencong.ledger.queries.chains import chain_of
from khuyencong.ledger.queries.claims import findings_on, limit_on, not_now, other_papers
from khuyencong.ledger.queries.doubted import CHAIN, taken_from_contract
from khuyencong.ledger.queries.liquidations import order_findings
from khuyencong.ledger.queries.rates import rate_on
from khuyencong.ledger.queries.vouchers import voucher_findings
from khuyencong.organisations.models import Agency, Desk, Seat
from khuyencong.organisations.queries import leader_desk, ministry_department
from khuyencong.projects.lifecycle.projects import appraising_desk
from khuyencong.projects.models import ChangeRequest, Contract, Project
from khuyencong.rules.findings import Finding, error, stops
from khuyencong.rules.ledger import Kind, Move, Stage
from khuyencong.rules.money import dong
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = Claim.State
MOVES = {
    Claim.Kind.ADVANCE: (Kind.ADVANCE, Stage.COMMITTED, Stage.ADVANCED),
    Claim.Kind.PAYMENT: (Kind.PAY, Stage.ACCEPTED, Stage.PAID),
    Claim.Kind.SETTLEMENT: (Kind.SETTLE, Stage.PAID, Stage.SETTLED),
}
"""What each kind of claim moves, once it is written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What was paid out or settled: the number of the voucher and its day."""

    voucher: str
    on: date


def told(claim: Claim) -> str:
    """The claim in one line."""
    return f"đề nghị {claim.get_kind_display().lower()} {dong(claim.amount)} đề án “{claim.project.title}”"


def payer_of(claim: Claim) -> Agency:
    """The agency whose purse pays."""
    national = claim.project.purse == Project.Purse.NATIONAL
    return ministry_department() if national else claim.project.department


def accountant_of(agency: Agency, on: date) -> Desk | None:
    """The desk of its accountant that somebody holds, the oldest."""
    held = Seat.objects.on(on).filter(desk__agency=agency, desk__role="accountant").select_related("desk")
    seat = held.order_by("desk__since", "desk_id").first()
    return seat.desk if seat is not None else None


def at_the_unit(claim: Claim, on: date) -> Waits | None:
    """At the desk that writes it."""
    return _at(claim.desk, f"Soạn {told(claim)}", claim)


def to_supplement(claim: Claim, on: date) -> Waits | None:
    """At the same desk, with what was asked."""
    return _at(claim.desk, f"Bổ sung {told(claim)}", claim)


def at_the_department(claim: Claim, on: date) -> Waits | None:
    """At an officer of the department that looks after the project."""
    return _at(appraising_desk(claim.project.department, on), f"Xác nhận khối lượng: {told(claim)}", claim)


def at_the_head(claim: Claim, on: date) -> Waits | None:
    """At the head of the agency that pays."""
    return _at(leader_desk(payer_of(claim), on), f"Duyệt {told(claim)}", claim)


def at_the_accountant(claim: Claim, on: date) -> Waits | None:
    """At the accountant of the agency that pays."""
    return _at(accountant_of(payer_of(claim), on), f"Ghi sổ {told(claim)}", claim)


def _at(desk: Desk | None, title: str, claim: Claim) -> Waits | None:
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=claim.amount)


def within(claim: Claim, act: Act) -> Sequence[Finding]:
    """The amount lies under the ceiling, by the law of the day it was sent."""
    return stopping(claim, claim.submitted_on or act.on)


def in_order(claim: Claim, act: Act) -> Sequence[Finding]:
    """The same, of money that no correction wants back; a settlement after the liquidation where asked."""
    _, out_of, into = MOVES[Claim.Kind(claim.kind)]
    move = Move(book=CHAIN, out_of=out_of, into=into, amount=claim.amount)
    if doubted := taken_from_contract(claim.contract, move, act.on):
        return doubted
    settles = claim.kind == Claim.Kind.SETTLEMENT
    early = order_findings(claim.contract, act.on) if settles else []
    return [*within(claim, act), *(early if stops(early) else ())]


def stopping(claim: Claim, on: date) -> Sequence[Finding]:
    """What the amount breaks by the law of that day; nothing where it only warns."""
    if waits := not_now(claim.project, claim.kind, anew=was_undone(claim)):
        return waits
    found = findings_on(claim, on)
    return found if stops(found) else ()


def complete(claim: Claim, act: Act) -> Sequence[Finding]:
    """Every paper is handed in, those refused anew, and the amount lies under the ceiling of this day."""
    lacking = claim.papers.filter(state__in=(ClaimPaper.State.MISSING, ClaimPaper.State.REFUSED))
    missing = [
        error(
            "paper_missing", f"Còn thiếu: {each.title}.", f"Nộp tệp ({each.law}).", f"Giấy tờ {each.position}"
        )
        for each in lacking.defer("content")
    ]
    unsummed = voucher_findings(claim, act.on)
    return [
        *missing,
        *other_papers(claim, act.on),
        *stopping(claim, act.on),
        *(unsummed if stops(unsummed) else ()),
    ]


def looked_at(claim: Claim, act: Act) -> Sequence[Finding]:
    """Somebody found every paper fine, and the amount still lies under the ceiling."""
    waiting = claim.papers.exclude(state=ClaimPaper.State.FINE).defer("content")
    missing = [
        error("paper_not_fine", f"Chưa đánh dấu đạt: {each.title}.", "Xem tệp rồi đánh dấu.", "Giấy tờ")
        for each in waiting
    ]
    return [*missing, *within(claim, act)]


def voucher_and_room(claim: Claim, act: Act) -> Sequence[Finding]:
    """The voucher has a number and a day that has come, and the amount still lies under the ceiling."""
    given = act.given
    if not isinstance(given, Paid) or not given.voucher.strip():
        return [
            error("no_voucher", "Chưa ghi số chứng từ chi.", "Ghi số như trên chứng từ.", "Ô “Số chứng từ”")
        ]
    if given.on > act.on:
        return [error("future", f"Ngày chi {given.on:%d/%m/%Y} chưa đến.", "Ghi khi đã chi.", "Ô “Ngày chi”")]
    if claim.submitted_on is not None and given.on < claim.submitted_on and not was_undone(claim):
        message = f"Ngày chi {given.on:%d/%m/%Y} trước ngày gửi đề nghị {claim.submitted_on:%d/%m/%Y}."
        return [error("before_asked", message, "Xem lại ngày trên chứng từ.", "Ô “Ngày chi”")]
    signed = claim.contract.first.signed_on
    if signed is not None and given.on < signed:
        message = f"Ngày chi {given.on:%d/%m/%Y} trước ngày ký hợp đồng {signed:%d/%m/%Y}."
        return [error("before_contract", message, "Xem lại ngày trên chứng từ.", "Ô “Ngày chi”")]
    return in_order(claim, act)


def pin(claim: Claim, act: Act) -> Mapping[str, object]:
    """Keep the ceiling of this day with its clauses: later law, or a rate decided later, never touches it."""
    claim.rate = rate_on(claim.contract, act.on) if claim.kind == Claim.Kind.ADVANCE else None
    most, law = limit_on(claim, act.on)
    claim.submitted_on = act.on
    claim.ceiling, claim.ceiling_law = most, law[:300]
    return {"amount": claim.amount, "done": claim.done, "ceiling": claim.ceiling, "law": claim.ceiling_law}


def pay(claim: Claim, act: Act) -> Mapping[str, object]:
    """Move the money, an advance under its pinned ceiling; the claim is the key, so that it moves once."""
    given: Paid = act.given
    claim.voucher, claim.paid_on = given.voucher.strip(), given.on
    kind, out_of, into = MOVES[Claim.Kind(claim.kind)]
    advances = kind is Kind.ADVANCE
    said = Said(
        kind=kind,
        key=fresh(own_key(claim)),
        effective_on=given.on,
        document=f"Chứng từ {claim.voucher}",
        ceiling=claim.ceiling if advances else None,
        ceiling_law=claim.ceiling_law if advances else "",
        made_up=claim.made_up,
        by_hand=not was_undone(claim),
    )
    moves = [] if advances else earliest_first(claim.contract, claim.amount, out_of, into)
    if sum(each.amount for each in moves) != claim.amount:
        # An advance leaves what is committed where it stands; of anything else too little: the books say so.
        moves = [Move(book=book_for(claim.contract).pk, out_of=out_of, into=into, amount=claim.amount)]
    claim.posting = post(said, moves, by=act.by, at=act.at)
    if kind is Kind.SETTLE:
        end_what_is_over(claim.project, Act(by=act.by, at=act.at, reason=claim.voucher), settles=True)
    close_when_done(claim.project, act)
    return {"voucher": claim.voucher, "paid_on": claim.paid_on, "amount": claim.amount}


def was_undone(claim: Claim) -> bool:
    """Whether it was written down before and corrected: the money may have gone before it was sent again."""
    return fresh(own_key(claim)) != own_key(claim)


def own_key(claim: Claim) -> str:
    """The claim is the key of its posting, so that it moves once."""
    return f"claim-{claim.pk}"


def undone(claim: Claim, act: Act) -> Sequence[Finding]:
    """Only what a decided correction has reversed is taken back."""
    if Posting.objects.filter(reverses=claim.posting_id).exists():
        return ()
    message = "Bút toán của đề nghị chưa được đính chính."
    return [error("not_reversed", message, "Lập đề nghị đính chính ở trang kinh phí của đề án.", "Bút toán")]


def forget_payment(claim: Claim, act: Act) -> Mapping[str, object]:
    """It was approved and not rightly written down: the ledger and the trail keep what was."""
    told = {"posting": claim.posting_id, "voucher": claim.voucher, "paid_on": claim.paid_on}
    claim.posting, claim.voucher, claim.paid_on = None, "", None
    return told


def earliest_first(contract: Contract, amount: int, out_of: Stage, into: Stage) -> list[Move]:
    """What pays or settles a contract: what stands of it in each year's book, the earliest first.

    Accepted and paid money is not carried on: what a correction left in an earlier year's book is done there.
    """
    moves, left = [], amount
    list(chain_of(contract).order_by("pk").select_for_update())
    for book in chain_of(contract):
        part = min(left, book.pots.get(out_of, 0))
        if part:
            moves.append(Move(book=book.pk, out_of=out_of, into=into, amount=part))
            left -= part
    return moves


CLAIM = Lifecycle(
    kind="claim",
    title="Đề nghị tạm ứng, thanh toán, quyết toán",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Đơn vị thực hiện", waits=at_the_unit),
        State(code=Life.RETURNED, label="Trả lại để bổ sung", owner="Đơn vị thực hiện", waits=to_supplement),
        State(
            code=Life.SUBMITTED,
            label="Chờ xác nhận khối lượng",
            owner="Cán bộ Sở",
            waits=at_the_department,
        ),
        State(code=Life.CONFIRMED, label="Chờ duyệt", owner="Lãnh đạo nơi cấp kinh phí", waits=at_the_head),
        State(
            code=Life.APPROVED,
            label="Đã duyệt, chờ kế toán ghi",
            owner="Kế toán nơi cấp kinh phí",
            waits=at_the_accountant,
        ),
        State(code=Life.PAID, label="Đã ghi sổ", reopens=True),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="claim.submit",
            title="Gửi đề nghị",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.SUBMITTED,
            who=permissions.claims,
            by="Đơn vị thực hiện",
            when=complete,
            effect=pin,
        ),
        Transition(
            name="claim.confirm",
            title="Xác nhận khối lượng và hồ sơ",
            sources=frozenset({Life.SUBMITTED}),
            target=Life.CONFIRMED,
            who=permissions.confirms,
            by="Cán bộ hoặc lãnh đạo Sở",
            when=looked_at,
            unlike=frozenset({"claim.submit"}),
        ),
        Transition(
            name="claim.approve",
            title="Duyệt",
            sources=frozenset({Life.CONFIRMED}),
            target=Life.APPROVED,
            who=permissions.approves,
            by="Lãnh đạo nơi cấp kinh phí",
            when=in_order,
            unlike=frozenset({"claim.submit", "claim.confirm"}),
            decision=True,
        ),
        Transition(
            name="claim.pay",
            title="Ghi sổ đã chi hoặc đã quyết toán",
            sources=frozenset({Life.APPROVED}),
            target=Life.PAID,
            who=permissions.pays,
            by="Kế toán nơi cấp kinh phí",
            when=voucher_and_room,
            effect=pay,
            unlike=frozenset({"claim.submit", "claim.confirm", "claim.approve"}),
            decision=True,
        ),
        Transition(
            name="claim.undo",
            title="Trở lại chờ ghi sổ",
            sources=frozenset({Life.PAID}),
            target=Life.APPROVED,
            who=permissions.undoes_claim,
            by="Lãnh đạo nơi cấp kinh phí, khi quyết định đính chính bút toán",
            when=undone,
            effect=forget_payment,
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="claim.return",
            title="Trả lại để bổ sung",
            sources=frozenset({Life.SUBMITTED, Life.CONFIRMED, Life.APPROVED}),
            target=Life.RETURNED,
            who=permissions.sends_back,
            by="Người đang giữ hồ sơ",
            needs_reason=True,
        ),
        Transition(
            name="claim.drop",
            title="Bỏ đề nghị",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.DROPPED,
            who=permissions.claims,
            by="Đơn vị thực hiện",
            needs_reason=True,
        ),
        Transition(
            name="claim.lapse",
            title="Không đề nghị nữa vì đề án ngừng",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.DROPPED,
            who=permissions.lets_claim_lapse,
            by="Cùng quyết định ngừng đề án",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda claim: claim.agency.code,
)


def let_advances_lapse(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """At a stop, drafts of advances end; what was accepted may still be paid and settled."""
    if not request.stops:
        return {}
    rows = Claim.objects.filter(project=request.project_id, kind=Claim.Kind.ADVANCE)
    rows = rows.filter(state__in=(Life.DRAFT, Life.RETURNED))
    step = Act(by=act.by, at=act.at, reason=f"Quyết định {request.number}")
    ended = [CLAIM.perform("claim.lapse", each, step).pk for each in rows.order_by("pk")]
    return {"lapsed": ended} if ended else {}


@transaction.atomic
def begin_claim(
    contract: Contract,
    *,
    amount: int,
    done: int,
    act: Act,
    kind: str = Claim.Kind.ADVANCE,
    ground: Ground | None = None,
) -> Claim:
    """Begin a claim and let it wait at its desk. PermissionDenied or BlockedError."""
    claim = ask_for(contract, kind, amount=amount, done=done, by=act.by, at=act.at, ground=ground)
    CLAIM.begin(claim, act)
    return claim
