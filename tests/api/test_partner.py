"""What a key reads and writes: the desk's own, by the desk's own rules, in the name of the program."""

import json
import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.industry.models import Establishment
from khuyencong.norms.models import Indicator
from khuyencong.post.actions.api_keys import forget_answers
from khuyencong.post.models import ApiAnswer
from khuyencong.projects.actions import Basics
from khuyencong.projects.lifecycle import start
from khuyencong.reporting.actions.periodic import confirm_all, zero_blanks
from khuyencong.reporting.lifecycle import PERIODIC_RETURN, begin_return
from khuyencong.reporting.models import PeriodicReturn, ReceivedFile, ReturnCell
from khuyencong.reporting.queries.periodic.sheet import cells_of, form_of, mark_of
from khuyencong.workflow.lifecycle import Act
from khuyencong.workflow.models import Event
from tests.api.conftest import TODAY, Program
from tests.web.conftest import SignedInClient
from tests.web.test_access import BASICS

pytestmark = pytest.mark.django_db
NEW = {"name": "Cơ sở mộc Phú Lộc", "legal_form": "ho", "source": "Phần mềm của Sở", "province": "82"}


def codes(response):
    return [(each["code"], each["place"]) for each in response.json()["findings"]]


@pytest.fixture
def begun(owed, dong_thap_officer):
    begin_return(owed, Act(by=dong_thap_officer, at=TODAY))
    owed.refresh_from_db()
    return owed


def blanks(program, report):
    """The return as it is read, and its cells that nobody can compute."""
    told = program.get(f"/returns/{report.pk}").json()
    return told, [each for each in told["cells"] if each["filled"] is None and not each["total"]]


def test_projects_of_the_desk_with_their_money(program, neighbour, dong_thap_officer):
    made = [start(Basics(**BASICS, items={}), act=Act(by=dong_thap_officer, at=TODAY)) for _ in range(3)]
    told = program.get("/projects").json()
    assert [each["id"] for each in told["rows"]] == [each.pk for each in reversed(made)]
    assert (told["rows"][0]["title"], told["rows"][0]["national"]) == (BASICS["title"], 0)
    one = program.get(f"/projects/{made[0].pk}")
    assert (one.json(), one.headers["Cache-Control"]) == (told["rows"][2], "private, no-store")
    assert "Authorization" in one.headers["Vary"]
    assert neighbour.get("/projects").json()["count"] == 0
    assert codes(neighbour.get(f"/projects/{made[0].pk}")) == [("not_found", "")]


def test_a_return_is_begun_filled_and_read_by_a_program_and_signed_by_people(
    program, owed, dong_thap_officer, dong_thap_leader, ministry_officer
):
    told = program.send("post", f"/returns/{owed.pk}/begin").json()
    assert (told["state"], told["writable"]) == ("draft", True)
    free = [each for each in told["cells"] if each["filled"] is None and not each["total"]]
    cells = [{"indicator": each["indicator"], "purse": each["purse"], "value": 7} for each in free]
    done = program.send("put", f"/returns/{owed.pk}/cells", {"seen": told["mark"], "cells": cells})
    assert done.status_code == 200, done.content
    after = done.json()
    written = {(each["indicator"], each["purse"]): each for each in after["cells"] if each["by_api"]}
    assert set(written) == {(each["indicator"], each["purse"]) for each in free}
    assert {(each["value"], each["how"]) for each in written.values()} == {(7, "imported")}
    row = ReturnCell.objects.standing().get(periodic_return=owed, location="API cells[0]")
    assert json.loads(bytes(row.file.content))["cells"] == cells
    assert (row.by.username.startswith("khoa-api-"), str(row.by)) == (True, "Phần mềm (API)")
    event = Event.objects.filter(name="periodic.write").latest("pk")
    assert (event.person_name, event.desk) == ("Phần mềm (API)", dong_thap_officer.desk_code)
    owed.refresh_from_db()
    confirm_all(owed, by=dong_thap_officer, at=TODAY, seen=mark_of(cells_of(owed)))
    assert not [
        each for each in PERIODIC_RETURN.offered(owed, dong_thap_officer) if each.name == "periodic.sign"
    ]
    client = SignedInClient()
    client.force_login(dong_thap_officer.account)
    page = client.get(reverse("periodic_return", args=[owed.pk])).content.decode()
    assert page.count(">API</span>") == len(free)
    place = (row.indicator, row.purse)
    cell = client.get(reverse("periodic_cell", args=[owed.pk, *place])).content.decode()
    assert ("Nhận qua API" in cell, "Phần mềm (API)" in cell) == (True, True)


def test_findings_of_the_check_rules_come_back_with_the_answer(program, begun, dong_thap_officer):
    zero_blanks(begun, by=dong_thap_officer, at=TODAY)
    told = program.get(f"/returns/{begun.pk}").json()
    page = SignedInClient()
    page.force_login(dong_thap_officer.account)
    shown = page.get(reverse("periodic_return", args=[begun.pk])).context["open"]
    assert [(each["code"], each["place"], each["message"]) for each in told["findings"]] == [
        (each.found.rule, each.place, each.found.message) for each in shown
    ]


