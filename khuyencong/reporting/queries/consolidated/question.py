"""What is asked when returns are added up: which form, period and places, as known when, on which borders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from khuyencong.organisations.models import Agency
from khuyencong.reporting.queries.report import THEN
from khuyencong.rules.periods import Period
from khuyencong.rules.returned_values import Against


class Counted(StrEnum):
    """Which returns count: signed and sent, or only those the level above has approved."""

    SIGNED = "signed"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        """The words an officer reads."""
        return {"signed": "báo cáo đã ký gửi", "approved": "báo cáo đã duyệt"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A form, a period, and from which kind of agency; `running` adds up the year so far.

    `area` is a region (bac, trung, nam), the nation (vn) or a province's code. `known_at` is the instant as of
    which everything is told: asked again with the same one, the answer is the same. `today` is the day whose
    borders "now" means.
    """

    form: str
    by: str
    period: Period
    known_at: datetime
    today: date
    area: str = "vn"
    running: bool = False
    borders: str = THEN
    counted: Counted = Counted.SIGNED
    against: Against = Against.YEAR_BEFORE

    @property
    def target(self) -> date:
        """The day whose borders it is shown on."""
        return self.period.ends if self.borders == THEN else self.today

    @property
    def periods(self) -> Sequence[Period]:
        """The periods that are added up."""
        return self.period.so_far if self.running else (self.period,)

    @property
    def base(self) -> Period:
        """The period it is compared with; of a running total the same stretch a year before."""
        if self.against is Against.YEAR_BEFORE or self.running:
            return self.period.year_before
        return self.period.previous

    @property
    def base_periods(self) -> Sequence[Period]:
        """The periods of the base that are added up."""
        return replace(self, period=self.base).periods

    @property
    def base_words(self) -> str:
        """The base, as it is declared beside every change."""
        head = "lũy kế đến hết " if self.running else ""
        return f"{head}{self.base.label}"

    @property
    def period_words(self) -> str:
        """The period, as a title says it."""
        return f"lũy kế từ đầu năm đến hết {self.period.label}" if self.running else self.period.label

    @property
    def kind(self) -> str:
        """The kind of agency whose returns are added up, in words."""
        return str(Agency.Kind(self.by).label)
