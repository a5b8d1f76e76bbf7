"""The rows behind every total, grouped in the database: place × year × cut × fund × stage → đồng."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Aggregate, BigIntegerField, BooleanField, Q, QuerySet, Sum
from django.db.models.functions import Cast

from khuyencong.organisations.actors import Actor
from khuyencong.reporting.models import Figure


class Line(NamedTuple):
    """What an amount is, apart from where; `activity` is a norms.Activity id, None for all together.

    A tuple and no dataclass: a national consolidation hashes hundreds of thousands of them.
    """

    year: int
    cut: date
    fund: str
    stage: str
    activity: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Sums per unit and line in đồng, and which (unit, year) rest on made figures."""

    sums: tuple[tuple[int, Line, int], ...]
    made: frozenset[tuple[int, int]]


def year_end(year: int) -> date:
    """The cut of a plan: the last day of its year."""
    return date(year, 12, 31)


def at_cuts(cuts: Iterable[date]) -> Q:
    """Plans of the years, and what was done exactly by each cut; a different cut is a different figure."""
    listed = sorted(set(cuts))
    ends = sorted({year_end(cut.year) for cut in listed})
    return Q(stage=Figure.Stage.DONE, cut__in=listed) | Q(stage=Figure.Stage.PLAN, cut__in=ends)


def standing_figures(*, actor: Actor, known_at: datetime) -> QuerySet[Figure]:
    """Figures that may be summed, that this reader may see, as they stood at that instant."""
    return Figure.objects.visible_to(actor).known_on(known_at).summed()


class AnyTrue(Aggregate):
    """Whether a boolean column is true in any row of the group; SQLite has no BOOL_OR but a MAX of 0 and 1."""

    function = "BOOL_OR"
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """MAX, which is the same on 0 and 1."""
        sql, params = self.as_sql(compiler, connection, function="MAX", **extra)
        return sql, params


def grouped(figures: QuerySet[Figure], *, by_activity: bool) -> list[tuple[int, Line, int, bool]]:
    """One SELECT: `figures` summed per unit and line, with whether any of them is made."""
    columns = ["unit_id", "year", "cut", "fund", "stage", *(["activity_id"] if by_activity else [])]
    rows = (
        figures.order_by()
        .values_list(*columns)
        .annotate(total=Cast(Sum("amount"), BigIntegerField()), any_made=AnyTrue("made"))
        .iterator(chunk_size=10_000)
    )
    if by_activity:
        return [(row[0], Line._make(row[1:6]), row[6], row[7]) for row in rows]
    return [(row[0], Line(row[1], row[2], row[3], row[4], None), row[5], row[6]) for row in rows]


def facts(
    *, actor: Actor, known_at: datetime, cuts: Collection[date] | None, by_activity: bool = True
) -> Facts:
    """Everything that adds up at these cuts (None: at every cut), in one SELECT."""
    figures = standing_figures(actor=actor, known_at=known_at)
    rows = grouped(figures if cuts is None else figures.filter(at_cuts(cuts)), by_activity=by_activity)
    return Facts(
        sums=tuple((unit, line, amount) for unit, line, amount, _ in rows),
        made=frozenset((unit, line.year) for unit, line, _, made in rows if made),
    )
