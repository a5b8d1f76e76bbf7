"""By what units and departments are scored on a day, and the forms of the year's award."""

from collections.abc import Sequence
from datetime import date

from khuyencong.norms.models import AwardForm, CapabilityCriterion, LawRow
from khuyencong.norms.queries.lists import rows_on
from khuyencong.rules.capability import About, Criterion


def criteria_on(on: date, *, province: int | None = None) -> dict[About, list[Criterion]]:
    """The criteria of the ministry's round of that day, or of a province's with its own rows; two SELECTs."""
    purse = LawRow.Purse.NATIONAL if province is None else LawRow.Purse.LOCAL
    found: dict[About, list[Criterion]] = {each: [] for each in About}
    for row in rows_on(CapabilityCriterion, on, purse=purse, province=province):
        found[About(row.about)].append(row.rule)
    return found


def award_forms_on(on: date, level: str, *, province: int | None = None) -> Sequence[AwardForm]:
    """The forms of a level in force on that day, with a province's own."""
    return [each for each in rows_on(AwardForm, on, province=province) if each.level == level]
