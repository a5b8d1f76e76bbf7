"""How much may be advanced on a contract: by kind of support, by the work done, under the ceiling on all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khuyencong.rules.clauses import quoted
from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A rate of the law in percent, the work in percent that must be exceeded first, its papers, its clause."""

    code: str
    percent: int
    done: int | None
    papers: tuple[str, ...]
    law: str
    verified: bool

    @property
    def told(self) -> str:
        """The clause as it is quoted."""
        return quoted(self.law, verified=self.verified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A kind of support in the estimate, in đồng, and its tier; None where the law has none for it."""

    name: str
    amount: int
    tier: Tier | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a claim is judged by: the contract's support and what was advanced so far in đồng, work in percent.

    `cap` is the most that may be advanced on any contract, where the law has one. `later` is the tier of the
    second and later years of a project: there money follows the work, Điều 15 khoản 2 điểm b. `decided` is what
    the head of the managing agency decided for this contract alone, in the place of all of them: Điều 16.
    `left` is what may still leave its commitment, None where nobody asked; `why` says what lowers both.
    """

    support: int
    advanced: int
    done: int
    parts: Sequence[Part]
    cap: Tier | None = None
    later: Tier | None = None
    decided: Tier | None = None
    left: int | None = None
    why: str = ""

    @property
    def tiers(self) -> list[Tier | None]:
        """The tiers it goes by, open or not: the decided one, that of later years, or those of the parts."""
        if self.decided is not None:
            return [self.decided]
        return [self.later] if self.later is not None else [part.tier for part in self.parts]


def open_tier(part: Part, done: int) -> Tier | None:
    """The tier of a part that the work done opens; None while it does not."""
    tier = part.tier
    if tier is None or (tier.done is not None and done <= tier.done):
        return None
    return tier


def ceiling_of(standing: Standing) -> int:
    """The most that may have been advanced in all, in whole đồng, rounded down.

    Each part weighs as much as in the estimate, so that a contract for less than the estimate advances less.
    """
    if standing.decided is not None:
        return _under_cap(standing.support * standing.decided.percent // 100, standing)
    if standing.later is not None:
        return _under_cap(standing.support * min(standing.done, standing.later.percent) // 100, standing)
    whole = sum(part.amount for part in standing.parts)
    if not whole:
        return 0
    open_parts = ((part.amount, open_tier(part, standing.done)) for part in standing.parts)
    weighed = sum(amount * tier.percent for amount, tier in open_parts if tier is not None)
    return _under_cap(standing.support * weighed // (100 * whole), standing)


def _under_cap(most: int, standing: Standing) -> int:
    if standing.cap is None:
        return most
    return min(most, standing.support * standing.cap.percent // 100)


def laws_of(standing: Standing) -> str:
    """The clauses the ceiling rests on, in the order of the estimate, each once."""
    if standing.decided is not None or standing.later is not None:
        tiers = standing.tiers
    else:
        tiers = [open_tier(part, standing.done) for part in standing.parts]
    used = [tier for tier in (*tiers, standing.cap) if tier is not None]
    told = (f"{tier.percent} % {tier.told}" for tier in used)
    return "; ".join(dict.fromkeys(told))


def papers_of(standing: Standing) -> list[tuple[str, str]]:
    """The papers that the open tiers ask for, each once, with the clause that asks."""
    found: dict[str, str] = {}
    for tier in standing.tiers:
        if tier is not None:
            for paper in tier.papers:
                found.setdefault(paper, tier.told)
    return list(found.items())


NOTHING_OPEN = (
    "Lúc này chưa đề nghị thêm được đồng nào: báo cáo khối lượng đã làm cho đủ điều kiện của phần sau, "
    "hoặc đợi nghiệm thu rồi thanh toán phần còn lại."
)


def check_claim(amount: int, standing: Standing) -> Iterator[Finding]:
    """What stands against advancing that amount now; parts that open later or have no tier are warned of."""
    most = ceiling_of(standing)
    left = most - standing.advanced
    if amount <= 0:
        yield _found("not_positive", "Số đề nghị phải lớn hơn 0.", "Ghi số đồng.", "Ô “Số đề nghị”")
    elif amount > left:
        message = (
            f"Đề nghị {dong(amount)}, vượt {dong(amount - max(left, 0))}: trần tạm ứng lúc này là {dong(most)}"
            f"{f', đã tạm ứng {dong(standing.advanced)}' if standing.advanced else ''}. {laws_of(standing)}"
        ).strip()
        message += f" ({standing.why})." if standing.why else ""
        fix = f"Ghi không quá {dong(left)}." if left > 0 else NOTHING_OPEN
        yield _found("above_ceiling", message, fix, "Ô “Số đề nghị”")
    elif standing.left is not None and amount > standing.left:
        message = f"Đề nghị {dong(amount)}, mà hợp đồng chỉ còn {dong(standing.left)} chưa chi, chưa nghiệm thu"
        message += f" ({standing.why})." if standing.why else "."
        fix = f"Ghi không quá {dong(standing.left)}." if standing.left else NOTHING_OPEN
        yield _found("above_contract", message, fix, "Ô “Số đề nghị”")
    yield from not_open(standing)


def check_rate(percent: int, papers: Sequence[str], cap: Tier | None) -> Iterator[Finding]:
    """What stands against deciding that rate and those papers: the rules of finance hold above it, Điều 16."""
    if not 1 <= percent <= 100:
        message = f"Tỷ lệ {percent} % không thể có."
        yield _found("not_a_rate", message, "Ghi từ 1 đến 100.", "Ô “Tỷ lệ tạm ứng”")
    elif cap is not None and percent > cap.percent:
        message = f"Tỷ lệ {percent} % trái quy định tài chính: nhiều nhất {cap.percent} % ({cap.told})."
        yield _found("above_cap", message, f"Ghi không quá {cap.percent} %.", "Ô “Tỷ lệ tạm ứng”")
    if not papers:
        message = "Chưa ghi hồ sơ tạm ứng: không có giấy tờ nào thì không ai biết phải nộp gì."
        yield _found("no_papers", message, "Ghi mỗi giấy tờ một dòng.", "Ô “Hồ sơ tạm ứng”")


def check_volume(done: int, seen: int | None) -> Iterator[Finding]:
    """Warns where the work a claim reports differs from the last progress report the department has seen."""
    if done == (seen or 0):
        return
    if seen is None:
        message = f"Đề nghị ghi khối lượng {done} %, mà Sở chưa xem báo cáo tiến độ nào của đề án."
    else:
        message = f"Đề nghị ghi khối lượng {done} %, báo cáo tiến độ Sở đã xem gần nhất ghi {seen} %."
    fix = "Đối chiếu với báo cáo tiến độ trước khi xác nhận khối lượng."
    yield _found("volume_differs", message, fix, "Khối lượng báo cáo", severity=Severity.WARNING)


def not_open(standing: Standing) -> Iterator[Finding]:
    """The parts that count nothing towards the ceiling yet, and why."""
    if standing.decided is not None or standing.later is not None:
        return
    for part in standing.parts:
        if part.tier is None:
            message = f"Sổ quy định chưa có mức tạm ứng cho “{part.name}”; phần này tính 0 đồng."
            fix = "Người có thẩm quyền quyết định tỷ lệ riêng, hoặc bổ sung mức vào sổ quy định."
            yield _found("no_tier", message, fix, severity=Severity.WARNING)
        elif part.tier.done is not None and standing.done <= part.tier.done:
            message = (
                f"“{part.name}” chỉ tạm ứng khi khối lượng đã trên {part.tier.done} %, "
                f"nay là {standing.done} % ({part.tier.told})."
            )
            yield _found(
                "too_early", message, "Đề nghị khi báo cáo tiến độ đạt mức ấy.", severity=Severity.WARNING
            )


def _found(code: str, message: str, fix: str, place: str = "", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, place=place)
