"""How long each step on the road to a payment takes: a dated convention, or measured where enough was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Step(StrEnum):
    """What takes days; VOLUME is the one that is a share in percent: how much of a contract is accepted."""

    CONTRACT = "contract"
    SIGNING = "signing"
    WORK = "work"
    SLIP = "slip"
    ACCEPT = "accept"
    CLAIM = "claim"
    PAPER = "paper"
    CONFIRM = "confirm"
    APPROVE = "approve"
    PAY = "pay"
    VOLUME = "volume"


STEPS = {
    Step.CONTRACT: "Từ khi được giao đến khi hợp đồng soạn xong",
    Step.SIGNING: "Ký hợp đồng",
    Step.WORK: "Thực hiện, khi hợp đồng chưa ghi ngày",
    Step.SLIP: "Làm xong sau ngày kết thúc của hợp đồng",
    Step.ACCEPT: "Từ khi làm xong đến khi ghi nhận nghiệm thu",
    Step.CLAIM: "Từ khi được đề nghị đến khi gửi hồ sơ",
    Step.PAPER: "Thêm cho mỗi giấy còn thiếu",
    Step.CONFIRM: "Sở xác nhận khối lượng",
    Step.APPROVE: "Lãnh đạo nơi chi duyệt",
    Step.PAY: "Kế toán chi",
    Step.VOLUME: "Phần hợp đồng được nghiệm thu (%)",
}


class Pace(StrEnum):
    """How fast the steps go."""

    QUICK = "quick"
    USUAL = "usual"
    SLOW = "slow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """How many days a step takes at each pace, and who says so; `seen` counts what it was measured from."""

    quick: int
    usual: int
    slow: int
    source: str
    seen: int = 0

    def at(self, pace: Pace) -> int:
        """The days at that pace."""
        return {Pace.QUICK: self.quick, Pace.USUAL: self.usual, Pace.SLOW: self.slow}[pace]


Usual = Mapping[Step, Days]


def measured(convention: Days, seen: Sequence[int], least: int) -> Days:
    """The tenth, middle and ninetieth of a hundred of what was seen; the convention where too little was."""
    if len(seen) < max(least, 1):
        return replace(convention, seen=len(seen))
    inorder = sorted(max(each, 0) for each in seen)
    low, middle, high = (inorder[(len(inorder) - 1) * share // 100] for share in (10, 50, 90))
    source = f"đo từ {len(inorder)} lần của các năm trước"
    return Days(quick=low, usual=middle, slow=high, source=source, seen=len(inorder))
