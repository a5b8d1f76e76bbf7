"""What others than the purse pay (đối ứng): promised, spent, confirmed; where it falls behind the support."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import dong, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """đồng of a project: `promised` by the contract in force, `spent` as invoices show, `reported` by the unit,
    `confirmed` by acceptances; beside them the support by contract and how much of it was accepted."""

    promised: int
    spent: int
    reported: int
    confirmed: int
    support: int
    accepted: int

    @property
    def share(self) -> Fraction | None:
        """Of what was promised, how much was confirmed."""
        return Fraction(self.confirmed, self.promised) if self.promised else None


def check_counterpart(found: Counterpart) -> Iterator[Finding]:
    """Where it is behind: our own reading, told and never refused."""
    if found.promised and found.support and found.accepted:
        done = Fraction(found.accepted, found.support)
        share = Fraction(found.confirmed, found.promised)
        if share < done:
            message = f"Đã nghiệm thu {percent(done)} phần hỗ trợ mà đối ứng mới xác nhận {percent(share)}."
            yield _told("behind_support", message, "Thu chứng từ đối ứng trước lần nghiệm thu sau.")
    if found.confirmed > found.spent:
        message = f"Nghiệm thu xác nhận {dong(found.confirmed)}, hóa đơn đã ghi mới thấy {dong(found.spent)}."
        yield _told("beyond_invoices", message, "Ghi nốt hóa đơn phần đối ứng ở Mua sắm.")
    if found.reported > max(found.spent, found.confirmed):
        message = f"Báo cáo tiến độ ghi đã chi {dong(found.reported)}, chưa có hóa đơn cho tất cả."
        yield _told("beyond_proof", message, "Ghi hóa đơn đã có ở Mua sắm.")


def _told(code: str, message: str, fix: str) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, message=message, fix=fix, place="Đối ứng")
