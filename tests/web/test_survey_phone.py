"""Asking on a phone: the package, what a device sends once or damaged, photographs, pages without scripts."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.industry.actions import photos
from khuyencong.industry.models import Answer, AnswerConflict, AnswerEdition, AnswerPhoto
from khuyencong.workflow.models import Event
from tests.industry.conftest import enter, phu_an, phu_loc, tan_bien
from tests.industry.test_surveys import collaborator, neighbour, uuid
from tests.industry.test_surveys import survey as november
from tests.web.conftest import SignedInClient

pytestmark = pytest.mark.django_db
__all__ = ["collaborator", "enter", "neighbour", "november", "phu_an", "phu_loc", "tan_bien"]
ANSWER, PHOTO = uuid(1), uuid(21)
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 100


@pytest.fixture
def device(collaborator):
    """A phone in the collaborator's hand."""
    return device_of(collaborator)


@pytest.fixture
def survey(november):
    """The round as it is open today, on whatever day the tests run."""
    november.until = date(2099, 1, 1)
    november.save()
    return november


def device_of(actor):
    client = SignedInClient()
    client.force_login(actor.account)
    return client


def body(survey, commune, **more):
    fields = {"commune": str(commune.pk), "name": "Mộc Phú Lộc", "wants": "Mua máy cưa", "cost": "60.000.000"}
    fields |= more.pop("fields", {})
    said = {"key": str(uuid(1)), "edition": str(uuid(11)), "round": survey.pk, "based_on": 0, "fields": fields}
    return said | more


def send(client, said):
    return client.post(reverse("survey_send"), json.dumps(said), content_type="application/json")


def send_photo(client, answer=ANSWER, key=PHOTO, content=JPEG, **more):
    given = {"answer": str(answer), "photo_key": str(key), "taken_at": "2026-11-20T03:00:00Z", **more}
    given["photo"] = SimpleUploadedFile("anh.jpg", content, "image/jpeg")
    return client.post(reverse("survey_send_photo"), given)


def test_an_answer_is_kept_once_however_often_it_is_sent(device, survey, phu_loc):
    told = [send(device, body(survey, phu_loc)).json() for _ in range(2)]
    row = AnswerEdition.objects.get()
    assert [(each["outcome"], each["number"], each["standing"]) for each in told] == [
        ("new", 1, True),
        ("known", 1, True),
    ]
    assert (row.name, row.cost, row.answer.commune, Event.objects.filter(name="survey.answer").count()) == (
        "Mộc Phú Lộc",
        60_000_000,
        phu_loc,
        1,
    )


def test_a_second_device_that_saw_less_is_told_of_the_conflict_and_nothing_is_lost(device, survey, phu_loc):
    send(device, body(survey, phu_loc))
    send(device, body(survey, phu_loc, edition=str(uuid(12)), based_on=1, fields={"wants": "Hai máy"}))
    late = send(device, body(survey, phu_loc, edition=str(uuid(13)), based_on=1, fields={"wants": "Ba máy"}))
    assert (late.json()["outcome"], late.json()["standing"]) == ("conflict", False)
    assert list(AnswerEdition.objects.values_list("wants", flat=True)) == ["Mua máy cưa", "Hai máy", "Ba máy"]
    assert AnswerConflict.objects.count() == 1


def test_a_change_after_a_reply_that_was_lost_is_kept_as_the_next_edition(device, survey, phu_loc):
    send(device, body(survey, phu_loc))  # the device never hears of it
    more = {"edition": str(uuid(12)), "based_on": 0, "after": str(uuid(11)), "fields": {"wants": "Hai máy"}}
    told = [send(device, body(survey, phu_loc, **more)).json() for _ in range(2)]
    assert [(each["outcome"], each["number"]) for each in told] == [("changed", 2), ("known", 2)]
    rows = AnswerEdition.objects.order_by("number").values_list("wants", "based_on", "standing")
    assert (list(rows), AnswerConflict.objects.count()) == (
        [("Mua máy cưa", 0, False), ("Hai máy", 1, True)],
        0,
    )


def test_a_device_cannot_pass_over_what_somebody_else_wrote_by_naming_an_older_edition(device, survey, phu_loc):
    send(device, body(survey, phu_loc))
    send(device, body(survey, phu_loc, edition=str(uuid(12)), based_on=1, fields={"wants": "Hai máy"}))
    late = body(survey, phu_loc, edition=str(uuid(13)), after=str(uuid(11)), fields={"wants": "Ba máy"})
    assert send(device, late).json()["outcome"] == "conflict"


