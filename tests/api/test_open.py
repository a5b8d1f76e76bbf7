"""What anybody may read: shapes, pages, errors, and that no cookie counts."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyencong.api.site import APIS, api
from khuyencong.norms.models import Norm
from khuyencong.places.queries import provinces_on
from khuyencong.reporting.models import Figure
from tests.norms.conftest import law
from tests.web.conftest import figure_handed_in, handed_in

pytestmark = pytest.mark.django_db
__all__ = ["figure_handed_in", "handed_in", "law"]
V1 = "/api/v1"


def told(client, path, status=200, **asked):
    response = client.get(f"{V1}{path}", asked)
    assert (response.status_code, response.headers["Content-Type"].partition(";")[0]) == (
        status,
        "application/json",
    ), response.content
    return response.json()


def codes(client, path, status, **asked):
    return [(each["code"], each["place"]) for each in told(client, path, status, **asked)["findings"]]


@pytest.mark.parametrize(("on", "count"), [("2025-06-30", 63), ("2025-07-01", 34)])
def test_provinces_of_a_day_page_by_page(client, on, count):
    found = [told(client, "/places", level="province", on=on, size=20, page=page) for page in (1, 2, 3, 4, 5)]
    assert {each["count"] for each in found} == {count}
    rows = [row for each in found for row in each["rows"]]
    expected = sorted(provinces_on(date.fromisoformat(on)), key=lambda each: (each.sort_key, each.code))
    assert [(each["code"], each["name"]) for each in rows] == [(each.code, each.full_name) for each in expected]
    assert (found[0]["pages"], found[4]["rows"]) == (-(-count // 20), [])


def test_a_province_tells_what_it_came_from(client):
    found = told(client, "/places/82", on="2026-11-30")
    assert (found["name"], sorted(each["name"] for each in found["came_from"])) == (
        "Tỉnh Đồng Tháp",
        ["Tỉnh Tiền Giang", "Tỉnh Đồng Tháp"],
    )
    before = told(client, "/places/82", on="2025-06-30")
    assert (before["name"], [each["name"] for each in before["became"]]) == (
        "Tỉnh Tiền Giang",
        ["Tỉnh Đồng Tháp"],
    )


def test_regions_of_a_day_and_of_a_day_before_there_were_any(client):
    assert [(each["code"], len(each["members"])) for each in told(client, "/regions", on="2018-07-31")] == [
        ("bac", 28),
        ("trung", 15),
        ("nam", 20),
        ("vn", 63),
    ]
    assert told(client, "/regions", on="2000-01-01") == []


def test_norms_of_a_day_say_clause_and_whether_anybody_read_them(client, law):
    found = told(client, "/norms", on="2026-11-30", purse="KCQG", size=200)
    rows = list(Norm.objects.binding(date(2026, 11, 30)).filter(purse="KCQG"))
    assert sorted((each["key"], each["law"], each["verified"]) for each in found["rows"]) == sorted(
        (each.key, each.rule.law, each.verified) for each in rows
    )
    assert rows


def test_a_norm_over_time_and_what_it_allows(client, law):
    assert {each["code"] for each in told(client, "/norms/kcqg-may-moc")["rows"]} == {"kcqg-may-moc"}
    found = told(client, "/norms/kcqg-may-moc/allowed", cost=680_000_000, on="2026-11-30")
    assert (found["most"], found["cost"]) == (300_000_000, 680_000_000)
    assert codes(client, "/norms/kcqg-khong-co", 404) == [("not_found", "")]


def test_published_figures_and_nothing_else(client, demo, figure_handed_in):
    found = told(client, "/figures", size=200)
    public = Figure.objects.filter(source__published_at__isnull=False, replaced_by__isnull=True)
    pages = [told(client, "/figures", size=200, page=page) for page in range(1, found["pages"] + 1)]
    assert sorted((each["id"], each["amount"]) for one in pages for each in one["rows"]) == sorted(
        public.values_list("pk", "amount")
    )
    assert codes(client, f"/figures/{figure_handed_in.pk}", 404) == [("not_found", "")]
    assert told(client, f"/figures/{found['rows'][0]['id']}") == found["rows"][0]


@pytest.mark.parametrize(
    ("path", "asked", "expected"),
    [
        ("/places", {"page": 10**30}, [("value_less_than_equal", "page")]),
        (
            "/places",
            {"page": 0, "size": 201},
            [("value_greater_than_equal", "page"), ("value_less_than_equal", "size")],
        ),
        ("/places", {"on": "31/12/2026"}, [("value_date_from_datetime_parsing", "on")]),
        ("/places", {"on": "0001-01-01"}, [("value_greater_than_equal", "on")]),
        ("/places", {"level": "x"}, [("value_literal_error", "level")]),
        (f"/figures/{10**20}", {}, [("value_less_than_equal", "key")]),
        ("/norms", {"province": "99-2025"}, [("province", "province")]),
        (
            "/entitlement",
            {},
            [("value_missing", each) for each in ("province", "commune", "owner", "sector", "wish", "cost")],
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_shape_and_in_vietnamese(client, path, asked, expected):
    assert codes(client, path, 422, **asked) == expected
    for each in told(client, path, 422, **asked)["findings"]:
        assert (each["severity"], bool(each["fix"]), "Input" in each["message"]) == ("error", True, False)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/khong-co", 404),
        ("post", "/places", 405),
        ("get", "/places?parent=%00", 400),
        ("get", "/norms/%00", 400),
        ("get", "/places/khong-co", 404),
    ],
)
def test_who_ever_refuses_it_has_the_same_shape(client, method, path, status):
    response = getattr(client, method)(f"{V1}{path}")
    assert (response.status_code, list(response.json())) == (status, ["findings"])


def test_a_page_number_as_large_as_may_be_is_an_empty_page(client):
    assert told(client, "/places", page=100_000, size=200)["rows"] == []


def test_any_site_may_read_and_no_cookie_counts(client, dong_thap_officer):
    client.force_login(dong_thap_officer.account)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(f"{V1}/contents", headers={"Origin": "https://noi-khac.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert (response.cookies, "Cookie" in response.headers.get("Vary", "")) == ({}, False)
    assert [
        each["sql"] for each in asked if "session" in each["sql"] or "organisations_user" in each["sql"]
    ] == []


def test_statements_do_not_grow_with_the_rows(client, demo, law):
    for path in ("/places", "/contents", "/norms", "/documents", "/figures", "/sources"):
        counts = []
        for size in (1, 40):
            told(client, path, size=size)
            with CaptureQueriesContext(connection) as asked:
                told(client, path, size=size)
            counts.append(len(asked))
        assert counts[0] == counts[1], path


def test_the_schema_is_openapi_and_every_money_field_says_its_unit(client):
    schema = told(client, "/openapi.json")
    assert schema["openapi"].startswith("3.1")
    assert json.loads(json.dumps(api.get_openapi_schema())) == schema
    for name, model in schema["components"]["schemas"].items():
        for field, said in model.get("properties", {}).items():
            assert "description" in said or "$ref" in json.dumps(said), (name, field)
            if field in ("amount", "cap", "cost", "most"):
                assert "đồng" in said["description"], (name, field)


def test_the_documentation_page_tells_every_operation(client):
    page = client.get("/api/").content.decode()
    for path, methods in [each for one in APIS for each in one.get_openapi_schema()["paths"].items()]:
        for method, said in methods.items():
            assert f"<code>{method.upper()} {path}</code>" in page
            assert said["summary"] in page
    assert "<script>" not in page
