"""The administrator's pages: who sits where, seating, inviting, closing; and the link of an invitation."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from khuyencong.organisations.actions import open_desk
from khuyencong.organisations.models import Invitation, Seat, User
from khuyencong.organisations.queries import ministry_department
from khuyencong.post.models import Mail
from khuyencong.workflow.models import Event
from tests.conftest import officer_of, person
from tests.waiting import put_task

pytestmark = pytest.mark.django_db
PASSWORD = "mot-cau-dai-de-nho"


def day(on=None):
    return f"{on or localdate():%d/%m/%Y}"


@pytest.fixture
def local(db):
    """The administrator of Đồng Tháp."""
    return officer_of("Đồng Tháp", "quantridongthap", "administrator")


@pytest.fixture
def empty(local):
    """A desk of Đồng Tháp that nobody holds."""
    given = {"role": "department_officer", "title": "Chuyên viên mới", "since": localdate()}
    return open_desk(code="ban-moi", agency=local.agency, **given)


@pytest.fixture
def signed_in(client, local):
    """Her browser."""
    client.force_login(local.account)
    return client


def press(client, desk, do, **given):
    """Press a button of the desk's page."""
    return client.post(reverse("desk_manage", args=[desk.code]), {"do": do} | given)


def invite(client, desk, email="moi@khuyencong.example"):
    """Invite; the path of the link in the letter."""
    given = {"full_name": "Người Mới", "email": email, "since": day()}
    assert press(client, desk, "invite", **given).status_code == 302
    text = Mail.objects.filter(to=email).latest("pk").text
    return next(line for line in text.splitlines() if "/loi-moi/" in line).partition("://")[2].partition("/")[2]


def join(client, link, **given):
    """Answer the invitation."""
    chosen = {"username": "nguoimoi", "password": PASSWORD, "again": PASSWORD}
    return client.post(f"/{link}", chosen | given)


def told(response):
    """The codes of what stood in the way."""
    return [finding.code for finding in response.context["blocked"]]


def test_the_neighbours_people_and_desks_are_not_there(signed_in, tay_ninh_officer):
    assert signed_in.get(reverse("person", args=[tay_ninh_officer.account.pk])).status_code == 404
    assert signed_in.get(reverse("desk_manage", args=[tay_ninh_officer.desk.code])).status_code == 404
    assert press(signed_in, tay_ninh_officer.desk, "end", until=day()).status_code == 404


def test_the_list_puts_empty_desks_first(signed_in, empty, dong_thap_officer):
    page = signed_in.get(reverse("desk_list"))
    assert [line.seat is None for line in page.context["page"]] == [True, False, False]
    assert next(line.desk for line in page.context["page"]) == empty
    assert "1 bàn chưa ai giữ" in page.content.decode()


def test_lists_show_no_whole_address(signed_in, dong_thap_officer):
    body = signed_in.get(reverse("people")).content.decode()
    assert dong_thap_officer.account.email not in body
    assert "d***@khuyencong.example" in body


def test_a_search_without_marks_finds_desk_and_person(signed_in, empty, dong_thap_officer):
    desks = signed_in.get(reverse("desk_list"), {"q": "chuyen vien moi"}).context["page"]
    assert [line.desk for line in desks] == [empty]
    people = signed_in.get(reverse("people"), {"q": "dongthap"}).context["rows"]
    assert {user.username for user, *_ in people} == {"dongthap", "quantridongthap"}


