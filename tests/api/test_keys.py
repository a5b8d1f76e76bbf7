"""Keys: who makes them, for which desks, what they open, how they end; what a page of them shows once."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyencong.organisations.administration import people_managed_by
from khuyencong.organisations.models import Desk, User
from khuyencong.organisations.secrets import digest_of
from khuyencong.post.actions.api_keys import WantedKey, make_key, revoke_key
from khuyencong.post.models import ApiKey
from khuyencong.rules.findings import BlockedError
from khuyencong.workflow.models import Event
from tests.api.conftest import TODAY, Program
from tests.conftest import officer_of
from tests.web.conftest import SignedInClient

pytestmark = pytest.mark.django_db


def test_only_the_hash_is_kept_and_the_trail_tells_who_made_it(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk, "projects:read")
    assert (key.digest, secret.startswith(f"kc_{key.prefix}_"), len(secret) > 50) == (
        digest_of(secret),
        True,
        True,
    )
    rows = ApiKey.objects.filter(pk=key.pk).values()[0]
    assert secret not in str(rows)
    event = Event.objects.get(name="api_key.make")
    assert (event.person_key, event.dossier_key) == (dong_thap_officer.person_key, dong_thap_officer.desk_code)
    assert secret not in str(event.__dict__)


def test_its_account_can_never_sign_in_and_is_nobody_to_be_looked_after(
    key_for, dong_thap_officer, administrator
):
    key, _ = key_for(dong_thap_officer.desk)
    assert (key.account.is_active, key.account.has_usable_password(), key.account.email) == (False, False, "")
    assert key.account not in people_managed_by(administrator)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"name": " "}, ["name_missing"]),
        ({"scopes": []}, ["scopes_missing"]),
        ({"scopes": ["projects:write"]}, ["scope"]),
        ({"days": 366}, ["days"]),
        ({"days": 0}, ["days"]),
    ],
)
def test_what_a_key_may_not_be(dong_thap_officer, change, codes):
    wanted = {"name": "Cổng", "scopes": ["projects:read"], "days": 30} | change
    with pytest.raises(BlockedError) as caught:
        make_key(dong_thap_officer.desk, WantedKey(**wanted), by=dong_thap_officer, at=TODAY)
    assert [each.code for each in caught.value.findings] == codes


def test_a_desk_that_decides_or_administers_has_none(
    dong_thap_leader, inspector, administrator, operator_account
):
    wanted = WantedKey(name="Cổng", scopes=["projects:read"], days=30)
    for holder in (dong_thap_leader, inspector, administrator, operator_account):
        with pytest.raises(BlockedError) as caught:
            make_key(holder.desk, wanted, by=holder, at=TODAY)
        assert "no_keys" in [each.code for each in caught.value.findings]
    assert ApiKey.objects.count() == 0


def test_only_who_holds_the_desk_makes_one_though_others_look_after_it(
    key_for, dong_thap_officer, dong_thap_colleague, dong_thap_leader, tay_ninh_officer, administrator
):
    """An administrator sees no dossier: a key of somebody's desk would show her all of them."""
    key, _ = key_for(dong_thap_officer.desk)
    ours = officer_of("Đồng Tháp", "quantridongthap", "administrator")
    theirs = officer_of("Tây Ninh", "quantritayninh", "administrator")
    wanted = WantedKey(name="Cổng", scopes=["projects:read"], days=30)
    for by in (ours, administrator, dong_thap_leader, dong_thap_colleague, tay_ninh_officer, theirs):
        with pytest.raises(PermissionDenied):
            make_key(dong_thap_officer.desk, wanted, by=by, at=TODAY)
    for by in (dong_thap_leader, dong_thap_colleague, tay_ninh_officer, theirs):
        with pytest.raises(PermissionDenied):
            revoke_key(key, by=by, at=TODAY)
    assert revoke_key(key, by=ours, at=TODAY).revoked_by == ours.account


def test_it_opens_until_it_is_revoked_or_its_day_or_its_desk_ends(key_for, dong_thap_officer, administrator):
    key, secret = key_for(dong_thap_officer.desk)
    _, other = key_for(dong_thap_officer.desk)
    statuses = [
        Program(each).get("/projects").status_code for each in (secret, other, secret[:-1], "", "x" * 5000)
    ]
    assert statuses == [200, 200, 401, 401, 401]
    revoke_key(key, by=administrator, at=TODAY)
    assert [Program(each).get("/projects").status_code for each in (secret, other)] == [401, 200]
    with pytest.raises(BlockedError):
        revoke_key(key, by=administrator, at=TODAY)
    with time_machine.travel(TODAY + timedelta(days=31)):
        assert Program(other).get("/projects").status_code == 401
    Desk.objects.filter(pk=dong_thap_officer.desk.pk).update(until=TODAY.date())
    assert Program(other).get("/projects").status_code == 401


