"""How often one reader may ask for what is costly."""

import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.urls import reverse

from khuyencong.web.rates import FILES, SEARCH, UPLOADS, Rate

pytestmark = pytest.mark.django_db
ONE_SECOND_LEFT = "2026-11-23T03:00:59+00:00"


@pytest.fixture(autouse=True)
def nothing_counted(time_machine):
    """A clock that stands, and no counts of other tests."""
    time_machine.move_to(ONE_SECOND_LEFT, tick=False)
    cache.clear()


def asked_already(rate, count, who):
    """That so many requests were counted in this minute."""
    cache.set(f"rate:{rate.name}:{int(time.time()) // rate.seconds}:{who}", count, timeout=60)


def test_a_stranger_searches_so_often_and_then_waits_for_the_next_minute(client, time_machine):
    address = reverse("search")
    asked_already(SEARCH, SEARCH.most * SEARCH.shared - 2, "n127.0.0.1")
    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get(address)
    assert refused.headers["Retry-After"] == "1"
    assert "<h1>Hỏi quá nhanh, chờ 1 giây</h1>" in refused.content.decode()
    time_machine.shift(1)
    assert client.get(address).status_code == 200


def test_each_account_and_each_address_is_counted_for_itself(rf, dong_thap_officer, dong_thap_colleague):
    rate = Rate(name="t", most=1, seconds=60, shared=2)

    def wait(user, address):
        request = rf.get("/", REMOTE_ADDR=address)
        request.user = user
        return rate.wait(request, 120.0)

    nobody = AnonymousUser()
    assert [wait(nobody, "10.0.0.1") for _ in range(3)] == [0, 0, 60]
    assert wait(nobody, "10.0.0.2") == 0
    assert [wait(dong_thap_officer.account, "10.0.0.1") for _ in range(2)] == [0, 60]
    assert wait(dong_thap_colleague.account, "10.0.0.1") == 0


def test_only_the_named_methods_count(as_role, cast):
    client = as_role("author")
    asked_already(UPLOADS, UPLOADS.most - 1, f"a{cast['author'].account.pk}")
    asked = [client.get(reverse("return_upload")).status_code for _ in range(3)]
    posted = [client.post(reverse("return_upload"), {}).status_code for _ in range(2)]
    assert (asked, posted) == ([200] * 3, [422, 429])


def test_files_are_limited_too(as_role, cast):
    client = as_role("author")
    asked_already(FILES, FILES.most - 1, f"a{cast['author'].account.pk}")
    assert [client.get(reverse("figures_workbook")).status_code for _ in range(2)] == [200, 429]
