"""By what a round is computed: today's criteria for a first computing, the kept ones ever after."""

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from khuyencong.norms.models import Deadline
from khuyencong.norms.queries.capability import criteria_on
from khuyencong.norms.queries.lists import rows_on
from khuyencong.post.queries.working_days import working_days
from khuyencong.reporting.models import CapabilityEdition, CapabilityRound, CapabilitySetAside
from khuyencong.reporting.queries.capability.gather import Body
from khuyencong.reporting.queries.capability.rounds import Asked, aside_from, criteria_from
from khuyencong.rules.calendar import add_working_days
from khuyencong.rules.capability import About
from khuyencong.rules.registration import Due
from khuyencong.rules.validity import in_force

TERMS = Path(__file__).parents[2] / "data" / "capability_terms.csv"
REPLY = "y-kien-nang-luc"
"""The deadline by which a body says something about its score."""


@cache
def terms() -> tuple[dict[str, str], ...]:
    """Our own conventions beside the criteria, by date."""
    with TERMS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def needs_on(on: date) -> int:
    """How much of the weight has to be measured for a score to be given, in percent."""
    for row in terms():
        until = date.fromisoformat(row["until"]) if row["until"] else None
        if row["code"] == "needs" and in_force(date.fromisoformat(row["since"]), until, on):
            return int(row["value"])
    return 100


def first_asked(found: CapabilityRound, known: datetime) -> Asked:
    """With the criteria in force on the last day of the round and every ground found in it so far."""
    return Asked(
        runner=found.agency,
        cut=found.cut,
        known=known,
        criteria=criteria_on(found.cut, province=found.province_id),
        needs=needs_on(found.cut),
        aside=aside_now(found),
    )


def asked_again(found: CapabilityRound, edition: CapabilityEdition) -> Asked:
    """The very question that computing answered."""
    return Asked(
        runner=found.agency,
        cut=found.cut,
        known=edition.known_at,
        criteria=criteria_from(edition.criteria),
        needs=edition.needs,
        aside=aside_from(edition.aside),
    )


def asked_with_grounds(found: CapabilityRound, edition: CapabilityEdition) -> Asked:
    """The same question with the grounds found since it was shown; one SELECT."""
    return replace(asked_again(found, edition), aside=aside_now(found))


def aside_now(found: CapabilityRound) -> dict[tuple[Body, str], str]:
    """What was set aside in the round, in whichever of its hearings; one SELECT."""
    rows = CapabilitySetAside.objects.filter(hearing__round=found).order_by("pk")
    told = rows.values_list("hearing__score__agency", "hearing__score__about", "key", "reason")
    return {(Body(agency=agency, about=About(about)), key): reason for agency, about, key, reason in told}


def reply_due(found: CapabilityRound, on: date) -> Due | None:
    """Until when a body may say something that is asked on that day; None where no row says."""
    row = rows_on(Deadline, on, province=found.province_id).filter(code=REPLY, after_days__isnull=False).first()
    if row is None:
        return None
    days = working_days()
    if row.working_days:
        last = add_working_days(on, row.after_days, days)
    else:
        last = on + timedelta(days=row.after_days)
    return Due(last=last, law=row.law or row.source, verified=row.verified).moved(days)