def test_all_cells_or_none_and_each_refusal_at_its_cell(program, begun):
    told, free = blanks(program, begun)
    one = {"indicator": free[0]["indicator"], "purse": free[0]["purse"], "value": 5}
    address = f"/returns/{begun.pk}/cells"
    before = ReturnCell.objects.count()

    def sent(*cells, seen=told["mark"]):
        return codes(program.send("put", address, {"seen": seen, "cells": list(cells)}))

    assert sent(one, one) == [("twice", "cells[1]")]
    assert sent(one, one | {"indicator": "khong-co"}) == [("no_such_cell", "API cells[1]")]
    assert sent(one | {"value": -1}) == [("value_greater_than_equal", "cells.0.value")]
    assert sent(one | {"value": "7.5"}) == [("value_int_parsing", "cells.0.value")]
    assert sent(one | {"them": 1}) == [("value_extra_forbidden", "cells.0.them")]
    assert (ReturnCell.objects.count(), ReceivedFile.objects.count()) == (before, 0)


def test_a_line_that_adds_itself_up_is_not_written(program, owed, dong_thap_officer):
    funds = PeriodicReturn.objects.get(form="kinh-phi", agency=dong_thap_officer.agency, every=owed.every)
    told = program.send("post", f"/returns/{funds.pk}/begin").json()
    [total] = [each for each in told["cells"] if each["total"] and each["purse"] == "KCQG"]
    cell = {"indicator": total["indicator"], "purse": "KCQG", "value": 1}
    refused = program.send("put", f"/returns/{funds.pk}/cells", {"seen": told["mark"], "cells": [cell]})
    assert (refused.status_code, codes(refused)) == (422, [("total", "cells[0]")])


def test_what_was_written_since_it_was_read_is_not_written_over(program, begun):
    told, free = blanks(program, begun)
    one = {"indicator": free[0]["indicator"], "purse": free[0]["purse"], "value": 5}
    address = f"/returns/{begun.pk}/cells"
    assert program.send("put", address, {"seen": told["mark"], "cells": [one]}).status_code == 200
    late = program.send("put", address, {"seen": told["mark"], "cells": [one | {"value": 6}]})
    assert (late.status_code, [code for code, _ in codes(late)]) == (422, ["changed_meanwhile"])


def test_a_locked_return_takes_nothing_and_says_who_opens_it(program, owed):
    refused = program.send("put", f"/returns/{owed.pk}/cells", {"seen": 0, "cells": [CELL]})
    assert (refused.status_code, codes(refused)) == (422, [("locked", "")])


CELL = {"indicator": "kq-thu", "purse": "KCQG", "value": 1}


def test_an_establishment_is_entered_once_changed_and_its_contacts_never_given_out(program, neighbour):
    said = NEW | {"representative": "Người Ấy", "phone": "0903123456", "email": "ay@khuyencong.example"}
    made = program.send("post", "/establishments", said)
    assert made.status_code == 201, made.content
    told = made.json()
    row = Establishment.objects.get(pk=told["id"])
    assert (row.representative, row.email, told["sites"]) == (
        "Người Ấy",
        "ay@khuyencong.example",
        [{"province": "82", "commune": "", "since": None}],
    )
    read = program.get(f"/establishments/{row.pk}")
    assert read.json() == told
    for hidden in ("Người Ấy", "0903123456", "ay@khuyencong"):
        assert hidden not in made.content.decode() + read.content.decode()
    double = program.send("post", "/establishments", said)
    assert (double.status_code, codes(double)) == (422, [("double", str(row.pk))])
    assert program.send("post", "/establishments", said | {"other": True}).status_code == 201
    changed = program.send("patch", f"/establishments/{row.pk}", {"vsic": "1629", "reason": "Thiếu"})
    assert changed.json() == told | {"vsic": "1629"}
    row.refresh_from_db()
    assert (row.vsic, row.representative) == ("1629", "Người Ấy")
    assert Event.objects.filter(name="establishment.change").latest("pk").person_name == "Phần mềm (API)"
    assert codes(neighbour.send("patch", f"/establishments/{row.pk}", {"vsic": "1"})) == [("not_found", "")]
    assert neighbour.send("post", "/establishments", NEW).status_code == 403


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "  "}, [("name_missing", "Ô “Tên cơ sở”")]),
        ({"legal_form": "x"}, [("legal_form", "Ô “Loại hình”")]),
        ({"tax_code": "0123456789"}, [("tax_code", "Ô “Mã số thuế”")]),
        ({"sector": "x"}, [("sector", "sector")]),
        ({"province": "999"}, [("province", "province")]),
        ({"commune": "Không Đâu"}, [("commune", "commune")]),
    ],
)
def test_what_the_register_refuses_on_its_page_it_refuses_here(program, change, expected):
    refused = program.send("post", "/establishments", NEW | change)
    assert (refused.status_code, codes(refused)) == (422, expected)
    assert Establishment.objects.count() == 0


