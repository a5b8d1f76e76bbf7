"""The books of a year: opened for a later year of a plan, closed when it is over."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from khuyencong.ledger.actions.closing import choose
from khuyencong.ledger.lifecycle import YEAR_CLOSE, YEAR_OPENING, begin_close, begin_opening
from khuyencong.ledger.lifecycle.closing import run_closing
from khuyencong.ledger.lifecycle.opening import run_opening
from khuyencong.ledger.models import Book, YearClose, YearOpening
from khuyencong.ledger.queries.closing import rows_of
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import operator
from khuyencong.projects.lifecycle import Signed
from khuyencong.projects.models import Project
from khuyencong.rules.closing import Choice, Ground
from khuyencong.rules.findings import BlockedError
from khuyencong.rules.ledger import Stage
from tests.ledger.walk.walk import OVER, NobodyError, NothingError, Row, Walk

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def close_on(walk: Walk, row: YearClose) -> YearClose:
    """Each book carried over or given up and prepared; checked; closed; written."""
    if row.state in ("draft", "returned", "reopened"):
        for each in rows_of(row):
            if each.case.movable and (each.case.choice is None or not walk.ending):
                way = chosen(walk, each)
                walk.anybody(partial(decide_on, walk, row, each.book.pk, way))
                walk.say(f"    choose {way.value} for book {each.book}")
        return walk.perform(YEAR_CLOSE, "year_close.prepare", row)
    if row.state == "prepared":
        return walk.perform(YEAR_CLOSE, "year_close.check", row)
    if row.state == "checked":
        return walk.perform(YEAR_CLOSE, "year_close.close", row)
    if row.state == "running":
        run_closing(row, by=operator(), at=walk.at)
        walk.say(f"    written closing #{row.pk}")
        return YearClose.objects.get(pk=row.pk)
    return walk.perform(YEAR_CLOSE, "year_close.resume", row)


def chosen(walk: Walk, each: Row) -> Choice:
    """What becomes of a book: at the end, of what is over, given up; else mostly carried over."""
    if each.case.pots.get(Stage.ADVANCED, 0):
        return Choice.CARRY
    if walk.ending:
        state = Project.objects.get(pk=each.book.project_id).state
        return Choice.GIVE_UP if state in (*OVER, "stopped", "approved") else Choice.CARRY
    return Choice.GIVE_UP if walk.chance.random() < 0.35 else Choice.CARRY


def decide_on(walk: Walk, row: YearClose, book: int, way: Choice, by: Actor) -> None:
    """What becomes of that book, as she was told."""
    ground = Ground(number=walk.number(), on=walk.at.date(), authority="Bộ trưởng")
    choose(row, [book], way, ground, by=by, at=walk.at)


def begin_closing(walk: Walk, year: int) -> YearClose:
    """The closing of a year that is over."""
    if walk.at.year <= year:
        walk.at = datetime(year + 1, 1, 10, 9, tzinfo=ZONE)
    row = walk.anybody(lambda by: begin_close(walk.purse, year, walk.act(by)))
    walk.say(f"    closing #{row.pk} of {year}")
    return row


def some_closing(walk: Walk) -> YearClose:
    """Mostly of the first year; half the time only of one that is over."""
    year = walk.chance.choice([2027, 2027, 2028])
    if walk.at.year <= year and walk.chance.random() < 0.5:
        raise NothingError
    return begin_closing(walk, year)


def some_reopening(walk: Walk) -> None:
    """What was closed last is opened again."""
    row = YearClose.objects.filter(state="closed").order_by("year").last()
    if row is None:
        raise NothingError
    walk.perform(YEAR_CLOSE, "year_close.reopen", row)


def opening_on(walk: Walk, row: YearOpening) -> YearOpening:
    """Proposed; recorded; written."""
    if row.state == "draft":
        return walk.perform(YEAR_OPENING, "year_opening.propose", row)
    if row.state == "proposed":
        given = Signed(number=walk.number(), on=walk.day())
        return walk.perform(YEAR_OPENING, "year_opening.record", row, given)
    if row.state == "running":
        run_opening(row, by=operator(), at=walk.at)
        walk.say(f"    written opening #{row.pk}")
        return YearOpening.objects.get(pk=row.pk)
    return walk.perform(YEAR_OPENING, "year_opening.resume", row)


def open_year(walk: Walk, year: int) -> YearOpening:
    """The money of a later year of the plan is given."""
    row = walk.anybody(lambda by: begin_opening(walk.purse, year, walk.act(by)))
    walk.say(f"    opening #{row.pk} of {year}")
    return row


def some_opening(walk: Walk) -> YearOpening:
    """Mostly of the year that a project of two years waits for."""
    return open_year(walk, walk.chance.choice([2028, 2028, 2029]))


def close_years(walk: Walk) -> None:
    """Every year with money or a closing of it, the first first."""
    begun = YearClose.objects.filter(purse=walk.purse).exclude(state="dropped")
    known = {*Book.objects.filter(purse=walk.purse).values_list("year", flat=True)}
    for year in sorted(known | {*begun.values_list("year", flat=True)}):
        if walk.at.year <= year:
            walk.at = datetime(year + 1, 1, 12, 9, tzinfo=ZONE)
        row = begun.filter(year=year).first() or begin_closing(walk, year)
        close_year(walk, YearClose.objects.get(pk=row.pk))


def close_year(walk: Walk, row: YearClose) -> None:
    """On to its end, once anew from its draft where what was prepared is not so any more."""
    anew = False
    for _ in range(12):
        if row.state == "closed":
            return
        try:
            with transaction.atomic():
                close_on(walk, row)
        except (BlockedError, NobodyError):
            if anew or row.state not in ("prepared", "checked"):
                raise
            anew = True
            walk.perform(YEAR_CLOSE, "year_close.return", row)
        row = YearClose.objects.get(pk=row.pk)
    raise NothingError(f"closing of {row.year} stays {row.state}")
