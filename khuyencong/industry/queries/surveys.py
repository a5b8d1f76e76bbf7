"""How far a round is, and what establishments wish for, for planning."""

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """So many wishes of one content, by sector and commune, with what they would cost where it was said."""

    activity: int | None
    sector: int | None
    commune: int
    wishes: int
    cost: int


def progress_of(survey: SurveyRound, actor: Actor) -> list[Progress]:
    """Every commune of the round she sees, by name. Three SELECTs."""
    seen = Answer.objects.visible_to(actor).filter(round=survey)
    done: Mapping[int, int] = dict(seen.order_by().values_list("commune").annotate(Count("pk")))
    wanted = dict(
        SurveyTarget.objects.visible_to(actor).filter(round=survey).order_by().values_list("commune", "wanted")
    )
    units = Unit.objects.filter(pk__in={*done, *wanted}).order_by("sort_key", "pk")
    return [Progress(commune=unit, wanted=wanted.get(unit.pk, 0), done=done.get(unit.pk, 0)) for unit in units]


def editions_of(
    actor: Actor, *, survey: SurveyRound | None = None, commune: int | None = None
) -> QuerySet[AnswerEdition]:
    """The standing editions she sees: the rows behind a number of the progress."""
    rows = AnswerEdition.objects.visible_to(actor).filter(standing=True)
    if survey is not None:
        rows = rows.filter(answer__round=survey)
    if commune is not None:
        rows = rows.filter(answer__commune=commune)
    return rows.select_related("answer__commune", "activity", "establishment").order_by("name", "pk")


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
        .annotate(wishes=Count("pk"), expected=Sum("cost", default=0))
        .order_by("activity", "establishment__sector", "answer__commune")
    )
    return [
        Need(activity=activity, sector=sector, commune=commune, wishes=wishes, cost=int(cost))
        for activity, sector, commune, wishes, cost in groups
    ]
