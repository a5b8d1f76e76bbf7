"""What is kept about whom: everybody reads the register, each takes her own, few open another's."""

import io
import json

import openpyxl
import pytest
from django.urls import reverse

from khuyencong.organisations.models import User
from khuyencong.organisations.register import about_people
from khuyencong.workflow.models import Event
from tests.web.conftest import ROLES

pytestmark = pytest.mark.django_db
EMAIL, PHONE = "dongthap@khuyencong.example", "0901234567"


@pytest.fixture
def author(cast):
    """The author's account, with a telephone."""
    User.objects.filter(pk=cast["author"].account.pk).update(phone=PHONE)
    return cast["author"].account


def events():
    return list(
        Event.objects.filter(dossier_kind="person")
        .order_by("sequence")
        .values_list("name", "person_name", "reason")
    )


def post(client, name, pk, **given):
    return client.post(reverse(name, args=[pk]), given)


def test_a_stranger_reads_what_is_kept_why_how_long_and_that_no_clause_was_read(client):
    text = client.get(reverse("personal_data")).content.decode()
    assert [table.title for table in about_people() if f'scope="row">{table.title}</th>' not in text] == []
    assert (text.count("chưa kiểm chứng điều khoản"), text.count("đã đọc điều khoản")) == (3, 0)


def test_she_takes_her_own_data_as_a_file_for_a_program(as_role, author):
    response = as_role("author").post(reverse("personal_data_my_file"), {"form": "json"})
    tables = {each["bảng"]: each for each in json.loads(response.content)["bảng"]}
    [account] = tables["Tài khoản"]["dòng"]
    assert (account["thư điện tử"], account["điện thoại"]) == (EMAIL, PHONE)
    assert author.password not in response.content.decode()
    assert response.headers["Content-Disposition"] == f'attachment; filename="du-lieu-ca-nhan-{author.pk}.json"'
    assert events() == [("person.export", "Đồng Tháp", "")]


def test_she_takes_her_own_data_as_a_workbook(as_role, author):
    response = as_role("author").post(reverse("personal_data_my_file"), {"form": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    values = {(row[0], row[2]): row[3] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert (values["Tài khoản", "điện thoại"], values["Bàn đã giữ", "tên bàn"]) == (PHONE, "Cán bộ Sở")


def test_a_page_about_another_shows_her_masked(as_role, author):
    for role in ("head", "leader", "administrator"):
        text = as_role(role).get(reverse("personal_data_person", args=[author.pk])).content.decode()
        masked = (text.count("d***@khuyencong.example"), text.count("09** *** 567"))
        assert (masked, EMAIL in text, PHONE in text) == ((1, 1), False, False), role


def test_showing_it_needs_a_reason_shows_it_once_and_is_written_down(as_role, author):
    client = as_role("head")
    refused = post(client, "personal_data_show", author.pk, column="phone", reason=" ")
    assert (refused.status_code, PHONE in refused.content.decode(), events()) == (422, False, [])
    shown = post(client, "personal_data_show", author.pk, column="phone", reason="Nghỉ đột xuất")
    again = client.get(reverse("personal_data_person", args=[author.pk]))
    texts = [each.content.decode() for each in (shown, again)]
    assert [(PHONE in text, EMAIL in text) for text in texts] == [(True, False), (False, False)]
    assert events() == [("person.unmask", "Đồng Tháp", "Nghỉ đột xuất")]


def test_who_may_not_is_refused_and_who_is_out_of_scope_does_not_exist(as_role, author, cast):
    names = ("personal_data_show", "personal_data_their_file", "personal_data_erase")
    given = {
        role: [
            post(as_role(role), name, author.pk, column="email", reason="vì sao").status_code for name in names
        ]
        for role in ROLES
        if role not in ("head", "leader", "administrator")
    }
    others = [role for role in given if role != "stranger"]
    assert given == {role: [403, 403, 403] for role in others} | {"stranger": [302, 302, 302]}
    elsewhere = cast["neighbour"].account.pk
    client = as_role("head")
    assert [post(client, name, elsewhere, reason="vì sao").status_code for name in names[:1]] == [404]
    assert client.get(reverse("personal_data_person", args=[elsewhere])).status_code == 404
    assert events() == []


def test_a_head_who_may_only_look_cannot_take_or_erase(as_role, author):
    client = as_role("head")
    assert post(client, "personal_data_their_file", author.pk, form="json").status_code == 403
    assert post(client, "personal_data_erase", author.pk, reason="vì sao").status_code == 403


def test_the_administrator_erases_and_the_person_is_gone_but_for_the_record(as_role, author):
    client = as_role("administrator")
    assert post(client, "personal_data_erase", author.pk, reason="").status_code == 422
    assert post(client, "personal_data_erase", author.pk, reason="Đơn ngày 20/11").status_code == 302
    author.refresh_from_db()
    assert (author.username, author.email, author.phone) == (f"da-xoa-{author.pk}", "", "")
    assert events() == [("person.erase", "quantri", "Đơn ngày 20/11")]


def test_nobody_erases_herself(as_role, cast):
    own = cast["administrator"].account.pk
    response = post(as_role("administrator"), "personal_data_erase", own, reason="thôi")
    assert (response.status_code, "phải có người thứ hai" in response.content.decode()) == (422, True)


def test_looking_too_often_is_stopped_with_when_to_come_back(as_role, author, time_machine):
    time_machine.move_to("2026-11-23T03:00:00+00:00", tick=False)
    client = as_role("head")
    statuses = [post(client, "personal_data_show", author.pk, column="phone", reason="x") for _ in range(31)]
    assert [each.status_code for each in statuses] == [200] * 30 + [429]
    last = statuses[-1]
    assert (last.headers["Retry-After"], PHONE in last.content.decode()) == ("3600", False)
    assert "<h1>Hỏi quá nhanh, chờ 60 phút</h1>" in last.content.decode()
    assert len(events()) == 30


def test_reading_the_register_asks_the_database_for_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("personal_data"))
