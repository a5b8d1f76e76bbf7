"""What stands in a project's way (vướng mắc): whether it is told well enough, and what it holds back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.money import dong

ENOUGH = 15
"""Characters below which nobody can act on what was written; our own convention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An obstacle as it was told: what, to whom (one of ours or a body outside), the đồng it holds."""

    title: str
    told: str
    wanted: str
    held: int
    ours: bool
    body: str = ""


def check_obstacle(said: Raised, asked: int) -> Iterator[Finding]:
    """Everything that keeps it from being raised; `asked` is what the project gets of its purse, in đồng."""
    if not said.title.strip():
        yield _found("no_title", "Chưa ghi vướng gì.", "Ghi một dòng: việc gì, ở đâu.", "Vướng gì")
    if len(said.told.strip()) < ENOUGH:
        message = "Chưa kể đủ để người khác hiểu."
        yield _found("no_words", message, "Ghi từ bao giờ, đã làm gì, vì sao chưa được.", "Cụ thể")
    if not said.wanted.strip():
        message = "Chưa ghi cần làm gì để gỡ."
        yield _found("nothing_wanted", message, "Ghi việc nơi nhận phải làm.", "Cần làm gì")
    if said.held < 0:
        yield _found("negative", "Số tiền không được âm.", "Ghi 0 hoặc số lớn hơn.", "Tiền đang bị giữ")
    if said.held > asked:
        message = f"Giữ {dong(said.held)}, mà đề án chỉ có {dong(asked)}."
        yield _found(
            "above_asked", message, "Ghi phần tiền hỗ trợ chưa làm được vì việc này.", "Tiền đang bị giữ"
        )
    if said.ours == bool(said.body.strip()):
        message = "Chọn một nơi gỡ được: cơ quan trong danh sách, hoặc ghi tên nơi khác."
        yield _found("no_addressee", message, "Chỉ một trong hai.", "Ai gỡ được")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """One open obstacle, as it is counted: of which project, where it lies, what it holds, since how long."""

    project: int
    where: str
    held: int
    days: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What lies at one place: how many, how many late, the money in đồng, and the days of the oldest."""

    where: str
    count: int
    late: int
    held: int
    longest: int


def held_in_all(stuck: Iterable[Stuck]) -> int:
    """What they hold back in đồng; two obstacles of one project hold the same money, so the larger counts."""
    by_project: dict[int, int] = {}
    for each in stuck:
        by_project[each.project] = max(by_project.get(each.project, 0), each.held)
    return sum(by_project.values())


def piles(stuck: Iterable[Stuck]) -> list[Pile]:
    """By place, what holds most money back first, then what has lain longest."""
    by_place: dict[str, list[Stuck]] = {}
    for each in stuck:
        by_place.setdefault(each.where, []).append(each)
    found = [
        Pile(
            where=where,
            count=len(rows),
            late=sum(row.late for row in rows),
            held=held_in_all(rows),
            longest=max(row.days for row in rows),
        )
        for where, rows in by_place.items()
    ]
    return sorted(found, key=lambda pile: (-pile.held, -pile.longest, pile.where))


def _found(code: str, message: str, fix: str, place: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, fix=fix, place=f"Ô “{place}”")
