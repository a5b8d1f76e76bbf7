"""The vouchers behind a settlement: on which form they are listed, and what they must add up to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import dong
from khuyencong.rules.norms import Purse

STATE = {Purse.NATIONAL: "national", Purse.LOCAL: "local"}
"""The source of a voucher that the purse itself paid."""
LABELS = {"national": "KCQG", "local": "KCĐP", "own": "Đối ứng", "other": "Nguồn khác"}


EXPLAIN = "hoặc ghi rõ vì sao ở ô “Giải trình bảng kê”."


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One voucher: number and day as printed, what was paid, đồng, and whose money (`national`, `own`…)."""

    number: str
    on: date
    content: str
    amount: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What vouchers of one source come to, in đồng."""

    label: str
    amount: int


def halves_of(given: Listed, support: int, purse: Purse, *, form: str) -> list[Listed]:
    """An invoice as lines of the list: what the purse pays of it and, on 8b, what the owner pays."""
    own = given.amount - support if form == "8b" else 0
    halves = ((STATE[purse], support), ("own", own))
    return [replace(given, source=source, amount=amount) for source, amount in halves if amount]


def form_of(rates: Iterable[Fraction | None]) -> str:
    """Mẫu 8b, with every source, where support is a share of the cost; else 8a: Điều 19 khoản 1 điểm d."""
    return "8b" if any(rate is not None and rate < 1 for rate in rates) else "8a"


def sums_of(vouchers: Iterable[Listed]) -> list[Sum]:
    """By source, in the order of the form; a source without a voucher is left out."""
    totals: dict[str, int] = {}
    for each in vouchers:
        totals[each.source] = totals.get(each.source, 0) + each.amount
    return [Sum(label=label, amount=totals[source]) for source, label in LABELS.items() if source in totals]


def state_sum(vouchers: Iterable[Listed], purse: Purse) -> int:
    """What the purse paid by these vouchers, in đồng."""
    return sum(each.amount for each in vouchers if each.source == STATE[purse])


def check_vouchers(
    vouchers: Sequence[Listed],
    amount: int,
    purse: Purse,
    *,
    form: str,
    own: int,
    since: date,
    why: str = "",
) -> Iterator[Finding]:
    """The purse's come to the settlement to the đồng; on 8b the owner's to what was confirmed of hers.

    `since` is the day of the contract: what was paid before it can hardly belong to it. What may be right all
    the same stops until `why` says so, then it is only told.
    """
    if not vouchers:
        message = f"Chưa có bảng kê chứng từ (Mẫu {form})."
        yield _found("no_vouchers", message, "Ghi từng chứng từ, hoặc nhập từ Excel.", Severity.WARNING)
        return
    paid = state_sum(vouchers, purse)
    if paid != amount:
        label = LABELS[STATE[purse]]
        more = "thừa" if paid > amount else "thiếu"
        message = (
            f"Chứng từ nguồn {label} cộng {dong(paid)}, {more} {dong(abs(paid - amount))} so với quyết toán."
        )
        yield _found("not_the_amount", message, f"Bảng kê phải cộng đúng {dong(amount)}.", Severity.ERROR)
    told = Severity.WARNING if why.strip() else Severity.ERROR
    if early := [each for each in vouchers if each.on < since]:
        first = min(early, key=lambda each: (each.on, each.number))
        more = f" và {len(early) - 1} chứng từ khác" if len(early) > 1 else ""
        message = (
            f"Chứng từ {first.number} ngày {first.on:%d/%m/%Y}{more} có trước hợp đồng ngày {since:%d/%m/%Y}."
        )
        yield _found("before_the_contract", message, f"Xem lại ngày, bỏ chứng từ ấy, {EXPLAIN}", told)
    given = sum(each.amount for each in vouchers if each.source == "own")
    if form == "8b" and given < own:
        message = f"Chứng từ đối ứng cộng {dong(given)}, mà nghiệm thu xác nhận {dong(own)}."
        yield _found("less_own", message, f"Bổ sung chứng từ đối ứng, {EXPLAIN}", told)


def split(amount: int, weights: Sequence[Fraction]) -> list[int]:
    """An amount in đồng over lines by their weights: whole đồng that add up to it exactly."""
    whole = sum(weights, start=Fraction(0))
    if not whole:
        return [0 for _ in weights]
    parts, reached, given = [], Fraction(0), 0
    for weight in weights:
        reached += weight
        until = int(amount * reached / whole)
        parts.append(until - given)
        given = until
    return parts


def twice_in(vouchers: Iterable[Listed]) -> Iterator[tuple[int, int]]:
    """Positions (first, again) of vouchers of one number, day and source."""
    seen: dict[tuple[str, date, str], int] = {}
    for position, each in enumerate(vouchers):
        first = seen.setdefault((each.number.casefold(), each.on, each.source), position)
        if first != position:
            yield first, position


def _found(code: str, message: str, fix: str, severity: Severity) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, place="Bảng kê chứng từ")
