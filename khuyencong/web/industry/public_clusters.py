"""What the public reads of a cluster, in words: only what stands in its notice."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from khuyencong.industry.models import ClusterNotice, ClusterWork
from khuyencong.rules.clusters import ESTABLISHED, LISTED

STANDING = {ESTABLISHED: "Đã thành lập", LISTED: "Có trong danh mục, chưa thành lập"}
KINDS, STATES = dict(ClusterWork.Kind.choices), dict(ClusterWork.State.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A piece of infrastructure in words."""

    kind: str
    state: str
    ready: bool
    year: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A notice in words."""

    row: ClusterNotice
    standing: str
    whole: int | None
    leased: int | None
    occupancy: Fraction | None
    tenants: int
    investor: str
    phone: str
    email: str
    website: str
    decisions: tuple[str, ...]
    works: tuple[Work, ...]

    @property
    def seeks_investor(self) -> bool:
        """Whether nobody builds its infrastructure yet."""
        return not self.investor


def shown_notice(row: ClusterNotice) -> Shown:
    """The notice as a page tells it."""
    said: dict[str, Any] = row.facts
    works = tuple(
        Work(
            kind=str(KINDS.get(each["kind"], each["kind"])),
            state=str(STATES.get(each["state"], each["state"])),
            ready=each["state"] == ClusterWork.State.READY,
            year=each["year"],
            note=each["note"],
        )
        for each in said["works"]
    )
    return Shown(
        row=row,
        standing=STANDING.get(said["standing"], ""),
        whole=said["whole"],
        leased=said["leased"],
        occupancy=Fraction(said["leased"], row.industrial) if row.industrial else None,
        tenants=said["tenants"],
        investor=said["investor"],
        phone=said["phone"],
        email=said["email"],
        website=said["website"],
        decisions=tuple(said["decisions"]),
        works=works,
    )


def shown_notices(rows: Iterable[ClusterNotice]) -> list[Shown]:
    """The same of many."""
    return [shown_notice(each) for each in rows]


def ready_words(row: ClusterNotice) -> str:
    """Which infrastructure is finished, in one line."""
    return ", ".join(str(KINDS.get(each, each)) for each in row.ready)
