"""Closing a contract: what the books say on the day, and what stands against it.

The law names one last day for liquidation and settlement and no order between them (Điều 18 khoản 2, Thông tư
36/2013/TT-BCT): where no row asks for an order, its absence is told, not refused.
"""

from collections.abc import Iterator, Sequence
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
            yield _owed("still_open", f"Còn {dong(amount)} {words}", remains, "Ghi ở ô “Còn phải làm”")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerContract:
    """A contract of the unit with an establishment, in đồng, and what both say of it at the liquidation.

    `done` and `paid` are None until somebody wrote them down; `label` is its state in words. One whose
    establishment was replaced (`left`) is shown, and holds nothing up: the change that replaced it said why.
    """

    key: int
    name: str
    number: str
    label: str
    promised: int
    signed: bool
    annexed: bool = False
    left: bool = False
    done: int | None = None
    paid: int | None = None
    remains: str = ""

    @property
    def asked(self) -> bool:
        """Whether it is closed together with the contract of the unit, and so has to be told."""
        return self.signed and not self.left

    @property
    def told(self) -> bool:
        """Whether what was done and paid is written down."""
        return self.done is not None and self.paid is not None

    @property
    def unused(self) -> int:
        """What of it no volume stands for."""
        return max(self.promised - (self.done or 0), 0)


def check_owners(owners: Sequence[OwnerContract], closing: Closing) -> Iterator[Finding]:
    """What of the unit's contracts with establishments is still open, and so holds the liquidation up."""
    for each in owners:
        if not each.left:
            yield from _check_owner(each)
    done = sum(each.done or 0 for each in owners if each.asked)
    if done > closing.accepted:
        message = f"Cộng các cơ sở đã thực hiện {dong(done)}, quá {dong(closing.accepted)} đã nghiệm thu."
        yield _found("more_than_accepted", message, "Sửa số “Đã thực hiện” của cơ sở ghi thừa.", Severity.ERROR)


def _check_owner(each: OwnerContract) -> Iterator[Finding]:
    named = f"Hợp đồng {each.number} với {each.name}" if each.number else f"Hợp đồng với {each.name}"
    if not each.signed:
        message = f"{named} chưa xong: {each.label.lower()}."
        yield _found(
            "owner_unsigned", message, "Đơn vị thực hiện ký rồi ghi, hoặc bỏ hợp đồng ấy.", Severity.ERROR
        )
        return
    if each.annexed:
        message = f"{named} còn phụ lục chưa ký."
        yield _found("owner_annex", message, "Đơn vị thực hiện ký rồi ghi, hoặc bỏ phụ lục ấy.", Severity.ERROR)
    if each.done is None or each.paid is None:
        message = f"{named} chưa thanh lý."
        fix = "Ghi cơ sở đã thực hiện và đã nhận bao nhiêu, ở phần “Hợp đồng với cơ sở thụ hưởng”."
        yield _found("owner_open", message, fix, Severity.ERROR)
        return
    if each.done > each.promised:
        message = f"{named} đã thực hiện {dong(each.done)}, quá {dong(each.promised)} đã hứa."
        yield _found(
            "owner_over", message, "Ghi phần trong hợp đồng; phần thêm phải có phụ lục.", Severity.ERROR
        )
    if each.paid != each.done:
        more = each.paid > each.done
        words = "nhận thừa, phải hoàn trả" if more else "chưa được nhận"
        message = f"{named}: còn {dong(abs(each.paid - each.done))} {words}"
        yield _owed("owner_owed", message, each.remains, "Ghi ở ô “Còn phải làm” của cơ sở ấy")


def check_order(*, closed: bool, asked: bool, law: str) -> Iterator[Finding]:
    """A settlement before its contract is closed: refused only where a row of the law that was read asks so."""
    if closed:
        return
    message = "Hợp đồng chưa có biên bản thanh lý được ghi." + (f" {law}." if law else "")
    fix = "Lập biên bản thanh lý (Mẫu 6), hai bên ký, rồi ghi." + (
        "" if asked else " Quy định đã đọc không nói phải thanh lý trước, nên chỉ nhắc."
    )
    yield _found("not_liquidated", message, fix, Severity.ERROR if asked else Severity.WARNING)


def _owed(code: str, owed: str, remains: str, where: str) -> Finding:
    """Money that is still open: held up until the minutes say who pays when, then told with what they say."""
    if said := " ".join(remains.split()):
        return _found(code, f"{owed}. Biên bản ghi: “{said}”", "", Severity.WARNING)
    return _found(code, f"{owed}.", f"{where}: ai trả, trước ngày nào.", Severity.ERROR)


def _found(code: str, message: str, fix: str, severity: Severity) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, place="Thanh lý hợp đồng")