def test_what_is_wrong_is_told_with_its_field_and_nothing_is_kept(device, survey, phu_loc):
    answer = send(device, body(survey, phu_loc, fields={"wants": " ", "cost": "sáu mươi"}))
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["findings"]] == ["wants", "cost"]
    assert Answer.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[1]", 400),
        (b'{"fields": 3}', 400),
        (b'{"fields": {}, "round": "x"}', 404),
        (b'{"fields": {}, "round": true}', 404),
        (b'{"fields": {}, "round": 99999999999999999999999}', 404),
        (b"[" * 20_000, 400),
        (b"x" * 100_000, 413),
        ("\ud800".encode("utf-8", "surrogatepass"), 400),
    ],
)
def test_a_damaged_body_is_refused_in_words(device, survey, sent, status):
    answer = device.post(reverse("survey_send"), sent, content_type="application/json")
    assert (answer.status_code, bool(answer.json()["message"])) == (status, True)


@pytest.mark.parametrize(
    "more",
    [{"key": "x"}, {"edition": None}, {"based_on": "one"}, {"based_on": -1}, {"based_on": 10**9}, {"key": [1]}],
)
def test_keys_that_no_device_makes_are_refused(device, survey, phu_loc, more):
    assert (send(device, body(survey, phu_loc, **more)).status_code, Answer.objects.count()) == (400, 0)


def test_odd_values_of_fields_are_told_or_left_aside_and_never_break(device, survey, phu_loc):
    odd = {
        "latitude": "NaN",
        "labour": 10**30,
        "begin_month": 13,
        "other": {"a": 1},
        "taken_at": "9999-12-31T23:59Z",
    }
    answer = send(device, body(survey, phu_loc, fields=odd))
    assert (answer.status_code, sorted(each["field"] for each in answer.json()["findings"])) == (
        422,
        ["begin_month", "labour", "latitude"],
    )
    nul = send(device, body(survey, phu_loc, fields={"name": "Mộc\0 Phú", "taken_at": "9999-12-31T23:59Z"}))
    row = AnswerEdition.objects.get()
    assert (nul.status_code, row.name, row.taken_at.year) == (200, "Mộc Phú", row.received_at.year)


def test_elsewhere_and_other_people_are_kept_out(device, neighbour, survey, phu_loc, phu_an, as_role):
    elsewhere = send(device, body(survey, phu_an))
    assert [each["field"] for each in elsewhere.json()["findings"]] == ["commune"]
    assert send(as_role("stranger"), body(survey, phu_loc)).status_code == 401
    assert send_photo(as_role("stranger")).status_code == 401
    assert send(as_role("neighbour"), body(survey, phu_loc)).status_code == 404
    assert send(as_role("inspector"), body(survey, phu_loc)).status_code == 422
    send(device, body(survey, phu_loc))
    beside = device_of(neighbour)
    assert send(beside, body(survey, phu_loc, edition=str(uuid(12)), based_on=1)).status_code == 422
    assert send_photo(beside).status_code == 404
    assert (AnswerEdition.objects.count(), AnswerPhoto.objects.count()) == (1, 0)


def test_the_package_holds_workshops_without_persons_and_what_was_sent(
    device, neighbour, survey, phu_loc, phu_an, enter
):
    send(device, body(survey, phu_loc))
    told = device.get(reverse("survey_package")).json()
    [mine] = told["sent"]
    assert (mine["number"], mine["fields"]["cost"], mine["fields"]["commune"]) == (
        1,
        "60000000",
        str(phu_loc.pk),
    )
    assert sorted(told) == ["sent", "token", "who", "workshops"]
    row = enter(unit=phu_an)
    [taken] = device_of(neighbour).get(reverse("survey_package")).json()["workshops"]
    assert (sorted(taken), taken["key"]) == (["address", "commune", "key", "name"], row.pk)
    other = device_of(neighbour).get(reverse("survey_package")).json()
    assert (other["who"] == told["who"], other["sent"]) == (False, [])


def test_a_package_is_refused_in_words_to_who_does_not_ask(as_role):
    statuses = [as_role(role).get(reverse("survey_package")).status_code for role in ("stranger", "inspector")]
    assert statuses == [401, 403]


