"""Results after acceptance: promised, asked by night, answered by a link nobody guesses, or by phone."""

import io
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime
from openpyxl import load_workbook

from khuyencong.post.models import Mail
from khuyencong.projects.lifecycle.outcomes import open_follow_ups
from khuyencong.projects.models import FollowUp, OutcomeAnswer, OutcomeFigure, Project, Promise
from khuyencong.projects.queries.outcomes import measures_on
from khuyencong.rules.outcomes import months_after
from khuyencong.workflow.models import Event, Task
from tests.ledger.test_contracts import approved
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["approved", "draft", "law", "selected", "workshop"]
pytestmark = pytest.mark.django_db
SAID = {"jobs": "4", "revenue": "1.200.000.000", "productivity": "", "energy": "-50", "note": "Khách quen hơn"}
GOT = [("energy", -50), ("jobs", 4), ("productivity", None), ("revenue", 1_200_000_000)]


def accept(project, on):
    Project.objects.filter(pk=project.pk).update(state="accepted", accepted_on=on)


@pytest.fixture
def asked(approved, now) -> FollowUp:
    """Accepted six months ago, asked this night."""
    owner = approved.beneficiaries.select_related("establishment").first().establishment
    owner.email = "chu-xuong@khuyencong.example"
    owner.save(update_fields=["email"])
    accept(approved, months_after(now.date(), -6))
    assert open_follow_ups.func(now.isoformat()) == 1
    return FollowUp.objects.get()


@pytest.fixture
def link(as_role, asked):
    """The address of the owner's form, as the unit's officer read it once."""
    page = as_role("author").post(f"/ket-qua/hoi/{asked.pk}/", {"do": "link"})
    return page.context["link"].partition("/tra-loi/")[1:]


def kept(follow_up):
    return sorted(OutcomeFigure.objects.filter(answer__follow_up=follow_up).values_list("measure", "value"))


def test_the_night_asks_each_owner_once_a_round_and_no_day_too_early(approved, now):
    on = now.date()
    accept(approved, months_after(on, -6) + timedelta(days=1))
    assert open_follow_ups.func(now.isoformat()) == 0
    accept(approved, months_after(on, -12))
    assert open_follow_ups.func(now.isoformat()) == 2
    assert open_follow_ups.func(now.isoformat()) == 0
    rows = FollowUp.objects.order_by("months").values_list("months", "due_on")
    assert list(rows) == [(6, months_after(months_after(on, -12), 6)), (12, on)]
    tasks = Task.objects.filter(dossier_kind="followup").values_list("desk", "due", "due_source")
    assert set(tasks) == {(approved.desk.code, on + timedelta(days=60), "quy ước của hệ thống")}


def test_the_owner_answers_without_signing_in_and_the_unit_s_task_is_done(client, asked, link):
    address = "".join(link)
    client.logout()
    page = client.get(address)
    assert (page.status_code, page["Referrer-Policy"], page["Cache-Control"]) == (
        200,
        "same-origin",
        "private, no-store",
    )
    assert client.post(address, SAID).status_code == 200
    asked.refresh_from_db()
    assert (asked.state, kept(asked)) == ("answered", GOT)
    answer = OutcomeAnswer.objects.get()
    assert (answer.via, answer.author, answer.note) == ("link", None, "Khách quen hơn")
    assert not Task.objects.filter(dossier_kind="followup", state="open").exists()
    # A correction is another edition; what was said first stays.
    assert client.post(address, SAID | {"jobs": "5"}).status_code == 200
    assert list(OutcomeAnswer.objects.order_by("edition").values_list("edition", flat=True)) == [1, 2]
    assert asked.digest not in address
    letter = Mail.objects.get()
    assert (letter.to, address in letter.text) == ("chu-xuong@khuyencong.example", True)


