"""Closing a contract: what the books say on the day, and what stands against it.

The law names one last day for liquidation and settlement and no order between them (Điều 18 khoản 2, Thông tư
36/2013/TT-BCT): where no row asks for an order, its absence is told, not refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.ledger import Pots, Stage
from khuyencong.rules.money import dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A contract's money as it stands, in đồng; `unused` is promised and never accepted."""

    support: int
    accepted: int
    paid: int
    returned: int
    owed: int
    unreturned: int

    @property
    def unused(self) -> int:
        """What of the contract no volume stands for."""
        return max(self.support - self.accepted, 0)


def closing_of(pots: Pots, *, support: int, returned: int) -> Closing:
    """The same out of a book: accepted is owed or paid, paid out is what left less what came back."""
    accepted = sum(pots.get(stage, 0) for stage in (Stage.ACCEPTED, Stage.PAID, Stage.SETTLED))
    paid = sum(pots.get(stage, 0) for stage in (Stage.ADVANCED, Stage.PAID, Stage.SETTLED))
    return Closing(
        support=support,
        accepted=accepted,
        paid=paid + returned,
        returned=returned,
        owed=pots.get(Stage.ACCEPTED, 0),
        unreturned=pots.get(Stage.ADVANCED, 0),
    )


def check_closing(closing: Closing, *, final: bool, remains: str) -> Iterator[Finding]:
    """Closed only after the last acceptance; what is still owed either way has to be said in the minutes."""
    if not final:
        message = "Hợp đồng chưa nghiệm thu lần cuối."
        yield _found("not_final", message, "Nghiệm thu lần cuối rồi thanh lý.", Severity.ERROR)
    open_ = [
        (closing.owed, "đã nghiệm thu mà chưa chi"),
        (closing.unreturned, "đã tạm ứng mà chưa có khối lượng, phải hoàn trả"),
    ]
    for amount, words in open_:
        if amount:
            said = bool(remains.strip())
            yield _found(
                "still_open",
                f"Còn {dong(amount)} {words}.",
                "Ghi ở ô “Còn phải làm”: ai trả, trước ngày nào.",
                Severity.WARNING if said else Severity.ERROR,
            )


def check_order(*, closed: bool, asked: bool, law: str) -> Iterator[Finding]:
    """A settlement before its contract is closed: refused only where a row of the law that was read asks so."""
    if closed:
        return
    message = "Hợp đồng chưa có biên bản thanh lý được ghi." + (f" {law}." if law else "")
    fix = "Lập biên bản thanh lý (Mẫu 6), hai bên ký, rồi ghi." + (
        "" if asked else " Quy định đã đọc không nói phải thanh lý trước, nên chỉ nhắc."
    )
    yield _found("not_liquidated", message, fix, Severity.ERROR if asked else Severity.WARNING)


def _found(code: str, message: str, fix: str, severity: Severity) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, place="Thanh lý hợp đồng")
