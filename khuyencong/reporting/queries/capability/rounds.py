"""Scores of a round: computed, told row by row, digested, and computed again to the same rows."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from khuyencong.organisations.models import Agency
from khuyencong.reporting.queries.capability.gather import Body, events_of
from khuyencong.rules.capability import About, Counts, Criterion, Event, Measured, Score, ranks, score


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """By what a round is computed: as known at which instant, up to which day, by which criteria.

    `aside` says which events of whom do not count, and why; `needs` is the share of the weight to be measured.
    """

    runner: Agency
    cut: date
    known: datetime
    criteria: Mapping[About, Sequence[Criterion]]
    needs: int
    aside: Mapping[tuple[Body, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One body with its score and its place among its like."""

    body: Body
    score: Score
    place: int | None


def compute(asked: Asked) -> list[Scored]:
    """Every score of a round, in a fixed order; the same question is answered the same for ever."""
    found = {
        body: score(
            asked.criteria.get(body.about, ()), marked(body, events, asked), asked.cut, needs=asked.needs
        )
        for body, events in events_of(asked.runner, asked.known, asked.cut).items()
    }
    places: dict[Body, int] = {}
    for about in About:
        own = {body: each.hundredths for body, each in found.items() if body.about is about}
        numbered = dict(enumerate(own))
        told = ranks({number: own[body] for number, body in numbered.items()})
        places |= {numbered[number]: place for number, place in told.items()}
    ordered = sorted(found, key=lambda each: (each.about.value, each.agency))
    return [Scored(body=each, score=found[each], place=places.get(each)) for each in ordered]


def marked(body: Body, events: Iterable[Event], asked: Asked) -> list[Event]:
    """The events with the grounds on which some do not count."""
    return [
        replace(each, set_aside=asked.aside[body, each.key]) if (body, each.key) in asked.aside else each
        for each in events
    ]


def told(scores: Iterable[Scored]) -> list[dict[str, object]]:
    """Every row as data, numbers as exact fractions: what is digested and compared."""
    rows: list[dict[str, object]] = []
    for each in scores:
        lines = [
            {
                "criterion": line.criterion.code,
                "measure": spelled(line.measure),
                "points": spelled(line.points),
                "events": [asdict(event) for event in line.events],
            }
            for line in each.score.lines
        ]
        rows.append(
            {
                "agency": each.body.agency,
                "about": each.body.about.value,
                "total": spelled(each.score.total),
                "place": each.place,
                "lines": lines,
            }
        )
    return rows


def spelled(value: object) -> str:
    """An exact fraction as text; "" for none."""
    return "" if value is None else str(value)


def digest_of(scores: Iterable[Scored]) -> str:
    """The SHA-256 of every row."""
    text = json.dumps(told(scores), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def criteria_as_data(criteria: Mapping[About, Sequence[Criterion]]) -> list[dict[str, object]]:
    """Criteria as they are kept with a computing."""
    return [asdict(each) for rows in criteria.values() for each in rows]


def criteria_from(data: Iterable[Mapping[str, object]]) -> dict[About, list[Criterion]]:
    """The same as the rules know them."""
    found: dict[About, list[Criterion]] = {each: [] for each in About}
    for row in data:
        said = dict(row) | {
            "about": About(str(row["about"])),
            "counts": Counts(str(row["counts"])),
            "measured": Measured(str(row["measured"])),
        }
        found[About(str(row["about"]))].append(Criterion(**said))  # type: ignore[arg-type]
    return found


def aside_as_data(aside: Mapping[tuple[Body, str], str]) -> list[dict[str, object]]:
    """Grounds as they are kept with a computing."""
    return [
        {"agency": body.agency, "about": body.about.value, "key": key, "reason": reason}
        for (body, key), reason in aside.items()
    ]


def aside_from(data: Iterable[Mapping[str, object]]) -> dict[tuple[Body, str], str]:
    """The same as a computing asks for them."""
    return {
        (Body(agency=int(str(row["agency"])), about=About(str(row["about"]))), str(row["key"])): str(
            row["reason"]
        )
        for row in data
    }
