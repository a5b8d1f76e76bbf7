"""An export of answers as plain data: what is known outside it, a row that may be kept, what a file says."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from khuyencong.rules.findings import Finding, stops
from khuyencong.rules.surveys.columns import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswers:
    """What is known outside the file; lists by folded name or code, `establishments` asked once by keys."""

    round_key: str
    since: date
    until: date
    now: datetime
    communes: Mapping[str, int]
    activities: Mapping[str, int]
    outlets: Mapping[str, str]
    establishments: Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answer as sent: `instance` names this wording, `root` the answer, `deprecated` what it changes."""

    number: int
    where: str
    instance: UUID
    root: UUID | None
    deprecated: UUID | None
    commune: int
    name: str
    wants: str
    taken_at: datetime
    establishment: int | None = None
    activity: int | None = None
    machinery: str = ""
    cost: int | None = None
    own_money: int | None = None
    outlet: str = ""
    begin_month: int | None = None
    labour: int | None = None
    other: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswers:
    """What a file says after all checks, and which tool wrote it."""

    rows: tuple[AnswerRow, ...]
    findings: tuple[Finding, ...]
    source: Source | None = None

    @property
    def refused(self) -> bool:
        """Whether anything stops the import."""
        return stops(self.findings)