@pytest.mark.parametrize("name", ["people", "desk_list"])
def test_a_longer_list_asks_no_more_of_the_database(name, signed_in, local, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as few:
        signed_in.get(reverse(name))
    for number in range(12):
        person(local.agency, f"nguoi{number}", "department_officer")
    with django_assert_max_num_queries(len(few)):
        signed_in.get(reverse(name))


def test_a_desk_is_opened_at_an_agency_named_without_marks(client, administrator, dong_thap_officer):
    client.force_login(administrator.account)
    given = {"role": "department_officer", "title": "Bàn thứ hai", "since": day()}
    unclear = client.post(reverse("desk_open"), given | {"agency": "so cong thuong"})
    assert unclear.status_code == 422
    assert "cơ quan khớp" in unclear.content.decode()
    done = client.post(reverse("desk_open"), given | {"agency": dong_thap_officer.agency.code})
    assert done.status_code == 302
    assert Event.objects.get().name == "desk.open"
    wrong = client.post(reverse("desk_open"), given | {"agency": "cuc"})
    assert (wrong.status_code, told(wrong)) == (422, ["role_level"])


def test_ending_a_seat_tells_how_much_waits_and_asks_once_more(signed_in, dong_thap_officer):
    put_task(dong_thap_officer, "Chờ")
    seat = Seat.objects.get(user=dong_thap_officer.account)
    refused = press(signed_in, dong_thap_officer.desk, "end", seat=seat.pk, until=day())
    assert (refused.status_code, told(refused)) == (422, ["tasks_wait"])
    given = {"seat": seat.pk, "until": day(), "though_waiting": "on"}
    assert press(signed_in, dong_thap_officer.desk, "end", **given).status_code == 302
    assert Seat.objects.get(pk=seat.pk).until == localdate()


def test_somebody_with_an_account_is_seated(signed_in, empty, dong_thap_officer):
    unknown = press(signed_in, empty, "seat", person="tayninh", since=day())
    assert (unknown.status_code, list(unknown.context["form"].errors)) == (422, ["person"])
    assert press(signed_in, empty, "seat", person="DongThap", since=day()).status_code == 302
    assert Seat.objects.get(desk=empty).user == dong_thap_officer.account


def test_her_own_account_is_not_hers_to_close(signed_in, local):
    address = reverse("person", args=[local.account.pk])
    assert "Đóng tài khoản</button>" not in signed_in.get(address).content.decode()
    refused = signed_in.post(address, {"do": "close"})
    assert (refused.status_code, told(refused)) == (422, ["own_account"])


def test_closing_an_account_and_opening_it_again(signed_in, dong_thap_officer):
    address = reverse("person", args=[dong_thap_officer.account.pk])
    signed_in.post(address, {"do": "close"})
    assert not User.objects.get(pk=dong_thap_officer.account.pk).is_active
    signed_in.post(address, {"do": "reopen"})
    assert User.objects.get(pk=dong_thap_officer.account.pk).is_active
    assert signed_in.post(address, {"do": "x"}).status_code == 404


def test_a_decision_long_after_sign_in_asks_first(signed_in, local, empty):
    signed_in.confirmed(local.account, at=0)
    given = {"full_name": "X", "email": "x@khuyencong.example", "since": day()}
    answer = press(signed_in, empty, "invite", **given)
    assert answer.status_code == 302
    assert not Invitation.objects.exists()


def test_from_the_letter_to_the_desk(signed_in, client, empty):
    link = invite(signed_in, empty)
    client.logout()
    page = client.get(f"/{link}")
    assert "mời anh/chị giữ bàn “Chuyên viên mới”" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert join(client, link).headers["Location"] == f"{reverse('account_login')}?next={reverse('desks')}"
    assert Seat.objects.get(desk=empty).user.username == "nguoimoi"
    again = client.get(f"/{link}")
    assert (again.status_code, told(again)) == (410, ["invitation_accepted"])


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"password": "ngan", "again": "ngan"}, "password"),
        ({"again": "khac-han-mat-khau"}, "again"),
        ({"username": "quantridongthap"}, "username"),
        ({"username": "co dau cach"}, "username"),
        (dict.fromkeys(("username", "password", "again"), "nguoimoinguoimoi"), "password"),
    ],
)
def test_a_bad_name_or_password_is_said_at_its_field(signed_in, client, empty, given, wrong):
    link = invite(signed_in, empty)
    client.logout()
    refused = join(client, link, **given)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [wrong])
    assert Invitation.objects.get().state == "sent"


def test_an_unknown_link_is_404_and_an_expired_or_withdrawn_one_says_what_next(signed_in, client, empty):
    assert client.get("/loi-moi/khong-co/").status_code == 404
    link = invite(signed_in, empty)
    Invitation.objects.update(expires_at=localtime())
    assert told(client.get(f"/{link}")) == ["invitation_expired"]
    press(signed_in, empty, "withdraw", invitation=Invitation.objects.get().pk)
    assert told(client.get(f"/{link}")) == ["invitation_withdrawn"]


def test_a_letter_sent_again_has_a_new_link_and_the_old_one_is_gone(signed_in, client, empty):
    first = invite(signed_in, empty)
    again = press(signed_in, empty, "resend", invitation=Invitation.objects.get().pk)
    assert (again.status_code, Mail.objects.count()) == (302, 2)
    assert client.get(f"/{first}").status_code == 404


def test_another_desks_invitation_is_not_withdrawn_here(signed_in, empty, dong_thap_officer):
    invite(signed_in, empty)
    key = Invitation.objects.get().pk
    assert press(signed_in, dong_thap_officer.desk, "withdraw", invitation=key).status_code == 404
    assert Invitation.objects.get().state == "sent"


def test_who_has_an_account_is_asked_to_sign_in_and_then_only_seated(
    signed_in, client, empty, tay_ninh_officer, dong_thap_officer
):
    link = invite(signed_in, empty, email=tay_ninh_officer.account.email)
    client.logout()
    assert "Đăng nhập để nhận bàn" in client.get(f"/{link}").content.decode()
    assert told(join(client, link)) == ["sign_in_first"]
    client.force_login(dong_thap_officer.account)
    assert "gửi tới một địa chỉ thư khác" in client.get(f"/{link}").content.decode()
    client.force_login(tay_ninh_officer.account)
    assert client.post(f"/{link}").headers["Location"] == reverse("desks")
    assert Seat.objects.get(desk=empty).user == tay_ninh_officer.account


def test_the_ministrys_administrator_sees_every_province(client, administrator, tay_ninh_officer, empty):
    client.force_login(administrator.account)
    assert ministry_department() == administrator.agency
    for desk in (empty, tay_ninh_officer.desk):
        assert client.get(reverse("desk_manage", args=[desk.code])).status_code == 200


@pytest.fixture(autouse=True)
def uncounted():
    """No test counts for another."""
    cache.clear()


def test_beside_the_desk_she_looks_at_stands_the_desk_she_sits_at(client, administrator, dong_thap_officer):
    client.force_login(administrator.account)
    page = client.get(reverse("desk_manage", args=[dong_thap_officer.desk_code]))
    assert page.context["my_desk"].startswith(f"{administrator.desk_title}, ")
