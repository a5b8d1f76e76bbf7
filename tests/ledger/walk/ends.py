"""Everything driven to its end by people who know every road; what none of them opens is a dead end."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.db import transaction

from khuyencong.ledger.lifecycle import YEAR_CLOSE
from khuyencong.ledger.models import Book, GiveBack, Posting, YearClose
from khuyencong.ledger.queries.acceptances import grounds_of, volumes_of
from khuyencong.ledger.queries.chains import pots_of
from khuyencong.ledger.queries.changing import year_of
from khuyencong.ledger.queries.claims import ends_with
from khuyencong.ledger.queries.give_backs import outstanding_of
from khuyencong.projects.models import ChangeRequest, Contract, Project
from khuyencong.projects.queries.changes import terms_now
from khuyencong.rules.acceptances import worth
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from khuyencong.workflow.lifecycle import Lifecycle
from tests.ledger.walk import changes, contracts, money, works
from tests.ledger.walk.checks import check
from tests.ledger.walk.scene import M
from tests.ledger.walk.steps import ahead, back, done, waits
from tests.ledger.walk.walk import OVER, NobodyError, NothingError, Row, Walk, shown
from tests.ledger.walk.years import close_years, open_year

Part = Callable[[Walk, Project], None]
"""Of a road to the end of a project."""


def end(walk: Walk, *, back_first: bool) -> None:
    """Open dossiers to their end or taken back, every project settled or wound up, every year closed."""
    walk.ending = True
    if back_first:
        take_back(walk)
    drain(walk)
    for project in walk.projects("approved", "contracted", "held", "accepted", "stopped"):
        if not untouched(project):
            complete(walk, project)
    drain(walk)
    if refused := tried(walk, "closing", partial(close_years, walk)):
        walk.find("STUCK-CLOSING", refused)
    if left := [(life.kind, row.pk, row.state) for life, row in walk.open_rows()]:
        walk.find("LEFT", str(left))
    check(walk)


def tried(walk: Walk, what: str, do: Callable[[], object]) -> str:
    """Done whole or not at all; empty where it was done, else what refused."""
    mark, at = len(walk.trace), walk.at
    try:
        with transaction.atomic():
            do()
        return ""
    except BlockedError as blocked:
        why = walk.note_refused(f"end {what}", blocked)
    except (NobodyError, NothingError) as error:
        why = f"{type(error).__name__} {error}"
    del walk.trace[mark:]
    walk.at = at
    return f"{what}: {why}"


# Dossiers.


def driven(walk: Walk) -> list[tuple[Lifecycle, Row]]:
    """What can be driven by itself: not what waits for an annex, for money that is owed or a year's end."""
    return [
        (life, row)
        for life, row in walk.open_rows()
        if waits(life, row) and life.kind != "year_close" and not owed_by(row)
    ]


def owed_by(row: Row) -> int:
    """What a giving back still waits for."""
    return outstanding_of(row.contract) if isinstance(row, GiveBack) and row.state == "draft" else 0


def drain(walk: Walk) -> None:
    """Every open dossier to its end, else back; what goes neither way is told."""
    went_back: set[tuple[str, int]] = set()
    for _ in range(80):
        stuck = {}
        for life, row in driven(walk):
            key, where = (life.kind, row.pk), f"{life.kind} {row.pk} {row.state}"
            why = "it went back"
            if key not in went_back:
                why = tried(walk, where, partial(ahead, walk, life, row))
            if why:
                went_back.add(key)
                behind = tried(walk, f"{where} back", partial(back, walk, life, row))
                if behind:
                    stuck[where] = f"{why} | {behind}"
                    continue
            break
        else:
            for where, why in stuck.items():
                walk.find("STUCK-DOSSIER", f"{where}: {why}")
            return
    walk.find("STUCK-DOSSIER", f"eighty steps were not enough: {driven(walk)}")


def take_back(walk: Walk) -> None:
    """The other way: every open dossier back or away, as far as that goes."""
    for _ in range(60):
        for life, row in driven(walk):
            if not tried(walk, f"{life.kind} {row.pk} {row.state} back", partial(back, walk, life, row)):
                break
        else:
            return


# Projects.


def untouched(project: Project) -> bool:
    """Whether all that it needs is its first contract, for which its money stands there."""
    if project.state != "approved" or project.contracts.exclude(state="dropped").exists():
        return False
    return any(each.pots.get(Stage.ALLOCATED, 0) for each in Book.objects.filter(project=project))


def complete(walk: Walk, project: Project) -> None:
    """By the first road that leads to its end; one that is not straight has to be named by what refused."""
    why: list[str] = []
    where = f"project {project.pk} {project.state} {books_of(project)}"
    for name, road in ROADS.items():
        refused = tried(walk, name, partial(by_road, walk, road, project))
        if not refused:
            straight = name == "finish" or (name == "stop" and project.state == "stopped")
            if not straight and not named(name, " ".join(why)):
                walk.find("ROAD", f"{where} only by {name}: {' || '.join(why)}")
            return
        why.append(refused)
    walk.find("STUCK-PROJECT", f"{where}: {' || '.join(why)}")


def named(road: str, refusals: str) -> bool:
    """Whether the words of what refused name every part of the road that led on."""
    return all(WORDS[part] in refusals.lower() for part in road.split("+") if part in WORDS)


def books_of(project: Project) -> list[tuple[int, int, dict[str, float]]]:
    """What stands in its books."""
    return [(each.year, each.plan_year, shown(each.pots)) for each in Book.objects.filter(project=project)]


