"""Tokens by client credentials: who gets one, for what, how long, and in which words one is refused."""

import base64
import json
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from oauthlib.oauth2 import MetadataEndpoint

from khuyencong.api.oauth import Clients, endpoint
from khuyencong.api.rates import rate_on
from khuyencong.api.tokens import life_of_tokens, token_of
from khuyencong.organisations.models import Desk
from khuyencong.post.actions.api_keys import revoke_key
from tests.api.conftest import TODAY, Program
from tests.web.conftest import SignedInClient

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/oauth/token"
GRANT = {"grant_type": "client_credentials"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def no_counts():
    cache.clear()


def basic(client, secret):
    told = base64.b64encode(f"{quote(client, safe='')}:{quote(secret, safe='')}".encode()).decode()
    return {"Authorization": f"Basic {told}"}


def ask(body, headers=None, *, address=ADDRESS, content_type=FORM):
    body = body if isinstance(body, str | bytes) else urlencode(body)
    return Client().post(address, body, content_type=content_type, headers=headers or {})


def by_post(key, secret, **more):
    return ask(GRANT | {"client_id": key.prefix, "client_secret": secret} | more)


def test_a_key_is_changed_for_a_token_that_does_what_the_key_does(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk, "projects:read", "returns:read")
    for response in (by_post(key, secret), ask(GRANT, basic(key.prefix, secret))):
        told = response.json()
        token = told.pop("access_token")
        assert (response.status_code, response.headers["Content-Type"], response.headers["Cache-Control"]) == (
            200,
            "application/json",
            "no-store",
        )
        assert told == {"token_type": "Bearer", "expires_in": 600, "scope": "projects:read returns:read"}
        program = Program(token)
        statuses = [program.get(each).status_code for each in ("/projects", "/returns", "/establishments")]
        assert statuses == [200, 200, 403]
        assert secret not in token
    key.refresh_from_db()
    assert key.last_used_on == TODAY.date()


def test_a_scope_narrows_and_never_widens(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk, "projects:read", "returns:read")
    narrowed = by_post(key, secret, scope="returns:read").json()
    program = Program(narrowed["access_token"])
    assert [narrowed["scope"], *(program.get(each).status_code for each in ("/returns", "/projects"))] == [
        "returns:read",
        200,
        403,
    ]
    for wider in ("establishments:write", "returns:read establishments:write", "khong-co"):
        response = by_post(key, secret, scope=wider)
        assert (response.status_code, response.json()["error"]) == (400, "invalid_scope")


def test_what_a_program_writes_by_a_token_is_its_keys(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk)
    program = Program(by_post(key, secret).json()["access_token"])
    said = {"name": "Cơ sở", "legal_form": "ho", "source": "Sổ", "province": "82"}
    first = program.send("post", "/establishments", said, once="lan-ghi-mot")
    again = Program(secret).send("post", "/establishments", said, once="lan-ghi-mot")
    assert (first.status_code, again.headers["Idempotent-Replayed"], first.json()) == (
        201,
        "true",
        again.json(),
    )


def test_it_ends_with_its_time_its_key_its_desk_and_what_the_desk_may(
    key_for, dong_thap_officer, administrator
):
    def token():
        key, secret = key_for(dong_thap_officer.desk)
        return key, Program(by_post(key, secret).json()["access_token"])

    life = timedelta(seconds=life_of_tokens(TODAY.date()).seconds)
    key, outlived = token()
    assert outlived.get("/projects").status_code == 200
    with time_machine.travel(TODAY + life + timedelta(seconds=5)):
        assert outlived.get("/projects").status_code == 401
    revoke_key(key, by=administrator, at=TODAY)
    assert outlived.get("/projects").status_code == 401
    _, other = token()
    assert other.get("/projects").status_code == 200
    Desk.objects.filter(pk=dong_thap_officer.desk.pk).update(role="department_leader")
    assert other.get("/projects").status_code == 401
    Desk.objects.filter(pk=dong_thap_officer.desk.pk).update(
        role=dong_thap_officer.desk.role, until=TODAY.date()
    )
    assert other.get("/projects").status_code == 401


def test_a_token_is_read_only_as_it_was_signed(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk, "projects:read")
    token = by_post(key, secret).json()["access_token"]
    payload, _, signature = token.removeprefix("kt_").rpartition(".")
    wider = json.dumps({"key": key.pk, "scopes": ["returns:read"], "until": 2**40})
    forged = base64.urlsafe_b64encode(wider.encode()).decode().rstrip("=")
    for each in (f"kt_{forged}.{signature}", token[:-1], f"kt_{payload}", "kt_", "kt_.", token[3:]):
        assert (token_of(each), Program(each).get("/projects").status_code) == (None, 401)
    with override_settings(SECRET_KEY="k" * 50):
        assert Program(token).get("/projects").status_code == 401
        with override_settings(SECRET_KEY_FALLBACKS=[]):
            assert token_of(token) is None


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, 400, "unsupported_grant_type"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_secret": "kc_sai"}, 401, "invalid_client"),
        ({"client_id": "0" * 8}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"client_id": "ă\0"}, 400, "invalid_request"),
    ],
)
def test_refusals_are_as_the_rfc_says(key_for, dong_thap_officer, change, status, error):
    key, secret = key_for(dong_thap_officer.desk)
    response = ask(GRANT | {"client_id": key.prefix, "client_secret": secret} | change)
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert response.headers.get("WWW-Authenticate", "").startswith("Basic") == (status == 401)


