"""What accepted volume is worth, and what stands against an acceptance, a payment or a settlement.

A line of the estimate is worth what it asks of the purse, in proportion to its accepted quantity; a contract
for less than the estimate pays less for each. Điều 12 khoản 6, Điều 14, 18, 19 Thông tư 36/2013/TT-BCT.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from khuyencong.rules.change_terms import Cost
from khuyencong.rules.findings import Finding, Severity, error
from khuyencong.rules.ledger import Pots, Stage
from khuyencong.rules.money import dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A line of the estimate: quantities planned, accepted before and accepted now; `asked` is in đồng."""

    name: str
    unit: str
    planned: Decimal
    asked: int
    before: Decimal
    now: Decimal

    @property
    def share(self) -> Fraction:
        """How much of it stands accepted after this; never more than all, or it would lift other lines."""
        return min(Fraction(self.before + self.now) / Fraction(self.planned), Fraction(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What an acceptance is judged by, in đồng: what its contract may give, and what was accepted before it.

    `why` says why that is less than the contract in force promises, where it is. `room` is what the books hold
    for more volume: advances without any, and what is committed; None where that is not asked. `over`: the
    project stopped, so that no last acceptance is waited for.
    """

    support: int
    counterpart: int
    accepted: int = 0
    confirmed: int = 0
    why: str = ""
    room: int | None = None
    over: bool = False

    @property
    def whole(self) -> bool:
        """Whether all that is promised was accepted before."""
        return 0 < self.support <= self.accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found: support worth in đồng, counterpart confirmed in đồng, whether it is the last time."""

    amount: int
    counterpart: int
    final: bool
    volumes: Sequence[Volume]


def worth(volumes: Sequence[Volume], support: int) -> int:
    """What everything accepted so far is worth of the contract's support, in whole đồng, rounded down."""
    whole = sum(each.asked for each in volumes)
    if not whole:
        return 0
    weighed = sum((each.asked * each.share for each in volumes), start=Fraction(0))
    return int(support * weighed / whole)


LAST_BOX = "Ô “Đây là lần nghiệm thu cuối của hợp đồng”"


def check_acceptance(result: Result, grounds: Grounds) -> Iterator[Finding]:
    """What stands against it; a counterpart below its share or above what was promised is told, not refused."""
    if grounds.whole:
        message = f"Toàn bộ {dong(grounds.support)} kinh phí hỗ trợ của hợp đồng đã nghiệm thu ở các lần trước."
        fix = (
            "Lần sau cùng chưa ghi là lần cuối thì đính chính bút toán của nó (trang Kinh phí của đề án), rồi "
            "ghi lại là lần cuối."
        )
        yield error("accepted_before", message, fix, LAST_BOX)
        return
    if not any(each.now for each in result.volumes):
        message = "Chưa ghi khối lượng nghiệm thu của dòng nào."
        yield error("no_volume", message, "Ghi số lượng ở ít nhất một dòng dự toán.", "Khối lượng")
    for each in result.volumes:
        yield from _check_volume(each)
    if result.amount <= 0:
        yield error("not_positive", "Số nghiệm thu phải lớn hơn 0.", "Ghi số đồng.", "Ô “Giá trị”")
    if result.counterpart < 0:
        yield error("negative", "Đối ứng không được âm.", "Ghi 0 hoặc số lớn hơn.", "Ô “Đối ứng”")
    most = max(worth(result.volumes, grounds.support) - grounds.accepted, 0)
    if result.amount > most:
        yield _above(result.amount, most, grounds)
    elif grounds.room is not None and result.amount > grounds.room:
        message = (
            f"Giá trị {dong(result.amount)}, mà sổ của hợp đồng chỉ còn {dong(grounds.room)} cho khối lượng "
            "mới (tạm ứng chưa có khối lượng và cam kết chưa chi)."
        )
        fix = f"Ghi không quá {dong(grounds.room)}." if grounds.room > 0 else "Không nghiệm thu thêm được."
        yield error("above_room", message, fix, "Ô “Giá trị”")
    else:
        if not result.final and not grounds.over and _takes_all(result, grounds):
            yield _not_marked_last(grounds)
        yield from _check_counterpart(result, grounds)


def _takes_all(result: Result, grounds: Grounds) -> bool:
    """Whether no money or no volume is left after it; more than was planned is told as that alone."""
    if any(each.before + each.now > each.planned for each in result.volumes):
        return False
    whole = bool(result.volumes) and all(each.before + each.now >= each.planned for each in result.volumes)
    return result.amount > 0 and (whole or grounds.accepted + result.amount >= grounds.support)


def _not_marked_last(grounds: Grounds) -> Finding:
    """A last acceptance needs some work: one that takes all without being the last leaves none for it."""
    message = "Với lần này đã nghiệm thu đủ, không còn gì cho lần nghiệm thu cuối."
    fix = "Đánh dấu đây là lần cuối."
    if grounds.why:
        fix = f"{grounds.why}: ký và ghi phụ lục, rồi ghi lần này là lần cuối; hoặc để lại một phần."
    return error("not_marked_last", message, fix, "Ô “Đây là lần nghiệm thu cuối”")


def _check_volume(volume: Volume) -> Iterator[Finding]:
    place = f"Dòng “{volume.name}”"
    if volume.now < 0:
        yield error("negative", "Số lượng không được âm.", "Ghi 0 hoặc số lớn hơn.", place)
    elif volume.before + volume.now > volume.planned:
        left = volume.planned - volume.before
        message = f"Nghiệm thu {plain(volume.now)}, mà dự toán {plain(volume.planned)}, đã nghiệm thu trước "
        message += f"{plain(volume.before)}."
        fix = f"Ghi không quá {plain(left)} {volume.unit}".strip() + "."
        yield error("beyond_plan", message, fix if left > 0 else "Ghi 0: dòng này đã nghiệm thu đủ.", place)


def _above(amount: int, most: int, grounds: Grounds) -> Finding:
    before = f", trừ {dong(grounds.accepted)} đã nghiệm thu trước" if grounds.accepted else ""
    message = (
        f"Giá trị {dong(amount)} vượt {dong(amount - most)}: khối lượng đã nghiệm thu ứng với "
        f"{dong(most)} kinh phí hỗ trợ{before}{f' ({grounds.why})' if grounds.why else ''}."
    )
    nothing = "Ghi 0, hoặc ghi khối lượng làm được lần này ở các dòng dự toán."
    return error("above_worth", message, f"Ghi không quá {dong(most)}." if most > 0 else nothing, "Ô “Giá trị”")


def _check_counterpart(result: Result, grounds: Grounds) -> Iterator[Finding]:
    """Compared crosswise, so that nothing is rounded."""
    accepted, confirmed = grounds.accepted + result.amount, grounds.confirmed + result.counterpart
    if grounds.support and confirmed * grounds.support < grounds.counterpart * accepted:
        due = -(-grounds.counterpart * accepted // grounds.support)
        message = f"Đối ứng xác nhận {dong(confirmed)}, phần tương ứng với số nghiệm thu là {dong(due)}."
        fix = "Ghi rõ trong kết luận vì sao còn thiếu, hoặc bổ sung chứng từ của đơn vị thụ hưởng."
        yield Finding(
            code="less_counterpart", severity=Severity.WARNING, message=message, fix=fix, place="Ô “Đối ứng”"
        )
    if confirmed > grounds.counterpart:
        before = f" ({dong(grounds.confirmed)} lần trước và {dong(result.counterpart)} lần này)"
        message = f"Đối ứng cộng dồn {dong(confirmed)}{before if grounds.confirmed else ''} vượt "
        message += f"{dong(grounds.counterpart)} đã hứa trong hợp đồng."
        fix = "Chỉ ghi phần của lần này, không ghi số cộng dồn; đúng là vượt thì ghi rõ trong kết luận."
        yield Finding(
            code="more_counterpart", severity=Severity.WARNING, message=message, fix=fix, place="Ô “Đối ứng”"
        )


def check_payment(amount: int, most: int, why: str = "") -> Iterator[Finding]:
    """What stands against paying the rest: no more than was accepted and not yet paid, and is still decided.

    `why` says why the second is less than the first, where it is.
    """
    if amount <= 0:
        yield error("not_positive", "Số đề nghị phải lớn hơn 0.", "Ghi số đồng.", "Ô “Số đề nghị”")
    elif amount > most:
        there = f"chỉ có {dong(most)}" if most > 0 else "không có đồng nào"
        message = f"Đề nghị {dong(amount)}, mà đã nghiệm thu còn chưa chi {there}"
        message += f" ({why})." if why else "."
        fix = f"Ghi không quá {dong(most)}." if most > 0 else "Nghiệm thu khối lượng đã làm rồi đề nghị."
        yield error("above_accepted", message, fix, "Ô “Số đề nghị”")


def check_settlement(
    amount: int, pots: Pots, *, final: bool, law: str = "", advanced: int | None = None
) -> Iterator[Finding]:
    """What stands against settling: everything accepted is paid, nothing advanced is left without volume.

    `law` is the clause on giving back, as it stands behind a sentence. `advanced` is given for a late
    unit: what was advanced to it is settled on the minutes of acceptance, the rest waits for its file.
    """
    late = advanced is not None
    if not final:
        fix = "Nghiệm thu lần cuối rồi quyết toán."
        yield error("not_final", "Hợp đồng chưa nghiệm thu lần cuối.", fix, "Nghiệm thu")
    if (left := pots.get(Stage.ACCEPTED, 0)) and not late:
        message = f"Còn {dong(left)} đã nghiệm thu mà chưa chi."
        yield error("unpaid", message, "Đề nghị chi phần còn lại trước.", "Kinh phí")
    if left := pots.get(Stage.ADVANCED, 0):
        message = f"Còn {dong(left)} đã tạm ứng mà không có khối lượng nghiệm thu."
        fix = f"Hoàn trả số ấy rồi kế toán ghi hoàn trả{law}."
        yield error("to_give_back", message, fix, "Kinh phí")
    most = settled_at_most(pots, advanced)
    if amount != most:
        of = "đã tạm ứng chưa quyết toán" if late else "đã chi chưa quyết toán"
        message = f"Đề nghị quyết toán {dong(amount)}, mà {of} là {dong(most)}."
        yield error("not_the_paid", message, f"Quyết toán đúng {dong(most)}.", "Ô “Số đề nghị”")


def settled_at_most(pots: Pots, advanced: int | None = None) -> int:
    """What may be settled now, in đồng: all that was paid; of a late unit what of it was advanced."""
    paid = pots.get(Stage.PAID, 0)
    return paid if advanced is None else max(min(paid, advanced - pots.get(Stage.SETTLED, 0)), 0)


def check_accepted(costs: Sequence[Cost], accepted: Mapping[int, Decimal]) -> Iterator[Finding]:
    """What stands against a changed estimate: a line below the quantity of it that was accepted, by key."""
    for each in costs:
        if each.quantity < (least := accepted.get(each.key, Decimal(0))):
            message = f"Giảm xuống {plain(each.quantity)}, mà đã nghiệm thu {plain(least)}."
            fix = f"Ghi từ {plain(least)} {each.unit}".strip() + " trở lên."
            yield error("below_accepted", message, fix, f"Dòng “{each.name}”")


def plain(quantity: Decimal) -> str:
    """A quantity as people write it: no zeros behind the comma."""
    text = f"{quantity.normalize():f}"
    return text.replace(".", ",")
