"""One figure to be entered, and the cell it fills."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One figure to be entered: `amount` is whole đồng, `printed` how it was written.

    `unit`, `region` and `activity` are row ids; exactly one of `unit` and `region` is given.
    """

    year: int
    cut: date
    fund: str
    stage: str
    printed: str
    printed_unit: str
    amount: int
    decimals: int = 0
    qualifier: str = ""
    unit: int | None = None
    region: int | None = None
    activity: int | None = None
    first_year: int | None = None
    location: str = ""
    note: str = ""

    def key(self, published_in: int | None) -> str:
        """The cell this figure fills.

        Figures that are summed share one cell per place and line, wherever they come from, so that nothing can
        be counted twice; printed totals have one per source (`published_in`), since texts may disagree.
        """
        where = f"r{self.region}" if self.region is not None else f"u{self.unit}"
        years = f"{self.first_year or self.year}-{self.year}"
        line = "" if self.activity is None else self.activity
        origin = "" if published_in is None else published_in
        return f"{where}|{years}|{self.cut}|{self.fund}|{self.stage}|{line}|{origin}"
