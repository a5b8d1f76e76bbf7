"""How far a round is, and what establishments wish for, for planning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from khuyencong.industry.models import Answer, AnswerConflict, AnswerEdition, SurveyRound, SurveyTarget
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Of a commune: how many were wanted, 0 for one that nobody planned, and how many there are."""

    commune: Unit
    wanted: int
    done: int

    @property
    def empty(self) -> bool:
        """Wanted and none there yet."""
        return self.wanted > 0 and self.done == 0

    @property
    def missing(self) -> int:
        """How many more are wanted."""
        return max(self.wanted - self.done, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a round is: what one commune has too many does not help another."""

    survey: SurveyRound
    wanted: int
    done: int
    missing: int
    short: int
    empty: int
    conflicts: int

    def ended(self, on: date) -> bool:
        """Whether nothing new may be asked on that day."""
        return self.survey.until < on

    def days_left(self, on: date) -> int:
        """Days up to the last one, that one counted; 0 after it."""
        return max((self.survey.until - on).days + 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """So many wishes of one content, by sector and commune; what they would cost, None where nobody said."""

    activity: int | None
    sector: int | None
    commune: int
    wishes: int
    cost: int | None


def progress_of(survey: SurveyRound, actor: Actor) -> list[Progress]:
    """Every commune of the round she sees, by name. Three SELECTs."""
    seen = Answer.objects.visible_to(actor).filter(round=survey)
    done: Mapping[int, int] = dict(seen.order_by().values_list("commune").annotate(Count("pk")))
    wanted = dict(
        SurveyTarget.objects.visible_to(actor).filter(round=survey).order_by().values_list("commune", "wanted")
    )
    units = Unit.objects.filter(pk__in={*done, *wanted}).order_by("sort_key", "pk")
    return [Progress(commune=unit, wanted=wanted.get(unit.pk, 0), done=done.get(unit.pk, 0)) for unit in units]


def standings_of(surveys: Sequence[SurveyRound], actor: Actor | None) -> list[Standing]:
    """How far each is, in the order given, as far as she sees; for nobody the whole. Three SELECTs for all."""
    keys = [each.pk for each in surveys]
    targets, answers = SurveyTarget.objects.all(), Answer.objects.all()
    conflicts = AnswerConflict.objects.all()
    if actor is not None:
        targets, answers = targets.visible_to(actor), answers.visible_to(actor)
        conflicts = conflicts.visible_to(actor)
    open_ = conflicts.filter(answer__round__in=keys, state=AnswerConflict.State.OPEN).order_by()
    done: dict[int, dict[int, int]] = {key: {} for key in keys}
    counted = answers.filter(round__in=keys).order_by().values_list("round", "commune")
    for key, commune, count in counted.annotate(Count("pk")):
        done[key][commune] = count
    wanted: dict[int, dict[int, int]] = {key: {} for key in keys}
    for key, commune, count in targets.filter(round__in=keys).values_list("round", "commune", "wanted"):
        wanted[key][commune] = count
    waiting: Mapping[int, int] = dict(open_.values_list("answer__round").annotate(Count("pk")))
    return [standing_of(each, wanted[each.pk], done[each.pk], waiting.get(each.pk, 0)) for each in surveys]


def standing_of(
    survey: SurveyRound, wanted: Mapping[int, int], done: Mapping[int, int], conflicts: int
) -> Standing:
    """How far it is, by what was wanted of each commune and what is there. No SQL."""
    missing = {key: number - done.get(key, 0) for key, number in wanted.items() if number > done.get(key, 0)}
    return Standing(
        survey=survey,
        wanted=sum(wanted.values()),
        done=sum(done.values()),
        missing=sum(missing.values()),
        short=len(missing),
        empty=sum(not done.get(key) for key in missing),
        conflicts=conflicts,
    )


def editions_of(
    actor: Actor, *, survey: SurveyRound | None = None, commune: int | None = None
) -> QuerySet[AnswerEdition]:
    """The standing editions she sees: the rows behind a number of the progress."""
    rows = AnswerEdition.objects.visible_to(actor).filter(standing=True)
    if survey is not None:
        rows = rows.filter(answer__round=survey)
    if commune is not None:
        rows = rows.filter(answer__commune=commune)
    return rows.select_related("answer__commune", "activity", "establishment").order_by("folded", "pk")


def open_conflicts(actor: Actor) -> QuerySet[AnswerConflict]:
    """Answers of which two editions wait for a choice."""
    return AnswerConflict.objects.visible_to(actor).filter(state=AnswerConflict.State.OPEN)


def needs_of(actor: Actor, year: int, *, communes: list[int] | None = None) -> list[Need]:
    """What is wished for the plan of a year, content × sector × commune. One SELECT.

    The sector is the linked establishment's, None while the answer names one that is not in the register.
    """
    rows = AnswerEdition.objects.visible_to(actor).filter(standing=True, answer__round__year=year)
    if communes is not None:
        rows = rows.filter(answer__commune__in=communes)
    groups = (
        rows.order_by()
        .values_list("activity", "establishment__sector", "answer__commune")
        .annotate(wishes=Count("pk"), expected=Sum("cost"))
        .order_by("activity", "establishment__sector", "answer__commune")
    )
    return [
        Need(
            activity=activity,
            sector=sector,
            commune=commune,
            wishes=wishes,
            cost=cost if cost is None else int(cost),
        )
        for activity, sector, commune, wishes, cost in groups
    ]
