"""What accepted volume is worth, and what stands against an acceptance, a payment or a settlement.

A line of the estimate is worth what it asks of the purse, in proportion to its accepted quantity; a contract
for less than the estimate pays less for each. Điều 12 khoản 6, Điều 14, 18, 19 Thông tư 36/2013/TT-BCT.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
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


NO_VOLUME_LEFT = (
    "Mọi dòng dự toán đã nghiệm thu đủ mà chưa lần nào ghi là lần cuối: điều chỉnh dự toán thêm khối lượng; "
    "hoặc đính chính lần nghiệm thu sau cùng (đã chi thì đính chính lần chi trước) rồi ghi lại là lần cuối; "
    "hoặc ngừng đề án."
)
"""What opens where the quantities were cut to what was accepted while money was left; no new one gets there."""

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
    full = bool(result.volumes) and all(each.before >= each.planned for each in result.volumes)
    if not any(each.now for each in result.volumes):
        message = "Chưa ghi khối lượng nghiệm thu của dòng nào."
        fix = NO_VOLUME_LEFT if full else "Ghi số lượng ở ít nhất một dòng dự toán."
        yield error("no_volume", message, fix, "Khối lượng")
    for each in result.volumes:
        yield from _check_volume(each, full=full)
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


def _check_volume(volume: Volume, *, full: bool) -> Iterator[Finding]:
    place = f"Dòng “{volume.name}”"
    if volume.now < 0:
        yield error("negative", "Số lượng không được âm.", "Ghi 0 hoặc số lớn hơn.", place)
    elif volume.before + volume.now > volume.planned:
        left = volume.planned - volume.before
        message = f"Nghiệm thu {plain(volume.now)}, mà dự toán {plain(volume.planned)}, đã nghiệm thu trước "
        message += f"{plain(volume.before)}."
        fix = f"Ghi không quá {plain(left)} {volume.unit}".strip() + "."
        none = NO_VOLUME_LEFT if full else "Ghi 0: dòng này đã nghiệm thu đủ."
        yield error("beyond_plan", message, fix if left > 0 else none, place)


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

    `law` is the clause on giving back, as it stands behind a sentence. `advanced` is given for a late unit, as
    settled_at_most has it: that is settled on the minutes of acceptance, the rest waits for its file.
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
    """What may be settled now, in đồng: all that was paid; of a late unit what of it was advanced.

    `advanced` leaves out what it has settled so already. What was settled in the usual way was its rest.
    """
    paid = pots.get(Stage.PAID, 0)
    return paid if advanced is None else max(min(paid, advanced), 0)


def check_accepted(costs: Sequence[Cost], accepted: Mapping[int, Decimal]) -> Iterator[Finding]:
    """What stands against a changed estimate: a line below the quantity of it that was accepted, by key."""
    for each in costs:
        if each.quantity < (least := accepted.get(each.key, Decimal(0))):
            message = f"Giảm xuống {plain(each.quantity)}, mà đã nghiệm thu {plain(least)}."
            fix = f"Ghi từ {plain(least)} {each.unit}".strip() + " trở lên."
            yield error("below_accepted", message, fix, f"Dòng “{each.name}”")


IN_HAND_FIRST = "Ghi lại hoặc bỏ lần nghiệm thu ấy rồi mới giảm."
"""What opens where an open acceptance stands against less money or fewer quantities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """An acceptance that stands open: its words, quantities by key, what is accepted with it, in đồng."""

    words: str
    quantities: Mapping[int, Decimal]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What rests on a line to be taken out: accepted, in an acceptance in hand, bought with invoices."""

    accepted: Decimal = Decimal(0)
    in_hand: str = ""
    bought: int = 0


def check_removed(costs: Sequence[Cost], done: Mapping[int, Done]) -> Iterator[Finding]:
    """What stands against taking these lines out, by key: work of them was done, so the books rest on them."""
    for each in costs:
        rests, place = done.get(each.key, Done()), f"Dòng “{each.name}”"
        if rests.accepted:
            message = (
                f"Đã nghiệm thu {plain(rests.accepted)} {each.unit}".strip() + " của dòng này, không bỏ được."
            )
            fix = f"Giữ dòng này với số lượng từ {plain(rests.accepted)} trở lên."
            yield error("removed_accepted", message, fix, place)
        if rests.in_hand:
            message = f"{rests.in_hand}, có khối lượng của dòng này."
            yield error("removed_in_hand", message, "Ghi lại hoặc bỏ lần nghiệm thu ấy rồi mới bỏ dòng.", place)
        if rests.bought:
            message = f"Đã ghi {rests.bought} lần mua có hóa đơn cho dòng này."
            fix = "Ghi nhầm thì gạch lần mua ấy trước (trang Mua sắm của đề án); mua thật thì giữ dòng này."
            yield error("removed_bought", message, fix, place)


def check_years_over(costs: Sequence[Cost], over: Collection[int]) -> Iterator[Finding]:
    """What stands against adding or taking out lines of a year of which nothing more will be accepted."""
    for each in costs:
        if each.year in over:
            message = (
                f"Năm {each.year} đã nghiệm thu lần cuối, hoặc phần còn lại đã thu hồi: dự toán của năm ấy "
                "không thêm, không bớt dòng nữa."
            )
            fix = "Để các dòng của năm ấy như hiện nay; nghiệm thu cuối ghi sai thì đính chính nó trước."
            yield error("year_over", message, fix, f"Dòng “{each.name}”")


def worth_of(costs: Sequence[Cost], accepted: Mapping[int, Decimal], hand: InHand, support: int) -> int:
    """What the lines of a year would be worth with it, in đồng."""
    volumes = [
        Volume(
            name=each.name,
            unit=each.unit,
            planned=each.quantity,
            asked=each.support,
            before=accepted.get(each.key, Decimal(0)),
            now=hand.quantities.get(each.key, Decimal(0)),
        )
        for each in costs
        if each.quantity > 0
    ]
    return worth(volumes, support)


def check_in_hand(costs: Sequence[Cost], accepted: Mapping[int, Decimal], hand: InHand) -> Iterator[Finding]:
    """What stands against a line cut below its accepted quantity and what an open acceptance says of it."""
    for each in costs:
        done = accepted.get(each.key, Decimal(0))
        least = done + hand.quantities.get(each.key, Decimal(0))
        if done <= each.quantity < least:
            message = f"{hand.words}: giảm xuống {plain(each.quantity)}, mà với lần ấy là {plain(least)}."
            yield error("acceptance_open", message, IN_HAND_FIRST, f"Dòng “{each.name}”")


def check_worth(hand: InHand, before: int, after: int) -> Iterator[Finding]:
    """What stands against terms by which the work of an open acceptance is worth less than it says."""
    if after < min(before, hand.total):
        message = f"{hand.words}: sau khi giảm, khối lượng đã làm chỉ còn ứng với {dong(after)}, mà với lần ấy "
        message += f"là {dong(hand.total)}."
        yield error("acceptance_open", message, IN_HAND_FIRST, "Kinh phí hỗ trợ")


def check_left(
    before: Sequence[Cost], after: Sequence[Cost], accepted: Mapping[int, Decimal], ended: Collection[int]
) -> Iterator[Finding]:
    """What stands against quantities cut to what was accepted: no work is left for the last acceptance."""
    for year in sorted({each.year for each in after} - set(ended)):
        if _all_accepted(after, year, accepted) and not _all_accepted(before, year, accepted):
            message = (
                f"Năm {year}: khối lượng giảm xuống đúng số đã nghiệm thu mà chưa phải lần cuối, không còn gì "
                "cho lần nghiệm thu cuối, đề án không quyết toán được."
            )
            fix = (
                "Để lại khối lượng ở ít nhất một dòng; không làm nữa thì đính chính lần nghiệm thu ấy, ghi lại "
                "là lần cuối; hoặc ngừng đề án."
            )
            yield error("no_volume_left", message, fix, "Dự toán")


def _all_accepted(costs: Sequence[Cost], year: int, accepted: Mapping[int, Decimal]) -> bool:
    """Whether something of that year was accepted, and nothing is left of any line."""
    lines = [(each.quantity, accepted.get(each.key, Decimal(0))) for each in costs if each.year == year]
    return any(done for _, done in lines) and all(quantity == done for quantity, done in lines)


def plain(quantity: Decimal) -> str:
    """A quantity as people write it: no zeros behind the comma."""
    text = f"{quantity.normalize():f}"
    return text.replace(".", ",")
