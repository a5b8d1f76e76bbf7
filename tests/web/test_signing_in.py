"""Signing in, second factors, sessions, passwords, confirming: allauth with our settings and words."""

import hashlib
import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from khuyencong.organisations.models import User
from khuyencong.post.models import Mail
from khuyencong.workflow.models import Event
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/dang-nhap/"
SECRET = "JBSWY3DPEHPK3PXP"


def sign_in(client, actor, password=PASSWORD, *, then=""):
    return client.post(SIGN_IN, {"login": actor.account.username, "password": password, "next": then})


def code_of(secret):
    """What her app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def give_app(actor):
    TOTP.activate(actor.account, SECRET)
    RecoveryCodes.activate(actor.account)


def is_in(client):
    return "_auth_user_id" in client.session


def errors_of(response):
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def told():
    """Names of what the trail tells about accounts."""
    events = Event.objects.filter(dossier_kind="account").order_by("sequence")
    return list(events.values_list("name", flat=True))


def test_name_and_password_lead_to_where_she_was_going_and_the_trail_tells_it(client, dong_thap_officer):
    answer = sign_in(client, dong_thap_officer, then="/so-lieu/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/so-lieu/")
    event = Event.objects.get(name="account.signed_in")
    assert (event.person_key, event.desk, event.origin, event.after) == (
        dong_thap_officer.person_key,
        dong_thap_officer.desk_code,
        "127.0.0.1",
        '{"by": ["password"]}',
    )


def test_she_is_not_led_off_to_another_site(client, dong_thap_officer):
    assert sign_in(client, dong_thap_officer, then="https://khac.example/").headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_read_alike(client, dong_thap_officer):
    wrong = sign_in(client, dong_thap_officer, "sai")
    unknown = client.post(SIGN_IN, {"login": "khong-ai", "password": "sai"})
    assert errors_of(wrong) == errors_of(unknown)
    assert errors_of(wrong) == [
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại."
    ]


def test_after_five_failures_the_right_password_waits_five_minutes_and_the_trail_tells_it_once(
    client, dong_thap_officer, dong_thap_colleague, now
):
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(5):
            sign_in(client, dong_thap_officer, "sai")
        for _ in range(3):
            refused = sign_in(client, dong_thap_officer)
        assert errors_of(refused) == [
            "Đã sai quá 5 lần. Chờ 5 phút rồi thử lại; trong lúc chờ, mật khẩu đúng cũng chưa vào được."
        ]
        assert told() == ["account.locked_out"]
        assert sign_in(Client(), dong_thap_colleague).status_code == 302
        clock.shift(timedelta(minutes=5, seconds=1))
        assert sign_in(client, dong_thap_officer).status_code == 302


def test_a_name_that_is_nobodys_never_reaches_the_trail(client):
    for _ in range(7):
        client.post(SIGN_IN, {"login": "mat-khau-go-nham-o", "password": "sai"})
    assert told() == []


def test_a_locked_account_is_told_so_only_with_the_right_password(client, dong_thap_officer):
    User.objects.filter(pk=dong_thap_officer.account.pk).update(is_active=False)
    assert sign_in(client, dong_thap_officer, "sai").status_code == 200
    assert sign_in(client, dong_thap_officer).headers["Location"] == "/dang-nhap/bi-khoa/"
    assert not is_in(client)


def test_many_tries_from_one_place_are_answered_with_when_to_try_again(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [client.post(SIGN_IN, {"login": "ai", "password": "sai"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Chờ một phút rồi thử lại" in answers[-1].content.decode()


def test_who_has_an_app_comes_in_by_its_code_only(client, ministry_leader):
    give_app(ministry_leader)
    assert sign_in(client, ministry_leader).headers["Location"] == "/dang-nhap/lop-hai/"
    assert not is_in(client)
    wrong = client.post("/dang-nhap/lop-hai/", {"code": "000000"})
    assert errors_of(wrong) == [
        "Mã chưa đúng hoặc đã hết hạn. Đợi mã mới rồi thử lại; kiểm tra giờ trên điện thoại."
    ]
    assert client.post("/dang-nhap/lop-hai/", {"code": code_of(SECRET)}).status_code == 302
    assert is_in(client)
    assert told() == ["account.factor_failed", "account.signed_in"]


def test_a_code_is_taken_once(client, ministry_leader):
    give_app(ministry_leader)
    code = code_of(SECRET)
    for place, browser in enumerate((client, Client())):
        sign_in(browser, ministry_leader)
        browser.post("/dang-nhap/lop-hai/", {"code": code})
        assert is_in(browser) is (place == 0)


def test_a_recovery_code_opens_once(client, ministry_leader):
    give_app(ministry_leader)
    found = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    for place, browser in enumerate((client, Client())):
        sign_in(browser, ministry_leader)
        browser.post("/dang-nhap/lop-hai/", {"code": found[0]})
        assert is_in(browser) is (place == 0)


def test_guessing_codes_is_stopped_too(client, ministry_leader):
    give_app(ministry_leader)
    sign_in(client, ministry_leader)
    for _ in range(5):
        client.post("/dang-nhap/lop-hai/", {"code": "000000"})
    stopped = client.post("/dang-nhap/lop-hai/", {"code": code_of(SECRET)})
    assert errors_of(stopped)[0].startswith("Đã sai quá 5 lần. Chờ 5 phút")
    assert not is_in(client)


def test_the_seed_is_not_readable_in_the_database(ministry_leader):
    give_app(ministry_leader)
    kept = [str(each.data) for each in Authenticator.objects.all()]
    assert [SECRET in each for each in kept] == [False, False]


def test_a_seed_stays_readable_after_the_secret_key_was_changed(ministry_leader, settings):
    give_app(ministry_leader)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-the-tests-that-is-long-enough-to-be-a-key-0123456789"
    assert Authenticator.objects.get(type=Authenticator.Type.TOTP).wrap().validate_code(code_of(SECRET))


def test_an_app_is_set_up_by_its_first_code_and_told_by_letter(
    client, dong_thap_officer, django_capture_on_commit_callbacks
):
    sign_in(client, dong_thap_officer)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.content.decode().count("<svg") > 0
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert errors_of(wrong)[0].startswith("Mã chưa đúng")
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(done.headers["Location"]).content.decode().count("<code>") == 10
    subjects = list(Mail.objects.order_by("pk").values_list("to", "subject"))
    assert subjects == [("dongthap@khuyencong.example", "Ứng dụng mã vừa được bật")]
    assert told() == ["account.signed_in", "account.factor_added", "account.factor_added"]


def test_where_it_is_required_a_leader_without_one_is_led_there_and_can_do_nothing_else(
    client, ministry_leader, settings
):
    settings.SECOND_FACTOR_REQUIRED = True
    assert sign_in(client, ministry_leader).status_code == 302
    for address in ("/", "/so-lieu/", "/viec-cua-toi/", "/bao-cao/da-phat-hanh/"):
        assert client.get(address).headers["Location"] == "/tai-khoan/bao-mat/"
    assert client.post("/so-lieu/lap-tep/").status_code == 403
    page = client.get("/tai-khoan/bao-mat/").content.decode()
    assert "xong mới làm việc khác được" in page
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert client.get("/so-lieu/").status_code == 200


def test_where_it_is_required_the_last_one_cannot_be_taken_off(client, ministry_leader, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    give_app(ministry_leader)
    client.force_login(ministry_leader.account)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists() is True


def test_an_officer_whose_role_decides_nothing_works_without_one(client, dong_thap_officer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, dong_thap_officer)
    assert client.get("/so-lieu/").status_code == 200


def test_in_a_demonstration_a_leader_is_only_reminded(client, ministry_leader, dong_thap_officer):
    sign_in(client, ministry_leader)
    assert "nên bật đăng nhập hai lớp" in client.get("/so-lieu/").content.decode()
    assert client.get("/so-lieu/").status_code == 200
    other = Client()
    sign_in(other, dong_thap_officer)
    assert "nên bật đăng nhập hai lớp" not in other.get("/so-lieu/").content.decode()


def test_a_forgotten_password_is_reset_by_the_link_of_a_letter_and_other_sessions_end(
    client, dong_thap_officer
):
    elsewhere = Client()
    sign_in(elsewhere, dong_thap_officer)
    client.post(reverse("account_reset_password"), {"email": "DongThap@khuyencong.example"})
    letter = Mail.objects.get(subject="Đặt lại mật khẩu")
    assert letter.to == "dongthap@khuyencong.example"
    link = re.search(r"http://127.0.0.1:8000(/\S+)", letter.text)[1]
    form = client.get(link).headers["Location"]
    different = client.post(form, {"password1": "mot-cau-moi-rat-dai", "password2": "khac"})
    assert errors_of(different) == ["Hai lần gõ chưa giống nhau."]
    new = {"password1": "mot-cau-moi-rat-dai", "password2": "mot-cau-moi-rat-dai"}
    assert client.post(form, new).headers["Location"] == reverse("account_reset_password_from_key_done")
    assert elsewhere.get("/viec-cua-toi/").status_code == 302
    assert "Đường dẫn không đúng" in client.get(link).content.decode()
    assert sign_in(client, dong_thap_officer, "mot-cau-moi-rat-dai").status_code == 302
    assert told() == ["account.signed_in", "account.password_reset", "account.signed_in"]


def test_an_address_that_is_nobodys_is_answered_alike_and_gets_no_letter(client, dong_thap_officer):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("dongthap@khuyencong.example", "khong-ai@khuyencong.example")
    ]
    assert [answer.headers["Location"] for answer in answers] == [reverse("account_reset_password_done")] * 2
    assert Mail.objects.values_list("to", flat=True).get() == "dongthap@khuyencong.example"


def test_a_link_dies_with_the_address_it_was_sent_to(client, dong_thap_officer):
    client.post(reverse("account_reset_password"), {"email": "dongthap@khuyencong.example"})
    User.objects.filter(pk=dong_thap_officer.account.pk).update(email="khac@khuyencong.example")
    link = re.search(r"http://127.0.0.1:8000(/\S+)", Mail.objects.get().text)[1]
    assert "Đường dẫn không đúng" in client.get(link).content.decode()


def test_a_new_password_is_checked_and_refused_in_vietnamese(client, dong_thap_officer, settings, tmp_path):
    known = hashlib.sha1(b"mot-cau-da-lo-2020").hexdigest().upper()
    settings.BREACHED_PASSWORDS = tmp_path / "list"
    settings.BREACHED_PASSWORDS.write_text(f"{known}:1\n", encoding="ascii")
    sign_in(client, dong_thap_officer)
    for password, reason in (
        ("ngắn", "Mật khẩu này quá ngắn. Nó phải chứa ít nhất 12 ký tự."),
        ("dongthap@khuyencong", "Mật khẩu quá giống với thư điện tử."),
        ("q1w2e3r4t5y6", "Mật khẩu này quá phổ biến."),
        ("mot-cau-da-lo-2020", "Mật khẩu này đã lộ ở nơi khác, kẻ xấu có sẵn trong tay. Chọn mật khẩu khác."),
    ):
        given = {"oldpassword": PASSWORD, "password1": password, "password2": password}
        assert reason in errors_of(client.post(reverse("account_change_password"), given))
    wrong = {"oldpassword": "sai", "password1": "mot-cau-moi-rat-dai", "password2": "mot-cau-moi-rat-dai"}
    assert errors_of(client.post(reverse("account_change_password"), wrong)) == ["Mật khẩu hiện nay chưa đúng."]
    done = client.post(reverse("account_change_password"), wrong | {"oldpassword": PASSWORD})
    assert done.headers["Location"] == reverse("mfa_index")
    assert client.get("/viec-cua-toi/").status_code == 200
    assert told() == ["account.signed_in", "account.password_changed"]


def test_sessions_are_listed_and_one_is_ended_from_afar(client, dong_thap_officer):
    elsewhere, third = Client(), Client()
    for browser in (elsewhere, third, client):
        sign_in(browser, dong_thap_officer)
    assert client.get("/tai-khoan/phien/").context["session_count"] == 3
    lost = UserSession.objects.get(session_key=elsewhere.session.session_key)
    client.post("/tai-khoan/phien/", {"session": lost.pk})
    assert [browser.get("/viec-cua-toi/").status_code for browser in (client, elsewhere, third)] == [
        200,
        302,
        200,
    ]
    client.post("/tai-khoan/phien/")
    assert [browser.get("/viec-cua-toi/").status_code for browser in (client, third)] == [200, 302]
    assert told()[3:] == ["account.session_ended", "account.session_ended"]


def test_nobody_ends_the_session_of_another(client, dong_thap_officer, tay_ninh_officer):
    neighbour = Client()
    sign_in(neighbour, tay_ninh_officer)
    sign_in(client, dong_thap_officer)
    theirs = UserSession.objects.get(user=tay_ninh_officer.account)
    assert client.post("/tai-khoan/phien/", {"session": theirs.pk}).status_code == 404
    assert neighbour.get("/viec-cua-toi/").status_code == 200


def test_who_signed_in_long_ago_confirms_before_touching_her_second_factors(client, dong_thap_officer):
    client.force_login(dong_thap_officer.account)
    client.confirmed(dong_thap_officer.account, at=time.time() - 601)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.headers["Location"].startswith("/tai-khoan/xac-nhan/?next=")
    wrong = client.post(asked.headers["Location"], {"password": "sai"})
    assert errors_of(wrong)[0].startswith("Mật khẩu chưa đúng.")
    assert client.post(asked.headers["Location"], {"password": PASSWORD}).headers["Location"] == (
        reverse("mfa_activate_totp")
    )
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_leaving_a_sign_in_half_way_leads_back_to_its_beginning(client, ministry_leader):
    give_app(ministry_leader)
    sign_in(client, ministry_leader)
    left = client.post("/dang-xuat/", {"next": SIGN_IN})
    assert left.headers["Location"] == SIGN_IN
    assert client.get("/dang-nhap/lop-hai/").headers["Location"].startswith(SIGN_IN)


def test_nobody_makes_an_account_of_her_own_through_the_library(client):
    assert [client.get(address).status_code for address in ("/signup/", "/dang-ky/signup/")] == [404, 404]


def test_behind_a_proxy_the_address_it_wrote_down_counts_and_not_one_the_client_made_up(
    client, dong_thap_officer, settings
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.post(
        SIGN_IN,
        {"login": dong_thap_officer.account.username, "password": PASSWORD},
        headers={"x-forwarded-for": "1.2.3.4, 203.0.113.9"},
    )
    assert Event.objects.get(name="account.signed_in").origin == "203.0.113.9"
