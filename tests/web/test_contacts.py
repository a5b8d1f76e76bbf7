"""How the public reaches an office: who may tell it, what is refused, and where everybody reads it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from khuyencong.organisations.actions.contacts import NOWHERE, Ways, tell_contact
from khuyencong.organisations.administration import contact_lines
from khuyencong.organisations.models import Agency, AgencyContact
from khuyencong.organisations.queries import contact_of
from khuyencong.workflow.models import Event
from tests.conftest import officer_of
from tests.norms.conftest import law
from tests.web.test_entitlement import asked, said

pytestmark = pytest.mark.django_db
__all__ = ["law", "said"]

PHONE = "0277 3851 101"
WAYS = Ways(phone=PHONE, email="kc@dongthap.example", address="12 Nguyễn Huệ", hours="7:30–11:30")


@pytest.fixture
def local(db):
    """The administrator of Đồng Tháp."""
    return officer_of("Đồng Tháp", "quantridongthap", "administrator")


@pytest.fixture
def signed_in(client, local):
    """Her browser."""
    client.force_login(local.account)
    return client


def page_of(agency):
    return reverse("contact", args=[agency.code])


def test_what_is_told_is_read_by_a_stranger_at_once(signed_in, local, client, said):
    given = {"phone": "(0277) 3.851.101", "email": WAYS.email, "address": WAYS.address, "hours": WAYS.hours}
    answer = signed_in.post(page_of(local.agency), given)
    assert (answer.status_code, answer["Location"]) == (302, reverse("contact_list"))
    row = AgencyContact.objects.get()
    assert (row.agency, row.phone, row.told_by) == (local.agency, PHONE, local.account)

    client.logout()
    words = asked(client, **said).content.decode()
    assert [part in words for part in ('href="tel:02773851101"', PHONE, WAYS.email, WAYS.address)] == [True] * 4


@pytest.mark.parametrize("phone", ["12345", "0277385110", "gọi cô Lan", "0" * 30])
def test_a_number_that_cannot_exist_is_refused_with_the_fix(signed_in, local, phone):
    page = signed_in.post(page_of(local.agency), {"phone": phone, "address": "giữ lại"})
    assert page.status_code == 422
    assert page.context["form"].errors["phone"] == [
        "Không có số điện thoại như vậy. Ghi cả mã vùng, ví dụ 0277 3851 101, hoặc tổng đài 1900, 1800."
    ]
    assert "giữ lại" in page.content.decode()
    assert AgencyContact.objects.count() == 0


def test_the_last_word_counts_the_second_press_adds_nothing_and_nothing_takes_it_back(local):
    at = localtime()
    tell = {"agency": local.agency, "by": local}
    assert tell_contact(ways=WAYS, at=at, **tell) is not None
    assert tell_contact(ways=WAYS, at=at, **tell) is None
    later = Ways(phone="1900 1234")
    tell_contact(ways=later, at=at, **tell)
    assert contact_of(local.agency).phone == "1900 1234"
    tell_contact(ways=NOWHERE, at=at, **tell)
    assert contact_of(local.agency) is None
    events = Event.objects.filter(name="agency.contact").order_by("sequence")
    assert [each.title for each in events] == [
        "Ghi cách liên hệ của cơ quan",
        "Ghi cách liên hệ của cơ quan",
        "Bỏ cách liên hệ của cơ quan",
    ]


def test_a_neighbours_agency_is_not_hers(signed_in, local, tay_ninh_officer):
    assert signed_in.get(page_of(tay_ninh_officer.agency)).status_code == 404
    assert signed_in.post(page_of(tay_ninh_officer.agency), {"phone": PHONE}).status_code == 404
    with pytest.raises(PermissionDenied):
        tell_contact(agency=tay_ninh_officer.agency, ways=WAYS, by=local, at=localtime())
    assert AgencyContact.objects.count() == 0


def test_the_list_begins_with_who_cannot_be_called_and_asks_as_much_for_many(local, signed_in):
    centre = Agency.objects.get(parent=local.agency, kind="centre", until__isnull=True)
    tell_contact(agency=local.agency, ways=WAYS, by=local, at=localtime())
    lines = contact_lines(local, "dong thap", localdate())
    assert [(line.agency, line.contact is None) for line in lines] == [(centre, True), (local.agency, False)]
    with CaptureQueriesContext(connection) as few:
        page = signed_in.get(reverse("contact_list"))
    assert "1 trong 2 cơ quan người dân chưa gọi được" in page.content.decode()
    tell_contact(agency=centre, ways=WAYS, by=local, at=localtime())
    with CaptureQueriesContext(connection) as many:
        signed_in.get(reverse("contact_list"))
    assert len(many) == len(few)
