"""Going on with ODK or KoboToolbox: the form out, a file in, looked at first, whole or not at all."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khuyencong.industry.actions.surveys import open_round, want_many
from khuyencong.industry.models import Answer, AnswerEdition
from khuyencong.rules.surveys import form_key
from khuyencong.workflow.models import Event
from tests.conftest import person
from tests.industry.conftest import phu_loc
from tests.industry.survey_files import answer, kobo_csv, odk
from tests.industry.test_surveys import commune_agency
from tests.web.conftest import AT

pytestmark = pytest.mark.django_db
__all__ = ["phu_loc"]


@pytest.fixture
def survey(dong_thap_officer, phu_loc):
    """A round of the author that is open."""
    days = {"since": AT.date(), "until": AT.date() + timedelta(days=29)}
    made = open_round(title="Nhu cầu", year=2027, **days, by=dong_thap_officer, at=AT)
    want_many(made, {phu_loc.pk: 2}, by=dong_thap_officer, at=AT)
    return made


@pytest.fixture
def one(survey):
    """What was typed, in the round's form, within its days."""

    def typed(number=1, **said):
        days = {"bat_dau": AT.isoformat(), "ket_thuc": (AT + timedelta(minutes=9)).isoformat()}
        return answer(number, **({"ma_dot": form_key(survey.pk)} | days | said))

    return typed


def hand_in(client, survey, content, name="submissions.csv"):
    """Where the file leads, and the answer."""
    file = SimpleUploadedFile(name, content)
    response = client.post(reverse("survey_odk", args=[survey.pk]), {"answers": file})
    return response.headers.get("Location", ""), response


def test_looking_writes_nothing_and_confirming_writes_all_once(as_role, survey, one):
    client = as_role("author")
    page, _ = hand_in(client, survey, odk(one(), one(2)))
    shown = client.get(page)
    assert (shown.status_code, shown.context["told"], Answer.objects.count()) == (200, "2 phiếu mới", 0)
    assert client.post(page).status_code == 302
    assert (Answer.objects.count(), Event.objects.filter(name="survey.import").count()) == (2, 1)
    again, _ = hand_in(client, survey, kobo_csv(one(), one(2)))
    assert client.get(again).context["fresh"] == 0
    assert (client.post(again).status_code, AnswerEdition.objects.count()) == (302, 2)


def test_a_wrong_cell_stops_the_whole_file_and_names_it(as_role, survey, one):
    client = as_role("author")
    page, _ = hand_in(client, survey, odk(one(), one(2, chi_phi_trieu="nhiều")))
    shown = client.get(page)
    assert (shown.status_code, [each.place for each in shown.context["findings"]]) == (422, ["CSV!P3"])
    assert (client.post(page).status_code, Answer.objects.count()) == (422, 0)


def test_a_closed_round_refuses_what_was_asked_too_late_in_words(as_role, survey, one):
    survey.since, survey.until = AT.date() - timedelta(days=40), AT.date() - timedelta(days=10)
    survey.save()
    client = as_role("author")
    page, _ = hand_in(client, survey, odk(one()))
    shown = client.get(page)
    assert (shown.status_code, [each.code for each in shown.context["findings"]]) == (422, ["closed"])


def test_what_cannot_be_an_export_is_said_at_once(as_role, survey):
    for name, content in (("x.exe", b"MZ"), ("x.csv", b"<html>"), ("x.csv", b"x" * (20 * 2**20))):
        _, response = hand_in(as_role("author"), survey, content, name=name)
        assert response.status_code == 422


def test_nobody_opens_the_file_of_another_and_a_neighbour_sees_no_round(as_role, survey, one):
    page, _ = hand_in(as_role("author"), survey, odk(one()))
    assert [as_role(role).get(page).status_code for role in ("colleague", "neighbour")] == [404, 404]
    assert [hand_in(as_role(role), survey, odk(one()))[1].status_code for role in ("neighbour", "officer")] == [
        404,
        403,
    ]


def test_a_file_of_one_round_is_not_opened_under_another(as_role, survey, one, dong_thap_officer):
    client = as_role("author")
    page, _ = hand_in(client, survey, odk(one()))
    days = {"since": AT.date(), "until": AT.date()}
    other = open_round(title="Khác", year=2027, **days, by=dong_thap_officer, at=AT)
    assert client.get(page.replace(f"/{survey.pk}/odk", f"/{other.pk}/odk")).status_code == 404


def test_who_asks_takes_the_form_but_brings_no_file(client, survey, one, phu_loc, dong_thap_officer):
    asks = person(commune_agency(phu_loc, dong_thap_officer.agency), "ctv", "collaborator")
    client.force_login(asks.user)
    assert client.get(reverse("survey_odk", args=[survey.pk])).status_code == 200
    response = client.get(reverse("survey_odk_form", args=[survey.pk]))
    assert (response.status_code, response.content[:2]) == (200, b"PK")
    assert hand_in(client, survey, odk(one()))[1].status_code == 403


def test_a_round_without_communes_has_no_form_yet(as_role, dong_thap_officer):
    days = {"since": AT.date(), "until": AT.date()}
    made = open_round(title="Chưa giao", year=2027, **days, by=dong_thap_officer, at=AT)
    response = as_role("author").get(reverse("survey_odk_form", args=[made.pk]))
    assert (response.status_code, [each.code for each in response.context["blocked"]]) == (422, ["no_form"])


def test_two_hundred_rows_ask_hardly_more_than_two(as_role, survey, one, django_assert_max_num_queries):
    client = as_role("author")
    few, _ = hand_in(client, survey, odk(one(), one(2)))
    many, _ = hand_in(client, survey, odk(*(one(number) for number in range(10, 210))))
    with django_assert_max_num_queries(40) as asked:
        client.get(few)
    with django_assert_max_num_queries(len(asked) + 2):
        client.get(many)