def test_the_same_write_sent_again_is_answered_as_before_and_done_once(program, neighbour):
    name = str(uuid.uuid4())
    first, again = (program.send("post", "/establishments", NEW, once=name) for _ in range(2))
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert [each.headers.get("Idempotent-Replayed") for each in (first, again)] == [None, "true"]
    other = program.send("post", "/establishments", NEW | {"name": "Khác"}, once=name)
    assert (other.status_code, codes(other)) == (409, [("other_words", "Idempotency-Key")])
    assert Establishment.objects.count() == 1
    assert neighbour.send("post", "/establishments", NEW | {"province": "80"}, once=name).status_code == 201


def test_what_was_refused_may_come_again_mended_under_the_same_name(program):
    name = str(uuid.uuid4())
    assert program.send("post", "/establishments", NEW | {"name": ""}, once=name).status_code == 422
    assert ApiAnswer.objects.count() == 0
    assert program.send("post", "/establishments", NEW, once=name).status_code == 201


def test_a_write_without_a_name_of_its_own_is_refused(program):
    response = program.client.post(
        "/api/v1/establishments", json.dumps(NEW), content_type="application/json", headers=program.headers
    )
    assert (response.status_code, codes(response)) == (422, [("value_missing", "Idempotency-Key")])


def test_answers_are_thrown_away_after_some_days(program):
    program.send("post", "/establishments", NEW)
    assert forget_answers(TODAY - timedelta(days=3)) == 0
    assert forget_answers(TODAY + timedelta(days=3)) == 1


@pytest.mark.parametrize(
    "raw",
    ["", "{", "[]", '"x"', '{"name": "a\\u0000b"}', '{"name": "\\ud800"}', "NaN", "[" * 100_000, b"\xff\xfe"],
)
def test_a_body_that_is_none_is_refused_in_our_words(program, raw):
    response = program.send("post", "/establishments", raw=raw)
    assert response.status_code in (400, 422)
    assert list(response.json()) == ["findings"]


def test_reports_are_the_ministrys(program, key_for, ministry_officer, law):
    assert codes(program.get("/reports")) == [("forbidden", "")]
    theirs = Program(key_for(ministry_officer.desk)[1])
    assert theirs.get("/reports").json()["count"] == 0


def test_statements_do_not_grow_with_the_rows(program, owed, dong_thap_officer):
    for number in range(3):
        start(Basics(**BASICS, items={}), act=Act(by=dong_thap_officer, at=TODAY))
        program.send("post", "/establishments", NEW | {"name": f"Cơ sở số {number}", "other": True})
    for path in ("/projects", "/establishments", "/returns"):
        counts = []
        for size in (1, 50):
            program.get(path, size=size)
            with CaptureQueriesContext(connection) as asked:
                program.get(path, size=size)
            counts.append(len(asked))
        assert counts[0] == counts[1], path


@pytest.mark.parametrize("call", ["read", "write", "wrong", "open"])
def test_who_calls_too_often_waits(monkeypatch, program, call, law):
    monkeypatch.setattr("khuyencong.api.rates.rate_on", few)
    with time_machine.travel(TODAY, tick=False):
        wrong, anybody = Program("kc_sai"), Program()
        calls = {
            "read": lambda: program.get("/projects"),
            "write": lambda: program.send("patch", "/establishments/1", {}),
            "wrong": lambda: wrong.get("/projects"),
            "open": lambda: anybody.get("/contents"),
        }
        responses = [calls[call]() for _ in range(5)]
    statuses = {"read": [200] * 3, "write": [404] * 2 + [429], "wrong": [401] * 3, "open": [200] * 3}[call]
    assert [each.status_code for each in responses] == [*statuses, 429, 429]
    assert (codes(responses[-1]), 0 < int(responses[-1].headers["Retry-After"]) <= 60) == (
        [("too_often", "")],
        True,
    )
    assert responses[-1].headers.get("Access-Control-Allow-Origin") == ("*" if call == "open" else None)


def few(code, on):
    """Limits that a test reaches."""
    from khuyencong.api.rates import Rate

    return Rate(code=code, most=2 if code == "write" else 3, seconds=60, since=on, source="", meaning="")


@pytest.mark.django_db(transaction=True)
def test_the_same_write_twice_at_once_is_done_once(committed_world, key_for, dong_thap_officer):
    program = Program(key_for(dong_thap_officer.desk)[1])
    ready, found = threading.Barrier(2), []

    def send():
        mine = Program()
        mine.headers = program.headers
        ready.wait()
        response = mine.send("post", "/establishments", NEW, once="hai-lan-cung-luc")
        found.append((response.status_code, response.content))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(found), found[0]) == (2, found[1])
    assert (found[0][0], Establishment.objects.count(), ApiAnswer.objects.count()) == (201, 1, 1)


def test_lines_of_the_form_are_the_forms_own(program, begun):
    told = program.get(f"/returns/{begun.pk}").json()
    assert [(each["indicator"], each["purse"]) for each in told["cells"]] == form_of(begun).places
    money = {each.code for each in Indicator.objects.filter(form="ket-qua") if each.unit == "triệu đồng"}
    assert {each["unit"] for each in told["cells"] if each["indicator"] in money} <= {"đồng"}
    assert PeriodicReturn.objects.filter(pk=begun.pk).exists()
