"""What goes round the form or the second person: saving over, drafts that lack something, previews."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import localtime, timedelta
from wagtail.test.utils.form_data import inline_formset, streamfield

from khuyencong.portal.actions.shelves import lay_shelf, open_shelf
from khuyencong.portal.blocks import NO_SUCH_CODE
from khuyencong.portal.models import Approval, Article
from khuyencong.portal.wagtail_hooks import NEVER_MANY
from tests.portal.conftest import body_of, draft, picture, picture_block, signed_in
from tests.portal.test_articles import issued
from tests.portal.test_editing import edit, form_of

pytestmark = pytest.mark.django_db


def publish_page(article):
    return reverse("news_publish", args=[article.pk])


def saved_over(client, article, revision, **changes):
    """What the editor sends when it saves by itself: over the revision it opened."""
    sent = form_of(article, **changes) | {"overwrite_revision_id": str(revision.pk)}
    answer = client.post(edit(article), sent, HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    return answer.json()["revision_id"]


# Saving over


def test_what_is_typed_on_while_she_reads_is_not_let_out(writer, second):
    made = draft(writer)
    read = made.latest_revision
    saved_over(signed_in(writer), made, read, title="Chưa ai đọc")
    signed_in(second).post(publish_page(made), {"ban": read.pk})
    made = Article.objects.get(pk=made.pk)
    assert (made.live, Approval.objects.count()) == (False, 0)
    read.refresh_from_db()
    assert read.content["title"] == "Máy sấy về Tháp Mười"


def test_saving_on_leaves_the_hour_for_which_it_was_let_out(writer, second):
    at = localtime() + timedelta(hours=1)
    made = draft(writer, go_live_at=at)
    open_shelf(second.agency, second.user, publishes=True)
    made.latest_revision.publish(user=second.user)
    approved = Article.objects.get(pk=made.pk).latest_revision
    # The editor locks what waits for its hour; whoever saves it otherwise is not stopped by that.
    made.title = "Chưa ai đọc"
    saved = made.save_revision(user=writer.user, overwrite_revision=approved)
    approved.refresh_from_db()
    assert abs(approved.approved_go_live_at - at) < timedelta(seconds=1)
    assert approved.content["title"] == "Máy sấy về Tháp Mười"
    assert saved.pk != approved.pk


def test_what_is_live_is_not_written_over_and_let_out_by_a_third(article, writer, second):
    live = article.live_revision
    saved = saved_over(signed_in(writer), article, live, title="Chưa ai đọc")
    # The next one comes with the number the editor was told, and begins a new revision again.
    again = saved_over(signed_in(writer), article, type(live).objects.get(pk=saved), title="Lần hai")
    assert len({live.pk, saved, again}) == 3
    live.refresh_from_db()
    live.publish(user=second.user)
    assert Article.objects.get(pk=article.pk).title == "Máy sấy về Tháp Mười"


def test_the_editor_saves_nothing_by_itself(writer):
    page = signed_in(writer).get(edit(draft(writer)))
    assert 'data-w-autosave-interval-value="' not in page.content.decode()


# Whole


def refused(second, made, *said):
    client = signed_in(second)
    client.get(publish_page(made))
    answer = client.post(publish_page(made), {"ban": made.latest_revision_id})
    page = answer.content.decode()
    assert (answer.status_code, [each for each in said if each not in page]) == (422, [])
    assert (Article.objects.get(pk=made.pk).live, Approval.objects.count()) == (False, 0)


@pytest.mark.parametrize(
    ("lacking", "said"),
    [({"lead": ""}, "sapo: "), ({"authors": inline_formset([])}, "tác giả: bài phải có ít nhất một tác giả")],
)
def test_a_draft_that_lacks_a_field_is_saved_and_not_let_out(writer, second, lacking, said):
    made = draft(writer)
    saved = signed_in(writer).post(edit(made), form_of(made, **lacking))
    made.refresh_from_db()
    if "authors" in lacking:
        # The form itself asks for one; another way in (the page is copied, its revision made by hand) does not.
        made.authors = []
        made.save_revision(user=writer.user, clean=False)
        made.refresh_from_db()
    else:
        assert saved.status_code == 302
    refused(second, made, said)


def test_a_picture_without_words_in_a_draft_is_named_with_its_place(writer, second):
    shown = picture()
    made = draft(writer)
    empty = streamfield([("picture", {"image": shown.pk, "alt": "", "caption": ""})])
    assert signed_in(writer).post(edit(made), form_of(made, body=empty)).status_code == 302
    made.refresh_from_db()
    place = "thân bài, khối 1 (Ảnh có chú thích)"
    refused(second, made, f"{place}, Lời thay ảnh (bắt buộc): ", f"{place}, Chú thích dưới ảnh: ")


def test_a_whole_draft_goes_out(writer, second):
    made = draft(writer, body=body_of(picture_block(picture())))
    client = signed_in(second)
    client.get(publish_page(made))
    assert client.post(publish_page(made), {"ban": made.latest_revision_id}).status_code == 302
    assert Article.objects.get(pk=made.pk).live


# Previews


def previewed(client, address, sent):
    assert client.post(address, sent).json() == {"is_valid": True, "is_available": True}
    return client.get(address)


def test_a_new_article_is_seen_before_it_is_saved(writer):
    shelf = lay_shelf(writer.agency)
    client = signed_in(writer)
    client.get("/bien-tap/")
    made = Article(title="Bài mới", lead="Chưa lưu.", section_id=1)
    sent = form_of(draft(writer)) | {"title": made.title, "lead": made.lead}
    address = reverse("wagtailadmin_pages:preview_on_add", args=["portal", "article", shelf.pk])
    page = previewed(client, address, sent)
    assert (page.status_code, "Chưa lưu." in page.content.decode()) == (200, True)
    assert not Article.objects.filter(title="Bài mới").exists()


def test_the_first_article_of_a_shelf_is_seen_too(writer):
    shelf = lay_shelf(writer.agency)
    client = signed_in(writer)
    client.get("/bien-tap/")
    other = draft(writer)
    sent = form_of(other)
    other.delete()
    address = reverse("wagtailadmin_pages:preview_on_add", args=["portal", "article", shelf.pk])
    assert previewed(client, address, sent).status_code == 200


def test_a_saved_article_is_seen_as_it_is_being_typed(article, writer):
    client = signed_in(writer)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    page = previewed(client, address, form_of(article, lead="Sửa sapo."))
    assert (page.status_code, "Sửa sapo." in page.content.decode()) == (200, True)


# Codes of figures


def figure(code):
    return streamfield([("figure", {"code": code, "lead": "Đến tháng bảy:"})])


def test_a_code_of_no_issued_report_is_said_at_its_field(writer, ground):
    number = issued()
    made = draft(writer)
    client = signed_in(writer)
    for code in ("XXXXXXXXXX", number.code[:-1]):
        for press in ({}, {"action-submit": "1"}):
            answer = client.post(edit(made), form_of(made, body=figure(code)) | press)
            wrong = answer.context["form"].errors.as_data()["body"][0].block_errors[0].block_errors
            assert {field: error.messages for field, error in wrong.items()} == {"code": [NO_SUCH_CODE]}
    typed = f"{number.code[:4]} {number.code[4:]}".lower()
    assert client.post(edit(made), form_of(made, body=figure(typed))).status_code == 302
    assert client.post(edit(made), form_of(made, body=figure(""))).status_code == 302


def test_a_draft_with_such_a_code_is_not_let_out(writer, second):
    made = draft(writer, body=body_of(("figure", {"code": "XXXXXXXXXX", "lead": ""})))
    refused(second, made, f"thân bài, khối 1 (Số liệu sống), Mã tra cứu của số: {NO_SUCH_CODE.rstrip('.')}")


# What no form of ours sends


@pytest.mark.parametrize(
    "broken",
    [
        {"body-count": "abc"},
        {"body-count": "3"},
        {"body-0-order": "x"},
        {"body-0-value": "khong phai json"},
        {"body-0-value": "[]"},
        {"body-0-value": '{"blocks": 1}'},
    ],
)
def test_a_body_that_is_none_is_said_to_be_unreadable(writer, broken):
    client = signed_in(writer)
    made = draft(writer)
    new = reverse("wagtailadmin_pages:add", args=["portal", "article", made.get_parent().pk])
    for address in (new, edit(made)):
        answer = client.post(address, form_of(made) | broken)
        assert (answer.status_code, "Yêu cầu không đọc được" in answer.content.decode()) == (400, True)
    assert Article.objects.count() == 1


def test_a_number_beyond_all_rows_is_no_page(writer):
    client = signed_in(writer)
    client.get("/bien-tap/")
    beyond = "9" * 23
    for path in (f"dang/{beyond}/", f"pages/{beyond}/edit/", f"images/{beyond}/", f"pages/{beyond}/"):
        assert client.get(f"/bien-tap/{path}").status_code == 404, path


# What is not offered


@pytest.mark.parametrize(("action", "said"), NEVER_MANY.items())
def test_what_nobody_may_do_with_many_is_refused(writer, second, action, said):
    made = draft(writer)
    client = signed_in(second)
    client.get("/bien-tap/")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={made.pk}"
    answer = client.post(address, {"chooser": made.get_parent().pk})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_the_list_of_articles_offers_for_many_only_what_can_be_done(writer, second):
    made = draft(writer)
    client = signed_in(second)
    page = client.get(
        reverse("wagtailadmin_explore", args=[made.get_parent().pk]), follow=True
    ).content.decode()
    assert re.findall(r'href="/bien-tap/bulk/wagtailcore/page/(\w+)/"', page) == ["delete", "unpublish"]


@pytest.mark.parametrize(
    "report", ["site-history/", "aging-pages/", "locked/", "workflow/", "workflow_tasks/", "page-types-usage/"]
)
def test_reports_of_who_keeps_a_site_are_not_there(second, report):
    client = signed_in(second)
    client.get("/bien-tap/")
    assert client.get(f"/bien-tap/reports/{report}").status_code == 404


def test_the_writer_is_told_that_another_lets_it_out(writer, second, stranger):
    made = draft(writer)
    client = signed_in(writer)
    page = client.get(publish_page(made))
    said = "Bàn của bạn viết bài, không cho đăng: người khác trong cơ quan phải đọc và đăng."
    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert 'name="ban"' not in page.content.decode()
    assert client.post(publish_page(made), {"ban": made.latest_revision_id}).status_code == 302
    assert signed_in(stranger).get(publish_page(made)).status_code == 302
    assert 'name="ban"' in signed_in(second).get(publish_page(made)).content.decode()
    assert Approval.objects.count() == 0
