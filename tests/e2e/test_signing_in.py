"""Signing in with a real browser: code of an app, a key in a virtual authenticator, an identity provider."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.e2e.conftest import DESK, PASSWORD, PHONE, is_complaint, running_site
from tests.identity import CLIENT, free_port, identity_provider


@pytest.fixture(scope="module")
def sso_site(tmp_path_factory):
    """A site of its own, reached as localhost: keys and the identity provider need that name."""
    port = free_port()
    with (
        identity_provider(f"http://localhost:{port}/dang-nhap/sso/ve/") as issuer,
        running_site(tmp_path_factory.mktemp("sso"), port=port, OIDC_ISSUER=issuer, **CLIENT) as address,
    ):
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def visit(browser, sso_site):
    """A page in a browser that has not been here; what it complains about fails the test."""
    contexts, complaints = [], []

    def start(address="/dang-nhap/", size=DESK):
        context = browser.new_context(viewport=size, base_url=sso_site)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if is_ours(said, page) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    def is_ours(said, page):
        """The provider's own pages ask the network for a font; a stranger is rightly answered 403."""
        return is_complaint(said) and page.url.startswith(sso_site) and "status of 403" not in said.text

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


def with_password(page, user):
    page.get_by_label("Tên đăng nhập").fill(user)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()


def virtual_key(page):
    """A key inside the machine that says yes by fingerprint."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, made["authenticatorId"]


def move_keys(tools, key, page):
    """The same key in the hand of the same person at another browser."""
    kept = tools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    others, other = virtual_key(page)
    for each in kept:
        others.send("WebAuthn.addCredential", {"authenticatorId": other, "credential": each})


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def next_code_of(secret, used):
    """What the app shows after the code that was used and is refused a second time; at most half a minute."""
    while (code := code_of(secret)) == used:
        time.sleep(0.5)
    return code


def test_an_app_is_set_up_and_the_next_sign_in_asks_for_its_code(visit, sso_site):
    page = visit(size=PHONE)
    with_password(page, "thanhtra")
    page.goto("/tai-khoan/bao-mat/")
    page.get_by_role("link", name="Bật ứng dụng mã").click()
    secret = page.locator("code.secret").inner_text()
    assert page.locator(".qr svg").bounding_box()["width"] > 150
    used = code_of(secret)
    page.get_by_label("Mã ứng dụng vừa hiện").fill(used)
    page.get_by_role("button", name="Bật", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Còn 10 mã khôi phục"
    codes = page.locator(".codes code").all_inner_texts()

    for answer in (codes[0], next_code_of(secret, used)):
        again = visit(size=PHONE)
        with_password(again, "thanhtra")
        again.wait_for_url(f"{sso_site}/dang-nhap/lop-hai/")
        again.get_by_label("Mã xác nhận").fill(answer)
        again.get_by_role("button", name="Đăng nhập", exact=True).click()
        again.wait_for_url(f"{sso_site}/")


def test_a_key_is_added_and_opens_without_a_password_and_after_one(visit, sso_site):
    page = visit()
    with_password(page, "lanhdao")
    page.wait_for_url(f"{sso_site}/")
    tools, key = virtual_key(page)
    page.goto("/tai-khoan/bao-mat/khoa/them/")
    page.get_by_label("Tên khóa").fill("Máy ở cơ quan")
    page.get_by_label("Đăng nhập chỉ bằng khóa này").check()
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url(f"{sso_site}/tai-khoan/bao-mat/ma-khoi-phuc/")
    page.goto("/tai-khoan/bao-mat/")
    assert page.get_by_role("rowheader").all_inner_texts() == ["Máy ở cơ quan"]

    alone = visit("/dang-nhap/?next=/so-lieu/")
    move_keys(tools, key, alone)
    alone.get_by_role("button", name=re.compile("Đăng nhập bằng khóa")).click()
    alone.wait_for_url(f"{sso_site}/so-lieu/")

    after = visit()
    move_keys(tools, key, after)
    with_password(after, "lanhdao")
    after.wait_for_url(f"{sso_site}/dang-nhap/lop-hai/")
    after.get_by_role("button", name="Dùng khóa đăng nhập").click()
    after.wait_for_url(f"{sso_site}/")


def test_a_key_that_is_nobodys_here_is_answered_with_what_to_do(visit):
    page = visit()
    virtual_key(page)
    page.get_by_role("button", name=re.compile("Đăng nhập bằng khóa")).click()
    page.get_by_text("Bấm để thử lại").wait_for()


def test_an_officer_comes_in_through_the_identity_provider(visit, sso_site):
    page = visit("/dang-nhap/?next=/so-lieu/")
    page.get_by_role("link", name="Đăng nhập bằng VNeID thử").click()
    page.locator("input[name=login]").fill("canbo")
    page.locator("input[name=password]").fill("bat-ky")
    page.locator("button[type=submit]").click()
    page.locator("button[type=submit]").click()
    page.wait_for_url(f"{sso_site}/so-lieu/")
    assert page.locator(".who-name").inner_text().splitlines()[0] != ""


def test_a_stranger_of_the_identity_provider_is_told_whom_to_ask(visit):
    page = visit()
    page.get_by_role("link", name="Đăng nhập bằng VNeID thử").click()
    page.locator("input[name=login]").fill("nguoi-la")
    page.locator("input[name=password]").fill("bat-ky")
    page.locator("button[type=submit]").click()
    page.locator("button[type=submit]").click()
    page.get_by_role("heading", name="Chưa có tài khoản ở đây").wait_for()
