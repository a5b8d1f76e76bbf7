"""What a browser is told about our pages, what is kept of them, and what an answer never gives away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from khuyencong.post.models import Export
from khuyencong.reporting.models import ReceivedFile
from khuyencong.web import security

pytestmark = pytest.mark.django_db

SAFE = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def safe_headers_of(response):
    return {name: response.headers.get(name) for name in SAFE}


@pytest.mark.parametrize(
    ("address", "status"), [("/tro-giup/", 200), ("/khong-co/", 404), ("/viec-cua-toi/", 302)]
)
def test_every_answer_carries_the_same_headers(client, address, status):
    response = client.get(address)
    assert (response.status_code, safe_headers_of(response)) == (status, SAFE)


def test_a_page_of_somebody_signed_in_is_kept_nowhere(as_role):
    client = as_role("author")
    kept = {name: client.get(reverse(name)).headers.get("Cache-Control") for name in ("home", "tray", "help")}
    assert kept == dict.fromkeys(("home", "tray", "help"), "private, no-store")


def test_a_page_for_everybody_may_be_kept(client):
    assert client.get(reverse("help")).headers.get("Cache-Control") is None


def test_after_signing_out_nothing_says_who_was_there(as_role):
    client = as_role("author")
    client.get(reverse("tray"))
    client.post("/dang-xuat/")
    response = client.get(reverse("tray"))
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/dang-nhap/?next=/viec-cua-toi/",
    )


def test_signing_in_gives_a_session_of_another_name(client, dong_thap_officer):
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    client.force_login(dong_thap_officer.account)
    assert client.session.session_key != planted


def test_a_host_that_is_not_ours_is_refused(client):
    response = client.get("/tro-giup/", headers={"host": "evil.test"})
    assert (response.status_code, b"evil.test" in response.content) == (400, False)


def test_a_download_is_kept_as_a_file_and_never_sniffed(as_role, handed_in):
    response = as_role("author").get(reverse("source_file", args=[handed_in.pk]))
    told = {
        name: response.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")
    }
    assert told == {
        "Content-Type": "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert response.headers["Content-Disposition"].startswith("attachment; ")


def test_a_page_that_breaks_tells_nothing_of_why(monkeypatch):
    def broken(*_):
        raise RuntimeError("bí mật: mat-khau-cua-may-chu")

    monkeypatch.setattr("khuyencong.web.shell.places_of", broken)
    response = Client(raise_request_exception=False).get(reverse("help"))
    text = response.content.decode()
    assert (response.status_code, "mat-khau-cua-may-chu" in text, "Traceback" in text) == (500, False, False)
    assert (safe_headers_of(response), "<h1>Hệ thống gặp lỗi</h1>" in text) == (SAFE, True)


def test_a_form_without_its_token_changes_nothing(dong_thap_officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(dong_thap_officer.account)
    response = client.post(reverse("tray_letters"), {"daily": "0"})
    assert (response.status_code, safe_headers_of(response)) == (403, SAFE)


def test_the_policy_lets_no_inline_script_or_style_run():
    directives = dict(each.split(" ", 1) for each in security.POLICY.split("; "))
    assert {name: words for name, words in directives.items() if "unsafe" in words or "*" in words} == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("anh.svg", b"<svg onload='x()'/>"),
        ("bao-cao.xlsx", b"<html><script>x()</script>"),
        ("a.xlsx", b"MZ\x90"),
    ],
)
def test_what_would_run_is_refused_and_not_even_kept(as_role, name, content):
    file = SimpleUploadedFile(name, content)
    response = as_role("author").post(reverse("return_upload"), {"returns": [file]})
    assert (response.status_code, ReceivedFile.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("method", "address", "sent"),
    [
        ("get", "/tim/", {"q": "a\0b"}),
        ("get", "/nhat-ky/account/1%00/", {}),
        ("post", "/so-lieu/lap-tep/?x=%00", {}),
        ("post", "/dang-nhap/", {"login": "a\0", "password": "x"}),
    ],
)
def test_a_nul_is_a_bad_request_on_every_page(client, dong_thap_officer, method, address, sent):
    client.force_login(dong_thap_officer.account)
    assert getattr(client, method)(address, sent).status_code == 400


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_a_day_beyond_the_calendar_is_explained(client, ministry_leader, name, day):
    client.force_login(ministry_leader.account)
    response = client.get(reverse("trail"), {name: day})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [name])


def test_a_number_too_long_is_no_session(client, dong_thap_officer):
    client.force_login(dong_thap_officer.account)
    assert client.post(reverse("usersessions_list"), {"session": "9" * 5000}).status_code == 404


def test_a_number_too_long_is_no_seat(client, administrator, dong_thap_officer):
    client.force_login(administrator.account)
    address = reverse("desk_manage", args=[dong_thap_officer.desk_code])
    sent = {"do": "end", "until": "30/11/2026", "seat": "9" * 5000}
    assert client.post(address, sent).status_code == 404


def test_an_export_is_asked_with_the_pages_own_questions_only(client, dong_thap_officer):
    client.force_login(dong_thap_officer.account)
    client.post(f"{reverse('figures_export')}?stage=done&token=abc")
    assert Export.objects.get().parameters == {"stage": "done"}


def test_a_title_that_turns_the_writing_round_is_refused(client, administrator):
    client.force_login(administrator.account)
    sent = {"agency": "cuc", "role": "ministry_officer", "title": "Bàn \u202e x", "since": "01/01/2026"}
    response = client.post(reverse("desk_open"), sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["title"])