def test_a_link_that_is_over_or_taken_back_opens_nothing(as_role, client, asked, link, time_machine):
    address = "".join(link)
    assert client.get(f"{address[:-2]}x/").status_code == 404
    newer = as_role("author").post(f"/ket-qua/hoi/{asked.pk}/", {"do": "link"}).context["link"]
    assert client.get(address).status_code == 404
    address = "".join(newer.partition("/tra-loi/")[1:])
    assert client.get(address).status_code == 200
    assert as_role("author").post(f"/ket-qua/hoi/{asked.pk}/", {"do": "revoke"}).status_code == 302
    assert (client.get(address).status_code, client.post(address, SAID).status_code) == (404, 404)
    newer = as_role("author").post(f"/ket-qua/hoi/{asked.pk}/", {"do": "link"}).context["link"]
    asked.refresh_from_db()
    time_machine.move_to(asked.ends_at + timedelta(seconds=1))
    assert client.get("".join(newer.partition("/tra-loi/")[1:])).status_code == 404
    assert OutcomeAnswer.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"jobs": "vài"}, "ghi số nguyên"),
        ({"jobs": "3,5"}, "3,5 thì làm tròn, ghi 4"),
        ({"productivity": "32,555"}, "hàng nghìn ngăn bằng dấu chấm (32.555)"),
        ({"productivity": "32.5"}, "ghi 32,5"),
        ({"energy": "0,15"}, "0,15 thì làm tròn, ghi 0,2"),
        (dict.fromkeys(("jobs", "revenue", "productivity", "energy"), ""), "Chưa ghi số nào"),
        ({"jobs": "9" * 18}, "quá lớn"),
    ],
)
def test_a_wrong_answer_keeps_what_was_typed_and_nothing_else(client, link, said, words):
    answer = client.post("".join(link), SAID | said)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert ("Khách quen hơn" in answer.content.decode(), OutcomeAnswer.objects.count()) == (True, 0)


def test_the_public_form_is_asked_only_so_often(client, link, settings):
    client.logout()
    cache.clear()
    codes = {client.get("".join(link)).status_code for _ in range(30 * 4 + 1)}
    assert codes == {200, 429}


def test_an_officer_writes_down_what_she_heard_and_it_says_so(as_role, asked, cast):
    for role, status in (("neighbour", 404), ("officer", 403)):
        for do in ("answer", "link", "revoke", "close"):
            given = SAID | {"do": do, "note": "x"}
            assert as_role(role).post(f"/ket-qua/hoi/{asked.pk}/", given).status_code == status
    client = as_role("author")
    assert client.post(f"/ket-qua/hoi/{asked.pk}/", {"do": "close", "note": ""}).status_code == 422
    assert client.post(f"/ket-qua/hoi/{asked.pk}/", SAID | {"do": "answer"}).status_code == 302
    answer = OutcomeAnswer.objects.get()
    assert (answer.via, answer.author, kept(asked)) == ("phone", cast["author"].account, GOT)
    assert client.post(f"/ket-qua/hoi/{asked.pk}/", {"do": "close", "note": "x"}).status_code == 422


def test_who_cannot_be_asked_is_closed_with_a_reason_and_answers_no_more(as_role, client, asked, link):
    given = {"do": "close", "note": "Cơ sở đã ngừng"}
    assert as_role("author").post(f"/ket-qua/hoi/{asked.pk}/", given).status_code == 302
    assert client.get("".join(link)).status_code == 404
    assert as_role("author").post(f"/ket-qua/hoi/{asked.pk}/", {"do": "link"}).status_code == 422


def test_promises_are_editions_and_end_with_acceptance(as_role, approved, now):
    client, address = as_role("author"), f"/ket-qua/hua/{approved.pk}/"
    assert client.post(address, {"jobs": "6", "revenue": "900.000.000"}).status_code == 302
    assert client.post(address, {"jobs": "5", "revenue": "900.000.000"}).status_code == 302
    assert client.post(address, {"jobs": "-1"}).status_code == 422
    rows = Promise.objects.order_by("measure", "edition").values_list("measure", "edition", "value")
    assert list(rows) == [("jobs", 1, 6), ("jobs", 2, 5), ("revenue", 1, 900_000_000)]
    assert as_role("officer").post(address, {"jobs": "9"}).status_code == 403
    assert as_role("neighbour").get(address).status_code == 404
    accept(approved, now.date())
    assert as_role("author").post(address, {"jobs": "9"}).status_code == 422
    assert Promise.objects.count() == 3


