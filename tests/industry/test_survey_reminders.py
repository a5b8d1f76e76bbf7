"""Rounds that end soon and lack answers lie in a tray; caught up, extended or ended they do no more."""

from datetime import date

import pytest

from khuyencong.industry.actions.reminders import remind_of_rounds
from khuyencong.industry.actions.surveys import extend, want_many
from khuyencong.workflow.models import Event, Task
from tests.industry.test_surveys import collaborator, send, sent, survey

pytestmark = pytest.mark.django_db
__all__ = ["collaborator", "send", "sent", "survey"]
EARLY, SOON, AFTER = (f"2026-{day}T05:30:00+07:00" for day in ("11-10", "11-25", "12-01"))


def waiting():
    return list(
        Task.objects.filter(state=Task.State.OPEN).values_list("dossier_kind", "dossier_key", "desk", "due")
    )


def test_a_round_lies_in_the_tray_from_five_working_days_before_its_end_and_once(survey, dong_thap_officer):
    assert (remind_of_rounds.call(EARLY), waiting()) == (0, [])
    assert [remind_of_rounds.call(SOON), remind_of_rounds.call(SOON)] == [1, 0]
    assert waiting() == [("survey_round", str(survey.pk), dong_thap_officer.desk_code, date(2026, 11, 30))]
    assert Event.objects.filter(name="survey.remind").count() == 1


def test_a_round_that_ended_leaves_the_tray(survey):
    remind_of_rounds.call(SOON)
    assert (remind_of_rounds.call(AFTER), waiting()) == (0, [])


def test_a_round_that_has_all_its_answers_leaves_the_tray(
    survey, send, sent, phu_loc, phu_an, dong_thap_officer, now
):
    remind_of_rounds.call(SOON)
    send(sent)
    want_many(survey, {phu_loc.pk: 1, phu_an.pk: 0}, by=dong_thap_officer, at=now)
    assert (remind_of_rounds.call(SOON), waiting()) == (0, [])


def test_an_extended_round_leaves_the_tray_at_once_and_comes_back_before_its_new_end(
    survey, dong_thap_officer, now
):
    remind_of_rounds.call(SOON)
    extend(survey, date(2026, 12, 31), reason="Mưa lũ", by=dong_thap_officer, at=now)
    assert (waiting(), remind_of_rounds.call(SOON)) == ([], 0)
    assert remind_of_rounds.call("2026-12-28T05:30:00+07:00") == 1
