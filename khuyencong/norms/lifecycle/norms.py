"""The life of a proposal to change a norm: one proposes, another confirms, then it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from khuyencong.norms import permissions
from khuyencong.norms.actions.records import record_norm
from khuyencong.norms.models import LegalDocument, Norm, NormChange, SupportItem
from khuyencong.norms.models.norms import norm_code, province_key_of
from khuyencong.norms.queries.changes import proposed
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import leader_desk
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = NormChange.State
SAID = (
    *("bound", "rate_bp", "cap", "multiplier_pct", "per", "since", "document", "clause", "source", "note"),
    *("new_number", "new_issuer", "new_title", "new_signed", "read_original"),
)
"""The columns of a proposal that its author fills in."""
TAKEN = ("bound", "rate_bp", "cap", "multiplier_pct", "per", "since", "clause", "source", "note")
"""The columns that the norm takes from it as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed: for which norm (a row that stands, or item, purse and province), and what it says."""

    kind: str
    norm: Norm | None = None
    item: SupportItem
    purse: str
    province: Unit | None = None
    reason: str
    said: Mapping[str, Any] = field(default_factory=dict)


def told(change: NormChange) -> str:
    """The proposal in one line."""
    where = f", {change.province.name}" if change.province is not None else ""
    return f"{change.item.name}{where}, từ {change.since:%d/%m/%Y}: {proposed(change).words}"


def at_its_desk(change: NormChange, on: date) -> Waits:
    """Back at the desk that wrote it."""
    title = f"Sửa đề xuất định mức bị trả lại: {told(change)}"
    return Waits(desk=change.desk.code, agency=change.agency.code, title=title)


def at_the_leader(change: NormChange, on: date) -> Waits | None:
    """At the head of the agency."""
    desk = leader_desk(change.agency, on)
    if desk is None:
        return None
    title = f"Xem lại đề xuất định mức của {change.author}: {told(change)}"
    return Waits(desk=desk.code, agency=change.agency.code, title=title)


def sound(change: NormChange, act: Act) -> Sequence[Finding]:
    """Whether the register could take it as it stands today."""
    found = list(_papers(change))
    rows = Norm.objects.standing().filter(code=change.code)
    own = change.norm
    if change.kind == NormChange.Kind.READING and own is not None:
        if own.superseded_at is not None:
            found.append(error("superseded", "Dòng này vừa được ghi lại lần khác.", "Rút đề xuất này."))
        if own.until is not None and change.since >= own.until:
            found.append(error("no_days", "Ngày bắt đầu sau ngày hết hiệu lực của dòng.", "Sửa ngày bắt đầu."))
        begun = rows.exclude(pk=own.pk).filter(since__lt=own.until or date.max)
        others = begun.filter(Q(until__isnull=True) | Q(until__gt=change.since))
    else:
        others = rows.filter(since__gte=change.since)
    if first := others.order_by("since").first():
        message = f"Đã có định mức khác từ {first.since:%d/%m/%Y} ({first.rule.words})."
        found.append(error("later_exists", message, "Chọn ngày sau ngày ấy, hoặc đề xuất đọc lại dòng ấy."))
    return found


def _papers(change: NormChange) -> Sequence[Finding]:
    """Document and clause, where she says she has read the original."""
    if not change.read_original:
        return []
    if change.document is None and not change.new_number:
        return [error("no_document", "Đã đọc văn bản gốc thì ghi văn bản nào.", "Chọn hoặc ghi số văn bản.")]
    if not change.clause:
        return [error("no_clause", "Đã đọc văn bản gốc thì ghi điều, khoản nào.", "Ghi điều khoản.")]
    return []


def revise(change: NormChange, act: Act) -> Mapping[str, object]:
    """Take over what she changed after it came back; given is a mapping of SAID and its reason, or nothing."""
    if act.given is not None:
        fill(change, act.given["said"], act.given["reason"])
    return {"code": change.code, "since": change.since, "words": proposed(change).words}


def take_effect(change: NormChange, act: Act) -> Mapping[str, object]:
    """Write the norm's new row; who bound on its first day ends there. Nothing that stood is overwritten."""
    change.confirmed_by = act.by.account
    change.document = change.document or new_document(change)
    values = {name: getattr(change, name) for name in TAKEN}
    values |= {"document": change.document, "verified": change.read_original, "from_file": False}
    if change.kind == NormChange.Kind.READING:
        before = change.norm
        change.made = record_norm(at=act.at, instead_of=before, **values)
    else:
        before = Norm.objects.on(change.since).filter(code=change.code).select_for_update().first()
        if before is not None:
            record_norm(at=act.at, instead_of=before, until=change.since, from_file=False)
        named = {name: getattr(change, name) for name in ("code", "item", "purse", "province")}
        change.made = record_norm(at=act.at, **named, **values)
    return {"norm": change.made.key, "instead_of": before.key if before is not None else ""}


