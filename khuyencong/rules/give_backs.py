"""Money advanced without volume that a unit has paid back: when it may be written down, and how much of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.findings import Finding, error
from khuyencong.rules.money import dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of an advance on a day: what of it has neither volume nor come back, in đồng.

    `may_come` is a contract accepted for the last time, a stopped project, or a stop that was sent: before,
    nobody knows which part stays without volume. `taken` is the day under which that voucher of that year was
    written.
    """

    outstanding: int
    today: date
    may_come: bool
    taken: date | None = None


def check_back(amount: int, voucher: str, on: date | None, ground: Ground) -> Iterator[Finding]:
    """Why it is not written down now, and what is done instead."""
    if not voucher.strip():
        yield error("no_voucher", "Chưa ghi số chứng từ.", "Ghi như trên chứng từ.", "Ô “Số chứng từ”")
    if on is None:
        yield error("no_day", "Chưa ghi ngày nộp tiền.", "Ghi như trên chứng từ.", "Ô “Ngày”")
    elif on > ground.today:
        yield error("future", f"Ngày {on:%d/%m/%Y} chưa đến.", "Ghi khi đã thu.", "Ô “Ngày”")
    if ground.taken is not None:
        message = f"Chứng từ này đã được ghi sổ ngày {ground.taken:%d/%m/%Y}."
        yield error("key_taken", message, "Xem bút toán ấy; hai lần nộp là hai chứng từ.", "Ô “Số chứng từ”")
    if not ground.may_come:
        message = "Hợp đồng chưa nghiệm thu lần cuối, chưa rõ phần nào của tạm ứng không có khối lượng."
        fix = "Ghi hoàn trả sau lần nghiệm thu cuối, khi đề nghị ngừng đã gửi, hoặc khi đề án đã ngừng."
        yield error("not_final", message, fix, "Hợp đồng")
    elif amount > ground.outstanding:
        message = f"Tạm ứng chưa có khối lượng chỉ còn {dong(ground.outstanding)}, chứng từ ghi {dong(amount)}."
        fix = "Xem lại số tiền; nộp thừa thì trả lại đơn vị phần thừa, không ghi vào sổ đề án."
        yield error("not_enough", message, fix, "Ô “Số hoàn trả”")
    if amount <= 0:
        yield error("no_amount", "Số hoàn trả phải lớn hơn 0.", "Ghi như trên chứng từ.", "Ô “Số hoàn trả”")
