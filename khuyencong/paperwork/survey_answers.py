"""A file of answers as ODK Central or KoboToolbox export it: bytes → checked rows; nothing is written here."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from khuyencong.industry.models import AnswerEdition, SurveyRound
from khuyencong.industry.queries.survey_forms import communes_to_import, establishments_seen
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.return_workbook import read_return
from khuyencong.rules.surveys import CheckedAnswers, KnownAnswers, check_answers, form_key
from khuyencong.rules.text import compact


def first_sheet(names: Sequence[str]) -> Collection[str]:
    """The first sheet alone: KoboToolbox writes repeated groups behind it, and our form has none."""
    return names[:1]


def check_file(name: str, content: bytes, *, survey: SurveyRound, by: Actor, at: datetime) -> CheckedAnswers:
    """A file's answers, or every reason why it is refused."""
    workbook = read_return(name, content, choose=first_sheet)
    return check_answers(workbook, known_for(survey, by, at))


def known_for(survey: SurveyRound, by: Actor, at: datetime) -> KnownAnswers:
    """The lists of a round, for her. Two SELECTs, and one for every 500 establishments that a file names."""
    communes = communes_to_import(by, survey)
    activities = Activity.objects.filter(since__lte=survey.until)
    return KnownAnswers(
        round_key=form_key(survey.pk),
        since=survey.since,
        until=survey.until,
        now=at,
        communes=by_name(
            (each.pk, (each.code, each.full_name, f"{each.full_name}, {each.parent}")) for each in communes
        ),
        activities=by_name((each.pk, (each.code, each.name)) for each in activities),
        outlets={compact(each): pair[0] for pair in AnswerEdition.Outlet.choices for each in pair},
        establishments=lambda keys: establishments_seen(by, keys),
    )


def by_name(rows: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    """Keys by every name folded; a name of two rows names neither."""
    found: dict[str, int] = {}
    twice = set()
    for key, names in rows:
        for name in {compact(each) for each in names}:
            if found.setdefault(name, key) != key:
                twice.add(name)
    return {name: key for name, key in found.items() if name not in twice}
