"""Single sign-on, walked through a real OpenID provider: the code flow with PKCE, from our page and back."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from khuyencong.config.sign_in import single_sign_on
from khuyencong.organisations.models import User
from khuyencong.workflow.models import Event
from tests.identity import CLIENT, identity_provider, walk

pytestmark = pytest.mark.django_db
BACK = "http://localhost/dang-nhap/sso/ve/"


@pytest.fixture(scope="module")
def issuer():
    with identity_provider(BACK) as address:
        yield address


@pytest.fixture
def provided(issuer, settings, monkeypatch):
    """An installation that names the provider."""
    for name, value in CLIENT.items():
        monkeypatch.setenv(name, value)
    settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, CLIENT["OIDC_NAME"]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": single_sign_on(issuer)}
    }
    return issuer


@pytest.fixture
def browser():
    return Client(headers={"host": "localhost"})


def come_in(browser, login, then="/so-lieu/"):
    """Press the button, sign in at the provider, come back."""
    sent = browser.get(f"/dang-nhap/sso/di/?next={then}")
    return browser.get(walk(sent.headers["Location"], login, BACK))


def test_an_officer_whose_verified_address_is_known_comes_in_and_goes_where_she_was_going(
    browser, provided, dong_thap_officer
):
    answer = come_in(browser, "DongThap")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/so-lieu/")
    assert browser.session["_auth_user_id"] == str(dong_thap_officer.account.pk)
    names = Event.objects.filter(dossier_kind="account").order_by("sequence").values_list("name", flat=True)
    assert list(names) == ["account.joined", "account.signed_in"]


def test_the_second_time_she_is_known_by_her_subject_even_when_her_address_changed_here(
    browser, provided, dong_thap_officer
):
    come_in(browser, "dongthap")
    User.objects.filter(pk=dong_thap_officer.account.pk).update(email="khac@khuyencong.example")
    browser.logout()
    assert come_in(browser, "dongthap").status_code == 302
    assert browser.session["_auth_user_id"] == str(dong_thap_officer.account.pk)
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("login", ["nguoi-la", "unverified-dongthap"])
def test_who_has_no_account_or_no_verified_address_is_told_whom_to_ask_and_none_is_made(
    browser, provided, dong_thap_officer, login
):
    before = User.objects.count()
    answer = come_in(browser, login)
    assert answer.status_code == 403
    assert "Nhờ người quản trị tài khoản của cơ quan" in answer.content.decode()
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert "_auth_user_id" not in browser.session


def test_an_address_that_two_accounts_share_opens_neither(
    browser, provided, dong_thap_officer, dong_thap_colleague
):
    User.objects.filter(pk=dong_thap_colleague.account.pk).update(email="DONGTHAP@khuyencong.example")
    assert come_in(browser, "dongthap").status_code == 403


def test_a_locked_account_is_not_opened_from_outside(browser, provided, dong_thap_officer):
    come_in(browser, "dongthap")
    browser.logout()
    User.objects.filter(pk=dong_thap_officer.account.pk).update(is_active=False)
    assert come_in(browser, "dongthap").headers["Location"] == "/dang-nhap/bi-khoa/"
    assert "_auth_user_id" not in browser.session


def test_the_provider_is_asked_with_a_proof_key_and_for_no_more_than_who_she_is(browser, provided):
    sent = parse_qs(urlsplit(browser.get("/dang-nhap/sso/di/").headers["Location"]).query)
    assert sorted(sent["scope"][0].split()) == ["email", "openid", "profile"]
    assert (sent["response_type"], sent["code_challenge_method"]) == (["code"], ["S256"])


def test_an_answer_that_nobody_here_asked_for_is_refused(browser, provided, dong_thap_officer):
    sent = browser.get("/dang-nhap/sso/di/").headers["Location"]
    stolen = walk(sent, "dongthap", BACK)
    other = Client(headers={"host": "localhost"})
    answer = other.get(stolen)
    assert "Nơi xác nhận chưa trả lời được" in answer.content.decode()
    assert "_auth_user_id" not in other.session


def test_the_button_is_there_exactly_when_a_provider_is_named(browser, provided, settings):
    assert "Đăng nhập bằng VNeID thử" in browser.get("/dang-nhap/").content.decode()
    settings.OIDC_ISSUER = ""
    assert "VNeID thử" not in browser.get("/dang-nhap/").content.decode()
