"""Answering the check of a unit: what is passed is written down, what is not is known to nobody else."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from khuyencong.handover.actions import keep_learned
from khuyencong.norms.queries.training import Law
from khuyencong.organisations.actors import Actor
from khuyencong.rules.training import Marked, Unit, marked, passed


def answer(
    unit: Unit,
    answers: Mapping[str, Sequence[str]],
    *,
    by: Actor,
    at: datetime,
    on: date,
    made_up: bool = False,
) -> tuple[Marked, ...]:
    """Mark the check; all right and at a desk, it is written down. Anything else leaves no row and no trail."""
    rows = marked(unit.checks, answers)
    if passed(rows) and by.desk is not None:
        keep_learned(
            unit=unit.code,
            title=unit.title,
            version=unit.version,
            answers={each.check.number: sorted(each.chosen) for each in rows},
            law=Law([unit], on).of(unit),
            by=by,
            at=at,
            made_up=made_up,
        )
    return rows
