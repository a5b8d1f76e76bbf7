"""Every operation of the API × every kind of caller: one without a declared policy fails here.

Not a session but a key decides: the last caller is signed in to the pages as the author and sends no key.
"""

import json
from uuid import uuid4

import pytest
from django.test import Client

from khuyencong.api.site import APIS, api
from khuyencong.post.queries.api_keys import scopes
from khuyencong.projects.actions import Basics
from khuyencong.projects.lifecycle import start
from khuyencong.reporting.lifecycle import begin_return
from khuyencong.workflow.lifecycle import Act
from tests.api.conftest import TODAY, Program
from tests.web.conftest import SignedInClient, figure_handed_in, handed_in
from tests.web.test_access import BASICS, in_the_register

pytestmark = pytest.mark.django_db
__all__ = ["figure_handed_in", "handed_in"]
CALLERS = ("author", "narrow", "neighbour", "ministry", "stranger", "session")


def everybody(status, **others):
    return dict.fromkeys(CALLERS, status) | others


OPEN = everybody(200)
KEYED = everybody(200, narrow=403, stranger=401, session=401)
OWN = KEYED | {"neighbour": 404}
MINISTRYS = everybody(403, ministry=200, stranger=401, session=401)
WRITTEN = OWN | {"ministry": 403}
REGISTERED = KEYED | {"author": 201, "neighbour": 403, "ministry": 201}
POLICY = {
    ("get", "/places"): OPEN,
    ("get", "/places/{code}"): OPEN,
    ("get", "/regions"): OPEN,
    ("get", "/contents"): OPEN,
    ("get", "/norms"): OPEN,
    ("get", "/norms/{code}"): OPEN,
    ("get", "/norms/{code}/allowed"): OPEN,
    ("get", "/documents"): OPEN,
    ("get", "/figures"): OPEN,
    ("get", "/figures/{key}"): everybody(404),
    ("get", "/sources"): OPEN,
    ("get", "/entitlement/questions"): OPEN,
    ("get", "/entitlement"): OPEN,
    ("get", "/common-grants/opportunities"): OPEN,
    ("get", "/common-grants/opportunities/{call}"): everybody(404),
    ("post", "/common-grants/opportunities/search"): OPEN,
    # Tried without a form: a session gives nobody a token either.
    ("post", "/oauth/token"): everybody(400),
    ("get", "/projects"): KEYED,
    ("get", "/projects/{key}"): OWN | {"ministry": 404},
    ("get", "/establishments"): KEYED,
    ("get", "/establishments/{key}"): OWN,
    ("post", "/establishments"): REGISTERED,
    ("patch", "/establishments/{key}"): OWN,
    ("get", "/returns"): KEYED,
    ("get", "/returns/{key}"): OWN,
    ("post", "/returns/{key}/begin"): WRITTEN,
    ("put", "/returns/{key}/cells"): WRITTEN,
    ("get", "/reports"): MINISTRYS,
    ("get", "/numbers/{code}"): MINISTRYS | {"ministry": 404},
}
"""(method, path) → caller → status; tried is what is the author's department's; its draft is no ministry's."""
BODIES = {
    ("post", "/establishments"): {
        "name": "Cơ sở",
        "legal_form": "ho",
        "source": "Sổ",
        "province": "82",
    },
    ("patch", "/establishments/{key}"): {"vsic": "1629", "reason": "Sổ ghi thiếu"},
}


@pytest.fixture
def callers(key_for, program, neighbour, dong_thap_officer, ministry_officer):
    """Each kind of caller; the narrow one has a key of the author's desk for another thing only."""
    session = SignedInClient()
    session.force_login(dong_thap_officer.account)
    signed_in = Program()
    signed_in.client = session
    return {
        "author": program,
        "neighbour": neighbour,
        "ministry": Program(key_for(ministry_officer.desk)[1]),
        "stranger": Program(),
        "session": signed_in,
    }


def test_every_operation_has_a_declared_policy():
    found = {
        (method, path.removeprefix("/api/v1"))
        for each in APIS
        for path, methods in each.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert found == set(POLICY)


def test_every_scope_is_asked_for_somewhere_and_only_what_is_written_needs_a_writing_one():
    schema = api.get_openapi_schema()
    asked = {
        (method, told["x-scope"])
        for methods in schema["paths"].values()
        for method, told in methods.items()
        if "x-scope" in told
    }
    assert {scope for _, scope in asked} == set(scopes())
    assert {method for method, scope in asked if not scopes()[scope].writes} == {"get"}
    assert "get" not in {method for method, scope in asked if scopes()[scope].writes}


def test_each_caller_gets_what_the_policy_says(
    callers, key_for, law, owed, figure_handed_in, dong_thap_officer, dong_thap_leader
):
    act = Act(by=dong_thap_officer, at=TODAY)
    project = start(Basics(**BASICS, items={}), act=act)
    row = in_the_register(dong_thap_officer, TODAY)["row"][0]
    figure = figure_handed_in.pk
    keys = {"projects": project.pk, "establishments": row, "returns": owed.pk, "figures": figure}
    codes = {"places": "82", "norms": "kcqg-may-moc", "numbers": "K3F7Q2M9TA"}
    asked = {
        "/entitlement": {
            "province": "82",
            "commune": "khong-co",
            "owner": "ho",
            "sector": "khac",
            "wish": "mua-may",
            "cost": 1,
        },
        "/norms/{code}/allowed": {"cost": 1},
    }
    given, expected = {}, {}
    for (method, path), policy in POLICY.items():
        name = path.split("/")[1]
        address = path.format(key=keys.get(name, 1), code=codes.get(name, ""), call=uuid4())
        for caller in CALLERS:
            who = callers.get(caller)
            if who is None:
                other = "projects:read" if name != "projects" else "returns:read"
                who = callers[f"narrow {other}"] = callers.get(f"narrow {other}") or Program(
                    key_for(dong_thap_officer.desk, other)[1]
                )
            if method == "get":
                response = who.get(address, **asked.get(path, {}))
            else:
                response = who.send(method, address, body_of(method, path, owed, dong_thap_officer))
            given[method, path, caller] = response.status_code
            expected[method, path, caller] = policy[caller]
            if response.status_code >= 400:
                shape = "error" if name == "oauth" else "findings"
                assert shape in json.loads(response.content)
    # The commune is asked for by name in its own test; here it is enough that everybody is answered alike.
    expected |= {("get", "/entitlement", caller): 422 for caller in CALLERS}
    assert given == expected


def body_of(method, path, owed, officer):
    """What is sent; a return is begun, by the first who may, before its cells are written."""
    if path == "/returns/{key}/cells":
        return {"seen": 10**12, "cells": [{"indicator": "kq-17", "purse": "KCQG", "value": 3}]}
    if path == "/returns/{key}/begin":
        owed.refresh_from_db()
    return BODIES.get((method, path), {})


def test_a_session_is_not_even_looked_at(dong_thap_officer, owed):
    begin_return(owed, Act(by=dong_thap_officer, at=TODAY))
    client = SignedInClient()
    client.force_login(dong_thap_officer.account)
    for method, path in (("get", f"/returns/{owed.pk}"), ("put", f"/returns/{owed.pk}/cells")):
        response = getattr(client, method)(f"/api/v1{path}", headers={"Idempotency-Key": "12345678"})
        assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert Client(enforce_csrf_checks=True).post("/api/v1/establishments").status_code == 401
