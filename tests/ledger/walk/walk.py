"""Who walks: the people, the day, the chance, what was done and what was found."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from khuyencong.ledger.lifecycle import (
    ACCEPTANCE,
    CLAIM,
    GIVE_BACK,
    LIQUIDATION,
    POSTING_CORRECTION,
    YEAR_CLOSE,
    YEAR_OPENING,
)
from khuyencong.ledger.models import (
    Acceptance,
    Claim,
    GiveBack,
    Liquidation,
    PostingCorrection,
    YearClose,
    YearOpening,
)
from khuyencong.organisations.actors import Actor
from khuyencong.projects.lifecycle import CHANGE, CONTRACT
from khuyencong.projects.models import ChangeRequest, Contract, Project
from khuyencong.rules.findings import BlockedError, Severity
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Act, Lifecycle
from tests.ledger.walk.scene import M

Row = Any
"""A dossier of any kind."""

LIVES = (
    (CONTRACT, Contract),
    (CLAIM, Claim),
    (ACCEPTANCE, Acceptance),
    (GIVE_BACK, GiveBack),
    (LIQUIDATION, Liquidation),
    (POSTING_CORRECTION, PostingCorrection),
    (CHANGE, ChangeRequest),
    (YEAR_CLOSE, YearClose),
    (YEAR_OPENING, YearOpening),
)
IN_LIFE = ("approved", "contracted", "held", "accepted", "stopped", "settled", "closed")
OVER = ("settled", "closed")


class NobodyError(Exception):
    """Nobody there may do it, or nobody who has not had a hand in it already."""


class NothingError(Exception):
    """There is nothing that it could be done to."""


class TakenBackError(Exception):
    """What was done has to be undone: it leaves a savepoint."""


@dataclass
class Finding:
    """What must not be, and where the walk stood."""

    what: str
    text: str


@dataclass
class Walk:
    """One walk from its seed; `ending` once all is driven to its end, where nothing is left to luck."""

    people: dict[str, Actor]
    stranger: Actor
    chance: random.Random
    purse: str
    at: datetime
    trace: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: int = 0
    ending: bool = False

    # What it writes down.

    def say(self, text: str) -> None:
        """Keep what was done."""
        self.trace.append(text)

    def find(self, what: str, text: str) -> None:
        """Keep what must not be, once."""
        if Finding(what, text) not in self.findings:
            self.findings.append(Finding(what, text))

    def note_refused(self, where: str, blocked: BlockedError) -> str:
        """Keep the words of a refusal, and give them back."""
        told = [each for each in blocked.findings if each.severity is Severity.ERROR]
        for each in told:
            self.refused.setdefault((where, each.code), f"{each.message} → {each.fix}")
        return "; ".join(f"{each.code}: {each.message} → {each.fix}" for each in told)

    # Small things that every dossier needs.

    def number(self) -> str:
        """The number of the next paper."""
        self.numbers += 1
        return f"{self.numbers:03d}/W"

    def act(self, by: Actor) -> Act:
        """Something she does now."""
        return Act(by=by, at=self.at, reason="vì thế")

    def pdf(self) -> dict[str, Any]:
        """A file that nobody handed in before."""
        content = f"%PDF {self.chance.random()}".encode()
        return {"name": "a.pdf", "media_type": "application/pdf", "content": content}

    def day(self) -> date:
        """The day on a paper: mostly today's, sometimes that of a day or two ago."""
        back = 0 if self.ending else self.chance.choice([0] * 9 + [1, 2])
        return self.at.date() - timedelta(days=back)

    # Who does it.

    def anybody(self, do: Callable[[Actor], Row], *names: str) -> Row:
        """Done by the first, in any order, of these or of all who may."""
        named = [self.people[each] for each in names] if names else list(self.people.values())
        for by in self.chance.sample(named, len(named)):
            try:
                with transaction.atomic():
                    return do(by)
            except PermissionDenied:
                continue
        raise NobodyError(f"{getattr(do, '__qualname__', do)}: nobody may")

    def but_officer(self) -> list[str]:
        """Who looks through what the officer of the department handed in."""
        return [each for each in self.people if each != "officer"]

    def perform(self, life: Lifecycle, name: str, row: Row, given: Any = None) -> Row:
        """One step of its lifecycle by one who may, without a hand in it; sometimes tried by a wrong one."""
        row = type(row).objects.get(pk=row.pk)
        step = life.transition(name)
        who = [each for each in self.people.values() if step.who(each, row)]
        hands = life.hands(step, row)
        free = [each for each in who if each.person_key not in hands]
        if not self.ending and self.chance.random() < 0.04:
            self.try_by_a_wrong_one(life, name, row, given, free)
        if not free:
            had = ", ".join(each.person_name for each in who)
            raise NobodyError(f"{name} from {row.state}: nobody but those who had a hand in it ({had})")
        calm = [each for each in free if not each.desk.kind.leader] or free
        by = self.chance.choice(calm if self.ending or self.chance.random() < 0.8 else free)
        done = life.perform(name, row, Act(by=by, at=self.at, reason="vì thế", given=given))
        self.say(f"    {name} #{row.pk} by {by.person_name}{f' {given}' if given else ''}")
        return done

    def try_by_a_wrong_one(self, life: Lifecycle, name: str, row: Row, given: Any, free: list[Actor]) -> None:
        """The step by somebody who may not: it has to be refused."""
        wrong = self.chance.choice([*self.people.values(), self.stranger])
        if wrong in free:
            return
        try:
            with transaction.atomic():
                life.perform(name, row, Act(by=wrong, at=self.at, reason="vì thế", given=given))
                raise TakenBackError
        except (PermissionDenied, BlockedError):
            row.refresh_from_db()
        except TakenBackError:
            self.find("AUTHORITY", f"{name} done by {wrong.person_name}")
            raise

    # What there is.

    def projects(self, *states: str) -> list[Project]:
        """The projects in these states, or in any after their approval."""
        return list(Project.objects.filter(purse=self.purse, state__in=states or IN_LIFE).order_by("pk"))

    def target(self, *states: str) -> Project:
        """One of them, mostly the first: what is done then falls on one project."""
        rows = self.projects(*states)
        if not rows:
            raise NothingError
        return rows[0] if self.chance.random() < 0.7 else self.chance.choice(rows)

    def contracts(self, project: Project) -> list[Contract]:
        """Its contracts with the unit, one a year, each as it was first signed."""
        rows = Contract.objects.filter(project=project, kind="unit", amends=None, state="signed")
        return list(rows.order_by("year"))

    def contract(self, project: Project) -> Contract:
        """One of them."""
        rows = self.contracts(project)
        if not rows:
            raise NothingError
        return self.chance.choice(rows)

    def open_rows(self) -> list[tuple[Lifecycle, Row]]:
        """Every dossier that waits for somebody."""
        found: list[tuple[Lifecycle, Row]] = []
        for life, model in LIVES:
            waiting = [each.code for each in life.states if each.waits is not None]
            found += [(life, each) for each in model.objects.filter(state__in=waiting).order_by("pk")]
        return found


def shown(pots: dict[Stage, int]) -> dict[str, float]:
    """What stands in a book, in millions."""
    return {stage.value: round(amount / M, 3) for stage, amount in pots.items() if amount}
