"""Setting an hour for an article in its form, and letting it out for that hour."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import localtime, timedelta
from wagtail.models import Revision

from khuyencong.portal.actions.shelves import lay_shelf
from khuyencong.portal.actions.timetable import publish_due
from khuyencong.portal.forms import HOUR_IS_OVER
from khuyencong.portal.models import Approval, Article
from khuyencong.portal.models.wholeness import TAKEN_OFF_BEFORE
from tests.portal.conftest import draft, signed_in
from tests.portal.test_editing import edit, form_of

pytestmark = pytest.mark.django_db


def typed(at):
    return f"{localtime(at):%d/%m/%Y %H:%M}"


def on_the_hour(**ahead):
    return localtime().replace(second=0, microsecond=0) + timedelta(**ahead)


def publishing(article):
    return reverse("news_publish", args=[article.pk])


def words_of(answer):
    main = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()


def test_the_form_asks_for_both_hours_of_a_new_article_and_of_one_that_is(writer):
    client = signed_in(writer)
    client.get("/bien-tap/")
    new = reverse("wagtailadmin_pages:add", args=["portal", "article", lay_shelf(writer.agency).pk])
    for address in (new, edit(draft(writer))):
        page = client.get(address).content.decode()
        assert re.findall(r'name="(go_live_at|expire_at)"', page) == ["go_live_at", "expire_at"]


def test_the_writer_sets_the_hour_and_a_second_person_lets_it_out_for_it(writer, second):
    hour, end = on_the_hour(hours=2), on_the_hour(days=3)
    made = draft(writer)
    sent = form_of(made) | {"go_live_at": typed(hour), "expire_at": typed(end)}
    assert signed_in(writer).post(edit(made), sent).status_code == 302
    client = signed_in(second)
    page = words_of(client.get(publishing(made)))
    said = f"Bài hẹn đăng lúc {hour:%H:%M} ngày {hour:%d/%m/%Y}."
    down = f"Bài tự gỡ khỏi trang lúc {end:%H:%M} ngày {end:%d/%m/%Y}."
    assert (said in page, down in page, "cho đăng đúng giờ hẹn" in page) == (True, True, True)
    made.refresh_from_db()
    revision = made.latest_revision
    done = client.post(publishing(made), {"ban": revision.pk}, follow=True).content.decode()
    assert f"bài tự hiện lúc {hour:%H:%M} ngày {hour:%d/%m/%Y}." in done
    revision.refresh_from_db()
    assert (Article.objects.get(pk=made.pk).live, revision.approved_go_live_at) == (False, hour)
    # Nobody writes over what waits: the form is locked, so what goes out is what was approved.
    assert signed_in(writer).post(edit(made), form_of(made, title="Chưa ai đọc")).status_code == 200
    past = localtime() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    assert publish_due.call() == 1
    out = Article.objects.get(pk=made.pk)
    assert (out.live, out.title, out.expire_at) == (True, "Máy sấy về Tháp Mười", end)
    given = Approval.objects.get()
    assert (given.revision, given.written_by, given.approved_by) == (revision.pk, writer.user, second.user)
    Article.objects.filter(pk=made.pk).update(expire_at=past)
    publish_due.call()
    assert not Article.objects.get(pk=made.pk).live


def test_a_new_article_without_an_hour_goes_out_at_once(writer, second):
    made = draft(writer)
    client = signed_in(second)
    assert "bấm nút dưới đây là bài hiện ngay" in words_of(client.get(publishing(made)))
    done = client.post(publishing(made), {"ban": made.latest_revision_id}, follow=True).content.decode()
    assert "bài đã hiện trên trang tin" in done


def test_an_hour_that_is_over_is_refused_at_its_field(writer):
    made = draft(writer)
    sent = form_of(made) | {"go_live_at": typed(on_the_hour(minutes=-5))}
    answer = signed_in(writer).post(edit(made), sent)
    assert (answer.status_code, answer.context["form"].errors) == (200, {"go_live_at": [HOUR_IS_OVER]})
    assert Revision.objects.for_instance(made).count() == 1


def test_what_would_come_down_before_it_was_read_is_not_let_out(writer, second):
    made = draft(writer, expire_at=localtime() - timedelta(minutes=1))
    client = signed_in(second)
    client.get(publishing(made))
    answer = client.post(publishing(made), {"ban": made.latest_revision_id})
    assert (answer.status_code, TAKEN_OFF_BEFORE in answer.content.decode()) == (422, True)
    assert not Article.objects.get(pk=made.pk).live


def test_an_hour_that_passed_while_it_waited_is_said_to_be_over(writer, second):
    made = draft(writer, go_live_at=on_the_hour(minutes=-5))
    page = words_of(signed_in(second).get(publishing(made)))
    assert "đã qua , nên bấm nút dưới đây là bài hiện ngay" in page
