"""Setting one statement aside: what stands against it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.rules.findings import Finding, error


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A statement of the same account that was handed in after; `brought` of its `count` lines were new."""

    name: str
    since: date
    until: date
    count: int
    brought: int


def check_removal(
    days: Collection[date], later: Sequence[Later], *, draft: bool, step: str
) -> Iterator[Finding]:
    """Whether a statement with lines of those days may go: its reconciliation is open and nobody leans on it.

    A later file that left out lines on its days counted on them standing: without them it would have holes.
    """
    if not draft:
        message = f"Bảng đối chiếu đang ở bước “{step.lower()}”, không bỏ sao kê được."
        yield error("not_draft", message, "Nhờ trả lại, hoặc mở lại, bảng đối chiếu trước.", "Bảng đối chiếu")
    for each in later:
        if each.brought < each.count and any(each.since <= on <= each.until for on in days):
            left = each.count - each.brought
            message = f"Tệp “{each.name}” nhập sau không ghi lại {left} dòng đã có, trong ngày của tệp này."
            fix = "Bỏ riêng tệp nhập sau ấy trước; bỏ xong cả hai thì nhập lại tệp đúng."
            yield error("leaned_on", message, fix, each.name)
