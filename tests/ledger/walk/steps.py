"""What is done next: a dossier goes on or back, or another one begins."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from khuyencong.projects.models import Project
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.lifecycle import Lifecycle
from tests.ledger.walk import changes, contracts, money, works, years
from tests.ledger.walk.checks import check
from tests.ledger.walk.scene import Kind, M
from tests.ledger.walk.walk import LIVES, NobodyError, NothingError, Row, TakenBackError, Walk

AHEAD: dict[str, Callable[[Walk, Any], Any]] = {
    "contract": contracts.go_on,
    "claim": money.claim_on,
    "acceptance": works.accept_on,
    "give_back": money.back_on,
    "liquidation": works.liquidation_on,
    "posting_correction": money.correction_on,
    "change": changes.go_on,
    "year_close": years.close_on,
    "year_opening": years.opening_on,
}
BACK = ("drop", "return", "refuse", "hand_back", "keep")
"""What a dossier goes back or away by."""


def ahead(walk: Walk, life: Lifecycle, row: Row) -> Row:
    """Its next step towards its end."""
    return AHEAD[life.kind](walk, type(row).objects.get(pk=row.pk))


def back(walk: Walk, life: Lifecycle, row: Row) -> Row:
    """One step back or away; at the end the first that is allowed."""
    row = type(row).objects.get(pk=row.pk)
    names = [
        each.name
        for each in life.transitions
        if each.name.rpartition(".")[2] in BACK and row.state in each.sources
    ]
    if not names:
        raise NothingError
    if not walk.ending:
        return walk.perform(life, walk.chance.choice(names), row)
    for name in names[:-1]:
        try:
            with transaction.atomic():
                return walk.perform(life, name, row)
        except (BlockedError, NobodyError):
            continue
    return walk.perform(life, names[-1], row)


def waits(life: Lifecycle, row: Row) -> bool:
    """Whether it waits for a step of its own; one whose annex is missing waits for a contract's."""
    return life.state(row.state).waits is not None and (life.kind, row.state) != ("change", "annex")


def to_its_end(walk: Walk, life: Lifecycle, row: Row) -> None:
    """On until it waits no more: whatever refuses is told."""
    for _ in range(8):
        row = type(row).objects.get(pk=row.pk)
        if not waits(life, row):
            return
        ahead(walk, life, row)


def as_far_as_it_goes(walk: Walk, life: Lifecycle, row: Row) -> None:
    """On until it waits no more; what is refused stays where it is, as on a desk."""
    for _ in range(8):
        row = type(row).objects.get(pk=row.pk)
        annex = (life.kind, row.state) == ("change", "annex") and walk.chance.random() < 0.5
        if not waits(life, row) and not annex:
            return
        mark = len(walk.trace)
        try:
            with transaction.atomic():
                ahead(walk, life, row)
        except BlockedError as blocked:
            walk.note_refused(f"go on {life.kind}", blocked)
        except (NobodyError, NothingError):
            pass
        else:
            continue
        del walk.trace[mark:]
        return


def some_going_on(walk: Walk) -> None:
    """Any open dossier, mostly ahead, half the time as far as it goes."""
    rows = walk.open_rows()
    if not rows:
        raise NothingError
    life, row = walk.chance.choice(rows)
    if walk.chance.random() < 0.12:
        back(walk, life, row)
        return
    ahead(walk, life, row)
    if walk.chance.random() < 0.5:
        as_far_as_it_goes(walk, life, row)


def some_days(walk: Walk) -> None:
    """Time passes."""
    walk.at += timedelta(days=walk.chance.choice([1, 5, 40]))


STEPS: dict[str, Callable[[Walk], Row]] = {
    "go on": some_going_on,
    "contract": contracts.some_contract,
    "owner": contracts.some_owner,
    "annex": contracts.some_annex,
    "claim": money.some_claim,
    "acceptance": works.some_acceptance,
    "rewriting": works.some_rewriting,
    "change": changes.some_change,
    "give back": money.some_back,
    "correction": money.some_correction,
    "liquidation": works.some_liquidation,
    "doubt": works.some_doubt,
    "closing": years.some_closing,
    "reopening": years.some_reopening,
    "opening": years.some_opening,
    "days": some_days,
}
WEIGHTS = dict(zip(STEPS, (16, 3, 1, 2, 6, 6, 3, 6, 2, 7, 2, 1, 2, 1, 2, 2), strict=True))
PROFILES: tuple[dict[str, int], ...] = (
    {},
    {
        "acceptance": 9,
        "claim": 9,
        "correction": 14,
        "give back": 4,
        "rewriting": 6,
        "go on": 10,
        "change": 3,
    },
    {"change": 16, "annex": 4, "acceptance": 6, "go on": 12, "correction": 5},
    {
        "closing": 6,
        "reopening": 4,
        "opening": 4,
        "change": 6,
        "correction": 9,
        "acceptance": 7,
        "claim": 7,
    },
)
"""What a walk is full of: of everything, of corrections, of changes, of years."""
BEGUN = {model: life for life, model in LIVES}


def step(walk: Walk, name: str) -> bool:
    """One step, whole or not at all; whether it was allowed. A dossier that begins mostly goes on at once."""
    mark, at = len(walk.trace), walk.at
    walk.say(name)
    try:
        with transaction.atomic():
            row = STEPS[name](walk)
            if row is not None and walk.chance.random() < 0.75:
                as_far_as_it_goes(walk, BEGUN[type(row)], row)
        walk.counts[name, "done"] += 1
        return True
    except NothingError:
        walk.counts[name, "nothing"] += 1
    except NobodyError:
        walk.counts[name, "nobody"] += 1
    except BlockedError as blocked:
        walk.note_refused(name, blocked)
        walk.counts[name, blocked.findings[0].code] += 1
    except TakenBackError:
        pass
    del walk.trace[mark:]
    walk.at = at
    return False


def set_out(walk: Walk, kind: Kind) -> None:
    """Most walks begin under contract, many of two years with both, half with an advance."""
    if walk.chance.random() > 0.9:
        return
    walk.ending, project = True, walk.projects()[0]
    first = done(walk, contracts.begin(walk, project, 2027, 200 * M))
    if len(kind.years) == 2 and walk.chance.random() < 0.6:
        done(walk, years.open_year(walk, 2028))
        if walk.chance.random() < 0.7:
            done(walk, contracts.begin(walk, Project.objects.get(pk=project.pk), 2028, 80 * M))
    if walk.chance.random() < 0.5:
        done(walk, money.begin(walk, first, "advance", 80 * M))
    walk.ending = False


def done(walk: Walk, row: Row) -> Row:
    """The dossier at its end."""
    to_its_end(walk, BEGUN[type(row)], row)
    return type(row).objects.get(pk=row.pk)


def wander(walk: Walk, kind: Kind, profile: dict[str, int], steps: int) -> None:
    """So many allowed steps by chance, with a look at everything after each third, until something is found."""
    set_out(walk, kind)
    weights = Counter(WEIGHTS | profile)
    names = list(weights.elements())
    allowed = 0
    for _ in range(steps * 8):
        name = walk.chance.choice(names)
        if step(walk, name) and name != "days":
            allowed += 1
            if allowed % 3 == 0:
                check(walk)
        if walk.findings or allowed >= steps:
            return
