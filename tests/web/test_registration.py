"""An establishment registers, confirms by its letter, sees what it may do; nobody becomes an officer here."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from khuyencong.organisations.models import Registration, Seat, User
from khuyencong.places.models import Unit
from khuyencong.places.queries import provinces_on
from khuyencong.post.models import Mail
from khuyencong.web.people.registration import FROM_ONE_ADDRESS, PURPOSE, TO_ONE_ADDRESS
from khuyencong.workflow.models import Event

pytestmark = pytest.mark.django_db
PASSWORD = "mot-cau-dai-de-nho"
CHOSEN = {"username": "cosomay", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture(autouse=True)
def uncounted():
    """No test counts for another."""
    cache.clear()


def province():
    return next(place for place in provinces_on(localdate()) if place.name == "Đồng Tháp")


def ask(client, **given):
    """Send the form."""
    written = {
        "establishment": "Cơ sở mây tre lá",
        "representative": "Chủ Cơ Sở",
        "email": "coso@khuyencong.example",
        "province": str(province().id),
        "commune": "",
        "tax_code": "",
        "consent": "on",
    }
    return client.post(reverse("registration"), written | given)


def link():
    """The path of the link in the last letter."""
    text = Mail.objects.latest("pk").text
    return next(line for line in text.splitlines() if "/co-so/" in line).partition("://")[2].partition("/")[2]


def test_from_the_form_to_the_page_of_the_establishment(client):
    assert ask(client).headers["Location"] == reverse("registration_sent")
    assert not User.objects.filter(email="coso@khuyencong.example").exists()
    found = f"/{link()}"
    assert "Cơ sở mây tre lá" in client.get(found).content.decode()
    assert client.post(found, CHOSEN).status_code == 302
    user = User.objects.get(username="cosomay")
    assert not Seat.objects.filter(user=user).exists()
    signed = client.post(reverse("account_login"), {"login": "cosomay", "password": PASSWORD})
    assert signed.headers["Location"] == reverse("project_mine")
    assert reverse("establishment") in client.get(reverse("project_mine")).content.decode()
    page = client.get(reverse("establishment")).content.decode()
    assert "rồi nhờ cán bộ soạn đề án" in page
    assert PURPOSE in page
    assert [client.get(reverse(name)).status_code for name in ("people", "desk_list", "return_upload")] == [
        403
    ] * 3
    assert Event.objects.earliest("sequence").name == "registration.confirm"


def test_a_link_is_used_once_and_ends_after_two_days(client):
    ask(client)
    found = f"/{link()}"
    Registration.objects.update(expires_at=localtime())
    assert client.get(found).status_code == 410
    ask(client)
    found = f"/{link()}"
    client.post(found, CHOSEN)
    assert client.post(found, CHOSEN | {"username": "khac"}).status_code == 410
    assert User.objects.filter(email="coso@khuyencong.example").count() == 1
    assert client.get("/co-so/xac-nhan/khong-co/").status_code == 404


def test_two_letters_to_one_address_make_one_account(client):
    ask(client)
    first = f"/{link()}"
    ask(client)
    client.post(f"/{link()}", CHOSEN)
    assert client.post(first, CHOSEN | {"username": "khac"}).status_code == 410


def test_the_answer_is_the_same_for_a_known_address_and_only_the_letter_differs(client, dong_thap_officer):
    unknown, known = ask(client), ask(client, email=dong_thap_officer.account.email.upper())
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert known.content == unknown.content
    assert Registration.objects.count() == 1
    assert [mail.subject for mail in Mail.objects.order_by("pk")] == [
        "Xác nhận đăng ký tài khoản cơ sở",
        "Địa chỉ thư này đã có tài khoản",
    ]
    assert "/co-so/xac-nhan/" not in Mail.objects.latest("pk").text


def test_without_consent_nothing_is_kept(client):
    refused = ask(client, consent="")
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["consent"])
    assert (Registration.objects.count(), Mail.objects.count()) == (0, 0)


def test_the_row_keeps_the_sentence_that_was_agreed_to(client):
    assert PURPOSE in client.get(reverse("registration")).content.decode()
    ask(client)
    assert Registration.objects.get().purpose == PURPOSE


@pytest.mark.parametrize(
    ("code", "status"),
    [("0312345678", 302), ("0312345678-001", 302), ("012345678901", 302), ("12345", 422), ("03123x5678", 422)],
)
def test_a_tax_code_is_only_looked_at_for_its_shape(client, code, status):
    assert ask(client, tax_code=code).status_code == status


def test_a_commune_is_found_in_its_province_only(client):
    since = localdate()
    for name, kind in (("Mỹ Tho", "phường"), ("Mỹ Tho", "xã"), ("Cao Lãnh", "phường")):
        Unit.objects.create(
            code=f"9{Unit.objects.count()}",
            level="commune",
            kind=kind,
            name=name,
            folded="x",
            sort_key=name,
            parent_id=province().id,
            since=since,
        )
    assert ask(client, commune="cao lanh").status_code == 302
    assert Registration.objects.get().unit.name == "Cao Lãnh"
    two = ask(client, commune="Mỹ Tho")
    assert "Có 2 nơi khớp" in two.content.decode()
    assert ask(client, commune="xa my tho", email="b@khuyencong.example").status_code == 302
    assert ask(client, commune="Hà Tiên").status_code == 422


def test_one_mailbox_gets_few_letters_an_hour_and_the_answer_stays_the_same(client):
    answers = {ask(client).status_code for _ in range(TO_ONE_ADDRESS + 2)}
    assert (answers, Mail.objects.count()) == ({302}, TO_ONE_ADDRESS)


def test_one_network_address_may_not_register_without_end(client):
    emails = [f"c{number}@khuyencong.example" for number in range(FROM_ONE_ADDRESS + 1)]
    answers = [ask(client, email=email).status_code for email in emails]
    assert answers == [*[302] * FROM_ONE_ADDRESS, 429]
    assert Mail.objects.count() == FROM_ONE_ADDRESS


def test_an_officer_has_no_page_of_an_establishment(as_role):
    assert as_role("author").get(reverse("establishment")).status_code == 404
