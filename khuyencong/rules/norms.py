"""Norms of support as dated law: which one binds on a day, the most it allows, whether a request keeps to it.

A norm is never changed: law that comes later is a row from a later day, and a row that was read wrongly is
superseded by another edition of itself. So what was judged once can always be judged again alike.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from khuyencong.rules.clauses import quoted
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import dong, number, percent
from khuyencong.rules.purses import NAMES
from khuyencong.rules.validity import in_force


class Purse(StrEnum):
    """Whose money it is."""

    NATIONAL = "KCQG"
    LOCAL = "KCDP"

    @property
    def label(self) -> str:
        """The name an officer reads."""
        return NAMES[self.value]


class Bound(StrEnum):
    """How a norm binds: by rate and cap, by an approved price, by another text, or nobody read how."""

    LIMIT = "limit"
    PRICE = "price"
    REFERENCE = "reference"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {
            "limit": "Có tỷ lệ hoặc mức tối đa",
            "price": "Theo giá đấu thầu hoặc đơn giá được duyệt",
            "reference": "Theo văn bản khác",
            "unknown": "Chưa đọc được mức",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """One norm from `since` up to, but not on, `until`, as it stood in the register between two instants.

    `province` is "" for the national purse; `rate` a share of 1; `multiplier` what priority may raise it by.
    `ended` is the day from which its province is no more, `place` what the province is called.
    """

    key: str
    item: str
    purse: Purse
    province: str = ""
    ended: date | None = None
    bound: Bound = Bound.LIMIT
    rate: Fraction | None = None
    cap: int | None = None
    multiplier: Fraction | None = None
    per: str = ""
    since: date
    until: date | None = None
    document: str = ""
    clause: str = ""
    verified: bool = False
    note: str = ""
    recorded_at: datetime | None = None
    superseded_at: datetime | None = None
    name: str = field(default="", compare=False)
    place: str = field(default="", compare=False)

    @property
    def law(self) -> str:
        """Clause and document in one breath, with a warning where nobody has read the original."""
        told = ", ".join(part for part in (self.clause, self.document) if part) or "chưa rõ văn bản"
        return quoted(told, verified=self.verified)

    @property
    def words(self) -> str:
        """What it allows, as it would stand in the law."""
        if self.bound is not Bound.LIMIT:
            return self.bound.label
        parts = []
        if self.rate is not None:
            parts.append(f"tối đa {percent(self.rate, 0 if (self.rate * 100).denominator == 1 else 1)} chi phí")
        if self.cap is not None:
            parts.append(f"không quá {dong(self.cap)}{'/' if self.per else ''}{self.per}")
        return ", ".join(parts)

    @property
    def priority_words(self) -> str:
        """By how much priority may raise it."""
        return f"tối đa {number(self.multiplier, 1)} lần mức trên" if self.multiplier is not None else "không"

    def binds(self, on: date) -> bool:
        """Whether it is in force on that day, in a province that stands on it."""
        return self.written(on) and (self.ended is None or on < self.ended)

    def written(self, on: date) -> bool:
        """Whether that day lies between its own days, whatever became of its province."""
        return in_force(self.since, self.until, on)

    def known(self, at: datetime | None) -> bool:
        """Whether it stood in the register at that instant; without one, whether it stands there now."""
        if at is None:
            return self.superseded_at is None
        begun = self.recorded_at is None or self.recorded_at <= at
        return begun and (self.superseded_at is None or at < self.superseded_at)


class LawUnclearError(LookupError):
    """The law gives no single answer: `candidates` all claim to bind, or none does and `reason` says so."""

    def __init__(self, reason: str, candidates: Sequence[Norm] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.candidates = tuple(candidates)

    @property
    def finding(self) -> Finding:
        """The same as an officer reads it beside a field."""
        return Finding(
            code="law_unclear",
            severity=Severity.WARNING,
            message=self.reason,
            fix="Đọc văn bản gốc rồi đề xuất ở trang Định mức; trong khi chờ, lãnh đạo cơ quan quyết định.",
        )


def norm_in_force(
    norms: Iterable[Norm],
    item: str,
    on: date,
    purse: Purse,
    province: str = "",
    *,
    known_at: datetime | None = None,
    name: str = "",
    before: Collection[str] = (),
) -> Norm:
    """The one norm that binds the item on that day; LawUnclearError names the candidates or the gap.

    `name` is what the item is called where no norm of it is known. `before` are the provinces that became this
    one: what they had is named in the gap, for whether it goes on nobody has read.
    """
    wanted = "" if purse is Purse.NATIONAL else province
    about = [each for each in norms if (each.item, each.purse) == (item, purse) and each.known(known_at)]
    mine = [each for each in about if each.province == wanted]
    found = [each for each in mine if each.binds(on)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = "; ".join(f"{each.words} ({each.law})" for each in found)
        raise LawUnclearError(f"Ngày {on:%d/%m/%Y} có {len(found)} định mức cùng hiệu lực: {listed}.", found)
    left = [each for each in about if each.province == wanted or (wanted and each.province in before)]
    raise LawUnclearError(" ".join([_gap(mine, name or item, on, purse), *_left_over(left, on)]))


def _gap(mine: Sequence[Norm], item: str, on: date, purse: Purse) -> str:
    name = next((each.name for each in mine if each.name), item)
    told = f"Ngày {on:%d/%m/%Y} chưa có định mức {purse.label.lower()} nào cho “{name}”"
    before = max((each.until for each in mine if each.until is not None and each.until <= on), default=None)
    after = min((each.since for each in mine if each.since > on), default=None)
    if before is not None:
        told += f"; định mức trước hết hiệu lực từ {before:%d/%m/%Y}"
    if after is not None:
        told += f"; định mức sau có hiệu lực từ {after:%d/%m/%Y}"
    return told + "."


def _left_over(norms: Iterable[Norm], on: date) -> list[str]:
    """What provinces that are no more had ordered without a last day; a sentence each."""
    return [
        f"{each.place or 'Tỉnh cũ'} (đến trước {each.ended:%d/%m/%Y}) có mức {each.words} ({each.law}); "
        "còn áp dụng ở đơn vị hành chính mới hay không chưa rõ."
        for each in norms
        if each.ended is not None and each.ended <= on and each.written(on)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The most a norm allows and the steps to it, each a sentence; `amount` None where it sets no figure."""

    norm: Norm
    amount: int | None
    steps: tuple[str, ...]