def by_road(walk: Walk, road: tuple[Part, ...], project: Project) -> None:
    """Its parts in order, and over at the end."""
    for part in road:
        part(walk, Project.objects.get(pk=project.pk))
    project = Project.objects.get(pk=project.pk)
    if project.state not in OVER:
        each = [(one.year, shown(pots_of(one)), ends_with(one)) for one in walk.contracts(project)]
        raise NothingError(f"ends {project.state}: {each}")


def finish(walk: Walk, project: Project) -> None:
    """The straight road: each year signed, accepted to its end, paid and settled."""
    if project.state == "held":
        done(walk, changes.begin(walk, project, changes.resumed(walk, terms_now(project), project)))
    if ChangeRequest.objects.filter(project=project, state="annex").exists():
        contracts.sign_annexes(walk, project)
    project.refresh_from_db()
    for year in sorted({each.year for each in terms_now(project).costs if each.support}):
        first = next((each for each in walk.contracts(project) if each.year == year), None)
        first = first or sign_year(walk, Project.objects.get(pk=project.pk), year)
        if first is None:
            continue
        if not ends_with(first):
            accept_rest(walk, first)
        pay_all(walk, first, "payment", Stage.ACCEPTED)
        give_back_all(walk, first)
    if not walk.contracts(project):
        # Nothing is left to sign: whoever tries is told the way.
        asked = terms_now(project).support_in(project.year)
        done(walk, contracts.begin(walk, project, project.year, asked))
    for first in walk.contracts(project):
        pay_all(walk, first, "settle", Stage.PAID)
    project.refresh_from_db()
    if project.state == "contracted" and not any(
        any(pots_of(each).values()) for each in walk.contracts(project)
    ):
        # A closing took all of it before any work: whoever tries is told the way.
        first = walk.contracts(project)[0]
        held = works.minutes(first, works.remaining(first), final=True, on=walk.at.date())
        done(walk, works.begin(walk, first, held))


def sign_year(walk: Walk, project: Project, year: int) -> Contract | None:
    """The contract of a year that has none, opened where it has to be; none where it has no money left."""
    if project.state not in ("approved", "contracted"):
        raise NothingError(f"no contract of {year} in state {project.state}")
    books = Book.objects.filter(project=project, plan_year=year)
    if year > project.year and not books.filter(balances__amount__gt=0).exists():
        done(walk, open_year(walk, year))
    free = sum(each.pots.get(Stage.ALLOCATED, 0) for each in books.all())
    if not free:
        return None
    row = contracts.begin(walk, project, year, min(terms_now(project).support_in(year), free))
    return done(walk, row)


def accept_rest(walk: Walk, first: Contract) -> None:
    """All that was not accepted yet, as the last; there has to be money for what it is worth."""
    volumes, grounds = works.remaining(first), grounds_of(first)
    value = worth(volumes_of(first, volumes), grounds.support) - grounds.accepted
    if grounds.room is not None and value > grounds.room:
        walk.find("ROOM", f"{first.project_id} {first.year}: worth {value / M}, room {grounds.room / M}")
    held = works.minutes(first, volumes, final=True, on=walk.at.date())
    done(walk, works.begin(walk, first, held))


def pay_all(walk: Walk, contract: Contract, kind: str, stage: Stage) -> None:
    """What stands at that stage is claimed and paid, as much as its papers promise."""
    amount = pots_of(contract).get(stage, 0)
    if kind == "payment":
        amount = min(amount, year_of(contract.project, contract.year).payable) if amount else 0
    if amount:
        done(walk, money.begin(walk, contract, kind, amount))


def give_back_all(walk: Walk, contract: Contract) -> None:
    """What it owes comes back."""
    if owed := outstanding_of(contract):
        row = GiveBack.objects.filter(contract=contract, state__in=("draft", "proposed")).first()
        done(walk, row or money.give_back(walk, contract, owed))


def stop(walk: Walk, project: Project) -> None:
    """It is stopped and wound up."""
    if project.state not in ("stopped", "closed"):
        after = changes.stopped(walk, terms_now(project), project)
        done(walk, changes.begin(walk, project, after))
    for first in walk.contracts(project):
        pay_all(walk, first, "payment", Stage.ACCEPTED)
        give_back_all(walk, first)
        pay_all(walk, first, "settle", Stage.PAID)


def cut(walk: Walk, project: Project) -> None:
    """The support of years without a contract is cut to nothing."""
    terms = terms_now(project)
    signed = {each.year for each in walk.contracts(project)}
    costs = tuple(each if each.year in signed else replace(each, support=0) for each in terms.costs)
    if costs == terms.costs or not signed:
        raise NothingError
    done(walk, changes.begin(walk, project, replace(terms, costs=costs)))


def reopen(walk: Walk, project: Project) -> None:
    """Every closed year is opened again, the last first."""
    for row in YearClose.objects.filter(state="closed").order_by("-year"):
        walk.perform(YEAR_CLOSE, "year_close.reopen", row)


def undo(walk: Walk, project: Project) -> None:
    """Corrections from the last posting back, each with what it opened taken back, as far as that goes."""
    for _ in range(40):
        for key in money.correctable(project):
            posting = Posting.objects.get(pk=key)
            if not tried(walk, "undo", lambda posting=posting: done(walk, money.correct(walk, posting))):
                take_back(walk)
                break
        else:
            return


ROADS: dict[str, tuple[Part, ...]] = {
    "finish": (finish,),
    "cut+finish": (cut, finish),
    "stop": (stop,),
    "reopen+finish": (reopen, finish),
    "reopen+stop": (reopen, stop),
    "undo+finish": (undo, finish),
    "reopen+undo+finish": (reopen, undo, finish),
    "reopen+undo+stop": (reopen, undo, stop),
}
WORDS = {"cut": "giảm", "stop": "ngừng đề án", "reopen": "mở lại", "undo": "đính chính"}
"""What a refusal has to say of each part of a road that is not the straight one."""
