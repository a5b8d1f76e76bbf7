"""Where money stands: now from the balances, on any day as known at any instant from the moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from khuyencong.ledger.models import Balance, Book, Transfer
from khuyencong.organisations.actors import Actor
from khuyencong.projects.models import Project
from khuyencong.rules.ledger import UNDISBURSED, Position, Stage, position_of

BY = {
    "province": "book__project__province",
    "agency": "book__project__agency",
    "project": "book__project",
    "purse": "book__purse",
    "book": "book",
    "year": "book__year",
}
"""What a question may be broken down by, and the column that says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose eyes, and which books: "" or None narrows nothing."""

    actor: Actor
    year: int | None = None
    purse: str = ""
    province: int | None = None
    agency: int | None = None
    project: int | None = None

    @property
    def wanted(self) -> Mapping[str, Any]:
        """The columns of a book that must hold."""
        named = {
            "book__year": self.year,
            "book__purse": self.purse or None,
            "book__project__province": self.province,
            "book__project__agency": self.agency,
            "book__project": self.project,
        }
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What stands for one province, agency, project or purse."""

    key: Any
    position: Position


def books(asked: Question) -> QuerySet[Book]:
    """The books that the question is about, those that hold most money back first, their pots along."""
    wanted = {name.removeprefix("book__"): value for name, value in asked.wanted.items()}
    held = Sum("balances__amount", filter=Q(balances__stage__in=UNDISBURSED), default=0)
    rows = Book.objects.filter(project__in=seen_by(asked), **wanted).annotate(held=held)
    return rows.select_related("project__province", "project__agency").order_by("-held", "pk")


def years_with_money(actor: Actor) -> list[int]:
    """The years in which she sees a book, the latest first."""
    rows = Book.objects.visible_to(actor).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def balances(asked: Question) -> QuerySet[Balance]:
    """The balances that the question is about."""
    return Balance.objects.filter(book__project__in=seen_by(asked), **asked.wanted).order_by()


def seen_by(asked: Question) -> QuerySet[Project, Any]:
    """The keys of the projects she sees that the question is about.

    Narrowed inside, for a planner that walks them first would walk every project there is.
    """
    narrowed = {
        name: value
        for name, value in (("pk", asked.project), ("province", asked.province), ("agency", asked.agency))
        if value is not None
    }
    return Project.objects.visible_to(asked.actor).filter(**narrowed).values("pk")


def once(rows: QuerySet[Any], column: str, asked: Question, by: str = "") -> QuerySet[Any]:
    """Without what was carried on again, where years stand together: one đồng carried over twice is one.

    Of one year, by year and by book each carrying stands in its own.
    """
    if asked.year is not None or by in ("year", "book"):
        return rows
    return rows.exclude(Q(book__plan_year__lt=F("book__year")), **{column: Stage.CARRIED.value})


def position(asked: Question) -> Position:
    """The figures of a question; one SELECT."""
    rows = once(balances(asked), "stage", asked).values_list("stage").annotate(total=Sum("amount"))
    return position_of({Stage(stage): int(total) for stage, total in rows})


def groups(asked: Question, by: str) -> list[Group]:
    """The same by province, agency, project or purse; one SELECT, and the groups add up to the whole."""
    column = BY[by]
    pots: dict[Any, dict[Stage, int]] = {}
    rows = once(balances(asked), "stage", asked, by)
    for key, stage, total in rows.values_list(column, "stage").annotate(total=Sum("amount")):
        pots.setdefault(key, {})[Stage(stage)] = int(total)
    return [Group(key=key, position=position_of(each)) for key, each in pots.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """As of which day, as known at which instant; None is now."""

    on: date
    known: datetime | None = None


def moves(asked: Question) -> QuerySet[Transfer]:
    """Every move in the books that the question is about."""
    return Transfer.objects.filter(book__project__in=seen_by(asked), **asked.wanted)


def moves_until(asked: Question, moment: Moment) -> QuerySet[Transfer]:
    """What had been written by the instant with effect by the day."""
    rows = moves(asked).filter(posting__effective_on__lte=moment.on)
    if moment.known is not None:
        rows = rows.filter(posting__recorded_at__lte=moment.known)
    return rows.order_by()


def groups_as_known(asked: Question, by: str, moment: Moment) -> list[Group]:
    """The figures of a moment by province, agency, project, purse or book; two SELECTs."""
    pots: dict[Any, dict[Stage, int]] = {}
    rows = moves_until(asked, moment)
    for column, sign in (("into", 1), ("out_of", -1)):
        mine_of = once(rows, column, asked, by).values_list(BY[by], column)
        for key, stage, total in mine_of.annotate(total=Sum("amount")):
            mine = pots.setdefault(key, {})
            mine[Stage(stage)] = mine.get(Stage(stage), 0) + sign * int(total)
    return [Group(key=key, position=position_of(each)) for key, each in pots.items()]


def books_as_known(asked: Question, moment: Moment) -> list[Group]:
    """Every book of a moment, those that held most money back first; two SELECTs."""
    found = groups_as_known(asked, "book", moment)
    return sorted(found, key=lambda each: (-each.position.waiting, each.key))


def position_as_known(asked: Question, *, on: date, known: datetime | None = None) -> Position:
    """The figures of a day, as they were known at an instant, now where none is given; two SELECTs."""
    pots: dict[Stage, int] = {}
    rows = moves_until(asked, Moment(on=on, known=known))
    for column, sign in (("into", 1), ("out_of", -1)):
        for stage, total in once(rows, column, asked).values_list(column).annotate(total=Sum("amount")):
            pots[Stage(stage)] = pots.get(Stage(stage), 0) + sign * int(total)
    return position_of(pots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A book and its figures at the moment asked for."""

    book: Book
    position: Position


def standing(groups: Sequence[Group]) -> list[Standing]:
    """Books by their keys with the figures of a moment, in the same order; one SELECT."""
    rows = Book.objects.select_related("project__province", "project__agency")
    found = rows.in_bulk([each.key for each in groups])
    return [Standing(book=found[each.key], position=each.position) for each in groups]
