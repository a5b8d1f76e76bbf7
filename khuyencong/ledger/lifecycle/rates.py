"""The life of a rate of advance for one contract: prepared by an officer, signed by the head the law names."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from khuyencong.ledger import permissions
from khuyencong.ledger.actions.rates import WantedRate, prepare_rate, unready
from khuyencong.ledger.models import AdvanceRate
from khuyencong.ledger.queries.claims import tiers_on
from khuyencong.ledger.queries.rates import decided_on, power_on
from khuyencong.organisations.models import Desk
from khuyencong.organisations.queries import leader_desk
from khuyencong.projects.models import ChangeRequest, Contract
from khuyencong.rules.advances import check_rate
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.actions import Waits
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

Life = AdvanceRate.State


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRate:
    """The signed decision: its number, its day, and the scanned paper."""

    number: str
    on: date
    name: str
    media_type: str
    content: bytes


def told(rate: AdvanceRate) -> str:
    """The rate in one line."""
    return f"mức tạm ứng riêng {rate.percent} % đề án “{rate.project.title}”"


def at_its_desk(rate: AdvanceRate, on: date) -> Waits | None:
    """At the desk that prepares it."""
    return _at(rate.desk, f"Soạn {told(rate)}", rate)


def at_the_head(rate: AdvanceRate, on: date) -> Waits | None:
    """At the head of that agency."""
    return _at(leader_desk(rate.agency, on), f"Quyết định {told(rate)}", rate)


def _at(desk: Desk | None, title: str, rate: AdvanceRate) -> Waits | None:
    """No clause says by when: it has no last day."""
    if desk is None:
        return None
    return Waits(desk=desk.code, agency=desk.agency.code, title=title, stake=rate.contract.support)


def may_be_decided(rate: AdvanceRate, act: Act) -> Sequence[Finding]:
    """The project runs, and the law of this day lets somebody decide such a rate."""
    return [*unready(rate.contract), *lawful_on(rate, act.on)]


def lawful_on(rate: AdvanceRate, on: date) -> list[Finding]:
    """What the law of a day has against it."""
    if power_on(on) is None:
        message = f"Sổ quy định chưa ghi ai quyết định mức tạm ứng riêng vào ngày {on:%d/%m/%Y}."
        return [error("no_authority", message, "Bổ sung dòng thẩm quyền, hoặc xem lại ngày ký.", "Ô “Ngày ký”")]
    return list(check_rate(rate.percent, rate.titles, tiers_on(on, rate.project.purse).cap))


def signed_and_lawful(rate: AdvanceRate, act: Act) -> Sequence[Finding]:
    """It has a number, a paper and a day newer than the last one's; the law of that day allows it."""
    if found := unready(rate.contract):
        return found
    if rate.author_id == act.by.account.pk:
        message = "Người soạn hồ sơ không tự ghi quyết định."
        return [error("own_work", message, "Nhờ một lãnh đạo khác của Cục ghi.")]
    given = act.given
    if not isinstance(given, SignedRate) or not given.number.strip():
        return [error("no_number", "Chưa ghi số quyết định.", "Ghi số như trên văn bản.", "Ô “Số quyết định”")]
    if not given.content:
        message = "Chưa nộp bản quyết định đã ký."
        return [error("no_signed_copy", message, "Nộp tệp bản đã ký.", "Ô “Quyết định đã ký”")]
    if given.on > act.on:
        message = f"Ngày ký {given.on:%d/%m/%Y} chưa đến."
        return [error("future", message, "Ghi khi đã ký.", "Ô “Ngày ký”")]
    last = decided_on(rate.contract).order_by("-signed_on").values_list("number", "signed_on").first()
    if last is not None and last[1] is not None and given.on <= last[1]:
        message = f"Ngày ký {given.on:%d/%m/%Y} không sau Quyết định {last[0]} ngày {last[1]:%d/%m/%Y} đang có."
        return [error("not_newer", message, "Chỉ quyết định sau mới thay được.", "Ô “Ngày ký”")]
    return lawful_on(rate, given.on)


