"""Without the table of the cache calls cannot be counted: programs are told so in their own shape, no HTML."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def uncounted(db):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {settings.CACHES['default']['LOCATION']}")


def test_without_the_table_of_the_cache_a_program_reads_why(uncounted, caplog):
    response = Client().get("/api/v1/places")
    [finding] = response.json()["findings"]
    assert (response.status_code, finding["code"], "migrate" in finding["fix"]) == (503, "not_ready", True)
    assert "migrate" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [("get", "/common-grants/opportunities", "errors"), ("post", "/api/v1/oauth/token", "error_description")],
)
def test_the_other_shapes_of_refusals_are_kept(uncounted, method, path, field):
    response = getattr(Client(), method)(path)
    assert (response.status_code, field in response.json()) == (503, True)
