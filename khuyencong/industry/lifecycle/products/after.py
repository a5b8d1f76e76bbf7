"""What follows a decision: a certificate withdrawn with a reason, a complaint answered in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from khuyencong.industry.actions.products.certificates import Complained, Signed, write_complaint
from khuyencong.industry.lifecycle.products.desks import to_answer, to_withdraw, told_complaint, told_paper
from khuyencong.industry.models import ProductCertificate, ProductComplaint, ProductEntry
from khuyencong.industry.permissions import products as may
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.actions import record
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Paper, Plea = ProductCertificate.State, ProductComplaint.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the council found, in words that the complainant reads, and the day she was told."""

    outcome: str
    words: str
    on: date


def taken_back_in_order(paper: ProductCertificate, act: Act) -> Sequence[Finding]:
    """The decision has its number, day and signer, after the grant."""
    given = act.given
    if not isinstance(given, Signed) or not given.number.strip() or not given.signer.strip():
        return [error("no_number", "Chưa ghi số quyết định thu hồi, người ký.", "Ghi như trên quyết định.")]
    if not paper.granted_on <= given.on <= act.on:
        message = "Ngày thu hồi phải từ ngày cấp đến hôm nay."
        return [error("wrong_day", message, "Sửa ngày ký.", "Ô “Ngày ký”")]
    return ()


def take_back(paper: ProductCertificate, act: Act) -> Mapping[str, object]:
    """From its day on it stands nowhere: not in the catalogue, not in the register, not for a priority."""
    given: Signed = act.given
    paper.withdrawal_number, paper.withdrawn_on = given.number.strip(), given.on
    paper.withdrawal_signer, paper.withdrawal_reason = given.signer.strip(), act.reason.strip()[:1000]
    if paper.register_row is not None:
        paper.register_row.withdrawn_on = given.on
        paper.register_row.save(update_fields=["withdrawn_on"])
    return {"number": paper.withdrawal_number, "withdrawn_on": given.on}


PRODUCT_CERTIFICATE = Lifecycle(
    kind="product_certificate",
    title="Giấy chứng nhận sản phẩm tiêu biểu",
    initial=Paper.GRANTED,
    states=(
        State(code=Paper.GRANTED, label="Đã cấp", reopens=True),
        State(code=Paper.DOUBTED, label="Trình thu hồi", owner="Người có thẩm quyền", waits=to_withdraw),
        State(code=Paper.WITHDRAWN, label="Đã thu hồi"),
    ),
    transitions=(
        Transition(
            name="product_certificate.doubt",
            title="Trình thu hồi giấy chứng nhận",
            sources=frozenset({Paper.GRANTED}),
            target=Paper.DOUBTED,
            who=may.doubts,
            by="Cán bộ, lãnh đạo cơ quan đã cấp",
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="product_certificate.withdraw",
            title="Ghi quyết định thu hồi",
            sources=frozenset({Paper.DOUBTED}),
            target=Paper.WITHDRAWN,
            who=may.withdraws,
            by="Lãnh đạo cơ quan, không phải người trình",
            when=taken_back_in_order,
            effect=take_back,
            unlike=frozenset({"product_certificate.doubt"}),
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="product_certificate.keep",
            title="Không thu hồi",
            sources=frozenset({Paper.DOUBTED}),
            target=Paper.GRANTED,
            who=may.withdraws,
            by="Lãnh đạo cơ quan",
            needs_reason=True,
        ),
    ),
    title_of=told_paper,
    agency_of=lambda paper: paper.agency.code,
)


def answered_in_order(complaint: ProductComplaint, act: Act) -> Sequence[Finding]:
    """The answer says what was found and why, on a day that has come."""
    given = act.given
    if (
        not isinstance(given, Answered)
        or not given.words.strip()
        or given.outcome not in ProductComplaint.Outcome.values
    ):
        message = "Chưa ghi kết luận và trả lời."
        return [error("no_answer", message, "Ghi như văn bản trả lời.", "Ô “Trả lời”")]
    if not complaint.received_on <= given.on <= act.on:
        message = "Ngày trả lời phải từ ngày nhận đơn đến hôm nay."
        return [error("wrong_day", message, "Sửa ngày trả lời.", "Ô “Trả lời ngày”")]
    return ()


def answer(complaint: ProductComplaint, act: Act) -> Mapping[str, object]:
    """Keep what was answered; whether it was in time follows from the days."""
    given: Answered = act.given
    complaint.outcome, complaint.answer, complaint.answered_on = given.outcome, given.words.strip(), given.on
    return {"outcome": given.outcome, "answered_on": given.on, "due": complaint.due}


PRODUCT_COMPLAINT = Lifecycle(
    kind="product_complaint",
    title="Khiếu nại kết quả bình chọn",
    initial=Plea.RECEIVED,
    states=(
        State(
            code=Plea.RECEIVED,
            label="Chờ Hội đồng giải quyết",
            owner="Nơi bình chọn, trong thời hạn của luật",
            waits=to_answer,
        ),
        State(code=Plea.ANSWERED, label="Đã giải quyết"),
        State(code=Plea.TAKEN_BACK, label="Đã rút đơn"),
    ),
    transitions=(
        Transition(
            name="product_complaint.answer",
            title="Ghi kết quả giải quyết khiếu nại",
            sources=frozenset({Plea.RECEIVED}),
            target=Plea.ANSWERED,
            who=may.answers,
            by="Cán bộ, lãnh đạo cơ quan bình chọn",
            when=answered_in_order,
            effect=answer,
        ),
        Transition(
            name="product_complaint.take_back",
            title="Ghi rút đơn khiếu nại",
            sources=frozenset({Plea.RECEIVED}),
            target=Plea.TAKEN_BACK,
            who=may.takes_back,
            by="Nơi nhận đơn, theo lời người khiếu nại",
            needs_reason=True,
        ),
    ),
    title_of=told_complaint,
    agency_of=lambda complaint: complaint.agency.code,
)


@transaction.atomic
def start_complaint(entry: ProductEntry, said: Complained, act: Act) -> ProductComplaint:
    """Write a complaint down and let its clock run. PermissionDenied or BlockedError."""
    made = write_complaint(entry, said, by=act.by, at=act.at)
    PRODUCT_COMPLAINT.begin(made, act)
    told = {"received_on": made.received_on, "due": made.due}
    title = f"Nhận đơn: {told_complaint(made)}"
    record(
        "product_complaint.receive",
        title,
        about=PRODUCT_COMPLAINT.about(made),
        by=act.by,
        at=act.at,
        after=told,
    )
    return made
