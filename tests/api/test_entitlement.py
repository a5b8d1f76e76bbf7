"""The answer of the API is the answer of the page: random answers put to both."""

import os
import random

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from khuyencong.norms.models import Sector
from khuyencong.norms.queries import rows_on
from khuyencong.organisations.models import Agency, AgencyContact
from khuyencong.organisations.queries import operator
from khuyencong.projects.queries import wishes
from khuyencong.projects.queries.entitlement import owner_kinds
from tests.norms.conftest import law
from tests.projects.conftest import commune_of

pytestmark = pytest.mark.django_db
__all__ = ["law"]
CASES = int(os.environ.get("KHUYENCONG_API_ENTITLEMENTS", "60"))
M = 1_000_000
REACHED = ("phone", "email", "address", "hours")


def case(rng):
    """Five answers, as the page takes them and as the API does."""
    commune = rng.choice([commune_of("Đồng Tháp", "Phú Lợi"), commune_of("Đồng Tháp", "Mỹ Ngãi Một", "phường")])
    cost = rng.choice([1, 999_999, 60 * M, 600 * M, rng.randrange(1, 10**11)])
    said = {
        "owner": rng.choice(owner_kinds()).code,
        "sector": rng.choice(["khac", *(each.code for each in rows_on(Sector, localdate()))]),
        "wish": rng.choice(wishes()).code,
    }
    named = rng.choice([commune.code, commune.full_name, commune.full_name.upper()])
    page = said | {
        "province": commune.parent.pk,
        "commune": commune.full_name,
        "cost": f"{cost:,}".replace(",", "."),
    }
    return page, said | {"province": commune.parent.code, "commune": named, "cost": cost}


def reached(contact):
    """How an office says it is reached, "" for what it has not told."""
    return tuple(getattr(contact, name) if contact is not None else "" for name in REACHED)


def on_the_page(client, asked):
    """What the page shows, in its own context's words."""
    told = client.get(reverse("entitlement"), asked).context["told"]
    return {
        "on": told.on.isoformat(),
        "cost": told.asked.cost,
        "commune": told.asked.commune.full_name,
        "possible": [
            (
                each.item.code,
                each.purse.value,
                each.most,
                each.stopped,
                [(one.code, one.message, one.fix, one.severity.value) for one in each.findings],
                [(one.code, one.law, one.verified) for one in each.promises],
                [(one.code, one.law, one.verified) for one in each.papers],
            )
            for each in told.possible
        ],
        "common": [(one.code, one.message, one.fix, one.severity.value) for one in told.common],
        "years": [(purse.value, each.year, each.why) for purse, each in told.years],
        "contacts": [(each.agency.code, each.name, reached(each.told)) for each in told.contacts],
    }


def findings(rows):
    return [(one["code"], one["message"], one["fix"], one["severity"]) for one in rows]


def wanted(rows):
    return [(one["code"], one["law"], one["verified"]) for one in rows]


def by_the_api(client, asked):
    """The same, out of the JSON."""
    told = client.get("/api/v1/entitlement", asked).json()
    return {name: told[name] for name in ("on", "cost", "commune")} | {
        "possible": [
            (
                each["item"],
                each["purse"],
                each["most"],
                each["stopped"],
                findings(each["findings"]),
                wanted(each["promises"]),
                wanted(each["papers"]),
            )
            for each in told["possible"]
        ],
        "common": findings(told["common"]),
        "years": [(each["purse"], each["year"], each["why"]) for each in told["years"]],
        "contacts": [
            (each["code"], each["name"], tuple(each[name] for name in REACHED)) for each in told["contacts"]
        ],
    }


def test_page_and_api_answer_alike(client, law, monkeypatch):
    monkeypatch.setattr("khuyencong.api.doorway.wait_for", lambda request: 0)
    rng, possible = random.Random(45), 0
    office = Agency.objects.filter(kind=Agency.Kind.DEPARTMENT, unit__code="82", until=None).get()
    told = {"phone": "0277 3851 000", "hours": "7:30–11:30"}
    AgencyContact.objects.create(agency=office, told_at=localtime(), told_by=operator().account, **told)
    for _ in range(CASES):
        page, api = case(rng)
        answer = by_the_api(client, api)
        assert answer == on_the_page(client, page), api
        possible += len(answer["possible"])
        assert (office.code, "0277 3851 000") in [(code, told[0]) for code, _, told in answer["contacts"]]
    assert possible > CASES


def test_the_questions_are_those_of_the_page(client, law):
    told = client.get("/api/v1/entitlement/questions").json()
    form = client.get(reverse("entitlement")).context["form"]
    for name in ("owner", "sector", "wish"):
        offered = [(code, words) for code, words in form.fields[name].choices if code]
        assert [(each["code"], each["name"]) for each in told[name]] == offered


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("commune", "Không Đâu", "commune"),
        ("province", "999", "province"),
        ("owner", "x", "unlisted_owner"),
        ("wish", "x", "unlisted_wish"),
        ("sector", "x", "unlisted_sector"),
    ],
)
def test_a_wrong_answer_is_said_at_its_question(client, law, name, given, code):
    _, asked = case(random.Random(1))
    response = client.get("/api/v1/entitlement", asked | {name: given})
    assert (response.status_code, [(each["code"], each["place"]) for each in response.json()["findings"]]) == (
        422,
        [(code, name)],
    )
    assert response.headers["Access-Control-Allow-Origin"] == "*"
