"""Rounds that end soon and lack answers lie in the tray of the desk that opened them, once a night."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate, now

from khuyencong.industry.actions.surveys import about
from khuyencong.industry.models import SurveyRound
from khuyencong.industry.queries.surveys import Standing, standings_of
from khuyencong.organisations.queries import operator
from khuyencong.post.actions.jobs import job
from khuyencong.post.queries.limits import limit_on
from khuyencong.post.queries.working_days import working_days
from khuyencong.rules.calendar import working_days_between
from khuyencong.workflow.actions import Waits, close_task, open_task, record
from khuyencong.workflow.models import Task

KIND = "survey_round"


@job(title="Nhắc đợt khảo sát sắp hết hạn")
def remind_of_rounds(slot: str) -> int:
    """Put into the tray what ends soon and is behind, take out what is no more; how many were put in."""
    today = localdate(datetime.fromisoformat(slot))
    waiting = set(
        Task.objects.filter(dossier_kind=KIND, state=Task.State.OPEN).values_list("dossier_key", flat=True)
    )
    known = SurveyRound.objects.filter(pk__in=[int(key) for key in waiting])
    running = SurveyRound.objects.filter(since__lte=today, until__gte=today)
    rounds = list((known | running).select_related("agency", "desk").order_by("pk"))
    standings = standings_of(rounds, None)
    late = [each for each in standings if is_behind(each, today)]
    _close(each for each in standings if each not in late and str(each.survey.pk) in waiting)
    return _open(each for each in late if str(each.survey.pk) not in waiting)


def is_behind(standing: Standing, on: date) -> bool:
    """Whether it still runs, ends within our limit and lacks answers."""
    limit, until = limit_on("survey_ends", on), standing.survey.until
    if limit is None or not standing.missing or standing.ended(on):
        return False
    return working_days_between(on, until, working_days()) <= limit.working_days


def _open(standings: Iterable[Standing]) -> int:
    by, at, found = operator(), now(), list(standings)
    for each in found:
        survey = each.survey
        title = f"Đợt khảo sát “{survey.title}” sắp hết hạn mà chưa đủ phiếu"
        waits = Waits(desk=survey.desk.code, agency=survey.agency.code, title=title, due=survey.until)
        open_task(about(survey), waits, at=at)
        after = {"missing": each.missing, "communes": each.short, "until": survey.until}
        record("survey.remind", title, about=about(survey), by=by, at=at, after=after)
    return len(found)


def _close(standings: Iterable[Standing]) -> None:
    by, at = operator(), now()
    for each in standings:
        close_task(about(each.survey), by=by, at=at)