def new_document(change: NormChange) -> LegalDocument | None:
    """The document that was not in the register yet; None where none is named."""
    if not change.new_number:
        return None
    given = {
        "kind": "Văn bản",
        "title": change.new_title,
        "issuer": change.new_issuer,
        "signed": change.new_signed,
        "source": change.source,
        "verified": change.read_original,
        "note": f"Ghi cùng đề xuất định mức {change.code}.",
    }
    return LegalDocument.objects.get_or_create(number=change.new_number, defaults=given)[0]


NORM_CHANGE = Lifecycle(
    kind="norm_change",
    title="Đề xuất định mức",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Bàn lập đề xuất", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Chờ người thứ hai", owner="Lãnh đạo cơ quan", waits=at_the_leader),
        State(code=Life.RETURNED, label="Trả lại để sửa", owner="Bàn lập đề xuất", waits=at_its_desk),
        State(code=Life.STANDING, label=Life.STANDING.label),
        State(code=Life.WITHDRAWN, label="Đã rút"),
    ),
    transitions=(
        Transition(
            name="norm_change.propose",
            title="Trình đề xuất định mức",
            sources=frozenset({Life.DRAFT, Life.RETURNED}),
            target=Life.PROPOSED,
            who=permissions.writes,
            by="Bàn lập",
            effect=revise,
        ),
        Transition(
            name="norm_change.confirm",
            title="Đồng ý đề xuất định mức",
            sources=frozenset({Life.PROPOSED}),
            target=Life.STANDING,
            who=permissions.confirms,
            by="Lãnh đạo cơ quan",
            when=sound,
            effect=take_effect,
            unlike=frozenset({"norm_change.propose"}),
            decision=True,
        ),
        Transition(
            name="norm_change.return",
            title="Trả lại đề xuất định mức",
            sources=frozenset({Life.PROPOSED}),
            target=Life.RETURNED,
            who=permissions.confirms,
            by="Lãnh đạo cơ quan",
            needs_reason=True,
        ),
        Transition(
            name="norm_change.withdraw",
            title="Rút đề xuất định mức",
            sources=frozenset({Life.DRAFT, Life.PROPOSED, Life.RETURNED}),
            target=Life.WITHDRAWN,
            who=permissions.writes,
            by="Bàn lập",
        ),
    ),
    title_of=told,
    agency_of=lambda change: change.agency.code,
)


def fill(change: NormChange, said: Mapping[str, Any], reason: str) -> None:
    """Put what she typed into a proposal, unsaved; BlockedError when it lacks a reason or a limit's figure."""
    if not reason.strip():
        raise BlockedError(error("reason_missing", "Đề xuất phải ghi lý do.", "Ghi vì sao.", "Ô “Lý do”"))
    for name in SAID:
        if name in said:
            setattr(change, name, said[name])
    change.reason = reason.strip()
    if change.bound == Norm.Bound.LIMIT and change.rate_bp is None and change.cap is None:
        message = "Định mức có giới hạn thì phải có tỷ lệ hoặc mức tối đa."
        raise BlockedError(error("no_limit", message, "Ghi ít nhất một trong hai.", "Ô “Tỷ lệ”"))
    if change.bound != Norm.Bound.LIMIT:
        change.rate_bp = change.cap = change.multiplier_pct = None


def considered(proposal: Proposal, *, act: Act) -> NormChange:
    """The proposal as it would be written, unsaved: what it would do can be looked at before anybody is asked.

    Raises PermissionDenied, or BlockedError with what stands in the way.
    """
    by: Actor = act.by
    if by.desk is None or by.agency is None:
        raise PermissionDenied
    if not permissions.may_propose_for(by, proposal.purse, proposal.province):
        raise PermissionDenied
    local = province_key_of(proposal.province) if proposal.province is not None else ""
    change = NormChange(
        kind=proposal.kind,
        norm=proposal.norm,
        code=norm_code(proposal.item.code, proposal.purse, local),
        item=proposal.item,
        purse=proposal.purse,
        province=proposal.province,
        agency=by.agency,
        desk=by.desk,
        author=by.account,
        created_at=act.at,
    )
    fill(change, proposal.said, proposal.reason)
    if findings := sound(change, act):
        raise BlockedError(*findings)
    return change


@transaction.atomic
def propose(proposal: Proposal, *, act: Act) -> NormChange:
    """Write a proposal and hand it to the head of her agency; raises as `considered` does."""
    change = considered(proposal, act=act)
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as caught:
        raise BlockedError(under_way()) from caught
    handed: NormChange = NORM_CHANGE.perform(
        "norm_change.propose", change, Act(by=act.by, at=act.at, reason=proposal.reason)
    )
    return handed


def under_way() -> Finding:
    """What is read when another proposal for the same norm waits already."""
    message = "Định mức này đang có một đề xuất khác chờ người thứ hai."
    return error("under_way", message, "Mở trang định mức để xem đề xuất ấy; chờ kết quả hoặc nhờ rút lại.")
