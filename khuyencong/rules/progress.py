"""A month's report on how far a project is: what stands against it, and by when it is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a report says since the beginning: work done in percent, money spent in đồng, and in words."""

    done: int
    support: int
    counterpart: int
    told: str
    ahead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What it is held to: the contract's support in đồng, and the last report that was seen (None for none)."""

    support: int
    last: Said | None = None


def check_report(said: Said, before: Before) -> Iterator[Finding]:
    """Errors stop it; what went backwards is told, for it may be a mistake put right."""
    if not 0 <= said.done <= 100:
        yield _found(
            "not_a_share", f"Khối lượng {said.done} % không thể có.", "Ghi từ 0 đến 100.", "Khối lượng"
        )
    for name, amount in (("Kinh phí hỗ trợ đã chi", said.support), ("Đối ứng đã chi", said.counterpart)):
        if amount < 0:
            yield _found("negative", f"{name} không được âm.", "Ghi 0 hoặc số lớn hơn.", name)
    if said.support > before.support:
        message = f"Đã chi {dong(said.support)}, mà hợp đồng hỗ trợ {dong(before.support)}."
        yield _found("above_contract", message, "Phần vượt là đối ứng.", "Kinh phí hỗ trợ đã chi")
    if not said.told.strip():
        message = "Chưa ghi đã làm được gì."
        yield _found("no_words", message, "Ghi việc đã làm trong tháng; chưa làm gì thì ghi vì sao.", "Đã làm")
    if before.last is not None:
        yield from _backwards(said, before.last)


def _backwards(said: Said, last: Said) -> Iterator[Finding]:
    pairs = (
        ("Khối lượng", f"{said.done} %", f"{last.done} %", said.done < last.done),
        ("Kinh phí hỗ trợ đã chi", dong(said.support), dong(last.support), said.support < last.support),
        ("Đối ứng đã chi", dong(said.counterpart), dong(last.counterpart), said.counterpart < last.counterpart),
    )
    for name, now, then, less in pairs:
        if less:
            message = f"{name} là {now}, thấp hơn báo cáo trước ({then}); số ghi là cộng dồn từ đầu."
            fix = "Sửa lại, hoặc ghi rõ vì sao giảm."
            yield _found("went_back", message, fix, name, severity=Severity.WARNING)


def last_day(month: date, day: int, *, inclusive: bool) -> date:
    """The last day on which the report of that month is in time."""
    on = month.replace(day=day)
    return on if inclusive else on - timedelta(days=1)


def month_of(on: date) -> date:
    """The first day of its month, by which a report is called."""
    return on.replace(day=1)


def _found(code: str, message: str, fix: str, place: str, *, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, place=f"Ô “{place}”")