def highest_support(norm: Norm, cost: int, *, priority: bool = False, count: int = 1) -> Allowed:
    """The most that may be given for `cost` đồng of eligible cost: rate, then cap, then the multiplier.

    `count` is for how many establishments, models… the cap stands. Whole đồng, rounded down; never above cost.
    """
    if norm.bound is not Bound.LIMIT:
        return Allowed(norm=norm, amount=None, steps=(f"{norm.bound.label}; {norm.law}.",))
    most, steps = _by_rate_and_cap(norm, cost, count)
    if priority and norm.multiplier is not None:
        raised = most * norm.multiplier.numerator // norm.multiplier.denominator
        steps.append(
            f"Địa bàn, ngành nghề ưu tiên: tối đa {number(norm.multiplier, 1)} lần mức trên, là {dong(raised)}."
        )
        most = raised
    if most > cost:
        most = cost
        steps.append(f"Không hỗ trợ quá chi phí: {dong(cost)}.")
    steps.append(f"Căn cứ: {norm.law}.")
    return Allowed(norm=norm, amount=most, steps=tuple(steps))


def _by_rate_and_cap(norm: Norm, cost: int, count: int) -> tuple[int, list[str]]:
    most, steps = cost, []
    if norm.rate is not None:
        most = cost * norm.rate.numerator // norm.rate.denominator
        decimals = 0 if (norm.rate * 100).denominator == 1 else 1
        steps.append(f"{percent(norm.rate, decimals)} của {dong(cost)} là {dong(most)}.")
    if norm.cap is not None:
        cap = norm.cap * count
        told = f"{dong(norm.cap)}{'/' if norm.per else ''}{norm.per}"
        if count != 1:
            told += f", {count} {norm.per or 'suất'} là {dong(cap)}"
        steps.append(f"Mức tối đa {told}{'; lấy mức tối đa' if cap < most else '; chưa chạm mức tối đa'}.")
        most = min(most, cap)
    return most, steps


def check_support(
    norm: Norm, requested: int, cost: int, *, priority: bool = False, count: int = 1, place: str = ""
) -> tuple[Finding, ...]:
    """Whether a request keeps to the norm; what is wrong, with the clause.

    Above a norm that nobody has read in the original is a warning only: it must not refuse what may be lawful.
    """
    if requested < 0 or cost < 0:
        return (_finding("negative", Severity.ERROR, "Số tiền không được âm.", place, "Ghi số từ 0 trở lên."),)
    allowed = highest_support(norm, cost, priority=priority, count=count)
    if allowed.amount is None:
        if requested <= cost:
            return (
                _finding("no_figure", Severity.NOTE, allowed.steps[0], place, "Kèm căn cứ giá hoặc mức chi."),
            )
        return (_above(norm, requested, cost, place, "Không hỗ trợ quá chi phí."),)
    if requested > allowed.amount:
        return (_above(norm, requested, allowed.amount, place, " ".join(allowed.steps)),)
    if norm.verified:
        return ()
    told = f"Định mức này chưa được kiểm chứng ở văn bản gốc: {norm.words}, {norm.law}."
    return (_finding("norm_unverified", Severity.NOTE, told, place, "Đối chiếu văn bản gốc trước khi trình."),)


def _above(norm: Norm, requested: int, most: int, place: str, why: str) -> Finding:
    grade = Severity.ERROR if norm.verified else Severity.WARNING
    message = f"Đề nghị {dong(requested)}, cao hơn mức cho phép {dong(most)} theo {norm.law}. {why}"
    return _finding("above_norm", grade, message, place, f"Giảm còn không quá {dong(most)}.")


def _finding(code: str, severity: Severity, message: str, place: str, fix: str) -> Finding:
    return Finding(code=code, severity=severity, message=message, place=place, fix=fix)


def differences(before: Norm, after: Norm) -> tuple[tuple[str, str, str], ...]:
    """What one says otherwise than the other, in words: (about what, before, after)."""
    told = (
        ("Mức", before.words, after.words),
        ("Hệ số ưu tiên", before.priority_words, after.priority_words),
        ("Có hiệu lực từ", f"{before.since:%d/%m/%Y}", f"{after.since:%d/%m/%Y}"),
        ("Điều khoản", before.clause or "chưa rõ", after.clause or "chưa rõ"),
        ("Văn bản", before.document or "chưa rõ", after.document or "chưa rõ"),
        ("Đã kiểm chứng", _yes(before.verified), _yes(after.verified)),
    )
    return tuple(each for each in told if each[1] != each[2])


def _yes(really: bool) -> str:
    return "rồi" if really else "chưa"
