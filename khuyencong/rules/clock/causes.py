"""What holds back the money of a book that has not gone out: each đồng under one cause."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khuyencong.rules.clock.facts import Facts
from khuyencong.rules.clock.usual import Step


class Cause(StrEnum):
    """Why money lies."""

    STOPPED = "stopped"
    HELD = "held"
    NO_CONTRACT = "no_contract"
    SIGNING = "signing"
    PAPERS = "papers"
    DRAFTING = "drafting"
    CONFIRM = "confirm"
    APPROVE = "approve"
    PAY = "pay"
    NO_CLAIM = "no_claim"
    ACCEPTANCE = "acceptance"
    LATE = "late"
    WORK = "work"
    UNUSED = "unused"


CAUSES = {
    Cause.STOPPED: "Đề án đã dừng hoặc đã quyết toán, kinh phí còn lại chưa điều chỉnh",
    Cause.HELD: "Đề án đang tạm dừng",
    Cause.NO_CONTRACT: "Chưa có hợp đồng",
    Cause.SIGNING: "Hợp đồng chờ ký",
    Cause.PAPERS: "Đề nghị thiếu giấy",
    Cause.DRAFTING: "Đề nghị đang soạn",
    Cause.CONFIRM: "Chờ Sở xác nhận khối lượng",
    Cause.APPROVE: "Chờ lãnh đạo nơi chi duyệt",
    Cause.PAY: "Chờ kế toán chi",
    Cause.NO_CLAIM: "Được đề nghị mà chưa đề nghị",
    Cause.ACCEPTANCE: "Chờ nghiệm thu",
    Cause.LATE: "Quá ngày kết thúc hợp đồng mà chưa xong",
    Cause.WORK: "Đang làm, chưa đến mức được chi",
    Cause.UNUSED: "Được giao mà không nằm trong hợp đồng",
}
AT_STEP = {Step.CONFIRM: Cause.CONFIRM, Step.APPROVE: Cause.APPROVE, Step.PAY: Cause.PAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Đồng that one cause holds back, for how many days, at whose desk where it lies at one."""

    cause: Cause
    amount: int
    days: int
    desk: str = ""

    @property
    def words(self) -> str:
        """The cause as it is called on a page."""
        return CAUSES[self.cause]

    @property
    def weight(self) -> int:
        """Money × days: what is sorted by."""
        return self.amount * max(self.days, 1)


def held_back(facts: Facts, on: date) -> list[Held]:
    """The causes; their amounts add up to what was given and has not gone out."""
    found = [each for each in _causes(facts, on) if each.amount]
    left = facts.waiting - sum(each.amount for each in found)
    if left:
        found.append(_rest(facts, on, left))
    return found


def _causes(facts: Facts, on: date) -> Iterator[Held]:
    """Those that hold a part of their own."""
    whole = Cause.STOPPED if facts.over else Cause.HELD if facts.held else None
    if whole is not None:
        yield Held(cause=whole, amount=facts.waiting, days=_days(facts.given_on, on))
        return
    if not facts.signed:
        contract = facts.contract
        signing = contract is not None and contract.step is Step.SIGNING
        since = contract.since if contract is not None and signing else facts.given_on
        cause = Cause.SIGNING if signing else Cause.NO_CONTRACT
        desk = contract.desk if contract is not None else facts.desk
        yield Held(cause=cause, amount=facts.waiting, days=_days(since, on), desk=desk)
        return
    yield Held(cause=Cause.UNUSED, amount=facts.given - facts.committed, days=_days(facts.given_on, on))
    yield from _asked(facts, on)


def _asked(facts: Facts, on: date) -> Iterator[Held]:
    """The claim on its way, and what might be asked for beside it."""
    left = facts.committed - facts.disbursed
    claim = facts.claim
    if claim is not None:
        amount = min(claim.amount, left)
        left -= amount
        here = AT_STEP.get(claim.step) or (Cause.PAPERS if claim.missing else Cause.DRAFTING)
        yield Held(cause=here, amount=amount, days=_days(claim.since, on), desk=claim.desk)
    owed = facts.owed - (claim.amount if claim is not None and not claim.advance else 0)
    advance = 0
    if not facts.final:
        advance = facts.ceiling(facts.work.done) - facts.advanced
        advance -= claim.amount if claim is not None and claim.advance else 0
    may = min(max(owed, 0) + max(advance, 0), left)
    assert facts.contract is not None
    # The longest that it may have been asked for: since signing, or since the volume was accepted or reported.
    days = [facts.contract.since] if advance > 0 else []
    since = max(filter(None, [facts.owed_since if owed > 0 else None, *days, facts.work.on]), default=on)
    yield Held(cause=Cause.NO_CLAIM, amount=may, days=_days(since, on))


def _rest(facts: Facts, on: date, amount: int) -> Held:
    """What no desk can move before the work is accepted."""
    assert facts.contract is not None
    if facts.final:
        return Held(cause=Cause.UNUSED, amount=amount, days=_days(facts.given_on, on))
    if facts.accepting is not None or facts.work.done >= 100:
        since = facts.accepting.since if facts.accepting is not None else facts.work.on or on
        desk = facts.accepting.desk if facts.accepting is not None else ""
        return Held(cause=Cause.ACCEPTANCE, amount=amount, days=_days(since, on), desk=desk)
    if on > facts.contract.ends_on:
        return Held(cause=Cause.LATE, amount=amount, days=_days(facts.contract.ends_on, on))
    return Held(cause=Cause.WORK, amount=amount, days=_days(facts.contract.since, on))


def _days(since: date, on: date) -> int:
    return max((on - since).days, 0)