def test_promised_stands_against_got_and_unknown_is_unknown(as_role, client, approved, asked, link):
    author = approved.author
    for code, value in (("jobs", 5), ("productivity", 20)):
        Promise.objects.create(
            project=approved, measure=code, edition=1, value=value, author=author, at=asked.created_at
        )
    client.post("".join(link), SAID)
    page = as_role("officer").get("/ket-qua/")
    found = {each.code: kept for each, kept in page.context["kept"]}
    assert (found["jobs"].promised, found["jobs"].got, found["jobs"].unknown) == (5, 4, 0)
    assert (found["productivity"].compared, found["productivity"].unknown) == (0, 1)
    assert (found["revenue"].compared, found["revenue"].unpromised) == (0, 1)
    assert len(as_role("neighbour").get("/ket-qua/").context["page"]) == 0
    assert as_role("officer").get("/ket-qua/?year=x").status_code == 422
    answer = as_role("officer").get("/ket-qua/tai-ve/")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("ĐA-")]
    assert [row[9:17] for row in rows] == [(5, 4, None, 1_200_000_000, 20, None, None, -50)]


def test_many_owners_take_no_more_statements_than_one(as_role, selected, approved, asked, now):
    client = as_role("officer")

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/ket-qua/").status_code == 200
        return len(caught)

    statements()
    before = statements()
    Project.objects.exclude(pk=approved.pk).update(state="accepted", accepted_on=months_after(now.date(), -12))
    assert open_follow_ups.func(now.isoformat()) > 0
    assert statements() == before


@pytest.mark.parametrize("text", ["12,5", "0,05", "999.999.999.999,99", "-7,25"])
def test_parts_are_kept_to_the_last_digit_and_printed_as_they_were_typed(as_role, client, asked, link, text):
    address = f"/ket-qua/hua/{asked.project_id}/"
    Project.objects.filter(pk=asked.project_id).update(state="approved")
    assert as_role("author").post(address, {"productivity": "12,25"}).status_code == 302
    assert "12,25" in as_role("officer").get(address).content.decode()
    client.logout()
    form = client.get("".join(link)).content.decode()
    assert "Đề án hứa 12,25 %." in form
    assert client.post("".join(link), {"productivity": text}).status_code == 200
    figure = OutcomeFigure.objects.get(measure="productivity")
    typed = Decimal(text.replace(".", "").replace(",", "."))
    assert figure.value == typed
    assert f'value="{text}"' in client.get("".join(link)).content.decode()
    page = as_role("officer").get("/ket-qua/")
    found = {each.code: kept for each, kept in page.context["kept"]}["productivity"]
    assert (found.promised, found.got) == (Decimal("12.25"), typed)
    assert found.share == Fraction(typed) / Fraction(Decimal("12.25"))
    assert f"năng suất tăng {text} % trên 12,25 đã hứa" in page.content.decode()
    assert Event.objects.filter(name="followup.say").latest("pk").after.count(text) == 1


def test_a_promise_with_parts_is_not_changed_by_saving_it_again(as_role, approved):
    address = f"/ket-qua/hua/{approved.pk}/"
    for _ in range(2):
        assert as_role("author").post(address, {"productivity": "12,5", "jobs": "6"}).status_code == 302
    rows = Promise.objects.order_by("measure").values_list("measure", "edition", "value")
    assert list(rows) == [("jobs", 1, 6), ("productivity", 1, Decimal("12.5"))]
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.create(
            project=approved,
            measure="energy",
            edition=1,
            value=Decimal("-0.1"),
            author=approved.author,
            at=localtime(),
        )


def test_every_measure_fits_the_column():
    assert {(each.code, each.places) for each in measures_on(date(2026, 11, 30))} == {
        ("jobs", 0),
        ("revenue", 0),
        ("productivity", 2),
        ("energy", 1),
    }


@pytest.mark.parametrize("what", [Promise, OutcomeAnswer, OutcomeFigure])
def test_neither_database_lets_go_of_what_was_said(client, approved, asked, link, what):
    Promise.objects.create(
        project=approved, measure="jobs", edition=1, value=1, author=approved.author, at=asked.created_at
    )
    client.post("".join(link), SAID)
    row = what.objects.first()
    for change in (lambda: what.objects.filter(pk=row.pk).update(id=F("id")), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert what.objects.filter(pk=row.pk).exists()