def test_what_cannot_be_read_is_refused_in_the_same_words(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk)
    whole = GRANT | {"client_id": key.prefix, "client_secret": secret}
    twice = f"{urlencode(whole)}&client_secret={secret}"
    asked = {
        "in the address": ask(whole, address=f"{ADDRESS}?scope=projects:read"),
        "a strange address": ask(whole, address=f"{ADDRESS}?%"),
        "JSON": ask(json.dumps(whole), content_type="application/json"),
        "multipart": Client().post(ADDRESS, whole),
        "not encoded": ask(b"grant_type=\xff&x"),
        "too long": ask(whole | {"scope": "x" * 10_001}),
        "a secret twice": ask(twice),
        "both ways": ask(whole, basic(key.prefix, secret)),
        "two grants": ask(f"{urlencode(whole)}&grant_type=client_credentials"),
    }
    for case, response in asked.items():
        assert (case, response.status_code, response.json()["error"]) == (case, 400, "invalid_request")
    for headers in (
        {"Authorization": "Basic ?"},
        basic("0" * 8, secret),
        {"Authorization": f"Bearer {secret}"},
    ):
        assert ask(GRANT, headers).json()["error"] == "invalid_client"
    assert ask(GRANT | {"client_id": "0" * 8}, basic(key.prefix, secret)).json()["error"] == "invalid_client"
    got = Client().get(ADDRESS)
    assert (got.status_code, got.json()["error"]) == (405, "invalid_request")


def test_who_is_revoked_gets_none_and_a_session_is_not_looked_at(key_for, dong_thap_officer, administrator):
    key, secret = key_for(dong_thap_officer.desk)
    revoke_key(key, by=administrator, at=TODAY)
    assert by_post(key, secret).status_code == 401
    client = SignedInClient()
    client.force_login(dong_thap_officer.account)
    assert client.post(ADDRESS, urlencode(GRANT), content_type=FORM).status_code == 401


def test_wrong_secrets_count_as_wrong_keys_do(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk)
    most = rate_on("wrong", TODAY.date()).most
    assert {by_post(key, "kc_sai").status_code for _ in range(most)} == {401}
    after = by_post(key, secret)
    assert (after.status_code, after.json()["error"]) == (429, "temporarily_unavailable")
    assert 0 < int(after.headers["Retry-After"]) <= 300
    assert Program(secret).get("/projects").status_code == 429


def test_an_outlived_token_is_no_guess(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk)
    program = Program(by_post(key, secret).json()["access_token"])
    with time_machine.travel(TODAY + timedelta(hours=1)):
        most = rate_on("wrong", TODAY.date()).most
        assert {program.get("/projects").status_code for _ in range(most + 5)} == {401}
        assert Program(secret).get("/projects").status_code == 200


def test_a_token_is_looked_up_by_one_statement_as_a_key_is(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk)
    counts = []
    for each in (secret, by_post(key, secret).json()["access_token"]):
        program = Program(each)
        program.get("/projects")
        with CaptureQueriesContext(connection) as asked:
            program.get("/projects")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_metadata_is_what_rfc_8414_wants(settings):
    settings.SITE_URL = "https://khuyencong.example"
    response = Client().get("/.well-known/oauth-authorization-server")
    told = response.json()
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert told | {"scopes_supported": []} == {
        "issuer": "https://khuyencong.example",
        "token_endpoint": "https://khuyencong.example/api/v1/oauth/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": [],
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials"],
        "service_documentation": "https://khuyencong.example/api/",
        "ui_locales_supported": ["vi"],
    }
    assert MetadataEndpoint([endpoint(Clients())], told, raise_errors=True).claims == told


def test_openapi_and_the_page_tell_of_it():
    schema = Client().get("/api/v1/openapi.json").json()
    scheme = schema["components"]["securitySchemes"]["OAuth2"]
    flow = scheme["flows"]["clientCredentials"]
    assert (scheme["type"], flow["tokenUrl"].endswith(ADDRESS), "projects:read" in flow["scopes"]) == (
        "oauth2",
        True,
        True,
    )
    assert {"OAuth2": ["projects:read"]} in schema["paths"]["/api/v1/projects"]["get"]["security"]
    assert "security" not in schema["paths"][ADDRESS]["post"]
    page = Client().get("/api/").content.decode()
    assert ("600 giây" in page, "/.well-known/oauth-authorization-server" in page) == (True, True)