def test_a_desk_that_came_to_decide_opens_no_more(key_for, dong_thap_officer):
    _, secret = key_for(dong_thap_officer.desk)
    Desk.objects.filter(pk=dong_thap_officer.desk.pk).update(role="department_leader")
    assert Program(secret).get("/projects").status_code == 401


def test_the_day_of_use_is_noted_once_a_day(key_for, dong_thap_officer):
    key, secret = key_for(dong_thap_officer.desk)
    program = Program(secret)
    updates = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            program.get("/projects")
        updates.append(sum("UPDATE" in each["sql"] and "apikey" in each["sql"] for each in asked))
    key.refresh_from_db()
    assert (updates, key.last_used_on) == ([1, 0], TODAY.date())


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": "reports:read"},
        {"digest": "0" * 64},
        {"expires_at": TODAY + timedelta(days=9999)},
        {"name": "Khác"},
    ],
)
def test_no_row_is_changed_or_deleted_whoever_writes(key_for, dong_thap_officer, change):
    key, _ = key_for(dong_thap_officer.desk)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).delete()


def test_what_was_revoked_stays_so_whoever_writes(key_for, dong_thap_officer, administrator):
    key, _ = key_for(dong_thap_officer.desk)
    revoke_key(key, by=administrator, at=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(revoked_at=None, revoked_by=None)


def browser_of(actor):
    client = SignedInClient()
    client.force_login(actor.account)
    return client


def test_the_holder_makes_one_sees_it_once_and_revokes_it(dong_thap_officer):
    client = browser_of(dong_thap_officer)
    page, new = reverse("api_keys"), reverse("api_key_new")
    assert f'href="{page}"' in client.get(reverse("desks")).content.decode()
    assert f'href="{new}"' in client.get(page).content.decode()
    wrong = client.post(new, {"name": "", "scopes": ["reports:write"], "days": "9999"})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["name", "scopes"])
    told = client.post(new, {"name": "Cổng", "scopes": ["projects:read"], "days": "9999"})
    assert (told.status_code, [each.code for each in told.context["blocked"]]) == (422, ["days"])
    made = client.post(new, {"name": "Cổng", "scopes": ["projects:read", "returns:read"], "days": "30"})
    assert (made.status_code, made.headers["Location"]) == (302, page)
    first, again = client.get(page), client.get(page)
    secret = first.context["new_key"]
    assert (secret in first.content.decode(), secret in again.content.decode()) == (True, False)
    assert Program(secret).get("/projects").status_code == 200
    key = ApiKey.objects.get()
    assert client.post(page, {"key": key.pk}).status_code == 302
    assert Program(secret).get("/projects").status_code == 401
    assert client.post(page, {"key": key.pk}).status_code == 422


def test_making_and_revoking_ask_who_is_there(key_for, dong_thap_officer):
    key, _ = key_for(dong_thap_officer.desk)
    client = browser_of(dong_thap_officer)
    client.confirmed(dong_thap_officer.account, at=0)
    asked = {"name": "Cổng", "scopes": ["projects:read"], "days": "30"}
    for address, sent in ((reverse("api_key_new"), asked), (reverse("api_keys"), {"key": key.pk})):
        response = client.post(address, sent)
        led = response.headers["Location"]
        assert (response.status_code, "xac-nhan" in led or "next=" in led) == (302, True)
    assert (ApiKey.objects.count(), ApiKey.objects.filter(revoked_at=None).count()) == (1, 1)


def test_each_sees_the_keys_of_her_own_desk_or_of_those_she_looks_after(
    key_for, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, administrator
):
    key, _ = key_for(dong_thap_officer.desk)
    ours = officer_of("Đồng Tháp", "quantridongthap", "administrator")
    theirs = officer_of("Tây Ninh", "quantritayninh", "administrator")
    everyone = (dong_thap_officer, dong_thap_colleague, tay_ninh_officer, ours, theirs, administrator)
    seen = [list(browser_of(each).get(reverse("api_keys")).context["page"]) for each in everyone]
    assert seen == [[key], [], [], [key], [], [key]]
    posted = [
        browser_of(each).post(reverse("api_keys"), {"key": key.pk}).status_code
        for each in (dong_thap_colleague, tay_ninh_officer, theirs)
    ]
    assert posted == [404, 404, 404]


def test_statements_of_the_page_do_not_grow_with_the_keys(
    key_for, dong_thap_officer, tay_ninh_officer, administrator
):
    client = SignedInClient()
    client.force_login(administrator.account)
    counts = []
    for number in (1, 5):
        for _ in range(number):
            key_for(dong_thap_officer.desk)
            key_for(tay_ninh_officer.desk)
        client.get(reverse("api_keys"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("api_keys"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert User.objects.filter(username__startswith="khoa-api-").count() == 12
