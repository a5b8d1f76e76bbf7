"""Pictures and documents of articles: whose they are, and that one person changes none that readers see."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime, timedelta
from wagtail.documents.models import Document

from khuyencong.portal.actions.files import STANDS
from khuyencong.portal.actions.shelves import open_shelf
from khuyencong.portal.models import Picture, TwoPersonError
from khuyencong.portal.queries.articles import is_public
from tests.portal.conftest import (
    body_of,
    draft,
    folder_of,
    picture,
    picture_block,
    picture_file,
    published,
    signed_in,
)

pytestmark = pytest.mark.django_db


def document(**given):
    return Document.objects.create(title="Mẫu", file=ContentFile(b"%PDF-1.7", name="mau.pdf"), **given)


def link(file):
    return ("link", {"label": "Mẫu", "url": "", "document": file.pk})


def test_a_document_that_a_browser_has_is_not_sent_again(writer, second, reader):
    file = document()
    published(writer, second, body=body_of(link(file)))
    etag = reader.get(file.url).headers["ETag"]
    assert reader.get(file.url, HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_a_picture_of_a_published_article_is_not_changed_by_one_person(writer, second):
    shown = picture(collection=folder_of(writer), uploaded_by_user=writer.user)
    client = signed_in(writer)
    client.get("/bien-tap/")
    address = reverse("wagtailimages:edit", args=[shown.pk])
    sent = {"title": shown.title, "description": shown.description, "credit": "Ai đó", "tags": ""}
    assert client.post(address, sent).status_code == 302
    published(writer, second, body=body_of(picture_block(shown)))
    before = Picture.objects.values().get(pk=shown.pk)
    other = SimpleUploadedFile("khac.jpg", picture_file().read(), "image/jpeg")
    for changed in ({"credit": "Người khác"}, {"description": "Khác"}, {"file": other}):
        answer = client.post(address, sent | changed)
        assert (answer.status_code, STANDS in answer.content.decode()) == (403, True), changed
    answer = client.post(reverse("wagtailimages:delete", args=[shown.pk]))
    assert (answer.status_code, STANDS in answer.content.decode()) == (403, True)
    assert Picture.objects.values().get(pk=shown.pk) == before


def test_a_document_of_a_published_article_is_not_changed_by_one_person(writer, second, reader):
    file = document(collection=folder_of(writer), uploaded_by_user=writer.user)
    published(writer, second, body=body_of(link(file)))
    client = signed_in(writer)
    client.get("/bien-tap/")
    sent = {"title": "Mẫu", "tags": "", "file": SimpleUploadedFile("mau.pdf", b"%PDF-2", "application/pdf")}
    answer = client.post(reverse("wagtaildocs:edit", args=[file.pk]), sent)
    assert (answer.status_code, STANDS in answer.content.decode()) == (403, True)
    assert b"".join(reader.get(file.url).streaming_content) == b"%PDF-1.7"


def test_a_picture_of_an_article_that_waits_for_its_hour_is_not_changed_either(writer, second):
    shown, other = picture(), picture("Ảnh khác")
    at = localtime() + timedelta(hours=1)
    made = draft(writer, body=body_of(picture_block(shown)), go_live_at=at)
    shown.credit = other.credit = "Ai đó"
    shown.save()
    open_shelf(second.agency, second.user, publishes=True)
    made.latest_revision.publish(user=second.user)
    shown.credit = "Người khác"
    for refused in (shown.save, shown.delete):
        with pytest.raises(TwoPersonError, match=STANDS), transaction.atomic():
            refused()
    other.save()
    other.delete()


def test_saving_a_draft_changes_nothing_of_which_files_are_public(writer, second):
    shown, hidden = picture("Đã đăng"), picture("Trong nháp")
    made = published(writer, second, body=body_of(picture_block(shown)))
    made.body = body_of(picture_block(hidden))
    made.save_revision(user=writer.user)
    assert (is_public(Picture, shown.pk), is_public(Picture, hidden.pk)) == (True, False)
    made.latest_revision.publish(user=second.user)
    assert (is_public(Picture, shown.pk), is_public(Picture, hidden.pk)) == (False, True)


def test_files_of_a_draft_are_for_its_own_agency_alone(writer, second, stranger, reader):
    folder = folder_of(writer)
    shown, file = picture(collection=folder), document(collection=folder)
    for actor in (writer, second, stranger):
        signed_in(actor).get("/bien-tap/")
    for address in (shown.get_rendition("width-480").url, file.url):
        asked = [signed_in(each).get(address).status_code for each in (writer, second, stranger)]
        assert (asked, reader.get(address).status_code) == ([200, 200, 404], 404)
