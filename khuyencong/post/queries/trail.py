"""When the trail was last verified, read from the trail itself."""

import json
from dataclasses import dataclass
from datetime import datetime

from khuyencong.workflow.models import Event
from khuyencong.workflow.queries import events_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailCheck:
    """One verification: up to which row and hash, and what did not hold."""

    at: datetime
    sequence: int
    hash: str
    broken: tuple[str, ...] = ()


def last_check() -> TrailCheck | None:
    """The last one that found the trail sound."""
    return _read(events_of("trail", "check").filter(name="trail.checked").first())


def latest_check() -> TrailCheck | None:
    """The last one, sound or not."""
    return _read(events_of("trail", "check").first())


def _read(event: Event | None) -> TrailCheck | None:
    if event is None:
        return None
    told = json.loads(event.after)
    return TrailCheck(
        at=event.at, sequence=told["sequence"], hash=told["hash"], broken=tuple(told.get("broken", ()))
    )
