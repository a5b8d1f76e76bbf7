"""The estimate of a project (Mẫu 1, dự toán kinh phí): lines, who pays which part, per year; all adds up."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import NotWholeDongError, Unit, dong, number, to_dong
from khuyencong.rules.norms import Allowed, LawUnclearError, Norm, Purse, check_support, highest_support

MOST_LINES = 500
"""What one estimate may hold, typed or by workbook: more is a list of purchases, not an estimate."""
MOST_DONG = 10**13
"""đồng that one line may cost: beyond what any project costs, and so small that sums of sums fit 64 bits."""

SHARES = {
    "national": "kinh phí khuyến công quốc gia",
    "local": "kinh phí khuyến công địa phương",
    "counterpart": "đóng góp của đơn vị thụ hưởng",
    "other": "nguồn khác",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: quantity × unit price, and the four parts that pay it, in đồng; `item` is the norm's or ""."""

    name: str
    item: str = ""
    unit: str = ""
    quantity: Decimal
    unit_price: int
    year: int
    national: int = 0
    local: int = 0
    counterpart: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """What it costs; NotWholeDongError when quantity × price is no whole đồng."""
        return to_dong(self.quantity * self.unit_price, Unit.DONG)

    @property
    def parts(self) -> int:
        """The four parts together."""
        return self.national + self.local + self.counterpart + self.other

    def completed(self) -> "Line":
        """The same with the beneficiary paying what the others do not."""
        return replace(self, counterpart=self.total - self.national - self.local - self.other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Total and its four parts, of a year or of the whole."""

    total: int = 0
    national: int = 0
    local: int = 0
    counterpart: int = 0
    other: int = 0

    def plus(self, line: Line) -> "Sums":
        """With one line more."""
        return Sums(
            total=self.total + line.total,
            national=self.national + line.national,
            local=self.local + line.local,
            counterpart=self.counterpart + line.counterpart,
            other=self.other + line.other,
        )


def sums(lines: Iterable[Line]) -> Sums:
    """The bottom line of the form."""
    whole = Sums()
    for line in lines:
        whole = whole.plus(line)
    return whole


def sums_by_year(lines: Iterable[Line]) -> dict[int, Sums]:
    """The bottom line of each year, in their order: the columns that a project of several years adds."""
    found: dict[int, Sums] = {}
    for line in lines:
        found[line.year] = found.get(line.year, Sums()).plus(line)
    return dict(sorted(found.items()))


def check_lines(lines: Iterable[Line], years: Iterable[int]) -> list[Finding]:
    """What is wrong with each line by itself, in the order of the form."""
    allowed, found = set(years), []
    for place, line in enumerate(lines, start=1):
        found += _of_line(line, _place(place, line), allowed)
    return found


def _of_line(line: Line, place: str, years: set[int]) -> list[Finding]:
    found = []
    if not line.name.strip():
        found.append(_wrong("no_name", "Chưa ghi nội dung chi.", place, "Ghi nội dung chi."))
    if not line.quantity.is_finite() or line.quantity <= 0 or line.unit_price < 0:
        fix = "Ghi số lượng lớn hơn 0 và đơn giá từ 0 trở lên."
        return [*found, _wrong("not_positive", "Số lượng hoặc đơn giá không dùng được.", place, fix)]
    if line.year not in years:
        fix = "Chọn năm trong thời gian thực hiện đề án."
        found.append(_wrong("wrong_year", f"Năm {line.year} ngoài thời gian thực hiện.", place, fix))
    for part, words in SHARES.items():
        if getattr(line, part) < 0:
            found.append(_wrong("negative_part", f"Phần {words} bị âm.", place, "Ghi số từ 0 trở lên."))
    if (line.national > 0 or line.local > 0) and not line.item:
        # No norm looks at a line without an item: what is asked there would be asked without a limit.
        message = "Có xin hỗ trợ mà chưa ghi thuộc khoản hỗ trợ nào, nên chưa xét được định mức."
        found.append(_wrong("item_missing", message, place, "Chọn khoản hỗ trợ, hoặc bỏ số xin hỗ trợ."))
    return found + _adds_up(line, place)


def _adds_up(line: Line, place: str) -> list[Finding]:
    try:
        total = line.total
    except NotWholeDongError:
        message = f"{number(line.quantity, 3)} × {dong(line.unit_price)} không ra số đồng chẵn."
        return [_wrong("not_whole", message, place, "Sửa số lượng hoặc đơn giá để thành tiền là đồng chẵn.")]
    if total > MOST_DONG:
        fix = "Xem lại số lượng và đơn giá: đơn giá ghi bằng đồng."
        return [_wrong("too_much", f"Thành tiền {dong(total)} lớn quá mức một dòng chi.", place, fix)]
    if line.parts == total:
        return []
    missing = total - line.parts
    fix = f"{'Thiếu' if missing > 0 else 'Thừa'} {dong(abs(missing))}: sửa lại một trong bốn phần."
    message = f"Bốn phần cộng lại {dong(line.parts)}, khác thành tiền {dong(total)}."
    return [_wrong("parts_differ", message, place, fix)]


def check_purses(lines: Iterable[Line], law: str) -> list[Finding]:
    """A warning for each line that asks both purses; `law` is what binds that day, nothing where none does."""
    if not law:
        return []
    return [
        Finding(
            code="both_purses",
            severity=Severity.WARNING,
            message="Một nội dung chi xin cả kinh phí quốc gia và địa phương. Nguyên tắc: chưa được nguồn nào "
            f"của Nhà nước hỗ trợ cho cùng một nội dung chi ({law}).",
            place=_place(place, line),
            fix="Tách thành hai nội dung chi khác nhau, hoặc chỉ xin một nguồn.",
        )
        for place, line in enumerate(lines, start=1)
        if line.national > 0 and line.local > 0
    ]


def _place(place: int, line: Line) -> str:
    return f"Dòng {place} “{line.name or 'chưa có tên'}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an item asks of a purse, its lines taken together, and what the norm says to it.

    `norm` and `allowed` are None where the law is unclear, and `unclear` says why.
    """

    item: str
    name: str
    purse: Purse
    cost: int
    asked: int
    count: int
    priority: bool
    norm: Norm | None = None
    allowed: Allowed | None = None
    unclear: LawUnclearError | None = None

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with it, named by the first of its lines."""
        place = f"Khoản “{self.name}”, {self.purse.label.lower()}"
        if self.unclear is not None:
            return [replace(self.unclear.finding, place=place)]
        assert self.norm is not None
        found = check_support(
            self.norm, self.asked, self.cost, priority=self.priority, count=self.count, place=place
        )
        return list(found)


def verdicts(
    lines: Iterable[Line],
    norm_of: Callable[[str, Purse], Norm],
    *,
    priority: bool = False,
    counts: Mapping[str, int] | None = None,
) -> list[Verdict]:
    """The one judgement of an estimate, behind the gate, what is pinned and what is printed.

    Lines of one item are taken together: splitting a machine over two lines, or over two years, therefore never
    asks for more.
    """
    lines = list(lines)
    found = [
        verdict_on(lines, item, purse, norm_of, priority=priority, counts=counts)
        for item in dict.fromkeys(line.item for line in lines if line.item)
        for purse in Purse
    ]
    return [each for each in found if each.asked]


def verdict_on(
    lines: Iterable[Line],
    item: str,
    purse: Purse,
    norm_of: Callable[[str, Purse], Norm],
    *,
    priority: bool = False,
    counts: Mapping[str, int] | None = None,
) -> Verdict:
    """The same of one item and one purse, even where nothing is asked yet; its lines are at least one."""
    same = [line for line in lines if line.item == item]
    verdict = Verdict(
        item=item,
        name=same[0].name,
        purse=purse,
        cost=sum(line.total for line in same),
        asked=sum(line.national if purse is Purse.NATIONAL else line.local for line in same),
        count=(counts or {}).get(item, 1),
        priority=priority,
    )
    try:
        norm = norm_of(item, purse)
    except LawUnclearError as unclear:
        return replace(verdict, unclear=unclear)
    most = highest_support(norm, verdict.cost, priority=priority, count=verdict.count)
    return replace(verdict, norm=norm, allowed=most)


def check_norms(
    lines: Iterable[Line],
    norm_of: Callable[[str, Purse], Norm],
    *,
    priority: bool = False,
    counts: Mapping[str, int] | None = None,
) -> list[Finding]:
    """Whether what each item asks of each purse keeps to its norm."""
    judged = verdicts(lines, norm_of, priority=priority, counts=counts)
    return [finding for verdict in judged for finding in verdict.findings]


PER_OWNER = frozenset({"cơ sở", "doanh nghiệp"})
"""What the caps of norms stand for that are one beneficiary each."""


def check_counts(counts: Mapping[str, int], norms: Iterable[Norm], owners: int) -> list[Finding]:
    """An error for each item that is asked for more beneficiaries than the project names.

    The count multiplies the cap: without this one workshop could be given the caps of a hundred.
    """
    found = []
    for norm in norms:
        count = counts.get(norm.item, 1)
        if norm.per in PER_OWNER and count > max(owners, 1):
            message = f"Xin {count} {norm.per} cho một khoản mà đề án chỉ nêu {owners} cơ sở thụ hưởng."
            fix = f"Ghi số lượng không quá {max(owners, 1)}, hoặc thêm các cơ sở còn lại."
            found.append(_wrong("more_than_named", message, f"Khoản “{norm.name or norm.item}”", fix))
    return found


def _wrong(code: str, message: str, place: str, fix: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, place=place, fix=fix)