def test_a_photograph_is_kept_once_with_time_and_place_and_shown_to_who_sees_the_answer(
    device, neighbour, survey, phu_loc, as_role
):
    send(device, body(survey, phu_loc))
    place = {"latitude": "10.5", "longitude": "105.6", "accuracy": "12"}
    keys = [send_photo(device, **place).json()["key"] for _ in range(2)]
    kept = AnswerPhoto.objects.get()
    assert (set(keys), kept.latitude, kept.taken_at.isoformat()) == (
        {str(uuid(21))},
        10.5,
        "2026-11-20T03:00:00+00:00",
    )
    address = reverse("survey_photo", args=[kept.pk])
    shown = as_role("author").get(address)
    assert (shown.content, shown.headers["Content-Type"]) == (JPEG, "image/jpeg")
    assert as_role("neighbour").get(address).status_code == 404
    page = as_role("author").get(reverse("survey_answer", args=[kept.answer_id])).content.decode()
    assert address in page


def test_what_is_no_picture_too_big_or_too_many_is_refused(device, survey, phu_loc, monkeypatch):
    send(device, body(survey, phu_loc))
    monkeypatch.setattr(photos, "MOST_PHOTOS", 1)
    statuses = [
        send_photo(device, content=b"<svg onload=x>").status_code,
        send_photo(device, content=JPEG + b"0" * photos.PHOTO_BYTES).status_code,
        send_photo(device, latitude="91", longitude="0").status_code,
        send_photo(device, latitude="nan", longitude="0", key=uuid(23)).status_code,
        send_photo(device, answer="x").status_code,
        send_photo(device, taken_at="2026-13-45T99:00").status_code,
        send_photo(device, key=uuid(22)).status_code,
    ]
    assert (statuses, AnswerPhoto.objects.count()) == ([422, 422, 422, 422, 404, 200, 422], 1)


def test_what_was_said_and_shown_stays_in_the_database(device, survey, phu_loc):
    send(device, body(survey, phu_loc))
    send_photo(device)
    for rows, change in ((AnswerEdition, {"wants": "Khác"}), (AnswerPhoto, {"size": 1})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.all().delete()
    assert AnswerEdition.objects.get().wants == "Mua máy cưa"


def test_the_form_works_without_scripts_and_two_clicks_are_one_answer(device, survey, phu_loc):
    address = reverse("survey_ask_round", args=[survey.pk])
    keys = device.get(address).context["keys"]
    typed = body(survey, phu_loc)["fields"] | keys
    typed["photo"] = SimpleUploadedFile("anh.jpg", JPEG, "image/jpeg")
    first = device.post(address, typed)
    typed["photo"] = SimpleUploadedFile("anh.jpg", JPEG, "image/jpeg")
    again = device.post(address, typed)
    assert ([first.status_code, again.status_code], Answer.objects.count()) == ([302, 302], 1)
    wrong = device.post(address, typed | {"name": "", "key": "x"})
    assert (wrong.status_code, Answer.objects.count()) == (422, 1)


def test_the_pages_of_the_phone_may_ask_where_they_are_and_others_may_not(device, survey):
    asking = device.get(reverse("survey_ask"))
    assert "geolocation=(self)" in asking.headers["Permissions-Policy"]
    assert "img-src 'self' blob:" in asking.headers["Content-Security-Policy"]
    other = device.get(reverse("surveys"))
    assert (
        "geolocation=()" in other.headers["Permissions-Policy"],
        "blob:" in other.headers["Content-Security-Policy"],
    ) == (
        True,
        False,
    )


def test_a_closed_round_and_a_neighbour_s_are_not_found(device, survey, as_role, neighbour):
    address = reverse("survey_ask_round", args=[survey.pk])
    statuses = {
        role: as_role(role).get(address).status_code
        for role in ("author", "neighbour", "inspector", "stranger")
    }
    survey.until = survey.since
    survey.save()
    assert statuses == {"author": 200, "neighbour": 404, "inspector": 403, "stranger": 302}
    assert device.get(address).status_code == 404


def test_pages_and_package_cost_as_many_selects_with_many_answers_as_with_one(device, survey, phu_loc):
    def selects():
        counts = []
        for name, args in (("survey_ask", ()), ("survey_ask_round", (survey.pk,)), ("survey_package", ())):
            with CaptureQueriesContext(connection) as caught:
                assert device.get(reverse(name, args=args)).status_code == 200
            counts.append(len(caught))
        return counts

    send(device, body(survey, phu_loc))
    before = selects()
    for number in range(2, 8):
        send(device, body(survey, phu_loc, key=str(uuid(number)), edition=str(uuid(number + 30))))
    assert selects() == before


@pytest.mark.django_db(transaction=True)
def test_sendings_at_once_make_one_answer(committed_world, collaborator, survey, phu_loc):
    clients = [device_of(collaborator) for _ in range(4)]

    def go(client):
        try:
            return send(client, body(survey, phu_loc)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(go, clients))
    assert (statuses, Answer.objects.count(), AnswerEdition.objects.count()) == ([200] * 4, 1, 1)