def decide(rate: AdvanceRate, act: Act) -> Mapping[str, object]:
    """Keep the signed paper and by whose authority; claims drafted from now on follow it, sent ones do not."""
    given: SignedRate = act.given
    power = power_on(given.on)
    assert power is not None, "the guard saw it"
    rate.decided_by, rate.law = power.decided_by, power.told[:200]
    rate.number, rate.signed_on = given.number.strip(), given.on
    rate.name, rate.media_type, rate.content = given.name, given.media_type, given.content
    rate.sha256 = hashlib.sha256(given.content).hexdigest()
    return {
        "percent": rate.percent,
        "papers": rate.papers,
        "number": rate.number,
        "signed_on": rate.signed_on,
        "decided_by": rate.decided_by,
        "law": rate.law,
        "sha256": rate.sha256,
    }


ADVANCE_RATE = Lifecycle(
    kind="advance_rate",
    title="Mức tạm ứng riêng của một đề án",
    initial=Life.DRAFT,
    states=(
        State(code=Life.DRAFT, label="Đang soạn", owner="Cán bộ Cục", waits=at_its_desk),
        State(code=Life.PROPOSED, label="Đã trình, chờ quyết định", owner="Lãnh đạo Cục", waits=at_the_head),
        State(code=Life.DECIDED, label="Đã quyết định"),
        State(code=Life.DROPPED, label="Đã bỏ"),
    ),
    transitions=(
        Transition(
            name="advance_rate.propose",
            title="Trình lãnh đạo Cục",
            sources=frozenset({Life.DRAFT}),
            target=Life.PROPOSED,
            who=permissions.prepares_rate,
            by="Cán bộ Cục",
            when=may_be_decided,
        ),
        Transition(
            name="advance_rate.return",
            title="Trả lại để sửa",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DRAFT,
            who=permissions.decides_rate,
            by="Lãnh đạo Cục",
            needs_reason=True,
        ),
        Transition(
            name="advance_rate.decide",
            title="Ghi quyết định đã ký",
            sources=frozenset({Life.PROPOSED}),
            target=Life.DECIDED,
            who=permissions.decides_rate,
            by="Lãnh đạo Cục",
            when=signed_and_lawful,
            effect=decide,
            unlike=frozenset({"advance_rate.propose"}),
            decision=True,
        ),
        Transition(
            name="advance_rate.drop",
            title="Bỏ hồ sơ này",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.prepares_rate,
            by="Cán bộ Cục",
            needs_reason=True,
        ),
        Transition(
            name="advance_rate.lapse",
            title="Không cần nữa vì đề án ngừng",
            sources=frozenset({Life.DRAFT, Life.PROPOSED}),
            target=Life.DROPPED,
            who=permissions.lets_rate_lapse,
            by="Cùng quyết định ngừng đề án",
            needs_reason=True,
        ),
    ),
    title_of=told,
    agency_of=lambda rate: rate.agency.code,
)


def let_rates_lapse(request: ChangeRequest, act: Act) -> Mapping[str, object]:
    """At a stop, a rate that nobody decided yet has nothing left to be advanced by."""
    if not request.stops:
        return {}
    rows = AdvanceRate.objects.filter(project=request.project_id, state__in=(Life.DRAFT, Life.PROPOSED))
    step = Act(by=act.by, at=act.at, reason=f"Quyết định {request.number}")
    ended = [ADVANCE_RATE.perform("advance_rate.lapse", each, step).pk for each in rows.order_by("pk")]
    return {"rates_lapsed": ended} if ended else {}


@transaction.atomic
def begin_rate(contract: Contract, wanted: WantedRate, act: Act) -> AdvanceRate:
    """Prepare a rate and let it wait at its desk. PermissionDenied or BlockedError."""
    made = prepare_rate(contract, wanted, by=act.by, at=act.at)
    ADVANCE_RATE.begin(made, act)
    return made
