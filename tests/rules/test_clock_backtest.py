"""The clock against made years: how often its range holds what came, and whether it beats the months."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean

import pytest

from khuyencong.rules.clock import Days, Step, forecast, total_of
from tests.rules.made_years import YEAR, Lived, made_year

ROWS = Path(__file__).parents[2] / "khuyencong" / "ledger" / "data" / "clock_days.csv"
END = date(YEAR, 12, 31)
SEEDS = range(1, 41)


def shipped():
    """The table as it is shipped, not one that fits the made years."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        Step(row["step"]): Days(
            quick=int(row["quick"]), usual=int(row["usual"]), slow=int(row["slow"]), source=""
        )
        for row in rows
    }


@dataclass(frozen=True)
class Tried:
    """One year looked at on a day: shares of what was given."""

    low: float
    middle: float
    high: float
    straight: float
    actual: float


def tried(year: list[Lived], on: date, usual) -> Tried:
    given = [each for each in year if each.given_on <= on]
    whole = sum(each.support for each in given)
    found = total_of(forecast(each.known(on), on, usual) for each in given)
    out = sum(each.disbursed(on) for each in given)
    days = (on - date(YEAR, 1, 1)).days + 1
    straight = min(out * 365 / days, whole)
    actual = sum(each.disbursed(END) for each in given)
    return Tried(*(each / whole for each in (found.low, found.middle, found.high, straight, actual)))


def measure(on: date) -> tuple[float, float, float, float]:
    """How often the range holds, how wide it is, and the mean error of the middle and of the months."""
    usual = shipped()
    found = [tried(made_year(seed), on, usual) for seed in SEEDS]
    covers = mean(each.low <= each.actual <= each.high for each in found)
    width = mean(each.high - each.low for each in found)
    error, naive = (
        mean(abs(getattr(each, name) - each.actual) for each in found) for name in ("middle", "straight")
    )
    return covers, width, error, naive


@pytest.mark.parametrize(
    ("on", "width", "beats"),
    [(date(YEAR, 4, 30), 0.55, 2), (date(YEAR, 7, 31), 0.45, 2), (date(YEAR, 10, 31), 0.35, 1)],
)
def test_the_range_holds_what_came_and_its_middle_beats_the_months(on, width, beats):
    """At the end of July: in 95 of 100 years at least, less than half of the months' error."""
    seen = measure(on)
    assert seen[0] >= 0.95
    assert seen[1] <= width
    assert seen[2] * beats < seen[3]


def test_the_same_seed_is_the_same_year_and_another_is_not():
    assert made_year(7) == made_year(7)
    assert made_year(7) != made_year(8)
